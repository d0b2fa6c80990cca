"""How well a lead says their English is: a test score, a CEFR level, or pemula, menengah, mahir."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from ari.domain import Document, Field
from ari.english import scale_of
from ari.items import document_item
from ari.understanding.context import NEGATIONS, after, before, has_any, quote
from ari.understanding.numbers import number_of, read_number
from ari.understanding.patterns import Hit, Lexicon, Pattern, meanings_of
from ari.understanding.reading import Heard, Reading
from ari.understanding.spelling import words_of
from ari.understanding.tokens import Kind, Token

TESTS: Mapping[str, str] = {
    "ielts": "IELTS", "ielt": "IELTS", "ilets": "IELTS", "ietls": "IELTS", "aielts": "IELTS", "toefl": "TOEFL",
    "tofl": "TOEFL", "toefel": "TOEFL", "tofel": "TOEFL", "toffle": "TOEFL", "duolingo": "Duolingo", "duo": "Duolingo",
    "det": "Duolingo", "pte": "PTE", "toeic": "TOEIC",
}  # fmt: skip
_CEFR = words_of("a1 a2 b1 b2 c1 c2")
PEMULA, MENENGAH, MAHIR = "pemula", "menengah", "mahir"
WORDS = frozenset({PEMULA, MENENGAH, MAHIR})
_LEVELS: Lexicon[str] = Lexicon(
    meanings_of(
        {
            PEMULA: """
                grogi, gugup, minder, learning, malu malu, takut salah, gemeteran, nervous, jeblok, anjlok, jongkok,
                memprihatinkan, menyedihkan, acak adut, kelas teri, level nol, mentah, kosong,
                bloon, oon, mengenaskan, hopeless, rendah, low, tertatih, terbatas banget, jaman smp, zaman smp,
                jaman sma,
                yes no, yes no doang, little little, nol besar, masih nol, zonk, tiarap, buta, gagap, terbatas, kacau,
                amburadul, remuk, not good, not great, not so good, not very good, not that good, rusty and weak, sucks,
                terrible, struggling, a little, little, sedikit sekali, secuil, seuprit, awam, blepotan, payah banget,
                pemula, dasar, basic, beginner, elementary, minim, nol, zero, parah, jelek, payah, lemah, cupu,
                hancur, ancur, belepotan, berantakan, terbata bata, seadanya, bad, poor, weak, limited, kurang,
                kurang lancar, kurang bagus, kurang bisa, pas pasan, dikit dikit, sedikit sedikit, sedikit, bisa
                dikit, bisa sedikit, bisa dikit dikit, belajar, masih belajar, baru belajar
            """,
            MENENGAH: """
                gitu gitu, begitu begitu, lumayan buat ngobrol, lumanyan, setengah setengah, moderat, pertengahan,
                average,
                kadang ngerti, so so, mediocre,
                tidak sebagus, tidak selancar, tidak sejago, tidak sefasih, setengah setengah, quite oke,
                oke lah buat, kaku, karatan, berkarat, rusty, lupa lupa ingat, hold conversation,
                conversation, get by, manageable,
                not bad, okay ish, alright, pas di tengah, sedang sedang, sedengan, mayan, mayanlah, lmyn, lumyan,
                lumayan ngerti, ngerti dikit, cukup ngerti, cukup paham, bisa dikit dikit ngobrol, fair, fairly,
                menengah, intermediate, upper intermediate, medium, moderate, average, decent, conversational,
                lumayan, sedang, standar, cukup, biasa, bisa, so so, rata rata, tengah tengah, cukup lancar, cukup
                bisa, cukup baik, lumayan lancar, lumayan bisa, lumayan bagus, oke, pasif, passive
            """,
            MAHIR: """
                lumayan fasih, lumayan jago, cukup jago, biasa meeting, biasa ngomong, sudah biasa, terbiasa, tinggi,
                high, nyaris native, sangat lancar,
                lancar banget, excellent, tidak ada masalah, tidak masalah, no problem, no issue, perfect, cakap, jos,
                pretty good, quite good, really good, pretty fluent, quite fluent, near native, comfortable, great,
                lancar
                jaya, jago banget, luwes, faseh, cas cus, casciscus, ngalir, tingkat lanjut, mumpuni, native like,
                mahir, fluent, lancar, fasih, advanced, advance, native, jago, bagus, baik, sangat baik, sangat
                bagus, expert, aktif, proficient, excellent, very good, good, bilingual, cukup fasih, pede, percaya
                diri, confident, cas cis cus, bisa lancar
            """,
        }
    )
)
# Words that only speak of English where it is spoken of, or was asked for.
_SUBJECTS = words_of(
    "inggris english speaking bing bhs level kemampuan listening grammar writing percakapan ngomong inggrisku bahasa"
)
_SOFTENERS = words_of("terlalu begitu sangat banget very amat that")
_WANTED = words_of(
    "target mau ingin rencana butuh perlu minimal min harus syarat minimum requirement requirements want need "
    "planning aiming targetnya wajib standar dapat kejar ngejar persiapan prep kursus les buat biar supaya aim "
    "persyaratan"
)
_OWNED = words_of(
    "punya sudah kemarin dapat skor score nilai hasil got overall terakhir skorku nilaiku alhamdulillah band"
)
_SAID = words_of("kata katanya menurut guru guruku dosen tutor")
_KNOWING = words_of("tahu yakin jelas ngerti paham ingat hafal pasti")
_LONG = 4
_COUNTED = words_of("minggu bulan kali x hari jam orang juta ribu")
_REPEATED = Pattern("kali tes|test|ikut|ambil")
_ENGLISH = words_of("inggris english")
_OTHER_LANGUAGES = words_of("deutsch mandarin jepang korea jerman arab prancis")
# These say yes as well, so that they tell of English only where it is spoken of.
_AGREEING = words_of("oke baik good bagus bisa great fair comfortable")
# A clause about a certificate tells of a paper, not of a level.
_CERTIFICATES = words_of("sertifikat ijazah")


def read_english_level(heard: Heard) -> Reading | None:
    """Return the lead's level; a score says more than a word."""
    return _score_reading(heard) or _cefr_reading(heard) or _word_reading(heard)


