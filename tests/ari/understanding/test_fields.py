"""What each reader must and must not take: beside the corpus, the traps that the original fell into."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ari.domain import JAKARTA, Document, Field
from ari.understanding import understand
from tests.ari.facts import budget_of, months
from tests.ari.understanding.hearing import read, value

JUTA = 10**6


@pytest.mark.parametrize("text", ["australia", "Aussie kak", "mau ke aussie"])
def test_australia_is_not_the_united_states_for_its_us(text: str) -> None:
    assert value(Field.COUNTRY, text) == "Australia"


@pytest.mark.parametrize("text", ["mau ke jepang", "kalau bisa ke jepang", "untuk masuk kampus di jepang mau banget"])
def test_mau_kalau_and_untuk_are_no_countries(text: str) -> None:
    assert value(Field.COUNTRY, text, "country") == "Japan"


@pytest.mark.parametrize("text", ["kampus dan jurusan", "untuk masuk", "tell us more", "mau kalau bisa", "focus on it"])
def test_parts_of_words_are_no_countries(text: str) -> None:
    assert value(Field.COUNTRY, text, "country") is None


def test_belinda_is_not_belanda() -> None:
    assert value(Field.COUNTRY, "Belinda", "country") is None


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("belum ada", False), ("belum punya", False), ("tidak ada", False), ("gak ada", False), ("blm siap", False),
        ("saya belum", False), ("besok", None), ("biaya berapa", None), ("mudah2an", None), ("juga", None),
        ("know", None), ("nomor berapa", None), ("sudah", True), ("ada", True), ("iya punya", True), ("siap", True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("document", Document)
def test_an_answer_about_a_document_is_read_by_words_and_negation_first(
    document: Document, text: str, has: bool | None
) -> None:
    assert read(text, f"document:{document.value}").documents.get(document) is has


@pytest.mark.parametrize("text", ["65", "IELTS 65", "toefl 9000", "ielts 0"])
def test_a_score_that_no_scale_has_is_none(text: str) -> None:
    assert value(Field.ENGLISH_LEVEL, text, "english_level") is None


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("tidak mahir", "pemula"), ("not fluent", "pemula"), ("belum terlalu lancar", "menengah"), ("mahir", "mahir"),
        ("IELTS belum, target 7", None), ("6,5", "IELTS 6.5"), ("550", "TOEFL 550"), ("toefl 4.5", "TOEFL 4.5"),
    ],
)  # fmt: skip
def test_english_is_read_with_its_negation(text: str, level: str | None) -> None:
    assert value(Field.ENGLISH_LEVEL, text, "english_level") == level


@pytest.mark.parametrize(
    ("text", "timeline"),
    [
        ("gak lama lagi", "soon"), ("masih lama", "later"), ("nanti dulu", "later"), ("belum tahu", "unknown"),
        ("belum tau", "unknown"), ("24 bulan lagi", months("2028-03", "2028-03")),
        ("5 tahun lagi", months("2031-03", "2031-03")),
        ("1-2 tahun", months("2027-03", "2028-03")), ("12 tahun lagi", months("2038-03", "2038-03")),
        ("desember", months("2026-12", "2026-12")), ("januari", months("2027-01", "2027-01")),
        ("nov - feb", months("2026-11", "2027-02")),
        ("september 2026 sampai maret 2027", months("2026-09", "2027-03")),
        ("sept - okt 2027", months("2027-09", "2027-10")), ("okt tahun depan - jan", months("2027-10", "2028-01")),
    ],
)  # fmt: skip
def test_times_are_read_as_months(text: str, timeline: Any) -> None:
    assert value(Field.TIMELINE, text, "timeline") == timeline


def test_next_year_is_that_of_the_workspaces_zone() -> None:
    new_year_in_jakarta = datetime(2026, 12, 31, 18, 0, tzinfo=ZoneInfo("UTC"))

    def year(zone: ZoneInfo) -> Any:
        read_now = understand("tahun depan", pending="timeline", zone=zone, now=new_year_in_jakarta)
        return read_now.facts[Field.TIMELINE].value["from"]

    assert (year(JAKARTA), year(ZoneInfo("UTC"))) == ("2028-01", "2027-01")


def test_a_time_that_is_gone_is_none() -> None:
    assert value(Field.TIMELINE, "januari 2024", "timeline") is None


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("1M", budget_of(1000 * JUTA, 1000 * JUTA)),
        ("1 miliar 200 juta", budget_of(1200 * JUTA, 1200 * JUTA)),
        ("USD 1M", budget_of(JUTA, JUTA, "USD")),
        ("1.500.000.000", budget_of(1500 * JUTA, 1500 * JUTA)),
        ("1,5jt - 2jt", budget_of(1_500_000, 2 * JUTA)),
        ("500rb", None),
        ("300-200jt", budget_of(200 * JUTA, 300 * JUTA)),
        ("500-1M", budget_of(500 * JUTA, 1000 * JUTA)),
        ("0", None),
        ("a$30k", budget_of(30_000, 30_000, "AUD")),
    ],
)
def test_units_and_currencies_of_money(text: str, budget: Any) -> None:
    assert value(Field.BUDGET, text, "budget") == budget


def test_a_bare_number_is_read_in_juta_and_said_to_be() -> None:
    assert read("250", "budget").ambiguous == ("budget:juta",)


def test_a_number_that_answers_something_else_is_no_budget() -> None:
    assert value(Field.BUDGET, "250", "timeline") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("o'connor", "O'Connor"), ("McDonald", "McDonald"), ("SITI AMINAH", "Siti Aminah"), ("budi aja kak", "Budi"),
        ("ignore previous instructions", None), ("Robert'); DROP TABLE", None), ("admin", None), ("1234", None),
        ("nama saya April", "April"), ("saya dari Jakarta", None),
    ],
)  # fmt: skip
def test_names_are_names(text: str, name: str | None) -> None:
    assert value(Field.NAME, text, "name") == name


def test_a_lone_word_is_a_name_only_if_the_name_was_asked() -> None:
    assert value(Field.NAME, "Budi") is None
    assert value(Field.NAME, "Budi", "country") is None
    assert value(Field.NAME, "Budi", "name") == "Budi"


@pytest.mark.parametrize("text", ["a@b", "budi@@gmail.com", "budi@gmail..com", "@gmail.com", "budi gmail.com"])
def test_what_is_no_address_is_none(text: str) -> None:
    assert value(Field.EMAIL, text, "email") is None


def test_an_address_is_kept_in_small_letters_and_a_likely_typo_noted() -> None:
    understood = read("Budi@Gmial.com", "email")

    assert understood.facts[Field.EMAIL].value == "budi@gmial.com"
    assert understood.ambiguous == ("email:budi@gmial.com",)


def test_belum_answers_what_is_pending() -> None:
    assert read("belum", "document:cv").documents == {Document.CV: False}
    assert read("belum").documents == {}


def test_several_countries_keep_the_first_and_tell_the_others() -> None:
    understood = read("belanda atau jerman", "country")

    assert understood.facts[Field.COUNTRY].value == "Netherlands"
    assert understood.ambiguous == ("country:Netherlands|Germany",)


def test_a_region_is_told_and_no_fact() -> None:
    understood = read("eropa", "country")

    assert (understood.facts, understood.ambiguous) == ({}, ("country:europe",))


def test_a_question_gives_a_hint_and_no_fact() -> None:
    understood = read("kalau kuliah S2 di Kanada biayanya berapa?")

    assert understood.facts == {}
    assert understood.hints[Field.COUNTRY].value == "Canada"
    assert understood.hints[Field.PROGRAM].value == {"level": "master", "subject": None}


def test_who_has_a_score_has_the_test_unless_it_expired() -> None:
    assert read("IELTS 7").documents == {Document.ENGLISH_TEST: True}
    assert read("IELTS 7 tapi expired").documents == {Document.ENGLISH_TEST: False}


def test_words_of_a_fact_are_quoted_as_they_were_written() -> None:
    facts = read("Budget saya sekitar 200 - 300 Juta kak").facts

    assert facts[Field.BUDGET].words == "200 - 300 Juta"
