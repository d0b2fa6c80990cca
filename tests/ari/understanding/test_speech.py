"""How leads speak: run-ons, dialects, what is over, what is another's, what is only to come."""

from typing import Any

import pytest

from ari.domain import Document, Field, Intent
from ari.items import CONSULTATION
from ari.understanding import Topic
from ari.understanding.tokens import read_utterance
from tests.ari.facts import budget_of, months
from tests.ari.understanding.hearing import read, value

JUTA = 10**6


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("visa di tolak", ["visa", "ditolak"]), ("kuliah di malang", ["kuliah", "di", "malang"]),
        ("300 s/d 400", ["300", "sampai", "400"]), ("300 s.d. 400", ["300", "sampai", "400"]),
        ("ke KL kl bisa", ["ke", "malaysia", "kalau", "bisa"]),
    ],
)  # fmt: skip
def test_what_is_written_apart_or_short_is_one_word(text: str, words: list[str]) -> None:
    assert [token.word for token in read_utterance(text).words] == words


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("tadinya 200 juta sekarang 300", 2), ("sekarang 300 juta", 1),
        ("aku lulus smk tahun 2023 trus kerja di pabrik", 2), ("nanya terus", 1),
        ("aku kerja di pabrik budget aku empat puluh juta kira2 bisa ga ya", 2), ("kira2 bisa ga ya", 1),
    ],
)  # fmt: skip
def test_a_message_without_stops_still_has_clauses(text: str, clauses: int) -> None:
    assert len(read_utterance(text).clauses()) == clauses


def test_the_mark_of_a_long_question_belongs_to_its_tail() -> None:
    understood = read("aku kerja di bank pengen kuliah di jepang budget aku 40 juta bisa ga?")

    assert understood.question == "bisa ga?"
    assert understood.facts[Field.COUNTRY].value == "Japan"


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        (Field.COUNTRY, "dulu mau ke amerika tapi sekarang fokus ke kanada", "Canada"),
        (Field.COUNTRY, "tadinya jepang tapi ortu ga setuju jadi malaysia", "Malaysia"),
        (Field.BUDGET, "tadinya 200 juta, sekarang bisa 300 juta", budget_of(300 * JUTA, 300 * JUTA)),
        (Field.PROGRAM, "tadinya mau akuntansi tapi sekarang lebih ke arsitektur", {"level": None,
         "subject": "architecture"}),
        (Field.ENGLISH_LEVEL, "dulu jago", None),
    ],
)  # fmt: skip
def test_what_was_before_is_no_more(field: Field, text: str, expected: Any) -> None:
    assert value(field, text, field.value) == expected


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        (Field.ACTIVITY, "kak aku kerja di bank", "working"),
        (Field.ACTIVITY, "kakak aku kerja di bank", None),
        (Field.BUDGET, "kalo sepupu saya sih habis 400 juta", None),
        (Field.BUDGET, "papa saya siapkan 400 juta", budget_of(400 * JUTA, 400 * JUTA)),
        (Field.ENGLISH_LEVEL, "temen aku ielts nya 8", None),
        (Field.EMAIL, "udah saya email ke info@agensi.com", None),
        (Field.EMAIL, "bisa dikirim ke budi@gmail.com?", "budi@gmail.com"),
    ],
)
def test_what_is_another_s_is_not_the_lead_s(field: Field, text: str, expected: Any) -> None:
    assert value(field, text, field.value) == expected


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("paspor bapak saya ada", None), ("minggu depan jadi", False), ("sudah jadi", True),
        ("insyaallah bulan ini selesai", False), ("ijazah doang yg ada", False), ("ketinggalan tapi ada", True),
        ("paspor ketinggalan di rumah tapi ada", True), ("bukan paspor tapi KTP ada", None),
    ],
)  # fmt: skip
def test_a_paper_is_there_when_it_is_the_lead_s_and_made(text: str, has: bool | None) -> None:
    assert read(text, "document:passport").documents.get(Document.PASSPORT) is has


