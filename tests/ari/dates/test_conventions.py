"""Each line of the conventions by which dates and times are read has its test here."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from ari.dates import Ambiguous, Instant, Past, Why, read_rejected, read_when

JAKARTA, MAKASSAR, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")
# A Wednesday.
WEDNESDAY = "2026-03-04T10:00"
SUNDAY = "2026-03-01T14:00"
MIDNIGHT = "2026-01-31T00:20"


def read(text: str, base: str = WEDNESDAY, zone: ZoneInfo = JAKARTA, hours: tuple[time, time] | None = None) -> str:
    """Return the short form of what the text means."""
    moment = datetime.fromisoformat(base).replace(tzinfo=zone)
    if hours is None:
        return str(read_when(text, base=moment, zone=zone))
    return str(read_when(text, base=moment, zone=zone, hours=hours))


def check(cases: dict[str, str], base: str = WEDNESDAY, zone: ZoneInfo = JAKARTA) -> None:
    """Assert every reading at once, so that a failure shows all of them."""
    assert {text: read(text, base, zone) for text in cases} == cases


class TestGroundRules:
    def test_1_the_parts_of_the_day(self) -> None:
        check(
            {
                "pagi aja": "05:00..10:59",
                "siang aja": "11:00..14:59",
                "sore aja": "15:00..17:59",
                "malam aja": "18:00..23:59",
            }
        )

    def test_2_the_week_starts_on_monday(self) -> None:
        check({"dalam minggu ini": "2026-02-23..2026-03-01", "minggu depan": "2026-03-02..2026-03-08"}, SUNDAY)

    def test_3_a_weekday_with_ini_comes_within_seven_days_today_included(self) -> None:
        check({"rabu ini": "2026-03-04", "kamis ini": "2026-03-05", "selasa ini": "2026-03-10"})

    def test_4_a_weekday_with_depan_is_in_the_next_week_and_so_is_next(self) -> None:
        check({"senin depan": "2026-03-09", "kamis depan": "2026-03-12", "next thursday": "2026-03-12"})
        check({"senin depan": "2026-03-02", "next monday": "2026-03-02"}, SUNDAY)

    def test_5_minggu_depan_is_the_next_week_unless_a_time_follows(self) -> None:
        check(
            {
                "minggu depan": "2026-03-09..2026-03-15",
                "minggu depan jam 3": "? 2026-03-09..2026-03-15 | 2026-03-15T15:00",
                "minggu depan pagi": "? 2026-03-09..2026-03-15 | 2026-03-15T05:00..2026-03-15T10:59",
            }
        )

    def test_6_hari_minggu_and_ahad_are_sunday(self) -> None:
        check({"hari minggu": "2026-03-08", "Ahad": "2026-03-08", "hari minggu depan": "2026-03-15"})

    def test_7_a_bare_weekday_is_the_next_one_unless_today_is_plausible(self) -> None:
        check(
            {
                "kamis": "2026-03-05",
                "rabu": "2026-03-11",
                "rabu jam 9 pagi": "2026-03-11T09:00",
                "rabu jam 3 sore": "? 2026-03-04T15:00 | 2026-03-11T15:00",
            }
        )

    def test_8_a_bare_hour_is_decided_by_the_consultation_hours(self) -> None:
        check({"jam 1": "13:00", "jam 5": "17:00", "jam 6": "? 06:00 | 18:00"})

    def test_9_a_date_without_a_year_is_the_next_one(self) -> None:
        check({"5 april": "2026-04-05", "5 januari": "2027-01-05"})


class TestClocks:
    def test_bare_hours_from_nine_to_twelve_are_before_noon_and_six_to_eight_open(self) -> None:
        check({"jam 9": "09:00", "jam 10": "10:00", "jam 11": "11:00", "jam 12": "12:00"})
        check({f"jam {hour}": f"? 0{hour}:00 | {hour + 12}:00" for hour in (6, 7, 8)})

    def test_the_consultation_hours_come_with_the_question(self) -> None:
        evening = (time(16), time(21))
        assert read("jam 7", hours=evening) == "19:00"
        assert read("jam 9", hours=evening) == "21:00"
        assert read("jam 10", hours=evening) == "? 10:00 | 22:00"

    def test_the_end_of_the_consultation_hours_belongs_to_them(self) -> None:
        check({"jam 5": "17:00", "jam 5 lewat 1": "? 05:01 | 17:01"})

    def test_the_rule_looks_at_the_resulting_minute(self) -> None:
        check(
            {
                "setengah 6": "? 05:30 | 17:30",
                "jam 5.30": "? 05:30 | 17:30",
                "setengah 9": "? 08:30 | 20:30",
                "jam 9 kurang 10": "? 08:50 | 20:50",
            }
        )

    def test_hours_from_thirteen_are_final_also_outside_the_consultation_hours(self) -> None:
        check({"jam 13": "13:00", "13.00": "13:00", "jam 19.00": "19:00", "jam 23": "23:00"})

    def test_a_leading_zero_is_final_for_seven_to_nine_and_open_for_one_to_six(self) -> None:
        check({"08.30": "08:30", "jam 07.00": "07:00", "02.00": "? 02:00 | 14:00", "00.30": "00:30"})

    @pytest.mark.parametrize("half", ["setengah 3", "stgh 3", "1/2 3", "½ 3", "setengah tiga", "half past two"])
    def test_setengah_is_half_an_hour_before_and_half_past_after(self, half: str) -> None:
        assert read(half) == "14:30"

    def test_kurang_lewat_and_lebih_are_minutes_and_seperempat_fifteen(self) -> None:
        check(
            {
                "jam 3 kurang 10": "14:50",
                "jam 3 lewat 10": "15:10",
                "jam 3 lebih 20": "15:20",
                "jam 3 kurang seperempat": "14:45",
                "jam 3 lewat seperempat": "15:15",
            }
        )

    def test_a_named_part_picks_the_half_even_beyond_its_band(self) -> None:
        check({"jam 3 siang": "15:00", "jam 10 siang": "10:00", "jam 6 sore": "18:00", "jam 8 malam": "20:00"})

    def test_midnight_beside_a_day_lies_at_either_end_of_it(self) -> None:
        check({"jam 12 malam besok": "? 2026-03-05T00:00 | 2026-03-06T00:00", "jam 12 malam": "00:00"})

    @pytest.mark.parametrize(
        "rough", ["jam 3an", "jam 3-an", "sekitar jam 3", "kurleb jam 3", "at 3ish", "jam 3an sore"]
    )
    def test_a_rough_clock_keeps_its_plain_value(self, rough: str) -> None:
        assert read(rough) == "15:00"

    def test_nanti_with_a_clock_or_a_part_is_today(self) -> None:
        check(
            {
                "nanti jam 3": "2026-03-04T15:00",
                "ntar sore": "2026-03-04T15:00..2026-03-04T17:59",
                "nanti ya": "none",
            }
        )

    def test_a_clock_of_today_that_is_gone_in_all_its_readings_is_past(self) -> None:
        check({"hari ini jam 9": "past 2026-03-04T09:00", "hari ini jam 7": "? 2026-03-04T07:00 | 2026-03-04T19:00"})
        assert read("hari ini jam 7", "2026-03-04T20:00") == "past 2026-03-04T19:00"


class TestDays:
    def test_relative_days_follow_the_calendar_strictly_also_after_midnight(self) -> None:
        check({"hari ini": "2026-01-31", "besok": "2026-02-01", "lusa": "2026-02-02"}, MIDNIGHT)

    def test_bare_minggu_is_sunday_minggu_ini_is_open_and_dalam_minggu_ini_the_week(self) -> None:
        check(
            {
                "minggu": "2026-03-08",
                "minggu jam 10": "2026-03-08T10:00",
                "minggu pagi": "2026-03-08T05:00..2026-03-08T10:59",
                "minggu ini": "? 2026-03-02..2026-03-08 | 2026-03-08",
                "dalam minggu ini": "2026-03-02..2026-03-08",
            }
        )

    def test_senin_besok_is_the_coming_monday(self) -> None:
        assert read("senin besok") == "2026-03-09"

    def test_malam_before_a_weekday_is_its_eve_and_after_it_its_evening(self) -> None:
        check(
            {
                "malam minggu": "2026-03-07T18:00..2026-03-07T23:59",
                "malam jumat": "2026-03-05T18:00..2026-03-05T23:59",
                "malam senin": "2026-03-08T18:00..2026-03-08T23:59",
                "jumat malam": "2026-03-06T18:00..2026-03-06T23:59",
            }
        )

    def test_besok_lusa_is_open_and_besok_besok_nothing(self) -> None:
        check({"besok lusa": "? 2026-03-05 | 2026-03-06", "besok-besok": "none", "besok2 aja": "none"})

    def test_a_day_of_the_month_is_in_the_next_month_that_has_it(self) -> None:
        check({"tgl 10": "2026-03-10", "tgl 3": "2026-04-03"})
        check({"tgl 30": "2026-03-30", "tgl 29": "2026-03-29"}, MIDNIGHT)

    def test_a_day_of_the_month_that_is_today_needs_a_time(self) -> None:
        check(
            {
                "tgl 4": "? 2026-03-04 | 2026-04-04",
                "tgl 4 jam 3": "2026-03-04T15:00",
                "tgl 4 sore": "2026-03-04T15:00..2026-03-04T17:59",
                "tgl 4 jam 9": "2026-04-04T09:00",
            }
        )

    def test_numeric_dates_are_day_first_and_impossible_ones_nothing(self) -> None:
        check({"5/12": "2026-12-05", "5-12-2026": "2026-12-05", "12/25": "none", "31 april": "none", "tgl 32": "none"})

    def test_weeks_and_months_from_now(self) -> None:
        check({"2 minggu lagi": "2026-03-18", "sebulan lagi": "2026-04-04"})
        assert read("sebulan lagi", MIDNIGHT) == "? 2026-02-28 | 2026-03-01"

    def test_the_parts_of_a_month_and_the_end_of_the_year(self) -> None:
        check(
            {
                "awal bulan depan": "2026-04-01..2026-04-10",
                "pertengahan bulan": "2026-03-11..2026-03-20",
                "akhir bulan": "2026-03-21..2026-03-31",
                "akhir tahun": "2026-12-21..2026-12-31",
            }
        )
        assert read("akhir bulan", MIDNIGHT) == "? 2026-01-21..2026-01-31 | 2026-02-21..2026-02-28"

    def test_weekends(self) -> None:
        check(
            {
                "weekend": "2026-03-07..2026-03-08",
                "weekend depan": "2026-03-14..2026-03-15",
                "weekend jam 10": "? 2026-03-07T10:00 | 2026-03-08T10:00",
            }
        )

    def test_an_interval_that_is_running_is_not_clipped(self) -> None:
        check({"weekend": "2026-02-28..2026-03-01"}, SUNDAY)
        check({"awal bulan": "2026-03-01..2026-03-10", "bulan ini": "2026-03-01..2026-03-31"})
        assert read("sore ini", "2026-03-04T16:00") == "2026-03-04T15:00..2026-03-04T17:59"

    def test_a_weekday_and_a_date_that_disagree_are_ambiguous(self) -> None:
        reading = read_when("Senin tgl 10", base=datetime(2026, 3, 4, 10, tzinfo=JAKARTA), zone=JAKARTA)
        assert str(reading) == "? 2026-03-09 | 2026-03-10"
        assert isinstance(reading, Ambiguous)
        assert reading.why is Why.DISAGREEMENT

    def test_english_parts(self) -> None:
        check(
            {
                "tomorrow morning": "2026-03-05T05:00..2026-03-05T10:59",
                "tonight": "2026-03-04T18:00..2026-03-04T23:59",
                "afternoon": "? 11:00..14:59 | 15:00..17:59",
                "3 in the afternoon": "15:00",
            }
        )


class TestZones:
    def test_a_reading_is_wall_clock_in_the_contacts_zone_and_has_its_utc(self) -> None:
        reading = read_when("besok jam 10", base=datetime(2026, 3, 4, 10, tzinfo=MAKASSAR), zone=MAKASSAR)
        assert isinstance(reading, Instant)
        assert reading.at == datetime(2026, 3, 5, 10, tzinfo=MAKASSAR)
        assert reading.utc.isoformat() == "2026-03-05T02:00:00+00:00"

    def test_a_named_zone_governs_the_written_clock_which_is_then_converted(self) -> None:
        assert read("besok jam 10 WIB", zone=MAKASSAR) == "2026-03-05T11:00"
        assert read("besok jam 10 WITA", zone=JAYAPURA) == "2026-03-05T11:00"
        assert read("besok jam 10 WIT") == "2026-03-05T08:00"

    def test_the_half_of_the_day_is_chosen_by_the_written_clock(self) -> None:
        # Four in the afternoon in Jakarta is six in the evening in Jayapura.
        assert read("jam 4 WIB", zone=JAYAPURA) == "18:00"
        assert read("jam 7 WIB", zone=JAYAPURA) == "? 09:00 | 21:00"

    def test_besok_is_open_where_the_two_calendars_differ(self) -> None:
        assert read("besok jam 10 WIB", "2026-12-04T00:20", MAKASSAR) == "? 2026-12-04T11:00 | 2026-12-05T11:00"
        assert read("besok jam 10 WIB", "2026-12-04T10:20", MAKASSAR) == "2026-12-05T11:00"


class TestWordsAround:
    @pytest.mark.parametrize("greeting", ["pagi kak", "malam min", "selamat siang", "Sore, bu", "good morning"])
    def test_a_greeting_is_no_part_of_the_day(self, greeting: str) -> None:
        assert read(greeting) == "none"
        assert read(f"{greeting}, besok jam 3") == "2026-03-05T15:00"

    def test_what_is_rejected_is_dropped(self) -> None:
        check(
            {
                "jangan Senin, Selasa aja": "2026-03-10",
                "ga bisa senin": "none",
                "senin ga bisa": "none",
                "selain senin": "none",
                "jangan jam 3, jam 4 aja": "16:00",
            }
        )

    def test_the_last_correction_wins(self) -> None:
        check(
            {
                "besok eh lusa": "2026-03-06",
                "besok jam 3 eh jam 4": "2026-03-05T16:00",
                "senin jam 2, ralat selasa": "2026-03-10T14:00",
                "senin eh selasa eh kamis depan": "2026-03-12",
            }
        )

    @pytest.mark.parametrize("vague", ["kapan aja", "terserah", "nanti ya", "secepatnya", "kapan-kapan"])
    def test_vague_words_are_nothing(self, vague: str) -> None:
        assert read(vague) == "none"

    @pytest.mark.parametrize("occasion", ["habis ashar", "maghrib", "lebaran", "natal", "17an", "pulang kantor"])
    def test_prayers_feasts_and_habits_are_ambiguous(self, occasion: str) -> None:
        assert read(occasion).startswith("? ")


@pytest.mark.parametrize(
    ("text", "rejected"),
    [
        ("Senin ga bisa", ["2026-03-09"]),
        ("jangan Senin, Selasa aja", ["2026-03-09"]),
        ("Senin sama Selasa ga bisa", ["2026-03-09", "2026-03-10"]),
        ("besok jam 10 ga bisa, jam 2 aja", ["2026-03-05T10:00"]),
        ("jangan pagi", ["05:00..10:59"]),
        ("besok jam 3", []),
    ],
)
def test_what_a_text_rejects_can_be_asked_for(text: str, rejected: list[str]) -> None:
    moment = datetime.fromisoformat(WEDNESDAY).replace(tzinfo=JAKARTA)
    assert [str(reading) for reading in read_rejected(text, base=moment, zone=JAKARTA)] == rejected


def test_the_base_must_be_aware() -> None:
    with pytest.raises(ValueError, match="aware"):
        read_when("besok", base=datetime(2026, 3, 4, 10), zone=JAKARTA)  # noqa: DTZ001


def test_what_is_over_is_past_with_its_reading() -> None:
    reading = read_when("kemarin", base=datetime(2026, 3, 4, 10, tzinfo=JAKARTA), zone=JAKARTA)
    assert isinstance(reading, Past)
    assert str(reading.reading) == "2026-03-03"
