"""Alembic runs this; the connection comes from ``carehub.migrations``."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from carehub import models  # noqa: F401  every table must be known
from carehub.core.columns import Word
from carehub.core.database import UtcDateTime

connection = context.config.attributes["connection"]
INDEXES_BY_HAND = ("patient_search", "journal_patients")


def is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare: object) -> bool:
    """Indexes over words are made by hand in their migration; the models do not know them."""
    return not (name or "").startswith(INDEXES_BY_HAND)


def as_plain_type(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Migrations outlive our column types, so they name only the types behind them."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Word):
        return "sa.String(40)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
    include_object=is_ours,
    render_item=as_plain_type,
)
with context.begin_transaction():
    context.run_migrations()
