"""What a lead is called."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from ari.domain import Field
from ari.understanding.context import has_any
from ari.understanding.email import address_spans
from ari.understanding.patterns import Pattern
from ari.understanding.reading import Heard, Reading
from ari.understanding.spelling import fold, words_of
from ari.understanding.tokens import ADDRESSES, FILLERS, Kind, Token
from ari.understanding.vocabulary import COMMON

MAX_NAME = 60
MAX_WORDS = 5
_NAME = re.compile(r"[^\W\d_]+\.?(?:[ '\u2019-]{1,2}[^\W\d_]+\.?)*")
# What nobody writes who answers with a name.
_CODE = re.compile(r"[;<>{}\[\]=_/\\|@#$%^*\"]")
# After these nothing but a name can follow, in whatever case it is written.
_FULL = [
    Pattern(text)
    for text in (
        "nama lengkap|asli|panjang|depan saya? adalah|is?",
        "nama saya adalah|is|lengkap?",
        "my name|names is?",
        "^ name is|saya?",
        "^ names",
        "^ nama|namanya adalah?",
        "asli|aslinya|lengkapnya",
        "^ saya? nama",
        "atas nama",
        "kenalin|perkenalkan|kenalkan saya|nama?",
        "pakai|use nama|name",
    )
]
_NICK = [
    Pattern(text)
    for text in (
        "panggil|dipanggil|disapa|sapa|dipanggilnya saya|dengan|nama?",
        "panggilan saya? adalah?",
        "nama panggilan saya? adalah|is?",
        "call me",
        "nick|nickname saya? is?",
        "dipanggilnya",
        "go by",
    )
]
# `you can call me Matt` speaks of nobody else.
_ENGLISH_NICK = [pattern for pattern in _NICK if pattern.text in {"call me", "go by"}]
# After these a name may follow, if it looks like one.
_WEAK = [
    Pattern(text)
    for text in (
        "^ halo|hai|pagi|siang|sore|malam|selamat|assalamualaikum? pagi|siang|sore|malam|semua? saya|ini|dengan am?",
        "^ ini saya|sama|dengan",
        "^ saya am?",
        "^ ini|dengan|sama|its",
        "^ hai|halo|good|morning|afternoon|evening? morning|afternoon|evening? this|it is",
        "^ salam|hai|halo? dari .. sa|beta",
        "ana|beta|sa|kitorang|ulun",
        "perkenalkan|kenalin|kenalkan",
        "saya am",
        "dengan",
    )
]
# Before these a name may stand: `Vania di sini`.
_HERE = Pattern("di? sini|disini|here")
_INTRODUCTIONS = words_of("perkenalkan kenalin kenalkan")
# A question about a name tells none.
_WHO = words_of("siapa apa who what whose")
_TITLES = words_of("ibu bapak mr mrs ms miss mister nona hj haji hajah ustadz ustad ustaz ust kh prof ir drs dra pdt")
# Written with a capital these stand before a name; in small letters `dr` is short for `dari`.
_CAPITAL_TITLES = words_of("dr h st")
# The dialects' "I" that are names too: they are none where a name follows.
_PRONOUNS = words_of("abdi urang")
_KIN = words_of(
    "mama papa ayah ibu bapak bunda orangtua ortu wali adik kakak anak suami istri om tante nenek kakek ayahanda"
)
# Given names that leads write in small letters after a bare `aku`.
_GIVEN = words_of(
    "adi aditya agus ahmad aisyah aldi alif alya amanda amel amelia ana andi andika andre anggi anisa anita arif "
    "arya asep ayu azka bagas bagus bayu bella bima bintang budi cahya chandra cindy citra clara daffa dani david "
    "dea dedi denny desi devi dewi dian dika dimas dina dinda dini dita dodi doni dwi eka eko elsa erik erna evan "
    "fadil fahmi fajar farah farhan fauzan febri feri fikri firman fitri galih gilang gita hadi hafiz hana hani "
    "haris hasan hendra heru ika ilham imam indah indra intan irfan irma iqbal jessica joko jihan kevin kiki kirana "
    "kusuma laila lestari lia lina linda lisa luthfi mega maya meli michael mira muhammad mutia nabila nadia nanda "
    "nia nina nisa novi nur nurul okta oki pandu putra putri rafi rahma rahmat ramadhan rangga rani ratna reni reza "
    "rian ridho rifki rika rina rini risa riska rizal rizki rizky robby rudi salsa sandi santi sari sarah satria "
    "shinta sinta siska siti sofia sri sulis surya tari tasya taufik teguh tiara tika tina tio tono tri udin vina "
    "wahyu wati wawan widya winda wira wulan yanti yoga yogi yudi yuli yuni yusuf zahra zaki"
)
_BALINESE = words_of("wayan made nyoman ketut gede putu gusti kadek komang dewa nengah gd wyn md nym kt")
_PARTICLES_OF_NAMES = words_of("bin binti van de al el von bt br")
_NOT_BARE = words_of("tidak belum bukan no not")
# What may stand before a name, and after one, without being part of it.
_OPENING = words_of(
    "halo hai pagi siang sore malam selamat met ya oke saya nama assalamualaikum boleh siap permisi ini dengan its "
    "sama lupa maaf sorry namanya panggilannya panggilan untuk adalah"
)
_AFTER_NAME = words_of(
    "dari umur usia asal mau panggil dipanggil panggilan biasa di sama nama here mahasiswa kelas saya lulusan ingin "
    "from lagi masih anak disini yang saking ti asli alumni angkatan wali orangtua mama papa ibu ayah bapak siswa "
    "speaking "
    "siswi pelajar karyawan guru calon tinggal domisili kerja kuliah sekolah tahun thn th biasanya aslinya lengkapnya "
    "email umurnya salam kenal dan or alias disapa sapaan sudah baru domisilinya tinggalnya adik kakak"
)
_ACRONYM = 4


def read_name(heard: Heard) -> Reading | None:
    """Return the lead's name as it should be written; a full name goes before a nickname."""
    is_pending = heard.is_pending(Field.NAME)
    clauses = [clause for clause in heard.utterance.clauses() if is_pending or not has_any(clause, _WHO)]
    candidates = _candidates(heard)
    words = [candidates.get(clause[0].clause, []) for clause in clauses]
    ways: list[Callable[[], list[Token] | None]] = [
        lambda: _first(_after(clause, _FULL, is_strong=True) for clause in words),
        lambda: _corrected(words, is_pending=is_pending),
        lambda: _answered(heard, words) if is_pending else None,
        lambda: _first(_after(clause, _NICK, is_strong=True) for clause in words),
        lambda: _first(_introduced(clause, is_pending=is_pending) for clause in words),
        lambda: _next_to_introduction(words),
    ]
    words = [clause for place, clause in enumerate(words) if not _is_named_after(words[place - 1 : place], clause)]
    found = _first(way() for way in ways)
    return _reading(heard, found) if found else None


