"""The documents of the target: pages in the order of their source ids, and which row each document id stands for."""

import sqlite3
from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from tempfile import NamedTemporaryFile
from typing import Any, Protocol, Self

from migration.verify.compare import Document
from migration.verify.expectations import Link

# The deployment ends a page at 8 MiB itself.
DOCUMENTS_PER_PAGE = 1_000
OLDEST_SCHEMA = 1
# Workspaces and the parents of neighbouring rows are asked for again and again.
REMEMBERED_LINKS = 20_000


class Queries(Protocol):
    """What is asked of a Convex client."""

    def query(self, path: str, args: Mapping[str, Any] | None = None) -> Any:
        """Return what the query returns."""


class TargetError(Exception):
    """The deployment does not answer as its functions of this version do."""


class Target:
    """The migrated documents of one deployment."""

    def __init__(self, convex: Queries) -> None:
        self._convex = convex

    def tables(self) -> frozenset[str]:
        """Return the tables that can be migrated.

        Raises:
            TargetError: the deployed functions are older than this program.
        """
        description = self._convex.query("migrate:describe", {})
        if description["schema_version"] < OLDEST_SCHEMA:
            raise TargetError(
                f"The deployed functions have schema version {description['schema_version']}, this program needs "
                f"{OLDEST_SCHEMA}: deploy this version's functions with `npx convex deploy`."
            )
        return frozenset(description["tables"])

    def documents(self, table: str) -> Generator[Document, None, None]:
        """Yield the documents that have a source id, in its order.

        Raises:
            TargetError: they come in another order, so that a comparison would not find its pairs.
        """
        previous = ""
        for page in self._pages(table):
            for document in page:
                if document["supabaseId"] < previous:
                    raise TargetError(f"migrate:readPage gave {table} in another order than that of supabaseId.")
                previous = document["supabaseId"]
                yield document

    def _pages(self, table: str) -> Iterator[list[Document]]:
        """Yield the pages; while one is compared here, the deployment reads the next."""
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="next-page") as reader:
            coming = reader.submit(self._read_page, table, None)
            while True:
                page = coming.result()
                if page["done"]:
                    yield page["documents"]
                    return
                coming = reader.submit(self._read_page, table, page["cursor"])
                yield page["documents"]

    def _read_page(self, table: str, cursor: str | None) -> Any:
        args = {"table": table, "cursor": cursor, "limit": DOCUMENTS_PER_PAGE}
        return self._convex.query("migrate:readPage", args)


class LinkBook:
    """Which row each document id stands for, in a temporary file: memory stays flat whatever the tables hold."""

    def __init__(self) -> None:
        self._file = NamedTemporaryFile(prefix="verify-links-", suffix=".sqlite3")  # noqa: SIM115 - closed by `close`.
        self._database = sqlite3.connect(self._file.name, isolation_level=None)
        # The file is thrown away at the end and rebuilt by the next run: nothing in it needs to survive.
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(
            "CREATE TABLE links (document TEXT PRIMARY KEY, convex_table TEXT, source_id TEXT) WITHOUT ROWID"
        )
        self.resolve = lru_cache(maxsize=REMEMBERED_LINKS)(self._look_up)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._database.close()
        self._file.close()

    def add(self, table: str, document: Document) -> None:
        """Remember the document's row."""
        link = (document["_id"], table, document["supabaseId"])
        self._database.execute("INSERT OR REPLACE INTO links VALUES (?, ?, ?)", link)

    def _look_up(self, document_id: str) -> Link | None:
        query = "SELECT convex_table, source_id FROM links WHERE document = ?"
        row = self._database.execute(query, [document_id]).fetchone()
        return Link(*row) if row else None
