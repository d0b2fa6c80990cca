"""Compiles the one SELECT of a table: Postgres renames, converts and writes each row as the JSON text of its record.

A row that Postgres alone might convert wrongly comes as `!` and its values as texts, for `migration.judgement`.
Measured on 200,000 contacts, 18 columns, in rows a second of the read alone:

* `concat` of constant texts and values, where a NULL drops its key with it: 376,000; `concat_ws`: 346,000;
  `json_build_object`, which keeps NULLs: 158,000; `row_to_json`: 182,000.
* Moments by `date_part`, brought back to whole microseconds: 376,000; by the exact `extract`: 195,000.
* The order by id and one join cost 15 %, all flags together 10 %.
* The user map of 10,000 entries as one jsonb constant: 15 % on a table of nothing but ids; as a join, the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from migration.catalog import SCHEMA, Column
from migration.json_values import MAX_ARRAY_LENGTH, MAX_KEY_LENGTH, MAX_NESTING, MAX_SAFE_INTEGER, SAFE_DIGITS
from migration.mappings import NO_MAPPINGS, IdMap, Mappings
from migration.plan import FieldPlan, TablePlan
from migration.tables import Field, Kind

# What a line begins with when its row needs judgement; a record begins with a brace.
FLAG = b"!"

# Postgres takes at most 100 arguments in one call.
_MAX_ARGUMENTS = 100

# Where a moment is exact by `date_part`: its double holds microseconds well beyond these years.
_FIRST_MOMENT, _LAST_MOMENT = "1900-01-01", "2100-01-01"

# A jsonb text that may hold what Convex refuses. Each part matches more than the hazard, never less:
# a key with a character outside printable ASCII, a `%` or an escape other than of a quote; a key that begins with `$`;
# a number of so many characters that a double may not hold it; so many brackets that they may nest too deep.
# Long keys, arrays and objects need more text than `MAX_KEY_LENGTH`, which is asked before this.
_KEY = r'"([^"\\]|\\.)*([^ -~]|[%\\])([^"\\]|\\.)*": |"\$([^"\\]|\\.)*": '
_NUMBER = rf"(^|: |\[|, )-?[0-9.]{{{SAFE_DIGITS + 1}}}"
_NESTING = rf"([\[{{][^\[{{]*){{{MAX_NESTING + 1}}}"
JSONB_HAZARD = f"{_KEY}|{_NUMBER}|{_NESTING}"

_PLAIN_TEXTS = frozenset({"text", "varchar"})
_TYPES_WITHOUT_ESCAPES = frozenset({"uuid", "int2", "int4", "int8"})


def compile_select(
    plan: TablePlan,
    plans: Mapping[str, TablePlan],
    mappings: Mappings = NO_MAPPINGS,
    *,
    judge_all: bool = False,
) -> Composed:
    """Return the SELECT of one text column: the rows of the table as lines, in the order of their ids.

    `plans` are those of the tables that the source has: only they can be joined for natural keys. With `judge_all`
    every row comes for judgement.
    """
    compiler = _Compiler(plan, plans, mappings)
    raw = SQL("{} || {}").format(Literal(FLAG.decode()), compiler.raw_row())
    flags = compiler.flags()
    line: Composable = raw if judge_all else compiler.record()
    if flags and not judge_all:
        line = SQL("CASE WHEN {} THEN {} ELSE {} END").format(SQL(" OR ").join(flags), raw, line)
    return SQL("SELECT {} FROM {} t{} ORDER BY {}").format(
        line,
        qualified(plan.source.name),
        SQL("").join(compiler.joins),
        order_of(column_of("t", plan.id), plan.id),
    )


def qualified(table: str) -> Composed:
    """Return the table's name with its schema."""
    return SQL("{}.{}").format(Identifier(SCHEMA), Identifier(table))


def column_of(alias: str, column: Column) -> Composed:
    """Return the reference to a column."""
    return SQL("{}.{}").format(Identifier(alias), Identifier(column.name))


def order_of(expression: Composable, column: Column) -> Composable:
    """Return the sort key in which ids ascend as the text of `supabaseId` does."""
    if column.type == "uuid":
        return expression
    return SQL('{}::text COLLATE "C"').format(expression)


def equals(left: Composable, left_column: Column, right: Composable, right_column: Column) -> Composed:
    """Return the test whether two id columns are equal, whatever their types."""
    kinds = {left_column.type, right_column.type}
    if len(kinds) == 1 and kinds <= _PLAIN_TEXTS | _TYPES_WITHOUT_ESCAPES:
        return SQL("{} = {}").format(left, right)
    return SQL("{}::text = {}::text").format(left, right)


