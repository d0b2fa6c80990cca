"""Whether a whole message is a yes or a no. Nothing is booked on anything but an exact yes.

A yes is a message of which every word is on the list: "ya", "oke kak", "betul, makasih". One more word that is not, or
a question mark, and it is none: "ok tapi ganti jam", "yang mana ya", "yah ga jadi".
"""

import re
import unicodedata

_WORDS = re.compile(r"[^\W_]+|[👍👌✅🆗]|\?")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")

_YES_TEXT = """
    ya iya iyap yap yoi y yes yep yeah yup yups ok oke okay okey okei okeh oks betul benar bener bnr btul setuju deal
    siap sip boleh cocok baik baiklah gas sepakat correct right confirm confirmed konfirmasi sure absolutely definitely
    👍 👌 ✅ 🆗
"""
_NO_TEXT = """
    ga gak gk nggak ngga enggak engga tidak tdk no nope bukan bkn salah jangan jgn belum blm kurang gabisa
"""
# Words that may stand in a yes or a no and change nothing.
_COURTESY_TEXT = """
    kak kaka kakak ka min admin mas mbak mba pak bapak bu ibu bang ari deh dong nih kok sih lah aja saja makasih
    terimakasih terima kasih banyak thanks thank you thx trims please pls banget bgt itu
"""
_NO_COMPANY_TEXT = "bisa bs cocok pas yang yg sesuai itu ini benar betul mau oke ok jadi_no"
_SURE_TEXT = "betul benar bener bnr btul oke ok okay setuju siap cocok deal"
# Each is a yes as it stands, though its words alone are none.
_YES_PHRASES = (
    "sounds good", "looks good", "all good", "that works", "works for me", "thats right", "that is right",
    "thats correct", "that is correct", "yes please",
)  # fmt: skip
# "sudah benar" is a yes; "ya udah" is a sigh as often.
_ALREADY = frozenset({"sudah", "udah", "dah", "udh", "sdh"})


def is_yes(text: str) -> bool:
    """Test if the message is a yes and nothing else."""
    words = _words(_with_phrases(text))
    sure = _SURE if _ALREADY & set(words) else _YES
    return bool(sure & set(words)) and set(words) <= _YES | _COURTESIES | _ALREADY


def is_no(text: str) -> bool:
    """Test if the message is a no and nothing else: to what was asked, not to the whole."""
    words = set(_words(text)) - {"?"}
    return bool(_NO & words) and words <= _NO | _COURTESIES | _NO_COMPANY | {"ya"}


def _words(text: str) -> list[str]:
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold())
    return [_without_repeats(word) for word in _WORDS.findall(plain)]


def _without_repeats(word: str) -> str:
    """Return "yaaa" as "ya", "okee" as "oke"."""
    return re.sub(r"(.)\1+", r"\1", word)


def _with_phrases(text: str) -> str:
    plain = " ".join(_words(text))
    for phrase in _YES_PHRASES:
        plain = re.sub(rf"\b{_without_repeats(phrase)}\b", "yes", plain)
    return plain


def _set(text: str) -> frozenset[str]:
    return frozenset(_without_repeats(word) for word in text.split())


_YES, _NO, _SURE = _set(_YES_TEXT), _set(_NO_TEXT), _set(_SURE_TEXT)
_COURTESIES, _NO_COMPANY = _set(_COURTESY_TEXT), _set(_NO_COMPANY_TEXT)
