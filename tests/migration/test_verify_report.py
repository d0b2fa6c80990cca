"""What of a difference is shown, and what never is."""

import pytest

from migration.verify.compare import Difference
from migration.verify.expectations import Json, Link, Special
from migration.verify.report import MAX_EXAMPLES, MAX_SHOWN, Example, TableResult, shown


def example(field: str, source: object, document: object) -> Example:
    return shown("row-1", Difference(field, source, document))


@pytest.mark.parametrize(
    "field", ["settings.kapso_api_key", "meta_access_token", "reopen_token", "gateway_response.signature_key"]
)
def test_never_shows_a_secret(field: str) -> None:
    one = example(field, "geheim-1", "geheim-2")
    assert "geheim" not in f"{one}"
    assert one.source == one.document == "(not shown)"


def test_says_of_a_secret_that_it_is_absent() -> None:
    assert example("meta_access_token", "geheim", Special.ABSENT).document == "(absent)"


def test_does_not_name_the_keys_of_a_secret() -> None:
    assert example("settings.kapso_api_key", 1, 2).field == "settings"


@pytest.mark.parametrize("field", ["phone", "phone_normalized", "wa_phone_number", "email"])
def test_shows_addresses_and_numbers_in_part(field: str) -> None:
    one = example(field, "+6280000000001", "orang1@example.id")
    assert one.source == "+62… (14 characters)"
    assert one.document == "ora… (17 characters)"


def test_shortens_long_values() -> None:
    one = example("content", "x" * 5000, "y")
    assert len(one.source) < MAX_SHOWN + 30
    assert one.source.endswith("… (5002 characters)")


def test_shows_where_a_link_leads() -> None:
    assert example("contact_id", Link("contacts", "c1"), "doc-gone").source == "contacts c1"


def test_shows_json_by_its_value() -> None:
    assert example("metadata", Json({"a": 1}), Special.ABSENT).source == "{'a': 1}"


def test_counts_all_and_keeps_some() -> None:
    result = TableResult(source="contacts", target="contacts", rows=1000)
    for n in range(1000):
        result.add_different(f"row-{n}", [Difference("metadata.a.b", n, n + 1), Difference("tags[3]", "x", "y")])
    assert result.different == 1000
    assert result.different_fields == {"metadata": 1000, "tags": 1000}
    assert len(result.examples) == MAX_EXAMPLES


def test_a_row_that_was_not_looked_at_is_not_clean() -> None:
    result = TableResult(source="contacts", target="contacts", rows=2, documents=1, equal=1)
    assert not result.is_clean
    assert result.checked_percent == 50.0


def test_a_table_without_rows_and_documents_is_clean() -> None:
    assert TableResult(source="contacts", target="contacts").is_clean
