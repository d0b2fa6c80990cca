"""Weekdays in words, with what tells which of them is meant: "senin depan", "next Monday", "malam minggu"."""

from ari.dates.senses import AnyOf, DaySense, Found, Mode, Part, Shifted, Variant, Weekday, one
from ari.dates.tokens import Kind, Text

DAYS_OF_WEEK = 7
SUNDAY = 6
_NAMES = {"senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "sabtu": 5, "ahad": 6}
_PLURALS = {
    "mondays": 0, "tuesdays": 1, "wednesdays": 2, "thursdays": 3, "fridays": 4, "saturdays": 5, "sundays": 6,
}  # fmt: skip
_BEFORE = {
    "next": Mode.NEXT,
    "ini": Mode.THIS,
    "coming": Mode.COMING,
    "upcoming": Mode.COMING,
    "last": Mode.LAST,
    "setiap": Mode.EVERY,
}
_AFTER = {
    ("ini",): Mode.THIS,
    ("depan",): Mode.NEXT,
    ("besok",): Mode.COMING,
    ("mendatang",): Mode.COMING,
    ("yad",): Mode.COMING,
    ("yang", "akan", "datang"): Mode.COMING,
    ("yang", "lalu"): Mode.LAST,
    ("lalu",): Mode.LAST,
    ("kemarin",): Mode.LAST,
}
# What "minggu" is when it does not name the day: "minggu depan" is a week.
_WEEK_AFTER = frozenset({"depan", "depannya", "ini", "lalu", "kemarin", "yang", "lagi"})
_RELATIVE_DAYS = frozenset({"besok", "lusa", "ini", "today"})


def weekday_at(text: Text, at: int) -> int | None:
    """Return the weekday that the word at `at` names; "minggu" counts as Sunday."""
    word = text.word(at)
    return SUNDAY if word == "minggu" else _NAMES.get(word)


def read_weekday(text: Text, at: int) -> Found | None:
    """Read a weekday with the words around it, or the evening before one."""
    eve = _read_eve(text, at)
    if eve is not None:
        return eve
    if text.word(at) in _PLURALS:
        return one(Variant(day=Weekday(_PLURALS[text.word(at)], Mode.EVERY)), at + 1)
    found = _read_plain(text, at)
    return one(Variant(day=found[0]), found[1]) if found else None


def _read_plain(text: Text, at: int) -> tuple[DaySense, int] | None:
    mode, start = _read_before(text, at)
    is_day = text.word(start) == "hari"
    start = start + 1 if is_day else start
    if text.word(start) == "minggu" and not (is_day or _is_sunday(text, start, mode)):
        return None
    weekday = weekday_at(text, start)
    if weekday is None:
        return None
    if mode is not None:
        return Weekday(weekday, mode), start + 1
    return _read_after(text, weekday, start + 1)


def _read_before(text: Text, at: int) -> tuple[Mode | None, int]:
    """Read "next", "this coming", "setiap"."""
    mode = None
    while text.word(at) in _BEFORE:
        mode = _BEFORE[text.word(at)]
        at += 1
    return mode, at


def _is_sunday(text: Text, at: int, mode: Mode | None) -> bool:
    """Test if "minggu" at `at` is the day: no number stands before it, and nothing after it makes it a week."""
    if mode is not None and mode is not Mode.EVERY:
        return False
    before = text[at - 1]
    is_counted = before.kind in {Kind.NUMBER, Kind.DECIMAL} or before.word in _COUNTING
    return not is_counted and text.word(at + 1) not in _WEEK_AFTER | _NTH


_COUNTING = frozenset({
    "satu", "dua", "tiga", "empat", "lima", "enam", "beberapa", "per", "tiap", "setengah", "akhir", "awal", "tengah",
    "pertengahan", "dalam", "selama", "sepanjang",
})  # fmt: skip
_NTH = frozenset({"pertama", "kedua", "ketiga", "keempat", "terakhir", "ke"})


def _read_after(text: Text, weekday: int, at: int) -> tuple[DaySense, int]:
    """Read what follows a weekday: "depan", "ini", "yang akan datang", "depannya lagi"."""
    if text.word(at) == "depannya":
        end = at + 2 if text.word(at + 1) == "lagi" else at + 1
        return Shifted(Weekday(weekday, Mode.NEXT), DAYS_OF_WEEK), end
    for words, mode in _AFTER.items():
        if tuple(text.word(at + step) for step in range(len(words))) == words:
            return Weekday(weekday, mode), at + len(words)
    return Weekday(weekday), at


def _read_eve(text: Text, at: int) -> Found | None:
    """Read "malam minggu": the evening before. After a clock or a day the words can also part otherwise.

    "jam 8 malam minggu" is Saturday or, read as "jam 8 malam, Minggu", Sunday.
    """
    if text.word(at) == "malming":
        return one(Variant(day=Weekday(SUNDAY - 1), part=Part.MALAM), at + 1)
    if text.word(at) != "malam":
        return None
    weekday = weekday_at(text, at + 1)
    if weekday is None:
        return None
    sense, end = _read_after(text, weekday, at + 2)
    eve = Variant(day=_evening_before(sense), part=Part.MALAM)
    if text[at - 1].kind in {Kind.NUMBER, Kind.CLOCK} or text.word(at - 1) in _RELATIVE_DAYS | _HOUR_WORDS:
        return (eve, Variant(day=sense, part=Part.MALAM)), end
    return one(eve, end)


_HOUR_WORDS = frozenset({
    "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas", "belas", "an",
})  # fmt: skip


def _evening_before(sense: DaySense) -> DaySense:
    if not isinstance(sense, Weekday):
        return Shifted(sense, -1)
    before = Weekday((sense.weekday - 1) % DAYS_OF_WEEK, sense.mode)
    if sense.mode is Mode.NEXT and sense.weekday == 0:
        # The evening before next Monday is this Sunday; the "malam senin" of next week is the Sunday after.
        return AnyOf((Shifted(sense, -1), before))
    return before
