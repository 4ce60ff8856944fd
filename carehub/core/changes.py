"""Tells open pages that something they may show has changed, once it is committed.

A page gets ids, never values: it reads again under its own permissions.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from carehub.core import clock

_REMEMBERED = 2_000
_PRESENT_FOR = timedelta(seconds=50)
_PENDING = "carehub_announced"


class Topic(StrEnum):
    PEOPLE = "people"
    PATIENTS = "patients"
    CASELOADS = "caseloads"
    PROGRAMS = "programs"
    REFERRALS = "referrals"
    MENTIONS = "mentions"
    RECEIVERS = "receivers"
    APPOINTMENTS = "appointments"
    FOLLOW_UPS = "follow_ups"
    DISCHARGES = "discharges"
    IMPORTS = "imports"
    CARE_PLANS = "care_plans"
    ASSESSMENTS = "assessments"
    CRISES = "crises"
    EMERGENCIES = "emergencies"
    PRESENCE = "presence"
    WORKING_TIME = "working_time"
    BACKUPS = "backups"


@dataclass(frozen=True, slots=True)
class Change:
    """``ids`` of one topic that changed together; no ids means "anything in this topic"."""

    topic: Topic
    ids: tuple[int, ...] = ()


@dataclass(eq=False, slots=True)
class Listener:
    """One open page: woken when one of its topics moved."""

    topics: frozenset[Topic]
    woken: asyncio.Event
    loop: asyncio.AbstractEventLoop


@dataclass(slots=True)
class Hub:
    """The changes of this process, numbered by ``rev``, and the pages that wait for them.

    Who is here just now is passing news: not numbered, not remembered, and told only of who arrives.
    """

    rev: int = 0
    _seen: dict[int, datetime] = field(default_factory=dict)
    _recent: deque[tuple[int, Change]] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    _listeners: set[Listener] = field(default_factory=set)
    _waiting: Counter[Topic] = field(default_factory=Counter)
    _relays: list[Callable[[Change], None]] = field(default_factory=list)

    def publish(self, change: Change) -> None:
        """Wake the listeners here and hand the change to the relays (other processes)."""
        self.receive(change)
        for relay in self._relays:
            relay(change)

    def receive(self, change: Change) -> None:
        """Take a change that another process already published. Safe from any thread."""
        if change.topic is Topic.PRESENCE:
            arrived = not self.present().issuperset(change.ids)
            self._seen |= dict.fromkeys(change.ids, clock.now())
            return self._wake(change.topic) if arrived else None
        self.rev += 1
        self._recent.append((self.rev, change))
        return self._wake(change.topic)

    def present(self) -> frozenset[int]:
        """The users who said within the last minute that they are here."""
        since = clock.now() - _PRESENT_FOR
        return frozenset(user_id for user_id, at in list(self._seen.items()) if at > since)

    def _wake(self, topic: Topic) -> None:
        for listener in tuple(self._listeners):
            if topic in listener.topics:
                listener.loop.call_soon_threadsafe(listener.woken.set)

    def since(self, topic: Topic, rev: int) -> frozenset[int] | None:
        """The ids of ``topic`` that changed after ``rev``; None when that is no longer known: read all."""
        changed = self.changed(topic, rev)
        return None if changed is None else frozenset(changed)

    def changed(self, topic: Topic, rev: int) -> dict[int, int] | None:
        """``since``, each id with the number of its last change."""
        if self._recent and self._recent[0][0] > rev + 1:
            return None
        newest: dict[int, int] = {}
        for number, change in reversed(self._recent):
            if number <= rev:
                break
            if change.topic is not topic:
                continue
            if not change.ids:
                return None
            for each in change.ids:
                newest.setdefault(each, number)
        return newest

    @contextmanager
    def subscribe(self, *topics: Topic) -> Iterator[asyncio.Event]:
        """An event that is set whenever one of the topics moved, as long as the block runs."""
        listener = Listener(frozenset(topics), asyncio.Event(), asyncio.get_running_loop())
        self._listeners.add(listener)
        self._waiting.update(listener.topics)
        try:
            yield listener.woken
        finally:
            self._listeners.discard(listener)
            self._waiting.subtract(listener.topics)

    def waiting_for(self, topic: Topic) -> int:
        """How many listen to this topic now."""
        return self._waiting[topic]

    def relay_to(self, send: Callable[[Change], None]) -> Callable[[], None]:
        """Also hand every change published here to ``send``; returns what ends that."""
        self._relays.append(send)
        return lambda: self._relays.remove(send)


HUB = Hub()


def announce(session: Session, topic: Topic, *ids: int) -> None:
    """Say that rows changed. Nobody hears it before the commit, or at all without one."""
    session.info.setdefault(_PENDING, []).append(Change(topic, ids))


def release(session: Session) -> None:
    """Publish what was announced in the transaction that has just been committed."""
    for change in session.info.pop(_PENDING, []):
        HUB.publish(change)
