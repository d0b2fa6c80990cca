"""What a message wants of the booking, beside the time that it may name: another list, a cancellation, the second line.

Pure words: whether a "batal" gives up the booking or cancels an appointment is for the dialogue to say.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from ari.booking_dialogue.answers import is_no, is_yes
from ari.dates.numbers import read_number, read_ordinal
from ari.dates.tokens import Kind, Text, read_tokens


class Pull(StrEnum):
    """Which of several times is wanted, told by comparison."""

    EARLIEST = "earliest"
    LATEST = "latest"
    EARLIER = "earlier"
    LATER = "later"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was heard. `picks` are numbers of the list, from 1 on, or -1 for its last line."""

    is_yes: bool = False
    is_no: bool = False
    gives_up: bool = False
    cancels: bool = False
    keeps: bool = False
    moves: bool = False
    wants_others: bool = False
    wants_days: bool = False
    asks_status: bool = False
    # Whether it ends in a question mark.
    asks: bool = False
    pull: Pull | None = None
    picks: tuple[int, ...] = ()
    # A number and nothing else: of the list, or an hour.
    bare_number: int | None = None


# Each is looked for in the canonical words of the message ("hari" for day, "sekarang" for now), parted by blanks.
_KEEPS = re.compile(r"\b(?:jangan|ga jadi|ga usah|bukan|dont|not)\b(?: \w+){0,1} (?:di)?(?:batal\w*|cancel\w*)")
_CANCELS = re.compile(
    r"\bga ?jadi\b|\bgajadi\b|\b(?:di)?(?:batal\w*|cancel\w*)\b"
    r"|\b(?:ga|gabisa|belum)(?: bisa)? (?:datang|dateng|hadir|ikut|attend|make it)\b"
    r"|\bgabisa (?:make it|attend|come)\b"
)
_GIVES_UP = re.compile(
    r"\bga ?jadi\b|\bgajadi\b|\bga (?:usah|dulu|perlu|minat|tertarik|mau|deh)\b|\bgausah\b|\bbelum (?:dulu|mau|siap)\b"
    r"|\bnanti (?:aja|dulu|deh|lagi)\b|\blain kali\b|\bkapan2\b"
    r"|\b(?:pikir|mikir|mikir2|pikir2)(?: - \w+)? (?:dulu|lagi)\b"
    r"|\bskip\b|\bnever ?mind\b|\bnot sekarang\b|\bmaybe later\b|\bno thanks?\b|\bforget it\b|\bmundur\b"
)
_CONDITION = re.compile(r"\b(?:kalau|misal\w*|seandainya|apakah|what)\b")
_MOVES = re.compile(
    r"\b(?:di)?(?:reschedul\w*|ganti|pindah\w*|ubah|geser\w*|undur\w*|maju\w*|tunda\w*|postpone|ngubah|mindahin"
    r"|jadwal ulang|move|change)\b"
)
_OTHERS = re.compile(
    r"\b(?:lain(?! kali)|lainnya|other|others|another|else|alternatif|sisanya|selebihnya)\b|\bada lagi\b"
    r"|\bmore (?:times?|options?)\b|\bjam berapa (?:aja|yang)\b|\bwhat times?\b|\bga ada yang cocok\b"
)
_DAYS = re.compile(
    r"\b(?:hari|tanggal) (?:apa|lain|berapa)\b|\b(?:other|another|which|what) hari2?\b"
    r"|\b(?:ganti|pindah|ubah|geser) (?:ke )?(?:hari|tanggal)\b"
    r"|\bkapan (?:aja )?(?:bisa\w*|ada\w*|kosong\w*|available)\b|\b(?:bisa\w*|ada\w*) kapan\b"
)
_STATUS = re.compile(
    r"\bjadwal(?:ku|nya| saya| aku| gue)\b.*\b(?:kapan|jam|berapa)\b|\b(?:kapan|jam berapa)\b.*\b(?:jadwal|konsul\w*)"
    r"|\bwhen is (?:my|the)\b|\bwhat time is (?:my|the)\b"
)
_PULLS = (
    (Pull.EARLIEST, re.compile(r"\b(?:paling|ter)(?: )?(?:pagi|awal|cepat|cepet|dekat|deket)\b|\bsecepatnya\b|\basap\b"
                               r"|\bearliest\b|\bsoonest\b|\bas soon as possible\b|\bfirst available\b")),
    (Pull.LATEST, re.compile(r"\bpaling (?:sore|siang|malam|akhir|telat)\b|\blatest\b")),
    (Pull.EARLIER, re.compile(r"\b(?:lebih|agak) (?:pagi|awal|cepat|cepet)\b|\bearlier\b|\bsooner\b")),
    (Pull.LATER, re.compile(r"\b(?:lebih|agak) (?:sore|siang|malam|akhir|lambat)\w*\b|\blater\b")),
    (Pull.ANY, re.compile(r"\bterserah\b|\bbebas\b|\bkapan aja\b|\bmana aja\b|\banytime\b|\bany time\b|\bup to you\b")),
)  # fmt: skip

