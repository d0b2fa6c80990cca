"""What the source database says of its own tables: names, types, keys. Read from pg_catalog, never assumed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

SCHEMA = "public"

# Types are named by the base of their domains; enumerations and arrays of them are called "enum" and "enum[]".
_COLUMNS = """
WITH RECURSIVE base(oid, typname, typtype, typbasetype, typelem, typcategory, root) AS (
    SELECT oid, typname, typtype, typbasetype, typelem, typcategory, oid FROM pg_catalog.pg_type
    UNION ALL
    SELECT t.oid, t.typname, t.typtype, t.typbasetype, t.typelem, t.typcategory, base.root
    FROM base JOIN pg_catalog.pg_type t ON t.oid = base.typbasetype
    WHERE base.typtype = 'd'
)
SELECT c.relname, c.relkind::text, a.attname,
    CASE
        WHEN b.typtype = 'e' THEN 'enum'
        WHEN b.typcategory = 'A' THEN
            CASE WHEN e.typtype = 'e' THEN 'enum' ELSE e.typname::text END || '[]'
        ELSE b.typname::text
    END,
    pg_catalog.format_type(a.atttypid, a.atttypmod),
    NOT (a.attnotnull OR declared.typnotnull)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = %(schema)s
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type declared ON declared.oid = a.atttypid
JOIN base b ON b.root = a.atttypid AND b.typtype <> 'd'
LEFT JOIN pg_catalog.pg_type e ON e.oid = b.typelem
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition
ORDER BY c.relname, a.attnum
"""

_UNIQUE_IDS = """
SELECT c.relname
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = %(schema)s
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] AND a.attname = 'id'
WHERE i.indisunique AND i.indisvalid AND i.indimmediate AND i.indnkeyatts = 1 AND i.indpred IS NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `type` names its base type (`int4`, `text[]`, `enum`), `declared` is the type as psql shows it."""

    name: str
    type: str
    declared: str
    is_nullable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTable:
    """One table of the source, or a view that bears a table's name."""

    name: str
    columns: Mapping[str, Column]
    has_unique_id: bool
    is_view: bool


def read_catalog(connection: Connection[Any]) -> dict[str, SourceTable]:
    """Return the tables and views of the public schema by name."""
    parameters = {"schema": SCHEMA}
    unique = {name for (name,) in connection.execute(_UNIQUE_IDS, parameters)}
    columns: dict[str, dict[str, Column]] = {}
    views = set()
    for table, relkind, name, base_type, declared, is_nullable in connection.execute(_COLUMNS, parameters):
        column = Column(name=name, type=base_type, declared=declared, is_nullable=is_nullable)
        columns.setdefault(table, {})[name] = column
        if relkind in {"v", "m"}:
            views.add(table)
    return {
        table: SourceTable(name=table, columns=of_table, has_unique_id=table in unique, is_view=table in views)
        for table, of_table in columns.items()
    }
