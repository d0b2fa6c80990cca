"""What a lead is called."""

import re
from collections.abc import Sequence

from ari.domain import Field
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
_STRONG = [
    Pattern(text)
    for text in (
        "nama lengkap|asli|panggilan|panjang|depan saya? adalah?|is?",
        "nama saya adalah?|is?|lengkapnya?|panggilannya?",
        "my name|names is?",
        "^ name is|saya?",
        "^ nama",
        "^ nama|namaku|namanya adalah?",
        "panggil|dipanggil|disapa|panggilanku|dipanggilnya saya?|dengan? nama?",
        "panggilan saya? adalah?",
        "call me",
        "atas nama",
        "kenalin|perkenalkan|kenalkan saya|nama?",
    )
]
# After these a name may follow, if it looks like one.
_WEAK = [
    Pattern(text)
    for text in (
        "^ halo|hai|pagi|siang|sore|malam|selamat|assalamualaikum? pagi|siang|sore|malam|semua? saya|ini|dengan am?",
        "^ saya am?",
        "^ ini|dengan|sama",
        "^ this is",
        "perkenalkan|kenalin|kenalkan",
        "saya am",
        "dengan",
    )
]
# Given names that leads write in small letters after a bare `aku`.
_GIVEN = words_of(
    "adi aditya agus ahmad aisyah aldi alif alya amanda amel amelia ana andi andika andre anggi anisa anita arif "
    "arya "
    "asep ayu azka bagas bagus bayu bella bima bintang budi cahya chandra cindy citra clara daffa dani david dea "
    "dedi denny desi "
    "devi dewi dian dika dimas dina dinda dini dita dodi doni dwi eka eko elsa erik erna evan fadil fahmi fajar "
    "farah farhan fauzan "
    "febri feri fikri firman fitri galih gilang gita hadi hafiz hana hani haris hasan hendra heru ika ilham imam "
    "indah indra intan "
    "irfan irma iqbal jessica joko jihan kevin kiki kirana kusuma laila lestari lia lina linda lisa luthfi mega "
    "maya meli michael mira "
    "muhammad mutia nabila nadia nanda nia nina nisa novi nur nurul okta oki pandu putra putri rafi rahma rahmat "
    "ramadhan rangga rani "
    "ratna reni reza rian ridho rifki rika rina rini risa riska rizal rizki rizky robby rudi salsa sandi santi "
    "sari sarah satria shinta "
    "sinta siska siti sofia sri sulis surya tari tasya taufik teguh tiara tika tina tio tono tri udin vina wahyu "
    "wati wawan widya winda "
    "wira wulan yanti yoga yogi yudi yuli yuni yusuf zahra zaki"
)
_PARTICLES_OF_NAMES = words_of("bin binti van de al el von bt br")
_NOT_BARE = words_of("tidak belum bukan no not ya oke")


def read_name(heard: Heard) -> Reading | None:
    """Return the lead's name as it should be written."""
    clauses = heard.utterance.clauses()
    for place, clause in enumerate(clauses):
        if clause[0].clause in heard.asking and not heard.is_pending(Field.NAME):
            continue
        found = _introduced(heard, _raw(heard, clause[0].clause)) or _corrected(heard, clauses[place : place + 2])
        if found:
            return _reading(heard, found)
    return _answered(heard) if heard.is_pending(Field.NAME) else None


def is_name(text: str) -> bool:
    """Test if the text can be a person's name: a few words of letters."""
    return len(text) <= MAX_NAME and len(text.split()) <= MAX_WORDS and _NAME.fullmatch(text) is not None


def _raw(heard: Heard, clause: int) -> list[Token]:
    """Return the words of a clause, without particles but with everything that may belong to a name."""
    tokens = [token for token in heard.utterance.tokens if token.clause == clause]
    return [token for token in tokens if token.kind in {Kind.WORD, Kind.NUMBER} and token.word not in FILLERS]


