"""The directory of receivers: the list, and a panel in which one is read and edited."""

import reflex as rx

from carehub.core.changes import Topic
from carehub.core.errors import CareHubError, NotFound
from carehub.directory import service
from carehub.directory.models import ReceiverKind
from carehub.directory.showing import FIELDS, ReceiverRow, draft_from, row_of, values_of
from carehub.referrals.receivers import report_cards
from carehub.ui.claims import fields_of, parse
from carehub.ui.feedback import refuse, say
from carehub.ui.live import changes_of
from carehub.ui.session import acting

PAGE = "/directory"


class DirectoryState(rx.State):
    """``opened`` is the line of the receiver in the panel: one, or none while a new one is described.

    ``form_key`` is new for each form, so that it begins with the right words.
    """

    rows: rx.Field[list[ReceiverRow]] = rx.field(default_factory=list)
    counted: rx.Field[str] = rx.field("")
    has_more: rx.Field[bool] = rx.field(default=False)
    is_loaded: rx.Field[bool] = rx.field(default=False)
    typed: rx.Field[str] = rx.field("")
    retired: rx.Field[bool] = rx.field(default=False)
    is_open: rx.Field[bool] = rx.field(default=False)
    is_in_use: rx.Field[bool] = rx.field(default=False)
    opened: rx.Field[list[ReceiverRow]] = rx.field(default_factory=list)
    values: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    form_key: rx.Field[str] = rx.field("")
    problem: rx.Field[str] = rx.field("")
    address: rx.Field[str] = rx.field("")
    _how_many: int = service.PAGE
    _receiver_id: int = 0
    _version: int = 0

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """Read the list, and open the receiver that the address names."""
        wanted = self.router.url.query_parameters.get("receiver", "")
        self.typed, self.retired, self._how_many = "", False, service.PAGE
        self._close()
        await self._read()
        if wanted.isdecimal() and len(wanted) < 10:
            await self._open(int(wanted))
        return [DirectoryState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Follow what others add and change; a form in progress is left alone."""
        async for _ in changes_of(Topic.RECEIVERS):
            async with self:
                await self._read()

    @rx.event
    async def find(self, typed: str) -> None:
        """Show the receivers that the typed words fit."""
        self.typed, self._how_many = parse(str, typed), service.PAGE
        await self._read()

    @rx.event
    async def show_retired(self, retired: bool) -> None:
        """Show those that are out of use, or those that are in use."""
        self.retired, self._how_many = parse(bool, retired), service.PAGE
        await self._read()

    @rx.event
    async def show_more(self) -> None:
        """Show the next page as well."""
        self._how_many += service.PAGE
        await self._read()

    @rx.event
    async def open_new(self) -> None:
        """Begin a new receiver."""
        self._close()
        self.values = {"kind": ReceiverKind.ORGANISATION.value}
        self.is_open, self.is_in_use, self.form_key = True, True, "new"

    @rx.event
    async def open_receiver(self, receiver_id: int) -> None:
        """Show a receiver with its report card."""
        await self._open(parse(int, receiver_id))

    @rx.event
    async def close(self) -> None:
        """Put the panel away."""
        self._close()

    @rx.event
    async def save(self, form: dict[str, object]) -> None:
        """Keep what the form says; what was typed stays when it is refused."""
        said = fields_of(form, FIELDS)
        try:
            async with acting(self) as (session, actor):
                draft = draft_from(said)
                if self._receiver_id:
                    service.edit(session, actor, self._receiver_id, self._version, draft)
                else:
                    service.add(session, actor, draft)
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        self._close()
        await self._read()
        await say(self, "Receiver saved")

    @rx.event
    async def set_in_use(self, in_use: bool) -> None:
        """Take the receiver in the panel out of use, or back."""
        in_use = parse(bool, in_use)
        try:
            async with acting(self) as (session, actor):
                service.set_in_use(session, actor, self._receiver_id, self._version, in_use=in_use)
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        self._close()
        await self._read()
        await say(self, "Back in use" if in_use else "Out of use. It is kept under “Out of use”.")

    async def _open(self, receiver_id: int) -> None:
        self._close()
        try:
            async with acting(self, write=False) as (session, actor):
                receiver = service.find(session, actor, receiver_id)
                card = report_cards(session, actor, [receiver_id])[receiver_id]
        except NotFound as refusal:
            await refuse(self, refusal)
            return
        self._receiver_id, self._version = receiver_id, receiver.version
        self.values, self.opened = values_of(receiver), [row_of(receiver, card)]
        self.is_open, self.is_in_use = True, receiver.is_active
        self.form_key, self.address = f"{receiver_id}.{receiver.version}", f"{PAGE}?receiver={receiver_id}"

    async def _read(self) -> None:
        async with acting(self, write=False) as (session, actor):
            found = service.receivers(
                session, actor, self.typed, active=not self.retired, most=self._how_many
            )
            cards = report_cards(session, actor, [each.id or 0 for each in found.receivers])
            rows = [row_of(each, cards[each.id or 0]) for each in found.receivers]
        self.rows, self.is_loaded, self.has_more = rows, True, found.total > len(rows)
        self.counted = f"{found.total:,} {'receiver' if found.total == 1 else 'receivers'}"

    def _close(self) -> None:
        self.is_open, self.opened, self.values, self.problem = False, [], {}, ""
        self._receiver_id, self._version, self.address = 0, 0, PAGE
