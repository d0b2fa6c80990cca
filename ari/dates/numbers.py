"""Numbers as digits and as Indonesian and English words, from 0 to 99, and English ordinals."""

from ari.dates.tokens import Kind, Text

_UNITS = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "ampat": 4, "lima": 5, "enam": 6, "anem": 6, "tujuh": 7,
    "tuju": 7, "delapan": 8, "dlapan": 8, "lapan": 8, "sembilan": 9, "smbilan": 9,
}  # fmt: skip
_INDONESIAN = {"sepuluh": 10, "spuluh": 10, "sebelas": 11, "sblas": 11}
_TEEN_ENDINGS = frozenset({"belas", "blas"})
_TEN_ENDINGS = frozenset({"puluh", "pulu"})

_ENGLISH_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_ENGLISH = {
    "zero": 0, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_ENGLISH_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_ORDINAL_UNITS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
}  # fmt: skip
_ORDINALS = _ORDINAL_UNITS | {
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})

# A number and the position after it.
Found = tuple[int, int]


def read_number(text: Text, at: int) -> Found | None:
    """Read digits or number words that begin at `at`, the longest that make one number."""
    token = text[at]
    if token.kind is Kind.NUMBER:
        return token.value, at + 1
    return _read_indonesian(text, at) or _read_english(text, at)


def read_number_word(text: Text, at: int) -> Found | None:
    """Read number words alone: digits are none."""
    return None if text[at].kind is Kind.NUMBER else read_number(text, at)


def read_ordinal(text: Text, at: int) -> Found | None:
    """Read "5th", "twenty-fifth", "first"."""
    token = text[at]
    if token.kind is Kind.NUMBER and text.word(at + 1) in _ORDINAL_ENDINGS and text[at + 1].is_glued:
        return token.value, at + 2
    word = text.word(at)
    if word in _ORDINALS:
        return _ORDINALS[word], at + 1
    if word in _ENGLISH_TENS:
        after = _after_hyphen(text, at + 1)
        unit = _ORDINAL_UNITS.get(text.word(after))
        return (_ENGLISH_TENS[word] + unit, after + 1) if unit else None
    return None


def _read_indonesian(text: Text, at: int) -> Found | None:
    word = text.word(at)
    if word in _INDONESIAN:
        return _INDONESIAN[word], at + 1
    glued = _read_glued(word)
    unit = _UNITS.get(word)
    if unit is not None and unit > 1 and text.word(at + 1) in _TEEN_ENDINGS:
        return 10 + unit, at + 2
    if unit is not None and unit > 1 and text.word(at + 1) in _TEN_ENDINGS:
        return _with_unit(text, unit * 10, at + 2)
    if glued is not None:
        return _with_unit(text, glued, at + 1) if glued % 10 == 0 else (glued, at + 1)
    return (unit, at + 1) if unit is not None else None


def _read_glued(word: str) -> int | None:
    """Read "duabelas" and "duapuluh", which chat writes as one word."""
    for endings, factor, base in ((_TEEN_ENDINGS, 1, 10), (_TEN_ENDINGS, 10, 0)):
        for ending in endings:
            unit = _UNITS.get(word.removesuffix(ending)) if word.endswith(ending) else None
            if unit is not None and unit > 1:
                return base + unit * factor
    return None


def _with_unit(text: Text, tens: int, at: int) -> Found:
    """Add the unit of "dua puluh lima". What follows a unit as "belas" or "puluh" is a number of its own."""
    unit = _UNITS.get(text.word(at))
    if unit and text.word(at + 1) not in _TEEN_ENDINGS | _TEN_ENDINGS:
        return tens + unit, at + 1
    return tens, at


def _read_english(text: Text, at: int) -> Found | None:
    word = text.word(at)
    simple = _ENGLISH_UNITS.get(word, _ENGLISH.get(word))
    if simple is not None:
        return simple, at + 1
    if word not in _ENGLISH_TENS:
        return None
    after = _after_hyphen(text, at + 1)
    unit = _ENGLISH_UNITS.get(text.word(after))
    return (_ENGLISH_TENS[word] + unit, after + 1) if unit else (_ENGLISH_TENS[word], at + 1)


def _after_hyphen(text: Text, at: int) -> int:
    return at + 1 if text.is_mark(at, "-") else at
