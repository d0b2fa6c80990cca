"""Whole dialogues, from the first message to the receipt, over a business that keeps the real rules."""

from collections.abc import Callable
from datetime import date, time

import pytest

from ari.booking_dialogue import Outcome
from tests.ari.booking_dialogue.business import MORNING, Business, Hours, Lead, local

# A message, where its step ends, and what the reply must hold. The dialogue begins on Monday, 30 November, 09:30.
Line = tuple[str, Outcome, str]
ASK, LIST, READ, BOOK, MOVE, CANCEL, DECLINE, HUMAN = (
    Outcome.ASKING, Outcome.OFFERED, Outcome.CONFIRMING, Outcome.BOOKED, Outcome.MOVED, Outcome.CANCELLED,
    Outcome.DECLINED, Outcome.HANDOFF,
)  # fmt: skip

DIALOGUES: dict[str, tuple[list[Line], str | None]] = {
    "by number and by hour": (
        [
            ("boleh kak", LIST, "2. Selasa, 1 Desember (8 waktu, 09.00 sampai 16.00)"),
            ("2", LIST, "2. 10.00"),
            ("jam 10", READ, "Selasa, 1 Desember 2026 pukul 10.00 WIB (60 menit)"),
            ("ya", BOOK, "sudah saya jadwalkan: Selasa, 1 Desember 2026 pukul 10.00 WIB"),
        ],
        "2026-12-01T10:00",
    ),
    "by a day and an hour at once": (
        [("Senin depan jam 3", READ, "Senin, 7 Desember 2026 pukul 15.00 WIB"), ("betul", BOOK, "pukul 15.00 WIB")],
        "2026-12-07T15:00",
    ),
    "by a part of the day": (
        [
            ("besok sore", LIST, "1. 15.00\n2. 16.00"),
            ("yang kedua", READ, "Selasa, 1 Desember 2026 pukul 16.00 WIB"),
            ("sip", BOOK, "16.00"),
        ],
        "2026-12-01T16:00",
    ),
    "a day refused and another named": (
        [
            ("senin depan jam 3", READ, "Senin, 7 Desember"),
            ("jangan Senin, Selasa aja", LIST, "Selasa, 1 Desember 2026"),
            ("no 2", READ, "pukul 10.00"),
            ("iya kak, makasih", BOOK, "10.00"),
        ],
        "2026-12-01T10:00",
    ),
    "days refused one after the other": (
        [
            ("boleh", LIST, "1. Senin, 30 November"),
            ("senin ga bisa", LIST, "1. Selasa, 1 Desember"),
            ("selasa juga ga bisa", LIST, "1. Rabu, 2 Desember"),
            ("1", LIST, "Rabu, 2 Desember 2026"),
            ("yang paling pagi", READ, "Rabu, 2 Desember 2026 pukul 09.00"),
            ("oke", BOOK, "09.00"),
        ],
        "2026-12-02T09:00",
    ),
    "other times of the day, and no more": (
        [
            ("besok", LIST, "5. 13.00\nMasih ada 3 waktu lain"),
            ("ada jam lain?", LIST, "1. 14.00\n2. 15.00\n3. 16.00"),
            ("yang lain", LIST, "Waktu lain di hari itu tidak ada"),
            ("jumat jam 9", READ, "Jumat, 4 Desember 2026 pukul 09.00"),
            ("setuju", BOOK, "09.00"),
        ],
        "2026-12-04T09:00",
    ),
    "earlier and later": (
        [
            ("besok jam 1", READ, "pukul 13.00"),
            ("ada yang lebih pagi?", LIST, "1. 09.00\n2. 10.00\n3. 11.00\n4. 12.00"),
            ("3", READ, "pukul 11.00"),
            ("lebih sore deh", LIST, "1. 12.00"),
            ("yang terakhir", READ, "pukul 16.00"),
            ("deal", BOOK, "16.00"),
        ],
        "2026-12-01T16:00",
    ),
    "a change of mind at the read-back": (
        [
            ("rabu jam 9", READ, "Rabu, 2 Desember 2026 pukul 09.00"),
            ("ok tapi ganti jam", LIST, "1. 10.00"),
            ("jam 2 aja", READ, "Rabu, 2 Desember 2026 pukul 14.00"),
            ("hari lain deh", LIST, "1. Senin, 30 November"),
            ("kamis", LIST, "Kamis, 3 Desember 2026"),
            ("10", READ, "Kamis, 3 Desember 2026 pukul 10.00"),
            ("siap", BOOK, "Kamis, 3 Desember"),
        ],
        "2026-12-03T10:00",
    ),
    "a no at the read-back": (
        [
            ("rabu jam 9", READ, "09.00"),
            ("bukan", LIST, "Baik, kita cari waktu lain ya."),
            ("1", READ, "Rabu, 2 Desember 2026 pukul 10.00"),
            ("benar", BOOK, "10.00"),
        ],
        "2026-12-02T10:00",
    ),
    "given up at the read-back": (
        [("rabu jam 9", READ, "09.00"), ("yah ga jadi", DECLINE, "tidak apa-apa")],
        None,
    ),
    "given up at the list": ([("boleh", LIST, "1."), ("nanti dulu deh kak", DECLINE, "tidak apa-apa")], None),
    "an ambiguous day is asked back": (
        [
            ("senin jam 3", ASK, "1. Senin, 30 November pukul 15.00\n2. Senin, 7 Desember pukul 15.00"),
            ("yang pertama", READ, "Senin, 30 November 2026 pukul 15.00"),
            ("ya", BOOK, "30 November"),
        ],
        "2026-11-30T15:00",
    ),
    "two alternatives are asked back": (
        [
            (
                "kamis jam 10 atau jumat jam 2",
                ASK,
                "1. Kamis, 3 Desember pukul 10.00\n2. Jumat, 4 Desember pukul 14.00",
            ),
            ("2", READ, "Jumat, 4 Desember 2026 pukul 14.00"),
            ("ok", BOOK, "14.00"),
        ],
        "2026-12-04T14:00",
    ),
    "of an ambiguous hour that has one free reading, that one is read back": (
        [
            ("besok jam 08.00 atau jam 4 sore", READ, "Dari waktu itu yang masih kosong hanya satu."),
            ("ya", BOOK, "16.00"),
        ],
        "2026-12-01T16:00",
    ),
    "a week and an hour": (
        [
            ("minggu depan jam 3", LIST, "1. Senin, 7 Desember pukul 15.00"),
            ("rabu aja", LIST, "Rabu, 9 Desember 2026"),
            ("jam 3", READ, "Rabu, 9 Desember 2026 pukul 15.00"),
            ("iya", BOOK, "Rabu, 9 Desember"),
        ],
        "2026-12-09T15:00",
    ),
    "an hour that nobody offers": (
        [
            ("besok jam 8 malam", LIST, "Selasa, 1 Desember 2026 pukul 20.00 WIB tidak ada waktu yang kosong"),
            ("jam 4 sore aja", READ, "Selasa, 1 Desember 2026 pukul 16.00"),
            ("boleh", BOOK, "16.00"),
        ],
        "2026-12-01T16:00",
    ),
    "a day that is over": ([("kemarin jam 10", LIST, "sudah lewat"), ("2", LIST, "Selasa, 1 Desember")], None),
    "a closed Sunday": ([("hari minggu", LIST, "Minggu, 6 Desember 2026 tidak ada waktu yang kosong")], None),
    "whatever": (
        [("terserah kakak", READ, "Senin, 30 November 2026 pukul 11.00"), ("ya", BOOK, "11.00")],
        "2026-11-30T11:00",
    ),
    "a yes before a choice chooses nothing": (
        [
            ("boleh", LIST, "1."),
            ("oke", LIST, "pilih dulu waktunya"),
            ("selasa jam 9", READ, "09.00"),
            ("oke", BOOK, "09.00"),
        ],
        "2026-12-01T09:00",
    ),
    "a number beyond the list": (
        [
            ("besok sore", LIST, "2. 16.00"),
            ("no 5", LIST, "hanya sampai nomor 2"),
            ("2", READ, "16.00"),
            ("ya", BOOK, "16.00"),
        ],
        "2026-12-01T16:00",
    ),
    "moved after the booking": (
        [
            ("besok jam 10", READ, "10.00"),
            ("ya", BOOK, "10.00"),
            (
                "kak bisa diganti ke rabu jam 2?",
                READ,
                "dipindah dari Selasa, 1 Desember 2026 pukul 10.00 WIB ke Rabu, 2 Desember 2026 pukul 14.00 WIB",
            ),
            ("ya", MOVE, "sudah saya pindahkan ke Rabu, 2 Desember 2026 pukul 14.00 WIB"),
        ],
        "2026-12-02T14:00",
    ),
    "moved by a list": (
        [
            ("besok jam 10", READ, "10.00"),
            ("ya", BOOK, "10.00"),
            (
                "mau reschedule",
                LIST,
                "Konsultasi Kakak sekarang Selasa, 1 Desember 2026 pukul 10.00 WIB. Mau dipindah ke kapan?",
            ),
            ("2", LIST, "1. 09.00\n2. 11.00"),
            ("2", READ, "ke Selasa, 1 Desember 2026 pukul 11.00"),
            ("oke", MOVE, "11.00"),
        ],
        "2026-12-01T11:00",
    ),
    "moved to another hour of the same day": (
        [
            ("besok jam 10", READ, ""),
            ("ya", BOOK, ""),
            ("ganti jam 2 aja kak", READ, "ke Selasa, 1 Desember 2026 pukul 14.00"),
            ("ok", MOVE, "14.00"),
        ],
        "2026-12-01T14:00",
    ),
    "a move that is given up leaves the appointment": (
        [
            ("besok jam 10", READ, ""),
            ("ya", BOOK, ""),
            ("ganti jam dong", LIST, ""),
            ("ga jadi deh", DECLINE, "tetap Selasa, 1 Desember"),
        ],
        "2026-12-01T10:00",
    ),
    "cancelled after the booking": (
        [
            ("besok jam 10", READ, "10.00"),
            ("ya", BOOK, "10.00"),
            ("batal kak", ASK, "Kakak mau membatalkan konsultasi Selasa, 1 Desember 2026 pukul 10.00 WIB?"),
            ("ya", CANCEL, "Konsultasi Selasa, 1 Desember 2026 pukul 10.00 WIB sudah saya batalkan"),
        ],
        None,
    ),
    "cancelled, and booked anew": (
        [
            ("besok jam 10", READ, ""),
            ("ya", BOOK, ""),
            ("saya ga bisa datang kak", ASK, "membatalkan"),
            ("batalkan aja", CANCEL, "sudah saya batalkan"),
            ("jumat jam 9", READ, "Jumat, 4 Desember"),
            ("ya", BOOK, "Jumat, 4 Desember"),
        ],
        "2026-12-04T09:00",
    ),
    "not cancelled after all": (
        [
            ("besok jam 10", READ, ""),
            ("ya", BOOK, ""),
            ("batalin dong", ASK, ""),
            ("jangan", DECLINE, "tetap Selasa, 1 Desember"),
        ],
        "2026-12-01T10:00",
    ),
    "moved instead of cancelled": (
        [
            ("besok jam 10", READ, ""),
            ("ya", BOOK, ""),
            ("batal", ASK, ""),
            ("pindah ke jumat jam 9 aja", READ, "Jumat"),
            ("ya", MOVE, "Jumat"),
        ],
        "2026-12-04T09:00",
    ),
    "neither yes nor no to the cancellation": (
        [
            ("besok jam 10", READ, ""),
            ("ya", BOOK, ""),
            ("batal", ASK, ""),
            ("ga jadi", ASK, "membatalkan"),
            ("jangan dibatalkan", DECLINE, "tetap"),
        ],
        "2026-12-01T10:00",
    ),
    "nothing to cancel": ([("batal kak", DECLINE, "belum ada konsultasi yang terjadwal")], None),
    "when it is": (
        [
            ("besok jam 10", READ, ""),
            ("ya", BOOK, ""),
            ("jadwal saya kapan ya?", ASK, "Selasa, 1 Desember 2026 pukul 10.00 WIB"),
        ],
        "2026-12-01T10:00",
    ),
    "a human after three turns that say nothing of it": (
        [
            ("boleh", LIST, ""),
            ("biayanya berapa?", LIST, "belum menangkap"),
            ("ada promo?", LIST, ""),
            ("di mana kantornya?", HUMAN, "tim kami"),
        ],
        None,
    ),
}


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_dialogue_goes_as_a_lead_expects(name: str) -> None:
    lines, booked_at = DIALOGUES[name]
    lead = Lead()
    for said, outcome, reply in lines:
        step = lead.says(said)
        assert step.outcome is outcome, (said, step)
        assert reply in "\n".join(step.replies), (said, step)
        assert (step.receipt is not None) == (outcome in {BOOK, MOVE, CANCEL})
        lead.waits(minutes=1)
    assert lead.booked_at() == booked_at