def is_english_level(value: object) -> bool:
    """Test if the value is a level in the form of `Fact`."""
    if not isinstance(value, str):
        return False
    test, _, score = value.partition(" ")
    if test == "CEFR":
        return score.lower() in _CEFR and score.isupper()
    if re.fullmatch(r"\d{1,3}(\.5)?", score) is None:
        return value in WORDS
    return test in TESTS.values() and scale_of(test, Decimal(score)) is not None


def score_text(test: str, score: Decimal) -> str | None:
    """Return a test and its score in the form of `Fact`; None where no scale of the test has such a score."""
    has_halves = scale_of(test, score) in {"IELTS", "TOEFL 2026"}
    if scale_of(test, score) is None or score % (Decimal("0.5") if has_halves else 1) != 0:
        return None
    return f"{test} {score.normalize():f}"


def _score_reading(heard: Heard) -> Reading | None:
    tokens = heard.utterance.tokens
    for place, token in enumerate(tokens):
        test = next((TESTS[form] for form in token.forms if form in TESTS), None)
        if test is None:
            continue
        is_repeated = _REPEATED.find_in(heard.utterance.clause(token.clause)) is not None
        found = _score_near(tokens, place, test) or (_best_of(tokens, test) if is_repeated else None)
        is_of_others = token.clause in heard.others
        if found and not is_of_others and not _is_wish(heard, token, tokens[found[1]]):
            first, last = sorted((place, found[1]))
            return Reading(value=found[0], words=heard.utterance.quote(tokens[first], tokens[last]))
    return _bare_score(heard)


def _best_of(tokens: Sequence[Token], test: str) -> tuple[str, int] | None:
    """Return the best score where a test was taken more than once: `2 kali tes ielts, 5.5 sama 6.0`."""
    found = [
        (number, place)
        for place, token in enumerate(tokens)
        if (number := number_of(token)) and score_text(test, number)
    ]
    halves = [(number, place) for number, place in found if "." in tokens[place].word or "," in tokens[place].word]
    best = max(halves, default=None)
    text = score_text(test, best[0]) if best else None
    return (text, best[1]) if text and best else None


def _score_near(tokens: Sequence[Token], place: int, test: str) -> tuple[str, int] | None:
    """Return the score of the test that stands at a place: after it in its clause, or right before it."""
    clause = tokens[place].clause
    places = [*range(place + 1, min(place + 1 + _LONG + 2, len(tokens))), *range(place - 1, max(place - 3, -1), -1)]
    for other in places:
        if tokens[other].clause != clause or (other > place and tokens[other].word in TESTS):
            continue
        # `ielts 2 minggu lagi`, `2 kali tes ielts`: these count something.
        if other + 1 < len(tokens) and tokens[other + 1].word in _COUNTED and "." not in tokens[other].word:
            continue
        number = number_of(tokens[other]) or _spelled_score(tokens, other)
        text = score_text(test, number) if number is not None else None
        if text:
            return text, other
    return None


def _is_of_another_language(clause: Sequence[Token]) -> bool:
    """Test if a clause tells of another language: `jerman saya sudah B2`."""
    return has_any(clause, _OTHER_LANGUAGES) and not has_any(clause, _ENGLISH)


