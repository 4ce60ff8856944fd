"""The referrals that are here already, findable by what a list says of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from carehub.spreadsheet_import.cleaning.rows import Values
from carehub.spreadsheet_import.cleaning.text import folded


@dataclass(eq=False, slots=True)
class KnownReferral:
    """A referral of the center, or of a row above (``row`` set, no ``referral_id``).

    ``values`` are the import fields that are filled now; ``said`` what the last list that brought it said.
    """

    patient_id: int
    values: Values
    referral_id: int | None = None
    version: int = 0
    is_open: bool = True
    row: int | None = None
    said: Values = field(default_factory=dict)


class Referrals:
    """Found by the row that brought them before, by what they ask of whom, or by their id."""

    def __init__(
        self, known: Iterable[KnownReferral] = (), rows_before: Mapping[str, int] | None = None
    ) -> None:
        self._alike: defaultdict[tuple[object, ...], list[KnownReferral]] = defaultdict(list)
        self._by_id: dict[int, KnownReferral] = {}
        self._rows_before = rows_before or {}
        for each in known:
            self.add(each)

    def add(self, known: KnownReferral) -> None:
        self._alike[_key(known.patient_id, known.values)].append(known)
        if known.referral_id is not None:
            self._by_id[known.referral_id] = known

    def find(self, referral_id: int | None) -> KnownReferral | None:
        return self._by_id.get(referral_id or 0)

    def brought_by(self, fingerprint: str) -> KnownReferral | None:
        """The referral that the very same row brought before."""
        return self.find(self._rows_before.get(fingerprint))

    def is_brought(self, fingerprint: str) -> bool:
        """Whether the very same row came in before, also where its referral is hidden from this person."""
        return bool(fingerprint) and fingerprint in self._rows_before

    def same(self, patient_id: int, values: Values) -> KnownReferral | None:
        """The one of the same type to the same receiver, asked for on the same day, open or not."""
        day = values.get("requested_on")
        alike = self._alike.get(_key(patient_id, values), [])
        same_day = [each for each in alike if day is not None and each.values.get("requested_on") == day]
        return next(iter(sorted(same_day, key=lambda each: not each.is_open)), None)

    def open_alike(self, patient_id: int, values: Values) -> list[KnownReferral]:
        """The open ones of the same type to the same receiver."""
        return [each for each in self._alike.get(_key(patient_id, values), []) if each.is_open]


def _key(patient_id: int, values: Values) -> tuple[object, ...]:
    return patient_id, folded(str(values.get("type", ""))), folded(str(values.get("receiver", "")))
