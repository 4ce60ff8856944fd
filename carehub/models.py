"""Every table of the database: importing this module makes SQLModel's metadata complete."""

from carehub.accounts import models as accounts
from carehub.assessments import models as assessments
from carehub.care_plans import models as care_plans
from carehub.caseloads import models as caseloads
from carehub.contacts import models as contacts
from carehub.core import journal
from carehub.crises import models as crises
from carehub.desk.handover import models as handovers
from carehub.desk.merging import models as merging
from carehub.directory import models as directory
from carehub.discharges import models as discharges
from carehub.disclosures import models as disclosures
from carehub.documents import models as documents
from carehub.emergency_access import models as emergency_access
from carehub.follow_ups import models as follow_ups
from carehub.patients import models as patients
from carehub.programs import models as programs
from carehub.referrals import models as referrals
from carehub.related_people import models as related_people
from carehub.remarks import models as remarks
from carehub.retention import models as retention
from carehub.saved_views import models as saved_views
from carehub.sensitive import models as sensitive
from carehub.shared_calendar import models as shared_calendar
from carehub.single_sign_on import models as single_sign_on
from carehub.spreadsheet_import import models as imports
from carehub.working_time import models as working_time

__all__ = [
    "accounts",
    "assessments",
    "care_plans",
    "caseloads",
    "contacts",
    "crises",
    "directory",
    "discharges",
    "disclosures",
    "documents",
    "emergency_access",
    "follow_ups",
    "handovers",
    "imports",
    "journal",
    "merging",
    "patients",
    "programs",
    "referrals",
    "related_people",
    "remarks",
    "retention",
    "saved_views",
    "sensitive",
    "shared_calendar",
    "single_sign_on",
    "working_time",
]