def is_name(text: str) -> bool:
    """Test if the text can be a person's name: a few words of letters."""
    return len(text) <= MAX_NAME and len(text.split()) <= MAX_WORDS and _NAME.fullmatch(text) is not None


def _candidates(heard: Heard) -> dict[int, list[Token]]:
    """Return by clause the words that may belong to a name, without particles and spelled-out addresses."""
    spans = address_spans(heard.utterance.text)
    found: dict[int, list[Token]] = {}
    for token in heard.utterance.tokens:
        is_word = token.kind in {Kind.WORD, Kind.NUMBER} and (token.word not in FILLERS or token.word == "yang")
        if is_word and not any(start <= token.start < end for start, end in spans):
            found.setdefault(token.clause, []).append(token)
    return found


def _first(candidates: Iterable[list[Token] | None]) -> list[Token] | None:
    return next((found for found in candidates if found), None)


def _after(words: Sequence[Token], patterns: Sequence[Pattern], *, is_strong: bool) -> list[Token] | None:
    """Return the name that follows the first of the patterns that one follows."""
    for pattern in patterns:
        place = pattern.find_in(words)
        if place and (pattern in _ENGLISH_NICK or not _is_somebody_else(words[: place[0]])):
            found = _name_at(words, place[1], is_strong=is_strong)
            if found:
                return _as_begun(found)
    return None


def _is_named_after(led: Sequence[Sequence[Token]], clause: Sequence[Token]) -> bool:
    """Test if a clause names whom the one before speaks of: `yang daftar anak saya, namanya Raihan`."""
    is_theirs = any(len(words) > 1 and words[-1].word == "saya" and words[-2].is_any(_KIN) for words in led)
    return is_theirs and bool(clause) and clause[0].word == "namanya"


def _as_begun(found: list[Token]) -> list[Token]:
    """Return a name up to where its spelling changes: `Dian Sastra mahasiswi tingkat akhir` ends after two words."""
    if not found[0].surface[0].isupper():
        return found
    kept = [token for token in found if token.surface[0].isupper() or _is_joined(token)]
    end = next((place for place, token in enumerate(found) if token not in kept), len(found))
    return found[:end]


def _introduced(words: Sequence[Token], *, is_pending: bool) -> list[Token] | None:
    found = _after(words, _WEAK, is_strong=False) or _here(words)
    return found if found and (is_pending or _looks_like_name(found)) else None


def _next_to_introduction(clauses: Sequence[Sequence[Token]]) -> list[Token] | None:
    """Read `Perkenalkan kak, Devina.`"""
    for first, second in pairwise(clauses):
        if len(first) == 1 and first[0].word in _INTRODUCTIONS:
            found = _name_at(second, 0, is_strong=False)
            return found if found and _looks_like_name(found) else None
    return None


def _here(words: Sequence[Token]) -> list[Token] | None:
    """Read `Vania di sini`."""
    place = _HERE.find_in(words)
    if not place:
        return None
    start = next((number for number, token in enumerate(words) if token.word not in _OPENING), 0)
    found = _name_at(words[: place[0]], start, is_strong=False)
    return found if found and start + len(found) == place[0] else None


