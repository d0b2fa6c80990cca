"""What holds of every dialogue, whatever is said in it and whatever others do meanwhile."""

import os
import re
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ari.booking_dialogue import BookingStep, Outcome
from ari.booking_dialogue.answers import is_yes
from ari.booking_dialogue.words import Words
from tests.ari.booking_dialogue.business import Business, Hours, Lead
from tests.ari.evaluation.dates import load_rows

EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "120"))
YES = ("ya", "oke kak", "yes")
SAID = (
    *YES, "1", "2", "no 3", "yang kedua", "yang terakhir", "10", "jam 10", "jam 3 sore", "besok", "besok jam 10",
    "Senin jam 3", "Selasa depan jam 2", "minggu depan", "rabu", "jangan Senin, Selasa aja", "senin ga bisa", "pagi",
    "yang paling pagi", "lebih sore", "ada jam lain?", "hari lain", "terserah", "ok tapi ganti jam", "yang mana ya",
    "yah ga jadi", "nanti aja", "batal", "batalkan aja", "jangan dibatalkan", "reschedule", "pindah ke jumat jam 9",
    "tidak", "bukan", "biayanya berapa?", "halo", "jadwal saya kapan?", "tgl 31 jam 10", "kemarin", "tahun depan", "",
)  # fmt: skip
CORPUS = tuple(sorted({row.text for row in load_rows()}))
CLAIMS = {
    Outcome.BOOKED: re.compile(r"sudah saya jadwalkan|your consultation is booked"),
    Outcome.MOVED: re.compile(r"sudah saya pindahkan|has been moved"),
    Outcome.CANCELLED: re.compile(r"sudah saya batalkan|has been cancelled"),
}
HOURS = (
    tuple(Hours(weekday=day) for day in range(5)),
    (Hours(weekday=1), Hours(weekday=3, capacity=2)),
    (Hours(weekday=2, minutes=30, consultant="Sari"), Hours(weekday=2, consultant="Tono")),
)
MOVES = st.one_of(
    st.sampled_from(SAID).map(lambda text: ("says", text)),
    st.sampled_from(CORPUS).map(lambda text: ("says", text)),
    st.integers(1, 5000).map(lambda minutes: ("waits", minutes)),
    st.integers(0, 40).map(lambda place: ("taken", place)),
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(MOVES, max_size=14), st.sampled_from(HOURS), st.sampled_from(["id", "en"]))
def test_nothing_is_done_without_an_exact_yes_and_nothing_claimed_without_its_receipt(
    moves: list[tuple[str, str | int]], hours: tuple[Hours, ...], language: str
) -> None:
    lead = Lead(business=Business(hours=hours), language=language)
    for kind, what in moves:
        if kind == "waits":
            lead.waits(minutes=int(what))
        elif kind == "taken":
            take_free_start(lead, int(what))
        else:
            check_step(lead, str(what))


def check_step(lead: Lead, text: str) -> None:
    before = lead.steps[-1] if lead.steps else None
    done = len(lead.business.deeds)
    step = lead.says(text)
    deeds = lead.business.deeds[done:]
    check_receipt(lead, step, before, text)
    assert [deed for deed, *_ in deeds] == ([step.receipt.deed.value] if step.receipt else [])
    for deed, claim in CLAIMS.items():
        assert bool(claim.search("\n".join(step.replies))) == (step.receipt is not None and step.receipt.deed is deed)
    check_list(lead, step)


def check_receipt(lead: Lead, step: BookingStep, before: BookingStep | None, text: str) -> None:
    """A booking or a move follows an exact yes to the reading back of that very time; a cancellation its question."""
    if step.receipt is None:
        assert step.outcome not in CLAIMS
        return
    assert before is not None
    said = Words.of(lead.language, lead.business.zone).moment(step.receipt.appointment.start)
    assert said in before.replies[-1]
    if step.receipt.deed is Outcome.CANCELLED:
        assert before.outcome is Outcome.ASKING
    else:
        assert is_yes(text)
        assert before.outcome is Outcome.CONFIRMING


def check_list(lead: Lead, step: BookingStep) -> None:
    """A list has at most five lines; every time in a new one is free."""
    lines = re.findall(r"^\d+\. ", "\n".join(step.replies), re.MULTILINE)
    assert len(lines) <= 5
    if step.outcome is not Outcome.OFFERED or step.is_aside or "pilih dulu" in step.replies[0]:
        return
    until = lead.business.now + timedelta(days=31)
    free = {one.start for one in lead.business.calendar_of(lead.name).free_starts(lead.business.now, until)}
    own = {lead.appointment.start} if lead.appointment else set()
    shown = {datetime.fromisoformat(option["start"]) for option in step.state["options"] if "start" in option}
    assert {start for start in shown if start < until} <= free | own


def take_free_start(lead: Lead, place: int) -> None:
    """Have somebody else book what is free."""
    calendar = lead.business.calendar_of(f"other {place} {lead.business.now}")
    free = calendar.free_starts(lead.business.now, lead.business.now + timedelta(days=10))
    if free and calendar.current() is None:
        calendar.book(free[place % len(free)])
        lead.business.deeds.pop()
