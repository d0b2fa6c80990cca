"""The loop that shares work among threads and processes, and what it does on bad days."""

import io
import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ari.domain import ConversationId
from ari.inbox import DueWork
from ari.repositories.outbox import WhatsAppOutboxRepository
from ari.repositories.turns import TurnRepository
from ari.running import AVOIDED_S, IDLE_PAUSE_S, Chore, Loop, pause_until, tidying
from ari.whatsapp import ConsoleGateway
from ari.worker import Worker
from config.convex.client import ConvexClient
from config.convex.retries import NO_RETRIES
from tests.ari.conversations.business import Business, Lead, echo
from tests.config.stand_in import StandIn, answer, failure, reset, success

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def loop_of(business: Business, out: io.StringIO, **changes: object) -> Loop:
    worker = Worker(business.turns, business.outbox, ConsoleGateway(out), echo)
    options = {"threads": 3, "rng": random.Random(1), "stop": threading.Event(), **changes}
    return Loop(business.turns, worker, **options)  # type: ignore[arg-type]


def ready(*turns: str, **more: object) -> dict[str, object]:
    return {"turns": {"conversation_ids": list(turns)}, "deliveries": {"conversation_ids": []}, "now": 1, **more}


def test_drains_what_is_ready(business: Business) -> None:
    leads, out = [Lead() for _ in range(7)], io.StringIO()
    for lead in leads:
        business.say(lead, "satu", "dua")
    waiting, minute = Lead(), timedelta(minutes=1)
    business.inbox.receive(
        [replace(message, wait=minute, limit=minute) for message in business.parse(waiting, "sebentar")]
    )

    ended = loop_of(business, out).drain()

    # Bursts of other tests may have ended meanwhile: the deployment is the same.
    assert ended["committed"] >= 7
    assert [business.texts_with(lead)[2] for lead in leads] == ["Re: satu + dua"] * 7
    assert business.texts_with(waiting) == ["sebentar"]


def test_sends_what_staff_wrote(business: Business) -> None:
    lead, out = Lead(), io.StringIO()
    conversation_id = business.say(lead, "halo")
    business.conversations.send(conversation_id, "Halo, saya Sari", actor=business.admin)
    assert loop_of(business, out).drain()["sent"] >= 1
    assert f"WhatsApp to +{lead.wa_id}: Halo, saya Sari\n" in out.getvalue()


