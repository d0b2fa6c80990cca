"""Replies worded by models: what goes out when they work, fail, answer wrongly or cost too much."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ari.domain import ContactId, Decision, FlowStage, KnowledgeEntry
from tests.ari.brain.model_server import completion, models_at, run_model
from tests.ari.brain.stage import SETTINGS, OpenLedger, Stage, lead
from tests.config.stand_in import StandIn, Step, answer, cut_short, hang_up, reset, stay_silent, trickle

GOOD = "Selamat pagi Kak Rina, senang berkenalan! Saya ARI dari Rumah Kuliah. Boleh saya tahu nama lengkap Kakak?"
BAD = "Selamat pagi Kak Rina! Biaya kuliahnya cuma Rp1 juta lho. Boleh tahu nama lengkapnya?"
# The hash of the test's lead chooses Sea-Lion at a weight of 0, Grok at 100.
GROK_FIRST = replace(SETTINGS, grok_weight=100)
SCRIPT = Stage().says("halo").replies[0]

# Long enough for a loaded machine to answer, short enough for the tests.
PATIENCE_S = 0.8
FAULTS: dict[str, Callable[[], Step]] = {
    "stalls": lambda: stay_silent(1.2),
    "trickles": lambda: trickle(300, pause_s=0.1),
    "401": lambda: answer(401, {"error": "key"}),
    "429": lambda: answer(429, {"error": "slow down"}),
    "500": lambda: answer(500, {"error": "oops"}),
    "cuts": cut_short,
    "resets": reset,
    "hangs up": hang_up,
    "nonsense": lambda: answer(200, b"\xff\x00{{{"),
    "other JSON": lambda: answer(200, {"choices": "none"}),
    "empty": lambda: answer(200, completion("")),
    "blank": lambda: answer(200, completion(" \n ")),
}


def words_of(decision: Decision) -> list[tuple[str, str]]:
    """Return what was said and by whom."""
    return [(reply.text, reply.source) for reply in decision.replies]


def test_a_good_wording_goes_out_with_its_cost() -> None:
    ledger = OpenLedger()
    with run_model(lambda _body: GOOD) as server, models_at(("grok", server.url)) as models:
        decision = Stage(models=models, ledger=ledger, settings=GROK_FIRST).says("halo")
    assert words_of(decision) == [(GOOD, "grok")]
    assert decision.model == "grok"
    (call,) = decision.model_calls
    assert (call.model, call.outcome, call.input_tokens, call.output_tokens) == ("grok", "ok", 400, 40)
    assert call.cost_micros == 400 * 3 + 40 * 15
    assert ledger.calls == [call]
    assert ledger.reserved == {}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_other_model_answers_for_one_that_fails(fault: str) -> None:
    with (
        StandIn([FAULTS[fault]()]) as broken,
        run_model(lambda _body: GOOD) as server,
        models_at(("grok", broken.url), ("sealion", server.url), timeout_s=PATIENCE_S) as models,
    ):
        decision = Stage(models=models, settings=GROK_FIRST).says("halo")
    assert words_of(decision) == [(GOOD, "sealion")]
    assert [call.model for call in decision.model_calls] == ["grok", "sealion"]
    assert decision.model_calls[0].outcome in {"timeout", "refused", "error"}
    assert decision.model == "grok", "the lead stays with its own model"


@pytest.mark.parametrize("fault", FAULTS)
def test_ari_speaks_itself_when_both_fail(fault: str) -> None:
    ledger = OpenLedger()
    with (
        StandIn([FAULTS[fault]()]) as one,
        StandIn([FAULTS[fault]()]) as other,
        models_at(("grok", one.url), ("sealion", other.url), timeout_s=PATIENCE_S) as models,
    ):
        decision = Stage(models=models, ledger=ledger).says("halo")
    assert decision.replies == (SCRIPT,)
    assert len(decision.model_calls) == 2
    assert ledger.reserved == {}
    assert "maaf" not in decision.replies[0].text.lower(), "a failure is never told as conversation"


def test_a_wrong_wording_is_rewritten_once() -> None:
    said = iter([BAD, GOOD])
    with run_model(lambda _body: next(said)) as server, models_at(("grok", server.url)) as models:
        decision = Stage(models=models).says("halo")
        again = server.asked.bodies[1]["messages"]
    assert words_of(decision) == [(GOOD, "grok")]
    assert [call.outcome for call in decision.model_calls] == ["rejected", "ok"]
    assert "ditolak" in again[-1]["content"]
    assert all("Rp1 juta" not in message["content"] for message in again), "what was wrong is not shown again"


def test_a_wording_that_stays_wrong_is_replaced() -> None:
    with (
        run_model(lambda _body: BAD) as server,
        models_at(("grok", server.url), ("sealion", server.url)) as models,
    ):
        decision = Stage(models=models).says("halo")
    assert decision.replies == (SCRIPT,)
    assert [call.outcome for call in decision.model_calls] == ["rejected", "rejected"]


def test_a_rewrite_that_fails_leaves_ari_its_own_words() -> None:
    with StandIn([answer(200, completion(BAD)), answer(500, {})]) as server, models_at(("grok", server.url)) as models:
        decision = Stage(models=models).says("halo")
    assert decision.replies == (SCRIPT,)
    assert [call.outcome for call in decision.model_calls] == ["rejected", "error"]


def test_no_model_is_asked_beyond_the_budget() -> None:
    ledger = OpenLedger(budget_micros=1)
    with (
        run_model(lambda _body: GOOD) as server,
        models_at(("grok", server.url), ("sealion", server.url)) as models,
    ):
        decision = Stage(models=models, ledger=ledger).says("halo")
    assert decision.replies == (SCRIPT,)
    assert server.asked.bodies == []
    assert decision.model_calls == ()
    assert ledger.refused == 2


def test_a_budget_pays_for_calls_until_it_is_used_up() -> None:
    cost = 400 * 3 + 40 * 15
    ledger = OpenLedger(budget_micros=12_000)
    with run_model(lambda _body: GOOD) as server, models_at(("grok", server.url)) as models:
        sources = [Stage(models=models, ledger=ledger).says("halo").replies[0].source for _ in range(8)]
    assert set(sources) == {"grok", "script"}
    assert sources == sorted(sources), "once it is used up, it stays so"
    assert sum(call.cost_micros for call in ledger.calls) == cost * sources.count("grok") <= 12_000


def test_what_may_have_been_charged_counts_in_full() -> None:
    ledger = OpenLedger()
    with StandIn([stay_silent(1.0)]) as server, models_at(("grok", server.url), timeout_s=0.4) as models:
        decision = Stage(models=models, ledger=ledger).says("halo")
    (call,) = decision.model_calls
    assert (call.outcome, call.input_tokens) == ("timeout", 0)
    assert call.cost_micros > 400 * 3


def test_without_a_key_nobody_is_asked_and_nothing_is_counted() -> None:
    decision = Stage().says("halo")
    assert (decision.replies, decision.model, decision.model_calls) == ((SCRIPT,), None, ())


@pytest.mark.parametrize("message", ["stop", "saya mau bicara dengan orang", "saya mau komplain, pelayanannya buruk"])
def test_a_deed_is_told_in_aris_own_words_always(message: str) -> None:
    with run_model(lambda _body: GOOD) as server, models_at(("grok", server.url)) as models:
        stage = Stage(models=models)
        stage.says("halo")
        decision = stage.says(message)
        assert len(server.asked.bodies) == 1
    assert [reply.source for reply in decision.replies] == ["script"]


def test_the_prompt_has_no_score_and_no_secret() -> None:
    known = lead(id=ContactId("contact-of-rina"), lead_status="hot_lead", phone="+6281111222233", tags=("VIP-tag",))
    with run_model(lambda _body: GOOD) as server, models_at(("grok", server.url)) as models:
        Stage(models=models, contact=known).says("halo")
        prompt = server.asked.prompt()
    for hidden in (
        "hot_lead",
        "6281111222233",
        "key-of-grok",
        "contact-of-rina",
        "VIP-tag",
        "lead_score",
        "temperature",
    ):
        assert hidden not in prompt


def test_the_next_lead_does_not_wait_for_a_model_that_failed() -> None:
    with (
        StandIn([answer(503, {})]) as broken,
        run_model(lambda _body: GOOD) as server,
        models_at(("grok", broken.url), ("sealion", server.url)) as models,
    ):
        Stage(models=models, settings=GROK_FIRST).says("halo")
        decision = Stage(models=models, settings=GROK_FIRST).says("halo")
        assert len(broken.requests) == 1
    assert words_of(decision) == [(GOOD, "sealion")]
    assert [call.model for call in decision.model_calls] == ["sealion"]
    assert decision.model == "grok"


def test_the_greeting_that_the_workspace_wrote_is_not_reworded() -> None:
    with run_model(lambda _body: GOOD) as server, models_at(("grok", server.url)) as models:
        written = replace(SETTINGS, greeting_template="{salam}, selamat datang di kantor kami.")
        decision = Stage(models=models, settings=written).says("halo")
        assert server.asked.bodies == []
    assert decision.replies[0].text.startswith("Selamat pagi, selamat datang di kantor kami.")


def test_a_link_that_the_knowledge_names_may_be_repeated() -> None:
    link = "https://lpdp.example.org/jadwal"
    entry = KnowledgeEntry(id="1", title="Jadwal LPDP", content=f"Jadwal LPDP ada di {link} setiap tahun.")
    wording = f"Jadwal LPDP bisa Kakak lihat di {link} ya, setiap tahun diperbarui."
    stage = Stage(knowledge=(entry,))
    stage.plays(["halo", "Rina Wijaya"])
    with run_model(lambda _body: wording) as server, models_at(("grok", server.url)) as models:
        stage.models = models
        decision = stage.says("jadwal lpdp kapan?")
    assert words_of(decision) == [(wording, "grok")]


def test_the_prompt_has_the_persona_the_flow_and_the_facts() -> None:
    flow = (
        FlowStage(name="Perkenalan", goal="Menyapa dengan hangat"),
        FlowStage(name="Tutup", goal="Mengajak konsultasi"),
    )
    settings = replace(SETTINGS, flow_stages=flow, bot_name="Nadia", tone={"description": "seperti teman kuliah"})
    stage = Stage(settings=settings, contact=lead(form_answers={"Jurusan": "Desain"}))
    stage.says("halo")
    with run_model(lambda _body: "Baik Kak.") as server, models_at(("grok", server.url)) as models:
        stage.models = models
        stage.says("Rina Wijaya")
        prompt = server.asked.prompt(0)
    for part in (
        "Nadia",
        "seperti teman kuliah",
        "Perkenalan: Menyapa dengan hangat",
        "Jurusan: Desain",
        "nama: Rina Wijaya",
    ):
        assert part in prompt
