"""What a row of a referral list needs, and what its columns must be able to say."""

from collections.abc import Iterator

from carehub.spreadsheet_import.cleaning.rows import CleanRow, Problem, missing_in
from carehub.spreadsheet_import.mapping.uses import Mapping
from carehub.spreadsheet_import.refusals import Unreadable


def what_a_referral_lacks(made: CleanRow, mapping: Mapping) -> Iterator[Problem]:
    """A referral is somebody's, and asks for something."""
    if not made.is_valid:
        return
    values = made.values
    if "mrn" not in values and not {"last_name", "birth_date"} <= values.keys():
        reason = "there is neither an MRN nor a name with a date of birth: whose referral is this?"
        yield missing_in(made, mapping, reason, "mrn", "birth_date", "last_name", "full_name")
    elif "type" not in values:
        yield missing_in(made, mapping, "there is no type of referral", "type")


def refuse_unfit(mapping: Mapping) -> None:
    """Unreadable where no row could say whose it is, or what kind of help it asks for."""
    has_name = mapping.using("last_name") or mapping.using("full_name")
    if not mapping.using("mrn") and not (has_name and mapping.using("birth_date")):
        raise Unreadable(
            "We found no column that says whose the referrals are: an MRN, or a name with a date of birth. "
            "Say which column it is."
        )
    if not mapping.using("type"):
        raise Unreadable(
            'We found no column with the type of the referral. Give one the title "Type", or say which it is.'
        )
