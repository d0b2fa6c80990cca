"""The names of months, and which of them need a number beside them to be one."""

from ari.dates.tokens import Text

_NAMES = {
    1: "januari january jan",
    2: "februari february pebruari febuari feb peb",
    3: "maret march mar",
    4: "april apr",
    5: "mei may",
    6: "juni june jun",
    7: "juli july jul",
    8: "agustus august agust agu ags agt aug agus",
    9: "september sept sep",
    10: "oktober october okt oct",
    11: "november nopember nov nop",
    12: "desember december des dec",
}
_MONTHS = {name: month for month, names in _NAMES.items() for name in names.split()}
# Short forms and "may" are other words too: alone they name no month.
_WEAK = frozenset({name for name in _MONTHS if len(name) <= 4} | {"agust", "march"}) - {
    "juni",
    "juli",
    "mei",
    "june",
    "july",
}
# "Kak Mei", "nama saya Juli": a name of somebody.
_ADDRESSES = frozenset({"kak", "mbak", "bu", "pak", "mas", "nama", "namaku", "namanya", "saya", "aku", "miss", "sis"})


def month_at(text: Text, at: int) -> int | None:
    """Return the month that the word at `at` names beside a number."""
    return _MONTHS.get(text.word(at))


def month_alone_at(text: Text, at: int) -> int | None:
    """Return the month that the word at `at` names without a number beside it."""
    word = text.word(at)
    is_introduced = text.word(at - 1) in {"bulan", "in", "di", "pada"}
    if text.word(at - 1) in _ADDRESSES or (word in _WEAK and not is_introduced):
        return None
    return _MONTHS.get(word)