def mapped_user(value: Composable, column: Column, users: IdMap) -> Composed:
    """Return the text of a user id: the Clerk id where the map has one, else the id as it is."""
    if not users:
        return SQL("{}::text").format(value)
    # The map's keys are in lower case, as Postgres prints a uuid.
    key = SQL("{}::text" if column.type == "uuid" else "lower({}::text)").format(value)
    return SQL("coalesce({} ->> {}, {}::text)").format(_map_literal(users), key, value)


def _map_literal(ids: IdMap) -> Composed:
    return SQL("{}::jsonb").format(Literal(ids.as_json()))


class _Compiler:
    """Builds the parts of one table's SELECT; the joins that they need gather in `joins`."""

    def __init__(self, plan: TablePlan, plans: Mapping[str, TablePlan], mappings: Mappings) -> None:
        self.plan, self.plans, self.mappings = plan, plans, mappings
        self.joins: list[Composable] = []
        self.references = {
            found.field.target: self.reference(found) for found in plan.fields if found.field.kind is Kind.REFERENCE
        }

    def record(self) -> Composable:
        """Return the expression of the record's JSON text."""
        pieces: list[str | Composable] = ['{"supabaseId":', json_id(column_of("t", self.plan.id), self.plan.id)]
        for found in self.plan.fields:
            pieces += self.field(found)
        return concat([*pieces, "}"])

    def field(self, found: FieldPlan) -> list[str | Composable]:
        """Return the pieces of one field: its key and value, or one piece that is NULL where the field is absent."""
        field = found.field
        key = f',"{field.target}":'
        if found.column is None and found.stand_in is None:
            return [key + default_json(field)] if field.default is not None else []
        value = self.value(found)
        if field.required and not field.is_filled_by_convex:
            return [key, value]
        return [SQL("{} || {}").format(Literal(key), value)]

    def value(self, found: FieldPlan) -> Composable:
        """Return the expression of a field's JSON text, NULL where the field is absent.

        Of flagged rows it is never evaluated, so it may be wrong, or fail, for what `flags` finds.
        """
        field, column = found.field, found.column
        if field.kind is Kind.REFERENCE:
            return self.references[field.target]
        if field.kind is Kind.INSTANT:
            return milliseconds(stood_in(found))
        assert column is not None  # noqa: S101 - only moments have stand-ins, so `field` returned before.
        value = column_of("t", column)
        match field.kind:
            case Kind.TEXT:
                json = _or_default(SQL("to_json({})").format(_as_text(value, column)), value, field)
            case Kind.NUMBER:
                json = _number_or_default(value, field)
            case Kind.BOOLEAN:
                json = _or_default(SQL("{}::text").format(value), value, field)
            case Kind.CLOCK_TIME:
                json = SQL("'\"' || left({}::text, 5) || '\"'").format(value)
            case Kind.JSON:
                json = SQL("{}::text").format(value)
            case Kind.JSON_TEXT:
                json = json_text(value, column, field)
            case Kind.TEXTS:
                json = texts(value, column)
            case Kind.USER:
                json = SQL("to_json({})").format(self.user(found, value, column))
            case Kind.CLERK_USER:
                json = mapped_json(value, self.mappings.users)
            case _:
                json = mapped_json(value, self.mappings.workspaces)
        return SQL("{}::text").format(json) if field.kind in _JSON_TYPED else json

    def user(self, found: FieldPlan, value: Composable, column: Column) -> Composed:
        """Return the text of a user field: mapped, where the column says that it names a user."""
        mapped = mapped_user(value, column, self.mappings.users)
        if found.field.only_when is None:
            return mapped
        name, expected = found.field.only_when
        return SQL("CASE WHEN {}::text = {} THEN {} ELSE {}::text END").format(
            column_of("t", self.plan.source.columns[name]), Literal(expected), mapped, value
        )

    def reference(self, found: FieldPlan) -> Composable:
        """Return the JSON text of a reference, NULL where there is none; joins what its natural key needs."""
        field, column = found.field, found.column
        if column is None or field.parent is None:
            return SQL("NULL::text")
        value = column_of("t", column)
        hints = self.natural_key(field.parent, value, column, alias=f"p{len(self.joins) + 1}")
        json = concat(['{"id":', json_id(value, column), *hints, "}"])
        return SQL("CASE WHEN {} IS NOT NULL THEN {} END").format(value, json) if column.is_nullable else json

    def natural_key(self, parent: str, value: Composable, column: Column, *, alias: str) -> list[str | Composable]:
        """Join the parent and return the pieces of its natural key; none where the parent row does not exist."""
        plan = self.plans.get(parent)
        if plan is None or not plan.table.natural_key:
            return []
        condition = equals(column_of(alias, plan.id), plan.id, value, column)
        self.joins.append(SQL(" LEFT JOIN {} {} ON {}").format(qualified(parent), Identifier(alias), condition))
        pieces: list[str | Composable] = []
        for part in plan.table.natural_key:
            found = plan.field(part)
            if found is None or found.column is None:
                continue
            part_value = column_of(alias, found.column)
            if found.field.parent is None:
                json = SQL("to_json({})::text").format(_as_text(part_value, found.column))
                pieces.append(SQL("{} || {}").format(Literal(f',"{part}":'), json))
                continue
            nested = self.natural_key(found.field.parent, part_value, found.column, alias=f"p{len(self.joins) + 1}")
            json = concat([f',"{part.removesuffix("_id")}":{{"id":', json_id(part_value, found.column), *nested, "}"])
            pieces.append(SQL("CASE WHEN {} IS NOT NULL THEN {} END").format(part_value, json))
        return pieces

    def flags(self) -> list[Composable]:
        """Return the tests, cheapest first, of which one is true for each row that Postgres might convert wrongly."""
        needed: list[Composable] = []
        values: list[Composable] = []
        if self.plan.id.type not in _TYPES_WITHOUT_ESCAPES:
            needed.append(SQL("{}::text = ''").format(column_of("t", self.plan.id)))
        for found in self.plan.fields:
            field, column = found.field, found.column
            if column is None:
                continue
            value = column_of("t", column)
            is_needed = field.required and field.default is None and not field.is_filled_by_convex
            if is_needed and column.is_nullable:
                needed.append(SQL("{} IS NULL").format(value))
            if (flag := value_flag(found, value, column)) is not None:
                values.append(flag)
        return needed + values

    def raw_row(self) -> Composable:
        """Return the JSON text of what `migration.judgement` needs of a row: the fields' values, as they are stored."""
        pieces: list[str | Composable] = ['{"supabaseId":', json_id(column_of("t", self.plan.id), self.plan.id)]
        for found in self.plan.fields:
            if found.column is not None or found.stand_in is not None:
                pieces.append(SQL("{} || {}").format(Literal(f',"{found.field.target}":'), self.raw_value(found)))
        return concat([*pieces, "}"])

    def raw_value(self, found: FieldPlan) -> Composable:
        """Return a field's value as JSON text, NULL where the row has none; only what cannot go wrong is converted."""
        field, column = found.field, found.column
        if field.kind in _NEVER_JUDGED:
            return self.value(found) if field.default is None else self.value(_without_default(found))
        if field.kind is Kind.INSTANT:
            return SQL("to_json(extract(epoch FROM {})::text)::text").format(stood_in(found))
        assert column is not None  # noqa: S101 - as in `value`.
        value = column_of("t", column)
        if field.kind is Kind.TEXTS and column.type not in _JSON_TYPES:
            return SQL("to_json({}::text[])::text").format(value)
        return SQL("to_json({}::text)::text").format(value)


