"""What the portal asks of Convex about past migrations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from config.convex.client import ConvexClient


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCount:
    """How many migrated documents a table holds now, and what the last run that touched it said."""

    table: str
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationRun:
    """One run of `manage.py migrate_supabase`, as its report tells it."""

    finished_at_ms: float
    report: Mapping[str, Any]


class MigrationRunRepository:
    """The reports of past migrations, kept in Convex by the command itself."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_latest(self, limit: int) -> list[MigrationRun]:
        """Return the latest runs, newest first."""
        documents = cast(list[dict[str, Any]], self._convex.query("migrate:listRuns", {"limit": limit}))
        return [run_from_document(document) for document in documents]

    def count_migrated(self) -> list[TableCount]:
        """Count the documents that came from Supabase, table by table, in the order of their names.

        Costs a call for every 8,000 documents.
        """
        described = cast(dict[str, Any], self._convex.query("migrate:describe"))
        return [TableCount(table=table, documents=self._count(table)) for table in sorted(described["tables"])]

    def _count(self, table: str) -> int:
        count, cursor, done = 0, None, False
        while not done:
            page = cast(dict[str, Any], self._convex.query("migrate:countPage", {"table": table, "cursor": cursor}))
            count, cursor, done = count + int(page["count"]), page["cursor"], page["done"]
        return count


def run_from_document(document: Mapping[str, Any]) -> MigrationRun:
    """Cast one document of `migrationRuns`; the only place that knows its shape."""
    return MigrationRun(finished_at_ms=float(document["finished_at"]), report=document["report"])
