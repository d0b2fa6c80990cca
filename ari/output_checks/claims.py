"""The numbers that a text names, as values: "Rp300-500 juta", "80 persen", "IELTS 6.5", "lima ratus ribu"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_UNITS = {
    "ribu": 10**3, "rb": 10**3, "k": 10**3, "thousand": 10**3,
    "juta": 10**6, "jt": 10**6, "million": 10**6, "mio": 10**6,
    "miliar": 10**9, "milyar": 10**9, "m": 10**9, "billion": 10**9, "bio": 10**9,
    "triliun": 10**12, "trillion": 10**12,
}  # fmt: skip
_CURRENCIES = {
    "rp": "IDR", "idr": "IDR", "rupiah": "IDR", "us$": "USD", "usd": "USD", "$": "USD", "dolar": "USD", "dollar": "USD",
    "dollars": "USD", "a$": "AUD", "aud": "AUD", "s$": "SGD", "sgd": "SGD", "£": "GBP", "gbp": "GBP", "pound": "GBP",
    "pounds": "GBP", "€": "EUR", "eur": "EUR", "euro": "EUR", "¥": "JPY", "jpy": "JPY", "yen": "JPY", "rm": "MYR",
    "myr": "MYR", "nzd": "NZD", "cad": "CAD", "yuan": "CNY", "won": "KRW",
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_SIGN = "|".join(re.escape(sign) for sign in sorted(_CURRENCIES, key=len, reverse=True))
_NUMBER = r"\d+(?:[.,]\d+)*"
_CLAIM = re.compile(
    rf"""(?<![\w.])(?:(?P<sign>{_SIGN})\.?\s*)?
        (?P<low>{_NUMBER})(?:\s*(?P<low_unit>{_UNIT})\b)?
        (?:\s*(?:-|\u2013|\u2014|sampai|s/d|sd|hingga|to|until)\s*(?:(?:{_SIGN})\.?\s*)?(?P<high>{_NUMBER}))?
        (?:\s*(?P<unit>{_UNIT})\b)?
        (?:\s*(?P<percent>%|persen\b|percent\b))?
        (?:\s*(?P<after>rupiah|dolar|dollars?|pounds?|euro|yen|yuan|won|usd|aud|gbp|eur|sgd|idr)\b)?""",
    re.IGNORECASE | re.VERBOSE,
)
_DIGIT_WORDS = "satu dua tiga empat lima enam tujuh delapan sembilan one two three four five six seven eight nine ten"
_SPELLED = re.compile(
    rf"""\b(?:se(?:puluh|belas|ratus|ribu|juta|miliar)
        | (?:{"|".join(_DIGIT_WORDS.split())}|setengah|half|a|several|beberapa)
          (?:\s+(?:puluh|belas|ratus|hundred|setengah|{"|".join(_DIGIT_WORDS.split())}))*
          \s+(?:ribu|juta|miliar|milyar|persen|percent|thousand|million|billion))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


class Kind(StrEnum):
    """What a number counts."""

    MONEY = "money"
    PERCENT = "percent"
    PLAIN = "plain"
    SPELLED = "spelled"


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that a text names. `currency` is empty where none stands there; a spelled one has its words."""

    kind: Kind
    value: float = 0.0
    currency: str = ""
    words: str = ""


def claims_of(text: str) -> frozenset[Claim]:
    """Return every number of the text. The ends of a range are claims of their own, in the range's unit."""
    without_bullets = re.sub(r"(?m)^\s*\d{1,2}[.)]\s+", "", text)
    return frozenset(_claims(without_bullets))


def _claims(text: str) -> Iterator[Claim]:
    for found in _CLAIM.finditer(text):
        currency = _CURRENCIES.get((found["sign"] or found["after"] or "").lower(), "")
        unit = found["unit"] or found["low_unit"] or ""
        is_money = bool(currency or unit)
        kind = Kind.PERCENT if found["percent"] else Kind.MONEY if is_money else Kind.PLAIN
        low_unit = found["low_unit"] or (unit if found["high"] else found["unit"]) or ""
        yield Claim(kind, number_of(found["low"]) * _UNITS.get(low_unit.lower(), 1), currency)
        if found["high"]:
            yield Claim(kind, number_of(found["high"]) * _UNITS.get((found["unit"] or "").lower(), 1), currency)
    for spelled in _SPELLED.finditer(text):
        yield Claim(Kind.SPELLED, words=" ".join(spelled[0].lower().split()))


def number_of(written: str) -> float:
    """Return the value: 1.500.000 and 1,500,000 are grouped, 6.5 and 6,5 are decimals."""
    if _GROUPED.fullmatch(written):
        return float(re.sub(r"[.,]", "", written))
    head, *tail = re.split(r"[.,]", written)
    return float(f"{head}.{''.join(tail)}" if tail else head)
