"""What a message says about consent, as a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari.consent import read_consent
from ari.inbox import Consent

OUT = [
    "stop",
    "STOP!!",
    "Stop kak",
    "ok stop",
    "stoooop",
    "stop \U0001f621",
    "STOP\u200b",
    "\uff53\uff54\uff4f\uff50",
    "berhenti",
    "Berhenti ya kak, terima kasih",
    "unsubscribe",
    "Unsub",
    "opt out",
    "opt-out",
    "optout please",
    "stop kirim promo",
    "stop chat saya lagi",
    "berhenti berlangganan",
    "saya mau berhenti berlangganan",
    "saya ingin unsubscribe",
    "jangan kirim pesan lagi",
    "Tolong jangan kirim pesan lagi ya kak",
    "jgn chat lg",
    "jangan wa saya lagi",
    "jangan hubungi saya lagi",
    "gak usah kirim promo lagi",
    "tidak usah hubungi saya",
    "don't message me again",
    "don\u2019t text me anymore",
    "do not contact me",
    "please stop messaging me",
    "remove me",
    "hapus nomor saya",
]
IN = ["start", "START!", "mulai", "mulai lagi ya kak", "opt in", "unstop", "subscribe", "boleh hubungi saya lagi"]
NEITHER = [
    "",
    "   ",
    "bus stop di mana?",
    "stop?",
    "jangan berhenti kak",
    "jangan stop",
    "saya mau berhenti",
    "mau berhenti kerja dulu",
    "saya berhenti kuliah tahun lalu",
    "non stop ya",
    "jangan kirim pesan suara",
    "jangan hubungi saya dulu",
    "jangan kirim ke email lama",
    "kirim ke wa saya",
    "kapan mulai kuliah",
    "mulai tahun depan",
    "no",
    "tidak",
    "stop 1",
    "halo",
    "kak",
    "s t o p",
    "\U0001f6d1",
    "stop " * 40,
]


@pytest.mark.parametrize("text", OUT)
def test_means_no_more(text: str) -> None:
    assert read_consent(text) is Consent.OUT


@pytest.mark.parametrize("text", IN)
def test_means_again(text: str) -> None:
    assert read_consent(text) is Consent.IN


@pytest.mark.parametrize("text", [*NEITHER, None])
def test_means_neither(text: str | None) -> None:
    assert read_consent(text) is None


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    read_consent(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", min_size=4, max_size=40))
def test_a_sentence_with_another_word_never_silences_anybody(text: str) -> None:
    assert read_consent(f"{text} universitas stop") is None
    assert read_consent(f"stop {text} universitas") is None
