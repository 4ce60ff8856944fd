"""How a page shows a patient: the look is in the journal before anything of the patient is on the screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx
from sqlmodel import Session

from carehub.core import reads
from carehub.core.actor import Actor
from carehub.emergency_access import service as emergency_access
from carehub.patients import service as patients
from carehub.ui.session import acting


@asynccontextmanager
async def reading_about(state: rx.State, patient_id: int) -> AsyncIterator[tuple[Session, Actor]]:
    """A reading about one patient: who has emergency access sees this one, whoever's it is."""
    async with acting(state, write=False) as (session, actor):
        yield session, emergency_access.widened(session, actor, patient_id)


@asynccontextmanager
async def looking_at(state: rx.State, page: str, patient_id: int) -> AsyncIterator[tuple[Session, Actor]]:
    """A reading for ``page``, a fixed word; what cannot be written down is not shown.

    The journal is written in a transaction of its own, which waits for lock and disk off the event loop.
    """
    async with reading_about(state, patient_id) as (session, actor):
        patients.find(session, actor, patient_id)
        is_known = reads.is_recorded(session, actor, page, patient_id)
    if not is_known:
        async with acting(state) as (session, actor):
            reads.record(session, emergency_access.widened(session, actor, patient_id), page, patient_id)
    async with reading_about(state, patient_id) as (session, actor):
        yield session, actor
