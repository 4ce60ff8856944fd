"""The columns of each kind of list that can come in."""

from collections.abc import Mapping

from carehub.spreadsheet_import.columns import PATIENT_LIST, ColumnSet
from carehub.spreadsheet_import.models import ImportKind
from carehub.spreadsheet_import.referral_list.columns import REFERRAL_LIST

COLUMN_SETS: Mapping[ImportKind, ColumnSet] = {
    ImportKind.PATIENTS: PATIENT_LIST,
    ImportKind.REFERRALS: REFERRAL_LIST,
}