_NUMBER_NAMES = frozenset({"no", "nomor", "nomer", "nmr", "number", "pilih", "pilihan", "opsi", "option", "slot"})
_ORDINALS = {
    "pertama": 1, "kesatu": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "kelima": 5, "first": 1, "second": 2, "third": 3,
    "fourth": 4, "fifth": 5, "terakhir": -1, "last": -1, "teratas": 1, "atas": 1, "bawah": -1, "terbawah": -1,
}  # fmt: skip
_BEFORE_ORDINAL = frozenset({"yang", "the", "pilihan", "opsi", "nomor", "no", "slot", "option", "pilih", "ambil"})
_NOT = frozenset({"bukan", "jangan", "not", "selain", "kecuali", "ga"})
_COURTESIES = frozenset({
    "kak", "min", "mas", "mbak", "pak", "bu", "bang", "ya", "aja", "deh", "dong", "ok", "oke", "yang", "nih", "please",
    "makasih", "thanks", "boleh", "mau", "itu",
})  # fmt: skip


def hear(text: str) -> Heard:
    """Return what the message wants."""
    tokens = read_tokens(text)
    plain = " ".join(token.word for token in tokens.tokens)
    keeps = _KEEPS.search(plain) is not None
    is_condition = _CONDITION.search(plain) is not None
    return Heard(
        is_yes=is_yes(text),
        is_no=is_no(text),
        gives_up=not keeps and not is_condition and _GIVES_UP.search(plain) is not None,
        cancels=not keeps and not is_condition and _CANCELS.search(plain) is not None,
        keeps=keeps,
        moves=_MOVES.search(plain) is not None,
        wants_others=_OTHERS.search(plain) is not None,
        wants_days=_DAYS.search(plain) is not None,
        asks="?" in text,
        asks_status=_STATUS.search(plain) is not None,
        pull=next((pull for pull, pattern in _PULLS if pattern.search(plain)), None),
        picks=_picks(tokens),
        bare_number=_bare_number(tokens),
    )


def _picks(text: Text) -> tuple[int, ...]:
    """Return the numbers that point at lines of a list: "no 2", "yang kedua", "2 aja kak", "the third one"."""
    found: dict[int, None] = {}
    at = 0
    while at < len(text):
        pick = _pick_at(text, at)
        if pick is not None and not _is_rejected(text, at):
            found[pick[0]] = None
        at = pick[1] if pick else at + 1
    bare = _bare_number(text)
    return tuple(found) or ((bare,) if bare is not None else ())


def _pick_at(text: Text, at: int) -> tuple[int, int] | None:
    word = text.word(at)
    if word in _NUMBER_NAMES or text.is_mark(at, "#"):
        start = at + 2 if text.is_mark(at + 1, ".:#") else at + 1
        start = start + 1 if text.word(start) == "ke" else start
        number = read_number(text, start)
        return number if number and 1 <= number[0] <= 99 else None
    is_pointed = text.word(at - 1) in _BEFORE_ORDINAL or at == 0
    if word in _ORDINALS and is_pointed:
        return _ORDINALS[word], at + 1
    if word == "ke" and text.word(at - 1) in _BEFORE_ORDINAL:
        number = read_number(text, at + 2 if text.is_mark(at + 1, "-") else at + 1)
        return number if number and 1 <= number[0] <= 99 else None
    return read_ordinal(text, at) if text[at].kind is Kind.NUMBER and is_pointed else None


def _is_rejected(text: Text, at: int) -> bool:
    return any(text.word(before) in _NOT for before in (at - 1, at - 2))


def _bare_number(text: Text) -> int | None:
    """Return the number of a message that has nothing else to say."""
    start = text.skip(0, _COURTESIES)
    number = read_number(text, start)
    if number is None:
        return None
    end = number[1]
    while text[end].kind is Kind.PUNCTUATION or text.word(end) in _COURTESIES:
        if text.is_mark(end, "?"):
            return None
        end += 1
    return number[0] if text[end].kind is Kind.END else None
