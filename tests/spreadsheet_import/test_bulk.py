import pytest
from sqlmodel import Session

from carehub.spreadsheet_import.bulk import Stored, insert_rows

COLUMNS = ("id", "word", "flag")


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="none"),
        pytest.param([(1, "a", True)], id="one"),
        pytest.param([(1, "a", True), (2, "a", True)], id="alike"),
        pytest.param([(1, "a", True), (2, "b", False), (3, "a", True)], id="first and last alike"),
        pytest.param([(1, None, None), (2, None, None)], id="nothing in a column"),
        pytest.param([(each, str(each % 7), each % 2 == 0) for each in range(50_000)], id="many statements"),
    ],
)
def test_rows_are_inserted_as_they_are(session: Session, rows: list[tuple[Stored, ...]]) -> None:
    connection = session.connection()
    connection.exec_driver_sql("CREATE TEMP TABLE filled (id integer PRIMARY KEY, word text, flag boolean)")
    insert_rows(session, "filled", COLUMNS, iter(rows))
    found = connection.exec_driver_sql("SELECT id, word, flag FROM filled ORDER BY id").all()
    connection.exec_driver_sql("DROP TABLE filled")
    assert [tuple(each) for each in found] == rows
