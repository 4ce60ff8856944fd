"""Every route of our own, beside Reflex's pages: a slice adds its ROUTES here."""

from starlette.routing import Route

from carehub.accounts import routes as accounts
from carehub.assessments import print_routes as assessments
from carehub.auditing import routes as auditing
from carehub.care_plans import print_routes as care_plans
from carehub.desk.caseload import routes as caseload
from carehub.desk.chasing import routes as chasing
from carehub.desk.handover import routes as handover
from carehub.desk.minutes import routes as minutes
from carehub.desk.patient.own_copy import routes as own_copy
from carehub.desk.patient.summary import routes as summaries
from carehub.desk.quick import routes as quick
from carehub.documents import routes as documents
from carehub.monitoring import routes as monitoring
from carehub.referrals import printing
from carehub.referrals import routes as referrals
from carehub.shared_calendar import feed_routes as feeds
from carehub.shared_calendar import file_routes as calendar_files
from carehub.shared_calendar import print_routes as prints
from carehub.shared_calendar import routes as calendar
from carehub.single_sign_on import routes as sign_on
from carehub.spreadsheet_import import receiver_routes as receiver_lists
from carehub.spreadsheet_import import routes as imports

ROUTES: tuple[Route, ...] = (
    *monitoring.ROUTES,
    *accounts.ROUTES,
    *calendar.ROUTES,
    *caseload.ROUTES,
    *assessments.ROUTES,
    *auditing.ROUTES,
    *care_plans.ROUTES,
    *chasing.ROUTES,
    *handover.ROUTES,
    *sign_on.ROUTES,
    *calendar_files.ROUTES,
    *documents.ROUTES,
    *feeds.ROUTES,
    *imports.ROUTES,
    *minutes.ROUTES,
    *own_copy.ROUTES,
    *printing.ROUTES,
    *quick.ROUTES,
    *referrals.ROUTES,
    *prints.ROUTES,
    *summaries.ROUTES,
    *receiver_lists.ROUTES,
)