_JSON_TYPES = frozenset({"jsonb", "json"})
# Kinds whose expression is of the type json, which `||` does not take.
_JSON_TYPED = frozenset({Kind.TEXT, Kind.TEXTS, Kind.USER, Kind.CLERK_USER, Kind.CLERK_ORGANISATION})
_NEVER_JUDGED = frozenset(
    {Kind.TEXT, Kind.BOOLEAN, Kind.USER, Kind.CLERK_USER, Kind.CLERK_ORGANISATION, Kind.REFERENCE}
)


def value_flag(found: FieldPlan, value: Composable, column: Column) -> Composable | None:
    """Return the test that is true where `_Compiler.value` might be wrong for a value; None where it cannot be."""
    match found.field.kind:
        case Kind.INSTANT:
            return _instant_flag(found)
        case Kind.NUMBER:
            return _number_flag(value, column)
        case Kind.CLOCK_TIME:
            return SQL("extract(second FROM {}) <> 0").format(value)
        case Kind.TEXTS if column.type not in _JSON_TYPES:
            # `array_position` fails for arrays of several dimensions, so these are asked for first.
            return SQL(
                "CASE WHEN array_ndims({0}) > 1 THEN true "
                "ELSE array_position({0}, NULL) IS NOT NULL OR cardinality({0}) > {1} END"
            ).format(value, Literal(MAX_ARRAY_LENGTH))
        case Kind.JSON if column.type == "jsonb":
            return SQL("octet_length({0}::text) > {1} OR {0}::text ~ {2}").format(
                value, Literal(MAX_KEY_LENGTH), Literal(JSONB_HAZARD)
            )
        case Kind.JSON | Kind.TEXTS:
            # The text of a json column is as it was written, with any spacing and escapes: always judged.
            return SQL("{} IS NOT NULL").format(value)
    return None


