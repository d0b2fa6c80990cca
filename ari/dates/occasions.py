"""Feasts and habits that people name instead of a day: "lebaran", "natal", "17an". Each has more than one reading."""

from ari.dates.clocks import whole_hour
from ari.dates.senses import (
    AnyOf,
    DayOfMonth,
    DayRange,
    DaySense,
    Feast,
    Found,
    Month,
    Part,
    PartOfMonth,
    Third,
    Variant,
    Weekday,
    one,
)
from ari.dates.tokens import Text

_CHRISTMAS = AnyOf((DayOfMonth(25, 12), DayRange(DayOfMonth(24, 12), DayOfMonth(26, 12))))
_NEW_YEAR = AnyOf((DayOfMonth(31, 12), DayOfMonth(1, 1)))
_INDEPENDENCE = DayOfMonth(17, 8)
_PAYDAY = AnyOf((DayOfMonth(25), DayOfMonth(1)))
_FRIDAY_PRAYER = Variant(day=Weekday(4), part=Part.DZUHUR)
_PRAYERS = {("jumatan",): _FRIDAY_PRAYER} | {
    (prayer, "jumat"): _FRIDAY_PRAYER for prayer in ("sholat", "salat", "solat", "shalat")
}
_FEASTS: dict[tuple[str, ...], DaySense] = {
    ("lebaran",): Feast("Eid al-Fitr"),
    ("idul", "fitri"): Feast("Eid al-Fitr"),
    ("idulfitri",): Feast("Eid al-Fitr"),
    ("eid",): Feast("Eid al-Fitr"),
    ("lebaran", "haji"): Feast("Eid al-Adha"),
    ("idul", "adha"): Feast("Eid al-Adha"),
    ("imlek",): Feast("Lunar New Year"),
    ("nyepi",): Feast("Day of Silence"),
    ("waisak",): Feast("Vesak Day"),
    ("natal",): _CHRISTMAS,
    ("natalan",): _CHRISTMAS,
    ("christmas",): _CHRISTMAS,
    ("xmas",): _CHRISTMAS,
    ("tahun", "baru"): _NEW_YEAR,
    ("new", "year"): _NEW_YEAR,
    ("taun", "baru"): _NEW_YEAR,
    ("agustusan",): AnyOf((_INDEPENDENCE, DayRange(DayOfMonth(1, 8), DayOfMonth(31, 8)))),
    ("gajian",): _PAYDAY,
    ("payday",): _PAYDAY,
    ("tanggal", "muda"): AnyOf((PartOfMonth(Third.EARLY), PartOfMonth(Third.EARLY, Month(1)))),
    ("tanggal", "tua"): AnyOf((PartOfMonth(Third.LATE), PartOfMonth(Third.LATE, Month(1)))),
}
_OCCASIONS = {words: Variant(day=sense) for words, sense in _FEASTS.items()} | _PRAYERS


def read_occasion(text: Text, at: int) -> Found | None:
    """Read a feast or a habit."""
    after_17 = _after_seventeenth(text, at)
    if after_17:
        return (Variant(day=_INDEPENDENCE), Variant(time=whole_hour(17))), after_17
    start = at + 1 if text.word(at) == "hari" else at
    widest = max(_OCCASIONS, key=lambda words: _match(text, start, words))
    width = _match(text, start, widest)
    return one(_OCCASIONS[widest], start + width) if width else None


def _match(text: Text, at: int, words: tuple[str, ...]) -> int:
    """Return how many words match, 0 unless all do."""
    return len(words) if all(text.word(at + step) == word for step, word in enumerate(words)) else 0


def _after_seventeenth(text: Text, at: int) -> int | None:
    """Return the end of "17an", "17-an", "tujuh belasan": the day of independence, or about five o'clock."""
    if text.word(at - 1) in {"jam", "tanggal", "sekitar", "kurleb"}:
        return None
    ending = at + 2 if text.is_mark(at + 1, "-") else at + 1
    if text[at].value == 17 and text.word(ending) == "an":
        return ending + 1
    return at + 2 if text.word(at) == "tujuh" and text.word(at + 1) in {"belasan", "blasan"} else None
