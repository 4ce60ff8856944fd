from sqlalchemy import Column, Table, UniqueConstraint

from carehub.desk.merging.following import RULES, Rule, references


def test_the_merge_knows_every_row_that_names_a_patient() -> None:
    """A new table that refers to patients needs its rule in carehub/desk/merging/following.py."""
    assert {(table.name, column.name) for table, column in references()} == set(RULES)


def test_where_a_patient_may_have_only_one_the_rule_says_what_gives_way() -> None:
    careless = [
        (table.name, column.name)
        for table, column in references()
        if _is_unique(table, column) and RULES[table.name, column.name] is Rule.FOLLOWS
    ]
    assert careless == []


def _is_unique(table: Table, column: Column[object]) -> bool:
    unique = [index.columns for index in table.indexes if index.unique]
    unique += [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    return any(column.name in columns for columns in (*unique, table.primary_key.columns))
