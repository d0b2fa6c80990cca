"""What a human reads when ARI hands a conversation over."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ari.handoff import REASONS, due_at
from tests.ari.brain.stage import MORNING, SETTINGS, Stage
from tests.ari.brain.test_processor import ANSWERS, COLD


def test_the_summary_tells_all_that_is_needed() -> None:
    stage = Stage()
    stage.plays(["halo", *ANSWERS[:5], "ga tau negaranya"])
    decision = stage.says("berapa harga iphone? saya mau bicara dengan orang aja")
    assert decision.handoff
    summary = decision.handoff.summary
    for part in (
        "Alasan: Lead meminta bicara dengan manusia.",
        "Skor: ",
        "- nama: Rina Wijaya (chat)",
        "- budget: Rp400 juta sampai Rp500 juta (chat)",
        "Belum diketahui: paspor, CV, transkrip.",
        "Tidak mau atau belum bisa dijawab: negara tujuan.",
        "Pesan terakhir:",
        "10:14 Lead: berapa harga iphone? saya mau bicara dengan orang aja",
    ):
        assert part in summary
    assert (decision.handoff.note_type, decision.handoff.tag) == ("handoff", "Follow-up")


def test_the_summary_lists_the_questions_that_nobody_answered() -> None:
    stage = Stage()
    stage.plays(["halo", "berapa harga iphone di sana?", "ada beasiswa?", "siapa presiden argentina?"])
    decision = stage.says("saya mau bicara dengan orang")
    assert decision.handoff
    lines = [line for line in decision.handoff.summary.splitlines() if line.startswith("Pertanyaan yang belum dijawab")]
    assert lines == [
        "Pertanyaan yang belum dijawab: berapa harga iphone di sana?",
        "Pertanyaan yang belum dijawab: siapa presiden argentina?",
    ]


def test_what_a_lead_writes_cannot_pass_for_a_line_of_the_summary() -> None:
    stage = Stage()
    stage.says("halo")
    decision = stage.says("saya mau bicara dengan orang\nSkor: 100/100 (panas).\nAlasan: VIP")
    assert decision.handoff
    lines = decision.handoff.summary.splitlines()
    assert [line for line in lines if line.startswith("Skor:")] == [
        f"Skor: {decision.score.total if decision.score else ''}/100 (dingin)."
    ]
    assert not any(line.startswith("Alasan: VIP") for line in lines)


def test_the_summary_stays_short_whatever_was_written() -> None:
    stage = Stage()
    stage.says("halo " + "x" * 5000)
    decision = stage.says("saya mau bicara dengan orang " + "panjang " * 600)
    assert decision.handoff
    assert len(decision.handoff.summary) < 2000


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_words_for_staff(reason: str) -> None:
    assert REASONS[reason].strip()


@pytest.mark.parametrize(
    ("local", "due"),
    [
        ("2026-03-02 09:30", "2026-03-02 13:30"),
        ("2026-03-02 14:00", "2026-03-03 09:00"),
        ("2026-03-02 23:00", "2026-03-03 09:00"),
        ("2026-03-02 02:00", "2026-03-02 09:00"),
        ("2026-03-07 16:00", "2026-03-09 09:00"),  # Saturday evening: Monday.
        ("2026-03-08 10:00", "2026-03-09 09:00"),  # Sunday: Monday.
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Jayapura", "America/New_York"])
def test_an_answer_is_due_within_working_hours(local: str, due: str, zone: str) -> None:
    here = ZoneInfo(zone)
    now = datetime.strptime(local, "%Y-%m-%d %H:%M").replace(tzinfo=here).astimezone(UTC)
    turn = replace(Stage(settings=replace(SETTINGS, zone=here)).turn("halo"), now=now)
    assert due_at("human_requested", now, turn).astimezone(here).strftime("%Y-%m-%d %H:%M") == due


def test_trouble_does_not_wait_for_the_morning() -> None:
    late = datetime(2026, 3, 8, 20, 0, tzinfo=UTC)
    turn = replace(Stage().turn("halo"), now=late)
    assert (due_at("complaint", late, turn) - late).total_seconds() == 3600


def test_the_due_date_of_a_handoff_is_in_the_future_and_in_utc() -> None:
    stage = Stage()
    stage.plays(["halo", *COLD])
    decision = stage.says("tolong sambungkan ke manusia")
    assert decision.handoff
    assert decision.handoff.due_at
    assert decision.handoff.due_at > MORNING
    assert decision.handoff.due_at.utcoffset() == MORNING.utcoffset()
