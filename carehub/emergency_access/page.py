"""Where somebody says who the patient is and why the record must be seen now."""

import reflex as rx

from carehub.emergency_access.models import EmergencyReason
from carehub.emergency_access.state import EmergencyAccessState
from carehub.ui.form_parts import area, choice, line
from carehub.ui.layout import frame
from carehub.ui.marks import problem_box

_S = EmergencyAccessState
_REASONS = {reason.value: reason.label for reason in EmergencyReason}


def emergency_access_page() -> rx.Component:
    return frame(
        "Emergency access",
        rx.el.section(
            rx.el.p(
                "For a patient whom you must see now and may not see otherwise. You read the record of this "
                "one patient for 60 minutes. What you open is written down, and a supervisor reviews it.",
            ),
            rx.form(
                problem_box(_S.problem),
                rx.cond(_S.patient != "", _known(), _asked()),
                choice("Why", "code", _REASONS, unsaid="Choose"),
                area("What happens", "words", rows=3),
                rx.el.div(
                    rx.link("Cancel", href="/patients", class_name="plain-button", underline="none"),
                    rx.button("Open the record", type="submit", color_scheme="red"),
                    class_name="dialog-buttons",
                ),
                on_submit=_S.open,
                class_name="dialog-form",
            ),
            aria_label="Emergency access",
            class_name="chart-section emergency-form",
        ),
    )


def _known() -> rx.Component:
    return rx.el.p(rx.el.strong(_S.patient), ", with what is marked as sensitive")


def _asked() -> rx.Component:
    return rx.fragment(
        line("Family name", "last_name"),
        rx.el.div(
            line("Date of birth", "birth_date", kind="date"),
            line("MRN", "mrn"),
            class_name="emergency-facts",
        ),
    )
