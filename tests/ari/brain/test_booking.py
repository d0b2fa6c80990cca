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
    assert booked.state is State.SCHEDULING
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


@pytest.fixture
def booked(scene: Scene) -> Scene:
    """A lead whose consultation is booked for Tuesday at ten."""
    for line in ("boleh kak", "besok jam 10", "ya"):
        scene.says(line)
    assert deeds_of(scene) == ["booked"]
    return scene


def deeds_of(scene: Scene) -> list[str]:
    return [deed for deed, _, _ in scene.business.deeds]


class TestAfterTheBooking:
    def test_it_is_cancelled_on_a_yes(self, booked: Scene) -> None:
        assert "Kakak mau membatalkan konsultasi Selasa, 1 Desember 2026 pukul 10.00 WIB?" in booked.hears(
            "batal ya kak"
        )
        assert deeds_of(booked) == ["booked"]
        cancelled = booked.says("ya")
        assert deeds_of(booked) == ["booked", "cancelled"]
        assert "sudah saya batalkan" in cancelled.replies[0].text
        assert (cancelled.state, cancelled.handoff) == (State.SCORING, None)
        assert "OfferConsultation" not in acts_of(booked.says("makasih kak"))

    def test_it_is_moved_on_a_yes(self, booked: Scene) -> None:
        booked.says("kak, jadwalnya bisa dipindah ke lusa jam 13?")
        moved = booked.says("ya")
        assert deeds_of(booked) == ["booked", "moved"]
        assert (moved.state, moved.handoff) == (State.SCHEDULING, None)
        assert "Rabu, 2 Desember 2026 pukul 13.00 WIB" in moved.replies[0].text

    def test_a_change_of_mind_about_the_move_leaves_it(self, booked: Scene) -> None:
        booked.says("ganti jam dong")
        kept = booked.says("eh ga jadi deh")
        assert deeds_of(booked) == ["booked"]
        assert kept.state is State.SCHEDULING
        assert "tetap Selasa, 1 Desember 2026 pukul 10.00 WIB" in kept.replies[0].text

    def test_it_is_booked_anew_after_a_cancellation(self, booked: Scene) -> None:
        for line in ("batal ya kak", "ya", "kak jadi mau konsultasi deh", "jumat jam 9"):
            decision = booked.says(line)
        assert decision.state is State.SCHEDULING
        booked.says("iya")
        assert deeds_of(booked) == ["booked", "cancelled", "booked"]

    def test_when_it_is_is_told(self, booked: Scene) -> None:
        assert "Selasa, 1 Desember 2026 pukul 10.00 WIB" in booked.hears("jadwal saya kapan ya?")

    def test_other_questions_are_answered_as_before(self, booked: Scene) -> None:
        other = booked.says("ada beasiswa ga?")
        assert other.cited_entries == ("beasiswa",)
        assert "Verbatim" not in acts_of(other)
        assert deeds_of(booked) == ["booked"]

    def test_a_nod_does_nothing(self, booked: Scene) -> None:
        for line in ("oke makasih kak", "siap", "ya"):
            assert booked.says(line).handoff is None
        assert deeds_of(booked) == ["booked"]

    def test_a_human_is_had_as_before(self, booked: Scene) -> None:
        handoff = booked.says("saya mau bicara dengan orang").handoff
        assert handoff
        assert handoff.reason == "human_requested"

    def test_handed_back_by_a_human_it_can_still_be_moved(self, booked: Scene) -> None:
        booked.stage.state = State.QUALIFYING
        booked.says("kak, jadwalnya bisa dipindah ke lusa jam 13?")
        moved = booked.says("ya")
        assert deeds_of(booked) == ["booked", "moved"]
        assert moved.handoff is None


def test_a_change_of_mind_at_the_read_back_books_the_other_time(scene: Scene) -> None:
    for line in ("boleh kak", "besok jam 10", "ok tapi ganti jam", "jam 2 siang", "iya kak"):
        decision = scene.says(line)
    assert "Selasa, 1 Desember 2026 pukul 14.00 WIB" in decision.replies[0].text
    assert len(scene.business.deeds) == 1


def test_a_time_that_was_taken_meanwhile_is_told_honestly(scene: Scene) -> None:
    scene.says("boleh kak")
    scene.says("besok jam 10")
    scene.stage.now += timedelta(minutes=15)
    scene.business.now = scene.stage.now
    scene.business.take(scene.business.holds["Rina"][0].start)
    refused = scene.says("ya")
    assert refused.replies[0].text.startswith("Maaf Kak, Selasa, 1 Desember 2026 pukul 10.00 WIB baru saja terisi.")
    assert (refused.state, refused.handoff) == (State.SCHEDULING, None)
    assert scene.business.calendar_of("Rina").current() is None


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
