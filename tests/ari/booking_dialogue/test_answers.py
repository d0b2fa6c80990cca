"""Only a whole message that says yes is a yes, and the same for a no."""

import pytest

from ari.booking_dialogue.answers import is_no, is_yes

YES = (
    "ya", "Iya", "iyaa", "y", "betul", "benar", "bener kak", "oke", "ok", "Okee", "setuju", "deal", "siap", "sip",
    "boleh", "yes", "Yes!", "correct", "iya betul", "oke kak", "siap kak, makasih", "ya kak 🙏", "ok sip", "👍",
    "baik kak",
    "iya, terima kasih banyak ya", "sudah benar", "udah bener kak", "sounds good", "That's right", "yes please",
    "yep", "iya\nmakasih kak", "Oke\nsetuju",
)  # fmt: skip
NOT_YES = (
    "yang mana ya", "yaudah nanti aja", "yah ga jadi", "ok tapi ganti jam", "ya?", "oke?", "yah", "ya udah", "yaudah",
    "iya jam 10 aja", "ok pagi", "oke selasa", "boleh lihat yang lain?", "siapa konsultannya?", "setuju ga ya",
    "belum", "tidak", "ga", "ok nanti", "iya tapi", "ya ampun", "yes but later", "okay what about Friday",
    "not correct", "tidak benar", "ga setuju", "bukan ya", "", "🙏", "makasih", "kak", "betul gak kak",
    "okelah kalau begitu",
    "iya\nganti jam 4", "ya\neh jangan", "siap-siap dulu", "deal 2 orang",
)  # fmt: skip
NO = ("tidak", "nggak", "ga kak", "bukan", "bukan itu", "no", "Nope", "salah", "jangan", "kurang cocok", "gak bisa kak")
NOT_NO = ("ya", "tidak jadi masalah", "no 2", "bukan Senin", "nggak tahu", "ga papa", "oke", "", "jangan lupa ya")


@pytest.mark.parametrize("text", YES)
def test_is_a_yes(text: str) -> None:
    assert is_yes(text)
    assert not is_no(text)


@pytest.mark.parametrize("text", NOT_YES)
def test_is_no_yes(text: str) -> None:
    assert not is_yes(text)


@pytest.mark.parametrize("text", NO)
def test_is_a_no(text: str) -> None:
    assert is_no(text)
    assert not is_yes(text)


@pytest.mark.parametrize("text", NOT_NO)
def test_is_not_just_a_no(text: str) -> None:
    assert not is_no(text)
