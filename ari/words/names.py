"""The name by which a lead is addressed. Names come from profiles and forms, where anything can stand."""

import re
import unicodedata

# A name of a person: words of letters, with the marks that names have.
_NAME = re.compile(r"[^\W\d_]+(?:['\u2019.\-][^\W\d_]*)*(?: [^\W\d_]+(?:['\u2019.\-][^\W\d_]*)*){0,4}")
_MAX_LENGTH = 50
_MAX_CALLED = 20
# Given by many parents as a first word that nobody is called by.
_PREFIXES = frozenset(
    {"muhammad", "mohammad", "mohamad", "muhamad", "muh", "moh", "mhd", "kak", "bapak", "ibu", "pak", "bu"}
)
# Words that make a text an order and not a name, and the names of our own side.
_NO_NAMES_TEXT = """
    abaikan ignore instruksi instructions instruction system sistem prompt admin administrator assistant asisten
    developer ari bot gratis free diskon discount promo konsultan consultant staff human user null none test lead
    unknown anonymous disregard forget lupakan bayangkan pretend you kamu anda semua all everyone override
"""
_NO_NAMES = frozenset(_NO_NAMES_TEXT.split())


def clean_name(name: str | None) -> str | None:
    """Return the name if it can be a person's, in one line and with single spaces; None for anything else."""
    if not name:
        return None
    plain = " ".join("".join(map(_plain, unicodedata.normalize("NFKC", name))).split()).strip(".-' ")
    if len(plain) > _MAX_LENGTH or not _NAME.fullmatch(plain):
        return None
    return None if _NO_NAMES & set(plain.casefold().split()) else plain


def called_name(name: str | None) -> str | None:
    """Return the word by which the lead is called: "Rina" of "RINA wijaya", "Rizky" of "Muhammad Rizky"."""
    plain = clean_name(name)
    words = [word for word in plain.split() if len(word.strip(".")) > 1] if plain else []
    called = next((word for word in words if word.casefold().strip(".") not in _PREFIXES), None)
    if called is None or len(called) > _MAX_CALLED:
        return None
    return called if called[1:] != called[1:].upper() and called[0].isupper() else called.capitalize()


def _plain(character: str) -> str:
    """Return the character; of ornaments, such as the emoji in many profiles, nothing."""
    category = unicodedata.category(character)
    return "" if category in {"So", "Sk", "Cf", "Mn", "Cs", "Co", "Cn"} else character
