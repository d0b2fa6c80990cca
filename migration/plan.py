"""How one declared table is read from one real database: its columns found, its types accepted, or a clear refusal."""

from collections.abc import Mapping
from dataclasses import dataclass

from migration.catalog import SCHEMA, Column, SourceTable
from migration.errors import SchemaError
from migration.tables import TABLES, Field, Kind, Table

_INTEGERS = ("int2", "int4", "int8")
_PLAIN_TEXTS = ("text", "varchar")
_TEXTS = (*_PLAIN_TEXTS, "bpchar", "citext", "name", "enum")
_IDS = ("uuid", *_TEXTS, *_INTEGERS)

# The types whose every value, or every value that judgement lets pass, becomes the field's without loss.
ACCEPTED_TYPES: Mapping[Kind, tuple[str, ...]] = {
    Kind.TEXT: (*_TEXTS, "uuid", *_INTEGERS, "numeric"),
    Kind.NUMBER: (*_INTEGERS, "numeric", "float4", "float8"),
    Kind.BOOLEAN: ("bool",),
    Kind.INSTANT: ("timestamptz", "timestamp", "date"),
    Kind.CLOCK_TIME: ("time",),
    Kind.JSON: ("jsonb", "json"),
    Kind.JSON_TEXT: ("jsonb", "json"),
    Kind.TEXTS: (*(f"{name}[]" for name in _TEXTS), "jsonb", "json"),
    Kind.USER: _IDS,
    Kind.CLERK_USER: _IDS,
    Kind.CLERK_ORGANISATION: _IDS,
    Kind.REFERENCE: _IDS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPlan:
    """A field and the columns it is read from. Where both are None, the field is its default, or absent."""

    field: Field
    column: Column | None
    stand_in: Column | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePlan:
    """How one table is read. `warnings` are sentences for the report."""

    table: Table
    source: SourceTable
    id: Column
    fields: tuple[FieldPlan, ...]
    columns_without_target: tuple[str, ...]
    warnings: tuple[str, ...]

    def field(self, target: str) -> FieldPlan | None:
        """Return the plan of a field by its name in the document."""
        return next((plan for plan in self.fields if plan.field.target == target), None)


def plan_tables(catalog: Mapping[str, SourceTable], tables: tuple[Table, ...] = TABLES) -> dict[str, TablePlan]:
    """Return the plans of those tables that the source has, by source name, parents first.

    Raises:
        SchemaError: a column has a type that cannot be converted, or a needed one is missing. All such are named.
    """
    if not any(table.source in catalog for table in (*TABLES, *tables)):
        raise SchemaError(
            f"The database has none of the {len(TABLES)} tables of my21staff in its schema {SCHEMA}. Does "
            "SUPABASE_DB_URL name the right database, and was the dump restored into it?"
        )
    plans: dict[str, TablePlan] = {}
    problems: list[str] = []
    for table in tables:
        if table.source in catalog:
            source = catalog[table.source]
            table_problems = _problems_of(table, source)
            problems += table_problems
            if not table_problems:
                plans[table.source] = _plan_table(table, source)
    if problems:
        raise SchemaError(" ".join(problems) + " Nothing was written.")
    return plans


def _plan_table(table: Table, source: SourceTable) -> TablePlan:
    fields = tuple(
        FieldPlan(
            field=field,
            column=source.columns.get(field.column),
            stand_in=source.columns.get(field.stand_in) if field.stand_in else None,
        )
        for field in table.fields
    )
    read = {"id"} | {field.column for field in table.fields} | {field.stand_in for field in table.fields}
    return TablePlan(
        table=table,
        source=source,
        id=source.columns["id"],
        fields=fields,
        columns_without_target=tuple(name for name in source.columns if name not in read),
        warnings=tuple(_warnings_of(table, fields)),
    )


def _problems_of(table: Table, source: SourceTable) -> list[str]:
    """Return a sentence for each column that keeps the table from being read."""
    problems = [] if "id" in source.columns else [f"The table {table.source} has no column id."]
    wanted: list[tuple[str, tuple[str, ...], bool]] = [("id", _IDS, True)]
    for field in table.fields:
        is_needed = field.required and field.default is None and not field.is_filled_by_convex
        wanted.append((field.column, ACCEPTED_TYPES[field.kind], is_needed))
        if field.only_when:
            wanted.append((field.only_when[0], ACCEPTED_TYPES[Kind.TEXT], True))
    for name, accepted, is_needed in wanted:
        column = source.columns.get(name)
        if column is None and is_needed and name != "id":
            problems.append(f"The table {table.source} has no column {name}, which every document needs.")
        elif column is not None and column.type not in accepted:
            problems.append(
                f"The column {table.source}.{name} is of type {column.declared}; "
                f"it can be read as {', '.join(accepted)}. Convert it in a copy of the database."
            )
    return list(dict.fromkeys(problems))


def _warnings_of(table: Table, fields: tuple[FieldPlan, ...]) -> list[str]:
    warnings = []
    for plan in fields:
        column = plan.column
        if column is None:
            continue
        place = f"{table.source}.{column.name}"
        if plan.field.kind is Kind.INSTANT and column.type != "timestamptz":
            warnings.append(f"{place} is {column.declared}, without a time zone: its values are taken as UTC.")
        if plan.field.kind is Kind.JSON and column.type == "json":
            warnings.append(f"{place} is json: of keys that occur twice in an object the last is kept, as in jsonb.")
    return warnings
