"""Words and marks that join, reject or correct what stands beside them: "atau", "sampai", "jangan", "eh", "aja"."""

from dataclasses import dataclass
from enum import StrEnum

from ari.dates.tokens import Kind, Text


class Cue(StrEnum):
    """What a word does to the days and times beside it."""

    COMMA = "comma"
    STOP = "stop"
    OR = "or"
    AND = "and"
    RANGE = "range"
    UNTIL = "until"  # "sampai": a range after a start, else a bound
    BETWEEN = "between"
    FROM = "from"
    BEFORE = "before"  # "sebelum": that day or clock no longer counts
    BY = "by"  # "paling lambat": it still counts
    AFTER = "after"
    SINCE = "since"
    UPWARD = "upward"  # "ke atas": from the clock before it on
    DOWNWARD = "downward"  # "ke bawah"
    REJECT = "reject"  # "jangan": rejects what follows
    CANNOT = "cannot"  # "ga bisa": rejects what stands before it, else what follows
    NOT = "not"  # "ga" alone: rejects its neighbour
    OCCUPIED = "occupied"  # "Senin kuliah, ...": rejects what stands right before it at a clause's end
    CORRECT = "correct"  # "eh": what follows replaces
    CORRECT_NEAR = "correct_near"  # "maaf": the same, if it follows at once
    CORRECT_BACK = "correct_back"  # "deng": what stands just before it replaces what came earlier
    TURN = "turn"  # "tapi", "kalau": begins a clause
    ONLY = "only"  # "aja", "bisa": affirms what stands before it


@dataclass(frozen=True, slots=True)
class CueMark:
    """A cue at tokens `start` to `end` (excluded)."""

    cue: Cue
    start: int
    end: int


