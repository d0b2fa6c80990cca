"""When ARI says nothing, and what it still does then."""

from dataclasses import replace

import pytest

from ari.domain import State
from ari.memory import Memory
from tests.ari.brain.model_server import models_at, run_model
from tests.ari.brain.stage import SETTINGS, Stage, lead
from tests.ari.brain.test_processor import acts_of

SILENT = (State.HANDOFF, State.COMPLETED)
MESSAGES = ("halo", "ada beasiswa?", "nama saya Rina", "saya mau bicara dengan orang", "boleh", "", "stop", "mulai")


@pytest.mark.parametrize("state", SILENT)
@pytest.mark.parametrize("message", MESSAGES)
def test_nothing_is_said_while_a_human_has_the_conversation(state: State, message: str) -> None:
    with run_model(lambda _body: "Halo Kak!") as server, models_at(("grok", server.url)) as models:
        decision = Stage(state=state, models=models).says(message)
        assert server.asked.bodies == []
    assert (decision.replies, decision.state, decision.silence) == ((), state, "with_human")
    assert (decision.handoff, decision.score, decision.lead_status) == (None, None, None)


@pytest.mark.parametrize("message", MESSAGES)
def test_nothing_is_said_where_ari_is_switched_off(message: str) -> None:
    decision = Stage(settings=replace(SETTINGS, is_enabled=False)).says(message)
    assert (decision.replies, decision.silence) == ((), "disabled")


def test_silence_changes_no_memory() -> None:
    stage = Stage()
    stage.plays(["halo", "Rina Wijaya"])
    stage.state = State.HANDOFF
    before = stage.remembered
    stage.says("rina@example.com, mau ke jepang")
    assert stage.remembered == before


@pytest.mark.parametrize("off", [replace(SETTINGS, is_enabled=False), SETTINGS])
def test_an_opt_out_counts_also_where_ari_is_silent(off: object) -> None:
    stage = Stage(state=State.HANDOFF) if off is SETTINGS else Stage(settings=replace(SETTINGS, is_enabled=False))
    decision = stage.says("stop")
    assert (decision.consent, decision.replies) == ("out", ())


@pytest.mark.parametrize("word", ["stop", "berhenti", "STOP", "jangan chat saya lagi", "unsubscribe"])
def test_an_opt_out_is_confirmed_once_and_asks_nothing(word: str) -> None:
    stage = Stage()
    stage.says("halo")
    decision = stage.says(word)
    assert decision.consent == "out"
    assert acts_of(decision) == ["ConfirmConsent"]
    assert "?" not in decision.replies[0].text
    assert (decision.state, stage.remembered.pending) == (State.QUALIFYING, None)


def test_an_opt_out_that_the_webhook_understood_is_confirmed() -> None:
    decision = Stage(contact=lead(is_opted_out=True)).says("s t o p")
    assert (decision.consent, acts_of(decision)) == ("out", ["ConfirmConsent"])


@pytest.mark.parametrize("known", [True, False])
def test_an_opt_in_is_welcomed_and_the_talk_goes_on(known: bool) -> None:
    stage = Stage()
    stage.plays(["halo", "Rina Wijaya", "stop"])
    stage.contact = replace(stage.contact, is_opted_out=known)
    decision = stage.says("mulai")
    assert decision.consent == "in"
    assert acts_of(decision) == ["ConfirmConsent", "Ask:english_level"]
    stage.contact = replace(stage.contact, is_opted_out=False)
    assert stage.says("mulai").consent is None


@pytest.mark.parametrize("kind", ["reaction", "system", "unsupported"])
def test_what_says_nothing_gets_nothing(kind: str) -> None:
    stage = Stage()
    stage.says("halo")
    before = stage.remembered
    decision = stage.says("", kind=kind)
    assert (decision.silence, decision.replies) == ("nothing_to_say", ())
    assert stage.remembered == before


def test_silence_explains_itself_to_the_log() -> None:
    decision = Stage(state=State.HANDOFF).says("halo")
    assert decision.trace[-1] == {"step": "gate", "silence": "with_human"}
    assert Memory.from_json(decision.memory) == Memory()
