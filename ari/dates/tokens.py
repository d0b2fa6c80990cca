"""A text cut into words, numbers, clocks, numeric dates and punctuation, each word in its one spelling."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ari.dates.spelling import canonical

# A message on WhatsApp has at most 4096 characters, and nobody proposes a time after this many.
MAX_LENGTH = 4_096


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    CLOCK = "clock"
    SLASH_PAIR = "slash_pair"
    DATE = "date"
    DECIMAL = "decimal"
    OTHER = "other"
    PUNCTUATION = "punctuation"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One piece of a text.

    `word` is the canonical word, the punctuation mark, or the digits as written. `values` are its numbers: of a clock
    hour and minute, of a date day, month, year. `is_glued` tells that no space stands before it.
    """

    kind: Kind
    word: str
    values: tuple[int, ...] = ()
    is_glued: bool = False

    @property
    def value(self) -> int:
        """The value of a NUMBER, -1 of anything else."""
        return self.values[0] if self.kind is Kind.NUMBER else -1

    @property
    def has_leading_zero(self) -> bool:
        """Whether the digits begin with a zero that a plain number would not have: "08", "02.00"."""
        return len(self.word) > 1 and self.word[0] == "0" and self.word[1].isdigit()


END = Token(kind=Kind.END, word="")


@dataclass(frozen=True, slots=True)
class Text:
    """The tokens of a text. Beyond either end stands END, so that a reader can look ahead without counting."""

    tokens: tuple[Token, ...]

    def __getitem__(self, at: int) -> Token:
        return self.tokens[at] if 0 <= at < len(self.tokens) else END

    def __len__(self) -> int:
        return len(self.tokens)

    def word(self, at: int) -> str:
        """Return the canonical word at `at`; empty for anything that is not a word."""
        token = self[at]
        return token.word if token.kind is Kind.WORD else ""

    def is_mark(self, at: int, marks: str) -> bool:
        """Test if a punctuation mark out of `marks` stands at `at`."""
        token = self[at]
        return token.kind is Kind.PUNCTUATION and token.word in marks

    def skip(self, at: int, words: frozenset[str]) -> int:
        """Return the first position from `at` on that holds none of `words`."""
        while self.word(at) in words:
            at += 1
        return at


_PIECES = re.compile(
    r"""
      (?P<iso>\d{4}-\d{1,2}-\d{1,2})(?![\d-])
    | (?P<dmy>\d{1,2}/\d{1,2}/(?:\d{4}|\d{2}) | \d{1,2}-\d{1,2}-(?:\d{4}|\d{2}) | \d{1,2}\.\d{1,2}\.\d{4})(?![\d/-])
    | (?P<clock>\d{1,2}[.:]\d{2}(?::\d{2})?)(?!\d|[.,:]\d)
    | (?P<slash>\d{1,2}/\d{1,2})(?![\d/])
    | (?P<decimal>\d+(?:\.\d+)+(?:,\d+)? | \d+,\d+(?=\s*(?:jam|jm|juta|jt|m\b|miliar|milyar|ribu|rb|k\b|%)))
    | (?P<number>\d{1,4})(?!\d)
    | (?P<other>\d+)
    | (?P<word>[^\W\d_]+)
    | (?P<punctuation>[\n,.;:!?()@&+~/"-])
    """,
    re.VERBOSE,
)

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`\u00b4]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
# Each is one word although it is written with marks.
_MARKED_WORDS = (
    (re.compile(r"\b([ap])\.\s?m\b\.?"), r"\1m"),
    (re.compile(r"\bs\s?/\s?d\b|\bs\.d\b\.?"), " sampai "),
    (re.compile(r"\by\.a\.d\b\.?"), "yad"),
    (re.compile("\u2044"), "/"),
)


def read_tokens(text: str) -> Text:
    """Return the tokens of any text; what carries no meaning here (emoji, other symbols) is left out."""
    return Text(tuple(_join_doubled(list(_tokens(_normal(text))))))


def _normal(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[:MAX_LENGTH]).casefold()
    plain = _DASHES.sub("-", _APOSTROPHES.sub("", plain))
    for pattern, word in _MARKED_WORDS:
        plain = pattern.sub(word, plain)
    return plain


def _tokens(text: str) -> Iterator[Token]:
    end = -1
    for piece in _PIECES.finditer(text):
        is_glued = piece.start() == end
        end = piece.end()
        yield _token(str(piece.lastgroup), piece.group(), is_glued=is_glued)


def _token(group: str, raw: str, *, is_glued: bool) -> Token:
    if group == "word":
        return Token(kind=Kind.WORD, word=canonical(raw), is_glued=is_glued)
    if group == "punctuation":
        return Token(kind=Kind.PUNCTUATION, word=raw, is_glued=is_glued)
    if group in ("decimal", "other"):
        return Token(kind=Kind.DECIMAL if group == "decimal" else Kind.OTHER, word=raw, is_glued=is_glued)
    numbers = tuple(int(digits) for digits in re.findall(r"\d+", raw))
    if group in ("iso", "dmy"):
        return Token(kind=Kind.DATE, word=raw, values=_day_first(numbers, is_iso=group == "iso"), is_glued=is_glued)
    kind = {"clock": Kind.CLOCK, "slash": Kind.SLASH_PAIR, "number": Kind.NUMBER}[group]
    return Token(kind=kind, word=raw, values=numbers, is_glued=is_glued)


def _day_first(numbers: tuple[int, ...], *, is_iso: bool) -> tuple[int, ...]:
    first, month, last = numbers
    day, year = (last, first) if is_iso else (first, last)
    return day, month, year if year >= 100 else 2000 + year


# Words whose doubling is a word: "besok-besok" is no day, "pagi-pagi" is pagi, "kapan-kapan" is whenever.
_DOUBLED = {
    "besok": "besok2",
    "minggu": "minggu2",
    "hari": "hari2",
    "kapan": "kapan2",
    "pagi": "pagi",
    "siang": "siang",
    "sore": "sore",
    "malam": "malam",
    "kira2": "kira2",
}
# "minggu minggu depan" is the Sunday of next week.
_DOUBLED_TIGHTLY = frozenset({"minggu", "hari"})


def _join_doubled(tokens: list[Token]) -> Iterator[Token]:
    """Join "besok-besok", "besok besok" and "besok2" into one token."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        doubled = _DOUBLED.get(token.word) if token.kind is Kind.WORD else None
        width = _doubled_width(tokens, at) if doubled else 1
        if doubled and width > 1:
            yield Token(kind=Kind.WORD, word=doubled, is_glued=token.is_glued)
        else:
            yield token
        at += width


def _doubled_width(tokens: list[Token], at: int) -> int:
    following = [*tokens[at + 1 : at + 4], END, END, END]
    word = tokens[at].word
    if following[0].kind is Kind.NUMBER and following[0].word == "2" and following[0].is_glued:
        return 2
    if following[0].word == word and word not in _DOUBLED_TIGHTLY:
        return 2
    if following[0].word == "-" and following[1].word == word:
        return 3
    return 1
