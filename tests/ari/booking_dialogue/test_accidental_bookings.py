"""What booked by accident in the original: a message that begins with a yes and goes on to something else."""

import pytest

from ari.booking_dialogue import Outcome
from tests.ari.booking_dialogue.business import Lead


@pytest.mark.parametrize("text", ["yang mana ya", "yaudah nanti aja", "yah ga jadi", "ok tapi ganti jam"])
def test_the_four_that_booked_by_accident_book_nothing(text: str) -> None:
    lead = Lead()
    lead.says("besok jam 10")
    step = lead.says(text)
    assert (step.receipt, lead.appointment, lead.business.deeds) == (None, None, [])
    assert step.outcome is not Outcome.BOOKED


@pytest.mark.parametrize("text", ["iya", "boleh", "siap", "sip"])
def test_the_four_that_did_not_book_do(text: str) -> None:
    lead = Lead()
    lead.says("besok jam 10")
    assert lead.says(text).outcome is Outcome.BOOKED


def test_nothing_is_chosen_and_booked_in_one_turn() -> None:
    lead = Lead()
    lead.says("besok")
    assert lead.says("oke pagi").outcome is not Outcome.BOOKED
    assert lead.says("ya jam 10").outcome is Outcome.CONFIRMING
    assert lead.appointment is None