def test_a_test_that_was_told_with_its_score_does_not_wait_for_a_sign() -> None:
    documents = read("toefl 520, paspor belum").documents

    assert documents == {Document.ENGLISH_TEST: True, Document.PASSPORT: False}


def test_the_rest_are_the_papers_that_were_not_named() -> None:
    documents = read("paspor sama cv udah ada, sisanya belum").documents

    assert {document for document, has in documents.items() if has} == {Document.PASSPORT, Document.CV}
    assert len(documents) == len(Document)


@pytest.mark.parametrize("text", ["belum ngukur", "belum berani nyebut", "ga hafal", "papa yg urus soal biaya"])
def test_not_yet_and_another_s_to_decide_answer_with_nothing(text: str) -> None:
    assert Field.BUDGET.value in read(text, "budget").declined or text == "ga hafal"
    assert Field.EMAIL.value in read(text, "email").declined or text.startswith("papa")


@pytest.mark.parametrize("text", ["ga mau ke amerika", "jangan eropa", "bukan china"])
def test_what_is_not_wanted_leaves_the_country_to_be_asked(text: str) -> None:
    assert not read(text, "country").declined


@pytest.mark.parametrize("text", ["tanya mama dulu", "nunggu gajian dulu", "skip dulu deh", "ga ada duit kak"])
def test_who_does_something_else_first_puts_the_offer_off(text: str) -> None:
    assert CONSULTATION in read(text, CONSULTATION).declined
    assert CONSULTATION not in read(text).declined


@pytest.mark.parametrize(
    ("text", "is_yes"),
    [("sure, why not", True), ("okelah kalo begitu", True), ("I'd love to", True), ("why not besok aja", False),
     ("hahaha bisa aja", False), ("oke kalo gratis", False), ("wkwk iya juga ya", False)],
)  # fmt: skip
def test_a_yes_may_be_a_set_phrase_and_a_joke_is_none(text: str, is_yes: bool) -> None:
    assert (Intent.CONFIRM in read(text, CONSULTATION).intents) is is_yes


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("beta Yopi dari Ambon", "Yopi"), ("Budi santoso", "Budi santoso"), ("sy Dr. Yusuf Hidayat", "Yusuf Hidayat"),
        ("I Wayan Suardika", "I Wayan Suardika"), ("Saya Ibu Endang, mamanya Kevin", "Endang"),
        ("Kezia Angelina T.", "Kezia Angelina T."), ("Putri aja biar gampang", "Putri"), ("capek kak hari ini", None),
        ("saya Dian Sastra mahasiswi tingkat akhir", "Dian Sastra"),
    ],
)  # fmt: skip
def test_a_name_is_cut_out_of_what_stands_around_it(text: str, name: str | None) -> None:
    assert value(Field.NAME, text, "name") == name


def test_a_child_s_name_is_not_the_lead_s() -> None:
    assert value(Field.NAME, "yg mau daftar anak saya, namanya Raihan") is None


