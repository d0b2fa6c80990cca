"""Batches on bad days: repeated where that may help, bisected where it may not, believed only when they add up."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import orjson
import pytest

from config.convex.client import ConvexClient
from migration.batches import Batch
from migration.errors import MigrationError, StoppedError, TargetError
from migration.outcomes import Outcome, Problem
from migration.sink import ConvexSink, Patience, open_sink
from migration.tables import TABLE_BY_SOURCE, TABLES
from tests.migration import stand_in as stand
from tests.migration.stand_in import Received, Reply, Reset, Stall, StandIn, accept, counts

CONTACTS = TABLE_BY_SOURCE["contacts"]
QUICK = Patience(first_pause_s=0.01, longest_pause_s=0.05, budget_s=1.0)
DESCRIBED = {"schema_version": 1, "tables": [table.target for table in TABLES]}
Sink = Callable[..., tuple[ConvexSink, StandIn]]


@pytest.fixture
def sink() -> Iterator[Sink]:
    with ExitStack() as stack:

        def make(
            behaviour: stand.Behaviour = accept,
            *,
            describes: object = None,
            patience: Patience = QUICK,
            key: str = "secret",
        ) -> tuple[ConvexSink, StandIn]:
            server = stack.enter_context(StandIn(behaviour, describes=describes or DESCRIBED))
            client = ConvexClient(server.url, deploy_key="dev:x|y", site_url=server.url, timeout_s=5)
            stack.callback(client.close)
            return ConvexSink(client, migration_key=key, patience=patience), server

        yield make


def batch_of(*ids: str) -> Batch:
    return Batch.of([orjson.dumps({"supabaseId": one}) for one in ids])


def test_sends_the_records_with_the_key(sink: Sink) -> None:
    writer, server = sink()
    assert writer.send(CONTACTS, batch_of("a", "b")).inserted == 2
    [batch] = server.batches
    assert (batch.path, batch.authorization, batch.ids) == ("/migrate/contacts", "Bearer secret", ["a", "b"])


def test_tells_what_was_skipped_and_failed(sink: Sink) -> None:
    answer = counts(inserted=1, skipped=[{"id": "b", "reason": "no parent"}], failed=[{"id": "c", "reason": "bad"}])
    writer, _server = sink(lambda _batch: Reply(200, answer))
    outcome = writer.send(CONTACTS, batch_of("a", "b", "c"))
    assert outcome.problems == [Problem("b", Outcome.SKIPPED, "no parent"), Problem("c", Outcome.FAILED, "bad")]


@pytest.mark.parametrize("bad_day", [Reply(429, b""), Reply(503, {"code": "X"}), Reply(502, b"<html>"), Reset()])
def test_sends_a_batch_again_while_convex_is_unavailable(sink: Sink, bad_day: Reply | Reset) -> None:
    writer, server = sink(lambda batch: bad_day if batch.number < 4 else accept(batch))
    notes: list[str] = []
    writer.on_wait = notes.append
    assert writer.send(CONTACTS, batch_of("a")).inserted == 1
    assert [batch.ids for batch in server.batches] == [["a"]] * 4
    assert len(notes) == 3
    assert "next try in" in notes[0]


def test_waits_as_long_as_the_deployment_asks(sink: Sink) -> None:
    busy = Reply(429, b"", {"Retry-After": "1"})
    writer, _server = sink(lambda batch: busy if batch.number == 1 else accept(batch), patience=Patience(budget_s=5))
    started = time.monotonic()
    writer.send(CONTACTS, batch_of("a"))
    assert time.monotonic() - started >= 1


def test_gives_up_when_the_deployment_stays_away(sink: Sink) -> None:
    writer, server = sink(
        lambda _batch: Reply(503, {"code": "Gone"}), patience=Patience(first_pause_s=0.01, budget_s=0.2)
    )
    with pytest.raises(TargetError, match=r"stayed unavailable.*503 Gone.*Run again"):
        writer.send(CONTACTS, batch_of("a"))
    assert len(server.batches) > 1


def test_gives_up_when_asked_to_wait_longer_than_it_has_patience(sink: Sink) -> None:
    writer, server = sink(lambda _batch: Reply(429, b"", {"Retry-After": "3600"}))
    with pytest.raises(TargetError, match="stayed unavailable"):
        writer.send(CONTACTS, batch_of("a"))
    assert len(server.batches) == 1


def test_sends_again_what_stalled(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migration.sink.BATCH_TIMEOUT_S", 0.2)
    over = threading.Event()
    writer, server = sink(lambda batch: Stall(over) if batch.number == 1 else accept(batch))
    assert writer.send(CONTACTS, batch_of("a")).inserted == 1
    over.set()
    assert len(server.batches) == 2


@pytest.mark.parametrize(
    "garbage",
    [
        b"<html>It works!</html>",
        b"",
        b"[]",
        counts(inserted=1),
        counts(inserted=3),
        counts(inserted=1, failed=[{"id": "stranger", "reason": "r"}]),
    ],
)
def test_never_believes_an_answer_that_does_not_add_up(sink: Sink, garbage: object) -> None:
    writer, server = sink(lambda _batch: Reply(200, garbage))
    with pytest.raises(TargetError, match=r"contacts with .*Nothing it says can be believed"):
        writer.send(CONTACTS, batch_of("a", "b"))
    assert len(server.batches) == 3


def test_a_single_nonsense_answer_is_survived(sink: Sink) -> None:
    writer, _server = sink(lambda batch: Reply(200, b"busy") if batch.number == 1 else accept(batch))
    assert writer.send(CONTACTS, batch_of("a", "b")).inserted == 2


def refuse_with(*bad: str) -> stand.Behaviour:
    """Refuse every batch that holds a bad record, as a function that throws does."""

    def behave(batch: Received) -> Reply:
        if set(bad) & set(batch.ids):
            return Reply(500, {"code": "batch_failed", "detail": 'ArgumentValidationError: Value: {name: "Siti"}'})
        return accept(batch)

    return behave


def test_bisects_a_refused_batch_until_each_bad_record_stands_alone(sink: Sink) -> None:
    ids = [f"{number:04}" for number in range(1_000)]
    writer, server = sink(refuse_with("0000", "0517", "0518"))

    outcome = writer.send(CONTACTS, batch_of(*ids))

    assert outcome.inserted == 997
    assert sorted(problem.source_id for problem in outcome.problems) == ["0000", "0517", "0518"]
    assert {problem.outcome for problem in outcome.problems} == {Outcome.FAILED}
    assert "batch_failed" in outcome.problems[0].reason
    assert "Siti" not in outcome.problems[0].reason
    assert len(server.batches) < 60


def test_a_failure_that_passes_costs_one_repetition(sink: Sink) -> None:
    writer, server = sink(lambda batch: Reply(500, b"") if batch.number == 1 else accept(batch))
    assert writer.send(CONTACTS, batch_of("a", "b")).inserted == 2
    assert len(server.batches) == 2


def test_bisecting_is_bounded_and_still_accounts_for_every_record(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migration.sink.MAX_REFUSALS", 20)
    ids = [f"{number:04}" for number in range(500)]
    writer, server = sink(refuse_with(*ids))

    outcome = writer.send(CONTACTS, batch_of(*ids))

    assert outcome.total == len(outcome.problems) == 500
    assert len(server.batches) < 60
    assert any("not looked at alone" in problem.reason for problem in outcome.problems)


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        (Reply(401, {"code": "bad_migration_key", "detail": "x"}), r"MIGRATION_KEY is not the one"),
        (Reply(503, {"code": "migration_key_missing"}), r"has no MIGRATION_KEY.*npx convex env set"),
        (Reply(507, {"code": "StorageFull"}), r"disk is full.*run again"),
        (Reply(404, {"code": "unknown_table"}), r"do not know the table contacts.*npx convex deploy"),
        (Reply(404, b"No matching routes found"), r"no import at CONVEX_SITE_URL.*npx convex deploy"),
        (Reply(301, b"", {"Location": "http://127.0.0.1:1/"}), r"no import at CONVEX_SITE_URL.*301"),
    ],
)
def test_stops_at_once_where_no_repetition_helps(sink: Sink, reply: Reply, complaint: str) -> None:
    writer, server = sink(lambda _batch: reply)
    with pytest.raises(TargetError, match=complaint) as caught:
        writer.send(CONTACTS, batch_of("a", "b"))
    assert "secret" not in str(caught.value)
    assert len(server.batches) == 1


def test_stopping_ends_the_waiting(sink: Sink) -> None:
    patience = Patience(first_pause_s=60, longest_pause_s=60, budget_s=600)
    writer, _server = sink(lambda _batch: Reply(503, b""), patience=patience)
    threading.Timer(0.2, writer.stop).start()
    with pytest.raises(StoppedError):
        writer.send(CONTACTS, batch_of("a"))


def test_finds_a_deployment_fit(sink: Sink) -> None:
    writer, server = sink()
    writer.check(TABLES)
    assert [batch.ids for batch in server.batches] == [[]]


@pytest.mark.parametrize(
    ("describes", "complaint"),
    [
        ({"schema_version": 0, "tables": []}, r"too old \(version 0\).*npx convex deploy"),
        ({"schema_version": 1, "tables": ["contacts"]}, r"schema is too old: it lacks workspaces"),
        ("something", r"do not describe themselves"),
        (
            Reply(200, {"status": "error", "errorMessage": "Could not find function for 'migrate:describe'"}),
            "has not the",
        ),
        (Reply(401, {"code": "BadAdminKey", "message": "no"}), r"CONVEX_DEPLOY_KEY is not a key.*CONVEX_URL is"),
        (Reply(404, b"nothing here"), r"There is no Convex API"),
        (Reply(200, b"<html>"), r"not JSON"),
    ],
)
def test_says_why_a_deployment_is_not_fit(sink: Sink, describes: object, complaint: str) -> None:
    writer, _server = sink(describes=describes)
    with pytest.raises(TargetError, match=complaint):
        writer.check(TABLES)


def test_says_that_no_key_is_set(sink: Sink) -> None:
    writer, _server = sink(key="")
    with pytest.raises(TargetError, match="MIGRATION_KEY is not set"):
        writer.check(TABLES)


@pytest.mark.parametrize("key", ["long\nX-Admin: 1", "schlüssel"])
def test_says_that_a_key_cannot_be_sent(sink: Sink, key: str) -> None:
    writer, server = sink(key=key)
    with pytest.raises(TargetError, match="MIGRATION_KEY has line breaks or other than ASCII"):
        writer.check(TABLES)
    assert server.batches == []


def test_says_that_no_deployment_answers() -> None:
    writer = open_sink("http://127.0.0.1:9", site_url="http://127.0.0.1:9", deploy_key="dev:x|y", migration_key="k")
    with pytest.raises(TargetError, match=r"No Convex answers at http://127\.0\.0\.1:9.*manage\.py start"):
        writer.check(TABLES)
    writer.close()


@pytest.mark.parametrize(
    ("url", "key"), [("", "k"), ("ftp://x", "k"), ("http://127.0.0.1:9", ""), ("http://h", "a\nb")]
)
def test_says_that_the_settings_are_malformed(url: str, key: str) -> None:
    with pytest.raises(TargetError, match="CONVEX_"):
        open_sink(url, site_url="http://127.0.0.1:9", deploy_key=key, migration_key="k")


def test_keeps_the_report_of_a_run(sink: Sink) -> None:
    writer, server = sink()
    writer.record_run({"status": "reconciled", "tables": {}})
    assert server.recorded == [{"status": "reconciled", "tables": {}}]


def test_every_error_of_the_sink_ends_the_run() -> None:
    assert issubclass(TargetError, MigrationError)
    assert TargetError.exit_status == 2
