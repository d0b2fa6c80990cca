"""What the operator asked for, checked before anything is opened."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from migration.errors import OptionsError
from migration.tables import TABLE_BY_SOURCE, TABLE_BY_TARGET, TABLES, Table

# The deployment takes 4,000 records in one batch.
MAX_BATCH_DOCS = 4_000
MAX_BATCH_BYTES = 8 * 2**20
MAX_CONCURRENCY = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of one run."""

    tables: tuple[Table, ...] = TABLES
    is_dry_run: bool = False
    # Rows a second at 50 ms of distance, with nothing stored: 9,000 with one batch in flight, 16,000 with 2, 26,000
    # with 3, 31,000 with 4, 49,000 with 8. Three are more than deployments store. The embedded one has one thread: from
    # 1 to 4 in flight, and from 500 to 4,000 records in each, its speed differed less than from run to run.
    concurrency: int = 3
    # A record may need several index ranges, of which Convex allows 4,096 in a transaction: 1,000 leave room for four.
    batch_docs: int = 1_000
    batch_bytes: int = 2**20
    user_map: Path | None = None
    workspace_map: Path | None = None
    fail_fast: bool = False

    def __post_init__(self) -> None:
        """Refuse numbers that the deployment would."""
        for name, value, limit in (
            ("--concurrency", self.concurrency, MAX_CONCURRENCY),
            ("--batch-docs", self.batch_docs, MAX_BATCH_DOCS),
            ("--batch-bytes", self.batch_bytes, MAX_BATCH_BYTES),
        ):
            if not 1 <= value <= limit:
                raise OptionsError(f"{name} is {value}; it must be from 1 to {limit}.")


def select_tables(names: str) -> tuple[Table, ...]:
    """Return the tables of a comma-separated list of source or Convex names, parents first; all where it is empty.

    Raises:
        OptionsError: a name is unknown; the text names the nearest and all.
    """
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if not wanted:
        return TABLES
    chosen = {_table_named(name).source for name in wanted}
    return tuple(table for table in TABLES if table.source in chosen)


def _table_named(name: str) -> Table:
    if (table := TABLE_BY_SOURCE.get(name) or TABLE_BY_TARGET.get(name)) is not None:
        return table
    near = get_close_matches(name, [*TABLE_BY_SOURCE, *TABLE_BY_TARGET], n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise OptionsError(f"--tables: there is no table {name!r}.{hint} Known are {', '.join(TABLE_BY_SOURCE)}.")
