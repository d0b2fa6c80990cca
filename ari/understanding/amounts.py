"""Amounts of money in a message: `200-300jt`, `Rp 1,5 M`, `di bawah 100 juta`, `20k usd`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ari.understanding.numbers import read_number
from ari.understanding.scanning import Phrases, phrase_end, skip_words
from ari.understanding.spelling import words_of
from ari.understanding.tokens import Token

IDR = "IDR"
# Longest first: `dolar australia` is not `dolar`.
_CURRENCIES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("dolar", "australia"), "AUD"), (("dolar", "singapura"), "SGD"), (("dolar", "kanada"), "CAD"),
    (("dolar", "amerika"), "USD"), (("dolar", "us"), "USD"), (("us", "dolar"), "USD"), (("a", "$"), "AUD"),
    (("s", "$"), "SGD"), (("us", "$"), "USD"), (("c", "$"), "CAD"), (("nz", "$"), "NZD"), (("dolar",), "USD"),
    (("$",), "USD"), (("usd",), "USD"), (("aud",), "AUD"), (("sgd",), "SGD"), (("cad",), "CAD"), (("nzd",), "NZD"),
    (("gbp",), "GBP"), (("£",), "GBP"), (("pound",), "GBP"), (("euro",), "EUR"), (("€",), "EUR"), (("rp",), IDR),
    (("idr",), IDR), (("rupiah",), IDR), (("myr",), "MYR"), (("ringgit",), "MYR"), (("yen",), "JPY"), (("jpy",), "JPY"),
    (("won",), "KRW"), (("krw",), "KRW"),
)  # fmt: skip
_UNITS: Mapping[str, int] = {
    "triliun": 10**12, "miliar": 10**9, "m": 10**9, "juta": 10**6, "ribu": 10**3, "k": 10**3, "million": 10**6,
    "thousand": 10**3, "bn": 10**9,
}  # fmt: skip
_ONE_UNITS: Mapping[str, int] = {
    "sejuta": 10**6, "semiliar": 10**9, "seribu": 10**3, "sejutaan": 10**6, "semilyar": 10**9, "semiliaran": 10**9,
    "sem": 10**9,
}  # fmt: skip
_TO = words_of("- \u2013 \u2014 sampai s/d sd to hingga ke until sampe")
_AT_MOST = (
    ("tidak", "mau", "lebih", "dari"), ("jangan", "lebih", "dari"), ("tidak", "sampai"),
    ("tidak", "lebih", "dari"), ("kurang", "dari"), ("not", "more", "than"), ("less", "than"), ("di", "bawah"),
    ("up", "to"), ("paling", "banyak"), ("paling", "mahal"), ("paling", "tinggi"), ("at", "most"), ("dibawah",),
    ("maksimal",), ("maksimum",), ("max",), ("maks",), ("maximum",), ("mentok",), ("mentoknya",), ("under",),
    ("mentok", "mentoknya"), ("paling", "mentok"), ("paling", "banter"), ("paling", "gede"), ("paling", "besar"),
    ("paling", "maksimal"),
    ("paling", "jauh"), ("banter",), ("mentok", "di"), ("paling", "full"), ("paling", "pol"),
    ("pol", "polan"), ("polnya",), ("pol",), ("plafon",), ("plafonnya",), ("limit",), ("limitnya",),
    ("sampai", "dengan"),
    ("cuma", "sampai"), ("sebatas",), ("batas",), ("batasnya",), ("capped", "at"), ("no", "over"),
    ("below",),    ("<",), ("≤",), ("sampai",), ("no", "more", "than"), ("maximal",), ("maxnya",), ("maksimalnya",),
)  # fmt: skip
_AT_LEAST = (
    ("paling", "tidak", "ada"), ("paling", "tidak"), ("setidaknya",), ("lebih", "dari"), ("more", "than"),
    ("di", "atas"), ("at", "least"), ("paling", "sedikit"), ("paling", "dikit"), ("paling", "minim"), ("minimalnya",),
    ("at", "minimum"),
    ("diatas",), ("minimal",), ("minimum",), ("min",), ("above",), ("over",), (">",), ("≥",), ("mulai", "dari"),
    ("mulai",), ("dari",), ("tidak", "kurang", "dari"),
)  # fmt: skip
_AND_UP = (("ke", "atas"), ("keatas",), ("lebih",), ("up",), ("+",), ("and", "above"), ("plus",), ("or", "more"))
_AND_DOWN = (
    ("ke", "bawah"), ("kebawah",), ("max",), ("maksimal",), ("maks",), ("or", "less"), ("mentok",), ("pol",),
    ("mentoknya",), ("tops",), ("at", "most"), ("maksimalnya",), ("maximum",), ("paling", "banyak"),
)  # fmt: skip
# What `-an` leaves: `100jt-an`.
_AN = words_of("an")
_TAIL = words_of("an -")
_APPROXIMATE = words_of("banget sekitar ~ ± kira mungkin kayaknya an nya paling saja")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Money from tokens `start` up to, not including, `end`. Open ends are None.

    `is_marked`: a unit or a currency was written, so that it can be nothing but money; without one the number stands
    as it was written.
    """

    start: int
    end: int
    low: int | None
    high: int | None
    currency: str
    is_marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    number: Decimal
    unit: int | None
    currency: str | None
    end: int
    is_in_hundreds: bool = False


