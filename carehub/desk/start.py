"""The first page after signing in: where to go, and for a new center what to do first."""

from dataclasses import dataclass

import reflex as rx

from carehub.core.actor import Permission
from carehub.desk.mentions import mention_list
from carehub.patients import service as patients
from carehub.ui.layout import frame
from carehub.ui.session import SessionState, acting, may


@dataclass(frozen=True)
class Way:
    """A place to go and what one does there."""

    route: str
    icon: str
    title: str
    does: str
    permission: Permission


WAYS = (
    Way(
        "/caseload",
        "clipboard-list",
        "Caseload",
        "Your patients and what each needs next.",
        Permission.CASELOAD_ASSIGN,
    ),
    Way(
        "/board",
        "square-kanban",
        "Board",
        "Where every referral stands, and whose move it is.",
        Permission.PATIENTS_SEE,
    ),
    Way(
        "/calendar",
        "calendar-days",
        "Calendar",
        "Appointments of all sites; book and move them.",
        Permission.PATIENTS_SEE,
    ),
    Way(
        "/patients", "users", "Patients", "Look someone up, or add someone by hand.", Permission.PATIENTS_SEE
    ),
    Way(
        "/import",
        "file-spreadsheet",
        "Import",
        "Bring in the patient list that you have.",
        Permission.IMPORTS_RUN,
    ),
    Way(
        "/settings/people",
        "settings",
        "Settings",
        "The people of your desk, and your sites.",
        Permission.USERS_MANAGE,
    ),
)

FIRST_STEPS = (
    Way(
        "/settings/people",
        "users",
        "Add your people",
        "Each gets a code for a password of their own.",
        Permission.USERS_MANAGE,
    ),
    Way(
        "/import",
        "file-spreadsheet",
        "Import your patient list",
        "An .xlsx or .csv. Nothing is saved before you have checked it.",
        Permission.IMPORTS_RUN,
    ),
)


class StartState(rx.State):
    """Whether the center has begun to work."""

    is_new: bool = False

    @rx.event
    async def load(self) -> None:
        """See whether there is any patient yet."""
        async with acting(self, write=False) as (session, actor):
            self.is_new = patients.count(session, actor) == 0


def start_page() -> rx.Component:
    return frame(
        SessionState.center_name,
        mention_list(),
        rx.cond(StartState.is_new, _first_steps()),
        rx.el.ul(*[_shown(way) for way in WAYS], class_name="ways"),
    )


def _first_steps() -> rx.Component:
    steps = rx.el.ol(*[_shown(step) for step in FIRST_STEPS], class_name="ways first-steps")
    return rx.el.section(
        rx.el.h2("First steps"),
        rx.cond(
            may(Permission.IMPORTS_RUN),
            steps,
            rx.el.p("There are no patients here yet. Your admin imports the list first.", class_name="soft"),
        ),
        rx.el.h2("All pages"),
        class_name="first",
    )


def _shown(way: Way) -> rx.Component:
    return rx.cond(may(way.permission), rx.el.li(_link(way)))


def _link(way: Way) -> rx.Component:
    return rx.link(
        rx.icon(way.icon, size=18),
        rx.el.span(way.title, class_name="way-title"),
        rx.el.span(way.does, class_name="way-does"),
        href=way.route,
        underline="none",
        class_name="way",
    )
