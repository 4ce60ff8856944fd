"""One theme: Radix's tokens, and our own on top of them in ``assets/theme.css``."""

import reflex as rx

STYLESHEETS = [
    "/theme.css",
    "/board.css",
    "/care_plan.css",
    "/crisis.css",
    "/forms.css",
    "/calendar.css",
    "/caseload.css",
    "/directory.css",
    "/import.css",
    "/journal.css",
    "/palette.css",
    "/patients.css",
    "/referral.css",
    "/settings.css",
    "/start.css",
]

theme = rx.theme(
    accent_color="teal",
    gray_color="slate",
    radius="medium",
    scaling="95%",
    has_background=True,
    panel_background="solid",
)
