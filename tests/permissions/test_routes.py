"""Every route x every kind of person: who may is answered, who may not is refused and nothing changes.

A new route without a line in ROWS fails here.
"""

import re
from dataclasses import dataclass, replace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.core.actor import Actor, Permission
from carehub.door import OPEN_PATHS, Door
from carehub.routes import ROUTES
from tests.accounts.browsing import HOME
from tests.conftest import People
from tests.permissions.callers import (
    NOBODIES,
    cookie_of,
    cookie_without_a_session,
    nothing_changes,
    rows_now,
)
from tests.permissions.northside import CANARY, Northside

_P = Permission
_ID = re.compile(r"\{\w+\}")
# What is written down of every request.
LOOKS = {"journal", "sign_in_sessions"}


@dataclass(frozen=True)
class Row:
    """A request for Northside's rows, and what the person needs for it beside being signed in."""

    method: str
    template: str
    needs: tuple[Permission, ...]
    path: str
    body: dict[str, str] | bytes = b""

    @property
    def names_a_row(self) -> bool:
        return _ID.search(f"{self.path}{self.body}") is not None


# Where nobody is told apart: each has its own credential, or the program's own files.
OPEN = {
    "/api/activity", "/api/unlock",
    "/health", "/metrics", "/ready", "/sign-on", "/sign-on/callback", "/sign-on/leave",
    "/sign-in", "/sign-out", "/set-up", "/set-password", "/second-factor", "/second-factor/set-up",
    "/feeds/{secret:str}.ics",
}  # fmt: skip
DATES = "start=2026-01-01T00:00:00Z&end=2027-12-01T00:00:00Z"
ROWS = (
    Row("GET", "/account/password", (), "/account/password"),
    Row("POST", "/account/password", (), "/account/password"),
    Row("GET", "/api/calendar/events", (_P.PATIENTS_SEE,), f"/api/calendar/events?{DATES}"),
    Row("PUT", "/api/calendar/file/{site_id:int}", (_P.APPOINTMENTS_BOOK,),
        "/api/calendar/file/{site}", b"BEGIN"),
    Row("POST", "/caseload/print", (_P.CASELOAD_ASSIGN,), "/caseload/print", {"text": CANARY[:5]}),
    Row("POST", "/caseload/export", (_P.CASELOAD_ASSIGN, _P.EXPORTS_RUN),
        "/caseload/export", {"kind": "csv", "text": CANARY[:5]}),
    Row("GET", "/forms/print", (_P.NOTES_SEE,), "/forms/print?assessment={assessment}"),
    Row("GET", "/care-plan/print", (_P.NOTES_SEE,), "/care-plan/print?patient={patient}"),
    Row("POST", "/report-letters", (_P.REFERRALS_EDIT,), "/report-letters", {"referral": "{referral}"}),
    Row("GET", "/report-letters", (_P.REFERRALS_EDIT,), "/report-letters?referral={referral}"),
    Row("GET", "/caseload/handover/pack", (_P.CASELOAD_ASSIGN,), "/caseload/handover/pack?id={handover}"),
    Row("GET", "/api/documents/{document_id:int}", (_P.DOCUMENTS_KEEP,), "/api/documents/{document}"),
    Row("PUT", "/api/patients/{patient_id:int}/documents", (_P.DOCUMENTS_KEEP,),
        "/api/patients/{patient}/documents", b"%PDF"),
    Row("PUT", "/api/imports/file", (_P.IMPORTS_RUN,), "/api/imports/file?name=a.csv"),
    Row("GET", "/api/imports/template/{kind:str}", (_P.IMPORTS_RUN,), "/api/imports/template/patients"),
    Row("GET", "/api/imports/{import_id:int}/rejects", (_P.IMPORTS_RUN,), "/api/imports/{import_}/rejects"),
    Row("GET", "/journal/print", (_P.AUDIT_READ,), "/journal/print?patient={patient}"),
    Row("GET", "/journal/export", (_P.AUDIT_READ,), "/journal/export"),
    Row("GET", "/journal/public-key", (_P.AUDIT_READ,), "/journal/public-key"),
    Row("GET", "/patient-summary", (_P.PATIENTS_SEE,), "/patient-summary?patient={patient}"),
    # The patient is handed over to erin: whose patient it is not needs a supervisor's power.
    Row("GET", "/patient-copy/print", (_P.EXPORTS_RUN, _P.CASELOAD_ASSIGN_EVERYONE),
        "/patient-copy/print?patient={patient}"),
    Row("GET", "/patient-copy/file", (_P.EXPORTS_RUN, _P.CASELOAD_ASSIGN_EVERYONE),
        "/patient-copy/file?patient={patient}"),
    Row("GET", "/minutes-export", (_P.NOTES_SEE, _P.EXPORTS_RUN), "/minutes-export?month=2026-11"),
    Row("GET", "/api/referrals/print", (_P.PATIENTS_SEE,), "/api/referrals/print?ids={referral}"),
    Row("GET", "/patient-letter", (_P.NOTES_SEE,), "/patient-letter?patient={sister}"),
    Row("PUT", "/api/referrals/{referral_id:int}/documents", (_P.DOCUMENTS_KEEP,),
        "/api/referrals/{referral}/documents", b"%PDF"),
    Row("GET", "/api/referrals/{referral_id:int}/packet", (_P.DOCUMENTS_KEEP,),
        "/api/referrals/{referral}/packet?cover=1"),
    Row("GET", "/calendar/day-sheet", (_P.PATIENTS_SEE,), "/calendar/day-sheet?date=2026-11-30&names=full"),
    Row("GET", "/calendar/call-sheet", (_P.APPOINTMENTS_RECORD,), "/calendar/call-sheet?date=2026-11-30"),
    Row("PUT", "/api/directory/list", (_P.IMPORTS_RUN,), "/api/directory/list?name=a.csv", b"Name\nA\n"),
)  # fmt: skip