def _spelled_score(tokens: Sequence[Token], place: int) -> Decimal | None:
    """Return a score in words, as IELTS has them: `enam setengah`; a bare `satu` is none."""
    if place > 0 and tokens[place - 1].kind is Kind.NUMBER:
        return None
    read = read_number(tokens, place)
    return read[0] if read and Decimal(4) <= read[0] <= 9 else None


def _bare_score(heard: Heard) -> Reading | None:
    """Read a lone number after the question for English: 6.5 can only be IELTS, 550 TOEFL ITP."""
    is_asked = heard.pending in {Field.ENGLISH_LEVEL.value, document_item(Document.ENGLISH_TEST)}
    if not is_asked or any(token.kind is Kind.ADDRESS for token in heard.utterance.tokens):
        return None
    numbers = [token for token in heard.utterance.tokens if token.kind is Kind.NUMBER]
    if any(number.clause in heard.others for number in numbers):
        return None
    if len(numbers) != 1 or len(heard.utterance.words) > _LONG or _is_wish(heard, numbers[0], numbers[0]):
        return None
    score = number_of(numbers[0]) or Decimal(0)
    test = "IELTS" if Decimal(4) <= score <= 9 else "TOEFL" if Decimal(310) <= score <= 677 else None
    text = score_text(test, score) if test else None
    return Reading(value=text, words=numbers[0].surface) if text else None


def _is_wish(heard: Heard, test: Token, score: Token) -> bool:
    """Test if the score is asked about, aimed at or denied, not owned."""
    if heard.is_open(score):
        return True
    clause = heard.utterance.clause(score.clause)
    led = [token for token in clause if token.start < max(test.start, score.start)]
    if any(token.word in {"belum", "not", "bukan", "tanpa", "without"} for token in led):
        return True
    return has_any(led, _WANTED) and not has_any(led, _OWNED - {"dapat"})


def _cefr_reading(heard: Heard) -> Reading | None:
    for token in (token for token in heard.utterance.words if token.word in _CEFR):
        clause = heard.utterance.clause(token.clause)
        is_meant = heard.is_pending(Field.ENGLISH_LEVEL) or has_any(clause, _SUBJECTS | words_of("cefr"))
        if is_meant and not _is_of_another_language(clause) and not _is_wish(heard, token, token):
            return Reading(value=f"CEFR {token.word.upper()}", words=token.surface)
    return None


def _word_reading(heard: Heard) -> Reading | None:
    words = heard.utterance.words
    is_pending = heard.is_pending(Field.ENGLISH_LEVEL)
    for hit in _LEVELS.find(heard.utterance):
        token = words[hit.start]
        clause = heard.utterance.clause(token.clause)
        is_about_english = has_any(clause, _SUBJECTS) or (is_pending and _is_answer(words, hit, clause))
        if heard.is_open(token) or heard.is_over(token) or not is_about_english or has_any(clause, _CERTIFICATES):
            continue
        if _is_of_another_language(clause) or (token.word == "kurang" and has_any(after(words, hit, 1), _KNOWING)):
            continue
        return Reading(value=_denied(words, hit), words=quote(heard.utterance, hit))
    return _unable(heard)


def _denied(words: Sequence[Token], hit: Hit[str]) -> str:
    """Return the level; `tidak lancar` is that of a beginner, `tidak terlalu lancar` the middle one."""
    near = before(words, hit)
    is_softened = has_any((*near, *after(words, hit, 2)), _SOFTENERS)
    if not has_any(near, NEGATIONS):
        return hit.value
    if hit.value == PEMULA:
        return MENENGAH
    return MENENGAH if is_softened and hit.value == MAHIR else PEMULA


def _unable(heard: Heard) -> Reading | None:
    """Read `tidak bisa bahasa inggris` and, when asked, `tidak bisa`."""
    for clause in heard.utterance.clauses():
        if clause[0].clause in heard.asking:
            continue
        pairs = pairwise(clause)
        is_unable = any(first.word in {"tidak", "belum"} and second.word == "bisa" for first, second in pairs)
        about = has_any(clause, _ENGLISH) or (heard.is_pending(Field.ENGLISH_LEVEL) and len(clause) <= _LONG)
        if is_unable and about:
            return Reading(value=PEMULA, words=heard.utterance.quote(clause[0], clause[-1]))
    return None


def _is_answer(words: Sequence[Token], hit: Hit[str], clause: Sequence[Token]) -> bool:
    """Test if a level answers the question, and does not merely say yes to something."""
    is_denied = has_any(before(words, hit), NEGATIONS)
    is_assent = hit.end - hit.start == 1 and words[hit.start].is_any(_AGREEING) and not is_denied
    # `kata guruku bagus` agrees with nothing.
    is_assent = is_assent and not has_any(clause, _SAID)
    return len(clause) <= 2 * _LONG and not is_assent
