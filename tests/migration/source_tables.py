"""A small Supabase database made to order: any table of the migration, with any column of another type or left out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from migration.tables import TABLE_BY_SOURCE, Kind, Table

TYPE_OF: Mapping[Kind, str] = {
    Kind.TEXT: "text",
    Kind.NUMBER: "int4",
    Kind.BOOLEAN: "bool",
    Kind.INSTANT: "timestamptz",
    Kind.CLOCK_TIME: "time",
    Kind.JSON: "jsonb",
    Kind.JSON_TEXT: "jsonb",
    Kind.TEXTS: "text[]",
    Kind.USER: "uuid",
    Kind.REFERENCE: "uuid",
}
# What a required column holds where a test does not care.
VALUE_OF: Mapping[Kind, Any] = {
    Kind.TEXT: "text",
    Kind.NUMBER: 1,
    Kind.INSTANT: "2026-01-02 03:04:05.678901+00",
    Kind.CLOCK_TIME: "09:00",
    Kind.USER: UUID(int=0xFFFF),
    Kind.REFERENCE: UUID(int=1),
}


def create_table(
    connection: Connection[Any],
    name: str,
    *,
    types: Mapping[str, str | None] | None = None,
    key: str = "PRIMARY KEY",
    declared: Table | None = None,
) -> None:
    """Create a table of the migration. `types` overrides and adds columns; None leaves one out."""
    table = declared or TABLE_BY_SOURCE[name]
    columns: dict[str, str | None] = {"id": f"uuid {key}"}
    for field in table.fields:
        if field.column != "id":
            is_needed = field.required and field.default is None and not field.is_filled_by_convex
            columns[field.column] = f"{TYPE_OF[field.kind]}{' NOT NULL' if is_needed else ''}"
    columns |= types or {}
    body = ", ".join(f'"{column}" {declaration}' for column, declaration in columns.items() if declaration)
    connection.execute(f'CREATE TABLE public."{name}" ({body})')


def add_row(connection: Connection[Any], table_name: str, number: int, /, **values: Any) -> str:
    """Insert a row with the id of this number and return the id; required columns that are not given get a value."""
    table = TABLE_BY_SOURCE[table_name]
    row: dict[str, Any] = {"id": source_id(number)}
    for field in table.fields:
        if field.required and field.default is None and not field.is_filled_by_convex:
            row[field.column] = VALUE_OF[field.kind]
    row |= values
    columns = SQL(", ").join(map(Identifier, row))
    places = SQL(", ").join([SQL("%s")] * len(row))
    query = SQL("INSERT INTO public.{} ({}) VALUES ({})").format(Identifier(table_name), columns, places)
    # As text, so that Postgres reads what no Python type can hold: infinity, BC, 24:00.
    connection.execute(query, [value if isinstance(value, list | None) else _Unknown(value) for value in row.values()])
    return str(row["id"])


def source_id(number: int) -> str:
    """Return the id of this number; ids ascend with it."""
    return str(UUID(int=number))


class _Unknown(str):
    """A text that Postgres reads as the type of its column."""

    def __new__(cls, value: object) -> "_Unknown":
        return super().__new__(cls, str(value).lower() if isinstance(value, bool) else str(value))
