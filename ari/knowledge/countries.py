"""Countries that a text names, by words and the longest name first: "us" in "kampus" is none, London is in one."""

import re
import unicodedata

from ari.understanding.places import COUNTRIES, COUNTRY_OF

_COUNTRY_BY_NAME = {**{country.casefold(): country for country in COUNTRIES}, **COUNTRY_OF, "aussie": "Australia"}
_NAMES = "|".join(re.escape(name) for name in sorted(_COUNTRY_BY_NAME, key=len, reverse=True))
_COUNTRY = re.compile(rf"\b(?:{_NAMES})\b")


def countries_in(text: str) -> tuple[str, ...]:
    """Return the countries by their English names, each once, in the order in which they stand there."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return tuple(dict.fromkeys(_COUNTRY_BY_NAME[found[0]] for found in _COUNTRY.finditer(plain)))


def with_country_words(plain: str) -> str:
    """Return a text in lower case with one word for each country, in the place of its names and of its cities."""
    return _COUNTRY.sub(lambda found: country_word(_COUNTRY_BY_NAME[found[0]]), plain)


def country_word(country: str) -> str:
    """Return the word that stands for a country when words are compared."""
    return "negara" + re.sub(r"[^a-z]", "", country.casefold())
