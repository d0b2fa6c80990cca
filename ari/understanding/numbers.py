"""Numbers as Indonesians write them: `1.500.000`, `6,5`, `dua ratus`, `setengah`."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ari.understanding.tokens import Kind, Token

_ONES: Mapping[str, int] = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8,
    "sembilan": 9, "sepuluh": 10, "sebelas": 11, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60,
    "eighty": 80,
}  # fmt: skip
_WHOLES: Mapping[str, Decimal] = {
    "seratus": Decimal(100), "seratusan": Decimal(100), "setengah": Decimal("0.5"), "stgh": Decimal("0.5"),
    "half": Decimal("0.5"), "seperempat": Decimal("0.25"), "cepek": Decimal(100), "nopek": Decimal(200),
    "gopek": Decimal(500), "gocap": Decimal(50), "goban": Decimal(50), "noban": Decimal(20), "ceban": Decimal(10),
    "selawe": Decimal(25), "seket": Decimal(50), "satus": Decimal(100), "rongatus": Decimal(200),
}  # fmt: skip
_TIMES: Mapping[str, int] = {"puluh": 10, "ratus": 100, "ratusan": 100, "puluhan": 10, "hundred": 100, "atus": 100}


def number_of(token: Token) -> Decimal | None:
    """Return the value of a number in digits; a separator before exactly three digits parts thousands."""
    if token.kind is not Kind.NUMBER:
        return None
    text = token.word
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return Decimal(text)
    decimals = len(text) - last - 1
    is_grouped = decimals == 3 and not text.startswith("0")
    whole = text if is_grouped else text[:last]
    digits = whole.replace(".", "").replace(",", "")
    return Decimal(digits) if is_grouped else Decimal(f"{digits}.{text[last + 1 :]}")


def read_number(tokens: Sequence[Token], place: int) -> tuple[Decimal, int] | None:
    """Return the number that begins at a place, in digits or in words, and the place after it; None without one."""
    if place >= len(tokens):
        return None
    digits = number_of(tokens[place])
    if digits is not None:
        times = _TIMES.get(tokens[place + 1].word) if place + 1 < len(tokens) else None
        return (digits * times, place + 2) if times else (digits, place + 1)
    return _spelled_number(tokens, place)


def _spelled_number(tokens: Sequence[Token], place: int) -> tuple[Decimal, int] | None:
    total, end = Decimal(0), place
    while end < len(tokens) and tokens[end].clause == tokens[place].clause:
        piece = _spelled_piece(tokens, end)
        if piece is None:
            break
        total += piece[0]
        end = piece[1]
    return (total, end) if end > place else None


def _spelled_piece(tokens: Sequence[Token], place: int) -> tuple[Decimal, int] | None:
    word = tokens[place].word
    if word in _WHOLES:
        return _WHOLES[word], place + 1
    if word not in _ONES:
        return None
    following = tokens[place + 1].word if place + 1 < len(tokens) else ""
    if following == "belas" and _ONES[word] < 10:
        return Decimal(10 + _ONES[word]), place + 2
    if following in _TIMES:
        return Decimal(_ONES[word] * _TIMES[following]), place + 2
    return Decimal(_ONES[word]), place + 1
