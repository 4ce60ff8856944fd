"""Rows of any table as JSON and back, each field as its own type again."""

from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python
from sqlmodel import SQLModel

Row = dict[str, Any]


def as_json(value: Any) -> Any:
    """As it is kept in a merge."""
    return to_jsonable_python(value)


def as_stored(table: str, values: Row) -> Row:
    """Some fields of a row of a table, out of their JSON."""
    fields = model_of(table).model_fields
    return {
        name: TypeAdapter(fields[name].annotation or Any).validate_python(value)
        for name, value in values.items()
    }


def model_of(table: str) -> type[SQLModel]:
    """The model whose rows stand in a table."""
    models = {str(model.__tablename__): model for model in _below(SQLModel) if hasattr(model, "__table__")}
    return models[table]


def _below(kind: type[SQLModel]) -> list[type[SQLModel]]:
    return [each for child in kind.__subclasses__() for each in (child, *_below(child))]
