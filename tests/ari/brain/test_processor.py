"""Leads through the processor: every route from the first word to its end."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from ari.domain import AriSettings, Decision, Document, FactSource, Field, ScoringConfig, State, Temperature
from ari.memory import Memory
from ari.state_machine import can_transition
from tests.ari.brain.stage import COMMUNITY, SETTINGS, Stage, lead

ANSWERS = ("Rina Wijaya", "rina@example.com", "ielts 7", "400-500 juta", "september tahun depan", "australia")
READY = ("ada", "sudah", "ada", "sudah ada")
UNREADY = ("belum", "belum ada", "belum", "blm")
WARM = ("Rina Wijaya", "rina@example.com", "menengah", "100 juta", "tahun depan", "jepang", *UNREADY)
COLD = ("Rina", "ga punya email", "pemula", "ga tau", "3 tahun lagi", "belum kepikiran", *UNREADY)


def acts_of(decision: Decision) -> list[str]:
    """Return the names of what the reply says."""
    return next((list(step["acts"]) for step in decision.trace if step["step"] == "words"), [])


def play(lines: Sequence[str], *, settings: AriSettings = SETTINGS) -> Stage:
    """Return the stage after the lead wrote the lines."""
    stage = Stage(settings=settings)
    stage.plays(lines)
    return stage


def test_asks_one_thing_after_the_other_and_never_what_it_knows() -> None:
    stage = play(["halo", *ANSWERS, *READY])
    assert [acts_of(decision)[-1] for decision in stage.decisions] == [
        "Ask:name",
        "Ask:email",
        "Ask:english_level",
        "Ask:budget",
        "Ask:timeline",
        "Ask:country",
        "Ask:document:passport",
        "Ask:document:cv",
        "Ask:document:transcript",  # An IELTS score is a test's certificate.
        "OfferConsultation",
        "Clarify:consultation",
    ]


def test_a_hot_lead_is_offered_a_consultation_and_handed_over_when_they_accept() -> None:
    stage = play(["halo", *ANSWERS, "ada", "sudah", "ada"])
    offer = stage.decisions[-1]
    assert offer.state is State.BOOKING
    assert offer.score
    assert offer.score.temperature is Temperature.HOT
    assert offer.lead_status == "hot_lead"
    accepted = stage.says("boleh kak")
    assert accepted.state is State.HANDOFF
    assert accepted.handoff
    assert (accepted.handoff.reason, accepted.handoff.tag) == ("hot_lead", "1on1")
    assert len(accepted.replies) == 1


def test_a_declined_offer_is_not_made_again() -> None:
    stage = play(["halo", *ANSWERS, "ada", "sudah", "ada", "nanti aja ya"])
    assert acts_of(stage.decisions[-1]) == ["AcceptNo"]
    assert stage.state is State.SCORING
    for line in ("ada beasiswa?", "makasih", "syarat visa apa aja?", "oke"):
        assert "OfferConsultation" not in acts_of(stage.says(line))


def test_a_declined_lead_who_changes_their_mind_is_served() -> None:
    stage = play(["halo", *ANSWERS, "ada", "sudah", "ada", "nanti aja ya", "jadi mau konsultasi dong kak"])
    assert stage.decisions[-1].handoff
    assert stage.decisions[-1].handoff.reason == "hot_lead"


def test_a_cold_lead_gets_the_community_once_and_answers_after_that() -> None:
    stage = play(["halo", *COLD])
    sent = stage.decisions[-1]
    assert COMMUNITY in sent.replies[0].text
    assert (sent.state, sent.lead_status, sent.add_tags) == (State.SCORING, "cold_lead", ("Community",))
    thanks = stage.says("oke makasih kak")
    assert acts_of(thanks) == ["SmallTalk"]
    answered = stage.says("ada beasiswa ga?")
    assert answered.cited_entries == ("beasiswa",)
    assert not any(COMMUNITY in reply.text for decision in stage.decisions[-2:] for reply in decision.replies)


def test_without_a_link_the_cold_lead_is_still_told_kindly() -> None:
    stage = play(["halo", *COLD], settings=replace(SETTINGS, community_link=None))
    assert "http" not in stage.decisions[-1].replies[0].text
    assert acts_of(stage.decisions[-1])[-1] == "InviteCommunity"


def test_a_warm_lead_is_nurtured_for_five_turns_and_then_offered_a_human() -> None:
    stage = play(["halo", *WARM])
    assert acts_of(stage.decisions[-1])[-1] == "Ask:program"
    questions = ["ada beasiswa?", "syarat visa pelajar?", "makanan halal ada?", "kapan pendaftaran dibuka?"]
    for line in questions:
        assert "OfferHuman" not in acts_of(stage.says(line))
    assert stage.remembered.nurture_turns == 5
    offer = stage.says("batas usia ada ga?")
    assert acts_of(offer)[-1] == "OfferHuman"
    accepted = stage.says("boleh")
    assert accepted.handoff
    assert accepted.handoff.reason == "warm_limit"


def test_a_warm_lead_who_wants_no_human_is_left_in_peace() -> None:
    stage = play(["halo", *WARM, *["ada beasiswa?"] * 5, "ga usah"])
    assert acts_of(stage.decisions[-1]) == ["AcceptNo"]
    later = stage.says("asuransi wajib ga?")
    assert acts_of(later) == ["Answer"]
    assert later.state is not State.HANDOFF


def test_fluent_and_with_all_documents_the_offer_comes_early() -> None:
    lines = ["Rina Wijaya, rina@example.com, ielts 8, budget 500 juta, mau ke australia september tahun depan"]
    stage = play(["halo", *lines, "paspor, cv, transkrip dan sertifikat ielts sudah ada semua"])
    assert stage.state is State.BOOKING


def test_thresholds_of_the_workspace_decide() -> None:
    strict = replace(SETTINGS, scoring=ScoringConfig(hot_threshold=100, warm_threshold=99))
    assert acts_of(play(["halo", *WARM], settings=strict).decisions[-1])[-1] == "InviteCommunity"
    easy = replace(SETTINGS, scoring=ScoringConfig(hot_threshold=20, warm_threshold=10))
    assert acts_of(play(["halo", *COLD], settings=easy).decisions[-1])[-1] == "OfferConsultation"


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("saya mau bicara dengan orang asli", "human_requested"),
        ("can I talk to a human please", "human_requested"),
        ("saya mau komplain, pelayanannya mengecewakan", "complaint"),
        ("visa saya ditolak, gimana ini", "legal"),
        ("saya mau lapor polisi, ini penipuan", "legal"),
        ("kok ga jelas banget sih, kesel deh dari tadi muter2 terus", "frustration"),
    ],
)
@pytest.mark.parametrize("before", [(), ("halo",), ("halo", *ANSWERS), ("halo", *ANSWERS, *READY[:3]), ("halo", *WARM)])
def test_a_human_takes_over_from_anywhere(message: str, reason: str, before: tuple[str, ...]) -> None:
    stage = play(before) if before else Stage()
    decision = stage.says(message)
    assert decision.state is State.HANDOFF
    assert decision.handoff
    assert decision.handoff.reason in {reason, "complaint", "legal"}
    assert len(decision.replies) == 1
    assert acts_of(decision) == ["HandOver"]
    assert stage.says("halo??").silence == "with_human"


def test_three_rounds_without_progress_lead_to_a_human() -> None:
    stage = play(["halo", "Rina Wijaya", "xxyyzz", "bnmbnm", "qwpqwp"])
    assert stage.decisions[-1].handoff
    assert stage.decisions[-1].handoff.reason == "no_progress"
    assert [decision.handoff for decision in stage.decisions[:-1]] == [None] * 4


def test_progress_starts_the_count_anew() -> None:
    stage = play(["halo", "Rina Wijaya", "xxyyzz", "bnmbnm", "rina@example.com", "vvbbnn", "qqzzxx"])
    assert stage.state is State.QUALIFYING
    assert stage.remembered.idle_rounds == 2


def test_greetings_and_nods_are_no_failed_rounds() -> None:
    stage = play(["halo", "Rina Wijaya", "halo", "oke", "sip", "hehe"])
    assert stage.state is State.QUALIFYING


def test_an_unknown_question_is_admitted_and_a_human_offered_once() -> None:
    stage = play(["halo", "Rina Wijaya"])
    first = stage.says("berapa harga iphone di sana?")
    assert acts_of(first) == ["DoNotKnow"]
    assert stage.remembered.pending == "human"
    second = stage.says("siapa presiden argentina?")
    assert acts_of(second) == ["DoNotKnow", "Ask:english_level"]


def test_a_digression_is_answered_and_the_question_stays_open() -> None:
    stage = play(["halo", "Rina Wijaya", "syarat visa pelajar apa saja?"])
    assert acts_of(stage.decisions[-1]) == ["Answer", "Remind:email"]
    assert stage.remembered.pending == "email"
    again = stage.says("kalau asuransi kesehatan wajib ga?")
    assert acts_of(again) == ["Answer", "Ask:english_level"]


def test_what_was_passed_over_is_asked_once_more_at_the_end() -> None:
    stage = play(["halo", "Rina Wijaya", "syarat visa?", "asuransi wajib ga?", "ielts 6", "200 juta", "tahun depan"])
    stage.plays(["jepang", *UNREADY[:2], "belum"])
    assert acts_of(stage.decisions[-1])[-1] == "Ask:email"
    assert "yang tadi" in stage.decisions[-1].replies[0].text
    refused = stage.says("ga mau kasih email")
    assert "Ask:email" not in acts_of(refused)
    assert stage.remembered.declined == {"email"}


def test_a_burst_is_one_answer() -> None:
    stage = Stage()
    decision = stage.says("halo kak", "nama saya Rina Wijaya", "emailku rina@example.com")
    assert len(decision.replies) == 1
    assert acts_of(decision) == ["Greet", "Acknowledge", "Ask:english_level"]


def test_a_form_is_read_at_the_first_turn_and_not_asked_again() -> None:
    form = {
        "Nama": "Putri Lestari",
        "Level Bahasa Inggris": "Mahir",
        "Budget": "300-500jt",
        "Kapan Mau Berangkat": "6-12 bulan",
        "Negara Tujuan": "Inggris",
        "Aktivitas": "Bekerja",
    }
    stage = Stage(contact=lead(form_answers=form, name="Putri Lestari"))
    decision = stage.says("halo")
    assert acts_of(decision) == ["Greet", "Acknowledge", "Ask:email"]
    assert "Inggris" in decision.replies[0].text
    assert {fact.source for fact in stage.remembered.facts.values()} == {FactSource.FORM}
    after = stage.says("putri@example.com")
    assert acts_of(after)[-1] == "Ask:document:passport"


def test_the_chat_is_worth_more_than_the_form() -> None:
    stage = Stage(contact=lead(form_answers={"Negara Tujuan": "Inggris"}))
    stage.plays(["halo", "eh negaranya ganti ke Jepang ya"])
    country = stage.remembered.facts[Field.COUNTRY]
    assert (country.value, country.source) == ("Japan", FactSource.CHAT)
    stage.says("oke")
    assert stage.remembered.facts[Field.COUNTRY].value == "Japan"


def test_a_correction_is_repeated_as_one() -> None:
    stage = play(["halo", *ANSWERS])
    decision = stage.says("eh budgetnya ganti jadi 250 juta aja")
    assert "250 juta" in decision.replies[0].text
    assert stage.remembered.facts[Field.BUDGET].value["max"] == 250_000_000


def test_a_file_that_was_asked_for_counts_as_the_document() -> None:
    stage = play(["halo", *ANSWERS])
    assert stage.remembered.pending == "document:passport"
    stage.says("", kind="image")
    assert stage.remembered.documents[Document.PASSPORT] is True


@pytest.mark.parametrize("kind", ["audio", "sticker", "location"])
def test_media_that_cannot_be_read_gets_a_kind_word(kind: str) -> None:
    stage = play(["halo"])
    assert acts_of(stage.says("", kind=kind)) == ["ReceiveMedia"]
    assert stage.remembered.pending == "name"


def test_what_the_lead_told_completes_the_record() -> None:
    stage = play(["halo", "Rina Wijaya", "rina@example.com"])
    assert stage.decisions[1].name == "Rina Wijaya"
    assert stage.decisions[2].email == "rina@example.com"


def test_a_record_that_is_complete_is_left_alone() -> None:
    stage = Stage(contact=lead(name="Rina W.", email="old@example.com"))
    stage.plays(["halo", "nama saya Rina Wijaya, email rina@example.com"])
    assert [(decision.name, decision.email) for decision in stage.decisions] == [(None, None)] * 2


def test_a_status_that_a_human_set_is_never_lowered() -> None:
    for status in ("client", "hot_lead"):
        stage = Stage(contact=lead(lead_status=status, is_status_human=True))
        stage.plays(["halo", *COLD])
        assert {decision.lead_status for decision in stage.decisions} == {None}


def test_a_lead_who_only_said_hello_is_not_cold_yet() -> None:
    assert play(["halo"]).decisions[-1].lead_status is None


def test_a_wish_for_a_consultation_is_welcomed_and_the_questions_go_on() -> None:
    stage = play(["mau konsultasi dong kak"])
    assert acts_of(stage.decisions[-1]) == ["Greet", "WelcomeWish", "Ask:name"]


def test_writes_english_to_who_writes_english_and_follows_a_change() -> None:
    stage = play(["Hi, I would like to study in Japan"])
    assert "your full name" in stage.decisions[-1].replies[0].text
    stage.says("nama saya Rina Wijaya kak, saya dari Bandung")
    assert stage.remembered.language == "id"
    assert "email" in stage.decisions[-1].replies[0].text.lower()
    assert "Kak Rina" in stage.decisions[-1].replies[0].text


def test_a_workspace_may_prefer_english() -> None:
    stage = Stage(settings=replace(SETTINGS, language="en"))
    assert "full name" in stage.answers("ok")


def test_two_countries_are_read_back() -> None:
    stage = play(["halo", *ANSWERS[:5], "inggris atau australia"])
    assert "Australia" in stage.decisions[-1].replies[0].text
    assert "Inggris" in stage.decisions[-1].replies[0].text


def test_a_part_of_the_world_is_asked_closer() -> None:
    stage = play(["halo", *ANSWERS[:5], "eropa sih"])
    assert acts_of(stage.decisions[-1]) == ["Clarify:country"]
    assert "Eropa" in stage.decisions[-1].replies[0].text


def test_the_context_of_the_original_is_kept() -> None:
    stage = Stage(memory={"lead_data": {"name": "Budi"}, "score_reasons": []}, state=State.QUALIFYING)
    stage.says("halo")
    assert stage.remembered.legacy == {"lead_data": {"name": "Budi"}, "score_reasons": []}


def test_handed_back_it_goes_on_where_it_was() -> None:
    stage = play(["halo", "Rina Wijaya", "saya mau bicara dengan orang"])
    stage.state = State.QUALIFYING
    decision = stage.says("halo, jadi gimana?")
    assert acts_of(decision)[-1] in {"Remind:email", "Ask:email", "Ask:english_level"}


@pytest.mark.parametrize("lines", [("halo", *ANSWERS, *READY, "boleh"), ("halo", *COLD), ("halo", *WARM, "oke")])
def test_states_follow_the_table(lines: tuple[str, ...]) -> None:
    stage = play(lines)
    states = [State.GREETING, *(decision.state for decision in stage.decisions)]
    for before, after in pairwise(states):
        assert before is after or can_transition(before, after) or _leads_to(before, after)


def _leads_to(before: State, after: State) -> bool:
    """Test if two legal steps lead there: a turn may take several."""
    return any(can_transition(before, middle) and can_transition(middle, after) for middle in State)


def test_the_same_turn_decides_the_same_again() -> None:
    one, other = play(["halo", *ANSWERS, *READY]), play(["halo", *ANSWERS, *READY])
    assert one.decisions == other.decisions


def test_what_is_remembered_goes_through_json() -> None:
    stage = play(["halo", *ANSWERS, *UNREADY])
    assert Memory.from_json(stage.memory) == stage.remembered
    assert stage.remembered.to_json() == stage.memory
