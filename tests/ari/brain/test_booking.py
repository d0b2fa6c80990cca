"""From the offer of a consultation to its booking: the dialogue within the turns of ARI."""

from datetime import UTC, timedelta

import pytest

from ari.domain import Decision, State
from tests.ari.booking_dialogue.business import MORNING, Business
from tests.ari.brain.model_server import models_at, run_model
from tests.ari.brain.stage import Stage
from tests.ari.brain.test_processor import ANSWERS, acts_of


class Scene:
    """A lead who was just offered a consultation by a business with opening hours."""

    def __init__(self) -> None:
        self.business = Business()
        self.stage = Stage(now=MORNING.astimezone(UTC) - timedelta(hours=1), calendar=self.business.calendar_of("Rina"))
        self.stage.plays(["halo", *ANSWERS, "ada", "sudah", "ada"])
        assert self.stage.state is State.BOOKING

    def says(self, *lines: str) -> Decision:
        """Play a turn at the same moment for both."""
        self.business.now = self.stage.now
        return self.stage.says(*lines)

    def hears(self, *lines: str) -> str:
        return "\n".join(reply.text for reply in self.says(*lines).replies)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_an_accepted_offer_shows_free_times_and_an_exact_yes_books(scene: Scene) -> None:
    shown = scene.says("boleh kak")
    assert shown.state is State.SCHEDULING
    assert acts_of(shown) == ["Verbatim"]
    assert shown.handoff is None
    asked = scene.says("besok jam 10")
    assert asked.state is State.SCHEDULING
    assert "10" in asked.replies[0].text
    assert scene.business.deeds == []
    booked = scene.says("ya")
    assert booked.state is State.HANDOFF
    assert [deed for deed, _, _ in scene.business.deeds] == ["booked"]
    assert "sudah saya jadwalkan" in booked.replies[0].text
    assert len(booked.replies) == 1


def test_the_human_reads_when_the_consultation_is(scene: Scene) -> None:
    for line in ("boleh kak", "besok jam 10"):
        scene.says(line)
    handoff = scene.says("ya").handoff
    assert handoff
    assert (handoff.reason, handoff.tag, handoff.note_type) == ("booked", "1on1", "consultation")
    assert handoff.due_at == scene.business.deeds[0][2]
    assert "Konsultasi: 01/12/2026 10:00 WIB (60 menit)." in handoff.summary


def test_a_time_in_place_of_a_yes_accepts_the_offer(scene: Scene) -> None:
    decision = scene.says("besok jam 10 bisa?")
    assert decision.state is State.SCHEDULING
    assert "10" in decision.replies[0].text
    assert scene.business.deeds == []


@pytest.mark.parametrize("line", ["yang mana ya", "yaudah nanti aja", "ok tapi ganti jam", "hmm"])
def test_nothing_is_booked_by_accident(scene: Scene, line: str) -> None:
    for said in ("boleh kak", "besok jam 10", line):
        scene.says(said)
    assert scene.business.deeds == []


def test_a_question_in_between_is_answered_and_the_time_stays_open(scene: Scene) -> None:
    scene.says("boleh kak")
    aside = scene.says("biaya konsultasinya berapa ya?")
    assert "Rp500 ribu" in aside.replies[0].text
    assert aside.cited_entries == ("biaya-konsultasi",)
    assert aside.state is State.SCHEDULING
    assert "10" in scene.hears("besok jam 10")


def test_a_question_that_nobody_can_answer_is_admitted_in_between(scene: Scene) -> None:
    scene.says("boleh kak")
    aside = scene.says("berapa harga iphone?")
    assert acts_of(aside) == ["DoNotKnow", "Verbatim"]
    assert aside.replies[0].text.count("?") <= 2


def test_a_lead_who_does_not_want_after_all_is_not_offered_again(scene: Scene) -> None:
    scene.says("boleh kak")
    left = scene.says("ga jadi deh")
    assert left.state is State.SCORING
    assert scene.stage.remembered.declined >= {"consultation"}
    assert "OfferConsultation" not in acts_of(scene.says("makasih kak"))


def test_after_some_turns_without_a_time_a_human_goes_on(scene: Scene) -> None:
    scene.says("boleh kak")
    for _ in range(5):
        decision = scene.says("hmm gimana ya")
        if decision.handoff:
            break
    assert decision.handoff
    assert decision.handoff.reason == "hot_lead"
    assert scene.says("halo?").silence == "with_human"


def test_a_human_is_had_at_any_time(scene: Scene) -> None:
    scene.says("boleh kak")
    decision = scene.says("saya mau bicara dengan orang aja")
    assert decision.handoff
    assert decision.handoff.reason == "human_requested"


def test_a_time_with_the_consultant_is_a_time_and_no_cry_for_help(scene: Scene) -> None:
    scene.says("boleh kak")
    decision = scene.says("ketemu konsultannya besok jam 10 ya")
    assert decision.handoff is None
    assert decision.state is State.SCHEDULING


def test_handed_back_an_appointment_can_be_moved(scene: Scene) -> None:
    for line in ("boleh kak", "besok jam 10", "ya"):
        scene.says(line)
    scene.stage.state = State.QUALIFYING
    scene.says("kak, jadwalnya bisa dipindah ke lusa jam 13?")
    moved = scene.says("ya")
    assert [deed for deed, _, _ in scene.business.deeds] == ["booked", "moved"]
    assert moved.handoff is None
    other = scene.says("ada beasiswa ga?")
    assert other.cited_entries == ("beasiswa",)


def test_the_words_of_the_dialogue_are_no_models(scene: Scene) -> None:
    with run_model(lambda _body: "Sudah saya booking ya Kak!") as server, models_at(("grok", server.url)) as models:
        scene.stage.models = models
        scene.says("boleh kak")
        scene.says("besok jam 10")
        decision = scene.says("ya")
        assert server.asked.bodies == []
    assert decision.replies[0].source == "script"


def test_a_lead_who_asks_for_it_later_comes_to_the_same_dialogue(scene: Scene) -> None:
    scene.says("nanti aja ya")
    decision = scene.says("kak jadi mau konsultasi dong")
    assert decision.state is State.SCHEDULING
    assert acts_of(decision) == ["Verbatim"]


def test_without_a_calendar_a_human_agrees_the_time() -> None:
    stage = Stage()
    stage.plays(["halo", *ANSWERS, "ada", "sudah", "ada"])
    decision = stage.says("boleh kak")
    assert decision.handoff
    assert decision.handoff.reason == "hot_lead"