def test_the_same_in_english() -> None:
    lead = Lead(language="en")
    assert "2. Tuesday, 1 December (8 times, 09:00 to 16:00)" in lead.hears("sure")
    assert "Tuesday, 1 December 2026 at 15:00 WIB (60 minutes)" in lead.hears("tomorrow at 3pm")
    assert "at 16:00 WIB" in lead.hears("what about 4?")
    assert lead.says("yes please").outcome is Outcome.BOOKED
    assert "Do you want to cancel" in lead.hears("please cancel it")
    assert lead.says("no").outcome is Outcome.DECLINED
    assert "moved to Friday, 4 December 2026 at 09:00 WIB" in "".join(
        lead.hears(*line) for line in (["move it to friday 9am"], ["yes"])
    )


class TestTakenMeanwhile:
    def test_a_time_that_was_taken_after_the_hold_ran_out_is_refused_with_the_nearest(self) -> None:
        lead = Lead()
        lead.says("besok jam 10")
        lead.waits(minutes=15)
        lead.business.take(local("2026-12-01T10:00"))
        step = lead.says("ya")
        assert (step.outcome, step.receipt, lead.booked_at()) == (Outcome.OFFERED, None, None)
        assert step.replies[0].startswith("Maaf Kak, Selasa, 1 Desember 2026 pukul 10.00 WIB baru saja terisi.")
        assert "1. 09.00\n2. 11.00" in step.replies[0]
        lead.says("2")
        assert lead.says("ya").outcome is Outcome.BOOKED
        assert lead.booked_at() == "2026-12-01T11:00"

    def test_a_time_that_is_read_back_is_held_against_others(self) -> None:
        lead = Lead()
        lead.says("besok jam 10")
        other = Lead(business=lead.business, name="Budi")
        assert "tidak ada waktu yang kosong" in other.hears("besok jam 10")
        assert lead.says("ya").outcome is Outcome.BOOKED

    def test_a_hold_is_given_up_with_the_time(self) -> None:
        lead = Lead()
        lead.says("besok jam 10")
        lead.says("nggak jadi")
        other = Lead(business=lead.business, name="Budi")
        assert other.says("besok jam 10").outcome is Outcome.CONFIRMING

    def test_a_line_that_was_taken_since_the_list_is_refused_when_it_is_chosen(self) -> None:
        lead = Lead()
        lead.says("besok")
        lead.business.take(local("2026-12-01T10:00"))
        step = lead.says("2")
        assert step.outcome is Outcome.OFFERED
        assert "baru saja terisi" in step.replies[0]

    def test_a_move_to_a_time_that_was_taken_leaves_the_appointment(self) -> None:
        lead = Lead()
        lead.says("besok jam 10")
        lead.says("ya")
        lead.says("pindah ke jumat jam 9")
        lead.waits(minutes=15)
        lead.business.take(local("2026-12-04T09:00"))
        assert lead.says("ya").outcome is Outcome.OFFERED
        assert lead.booked_at() == "2026-12-01T10:00"

    def test_two_leads_at_one_time_get_one_booking(self) -> None:
        business = Business()
        leads = [Lead(business=business, name=name) for name in ("Rina", "Budi")]
        leads[0].says("besok jam 10")
        business.now = MORNING.replace(hour=9, minute=45)
        leads[1].says("besok jam 10")
        outcomes = [lead.says("ya").outcome for lead in leads]
        assert sorted(outcomes) == [Outcome.BOOKED, Outcome.OFFERED]


