"""Undoing a list of referrals: which of its values go back, which referrals go, which stay, and why.

``weigh`` and ``prepare`` only read; ``undo`` takes back what was weighed, and refuses when a referral was
changed meanwhile.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session, col, select

from carehub.accounts.models import User
from carehub.core.actor import Actor
from carehub.core.errors import Conflict
from carehub.referrals.importing import ImportedChange, change_imported, take_back, work_out_changes
from carehub.referrals.models import Happening, Referral, ReferralEvent, ReferralNote
from carehub.referrals.writing_many import Rewrite
from carehub.spreadsheet_import.cleaning.cleaned import Value
from carehub.spreadsheet_import.models import ImportRow, Verdict
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.referral_list import reading
from carehub.spreadsheet_import.referral_list.committing import Names, fields_of, names_of, source_of
from carehub.spreadsheet_import.referral_list.here import KnownReferral
from carehub.spreadsheet_import.since import hanging_on
from carehub.spreadsheet_import.taking_back import ChangedSince, close, keep_lines
from carehub.spreadsheet_import.undoing import Weighed, Wrote, find_undoable

# Rows that go with a referral; every other table that names one is a reason to stay.
_GO_ALONG = frozenset({"referral_events", "referral_notes", "import_rows", "import_rulings"})
_IN_WORDS = {
    "appointments": "has an appointment",
    "contact_attempts": "has a contact attempt",
    "documents": "has a document",
    "referrals": "was replaced by another referral",
}
_DAYS = frozenset({"sent_on", "accepted_on", "appointment", "seen_on", "report_received_on"})
_A_NOTE = "a note is never taken back"
_AT_ONCE = 5_000


def weigh(session: Session, actor: Actor, import_id: int) -> list[Weighed]:
    """What undoing would do now to each referral that the import added or changed, in the file's order."""
    find_undoable(session, actor, import_id)
    wrote = _wrote(session, import_id)
    known = {each.referral_id or 0: each for each in reading.known_referrals(session, actor, among=wrote)}
    since = _Since(session, wrote)
    weighed = [
        (_weigh_added if each.was_added else _weigh_changed)(known[referral_id], each, since)
        for referral_id, each in wrote.items()
        if referral_id in known and (each.was_added or each.fields)
    ]
    return sorted(weighed, key=lambda each: each.number)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything about an undo that can be worked out before the database is locked.

    ``rewrites`` are of the referrals that go back; ``goes`` is the id of each that goes -> its version.
    """

    import_id: int
    weighed: list[Weighed]
    rewrites: list[Rewrite]
    goes: Mapping[int, int]


def prepare(session: Session, actor: Actor, import_id: int) -> Prepared:
    """Only reads: others can save meanwhile. ChangedSince when somebody did while it was read."""
    weighed, names = weigh(session, actor, import_id), names_of(session)
    source = f"Undone: {source_of(find_undoable(session, actor, import_id))}"
    back = [_as_it_was(each, names) for each in weighed if each.back]
    goes = {each.referral_id: each.version for each in weighed if _goes(each)}
    try:
        rewrites = work_out_changes(session, actor, back, source)
    except Conflict as error:
        raise ChangedSince() from error
    return Prepared(import_id, weighed, rewrites, goes)


def undo(session: Session, actor: Actor, ready: Prepared) -> None:
    """Take the import back as weighed; ChangedSince when one of its referrals was changed meanwhile."""
    kept = find_undoable(session, actor, ready.import_id)
    if _hanging(session, ready.goes) or _with_notes(session, ready.goes):
        raise ChangedSince()
    try:
        change_imported(session, actor, ready.rewrites)
        take_back(session, actor, ready.goes, source_of(kept))
    except Conflict as error:
        raise ChangedSince() from error
    keep_lines(session, ready.import_id, ready.weighed)
    close(session, actor, kept, ready.weighed)


def _goes(each: Weighed) -> bool:
    return each.was_added and each.verdict is Verdict.UNDONE


def _as_it_was(each: Weighed, names: Names) -> ImportedChange:
    before = {name: old for name, (_, old) in each.back.items()}
    stage_id = names.stages.get(str(before["stage"])) if "stage" in before else None
    return ImportedChange(each.referral_id, each.version, fields_of(before, names), stage_id)


def _wrote(session: Session, import_id: int) -> dict[int, Wrote]:
    """By referral. Rows that came in later saw a newer version of it."""
    rows = (
        select(ImportRow)
        .where(
            ImportRow.import_id == import_id,
            col(ImportRow.is_applied),
            col(ImportRow.referral_id).is_not(None),
        )
        .order_by(col(ImportRow.patient_version), col(ImportRow.number))
    )
    wrote: dict[int, Wrote] = {}
    for row in session.exec(rows):
        each = wrote.setdefault(row.referral_id or 0, Wrote(row.number, was_added=False, fields={}))
        if row.outcome is Outcome.NEW:
            each.was_added, each.number = True, row.number
        for name, old, new in row.changes:
            before = each.fields.get(str(name), (old, None))[0]
            each.fields[str(name)] = (before, new)
    return wrote


def _weigh_added(known: KnownReferral, wrote: Wrote, since: "_Since") -> Weighed:
    """A referral that the import added goes, unless somebody did something with it since."""
    reason = since.what_was_done(known.referral_id or 0)
    verdict = Verdict.KEPT if reason else Verdict.UNDONE
    return _weighed(known, wrote, verdict, {}, {}, reason)


def _weigh_changed(known: KnownReferral, wrote: Wrote, since: "_Since") -> Weighed:
    back: dict[str, tuple[Value | None, Value | None]] = {}
    stays: dict[str, tuple[Value | None, str]] = {}
    for name, (old, new) in wrote.fields.items():
        stands = known.values.get(name)
        if name == "notes":
            stays[name] = (new, _A_NOTE)
        elif not known.is_open:
            stays[name] = (stands, "it was closed since")
        elif stands == new or (name == "appointment" and str(stands)[:10] == new):
            back[name] = (stands, old)
        elif stands != old:
            stays[name] = (stands, since.who_changed(known.referral_id or 0))
    if "stage" in stays:
        # It went on from there: the days that led to it are its history by now.
        went_on = {name: (back.pop(name)[0], stays["stage"][1]) for name in _DAYS & back.keys()}
        stays |= went_on
    verdict = Verdict.UNDONE if not stays else Verdict.PARTLY if back else Verdict.KEPT
    return _weighed(known, wrote, verdict, back, stays)


def _weighed(
    known: KnownReferral,
    wrote: Wrote,
    verdict: Verdict,
    back: dict[str, tuple[Value | None, Value | None]],
    stays: dict[str, tuple[Value | None, str]],
    reason: str = "",
) -> Weighed:
    return Weighed(
        known.patient_id, known.version, wrote.number, verdict, wrote.was_added, back, stays, reason,
        known.referral_id or 0,
    )  # fmt: skip


class _Since:
    """What happened to the referrals of one import after it: by whom, in words."""

    def __init__(self, session: Session, referral_ids: Collection[int]) -> None:
        self._session = session
        self._referral_ids = referral_ids
        self._hanging = _hanging(session, referral_ids)
        self._noted = _with_notes(session, referral_ids)

    def what_was_done(self, referral_id: int) -> str:
        """Why a referral that the import added has to stay; empty for nothing."""
        if referral_id in self._hanging:
            return self._hanging[referral_id]
        if referral_id in self._noted:
            return "has a note"
        return f"was changed by {who} since" if (who := self._newest.get(referral_id)) else ""

    def who_changed(self, referral_id: int) -> str:
        return self._newest.get(referral_id, "changed since")

    @cached_property
    def _newest(self) -> dict[int, str]:
        """Who did the last thing that is not the coming in itself, by referral."""
        newest: dict[int, str] = {}
        for part in _parts(self._referral_ids):
            done = (
                select(ReferralEvent.referral_id, User.name)
                .join(User, col(User.id) == ReferralEvent.actor_id)
                .where(col(ReferralEvent.referral_id).in_(part))
                .where(ReferralEvent.happening != Happening.CREATED)
            )
            newest |= dict(self._session.exec(done.order_by(col(ReferralEvent.id))).all())
        return newest


def _hanging(session: Session, referral_ids: Collection[int]) -> dict[int, str]:
    return hanging_on(session, "referrals", referral_ids, _GO_ALONG, _IN_WORDS)


def _with_notes(session: Session, referral_ids: Collection[int]) -> set[int]:
    """Referrals with a note that the list did not bring: one written after it came in."""
    noted: set[int] = set()
    for part in _parts(referral_ids):
        later = (
            select(ReferralNote.referral_id)
            .join(Referral, col(Referral.id) == ReferralNote.referral_id)
            .where(col(ReferralNote.referral_id).in_(part))
            .where(col(ReferralNote.at) > col(Referral.created_at))
        )
        noted.update(session.exec(later))
    return noted


def _parts(ids: Collection[int]) -> Iterator[list[int]]:
    every = list(ids)
    return (every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE))