def test_every_route_has_a_row() -> None:
    there = {(method, route.path) for route in ROUTES for method in (route.methods or set()) - {"HEAD"}}
    assert {(row.method, row.template) for row in ROWS} == {each for each in there if each[1] not in OPEN}
    assert {path for path in OPEN if not path.startswith("/feeds/")} <= OPEN_PATHS


def test_without_a_whole_session_no_route_answers(people: People, ids: Northside) -> None:
    answers: dict[str, int] = {}
    cookies = {how: cookie_without_a_session(people, how) for how in NOBODIES}
    with nothing_changes() as guilty:
        for how, cookie in cookies.items():
            for row in ROWS:
                status, said = ask(row, ids, cookie)
                assert CANARY not in said
                guilty.look(row.path)
                if status not in {303, 401}:
                    answers[f"{how} {row.method} {row.path}"] = status
    assert answers == {}


@pytest.mark.parametrize("name", ["alice", "bob", "pat", "dana", "erin", "charlie", "sam"])
def test_each_person_gets_what_the_row_says(people: People, ids: Northside, sam: Actor, name: str) -> None:
    actor: Actor = sam if name == "sam" else getattr(people, name)
    cookie, is_elsewhere = cookie_of(actor), name in ("charlie", "sam")
    wrong: dict[str, int] = {}
    for row in ROWS:
        may = all(actor.may(each) for each in row.needs)
        before = {} if may else rows_now()
        status, said = ask(row, ids, cookie)
        if may == (status in {401, 403}) and not (is_elsewhere and status in {403, 404}):
            wrong[f"{row.method} {row.path}"] = status
        if not may:
            assert rows_now() == before, row
        if not may or is_elsewhere:
            assert CANARY.lower() not in said.lower(), row
    assert wrong == {}


def test_nonsense_in_an_address_or_a_form_is_refused_in_words_and_changes_nothing(
    people: People, ids: Northside
) -> None:
    """As erin, who may do most of it; what is only more than was asked for is answered as without it."""
    cookie, failed = cookie_of(people.erin), dict[str, int]()
    before = {key: row for key, row in rows_now().items() if key[0] not in LOOKS}
    for how in ("words", "unknown", "negative", "missing", "further"):
        for row in ROWS:
            spoilt = _spoilt(row, how)
            if spoilt == row:
                continue
            status, said = ask(spoilt, ids, cookie)
            if status >= 500:
                failed[f"{how} {row.method} {row.path}"] = status
            assert how == "further" or not row.names_a_row or CANARY not in said, row
    after = {key: row for key, row in rows_now().items() if key[0] not in LOOKS}
    assert (failed, {key for key, row in before.items() if after.get(key) != row}) == ({}, set())


def _spoilt(row: Row, how: str) -> Row:
    """The same request with ids that are none, without its query or form, or with more in them."""
    if how == "missing":
        return replace(row, path=row.path.partition("?")[0], body={} if isinstance(row.body, dict) else b"")
    if how == "further":
        more = "&force=true&patient_id=1&role=admin"
        return replace(row, path=row.path + (more if "?" in row.path else f"?{more[1:]}"))
    wrong = {"words": "zz", "unknown": "99999", "negative": "-1"}[how]
    body = row.body
    if isinstance(body, dict):
        body = {name: _ID.sub(wrong, value) for name, value in body.items()}
    return replace(row, path=_ID.sub(wrong, row.path), body=body)


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "TRACE"])
def test_other_methods_are_answered_by_nobody(people: People, ids: Northside, method: str) -> None:
    cookie = cookie_of(people.erin)
    with nothing_changes():
        answers = {ask(Row(method, row.template, (), row.path), ids, cookie)[0] for row in ROWS}
    assert answers <= {403, 404, 405}


def ask(row: Row, ids: Northside, cookie: str) -> tuple[int, str]:
    client = TestClient(Door(Starlette(routes=ROUTES)), base_url=HOME, follow_redirects=False)
    headers = {"Origin": HOME, "X-File-Name": "a.pdf"} | ({"Cookie": cookie} if cookie else {})
    path = row.path.format(**vars(ids))
    body = row.body
    if isinstance(body, dict):
        form = {name: value.format(**vars(ids)) for name, value in body.items()}
        answer = client.request(row.method, path, headers=headers, data=form)
    else:
        answer = client.request(row.method, path, headers=headers, content=body)
    return answer.status_code, answer.content.decode("utf-8", "replace")
