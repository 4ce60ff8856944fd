"""The one table of who may call which event handler, and what must answer without a session.

Every public method of every State can be called by anyone with a websocket. What does not stand
here is refused by the gate, and a test fails. This is the outer ring: services check again.
"""

from enum import StrEnum

from carehub.core.actor import Actor, Permission


class Anyone(StrEnum):
    """Not a permission: any signed-in person."""

    SIGNED_IN = "signed in"


SIGNED_IN = Anyone.SIGNED_IN

HANDLERS: dict[str, Permission | Anyone] = {
    "AccountState.load": SIGNED_IN,
    "AccountState.sign_out_elsewhere": SIGNED_IN,
    "BoardState.act": Permission.PATIENTS_SEE,
    "BoardState.answer": Permission.PATIENTS_SEE,
    "BoardState.dismiss": Permission.PATIENTS_SEE,
    "BoardState.doubt": Permission.PATIENTS_SEE,
    "BoardState.load": Permission.PATIENTS_SEE,
    "BoardState.move_card": Permission.REFERRALS_MOVE,
    "BoardState.reload": Permission.PATIENTS_SEE,
    "BoardState.show_more": Permission.PATIENTS_SEE,
    "BoardState.watch": Permission.PATIENTS_SEE,
    "BookingState.book": Permission.APPOINTMENTS_BOOK,
    "BookingState.change": Permission.APPOINTMENTS_BOOK,
    "BookingState.choose_kind": Permission.APPOINTMENTS_BOOK,
    "BookingState.choose_patient": Permission.APPOINTMENTS_BOOK,
    "BookingState.choose_site": Permission.APPOINTMENTS_BOOK,
    "BookingState.close": SIGNED_IN,
    "BookingState.find_patients": Permission.APPOINTMENTS_BOOK,
    "BookingState.forget_patient": Permission.APPOINTMENTS_BOOK,
    "BookingState.move": Permission.APPOINTMENTS_BOOK,
    "BookingState.open_at": Permission.APPOINTMENTS_BOOK,
    "BookingState.open_change": Permission.APPOINTMENTS_BOOK,
    "BookingState.open_move": Permission.APPOINTMENTS_BOOK,
    "BookingState.open_new": Permission.APPOINTMENTS_BOOK,
    "CalendarState.ask": SIGNED_IN,
    "CalendarState.cancel": Permission.APPOINTMENTS_BOOK,
    "CalendarState.choose_site": Permission.PATIENTS_SEE,
    "CalendarState.close_panel": SIGNED_IN,
    "CalendarState.drag": Permission.APPOINTMENTS_BOOK,
    "CalendarState.load": Permission.PATIENTS_SEE,
    "CalendarState.mark": Permission.APPOINTMENTS_RECORD,
    "CalendarState.miss": Permission.APPOINTMENTS_RECORD,
    "CalendarState.open_event": Permission.PATIENTS_SEE,
    "CalendarState.show_view": Permission.PATIENTS_SEE,
    "CalendarState.watch": Permission.PATIENTS_SEE,
    "CaseloadState.assign": Permission.CASELOAD_ASSIGN,
    "CaseloadState.choose": Permission.CASELOAD_ASSIGN,
    "CaseloadState.close_assigning": Permission.CASELOAD_ASSIGN,
    "CaseloadState.load": Permission.CASELOAD_ASSIGN,
    "CaseloadState.open_assigning": Permission.CASELOAD_ASSIGN,
    "CaseloadState.show_more": Permission.CASELOAD_ASSIGN,
    "CaseloadState.watch": Permission.CASELOAD_ASSIGN,
    "CenterState.load": Permission.SETTINGS_MANAGE,
    "CenterState.save": Permission.SETTINGS_MANAGE,
    "FeedbackState.refused": SIGNED_IN,
    "FeedbackState.undo": SIGNED_IN,
    "NewReferralState.choose": Permission.REFERRALS_CREATE,
    "NewReferralState.choose_another": Permission.REFERRALS_CREATE,
    "NewReferralState.close": Permission.REFERRALS_CREATE,
    "NewReferralState.create": Permission.REFERRALS_CREATE,
    "NewReferralState.open_form": Permission.REFERRALS_CREATE,
    "NewReferralState.search": Permission.REFERRALS_CREATE,
    "ImportState.back_to_columns": Permission.IMPORTS_RUN,
    "ImportState.check": Permission.IMPORTS_RUN,
    "ImportState.choose_another": Permission.IMPORTS_RUN,
    "ImportState.choose_column": Permission.IMPORTS_RUN,
    "ImportState.choose_header_row": Permission.IMPORTS_RUN,
    "ImportState.choose_order": Permission.IMPORTS_RUN,
    "ImportState.choose_sheet": Permission.IMPORTS_RUN,
    "ImportState.choose_site": Permission.IMPORTS_RUN,
    "ImportState.commit": Permission.IMPORTS_RUN,
    "ImportState.give_up": Permission.IMPORTS_RUN,
    "ImportState.load": Permission.IMPORTS_RUN,
    "ImportState.open_import": Permission.IMPORTS_RUN,
    "ImportState.received": Permission.IMPORTS_RUN,
    "ImportState.refused": Permission.IMPORTS_RUN,
    "ImportState.show_more": Permission.IMPORTS_RUN,
    "ImportState.show_outcome": Permission.IMPORTS_RUN,
    "ImportState.stop": Permission.IMPORTS_RUN,
    "ImportState.watch": Permission.IMPORTS_RUN,
    "PaletteState.find": Permission.PATIENTS_SEE,
    "PaletteState.set_keys_shown": SIGNED_IN,
    "PaletteState.set_open": SIGNED_IN,
    "PaletteState.set_single_keys": SIGNED_IN,
    "PaletteState.show": SIGNED_IN,
    "PaletteState.show_keys": SIGNED_IN,
    "PatientState.assign": Permission.CASELOAD_ASSIGN,
    "PatientState.close_assigning": Permission.CASELOAD_ASSIGN,
    "PatientState.close_form": Permission.PATIENTS_EDIT,
    "PatientState.load": Permission.PATIENTS_SEE,
    "PatientState.open_assigning": Permission.CASELOAD_ASSIGN,
    "PatientState.open_form": Permission.PATIENTS_EDIT,
    "PatientState.save": Permission.PATIENTS_EDIT,
    "PatientState.watch": Permission.PATIENTS_SEE,
    "PatientsState.add": Permission.PATIENTS_EDIT,
    "PatientsState.choose_site": Permission.PATIENTS_SEE,
    "PatientsState.choose_status": Permission.PATIENTS_SEE,
    "PatientsState.close_new": Permission.PATIENTS_EDIT,
    "PatientsState.find": Permission.PATIENTS_SEE,
    "PatientsState.forget_search": Permission.PATIENTS_SEE,
    "PatientsState.load": Permission.PATIENTS_SEE,
    "PatientsState.open_new": Permission.PATIENTS_EDIT,
    "PatientsState.show_more": Permission.PATIENTS_SEE,
    "PatientsState.watch": Permission.PATIENTS_SEE,
    "PeopleState.close_panel": Permission.USERS_MANAGE,
    "PeopleState.disable": Permission.USERS_MANAGE,
    "PeopleState.enable": Permission.USERS_MANAGE,
    "PeopleState.invite": Permission.USERS_MANAGE,
    "PeopleState.issue_code": Permission.USERS_MANAGE,
    "PeopleState.load": Permission.USERS_MANAGE,
    "PeopleState.open_new": Permission.USERS_MANAGE,
    "PeopleState.open_person": Permission.USERS_MANAGE,
    "PeopleState.save": Permission.USERS_MANAGE,
    "PeopleState.watch": Permission.USERS_MANAGE,
    "ReferralState.close": Permission.PATIENTS_SEE,
    "ReferralState.edit": Permission.REFERRALS_EDIT,
    "ReferralState.leave_edit": Permission.PATIENTS_SEE,
    "ReferralState.load": Permission.PATIENTS_SEE,
    "ReferralState.open_card": Permission.PATIENTS_SEE,
    "ReferralState.save": Permission.REFERRALS_EDIT,
    "ReferralState.watch": Permission.PATIENTS_SEE,
    "SessionState.open_page": SIGNED_IN,
    "SessionState.watch": SIGNED_IN,
    "SitesState.add": Permission.SITES_MANAGE,
    "SitesState.close_panel": Permission.SITES_MANAGE,
    "SitesState.close_site": Permission.SITES_MANAGE,
    "SitesState.load": Permission.SITES_MANAGE,
    "SitesState.open_new": Permission.SITES_MANAGE,
    "SitesState.open_site": Permission.SITES_MANAGE,
    "SitesState.rename": Permission.SITES_MANAGE,
    "SitesState.reopen_site": Permission.SITES_MANAGE,
    "SitesState.watch": Permission.SITES_MANAGE,
    "StartState.load": Permission.PATIENTS_SEE,
    # Reflex's own, without which no page comes to life.
    "OnLoadInternalState.on_load_internal": SIGNED_IN,
    "OnLoadInternalState.set_is_hydrated": SIGNED_IN,
    "State.hydrate": SIGNED_IN,
    "State.hydrate_and_load": SIGNED_IN,
    "State.set_is_hydrated": SIGNED_IN,
    "FrontendEventExceptionState.handle_frontend_exception": SIGNED_IN,
}

# Reflex's own that would let a browser write state variables; nothing here stores state in the browser.
NEVER = frozenset({"UpdateVarsInternalState.update_vars_internal"})


def allowed(actor: Actor, handler: str) -> bool:
    """Whether the table lets this person call ``StateName.handler``."""
    wanted = HANDLERS.get(handler)
    if wanted is None or handler in NEVER or handler.endswith(".setvar"):
        return False
    return isinstance(wanted, Anyone) or actor.may(wanted)
