"""Reading the target: pages, their order, the version of the functions, and what ids stand for."""

from collections.abc import Mapping
from typing import Any

import pytest

from migration.verify.expectations import Link
from migration.verify.target import LinkBook, Target, TargetError


class Pages:
    """A deployment that has these pages of documents and nothing else."""

    def __init__(self, *pages: list[str], schema_version: int = 1) -> None:
        self._pages, self._schema_version = pages, schema_version

    def query(self, path: str, args: Mapping[str, Any] | None = None) -> Any:
        if path == "migrate:describe":
            return {"schema_version": self._schema_version, "tables": ["contacts"]}
        number = int((args or {})["cursor"] or 0)
        documents = [{"_id": f"doc-{source_id}", "supabaseId": source_id} for source_id in self._pages[number]]
        return {"documents": documents, "cursor": str(number + 1), "done": number + 1 == len(self._pages)}


def ids(*pages: list[str]) -> list[str]:
    return [document["supabaseId"] for document in Target(Pages(*pages)).documents("contacts")]


def test_reads_all_pages_also_empty_ones() -> None:
    assert ids(["a", "b"], [], ["c"], []) == ["a", "b", "c"]


def test_refuses_documents_in_another_order() -> None:
    with pytest.raises(TargetError, match="order"):
        ids(["a", "c"], ["b"])


def test_passes_two_documents_of_one_row_on() -> None:
    assert ids(["a"], ["a", "b"]) == ["a", "a", "b"]


def test_refuses_functions_that_are_older() -> None:
    with pytest.raises(TargetError, match="npx convex deploy"):
        Target(Pages([], schema_version=0)).tables()


def test_ends_the_reading_when_nobody_listens_any_more() -> None:
    documents = Target(Pages(["a"], ["b"], ["c"])).documents("contacts")
    assert next(documents)["supabaseId"] == "a"
    documents.close()


def test_remembers_which_row_a_document_stands_for() -> None:
    with LinkBook() as links:
        links.add("contacts", {"_id": "doc-1", "supabaseId": "c1"})
        links.add("workspaces", {"_id": "doc-2", "supabaseId": "c1"})
        assert links.resolve("doc-1") == Link("contacts", "c1")
        assert links.resolve("doc-2") == Link("workspaces", "c1")
        assert links.resolve("doc-3") is None