def find_amounts(tokens: Sequence[Token]) -> tuple[Amount, ...]:
    """Return the amounts among the tokens, in order."""
    amounts: list[Amount] = []
    place = 0
    while place < len(tokens):
        amount = _amount_at(tokens, place)
        if amount is not None:
            amounts.append(amount)
        place = amount.end if amount is not None else place + 1
    return tuple(amounts)


def _amount_at(tokens: Sequence[Token], place: int) -> Amount | None:
    start = place
    bound, place = _bound_at(tokens, place, {"most": _AT_MOST, "least": _AT_LEAST})
    place = skip_words(tokens, place, _APPROXIMATE) if bound else place
    first = _piece_at(tokens, place)
    if first is None:
        return None
    second = _second_piece(tokens, first.end) or _other_bound(tokens, first.end, bound)
    end = second.end if second else first.end
    if second is None:
        suffix, end = _suffix_at(tokens, end)
        bound = bound or suffix
    # `mulai dari 100 juta sampai 200 juta` is a range, not an open end.
    return _amount(first, second, bound, start=start, end=skip_words(tokens, end, _TAIL))


def _amount(first: _Piece, second: _Piece | None, bound: str | None, *, start: int, end: int) -> Amount | None:
    currency = first.currency or (second.currency if second else None)
    unit = first.unit or (second.unit if second else None)
    # `3 sampai 4 ratus juta`: the hundreds are meant for both.
    is_short = second is not None and second.is_in_hundreds and not first.unit and first.number < 10
    low = _whole(first.number * 100 if is_short else first.number, unit, currency)
    high = _whole(second.number, second.unit or unit, currency) if second else low
    if low is None or high is None:
        return None
    if low > high and first.unit is None and unit == 10**9:
        # `500-1M` goes from juta to miliar.
        low = low // 1000
    low, high = sorted((low, high))
    if second is None and bound:
        low, high = (None, high) if bound == "most" else (low, None)
    is_marked = bool(unit or currency)
    return Amount(start=start, end=end, low=low, high=high, currency=currency or IDR, is_marked=is_marked)


def _whole(number: Decimal, unit: int | None, currency: str | None) -> int | None:
    scale = unit or 1
    # An English M, written beside a foreign currency, is a million; beside rupiah it is a miliar.
    if scale == 10**9 and currency not in {None, IDR}:
        scale = 10**6
    value = number * scale
    return int(value) if value == int(value) and value > 0 else None


def _piece_at(tokens: Sequence[Token], place: int) -> _Piece | None:
    currency, place = _currency_at(tokens, place)
    if place < len(tokens) and tokens[place].word in _ONE_UNITS:
        number, unit, end = Decimal(1), _ONE_UNITS[tokens[place].word], place + 1
        return _Piece(number=number, unit=unit, currency=currency, end=end)
    read = read_number(tokens, place)
    if read is None:
        return None
    found, end = _unit_at(tokens, skip_words(tokens, read[1], _AN))
    found, end = (found, end) if found else (None, read[1])
    number = read[0]
    # `satu setengah miliar`, `dua ratus juta`: number words end where the unit begins; `1 miliar 500 juta` adds up.
    if found and (more := _smaller_piece(tokens, end, found)):
        number += more[0] / found
        end = more[1]
    after, end = _currency_at(tokens, skip_words(tokens, end, _AN))
    is_in_hundreds = tokens[read[1] - 1].word == "ratus"
    return _Piece(number=number, unit=found, currency=currency or after, end=end, is_in_hundreds=is_in_hundreds)


def _smaller_piece(tokens: Sequence[Token], place: int, unit: int) -> tuple[Decimal, int] | None:
    read = read_number(tokens, place)
    if read is None or tokens[place].clause != tokens[place - 1].clause:
        return None
    smaller, end = _unit_at(tokens, read[1])
    return (read[0] * smaller, end) if smaller and smaller < unit else None


def _second_piece(tokens: Sequence[Token], place: int) -> _Piece | None:
    place = skip_words(tokens, place, _AN)
    if place >= len(tokens) or tokens[place].word not in _TO:
        return None
    return _piece_at(tokens, skip_words(tokens, place + 1, frozenset({"-", "dengan"})))


def _other_bound(tokens: Sequence[Token], place: int, bound: str | None) -> _Piece | None:
    """Return the upper end of `lebih dari 300 kurang dari 400`."""
    if bound != "least":
        return None
    other, place = _bound_at(tokens, place, {"most": _AT_MOST})
    return _piece_at(tokens, place) if other else None


def _unit_at(tokens: Sequence[Token], place: int) -> tuple[int | None, int]:
    if place >= len(tokens):
        return None, place
    token = tokens[place]
    # `k` alone is short for `oke`, unless it is glued to a number.
    word = "k" if token.surface.lower() == "k" and token.is_glued else token.word
    return (_UNITS[word], place + 1) if word in _UNITS else (None, place)


def _currency_at(tokens: Sequence[Token], place: int) -> tuple[str | None, int]:
    for words, currency in _CURRENCIES:
        end = phrase_end(tokens, place, (words,))
        if end is not None:
            return currency, end
    return None, place


def _bound_at(tokens: Sequence[Token], place: int, bounds: Mapping[str, Phrases]) -> tuple[str | None, int]:
    for bound, phrases in bounds.items():
        end = phrase_end(tokens, place, phrases)
        if end is not None:
            return bound, end
    return None, place


def _suffix_at(tokens: Sequence[Token], place: int) -> tuple[str | None, int]:
    return _bound_at(tokens, skip_words(tokens, place, _TAIL), {"least": _AND_UP, "most": _AND_DOWN})
