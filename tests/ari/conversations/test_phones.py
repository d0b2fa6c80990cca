"""Phone numbers in their one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari.phones import digits_of, normalize_phone, spellings_of


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("6281234567890", "+6281234567890"),
        ("+6281234567890", "+6281234567890"),
        ("+62 812-3456-7890", "+6281234567890"),
        ("081234567890", "+6281234567890"),
        ("0812 3456 7890", "+6281234567890"),
        ("006281234567890", "+6281234567890"),
        ("(0812) 3456.7890", "+6281234567890"),
        ("14155552671", "+14155552671"),
        ("85291234567", "+85291234567"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_has_one_form(text: str, phone: str) -> None:
    assert normalize_phone(text) == phone


@pytest.mark.parametrize("text", ["", "abc", "62", "+", "0", "+6281234567890123456", "Sari"])
def test_is_no_number(text: str) -> None:
    assert normalize_phone(text) is None


def test_is_looked_for_in_every_form_in_which_it_may_be_stored() -> None:
    forms = ("6281234567890", "+6281234567890", "081234567890")
    assert spellings_of("6281234567890", "+6281234567890") == forms
    assert spellings_of("14155552671", "+14155552671") == ("14155552671", "+14155552671")
    assert spellings_of("abc", None) == ("abc",)


@given(st.integers(min_value=10**7, max_value=10**10 - 1))
def test_three_spellings_of_an_indonesian_mobile_are_one_person(rest: int) -> None:
    phones = {normalize_phone(f"{prefix}8{rest}") for prefix in ("0", "62", "+62")}
    assert phones == {f"+628{rest}"}


@given(st.text(max_size=30))
def test_what_is_a_number_has_the_form_of_one(text: str) -> None:
    phone = normalize_phone(text)
    assert phone is None or (phone.startswith("+") and phone[1:].isdigit() and len(phone) <= 16)


def test_whatsapp_takes_digits() -> None:
    assert digits_of("+6281234567890") == "6281234567890"
    assert digits_of("0812-3456-7890") == "6281234567890"
    assert digits_of("simulator:1") == "simulator:1"
