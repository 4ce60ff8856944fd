"""The rules that hold the house together. Each was seen to fail when broken on purpose."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import reflex as rx
from reflex_base.registry import RegistrationContext
from sqlmodel import Session

import carehub
from carehub.core.actor import Actor
from carehub.door import OPEN_PATHS
from carehub.gate import short_name
from carehub.handlers import HANDLERS, NEVER

HOME = Path(carehub.__file__).parent
# Layers that know nothing of pages, by the name of their file.
PURE = {
    "access", "assigning", "authorization", "board_order", "bulk", "cards", "change", "cleaning",
    "clocks", "closing", "columns", "conflicts", "coordinators", "deeds", "duplicates", "ending",
    "evidence", "field_words", "fields", "hours", "importing", "intents", "kinds", "languages", "listing",
    "lost", "matching", "models", "names", "naming", "notes", "pausing", "plan", "planned", "profiles",
    "prompts",
    "questions", "reader",
    "reading", "reasons", "record", "recurrence", "registering", "rooms", "search", "service", "stages",
    "status", "taking_back", "telling", "timeline", "transition", "visits", "wording", "worker", "zones",
    "answering", "branching", "definition", "filling", "library", "located", "offers", "parsing", "scoring",
    "protocol", "running", "shipped",
    "content", "following", "paper", "plain_language", "signing", "working", "writing", "writing_many",
    "bringing_in", "chasing", "choices", "draft", "filters", "letters", "npi", "receivers", "saved_views",
    "catalog", "checklist", "enrolling", "household", "mattering", "noting", "people", "reads",
    "rules", "safety", "settling", "team",
    "changing", "completing", "events", "hearing", "making", "missed_visit", "moving", "stage_rules",
    "reviewing", "check_ins", "contacting", "minutes", "newcomers", "rows", "sign_off", "templates", "turns",
}  # fmt: skip
# toasts run through eval in Reflex, as do scripts; the page's content policy forbids eval.
EVAL = {"toast", "call_script", "call_function", "run_script", "set_clipboard", "console_log"}


@pytest.fixture(scope="module")
def states() -> list[type[rx.State]]:
    importlib.import_module("carehub.carehub")
    return [state for state in _below(rx.State) if state.__module__.startswith("carehub.")]


def _below(state: type[rx.State]) -> Iterator[type[rx.State]]:
    for child in state.get_substates():
        yield child  # pyright: ignore[reportReturnType]
        yield from _below(child)  # pyright: ignore[reportArgumentType]


def _sources() -> list[Path]:
    return [path for path in sorted(HOME.rglob("*.py")) if "migrations" not in path.parts]


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_core_and_pure_layers_know_nothing_of_reflex() -> None:
    guilty = [
        str(path.relative_to(HOME))
        for path in _sources()
        if (path.parent.name == "core" or path.stem in PURE)
        and any(name.split(".")[0].startswith("reflex") for name in _imports(path))
    ]
    assert guilty == []


def test_widgets_import_only_reflex() -> None:
    guilty = {
        path.name: found
        for path in (HOME / "ui" / "widgets").glob("*.py")
        if (found := {name for name in _imports(path) if name.startswith("carehub")} - _widget_siblings())
    }
    assert guilty == {}


def _widget_siblings() -> set[str]:
    return {f"carehub.ui.widgets.{path.stem}" for path in (HOME / "ui" / "widgets").glob("*.py")}


def test_only_the_settings_read_the_environment() -> None:
    allowed = {"settings.py", "cli.py"} | {f"serving/{path.name}" for path in (HOME / "serving").glob("*.py")}
    guilty = [
        str(path.relative_to(HOME))
        for path in _sources()
        if str(path.relative_to(HOME)) not in allowed and "environ" in path.read_text()
    ]
    assert guilty == []


def test_spreadsheet_engines_stay_where_spreadsheets_are_read() -> None:
    engines = {"pandas", "openpyxl", "python_calamine"}
    guilty = [
        str(path.relative_to(HOME))
        for path in _sources()
        if "spreadsheet_import" not in path.parts and engines & {n.split(".")[0] for n in _imports(path)}
    ]
    assert guilty == []


def test_the_server_starts_without_the_spreadsheet_and_pdf_engines() -> None:
    import subprocess
    import sys

    engines = "{'pandas', 'openpyxl', 'fpdf', 'PIL', 'pypdf'}"
    program = f"import sys, carehub.carehub; sys.exit(bool({engines} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], cwd=HOME.parent).returncode == 0


def test_every_public_function_of_a_service_says_who_acts() -> None:
    guilty = []
    for module in _modules_named("service", "people", "sites", "search"):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or function.__module__ != module.__name__:
                continue
            parameters = list(inspect.signature(function).parameters.values())
            says_who = any(parameter.annotation in (Actor, Actor | None) for parameter in parameters[:2])
            takes_session = bool(parameters) and parameters[0].annotation is Session
            if not says_who and (takes_session or not parameters):
                guilty.append(f"{module.__name__}.{name}")
    assert guilty == []


def test_no_service_commits() -> None:
    guilty = [
        module.__name__
        for module in _modules_named("service")
        if ".commit(" in Path(str(module.__file__)).read_text()
    ]
    assert guilty == []


def _modules_named(*names: str) -> list[ModuleType]:
    found = pkgutil.walk_packages(carehub.__path__, "carehub.")
    return [importlib.import_module(info.name) for info in found if info.name.split(".")[-1] in names]


def test_every_handler_stands_in_the_table_and_no_line_is_left_over(states: list[type[rx.State]]) -> None:
    registered = {short_name(name) for name in RegistrationContext.get().event_handlers}
    callable_ones = {name for name in registered if not name.endswith(".setvar")}
    assert callable_ones - set(HANDLERS) - NEVER == set()
    assert set(HANDLERS) - callable_ones == set()


def test_no_two_states_share_a_name(states: list[type[rx.State]]) -> None:
    names = [state.__name__ for state in states]
    assert len(names) == len(set(names))


def test_states_are_flat(states: list[type[rx.State]]) -> None:
    assert [state.__name__ for state in states if state.__bases__ != (rx.State,)] == []


def test_every_public_method_of_a_state_is_a_declared_event(states: list[type[rx.State]]) -> None:
    guilty = [
        f"{state.__name__}.{node.name}"
        for state in states
        for node in _methods(state)
        if not node.name.startswith("_") and not _is_event_or_var(node)
    ]
    assert guilty == []


def _methods(state: type[rx.State]) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    module = ast.parse(Path(inspect.getfile(state)).read_text())
    classes = [node for node in module.body if isinstance(node, ast.ClassDef) and node.name == state.__name__]
    body = classes[0].body if classes else []
    return [node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _is_event_or_var(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(ast.unparse(each).startswith(("rx.event", "rx.var")) for each in node.decorator_list)


def test_public_variables_are_empty_until_somebody_is_known(states: list[type[rx.State]]) -> None:
    guilty = {
        f"{state.__name__}.{name}": value
        for state in states
        for name, field in state.get_fields().items()
        if not name.startswith("_") and name in state.__annotations__
        if _tells_something(value := field.default_value())
    }
    assert guilty == {}


def _tells_something(value: object) -> bool:
    """Words for a control's starting position are no secret; rows and names would be."""
    return not (isinstance(value, bool | int | str) or not value) or (
        isinstance(value, str) and len(value) > 20
    )


def test_nothing_needs_eval() -> None:
    guilty = {
        f"{path.relative_to(HOME)}:{node.lineno}"
        for path in _sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr in EVAL
        and isinstance(node.value, ast.Name)
        and node.value.id == "rx"
    }
    assert guilty == set()


def test_user_text_is_never_rendered_as_markup() -> None:
    guilty = [
        path.name
        for path in _sources()
        if "rx.html(" in path.read_text() or "rx.markdown(" in path.read_text()
    ]
    assert guilty == []


def test_what_is_open_to_strangers_is_short_and_known() -> None:
    assert {
        "/api/activity", "/api/unlock", "/assets/", "/favicon.ico", "/feeds/", "/fonts/", "/health",
        "/metrics", "/ready", "/second-factor",
        "/second-factor/set-up", "/set-password", "/set-up", "/sign-in", "/sign-on", "/sign-on/callback",
        "/sign-on/leave", "/sign-out",
        "/sign_in.css", "/theme.css",
    } == OPEN_PATHS  # fmt: skip