class TestOldOffers:
    def test_an_old_list_is_not_chosen_from_silently(self) -> None:
        lead = Lead()
        lead.says("besok")
        lead.waits(hours=2)
        step = lead.says("2")
        assert step.outcome is Outcome.OFFERED
        assert step.replies[0].startswith("Daftar yang tadi sudah lama")
        assert lead.says("2").outcome is Outcome.CONFIRMING

    def test_the_new_list_lacks_what_is_over(self) -> None:
        lead = Lead()
        lead.says("hari ini")
        lead.waits(hours=3)
        assert "1. 14.00\n2. 15.00\n3. 16.00" in lead.hears("1")

    def test_an_old_question_is_asked_again(self) -> None:
        lead = Lead()
        lead.says("besok jam 10")
        lead.waits(hours=2)
        step = lead.says("ya")
        assert (step.outcome, lead.booked_at()) == (Outcome.CONFIRMING, None)
        assert lead.says("ya").outcome is Outcome.BOOKED

    def test_an_old_question_whose_time_is_over_finds_another(self) -> None:
        lead = Lead()
        lead.says("besok jam 10")
        lead.waits(days=3)
        step = lead.says("ya")
        assert (step.outcome, lead.booked_at()) == (Outcome.OFFERED, None)

    def test_an_old_cancellation_is_asked_again(self) -> None:
        lead = Lead()
        lead.says("jumat jam 10")
        lead.says("ya")
        lead.says("batal")
        lead.waits(hours=2)
        assert lead.says("ya").outcome is Outcome.ASKING
        assert lead.says("ya").outcome is Outcome.CANCELLED


