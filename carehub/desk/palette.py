"""Ctrl-K: people and pages by typing."""

import reflex as rx

from carehub.accounts import preferences
from carehub.core.actor import Permission
from carehub.core.dates import written_date
from carehub.crises.start_state import CrisisStartState
from carehub.desk.quick.state import QuickState
from carehub.patients import search
from carehub.patients.names import listed_name
from carehub.referrals.new_state import NewReferralState
from carehub.ui.claims import parse
from carehub.ui.layout import NavLink
from carehub.ui.session import SessionState, acting, may
from carehub.ui.widgets.hotkeys import hotkeys
from carehub.ui.widgets.palette import Place, palette

_MOST = 8
_NEW_REFERRAL = Place(href="new-referral", label="New referral", detail="for a patient of yours")
_LOG_CONTACT = Place(href="log-contact", label="Log a contact", detail="a call, a text, a letter")
_NEW_FOLLOW_UP = Place(href="new-follow-up", label="New follow-up", detail="something to do by a day")
_CRISIS = Place(href="crisis", label="Crisis", detail="the protocol, for a patient of yours")
# Where a line has such a button.
_ON_A_LINE = (("d", "Done"), ("s", "Snooze"), ("c", "Log a contact"), ("a", "Assign"), ("x", "Select"))
_NOWHERE = Place(href="", label="", detail="")


class PaletteState(rx.State):
    """What was typed into Ctrl-K and who was found for it."""

    is_open: bool = False
    keys_shown: bool = False
    typed: str = ""
    found: list[Place] = []

    @rx.event
    def show(self) -> None:
        self.is_open, self.typed, self.found = True, "", []

    @rx.event
    def set_open(self, is_open: bool) -> None:
        self.is_open = parse(bool, is_open)

    @rx.event
    def show_keys(self) -> None:
        self.keys_shown = True

    @rx.event
    def set_keys_shown(self, shown: bool) -> None:
        self.keys_shown = parse(bool, shown)

    @rx.event
    async def set_single_keys(self, on: bool) -> None:
        wanted = parse(bool, on)
        async with acting(self) as (session, actor):
            preferences.set_single_keys(session, actor, wanted)

    @rx.event
    async def find(self, typed: str) -> None:
        """Show the patients that the typed words fit."""
        wanted = parse(str, typed)
        async with acting(self, write=False) as (session, actor):
            found = search.search(session, actor, wanted, most=_MOST)
        self.typed, self.found = wanted, [_place(each) for each in found]

    @rx.event
    def act(self, name: str) -> list[rx.event.EventCallback]:
        """Do what was chosen; an unknown name does nothing."""
        does = _DOES.get(parse(str, name))
        return [does] if does else []


_DOES: dict[str, rx.event.EventCallback[()]] = {
    _NEW_REFERRAL["href"]: NewReferralState.open_form,
    _LOG_CONTACT["href"]: QuickState.begin_contact,
    _NEW_FOLLOW_UP["href"]: QuickState.begin_follow_up,
    _CRISIS["href"]: CrisisStartState.open_search,
}


def find_button() -> rx.Component:
    """The way to the box for those who do not know its key."""
    return rx.el.button(
        rx.icon("search", size=14),
        rx.el.span("Find"),
        rx.el.kbd("Ctrl K"),
        on_click=PaletteState.show,
        aria_label="Find a patient or a page",
        class_name="find-button",
    )


def palette_box(links: tuple[NavLink, ...]) -> rx.Component:
    """The box and the keys that work on every page."""
    return rx.fragment(
        hotkeys(
            pages={link.key: link.route for link in links if link.key},
            enabled=SessionState.single_keys,
            on_open=PaletteState.show,
            on_help=PaletteState.show_keys,
        ),
        _keys_sheet(links),
        palette(
            open=PaletteState.is_open,
            places=_places(links),
            actions=_actions(),
            found=PaletteState.found,
            found_for=PaletteState.typed,
            label="Find a patient or a page",
            placeholder="Name, MRN, phone or date of birth; or a page",
            nothing="Nobody and no page by that name.",
            on_type=PaletteState.find,
            on_act=PaletteState.act,
            on_open_change=PaletteState.set_open,
        ),
    )


def _keys_sheet(links: tuple[NavLink, ...]) -> rx.Component:
    keys = [("Ctrl K", "Find a patient or a page"), ("?", "Show this list"), ("Esc", "Close what is open")]
    keys += [("j k", "Walk the lines of a list; Enter opens one"), *_ON_A_LINE]
    keys += [(f"g {link.key}", f"Go to {link.label}") for link in links if link.key]
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title("Keys"),
            rx.dialog.description("They work anywhere, except while you type.", size="2"),
            rx.el.dl(
                *[part for key, does in keys for part in (rx.el.dt(rx.el.kbd(key)), rx.el.dd(does))],
                class_name="keys",
            ),
            rx.el.label(
                rx.switch(checked=SessionState.single_keys, on_change=PaletteState.set_single_keys, size="1"),
                "Keys without Ctrl are on",
                class_name="keys-switch",
            ),
            rx.dialog.close(rx.button("Close", variant="soft")),
            max_width="420px",
        ),
        open=PaletteState.keys_shown,
        on_open_change=PaletteState.set_keys_shown,
    )


def _actions() -> rx.Var[list[Place]]:
    offered = [
        rx.cond(may(Permission.NOTES_SEE), rx.Var.create(_LOG_CONTACT), _NOWHERE),
        rx.cond(may(Permission.NOTES_SEE), rx.Var.create(_NEW_FOLLOW_UP), _NOWHERE),
        rx.cond(may(Permission.REFERRALS_CREATE), rx.Var.create(_NEW_REFERRAL), _NOWHERE),
        rx.cond(may(Permission.CRISES_RUN), rx.Var.create(_CRISIS), _NOWHERE),
    ]
    return rx.Var.create(offered).to(list[Place])


def _places(links: tuple[NavLink, ...]) -> rx.Var[list[Place]]:
    return rx.Var.create([_offered(link) for link in links]).to(list[Place])


def _offered(link: NavLink) -> rx.Var[Place]:
    place = rx.Var.create(Place(href=link.route, label=link.label, detail=_keys(link)))
    return rx.cond(may(link.permission), place, _NOWHERE) if link.permission else place


def _keys(link: NavLink) -> str:
    return f"g {link.key}" if link.key else "page"


def _place(found: search.Found) -> Place:
    born = written_date(found.birth_date) if found.birth_date else "date of birth unknown"
    return Place(
        href=f"/patients/{found.patient_id}",
        label=listed_name(found.last_name, found.first_name),
        detail=" · ".join(filter(None, [born, found.mrn and f"MRN {found.mrn}"])),
    )
