"""Turns that a model words: what they cost is charged to the workspace's day, and what came of them is compared."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from ari.domain import Decision, Turn, WorkspaceId
from ari.llm import ChatModels
from ari.processor import respond
from ari.repositories.conversations import ConversationRepository
from ari.repositories.inbox import InboxRepository
from ari.repositories.ledger import LedgerRepository
from ari.repositories.turns import TurnRepository
from ari.simulation import SimulatedMessage, simulate
from config.convex.client import ConvexClient
from tests.ari.api.company import Company
from tests.ari.brain.model_server import models_at, run_model
from tests.ari.conversations.business import principal

# A lead who has planned everything, word for word.
HOT = (
    "halo min, aku mau kuliah di luar negeri",
    "Dimas Prasetyo",
    "dimas.prasetyo@gmail.com",
    "ielts 7.0 kak",
    "sekitar 400-500 juta per tahun",
    "september tahun depan",
    "australia dong",
    "paspor udah ada kok",
    "cv sudah kak",
    "sertifikat ielts sudah",
    "transkrip juga sudah",
    "boleh kak",
)


@pytest.fixture
def models() -> Iterator[ChatModels]:
    """Grok, which says the same to everything, and counts 400 tokens in and 40 out."""
    with run_model(lambda _body: "Siap, Kak!") as grok, models_at(("grok", grok.url)) as reachable:
        yield reachable


class Talker:
    """Writes to ARI as one invented lead, with models at hand."""

    def __init__(self, company: Company, convex: ConvexClient, models: ChatModels) -> None:
        self._company, self._convex, self._models = company, convex, models
        self._lead = uuid4().hex

    def say(self, text: str) -> Decision:
        simulated = simulate(
            SimulatedMessage(message_id=uuid4().hex, lead=self._lead, text=text),
            workspace_id=WorkspaceId(self._company.workspace),
            actor=principal(self._company.cast.admin.user_id),
            inbox=InboxRepository(self._convex),
            conversations=ConversationRepository(self._convex),
            turns=TurnRepository(self._convex),
            respond=self._respond,
        )
        assert simulated.decision is not None, simulated
        return simulated.decision

    def _respond(self, turn: Turn) -> Decision:
        return respond(turn, models=self._models, ledger=LedgerRepository(self._convex).of(turn))


def rows(company: Company) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = company.must("GET", "comparison")["comparison"]
    return found


def test_each_call_is_charged_and_counted(company: Company, convex_client: ConvexClient, models: ChatModels) -> None:
    talkers = [Talker(company, convex_client, models) for _ in range(2)]

    calls = [call for talker in talkers for text in HOT[:3] for call in talker.say(text).model_calls]

    assert {call.model for call in calls} == {"grok"}
    spent = sum(call.cost_micros for call in calls)
    (row,) = rows(company)
    assert (row["call_count"], row["conversation_count"], row["conversion_count"]) == (len(calls), 2, 0)
    assert (row["cost_micros"], row["total_tokens_used"]) == (spent, 440 * len(calls))
    budget = company.must("GET", "budget")["budget"]
    assert (budget["spent_micros"], budget["reserved_micros"], budget["lost_micros"]) == (spent, 0, 0)


def test_over_the_budget_ari_speaks_itself(company: Company, convex_client: ConvexClient, models: ChatModels) -> None:
    company.must("PATCH", "config", {"daily_budget_micros": 0})

    decision = Talker(company, convex_client, models).say(HOT[0])

    assert decision.model_calls == ()
    assert {reply.source for reply in decision.replies} == {"script"}
    assert rows(company) == []


def test_a_lead_who_becomes_hot_counts_for_the_model_that_talked_with_them(
    company: Company, convex_client: ConvexClient, models: ChatModels
) -> None:
    talker = Talker(company, convex_client, models)

    reasons = [decision.handoff.reason for text in HOT if (decision := talker.say(text)).handoff]

    assert reasons == ["hot_lead"]
    (row,) = rows(company)
    assert (row["conversation_count"], row["conversion_count"]) == (1, 1)
