"""What a dry run foresees: the rows whose references will not resolve, found in the source itself."""

from collections.abc import Collection, Iterator, Mapping

from psycopg.sql import SQL, Composed, Literal

from migration.outcomes import Outcome, Problem
from migration.plan import FieldPlan, TablePlan
from migration.select import column_of, equals, qualified
from migration.source import SupabaseSource

_NO_IDS: Collection[str] = frozenset()


def foreseen_problems(
    source: SupabaseSource,
    plan: TablePlan,
    plans: Mapping[str, TablePlan],
    lost: Mapping[str, Collection[str]],
) -> Iterator[Problem]:
    """Yield the rows that the deployment would skip: a parent is not there, is lost itself, or is another workspace's.

    `lost` holds the ids of rows, by source table, that will not be written. A row may be yielded once a reference.
    What the deployment holds already is not asked: a parent that stands there by natural key is foreseen as missing.
    """
    for found in plan.fields:
        parent = plans.get(found.field.parent or "")
        if parent is None or found.column is None:
            continue
        query = _orphans(plan, found, parent, lost.get(parent.table.source, _NO_IDS))
        for source_id, parent_id, is_other_workspace in source.rows(query, reading=plan.table.source):
            target = parent.table.target
            reason = (
                f"other_workspace: {found.field.target}: {target} {parent_id} belongs to another workspace than the row"
                if is_other_workspace
                else f"missing_reference: {found.field.target}: {target} {parent_id} not found"
            )
            yield Problem(source_id, Outcome.SKIPPED, reason)


def _orphans(plan: TablePlan, found: FieldPlan, parent: TablePlan, lost: Collection[str]) -> Composed:
    """Return the query of the rows whose reference does not resolve: id, the parent's id, whether it is elsewhere."""
    assert found.column is not None  # noqa: S101 - the caller has looked.
    value = column_of("t", found.column)
    missing = SQL("(p.id IS NULL OR p.id::text = ANY({}))").format(Literal(sorted(lost)))
    own, other = plan.field("workspace_id"), parent.field("workspace_id")
    elsewhere: Composed | SQL = SQL("false")
    if own and own.column and other and other.column:
        ours, theirs = column_of("t", own.column), column_of("p", other.column)
        elsewhere = SQL("NOT {}").format(equals(ours, own.column, theirs, other.column))
    return SQL(
        "SELECT t.id::text, {value}::text, NOT {missing} FROM {table} t LEFT JOIN {parents} p ON {match} "
        "WHERE {value} IS NOT NULL AND ({missing} OR {elsewhere}) ORDER BY t.id"
    ).format(
        value=value,
        missing=missing,
        elsewhere=elsewhere,
        table=qualified(plan.source.name),
        parents=qualified(parent.source.name),
        match=equals(column_of("p", parent.id), parent.id, value, found.column),
    )