class TestLostTurns:
    """A turn that has booked may be lost before it is stored: the worker plays it again, with the state before it."""

    @pytest.mark.parametrize(
        ("before", "last", "deed"),
        [
            (["besok jam 10"], "ya", "booked"),
            (["besok jam 10", "ya", "pindah ke jumat jam 9"], "ya", "moved"),
            (["besok jam 10", "ya", "batal"], "ya", "cancelled"),
        ],
    )
    def test_the_same_turn_again_does_nothing_twice_and_answers_the_same(
        self, before: list[str], last: str, deed: str
    ) -> None:
        lead = Lead()
        for line in before:
            lead.says(line)
        state = lead.state
        first = lead.says(last)
        lead.state = state
        second = lead.says(last)
        assert (first.outcome, first.replies, first.receipt) == (second.outcome, second.replies, second.receipt)
        assert [done for done, *_ in lead.business.deeds].count(deed) == 1

    @pytest.mark.parametrize(
        ("since", "reply"),
        [
            ("alamatnya di mana ya kak?", ""),
            (
                "eh jam 11 aja",
                "dipindah dari Selasa, 1 Desember 2026 pukul 10.00 WIB ke Selasa, 1 Desember 2026 pukul 11.00",
            ),
            ("eh ga jadi", "Kakak mau membatalkan konsultasi Selasa, 1 Desember 2026 pukul 10.00 WIB?"),
        ],
    )
    def test_a_message_that_overtakes_the_booking_is_heard_after_it(self, since: str, reply: str) -> None:
        lead = Lead()
        lead.says("besok jam 10")
        state = lead.state
        lead.says("ya")
        lead.state = state
        step = lead.says("ya", since)
        assert step.receipt is not None
        assert "sudah saya jadwalkan" in step.replies[0]
        assert reply in step.replies[-1]
        assert [deed for deed, *_ in lead.business.deeds] == ["booked"]

    def test_an_appointment_that_staff_made_meanwhile_is_not_moved_without_asking(self) -> None:
        lead = Lead()
        lead.says("besok jam 10")
        lead.business.calendar_of(lead.name).book(lead.business.offer_at(local("2026-12-03T09:00")))
        step = lead.says("ya")
        assert step.outcome is Outcome.CONFIRMING
        assert "dipindah dari Kamis, 3 Desember 2026 pukul 09.00 WIB ke Selasa" in step.replies[0]
        assert lead.booked_at() == "2026-12-03T09:00"

    def test_an_appointment_that_staff_cancelled_meanwhile_is_none_to_move(self) -> None:
        lead = Lead()
        lead.says("besok jam 10")
        lead.says("ya")
        lead.says("pindah ke jumat jam 9")
        lead.business.appointments.clear()
        step = lead.says("ya")
        assert step.outcome is Outcome.BOOKED
        assert lead.booked_at() == "2026-12-04T09:00"

    def test_an_appointment_that_staff_moved_meanwhile_is_asked_about_anew(self) -> None:
        lead = Lead()
        lead.says("besok jam 10")
        lead.says("ya")
        lead.says("batal")
        calendar = lead.business.calendar_of(lead.name)
        current = calendar.current()
        assert current is not None
        calendar.move(current, lead.business.offer_at(local("2026-12-03T09:00")))
        step = lead.says("ya")
        assert step.outcome is Outcome.ASKING
        assert "Kamis, 3 Desember 2026 pukul 09.00" in step.replies[0]


