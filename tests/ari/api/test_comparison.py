"""/api/ari/comparison/, /api/ari/budget/, and the ledger that fills them."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ari.domain import JAKARTA, Decision, ModelCall, Reply, State, Turn, WorkspaceId
from ari.management.commands.run_ari import bookkeeping
from ari.repositories.conversations import ConversationRepository
from ari.repositories.inbox import InboxRepository
from ari.repositories.ledger import LedgerRepository, month_of
from ari.repositories.turns import TurnRepository
from ari.simulation import SimulatedMessage, simulate
from config.convex.client import ConvexClient
from config.launch.deployment import EmbeddedDeployment
from tests.ari.api.company import (
    Company,
    refuses_methods,
    refuses_missing_workspaces,
    refuses_outsiders,
    refuses_parameters,
)
from tests.ari.conversations.business import principal

# In Jakarta it is the first of April already.
NOW = datetime(2026, 3, 31, 18, tzinfo=UTC)
OK = ModelCall(model="grok", outcome="ok", latency_ms=900, input_tokens=1_000, output_tokens=50, cost_micros=40)


@pytest.fixture
def ledger(convex_client: ConvexClient) -> LedgerRepository:
    return LedgerRepository(convex_client)


def reserve(ledger: LedgerRepository, company: Company, micros: int, **changes: Any) -> str | None:
    options = {"amount_micros": micros, "now": NOW, "zone": JAKARTA, **changes}
    return ledger.reserve(WorkspaceId(company.workspace), **options)


def set_budget(company: Company, micros: int | None) -> None:
    company.must("PATCH", "config", {"daily_budget_micros": micros})


def budget(company: Company, day: str = "2026-04-01") -> dict[str, Any]:
    answer = company.owner.send("GET", company.url("budget", day=day))
    assert answer.status == 200, answer.body
    shown: dict[str, Any] = answer.body["budget"]
    return shown


def test_a_call_is_paid_on_the_day_that_it_is_where_the_workspace_is(
    company: Company, ledger: LedgerRepository
) -> None:
    set_budget(company, 100)
    reservation = reserve(ledger, company, 60)
    assert reservation is not None
    nothing = {"budget_micros": 100, "spent_micros": 0, "reserved_micros": 0, "lost_micros": 0}
    assert budget(company) == {**nothing, "day": "2026-04-01", "reserved_micros": 60}
    assert budget(company, "2026-03-31") == {**nothing, "day": "2026-03-31"}
    assert reserve(ledger, company, 41) is None

    ledger.settle(reservation, call=OK)
    ledger.settle(reservation, call=OK)

    assert budget(company) == {**nothing, "day": "2026-04-01", "spent_micros": 40}


def test_what_nobody_settles_is_closed_and_counts_as_lost(company: Company, convex_client: ConvexClient) -> None:
    """Its maker most likely died while the model was working, so the call may have been made."""
    set_budget(company, 100)
    dead = LedgerRepository(convex_client, lease=timedelta(milliseconds=1))
    reservation = str(reserve(dead, company, 60))
    time.sleep(0.01)

    ended = bookkeeping().deed()

    assert ended["reservations expired"] >= 1
    shown = budget(company)
    assert (shown["reserved_micros"], shown["lost_micros"]) == (0, 60)
    assert reserve(dead, company, 41) is None
    dead.settle(reservation, call=OK)
    assert budget(company) | {"day": ""} == {
        "day": "",
        "budget_micros": 100,
        "spent_micros": 40,
        "reserved_micros": 0,
        "lost_micros": 0,
    }


def test_a_row_tells_what_a_model_did_in_a_month(company: Company, ledger: LedgerRepository) -> None:
    for call in (OK, ModelCall(model="grok", outcome="timeout", latency_ms=20_000, input_tokens=1_000)):
        ledger.settle(str(reserve(ledger, company, 60)), call=call)
    march = reserve(ledger, company, 60, zone=ZoneInfo("UTC"))
    ledger.settle(str(march), call=ModelCall(model="sealion", outcome="ok", latency_ms=300))

    newest, oldest = company.must("GET", "comparison")["comparison"]

    identity = {"id": newest["id"], "updated_at": newest["updated_at"]}
    assert newest == {
        **identity,
        "ai_model": "grok",
        "conversation_count": 0,
        "conversion_count": 0,
        "call_count": 2,
        "answered_count": 1,
        "avg_response_time_ms": 900,
        "total_tokens_used": 2_050,
        "cost_micros": 40,
        "satisfaction_score": None,
        "period_start": "2026-03-31T17:00:00.000Z",
        "period_end": "2026-04-30T17:00:00.000Z",
    }
    assert (oldest["ai_model"], oldest["period_start"]) == ("sealion", "2026-03-01T00:00:00.000Z")
    only = company.owner.send("GET", company.url("comparison", model="sealion"))
    assert only.body["comparison"] == [oldest]
    since = company.owner.send("GET", company.url("comparison", since="2026-03-15T00:00:00Z"))
    assert since.body["comparison"] == [newest]


def test_two_hundred_who_reserve_at_once_never_exceed_the_budget(company: Company, convex: EmbeddedDeployment) -> None:
    """Real threads over real connections, against the functions in the deployment."""
    set_budget(company, 1_000)
    crowd, start = 200, Barrier(200)
    with ConvexClient(convex.url, deploy_key=convex.admin_key, max_connections=50, pool_timeout_s=60) as client:
        ledger = LedgerRepository(client)

        def run(number: int) -> tuple[int, str | None]:
            micros = 5 + number % 20
            start.wait()
            return micros, reserve(ledger, company, micros)

        with ThreadPoolExecutor(crowd) as pool:
            outcomes = list(pool.map(run, range(crowd)))

        granted = [(micros, reservation) for micros, reservation in outcomes if reservation is not None]
        total = sum(micros for micros, _ in granted)
        # The smallest refused amount would not have fitted any more, and the largest that was asked for is 24.
        assert 1_000 - 24 < total <= 1_000
        assert len({reservation for _, reservation in granted}) == len(granted)
        assert budget(company)["reserved_micros"] == total

        def settle(granted_one: tuple[int, str | None]) -> None:
            ledger.settle(str(granted_one[1]), call=ModelCall(model="grok", outcome="ok", latency_ms=1, cost_micros=3))

        with ThreadPoolExecutor(50) as pool:
            list(pool.map(settle, granted * 2))

    spent = {"day": "2026-04-01", "budget_micros": 1_000, "spent_micros": 3 * len(granted)}
    assert budget(company) == {**spent, "reserved_micros": 0, "lost_micros": 0}
    (row,) = company.must("GET", "comparison")["comparison"]
    assert (row["call_count"], row["cost_micros"]) == (len(granted), 3 * len(granted))


def call_in_turn(company: Company, convex: ConvexClient, ledger: LedgerRepository, *, lead: str, calls: int) -> None:
    """Let a lead write, and answer by a turn that makes so many calls of a model."""

    def respond(turn: Turn) -> Decision:
        of_turn = ledger.of(turn)
        for _ in range(calls):
            reservation = of_turn.reserve(turn.workspace.id, amount_micros=60, now=turn.now)
            of_turn.settle(str(reservation), call=OK)
        return Decision(state=State.QUALIFYING, memory={}, replies=(Reply(text="Halo juga"),))

    simulate(
        SimulatedMessage(message_id=uuid.uuid4().hex, lead=lead, text="Halo"),
        workspace_id=WorkspaceId(company.workspace),
        actor=principal(company.cast.admin.user_id),
        inbox=InboxRepository(convex),
        conversations=ConversationRepository(convex),
        turns=TurnRepository(convex),
        respond=respond,
    )


def test_the_conversations_of_a_model_are_counted_once_each(
    company: Company, convex_client: ConvexClient, ledger: LedgerRepository
) -> None:
    call_in_turn(company, convex_client, ledger, lead="budi", calls=3)
    call_in_turn(company, convex_client, ledger, lead="sari", calls=1)
    call_in_turn(company, convex_client, ledger, lead="budi", calls=1)

    (row,) = company.must("GET", "comparison")["comparison"]

    assert (row["conversation_count"], row["call_count"]) == (2, 5)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_without_a_day_the_budget_is_todays_where_the_workspace_is(company: Company, zone: str) -> None:
    """The two zones never have the same date."""
    company.must("PATCH", "config", {"time_zone": zone})
    before = datetime.now(ZoneInfo(zone)).date()

    day = company.must("GET", "budget")["budget"]["day"]

    assert before.isoformat() <= day <= datetime.now(ZoneInfo(zone)).date().isoformat()


@pytest.mark.parametrize(
    ("moment", "zone", "start", "end"),
    [
        (datetime(2026, 12, 31, 23, tzinfo=UTC), "Asia/Jakarta", "2026-12-31T17:00", "2027-01-31T17:00"),
        (datetime(2026, 2, 10, tzinfo=UTC), "UTC", "2026-02-01T00:00", "2026-03-01T00:00"),
        # The clocks of Berlin go forward in March: the month has 743 hours.
        (datetime(2026, 3, 10, tzinfo=UTC), "Europe/Berlin", "2026-02-28T23:00", "2026-03-31T22:00"),
        (datetime(2026, 3, 1, 3, tzinfo=UTC), "America/New_York", "2026-02-01T05:00", "2026-03-01T05:00"),
    ],
)
def test_a_month_is_the_calendar_month_of_the_zone(moment: datetime, zone: str, start: str, end: str) -> None:
    found = month_of(moment.astimezone(ZoneInfo(zone)).date(), ZoneInfo(zone))

    assert [bound.isoformat()[:16] for bound in found] == [start, end]


def test_everybody_of_the_workspace_reads(company: Company) -> None:
    for caller in {**company.configurers, **company.onlookers}.values():
        assert company.ask("GET", "comparison", by=caller).status == 200
        assert company.ask("GET", "budget", by=caller).status == 200


@pytest.mark.parametrize(
    ("route", "query"),
    [("budget", {"day": "2026-02-30"}), ("budget", {"day": "today"}), ("comparison", {"since": "March"})],
)
def test_a_parameter_that_is_none(company: Company, route: str, query: dict[str, str]) -> None:
    answer = company.owner.send("GET", company.url(route, **query))

    assert (answer.status, list(answer.body["fields"])) == (422, list(query))


@pytest.mark.parametrize("route", ["comparison", "budget"])
def test_outsiders_missing_workspaces_and_methods(company: Company, route: str) -> None:
    refuses_outsiders(company, "GET", route)
    refuses_missing_workspaces(company, "GET", route)
    refuses_parameters(company, "GET", route)
    refuses_methods(company, route, "POST", "PUT", "PATCH", "DELETE")
