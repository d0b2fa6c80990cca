"""Many at once: what must be unique stays so, and what is ordered keeps its order."""

import random
from typing import Any

from tests.ari.api.company import Company
from tests.config.api_client import Answer, Caller
from tests.tickets.test_races import all_at_once, outcomes

MANY = 50
STAGE = {"name": "Penutup", "goal": "Berpamitan"}
PLACE = {"country": "Australia", "city": "Melbourne", "university_name": "Monash University"}


def many(company: Company, method: str, route: str, bodies: list[Any], **headers: str) -> list[Answer]:
    """Send a request for each body, all at once, as an admin."""

    def send(caller: Caller, number: int) -> Answer:
        return caller.send(method, company.url(route), bodies[number], **headers)

    return all_at_once(send, company.cast.admin, len(bodies))


def test_fifty_reorderings_leave_every_stage_in_one_place(company: Company) -> None:
    company.must("POST", "flow-stages", STAGE, 201)
    ids = [stage["id"] for stage in company.must("GET", "flow-stages")["stages"]]
    orders = [random.Random(seed).sample(ids, len(ids)) for seed in range(MANY)]

    answers = many(company, "POST", "flow-stages/reorder", [{"stage_ids": order} for order in orders])

    assert outcomes(answers) == {200: MANY}
    stages = company.must("GET", "flow-stages")["stages"]
    assert [stage["stage_order"] for stage in stages] == list(range(len(ids)))
    assert [stage["id"] for stage in stages] in orders


def test_of_fifty_reorderings_of_the_same_list_one_wins(company: Company) -> None:
    company.must("POST", "flow-stages", STAGE, 201)
    before = company.must("GET", "flow-stages")
    ids = [stage["id"] for stage in before["stages"]]
    seen = {"expected_updated_at": before["updated_at"]}
    # Each puts another stage first, so that each changes something.
    orders = [[ids[1 + at % 6], *(one for one in ids if one != ids[1 + at % 6])] for at in range(MANY)]

    answers = many(company, "POST", "flow-stages/reorder", [{"stage_ids": order, **seen} for order in orders])

    assert outcomes(answers) == {200: 1, "stale_write": MANY - 1}


def test_stages_added_and_deleted_at_once_leave_no_gap(company: Company) -> None:
    """The first of them stores the defaults, once."""
    answers = many(company, "POST", "flow-stages", [{**STAGE, "name": f"Tahap {at}"} for at in range(20)])
    assert outcomes(answers) == {201: 20}
    ids = [answer.body["stage"]["id"] for answer in answers]

    def send(caller: Caller, number: int) -> Answer:
        if number % 2:
            return caller.send("POST", company.url("flow-stages"), {**STAGE, "name": f"Baru {number}"})
        return caller.send("DELETE", company.url(f"flow-stages/{ids[number]}"))

    mixed = all_at_once(send, company.cast.admin, 20)

    assert {answer.status for answer in mixed} == {201, 204}
    stages = company.must("GET", "flow-stages")["stages"]
    assert [stage["stage_order"] for stage in stages] == list(range(26))


def test_of_fifty_categories_of_one_name_one_is_made(company: Company) -> None:
    answers = many(company, "POST", "knowledge/categories", [{"name": "Beasiswa"}] * MANY)

    assert outcomes(answers) == {201: 1, "category_name_taken": MANY - 1}
    assert len(company.must("GET", "knowledge/categories")["categories"]) == 1


def test_of_fifty_destinations_in_one_place_one_is_made(company: Company) -> None:
    answers = many(company, "POST", "destinations", [PLACE] * MANY)

    assert outcomes(answers) == {201: 1, "destination_exists": MANY - 1}


def test_of_fifty_first_saves_one_document_comes(company: Company) -> None:
    fresh = [{"bot_name": f"ARI {at}", "expected_updated_at": None} for at in range(MANY)]

    answers = many(company, "PATCH", "config", fresh)

    assert outcomes(answers) == {200: 1, "stale_write": MANY - 1}
    (winner,) = [answer.body["config"] for answer in answers if answer.status == 200]
    assert company.must("GET", "config")["config"] == winner


def test_saves_of_different_fields_at_once_are_all_kept(company: Company) -> None:
    changes: list[dict[str, Any]] = [
        {"bot_name": "Rini"},
        {"grok_weight": 7},
        {"community_link": "https://a.example"},
        {"tone": {"clear": False}},
        {"tone": {"description": "Hangat"}},
        {"daily_budget_micros": 5},
        {"is_enabled": True},
    ]

    assert outcomes(many(company, "PATCH", "config", changes)) == {200: len(changes)}

    config = company.must("GET", "config")["config"]
    tone = {"supportive": True, "clear": False, "encouraging": True, "description": "Hangat"}
    assert (config["bot_name"], config["grok_weight"], config["tone"]) == ("Rini", 7, tone)
    assert (config["community_link"], config["daily_budget_micros"], config["is_enabled"]) == (
        "https://a.example",
        5,
        True,
    )


def test_the_same_post_twenty_times_at_once_makes_one_entry(company: Company) -> None:
    entry = {"title": "Berapa biayanya?", "content": "Mulai dari 300 juta."}

    answers = many(company, "POST", "knowledge/entries", [entry] * 20, Idempotency_Key="once")

    assert set(outcomes(answers)) <= {201, "request_in_flight"}
    assert len({answer.body["entry"]["id"] for answer in answers if answer.status == 201}) == 1
    assert len(company.must("GET", "knowledge/entries")["entries"]) == 1