def _introduced(heard: Heard, words: Sequence[Token]) -> list[Token] | None:
    for pattern in _STRONG:
        place = pattern.find_in(words)
        if place and not _is_somebody_else(words[: place[0]]):
            found = _name_at(words, place[1], is_strong=True)
            if found:
                return found
    for pattern in _WEAK:
        place = pattern.find_in(words)
        found = _name_at(words, place[1], is_strong=False) if place else None
        if found and (heard.is_pending(Field.NAME) or _looks_like_name(found)):
            return found
    return None


def _corrected(heard: Heard, clauses: Sequence[Sequence[Token]]) -> list[Token] | None:
    """Read the second name of `nama saya bukan Dina tapi Dini`."""
    if len(clauses) < 2 or clauses[1][0].word not in {"tapi", "melainkan", "but"}:
        return None
    is_name = heard.is_pending(Field.NAME) or any(token.is_any(words_of("nama name panggil")) for token in clauses[0])
    is_denied = any(token.word in {"bukan", "not"} for token in clauses[0])
    return _name_at(_raw(heard, clauses[1][0].clause), 1, is_strong=False) if is_name and is_denied else None


def _is_somebody_else(words: Sequence[Token]) -> bool:
    return any(token.is_any(words_of("teman adik kakak anak kamu bapak ibu ayah mama papa bukan")) for token in words)


def _name_at(words: Sequence[Token], place: int, *, is_strong: bool) -> list[Token] | None:
    """Return the words that are a name from a place on; `bukan Budi` is none."""
    if place < len(words) and words[place].word in {"bukan", "not", "tidak"}:
        return None
    found: list[Token] = []
    for token in words[place : place + MAX_WORDS]:
        is_name = token.kind is Kind.WORD and not token.surface.isdigit() and _may_be_name(token, is_strong=is_strong)
        if not is_name:
            break
        found.append(token)
    return found or None


def _may_be_name(token: Token, *, is_strong: bool) -> bool:
    if fold(token.surface) in _PARTICLES_OF_NAMES | _GIVEN:
        return True
    is_common = token.word in COMMON or fold(token.surface) in COMMON or any(form in COMMON for form in token.forms[1:])
    # A word that is written as a name right after "my name is" is one, even if it means something.
    return not is_common or (
        is_strong and token.surface.istitle() and token.word not in ADDRESSES and len(token.surface) > 3
    )


def _looks_like_name(found: Sequence[Token]) -> bool:
    return found[0].surface[0].isupper() or fold(found[0].surface) in _GIVEN


def _answered(heard: Heard) -> Reading | None:
    """Read a bare answer to the question for the name: the first clause that is nothing but a name at its start."""
    if _CODE.search(heard.utterance.text):
        return None
    for clause in heard.utterance.clauses():
        words = _raw(heard, clause[0].clause)
        while words and words[0].word in _GREETING_WORDS:
            words = words[1:]
        if not words or words[0].clause in heard.asking:
            continue
        found = _name_at(words, 0, is_strong=False)
        if found and (len(found) == len(words) or words[len(found)].word in _AFTER_NAME):
            return _reading(heard, found)
        if words[0].word in _NOT_BARE:
            return None
    return None


_GREETING_WORDS = words_of("halo hai pagi siang sore malam selamat ya oke saya nama assalamualaikum boleh siap")
_AFTER_NAME = words_of(
    "dari umur usia asal mau panggil dipanggil panggilan di sama nama here mahasiswa kelas saya lulusan ingin from "
    "lagi masih"
)


def _reading(heard: Heard, found: Sequence[Token]) -> Reading | None:
    written = heard.utterance.quote(found[0], found[-1])
    text = " ".join(written.split())
    pieces = [piece for piece in text.split(" ") if fold(piece) not in FILLERS]
    name = " ".join(pieces)
    name = _titled(name) if name.islower() or name.isupper() else name
    return Reading(value=name, words=written) if is_name(name) else None


def _titled(name: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda match: match[0][0].upper() + match[0][1:].lower(), name)
