"""An answer that only a model can read, and what is believed of what it says."""

import json
from typing import Any

import pytest

from ari.domain import FactSource, Field
from tests.ari.brain.model_server import models_at, run_model
from tests.ari.brain.stage import NO_MODELS, OpenLedger, Stage
from tests.ari.brain.test_processor import ANSWERS, acts_of


def is_extraction(body: dict[str, Any]) -> bool:
    return "Balas hanya dengan JSON" in body["messages"][0]["content"]


def play_with(answer: str, *, message: str, known: int = 5) -> Stage:
    """Return the stage after a message that a model reads so; before it, `known` items were answered."""

    def reply(body: dict[str, Any]) -> str:
        return answer if is_extraction(body) else ""

    stage = Stage(models=NO_MODELS)
    stage.plays(["halo", *ANSWERS[:known]])
    with run_model(reply) as server, models_at(("grok", server.url)) as models:
        stage.models, stage.ledger = models, OpenLedger()
        stage.says(message)
    return stage


def test_reads_what_the_rules_cannot() -> None:
    told = {"value": "Australia", "words": "negeri koala"}
    stage = play_with(f"```json\n{json.dumps(told)}\n```", message="pengennya ke negeri koala gitu")
    country = stage.remembered.facts[Field.COUNTRY]
    assert (country.value, country.source) == ("Australia", FactSource.MODEL)
    assert acts_of(stage.decisions[-1])[0] == "Acknowledge"
    assert stage.decisions[-1].model_calls[0].outcome == "ok"


def test_what_the_lead_says_later_replaces_it() -> None:
    stage = play_with('{"value": "Australia", "words": "negeri koala"}', message="ke negeri koala gitu")
    stage.models = NO_MODELS
    stage.says("eh maksudnya jepang")
    assert stage.remembered.facts[Field.COUNTRY].value == "Japan"


@pytest.mark.parametrize(
    "answer",
    [
        '{"value": "Australia", "words": "tidak ada di pesan"}',
        '{"value": "Atlantis", "words": "negeri koala"}',
        '{"value": {"$ne": 1}, "words": "negeri koala"}',
        '{"value": ["Australia"], "words": "negeri koala"}',
        '{"value": "Australia"}',
        '{"value": null, "words": "negeri koala"}',
        '{"value": "Australia", "words": ["negeri koala"]}',
        "{}",
        "[]",
        "Australia",
        "{" * 5000,
        '{"state": "completed", "score": 100}',
    ],
)
def test_believes_nothing_that_the_message_does_not_bear_out(answer: str) -> None:
    stage = play_with(answer, message="pengennya ke negeri koala gitu")
    assert Field.COUNTRY not in stage.remembered.facts
    assert stage.remembered.facts.keys() == {Field.NAME, Field.EMAIL, Field.ENGLISH_LEVEL, Field.BUDGET, Field.TIMELINE}


def test_a_budget_is_read_by_our_own_reader_or_not_at_all() -> None:
    answer = '{"value": {"min": 1000000000, "max": 9000000000, "currency": "IDR"}, "words": "banyak banget"}'
    stage = play_with(answer, message="duitku banyak banget", known=3)
    assert Field.BUDGET not in stage.remembered.facts


@pytest.mark.parametrize("message", ["australia", "ga tau", "berapa biaya konsultasi?", "oke", "halo"])
def test_is_asked_only_where_an_answer_could_not_be_read(message: str) -> None:
    with run_model(lambda _body: "{}") as server, models_at(("grok", server.url)) as models:
        stage = Stage(models=NO_MODELS)
        stage.plays(["halo", *ANSWERS[:5]])
        stage.models = models
        stage.says(message)
        assert not any(is_extraction(body) for body in server.asked.bodies)
