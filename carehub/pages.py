"""Every page: its address, its place in the navigation, and who finds it there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import reflex as rx

from carehub.accounts.page import account_page
from carehub.accounts.state import AccountState
from carehub.assessments.filling_page import assessment_page
from carehub.assessments.filling_state import AssessmentState
from carehub.assessments.page import forms_page
from carehub.assessments.state import FormsState
from carehub.auditing.fields_page import field_history_page
from carehub.auditing.fields_state import FieldHistoryState
from carehub.auditing.page import journal_page
from carehub.auditing.showing import ROUTE as JOURNAL
from carehub.auditing.state import JournalState
from carehub.care_plans.page import care_plan_page
from carehub.care_plans.state import CarePlanState
from carehub.core.actor import Permission
from carehub.crises.notices import CrisisNoticesState
from carehub.crises.page import ROUTE as CRISIS
from carehub.crises.page import crisis_page
from carehub.crises.start_dialog import crisis_dialog
from carehub.crises.state import CrisisState
from carehub.desk.caseload.bulk_state import CaseloadBulkState
from carehub.desk.caseload.loads_page import loads_page
from carehub.desk.caseload.loads_state import LoadsState
from carehub.desk.caseload.page import caseload_page
from carehub.desk.caseload.state import CaseloadState
from carehub.desk.chasing.page import chasing_page
from carehub.desk.chasing.state import ChasingState
from carehub.desk.handover.page import handover_page
from carehub.desk.handover.state import HandoverState
from carehub.desk.mentions import MentionsState, mention_mark
from carehub.desk.merging.page import merging_page
from carehub.desk.merging.state import MergingState
from carehub.desk.minutes.page import ROUTE as MINUTES
from carehub.desk.minutes.page import minutes_page
from carehub.desk.minutes.state import MinutesState
from carehub.desk.my_day.page import my_day_page
from carehub.desk.my_day.state import MyDayState
from carehub.desk.palette import find_button, palette_box
from carehub.desk.patient.access.page import access_page
from carehub.desk.patient.access.state import AccessState
from carehub.desk.patient.address import (
    ACCESS,
    CARE_PLAN,
    CONTACTS,
    DOCUMENTS,
    FOLLOW_UPS,
    FORMS,
    HOSPITAL,
    PEOPLE,
    PROGRAMS,
    TIMELINE,
)
from carehub.desk.patient.contacts.page import contacts_page
from carehub.desk.patient.contacts.state import ContactsPartState
from carehub.desk.patient.documents.page import documents_page
from carehub.desk.patient.documents.state import DocumentsPartState
from carehub.desk.patient.follow_ups.page import follow_ups_page
from carehub.desk.patient.follow_ups.state import FollowUpsPartState
from carehub.desk.patient.hospital.list_page import HOME_LIST, home_list_page
from carehub.desk.patient.hospital.list_state import HomeListState
from carehub.desk.patient.hospital.page import hospital_page
from carehub.desk.patient.hospital.state import HospitalState
from carehub.desk.patient.page import patient_page
from carehub.desk.patient.people.page import people_part
from carehub.desk.patient.people.state import AroundState
from carehub.desk.patient.programs.page import programs_page
from carehub.desk.patient.programs.state import EnrolmentState
from carehub.desk.patient.state import PatientState
from carehub.desk.patient.story.state import StoryState
from carehub.desk.patient.timeline.page import timeline_page
from carehub.desk.patient.timeline.state import TimelineState
from carehub.desk.quick.dialog import quick_dialog
from carehub.directory.page import directory_page
from carehub.directory.state import PAGE as DIRECTORY
from carehub.directory.state import DirectoryState
from carehub.emergency_access.page import emergency_access_page
from carehub.emergency_access.state import PAGE as EMERGENCY_ACCESS
from carehub.emergency_access.state import EmergencyAccessState
from carehub.patients.page import patients_page
from carehub.patients.state import PatientsState
from carehub.referrals import chasing
from carehub.referrals.board import board_page
from carehub.referrals.bulk_state import BulkState
from carehub.referrals.filter_state import FilterState
from carehub.referrals.new_dialog import new_referral_dialog
from carehub.referrals.panel_state import ReferralState
from carehub.referrals.presence_state import PresenceState
from carehub.referrals.state import BoardState
from carehub.settings_pages.backup.page import backup_page
from carehub.settings_pages.backup.state import BackupState
from carehub.settings_pages.board.page import board_settings_page
from carehub.settings_pages.board.state import StagesState
from carehub.settings_pages.board.types_state import TypesState
from carehub.settings_pages.calendar.page import calendar_settings_page
from carehub.settings_pages.calendar.state import CalendarSettingsState
from carehub.settings_pages.center.page import center_page
from carehub.settings_pages.center.state import CenterState
from carehub.settings_pages.crisis.page import crisis_settings_page
from carehub.settings_pages.crisis.state import CrisisSettingsState
from carehub.settings_pages.follow_ups.page import ROUTE as FOLLOW_UP_SETTINGS
from carehub.settings_pages.follow_ups.page import follow_up_settings_page
from carehub.settings_pages.follow_ups.state import FollowUpRulesState
from carehub.settings_pages.follow_ups.templates_state import TemplatesState
from carehub.settings_pages.forms.page import form_settings_page
from carehub.settings_pages.forms.state import FormSettingsState
from carehub.settings_pages.people.page import people_page
from carehub.settings_pages.people.state import PeopleState
from carehub.settings_pages.privacy.page import privacy_page
from carehub.settings_pages.privacy.retention_state import RetentionState
from carehub.settings_pages.privacy.state import PrivacyState
from carehub.settings_pages.programs.page import programs_settings_page
from carehub.settings_pages.programs.state import ProgramsState
from carehub.settings_pages.sites.page import sites_page
from carehub.settings_pages.sites.state import SitesState
from carehub.shared_calendar.address_state import AddressState
from carehub.shared_calendar.call_list_page import call_list_page
from carehub.shared_calendar.call_list_state import CallListState
from carehub.shared_calendar.page import calendar_page
from carehub.shared_calendar.state import CalendarState
from carehub.shared_calendar.subscribe_page import subscribe_page
from carehub.shared_calendar.subscribe_state import SubscribeState
from carehub.shared_calendar.waitlist_page import waitlist_page
from carehub.shared_calendar.waitlist_state import WaitlistState
from carehub.spreadsheet_import.page import import_page
from carehub.spreadsheet_import.state import ImportState
from carehub.ui.layout import NavLink, empty_state, frame, shell
from carehub.ui.session import SessionState, lacks


@dataclass(frozen=True)
class Page:
    """``build`` returns what ``ui.layout.frame`` makes; ``on_load`` are the handlers that fill it.

    ``nav`` is its name in the sidebar, empty for pages that are only reached from others.
    ``key`` is the letter that goes there after "g". ``permission`` decides who is shown link and page.
    """

    route: str
    title: str
    build: Callable[[], rx.Component]
    on_load: tuple[rx.event.EventCallback[()], ...] = ()
    nav: str = ""
    icon: str = ""
    key: str = ""
    permission: Permission | None = None


PAGES: tuple[Page, ...] = (
    Page(
        "/",
        "My day",
        my_day_page,
        on_load=(MyDayState.load, CrisisNoticesState.load),
        nav="My day",
        icon="sun",
        key="m",
    ),
    Page(
        "/caseload",
        "Caseload",
        caseload_page,
        on_load=(CaseloadState.load, CaseloadBulkState.load),
        nav="Caseload",
        icon="clipboard-list",
        key="l",
        permission=Permission.CASELOAD_ASSIGN,
    ),
    Page(
        "/caseload/load",
        "Load of each caseload",
        loads_page,
        on_load=(LoadsState.load,),
        permission=Permission.CASELOAD_ASSIGN,
    ),
    Page(
        "/caseload/handover",
        "Hand over",
        handover_page,
        on_load=(HandoverState.load,),
        permission=Permission.CASELOAD_ASSIGN,
    ),
    Page(
        "/patients/duplicates",
        "Duplicates",
        merging_page,
        on_load=(MergingState.load,),
        permission=Permission.PATIENTS_MERGE,
    ),
    Page(
        "/board",
        "Board",
        board_page,
        # What may be done to several cards is known before these are drawn, or they would be drawn twice.
        on_load=(BulkState.load, BoardState.load, FilterState.load, ReferralState.load, PresenceState.load),
        nav="Board",
        icon="square-kanban",
        key="b",
        permission=Permission.PATIENTS_SEE,
    ),
    Page(
        chasing.PAGE,
        "Reports to chase",
        chasing_page,
        on_load=(ChasingState.load,),
        permission=Permission.PATIENTS_SEE,
    ),
    Page(
        "/calendar",
        "Calendar",
        calendar_page,
        on_load=(AddressState.follow, CalendarState.load),
        nav="Calendar",
        icon="calendar",
        key="c",
        permission=Permission.PATIENTS_SEE,
    ),
    Page(
        "/calendar/calls",
        "Call list",
        call_list_page,
        on_load=(CallListState.load,),
        permission=Permission.APPOINTMENTS_RECORD,
    ),
    Page(
        "/calendar/waitlist",
        "Waitlist",
        waitlist_page,
        on_load=(WaitlistState.load,),
        permission=Permission.APPOINTMENTS_BOOK,
    ),
    Page(
        "/calendar/subscribe",
        "Subscribe",
        subscribe_page,
        on_load=(SubscribeState.load,),
        permission=Permission.PATIENTS_SEE,
    ),
    Page(
        "/patients",
        "Patients",
        patients_page,
        on_load=(PatientsState.load,),
        nav="Patients",
        icon="users",
        key="p",
        permission=Permission.PATIENTS_SEE,
    ),
    Page(
        "/patients/[patient_id]",
        "Patient",
        patient_page,
        on_load=(PatientState.load, StoryState.load),
        permission=Permission.PATIENTS_SEE,
    ),
    Page(
        EMERGENCY_ACCESS,
        "Emergency access",
        emergency_access_page,
        on_load=(EmergencyAccessState.load,),
        permission=Permission.BREAK_GLASS,
    ),
    Page(MINUTES, "Minutes", minutes_page, on_load=(MinutesState.load,), permission=Permission.NOTES_SEE),
    Page(
        TIMELINE.route,
        "Timeline of a patient",
        timeline_page,
        on_load=(PatientState.load, TimelineState.load),
        permission=TIMELINE.permission,
    ),
    Page(
        FOLLOW_UPS.route,
        "Follow-ups of a patient",
        follow_ups_page,
        on_load=(PatientState.load, FollowUpsPartState.load),
        permission=FOLLOW_UPS.permission,
    ),
    Page(
        CONTACTS.route,
        "Contacts of a patient",
        contacts_page,
        on_load=(PatientState.load, ContactsPartState.load),
        permission=CONTACTS.permission,
    ),
    Page(
        DOCUMENTS.route,
        "Documents of a patient",
        documents_page,
        on_load=(PatientState.load, DocumentsPartState.load),
        permission=DOCUMENTS.permission,
    ),
    Page(
        ACCESS.route,
        "Access to a patient",
        access_page,
        on_load=(PatientState.load, AccessState.load),
        permission=ACCESS.permission,
    ),
    Page(
        PEOPLE.route,
        "People around a patient",
        people_part,
        on_load=(PatientState.load, AroundState.load),
        permission=PEOPLE.permission,
    ),
    Page(
        PROGRAMS.route,
        "Programs of a patient",
        programs_page,
        on_load=(PatientState.load, EnrolmentState.load),
        permission=PROGRAMS.permission,
    ),
    Page(
        HOSPITAL.route,
        "Hospital stays of a patient",
        hospital_page,
        on_load=(PatientState.load, HospitalState.load),
        permission=HOSPITAL.permission,
    ),
    Page(
        HOME_LIST,
        "Home from hospital",
        home_list_page,
        on_load=(HomeListState.load,),
        nav="Hospital",
        icon="house-plus",
        key="h",
        permission=HOSPITAL.permission,
    ),
    Page(
        CARE_PLAN.route,
        "Care plan",
        care_plan_page,
        on_load=(PatientState.load, CarePlanState.load),
        permission=CARE_PLAN.permission,
    ),
    Page(
        FORMS.route,
        "Forms",
        forms_page,
        on_load=(PatientState.load, FormsState.load),
        permission=FORMS.permission,
    ),
    Page(
        f"{FORMS.route}/[assessment_id]",
        "Form",
        assessment_page,
        on_load=(PatientState.load, AssessmentState.load),
        permission=FORMS.permission,
    ),
    Page(
        CRISIS,
        "Crisis",
        crisis_page,
        on_load=(CrisisState.load,),
        permission=Permission.CRISES_RUN,
    ),
    Page(
        DIRECTORY,
        "Directory",
        directory_page,
        on_load=(DirectoryState.load,),
        nav="Directory",
        icon="book-user",
        key="d",
        permission=Permission.PATIENTS_SEE,
    ),
    Page(
        "/import",
        "Import",
        import_page,
        on_load=(ImportState.load,),
        nav="Import",
        icon="file-up",
        key="i",
        permission=Permission.IMPORTS_RUN,
    ),
    Page(
        JOURNAL,
        "Journal",
        journal_page,
        on_load=(JournalState.load,),
        nav="Journal",
        icon="scroll-text",
        key="j",
        permission=Permission.AUDIT_READ,
    ),
    Page(
        "/history",
        "History of fields",
        field_history_page,
        on_load=(FieldHistoryState.load,),
        permission=Permission.HISTORY_READ,
    ),
    Page(
        "/settings/people",
        "People",
        people_page,
        on_load=(PeopleState.load,),
        nav="Settings",
        icon="settings",
        key="s",
        permission=Permission.USERS_MANAGE,
    ),
    Page(
        "/settings/sites", "Sites", sites_page, on_load=(SitesState.load,), permission=Permission.SITES_MANAGE
    ),
    Page(
        "/settings/calendar",
        "Calendar settings",
        calendar_settings_page,
        on_load=(CalendarSettingsState.load,),
        permission=Permission.SETTINGS_MANAGE,
    ),
    Page(
        "/settings/board",
        "Board settings",
        board_settings_page,
        on_load=(StagesState.load, TypesState.load),
        permission=Permission.STAGES_MANAGE,
    ),
    Page(
        "/settings/programs",
        "Programs",
        programs_settings_page,
        on_load=(ProgramsState.load,),
        permission=Permission.SETTINGS_MANAGE,
    ),
    Page(
        FOLLOW_UP_SETTINGS,
        "Follow-up settings",
        follow_up_settings_page,
        on_load=(FollowUpRulesState.load, TemplatesState.load),
        permission=Permission.SETTINGS_MANAGE,
    ),
    Page(
        "/settings/forms",
        "Form settings",
        form_settings_page,
        on_load=(FormSettingsState.load,),
        permission=Permission.SETTINGS_MANAGE,
    ),
    Page(
        "/settings/crisis",
        "Crisis settings",
        crisis_settings_page,
        on_load=(CrisisSettingsState.load,),
        permission=Permission.SETTINGS_MANAGE,
    ),
    Page(
        "/settings/center",
        "Center",
        center_page,
        on_load=(CenterState.load,),
        permission=Permission.SETTINGS_MANAGE,
    ),
    Page(
        "/settings/privacy",
        "Privacy",
        privacy_page,
        on_load=(PrivacyState.load, RetentionState.load),
        permission=Permission.USERS_MANAGE,
    ),
    Page(
        "/settings/backup",
        "Backup",
        backup_page,
        on_load=(BackupState.load,),
        permission=Permission.BACKUPS_MANAGE,
    ),
    Page("/account", "My account", account_page, on_load=(AccountState.load,)),
)

NAV_LINKS = tuple(NavLink(p.route, p.nav, p.icon, p.key, p.permission) for p in PAGES if p.nav)


def add_pages(app: rx.App) -> None:
    """Give every page its address. A title never names a patient."""
    for page in PAGES:
        app.add_page(
            _built(page),
            route=page.route,
            title=f"{page.title} · CareHub",
            on_load=[SessionState.open_page, *page.on_load, MentionsState.load],
        )


def _built(page: Page) -> Callable[[], rx.Component]:
    """Reflex writes what a page holds into a script named after the module of its function, and a browser
    loads that script with the page: each page needs one of its own."""
    built = partial(whole_page, page)
    built.__module__ = page.build.__module__
    return built


def whole_page(page: Page) -> rx.Component:
    """The page inside its frame."""
    overlays = (new_referral_dialog(), quick_dialog(), crisis_dialog())
    find = rx.fragment(find_button(), mention_mark())
    return shell(NAV_LINKS, page.route, find, _for_whom(page), palette_box(NAV_LINKS), *overlays)


def _for_whom(page: Page) -> rx.Component:
    """The page; who followed a link to one that their role does not have is told so."""
    if page.permission is None:
        return page.build()
    why = "Your role does not have this page. Ask an admin if your work needs it."
    home = rx.link("Go to My day", href="/")
    return rx.cond(
        lacks(page.permission),
        frame(page.title, empty_state("lock", "Not for your role", why, home)),
        page.build(),
    )