@pytest.mark.parametrize(
    ("text", "timeline"),
    [
        ("10/2026", months("2026-10", "2026-10")), ("bulan juni juli tahun depan", months("2027-06", "2027-07")),
        ("paling cepet 2027, paling lambat 2028", months("2027-01", "2028-12")),
        ("bulan sebelas", months("2026-11", "2026-11")),
        ("2026 akhir atau 2027 awal", months("2026-09", "2027-04")), ("paspor aku habis 2027", None),
        ("winter semester 2026", months("2026-10", "2027-03")), ("april ini mau lamaran", None),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(text: str, timeline: object) -> None:
    assert value(Field.TIMELINE, text, "timeline") == timeline


def test_how_long_a_course_takes_is_not_when_it_begins() -> None:
    assert value(Field.TIMELINE, "mau kursus bahasa korea 6 bulan") is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("300 s/d 450 juta", 300, 450), ("lebih dari 300 kurang dari 400", 300, 400),
        ("250jt tapi kalo bisa kurang", None, 250),
        ("200jt, jangan lebih", None, 200), ("gopek juta", 500, 500),
    ],
)  # fmt: skip
def test_budgets_are_read_as_people_say_them(text: str, low: int | None, high: int | None) -> None:
    first, last = (None if end is None else end * JUTA for end in (low, high))

    assert value(Field.BUDGET, text, "budget") == budget_of(first, last)


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("yoga underscore pratama at gmail dot com", "yoga_pratama@gmail.com"),
        ("yusril at yahoo dot co dot id", "yusril@yahoo.co.id"),
        ("gmailku fikri07", "fikri07@gmail.com"),
        ("gmailku lupa", None),
    ],
)
def test_addresses_are_read_as_people_spell_them(text: str, email: str | None) -> None:
    assert value(Field.EMAIL, text, "email") == email


@pytest.mark.parametrize(
    ("text", "is_emergency"),
    [("ada kebakaran di asrama", True), ("kalo kecelakaan ditanggung ga?", False),
     ("kecelakaan ditanggung asuransi ga", False)],
)  # fmt: skip
def test_only_what_happened_is_an_emergency(text: str, is_emergency: bool) -> None:
    assert read(text).is_emergency is is_emergency


@pytest.mark.parametrize(
    ("text", "intent", "is_there"),
    [
        ("mbak Sinta ada ga?", Intent.HUMAN, True), ("kak ada promo ga?", Intent.HUMAN, False),
        ("kak admin, makasih ya", Intent.HUMAN, False), ("admin", Intent.HUMAN, True),
        ("temen saya kecewa di agen sebelah", Intent.COMPLAINT, False), ("saya kecewa", Intent.COMPLAINT, True),
        ("kirim info lagi dong kak, kemarin saya minta stop", Intent.OPT_IN, True),
        ("kirim info lagi dong", Intent.OPT_IN, False),
        ("ganti nomor kak", Intent.CHANGE, False), ("ganti negara kak", Intent.CHANGE, True),
        ("susah ga cari kos", Intent.QUESTION, True), ("ada ga punya cv", Intent.QUESTION, False),
    ],
)  # fmt: skip
def test_an_intent_is_told_from_what_only_has_its_words(text: str, intent: Intent, is_there: bool) -> None:
    assert (intent in read(text).intents) is is_there


def test_what_once_happened_is_trouble_even_in_a_supposition() -> None:
    assert read("kalo dulu pernah di deport masih bisa apply ga?").topics == {Topic.VISA_TROUBLE}
    assert not read("kalo di deport gimana?").topics


def test_a_phrase_with_a_slip_is_found() -> None:
    assert value(Field.COUNTRY, "new zeland", "country") == "New Zealand"


@pytest.mark.parametrize(
    "text",
    [
        "paspor saya mau mati kak", "saya ga sadar paspornya expired", "ipk 3 koma 5",
        "dibutuhkan orang yang berpikir kritis",
        "hari terakhir pendaftaran kapan ya", "pendaftaran tutup hari apa", "bahasa inggris penting banget ya",
        "belajar php di jerman", "katanya kampus mana yang bagus", "paspor belum diurus sampai sekarang",
        "kemarin dijawab admin katanya bisa", "kakak orang mana", "mau telepon mama dulu", "bisa kesana tanpa agen?",
        "cv ga perlu kirim", "mau cabut ke jepang daftar kampus", "nuwun sewu", "gambarnya ga jelas ini",
    ],
)  # fmt: skip
def test_words_of_trouble_in_plain_messages_are_no_trouble(text: str) -> None:
    understood = read(text)

    assert (understood.is_urgent, understood.is_emergency) == (False, False)
    assert not understood.moods | understood.topics
    assert not understood.intents & {Intent.HUMAN, Intent.COMPLAINT, Intent.OPT_OUT}
