"""What people said about an import before its plan is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from carehub.spreadsheet_import.cleaning.cleaned import Value
from carehub.spreadsheet_import.models import ImportMode, Ruling


@dataclass(frozen=True, slots=True)
class Placing:
    """Where new patients belong whose row names no site, and at which sites each coordinator works.

    ``site`` is empty when nobody said and the center has several. A coordinator without an entry
    works at every site.
    """

    site: str = ""
    coordinator_sites: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def reaches(self, coordinator: Value | None, site: Value | None) -> bool:
        sites = self.coordinator_sites.get(str(coordinator))
        return sites is None or site in sites


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a person said about a row in review; for the same person, which patient or row above.

    In a list of referrals ``patient_id`` is whose it is, and ``referral_id`` which of theirs.
    """

    ruling: Ruling
    patient_id: int | None = None
    same_as: int | None = None
    referral_id: int | None = None


@dataclass(frozen=True, slots=True)
class Orders:
    """What people want of an import: its mode, the fields that empty cells erase, rulings by row."""

    mode: ImportMode = ImportMode.ADD_AND_UPDATE
    erased: frozenset[str] = frozenset()
    rulings: Mapping[int, Ruled] = field(default_factory=dict)
