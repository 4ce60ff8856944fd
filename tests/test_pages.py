"""Every page can be built, and the frame says where one is. No browser, no Node."""

import importlib

import pytest
import reflex as rx

importlib.import_module("carehub.carehub")

from carehub.core.actor import PERMISSIONS, Permission  # noqa: E402
from carehub.pages import NAV_LINKS, PAGES, Page, whole_page  # noqa: E402


@pytest.mark.parametrize("page", PAGES, ids=[page.route for page in PAGES])
def test_each_page_is_built(page: Page) -> None:
    rendered = str(whole_page(page).render())
    assert "page-title" in rendered
    assert 'id:"content"' in rendered or '"content"' in rendered


def test_routes_and_keys_are_told_apart() -> None:
    routes = [page.route for page in PAGES]
    keys = [link.key for link in NAV_LINKS if link.key]
    assert len(routes) == len(set(routes))
    assert len(keys) == len(set(keys))


def test_each_page_has_a_script_of_its_own() -> None:
    app = importlib.import_module("carehub.carehub").app
    built = [app._unevaluated_pages[page.route.strip("/") or "index"].component for page in PAGES]
    assert len({each.__module__ for each in built}) == len(PAGES)


def test_every_link_can_be_followed_by_somebody() -> None:
    for link in NAV_LINKS:
        wanted = link.permission
        assert wanted is None or any(wanted in granted for granted in PERMISSIONS.values())


def test_sensitive_see_is_granted_to_persons_and_never_to_a_role() -> None:
    assert not any(Permission.SENSITIVE_SEE in granted for granted in PERMISSIONS.values())


def test_titles_are_fixed_words() -> None:
    assert all(isinstance(page.title, str) and not isinstance(page.title, rx.Var) for page in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=[page.route for page in PAGES])
def test_no_list_within_a_list_hides_the_row_around_it(page: Page) -> None:
    # A row is known to JavaScript by the name of its renderer's parameter: used twice, the inner one wins.
    assert hidden_rows(page.build().render(), frozenset()) == set()


def hidden_rows(rendered: object, around: frozenset[str]) -> set[str]:
    if isinstance(rendered, list | tuple):
        return set().union(*(hidden_rows(each, around) for each in rendered))
    if not isinstance(rendered, dict):
        return set()
    name = rendered.get("arg_name")
    hidden = {name} & around if isinstance(name, str) else set()
    inside = around | {name} if isinstance(name, str) else around
    return hidden.union(*(hidden_rows(each, inside) for each in rendered.values()))