_MARKS = {
    ",": Cue.COMMA, ";": Cue.COMMA, ".": Cue.STOP, "!": Cue.STOP, "?": Cue.STOP, "\n": Cue.STOP, "/": Cue.OR,
    "&": Cue.AND, "+": Cue.AND, "-": Cue.RANGE, "~": Cue.RANGE,
}  # fmt: skip
_WORDS = {
    "atau": Cue.OR, "dan": Cue.AND, "sama": Cue.AND, "maupun": Cue.OR, "ataupun": Cue.OR,
    "sampai": Cue.UNTIL, "to": Cue.RANGE, "through": Cue.RANGE, "ke": Cue.RANGE,
    "antara": Cue.BETWEEN,
    "dari": Cue.FROM,
    "sebelum": Cue.BEFORE, "dibawah": Cue.BEFORE,
    "by": Cue.BY, "maksimal": Cue.BY, "max": Cue.BY, "maks": Cue.BY,
    "setelah": Cue.AFTER, "habis": Cue.AFTER, "abis": Cue.AFTER, "diatas": Cue.AFTER, "selepas": Cue.AFTER,
    "past": Cue.AFTER, "lewat": Cue.AFTER, "sehabis": Cue.AFTER, "bada": Cue.AFTER, "ba": Cue.AFTER,
    "keatas": Cue.UPWARD, "onwards": Cue.UPWARD, "onward": Cue.UPWARD, "kebawah": Cue.DOWNWARD,
    "mulai": Cue.SINCE, "sejak": Cue.SINCE, "since": Cue.SINCE, "starting": Cue.SINCE, "semenjak": Cue.SINCE,
    "jangan": Cue.REJECT, "bukan": Cue.REJECT, "selain": Cue.REJECT, "kecuali": Cue.REJECT, "not": Cue.REJECT,
    "dont": Cue.REJECT, "excluding": Cue.REJECT, "avoid": Cue.REJECT, "hindari": Cue.REJECT,
    "gabisa": Cue.CANNOT, "sibuk": Cue.CANNOT, "penuh": Cue.CANNOT, "berhalangan": Cue.CANNOT, "bentrok": Cue.CANNOT,
    "diambil": Cue.CANNOT, "terisi": Cue.CANNOT, "keisi": Cue.CANNOT, "taken": Cue.CANNOT, "booked": Cue.CANNOT,
    "busy": Cue.CANNOT, "unavailable": Cue.CANNOT, "doesnt": Cue.CANNOT, "wont": Cue.CANNOT, "isnt": Cue.CANNOT,
    "kerja": Cue.OCCUPIED, "kuliah": Cue.OCCUPIED, "sekolah": Cue.OCCUPIED, "ngantor": Cue.OCCUPIED,
    "kelas": Cue.OCCUPIED, "ujian": Cue.OCCUPIED,
    "ga": Cue.NOT, "no": Cue.NOT, "never": Cue.NOT,
    "eh": Cue.CORRECT, "ralat": Cue.CORRECT, "koreksi": Cue.CORRECT, "ganti": Cue.CORRECT, "pindah": Cue.CORRECT,
    "geser": Cue.CORRECT, "ubah": Cue.CORRECT, "jadinya": Cue.CORRECT, "ups": Cue.CORRECT, "oops": Cue.CORRECT,
    "diundur": Cue.CORRECT, "dimajukan": Cue.CORRECT, "rather": Cue.CORRECT, "reschedule": Cue.CORRECT,
    "maaf": Cue.CORRECT_NEAR, "salah": Cue.CORRECT_NEAR, "actually": Cue.CORRECT_NEAR, "wait": Cue.CORRECT_NEAR,
    "jadi": Cue.CORRECT_NEAR,
    "deng": Cue.CORRECT_BACK, "ding": Cue.CORRECT_BACK, "maksudnya": Cue.CORRECT_BACK,
    "tapi": Cue.TURN, "kalau": Cue.TURN, "mending": Cue.TURN, "mendingan": Cue.TURN, "bisanya": Cue.TURN,
    "adanya": Cue.TURN, "maunya": Cue.TURN, "sebaiknya": Cue.TURN, "better": Cue.TURN, "gimana": Cue.TURN,
    "melainkan": Cue.TURN, "prefer": Cue.TURN, "karena": Cue.TURN, "soalnya": Cue.TURN, "how": Cue.TURN,
    "what": Cue.TURN, "because": Cue.TURN, "lets": Cue.TURN, "sisanya": Cue.TURN,
    "aja": Cue.ONLY, "deh": Cue.ONLY, "bisa": Cue.ONLY, "works": Cue.ONLY, "fine": Cue.ONLY, "ok": Cue.ONLY,
    "oke": Cue.ONLY, "okay": Cue.ONLY, "boleh": Cue.ONLY, "cocok": Cue.ONLY, "available": Cue.ONLY, "free": Cue.ONLY,
    "kosong": Cue.ONLY, "good": Cue.ONLY, "luang": Cue.ONLY,
}  # fmt: skip
_PHRASES = {
    ("i", "mean"): Cue.CORRECT,
    ("make", "it"): Cue.CORRECT,
    ("make", "that"): Cue.CORRECT,
    ("ke", "atas"): Cue.UPWARD,
    ("dan", "seterusnya"): Cue.UPWARD,
    ("ke", "bawah"): Cue.DOWNWARD,
    ("paling", "lambat"): Cue.BY,
    ("paling", "telat"): Cue.BY,
    ("no", "later", "than"): Cue.BY,
    ("di", "atas"): Cue.AFTER,
    ("di", "bawah"): Cue.BEFORE,
    ("lebih", "dari"): Cue.AFTER,
    ("kurang", "dari"): Cue.BEFORE,
    ("ada", "acara"): Cue.CANNOT,
    ("ada", "kelas"): Cue.CANNOT,
    ("ada", "kuliah"): Cue.CANNOT,
    ("ada", "urusan"): Cue.CANNOT,
    ("ada", "kerjaan"): Cue.CANNOT,
    ("ada", "meeting"): Cue.CANNOT,
    ("ada", "ujian"): Cue.CANNOT,
    ("anything", "tapi"): Cue.REJECT,
    ("any", "hari", "tapi"): Cue.REJECT,
    ("apa", "tapi"): Cue.REJECT,
    ("other", "than"): Cue.REJECT,
    ("rather", "than"): Cue.REJECT,
    ("instead", "of"): Cue.REJECT,
    ("aja", "of"): Cue.REJECT,
    ("lebih", "baik"): Cue.TURN,
    ("lebih", "tepatnya"): Cue.CORRECT,
    ("atau", "ga"): Cue.OR,
    ("kalau", "ga"): Cue.OR,
    ("gabisa", "make", "it"): Cue.CANNOT,
    ("gabisa", "make"): Cue.CANNOT,
    ("no", "good"): Cue.CANNOT,
    ("kalau", "gabisa"): Cue.OR,
    ("kalau", "penuh"): Cue.OR,
    ("kalau", "bentrok"): Cue.OR,
    ("saya", "kerja"): Cue.CANNOT,
    ("aku", "kerja"): Cue.CANNOT,
    ("gue", "kerja"): Cue.CANNOT,
    ("masih", "kerja"): Cue.CANNOT,
    ("saya", "kuliah"): Cue.CANNOT,
    ("aku", "kuliah"): Cue.CANNOT,
    ("masih", "kuliah"): Cue.CANNOT,
    ("saya", "ngantor"): Cue.CANNOT,
    ("i", "work"): Cue.CANNOT,
    ("have", "class"): Cue.CANNOT,
    ("have", "a", "class"): Cue.CANNOT,
    ("have", "a", "meeting"): Cue.CANNOT,
}
# After "ga": what makes it "cannot". After "not", "is not", "does not": the same in English.
_ABILITIES = frozenset({
    "bisa", "mau", "jadi", "usah", "available", "kosong", "free", "sempat", "dapat", "dpt", "cocok", "oke", "ok",
    "memungkinkan", "boleh", "enak", "ready", "luang", "ada", "work", "works", "possible", "good", "convenient",
    "able", "kebagian",
})  # fmt: skip
# Before "ga": what makes it the tag of a question, as in "bisa ga?".
_ASKED = frozenset({"bisa", "boleh", "jadi", "ada", "mau", "kosong", "available", "ok", "oke", "free", "gapapa"})


def read_cue(text: Text, at: int) -> CueMark | None:
    """Read a cue that begins at `at`."""
    token = text[at]
    if token.kind is Kind.PUNCTUATION:
        return CueMark(_MARKS[token.word], at, at + 1) if token.word in _MARKS else None
    for words, cue in _PHRASES.items():
        if tuple(text.word(at + step) for step in range(len(words))) == words:
            return CueMark(cue, at, at + len(words))
    if text.word(at) == "ga" and text.word(at - 1) in _ASKED:
        return None
    if text.word(at) in {"ga", "not", "isnt", "doesnt", "dont"} and text.word(at + 1) in _ABILITIES:
        return CueMark(Cue.CANNOT, at, at + 2)
    if text.word(at) == "maksudnya":
        return _read_meaning(text, at)
    single = _WORDS.get(text.word(at))
    return CueMark(single, at, at + 1) if single else None


def _read_meaning(text: Text, at: int) -> CueMark:
    """Read "maksudnya", "maksud saya": before a day it corrects with that, at a clause's end with what precedes."""
    end = at + 2 if text.word(at + 1) in {"saya", "aku", "gue", "gw", "ku"} else at + 1
    is_last = text[end].kind is Kind.END or text.is_mark(end, ".!?\n") or text.word(end) in {"ya", "kak", "min"}
    return CueMark(Cue.CORRECT_BACK if is_last else Cue.CORRECT, at, end)