def _instant_flag(found: FieldPlan) -> Composable:
    bounds = SQL(" NOT BETWEEN {} AND {}").format(Literal(_FIRST_MOMENT), Literal(_LAST_MOMENT))
    columns = [column for column in (found.column, found.stand_in) if column is not None]
    return SQL(" OR ").join(SQL("{}{}").format(column_of("t", column), bounds) for column in columns)


def _number_flag(value: Composable, column: Column) -> Composable | None:
    match column.type:
        case "int8":
            return SQL("{} NOT BETWEEN {} AND {}").format(value, Literal(-MAX_SAFE_INTEGER), Literal(MAX_SAFE_INTEGER))
        case "float4" | "float8":
            return SQL("{} IN ('NaN', 'Infinity', '-Infinity')").format(value)
        case "numeric":
            return SQL("(length({0}::text) > {1} OR {0}::text ~ '[^0-9.-]')").format(value, Literal(SAFE_DIGITS))
    return None


def concat(pieces: Sequence[str | Composable]) -> Composed:
    """Return the text of all pieces in a row. A piece that is NULL adds nothing."""
    arguments: list[Composable] = []
    constant = ""
    for piece in pieces:
        if isinstance(piece, str):
            constant += piece
            continue
        if constant:
            arguments.append(Literal(constant))
            constant = ""
        arguments.append(piece)
    if constant:
        arguments.append(Literal(constant))
    return _concat_all(arguments)


def _concat_all(arguments: Sequence[Composable]) -> Composed:
    if len(arguments) <= _MAX_ARGUMENTS:
        return SQL("concat({})").format(SQL(", ").join(arguments))
    groups = [arguments[start : start + _MAX_ARGUMENTS] for start in range(0, len(arguments), _MAX_ARGUMENTS)]
    return _concat_all([_concat_all(group) for group in groups])


def json_id(value: Composable, column: Column) -> Composed:
    """Return the JSON text of an id."""
    if column.type in _TYPES_WITHOUT_ESCAPES:
        return SQL("'\"' || {} || '\"'").format(value)
    return SQL("to_json({}::text)::text").format(value)


def stood_in(found: FieldPlan) -> Composable:
    """Return the moment of a field, from its own column or from its stand-in."""
    columns = [column_of("t", column) for column in (found.column, found.stand_in) if column is not None]
    return columns[0] if len(columns) == 1 else SQL("coalesce({})").format(SQL(", ").join(columns))


def milliseconds(moment: Composable) -> Composed:
    """Return the milliseconds since 1970 UTC, rounded down.

    `date_part` answers a double of seconds. Between the years of `_FIRST_MOMENT` and `_LAST_MOMENT` its error is under
    a quarter of a microsecond, so rounding gives back the stored microseconds, and all after it is exact.
    """
    return SQL("floor(round(date_part('epoch', {}) * 1000000) / 1000)::int8::text").format(moment)


def texts(value: Composable, column: Column) -> Composable:
    """Return the JSON of an array of texts. Rows in which a JSON column stands for one are judged."""
    if column.type in _JSON_TYPES:
        return SQL("NULL::json")
    is_plain = column.type in {"text[]", "varchar[]"}
    return SQL("to_json({})" if is_plain else "to_json({}::text[])").format(value)


def json_text(value: Composable, column: Column, field: Field) -> Composable:
    """Return the JSON text of a text inside a JSON column, NULL where there is none. Of json, rows are judged."""
    if column.type == "json":
        return SQL("NULL::text")
    key = Literal(field.key)
    return SQL("CASE WHEN jsonb_typeof({0} -> {1}) = 'string' THEN ({0} -> {1})::text END").format(value, key)


def mapped_json(value: Composable, ids: IdMap) -> Composable:
    """Return the JSON of what a row's own id maps to, NULL where the map has nothing."""
    if not ids:
        return SQL("NULL::json")
    return SQL("to_json({} ->> lower({}::text))").format(_map_literal(ids), value)


def default_json(field: Field) -> str:
    """Return the JSON text of a field's default."""
    if isinstance(field.default, bool):
        return "true" if field.default else "false"
    return f'"{field.default}"' if isinstance(field.default, str) else str(field.default)


def _or_default(json: Composable, value: Composable, field: Field) -> Composable:
    if field.default is None:
        return json
    if field.kind is Kind.BOOLEAN:
        return SQL("coalesce({}, {})").format(json, Literal(default_json(field)))
    return SQL("coalesce({}, {}::json)").format(json, Literal(default_json(field)))


def _number_or_default(value: Composable, field: Field) -> Composable:
    return value if field.default is None else SQL("coalesce({}, {})").format(value, Literal(field.default))


def _as_text(value: Composable, column: Column) -> Composable:
    return value if column.type in _PLAIN_TEXTS else SQL("{}::text").format(value)


def _without_default(found: FieldPlan) -> FieldPlan:
    return replace(found, field=replace(found.field, default=None))
