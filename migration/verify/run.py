"""Verify tables one after the other, parents first."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from time import monotonic

from migration.verify.compare import Document, differences
from migration.verify.expectations import IdMaps, Row
from migration.verify.mapping import TABLE_RULES, TableRules
from migration.verify.report import TableResult, Verification
from migration.verify.source import Source
from migration.verify.target import LinkBook, Target, TargetError

Done = Callable[[TableResult], None]


class UnknownTableError(ValueError):
    """A table was asked for that no rule is for."""


def chosen_rules(names: Sequence[str]) -> list[TableRules]:
    """Return the rules of the tables, named as in the source or as in Convex; all of them where none is named.

    Raises:
        UnknownTableError: a name is neither.
    """
    known = {rules.source: rules for rules in TABLE_RULES} | {rules.target: rules for rules in TABLE_RULES}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnknownTableError(
            f"No table that is migrated is called {', '.join(unknown)}. There are: "
            + ", ".join(rules.source for rules in TABLE_RULES)
            + "."
        )
    wanted = {known[name].source for name in names}
    return [rules for rules in TABLE_RULES if not names or rules.source in wanted]


def verify(
    source: Source, target: Target, maps: IdMaps, *, tables: Sequence[str] = (), on_table: Done = lambda _result: None
) -> Verification:
    """Compare every row of the tables with its document; `on_table` hears of each table as it is done.

    Raises:
        UnknownTableError: a table was named that is not migrated.
        TargetError: the deployment does not have a table, or its functions are older.
    """
    started_at, started = datetime.now(UTC), monotonic()
    chosen = chosen_rules(tables)
    lacking = sorted({rules.target for rules in chosen} - target.tables())
    if lacking:
        raise TargetError(
            f"The deployment cannot be asked for {', '.join(lacking)}: deploy this version's functions with "
            "`npx convex deploy`."
        )
    results = []
    with LinkBook() as links:
        run = _Run(source, target, maps, links)
        for rules in chosen:
            result = run.verify_table(rules)
            results.append(result)
            on_table(result)
    mapped = {rules.source for rules in TABLE_RULES}
    return Verification(
        started_at=started_at.isoformat(),
        seconds=monotonic() - started,
        results=results,
        without_target={name: source.count(name) for name in source.tables() if name not in mapped},
    )


class _Run:
    """One verification under way."""

    def __init__(self, source: Source, target: Target, maps: IdMaps, links: LinkBook) -> None:
        self._source, self._target, self._maps, self._links = source, target, maps, links
        self._known_parents: set[str] = set()
        self._all_parents = frozenset(parent for rules in TABLE_RULES for parent in rules.parents)

    def verify_table(self, rules: TableRules) -> TableResult:
        """Compare one table. One that the source does not have is compared as empty, and marked."""
        started = monotonic()
        for parent in sorted(rules.parents - self._known_parents):
            self._learn_ids(parent)
        result = TableResult(source=rules.source, target=rules.target)
        columns = self._source.columns(rules.source)
        result.is_absent = not columns
        rows: Iterator[Row] = iter(())
        if columns:
            result.rows = self._source.count(rules.source)
            result.missing_columns = sorted(rules.columns - set(columns))
            result.unmapped_columns = [column for column in columns if column not in rules.columns]
            rows = self._source.rows(rules, columns)
        self._merge(rules, rows, self._counted(self._target.documents(rules.target), result), result)
        self._known_parents.add(rules.target)
        result.seconds = monotonic() - started
        return result

    def _learn_ids(self, table: str) -> None:
        """Read a parent that is not itself verified, to know what its ids stand for."""
        for document in self._target.documents(table):
            self._links.add(table, document)
        self._known_parents.add(table)

    def _counted(self, documents: Iterator[Document], result: TableResult) -> Iterator[Document]:
        """Pass the documents on, counting them and remembering those that others may name."""
        is_parent = result.target in self._all_parents
        for document in documents:
            result.documents += 1
            if is_parent:
                self._links.add(result.target, document)
            yield document

    def _merge(
        self, rules: TableRules, rows: Iterator[Row], documents: Iterator[Document], result: TableResult
    ) -> None:
        """Walk rows and documents together, both in the order of the row's id."""
        document = next(documents, None)
        for row in rows:
            while document is not None and document["supabaseId"] < row["id"]:
                result.add_extra(document["supabaseId"])
                document = next(documents, None)
            if document is None or document["supabaseId"] != row["id"]:
                result.add_missing(row["id"])
                continue
            found = differences(row, document, rules, self._maps, self._links.resolve)
            if found:
                result.add_different(row["id"], found)
            else:
                result.equal += 1
            document = next(documents, None)
        while document is not None:
            result.add_extra(document["supabaseId"])
            document = next(documents, None)