class TestOtherBusinesses:
    def test_few_times_are_listed_at_once(self) -> None:
        lead = Lead(business=Business(hours=(Hours(weekday=1, opens=time(9), closes=time(11)),)))
        assert lead.hears("boleh") == (
            "Waktu yang masih kosong (WIB):\n1. Selasa, 1 Desember pukul 09.00\n2. Selasa, 1 Desember pukul 10.00\n"
            "3. Selasa, 8 Desember pukul 09.00\n4. Selasa, 8 Desember pukul 10.00\n"
            "Kakak pilih yang mana? Balas nomornya, atau tulis hari dan jam lain."
        )

    def test_without_free_times_a_human_goes_on(self) -> None:
        step = Lead(business=Business(hours=())).says("boleh")
        assert (step.outcome, step.state) == (Outcome.HANDOFF, {})

    def test_a_bare_hour_follows_the_hours_of_the_business(self) -> None:
        evenings = tuple(Hours(weekday=day, opens=time(17), closes=time(21)) for day in range(5))
        assert "pukul 19.00" in Lead(business=Business(hours=evenings)).hears("besok jam 7")

    def test_an_hour_that_is_free_in_both_halves_of_the_day_is_asked_back(self) -> None:
        long = tuple(Hours(weekday=day, opens=time(7), closes=time(21)) for day in range(5))
        lead = Lead(business=Business(hours=long))
        step = lead.says("besok jam 7")
        assert step.outcome is Outcome.ASKING
        assert "1. Selasa, 1 Desember pukul 07.00\n2. Selasa, 1 Desember pukul 19.00" in step.replies[0]

    def test_a_closed_day_is_not_offered(self) -> None:
        business = Business(closed=frozenset({date(2026, 12, 1)}))
        assert "Selasa, 1 Desember" not in Lead(business=business).hears("boleh")

    def test_several_consultants_at_one_time_are_one_line(self) -> None:
        hours = tuple(Hours(weekday=1, closes=time(11), consultant=name) for name in ("Sari", "Tono"))
        lead = Lead(business=Business(hours=hours))
        assert "1. 09.00\n2. 10.00\nKakak" in lead.hears("selasa besok")
        assert "dengan Sari" in lead.hears("1")
        assert "dengan Sari" in lead.hears("ya")

    @pytest.mark.parametrize(
        ("zone", "name"), [("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT"), ("Asia/Dubai", "UTC+4")]
    )
    def test_the_zone_of_the_business_is_read_and_said(
        self, zone: str, name: str, in_zone: Callable[[str], Lead]
    ) -> None:
        lead = in_zone(zone)
        assert f"Selasa, 1 Desember 2026 pukul 10.00 {name}" in lead.hears("besok jam 10")
        assert lead.says("ya").outcome is Outcome.BOOKED
        assert lead.booked_at() == "2026-12-01T10:00"

    def test_a_clock_of_another_zone_is_converted(self, in_zone: Callable[[str], Lead]) -> None:
        assert "pukul 11.00 WITA" in in_zone("Asia/Makassar").hears("besok jam 10 WIB")


def test_what_is_about_something_else_after_the_booking_gets_no_answer_from_here() -> None:
    lead = Lead()
    lead.says("besok jam 10")
    lead.says("ya")
    for line in ("halo kak", "biayanya berapa?", "saya berangkat Juli 2027", "oke makasih", "IELTS saya 6.5"):
        step = lead.says(line)
        assert (step.replies, step.is_aside, step.state) == ((), True, {}), line


def test_a_wish_for_a_year_is_no_wish_for_a_time() -> None:
    lead = Lead()
    lead.says("boleh")
    assert lead.says("kuliahnya tahun depan kak").is_aside
