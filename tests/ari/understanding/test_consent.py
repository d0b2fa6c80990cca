import pytest

from ari.domain import Intent
from tests.ari.understanding.hearing import read

OUT = [
    "stop", "STOP!!", "stop ya kak", "berhenti", "tolong berhenti", "unsubscribe", "aku mau stop",
    "jangan chat saya lagi",
    "jgn wa saya", "gausah chat lagi", "stop kirim promo", "jangan kirim pesan lagi", "saya tidak mau dihubungi",
    "hapus nomor saya", "opt out", "do not contact me", "dont message me", "jangan kirim iklan",
    "ga usah kirim info lagi",
    "saya ga mau terima promosi", "i don't want to receive messages", "remove me from your list", "blokir nomor saya",
]  # fmt: skip
NOT_OUT = [
    "bus stop di mana?", "saya berhenti kerja bulan lalu", "kapan pendaftaran berhenti?", "jangan berhenti kirim info",
    "non stop belajar", "jangan chat malam ya", "i don't want to get a loan", "saya tidak mau kerja dulu",
    "kenapa tidak hubungi saya?", "jangan lupa hubungi saya", "saya sempat berhenti kuliah", "dia ga mau stop ketawa",
    "hapus", "stop nanya itu terus", "jangan telpon sebelum jam 5",
]  # fmt: skip
IN = [
    "start",
    "mulai",
    "unstop",
    "subscribe",
    "mulai lagi",
    "opt in",
    "boleh chat saya lagi",
    "aktifkan lagi",
    "hubungi saya lagi",
]
NOT_IN = ["mulai september", "kapan mulai kuliah?", "saya mau mulai tahun depan", "start from zero", "chat dong"]


@pytest.mark.parametrize("text", OUT)
def test_the_whole_sense_forbids_to_write_again(text: str) -> None:
    assert Intent.OPT_OUT in read(text).intents


@pytest.mark.parametrize("text", NOT_OUT)
def test_a_word_of_it_in_another_sentence_forbids_nothing(text: str) -> None:
    assert Intent.OPT_OUT not in read(text).intents


@pytest.mark.parametrize("text", IN)
def test_the_whole_sense_allows_it_again(text: str) -> None:
    assert Intent.OPT_IN in read(text).intents


@pytest.mark.parametrize("text", [*NOT_IN, *OUT])
def test_a_word_of_it_in_another_sentence_allows_nothing(text: str) -> None:
    assert Intent.OPT_IN not in read(text).intents
