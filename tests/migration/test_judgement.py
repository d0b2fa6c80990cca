"""The rows that need judgement: made right reversibly, or refused with a reason that holds no value."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from psycopg import Connection

from migration.judgement import LONG_LINE_BYTES, Judge, RowError
from migration.plan import plan_tables
from migration.source import SupabaseSource
from tests.migration.source_tables import add_row, create_table, source_id

Lines = Callable[..., list[bytes]]
Open = Callable[[], SupabaseSource]


@pytest.fixture
def judged(lines: Lines, source: Open) -> Callable[[str], tuple[list[Any], Counter[str]]]:
    """Reads a table whose rows are all flagged, and judges them: records, or reasons."""

    def read(table: str) -> tuple[list[Any], Counter[str]]:
        rewritten: Counter[str] = Counter()
        judge = Judge(plan_tables(source().catalog)[table], rewritten)
        results: list[Any] = []
        for line in lines(table):
            assert line.startswith(b"!"), line
            try:
                results.append(orjson.loads(judge.record_of(line[1:])))
            except RowError as error:
                results.append(error.reason)
        return results, rewritten

    return read


def test_rewrites_keys_and_counts_them(database: Connection[Any], judged: Callable[..., Any]) -> None:
    create_table(database, "contacts")
    add_row(database, "contacts", 1, metadata='{"Catatan é": 1, "$ref": {"100%": true}, "source": "form"}', name="Siti")

    [record], rewritten = judged("contacts")

    assert record["metadata"] == {"Catatan %C3%A9": 1, "%24ref": {"100%25": True}, "source": "form"}
    assert (record["source"], record["name"], record["lead_score"]) == ("form", "Siti", 0)
    assert rewritten == {"metadata": 3}


def test_keys_of_a_refused_row_are_not_counted(database: Connection[Any], judged: Callable[..., Any]) -> None:
    create_table(database, "contacts")
    add_row(database, "contacts", 1, metadata='{"é": 12345678901234567890}')
    [reason], rewritten = judged("contacts")
    assert reason == "metadata.%C3%A9: a number that no float64 holds exactly; store it as text in the source"
    assert not rewritten


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"kapso_last_seen": "infinity"}, "kapso_last_seen: infinity, which is no moment"),
        ({"kapso_last_seen": "-infinity"}, "kapso_last_seen: -infinity, which is no moment"),
        ({"kapso_last_seen": "0044-03-15 00:00:00+00 BC"}, -63517824000000),
        ({"kapso_last_seen": "1899-12-31 23:59:59.999999+00"}, -2208988800001),
        ({"kapso_last_seen": "2100-06-01 00:00:00.001999+00"}, 4115491200001),
        ({"kapso_last_seen": "294276-01-01 00:00:00+00"}, "kapso_last_seen: a moment beyond the year 275760"),
    ],
)
def test_moments(
    database: Connection[Any], judged: Callable[..., Any], values: dict[str, Any], outcome: int | str
) -> None:
    create_table(database, "contacts")
    add_row(database, "contacts", 1, **values)
    [result], _rewritten = judged("contacts")
    if isinstance(outcome, int):
        assert result["kapso_last_seen"] == outcome
    else:
        assert result.startswith(outcome)


def test_lists_of_texts(database: Connection[Any], judged: Callable[..., Any]) -> None:
    create_table(database, "contacts")
    database.execute(
        "INSERT INTO contacts (id, workspace_id, phone, tags) VALUES (%(one)s, %(one)s, '1', ARRAY['a', NULL]), "
        "(%(two)s, %(one)s, '2', ARRAY[ARRAY['a'], ARRAY['b']]), "
        "(%(three)s, %(one)s, '3', array_fill('x'::text, '{8193}'))",
        {"one": source_id(1), "two": source_id(2), "three": source_id(3)},
    )
    reasons, _rewritten = judged("contacts")
    no_text = "tags: something in it is no text (NULL, or a list); it must be a list of texts"
    assert reasons == [no_text, no_text, "tags: 8193 items, Convex takes 8192"]


def test_lists_of_texts_in_a_json_column(database: Connection[Any], judged: Callable[..., Any]) -> None:
    create_table(database, "contacts", types={"tags": "jsonb"})
    for number, tags in enumerate(['["a", "é"]', "null", '{"a": 1}', "[1]"], start=1):
        add_row(database, "contacts", number, tags=tags)
    (texts, null, *refused), _rewritten = judged("contacts")
    assert texts["tags"] == ["a", "é"]
    assert "tags" not in null
    assert all(reason.startswith("tags: something in it is no text") for reason in refused)


@pytest.mark.parametrize(
    ("declared", "value", "outcome"),
    [
        ("numeric", "NaN", "satisfaction_score: not a finite number"),
        ("numeric", "1234567890.12345678901", "satisfaction_score: a number that no float64 holds exactly"),
        ("numeric", "12345678901234.50", 12345678901234.5),
        ("float8", "Infinity", "satisfaction_score: not a finite number"),
        ("int8", "9007199254740993", "satisfaction_score: a number that no float64 holds exactly"),
        ("int8", "9007199254740994", 9007199254740994),
    ],
)
def test_numbers(
    database: Connection[Any], judged: Callable[..., Any], declared: str, value: str, outcome: float | str
) -> None:
    create_table(database, "ari_ai_comparison", types={"satisfaction_score": declared})
    add_row(database, "ari_ai_comparison", 1, satisfaction_score=value)
    [result], _rewritten = judged("ari_ai_comparison")
    if isinstance(outcome, str):
        assert result.startswith(outcome)
    else:
        assert result["satisfaction_score"] == outcome


def test_times_with_seconds_are_refused(database: Connection[Any], judged: Callable[..., Any]) -> None:
    create_table(database, "consultant_slots")
    add_row(database, "consultant_slots", 1, end_time="10:00:30")
    assert judged("consultant_slots")[0] == ["end_time: a time of day with seconds, of which HH:MM would lose a part"]


def test_null_where_a_document_needs_a_value(database: Connection[Any], judged: Callable[..., Any]) -> None:
    create_table(database, "contacts", types={"phone": "text", "workspace_id": "uuid"})
    add_row(database, "contacts", 1, phone=None)
    add_row(database, "contacts", 2, workspace_id=None)
    assert judged("contacts")[0] == [
        "phone: NULL, and every document needs it",
        "workspace_id: NULL, and every document needs it",
    ]


def test_references_of_a_judged_row_keep_their_natural_keys(
    database: Connection[Any], judged: Callable[..., Any]
) -> None:
    create_table(database, "workspaces")
    create_table(database, "contacts")
    add_row(database, "workspaces", 1, slug="acme")
    add_row(database, "contacts", 1, metadata='{"é": 1}', assigned_to=None)
    [record], _rewritten = judged("contacts")
    assert record["workspace_id"] == {"id": source_id(1), "slug": "acme"}
    assert "assigned_to" not in record


def test_an_empty_id_is_refused(database: Connection[Any], lines: Lines, source: Open) -> None:
    create_table(database, "articles", types={"id": "text PRIMARY KEY"})
    add_row(database, "articles", 1, id="")
    [line] = lines("articles")
    with pytest.raises(RowError, match="id: it is empty"):
        Judge(plan_tables(source().catalog)["articles"], Counter()).record_of(line[1:])


@pytest.mark.parametrize(("length", "is_taken"), [(1_048_000, True), (1_048_576, False)])
def test_documents_over_a_mebibyte_are_refused(
    database: Connection[Any], lines: Lines, source: Open, length: int, is_taken: bool
) -> None:
    create_table(database, "articles")
    add_row(database, "articles", 1, content="x" * length)
    [line] = lines("articles")
    assert len(line) > LONG_LINE_BYTES
    judge = Judge(plan_tables(source().catalog)["articles"], Counter())
    if is_taken:
        judge.check_long(line)
        return
    with pytest.raises(RowError, match=r"^the document has \d+ bytes, Convex takes 1048576") as caught:
        judge.check_long(line)
    assert caught.value.source_id == source_id(1)


def test_a_json_column_is_judged_as_written(database: Connection[Any], judged: Callable[..., Any]) -> None:
    create_table(database, "contacts", types={"metadata": "json"})
    texts = ['{ "a" :1,"a":2 , "\\u00e9": 3}', '"\\ud800"', '{"n": 1e400}', '{"n": -0.0}', '{"z": "\\u0000"}']
    for number, text in enumerate(texts, start=1):
        add_row(database, "contacts", number, metadata=text)
    (repeated, surrogate, huge, zero, nul), rewritten = judged("contacts")
    assert repeated["metadata"] == {"a": 2, "%C3%A9": 3}
    assert surrogate == "metadata: the text is not valid Unicode (a lone surrogate)"
    assert huge.startswith("metadata.n: a number that no float64 holds exactly")
    assert zero["metadata"] == {"n": 0}
    assert nul["metadata"] == {"z": "\0"}
    assert rewritten == {"metadata": 1}