def test_two_loops_share_the_work(business: Business) -> None:
    leads, out = [Lead() for _ in range(12)], io.StringIO()
    for lead in leads:
        business.say(lead, "halo")
    ended: list[Counter[str]] = []
    threads = [threading.Thread(target=lambda: ended.append(loop_of(business, out).drain())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert min(sum(ended, Counter[str]())[word] for word in ("committed", "sent")) >= 12
    assert [out.getvalue().count(f"+{lead.wa_id}:") for lead in leads] == [1] * 12


def test_runs_until_it_is_told_to_stop_and_finishes_what_it_does(business: Business) -> None:
    lead, out, stop = Lead(), io.StringIO(), threading.Event()
    reports: list[Counter[str]] = []
    loop = loop_of(business, out, stop=stop)
    thread = threading.Thread(target=lambda: loop.run(report=reports.append))
    thread.start()
    business.say(lead, "halo")
    until(lambda: len(business.texts_with(lead)) == 2)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert sum(reports, Counter[str]())["sent"] >= 1


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_goes_on_while_convex_is_away(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ari.running.AWAY_PAUSE_S", 0.01)
    stop = threading.Event()
    with StandIn() as stand_in, ConvexClient(stand_in.url, deploy_key="prod:a|b", retries=NO_RETRIES) as client:
        stand_in.plays(reset(), success(ready()), success(ready()))
        turns, outbox = TurnRepository(client), WhatsAppOutboxRepository(client)
        worker = Worker(turns, outbox, ConsoleGateway(io.StringIO()), echo)
        loop = Loop(turns, worker, threads=1, rng=random.Random(1), stop=stop)
        thread = threading.Thread(target=lambda: loop.run(report=lambda _ended: None))
        thread.start()
        until(lambda: len(stand_in.requests) >= 2)
        stop.set()
        thread.join(10)
    assert "Convex cannot be reached, trying again" in caplog.text


def test_what_convex_fails_at_is_left_alone_for_a_while(caplog: pytest.LogCaptureFixture) -> None:
    clock = [0.0]
    with StandIn() as stand_in, ConvexClient(stand_in.url, deploy_key="prod:a|b", retries=NO_RETRIES) as client:
        turns, outbox = TurnRepository(client), WhatsAppOutboxRepository(client)
        worker = Worker(turns, outbox, ConsoleGateway(io.StringIO()), echo)
        loop = Loop(turns, worker, threads=1, rng=random.Random(1), stop=threading.Event(), clock=lambda: clock[0])
        broken = failure("[Request ID: x] Server Error\nUncaught Error: no")
        stand_in.plays(success(ready("c1")), broken, success(ready("c1")))
        assert loop.drain() == Counter(left=1)
        clock[0] = AVOIDED_S + 1
        stand_in.plays(success(ready("c1")), success({"silence": "not_ready"}), success(ready()))
        assert loop.drain() == Counter()
    assert "A turn was left, for Convex failed." in caplog.text


def test_waits_for_what_is_due_next_and_never_long() -> None:
    def due(next_at: datetime | None) -> DueWork:
        return DueWork(turns=(), deliveries=(ConversationId("c"),), now=NOW, next_at=next_at)

    assert pause_until(due(None)) == IDLE_PAUSE_S
    assert pause_until(due(NOW + timedelta(seconds=0.2))) == pytest.approx(0.2)
    assert pause_until(due(NOW + timedelta(hours=1))) == IDLE_PAUSE_S
    assert pause_until(due(NOW - timedelta(seconds=1))) == 0.0


def test_a_chore_is_done_every_so_often() -> None:
    chore = Chore("nothing", Counter, every_s=10.0)
    assert [chore.is_due(now) for now in (5.0, 6.0, 14.9, 15.0, 16.0)] == [True, False, False, True, False]


def test_chores_are_done_beside_the_work(business: Business, caplog: pytest.LogCaptureFixture) -> None:
    done, stop = threading.Event(), threading.Event()

    def deed() -> Counter[str]:
        done.set()
        return Counter(chores=1)

    reports: list[Counter[str]] = []
    chores = [Chore("set the flag", deed, every_s=3600.0), tidying(business.outbox)]
    loop = loop_of(business, io.StringIO(), stop=stop, chores=chores)
    thread = threading.Thread(target=lambda: loop.run(report=reports.append))
    thread.start()
    assert done.wait(10)
    until(lambda: any(report["chores"] == 1 for report in reports))
    stop.set()
    thread.join(10)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_the_outbox_is_tidied_of_what_was_sent_long_ago(business: Business) -> None:
    lead = Lead()
    business.say(lead, "halo")
    loop_of(business, io.StringIO()).drain()
    assert business.outbox.purge(older_than=datetime.now(UTC) - timedelta(days=1)) == 0
    assert business.outbox.purge(older_than=datetime.now(UTC) + timedelta(seconds=1)) >= 1
    assert business.texts_with(lead) == ["halo", "Re: halo"]


def test_an_answer_that_is_no_convex_is_an_error_at_once() -> None:
    with StandIn() as stand_in, ConvexClient(stand_in.url, deploy_key="prod:a|b", retries=NO_RETRIES) as client:
        stand_in.plays(answer(200, b"<html>"))
        turns = TurnRepository(client)
        worker = Worker(turns, WhatsAppOutboxRepository(client), ConsoleGateway(io.StringIO()), echo)
        loop = Loop(turns, worker, threads=1, rng=random.Random(1), stop=threading.Event())
        with pytest.raises(Exception, match="Convex"):
            loop.drain()