def _corrected(clauses: Sequence[Sequence[Token]], *, is_pending: bool) -> list[Token] | None:
    """Read the second name of `nama saya bukan Dina tapi Dini`."""
    for first, second in pairwise(clauses):
        is_denied = any(token.word in {"bukan", "not"} for token in first)
        if not is_denied or not second or second[0].word not in {"tapi", "melainkan", "but"}:
            continue
        if is_pending or any(token.is_any(words_of("nama name panggil")) for token in first):
            return _name_at(second, 1, is_strong=False)
    return None


def _is_somebody_else(words: Sequence[Token]) -> bool:
    return any(token.is_any(words_of("teman adik kakak anak kamu bapak ibu ayah mama papa bukan")) for token in words)


def _name_at(words: Sequence[Token], place: int, *, is_strong: bool) -> list[Token] | None:
    """Return the words that are a name from a place on; `bukan Budi` is none."""
    if place < len(words) and words[place].word in {"bukan", "not", "tidak"}:
        return None
    while place < len(words) and _is_title(words, place):
        place += 1
    # `mamanya Kevin` is who she is to Kevin.
    if place < len(words) and words[place].is_any(_KIN):
        return None
    found: list[Token] = []
    for token in words[place : place + MAX_WORDS]:
        is_name = token.kind is Kind.WORD and not token.surface.isdigit() and _may_be_name(token, is_strong=is_strong)
        if not is_name:
            break
        found.append(token)
    # `beta Yopi`: a dialect's "I" before a name that is written as one.
    while len(found) > 1 and found[0].surface.islower() and found[1].surface[0].isupper() and not _is_joined(found[0]):
        found.pop(0)
    return found or None


def _is_joined(token: Token) -> bool:
    return fold(token.surface) in _PARTICLES_OF_NAMES | _GIVEN


def _is_title(words: Sequence[Token], place: int) -> bool:
    token = words[place]
    is_capital = token.surface.istitle() and fold(token.surface) in _CAPITAL_TITLES
    return is_capital or token.word in _TITLES or (fold(token.surface) in _PRONOUNS and place + 1 < len(words))


def _may_be_name(token: Token, *, is_strong: bool) -> bool:
    if fold(token.surface) in _PARTICLES_OF_NAMES | _GIVEN:
        return True
    is_common = token.word in COMMON or fold(token.surface) in COMMON or any(form in COMMON for form in token.forms[1:])
    # A word that is written as a name right after "my name is" is one, even if it means something.
    return not is_common or (
        is_strong and token.surface.istitle() and token.word not in ADDRESSES and len(token.surface) > 3
    )


def _looks_like_name(found: Sequence[Token]) -> bool:
    """Test if the words are written as a name, and not as `PNS` or `WNI`."""
    surface = found[0].surface
    is_short_for_something = surface.isupper() and len(surface) <= _ACRONYM
    return fold(surface) in _GIVEN or (surface[0].isupper() and not is_short_for_something)


def _answered(heard: Heard, clauses: Sequence[Sequence[Token]]) -> list[Token] | None:
    """Read a bare answer to the question for the name: a clause that begins with one and says little else."""
    text = heard.utterance.text
    for start, end in address_spans(text):
        text = text[:start] + " " * (end - start) + text[end:]
    if _CODE.search(text):
        return None
    for clause in clauses:
        start = next((number for number, token in enumerate(clause) if token.word not in _OPENING), len(clause))
        words = clause[start:]
        if not words or words[0].clause in heard.asking:
            continue
        found = _name_at(words, 0, is_strong=False)
        rest = [token for token in words if found and token.start > found[-1].start]
        if found and (not rest or rest[0].is_any(_AFTER_NAME) or _is_set_off(heard, found)):
            return found
        if words[0].word in _NOT_BARE:
            return None
    return None


def _is_set_off(heard: Heard, found: Sequence[Token]) -> bool:
    """Test if a particle sets off what is written as a name: `Putri aja biar gampang`, `Rio kak yang kemarin`."""
    following = next((token for token in heard.utterance.tokens if token.start > found[-1].start), None)
    return following is not None and following.word in FILLERS and _looks_like_name(found)


def _reading(heard: Heard, found: Sequence[Token]) -> Reading | None:
    written = heard.utterance.quote(found[0], found[-1])
    # `I Wayan`, whose I is part of the name.
    is_balinese = found[0].surface[0].isupper() and found[0].word in _BALINESE
    written = f"I {written}" if is_balinese and heard.utterance.text[: found[0].start].endswith("I ") else written
    # `Kezia Angelina T.`: the dot of an initial belongs to it.
    is_initial = len(found) > 1 and len(found[-1].surface) == 1
    written += "." if is_initial and heard.utterance.text[found[-1].end : found[-1].end + 1] == "." else ""
    text = " ".join(written.split())
    pieces = [piece for piece in text.split(" ") if fold(piece) not in FILLERS]
    name = " ".join(pieces)
    name = _titled(name) if name.islower() or name.isupper() else name
    return Reading(value=name, words=written) if is_name(name) else None


def _titled(name: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda match: match[0][0].upper() + match[0][1:].lower(), name)
