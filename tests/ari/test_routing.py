from datetime import datetime

import pytest

from ari.domain import (
    JAKARTA,
    REQUIRED_FIELDS,
    Contact,
    ContactId,
    Document,
    Field,
    Route,
    ScoringConfig,
    Temperature,
)
from ari.items import CONSULTATION, ITEMS
from ari.memory import Memory
from ari.qualification import is_ready
from ari.routing import MAX_IDLE_ROUNDS, MAX_NURTURE_TURNS, choose_lead_status, choose_route, handoff_reason
from ari.scoring import score_lead
from tests.ari.facts import EVERY_DOCUMENT, NO_DOCUMENT, facts_of, memory_of

NOW = datetime(2026, 3, 10, 10, 0, tzinfo=JAKARTA)
HOT = {"documents": EVERY_DOCUMENT}
WARM = {"documents": NO_DOCUMENT}


def route_of(memory: Memory, config: ScoringConfig | None = None) -> Route:
    score = score_lead(memory.facts, memory.documents, config=config or ScoringConfig(), now=NOW)
    return choose_route(memory, score)


def test_a_lead_with_open_items_is_qualified_further() -> None:
    assert route_of(memory_of(Field.NAME)) is Route.CONTINUE_QUALIFYING


def test_a_hot_lead_is_offered_a_consultation() -> None:
    assert route_of(memory_of(*REQUIRED_FIELDS, **HOT)) is Route.OFFER_CONSULTATION


def test_a_warm_lead_is_nurtured() -> None:
    assert route_of(memory_of(*REQUIRED_FIELDS, **WARM)) is Route.NURTURE


def test_a_cold_lead_gets_the_community_link_though_no_answer_is_empty() -> None:
    declined = frozenset(ITEMS) - {"name"}
    memory = memory_of(Field.NAME, declined=declined)

    assert is_ready(memory)
    assert route_of(memory) is Route.SEND_COMMUNITY


def test_a_lead_who_answers_nothing_at_all_becomes_cold_and_is_not_asked_for_ever() -> None:
    memory = Memory(asked=dict.fromkeys(ITEMS, 2))

    assert route_of(memory) is Route.SEND_COMMUNITY


@pytest.mark.parametrize(
    ("turns", "route"),
    [(0, Route.NURTURE), (MAX_NURTURE_TURNS - 1, Route.NURTURE), (MAX_NURTURE_TURNS, Route.HANDOFF)],
)
def test_a_warm_lead_is_nurtured_for_five_turns_and_then_given_to_a_human(turns: int, route: Route) -> None:
    memory = memory_of(*REQUIRED_FIELDS, nurture_turns=turns, **WARM)

    assert route_of(memory) is route


def test_three_rounds_without_progress_lead_to_a_human() -> None:
    for memory in (
        Memory(idle_rounds=MAX_IDLE_ROUNDS),
        memory_of(*REQUIRED_FIELDS, idle_rounds=MAX_IDLE_ROUNDS, **HOT),
    ):
        assert route_of(memory) is Route.HANDOFF
        assert handoff_reason(memory) == "no_progress"


def test_two_rounds_without_progress_do_not() -> None:
    assert route_of(Memory(idle_rounds=MAX_IDLE_ROUNDS - 1)) is Route.CONTINUE_QUALIFYING


def test_the_reason_of_a_handoff_after_nurturing_is_the_limit() -> None:
    assert handoff_reason(memory_of(*REQUIRED_FIELDS, nurture_turns=MAX_NURTURE_TURNS, **WARM)) == "warm_limit"


def test_a_consultation_that_was_declined_is_not_offered_again() -> None:
    memory = memory_of(*REQUIRED_FIELDS, declined=frozenset({CONSULTATION}), **HOT)

    assert route_of(memory) is Route.NURTURE


def fast_lead(**more: object) -> Memory:
    """Return a lead of 90 points who was not asked for their name and says English is fluent."""
    facts = facts_of(
        *(field for field in REQUIRED_FIELDS if field is not Field.NAME), Field.PROGRAM, english_level="mahir"
    )
    documents = more.pop("documents", EVERY_DOCUMENT)
    return Memory(facts=facts, documents=documents, **more)  # type: ignore[arg-type]


def test_the_fast_track_offers_before_everything_was_asked() -> None:
    assert not is_ready(fast_lead())
    assert route_of(fast_lead()) is Route.OFFER_CONSULTATION


def test_the_fast_track_needs_every_document() -> None:
    documents = {**EVERY_DOCUMENT, Document.CV: False}

    assert route_of(fast_lead(documents=documents)) is Route.CONTINUE_QUALIFYING


def test_the_fast_track_needs_fluent_english() -> None:
    lead = fast_lead()
    slow = Memory(facts={**lead.facts, **facts_of(english_level="menengah")}, documents=lead.documents)

    assert route_of(slow) is Route.CONTINUE_QUALIFYING


def test_the_fast_track_offers_once() -> None:
    assert route_of(fast_lead(declined=frozenset({CONSULTATION}))) is Route.CONTINUE_QUALIFYING


def test_the_workspaces_thresholds_decide_the_route() -> None:
    memory = memory_of(*REQUIRED_FIELDS, **HOT)

    assert route_of(memory, ScoringConfig(hot_threshold=100, warm_threshold=50)) is Route.NURTURE
    assert route_of(memory, ScoringConfig(hot_threshold=100, warm_threshold=99)) is Route.SEND_COMMUNITY


def contact(status: str, *, is_human: bool = False) -> Contact:
    return Contact(id=ContactId("c1"), phone="+6281234567890", lead_status=status, is_status_human=is_human)


@pytest.mark.parametrize(
    ("temperature", "status"),
    [(Temperature.HOT, "hot_lead"), (Temperature.WARM, "prospect"), (Temperature.COLD, "cold_lead")],
)
def test_a_new_lead_gets_the_status_of_their_temperature(temperature: Temperature, status: str) -> None:
    assert choose_lead_status(contact("new"), temperature) == status


@pytest.mark.parametrize("status", ["client", "student", "alumni", "converted", "lost", "vip"])
@pytest.mark.parametrize("is_human", [True, False])
@pytest.mark.parametrize("temperature", Temperature)
def test_a_status_beyond_the_funnel_is_left_alone(status: str, is_human: bool, temperature: Temperature) -> None:
    assert choose_lead_status(contact(status, is_human=is_human), temperature) is None


@pytest.mark.parametrize(
    ("status", "temperature", "chosen"),
    [
        ("hot_lead", Temperature.COLD, None), ("hot_lead", Temperature.WARM, None),
        ("prospect", Temperature.COLD, None),
        ("prospect", Temperature.HOT, "hot_lead"), ("cold_lead", Temperature.WARM, "prospect"),
        ("hot", Temperature.WARM, None), ("warm", Temperature.HOT, "hot_lead"), ("prospect", Temperature.WARM, None),
        ("hot", Temperature.HOT, None),
    ],
)  # fmt: skip
def test_a_status_that_a_human_set_is_raised_but_never_lowered(
    status: str, temperature: Temperature, chosen: str | None
) -> None:
    assert choose_lead_status(contact(status, is_human=True), temperature) == chosen


def test_a_status_that_no_human_set_follows_the_temperature_down() -> None:
    assert choose_lead_status(contact("hot_lead"), Temperature.COLD) == "cold_lead"


def test_an_unchanged_status_is_not_written() -> None:
    assert choose_lead_status(contact("prospect"), Temperature.WARM) is None
