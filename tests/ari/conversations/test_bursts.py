"""How long ARI waits for somebody to finish."""

import pytest

from ari.bursts import FINISHED, UNFINISHED, URGENT, patience_for


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "jangan kirim pesan lagi",
        "mau bicara dengan orang dong",
        "tolong hubungkan ke admin",
        "ini manusia asli kan",
        "DARURAT kak",
        "saya ditipu agen lain",
        "I want to talk to a human",
    ],
)
def test_is_answered_at_once(text: str) -> None:
    assert patience_for(text) is URGENT


@pytest.mark.parametrize("text", ["Berapa biayanya?", "Saya mau kuliah di Jepang.", "kata " * 12])
def test_is_taken_for_a_whole_thought(text: str) -> None:
    assert patience_for(text) is FINISHED


@pytest.mark.parametrize("text", [None, "", "halo", "kak", "mau tanya dong kak", "orangnya baik", "uang saya"])
def test_may_go_on(text: str | None) -> None:
    assert patience_for(text) is UNFINISHED


def test_waits_less_for_what_is_more_pressing() -> None:
    assert URGENT.wait < FINISHED.wait < UNFINISHED.wait
    assert all(patience.wait < patience.limit for patience in (URGENT, FINISHED, UNFINISHED))
