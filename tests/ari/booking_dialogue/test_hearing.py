"""What a message wants of the booking, beside the time that it names."""

import pytest

from ari.booking_dialogue.hearing import Pull, hear


@pytest.mark.parametrize(
    ("text", "picks"),
    [
        ("yang kedua", (2,)),
        ("no 2", (2,)),
        ("No. 3 ya kak", (3,)),
        ("nomor dua", (2,)),
        ("2", (2,)),
        ("2.", (2,)),
        ("2 aja kak", (2,)),
        ("yang no 4 boleh?", (4,)),
        ("pilih 1", (1,)),
        ("opsi 3", (3,)),
        ("yang ke-2", (2,)),
        ("#2", (2,)),
        ("yang pertama", (1,)),
        ("pertama aja", (1,)),
        ("yang terakhir deh", (-1,)),
        ("the second one", (2,)),
        ("the 3rd please", (3,)),
        ("option 2", (2,)),
        ("yang kedua atau yang ketiga", (2, 3)),
        ("bukan yang kedua, yang ketiga", (3,)),
        ("dua", (2,)),
        ("2?", ()),
        ("ada 2 orang", ()),
        ("jam berapa", ()),
        ("IELTS 6.5", ()),
    ],
)
def test_picks_lines_of_a_list(text: str, picks: tuple[int, ...]) -> None:
    assert hear(text).picks == picks


@pytest.mark.parametrize(
    ("text", "pull"),
    [
        ("yang paling pagi", Pull.EARLIEST),
        ("secepatnya ya", Pull.EARLIEST),
        ("the earliest please", Pull.EARLIEST),
        ("paling sore", Pull.LATEST),
        ("ada yang lebih pagi?", Pull.EARLIER),
        ("agak sorean bisa?", Pull.LATER),
        ("terserah kakak", Pull.ANY),
        ("kapan aja bisa", Pull.ANY),
        ("jam 10", None),
    ],
)
def test_hears_comparisons(text: str, pull: Pull | None) -> None:
    assert hear(text).pull is pull


@pytest.mark.parametrize(
    "text", ["ga jadi", "nanti aja", "nanti dulu kak", "lain kali ya", "gausah", "not now", "yah ga jadi"]
)
def test_hears_that_the_lead_gives_up(text: str) -> None:
    assert hear(text).gives_up


@pytest.mark.parametrize(
    "text", ["batal kak", "tolong dibatalkan", "cancel please", "saya ga bisa datang", "gabisa hadir"]
)
def test_hears_a_cancellation(text: str) -> None:
    assert hear(text).cancels


@pytest.mark.parametrize(
    "text", ["jangan dibatalkan ya", "ga jadi batal", "kalau batal gimana?", "jam 10", "yang lain"]
)
def test_hears_no_cancellation(text: str) -> None:
    assert not hear(text).cancels


@pytest.mark.parametrize(
    "text",
    ["reschedule dong", "bisa ganti jam?", "pindah hari", "jadwalnya diundur", "can we move it?", "mau ubah jadwal"],
)
def test_hears_a_move(text: str) -> None:
    assert hear(text).moves


@pytest.mark.parametrize("text", ["ada jam lain?", "yang lain dong", "ada lagi?", "other times?", "jam berapa aja?"])
def test_hears_that_other_times_are_wanted(text: str) -> None:
    assert hear(text).wants_others


@pytest.mark.parametrize("text", ["hari lain", "hari apa aja?", "bisanya kapan?", "another day please", "ganti hari"])
def test_hears_that_other_days_are_wanted(text: str) -> None:
    assert hear(text).wants_days


@pytest.mark.parametrize("text", ["jadwal saya kapan ya", "jam berapa konsultasinya?", "when is my consultation"])
def test_hears_a_question_for_the_appointment(text: str) -> None:
    assert hear(text).asks_status
