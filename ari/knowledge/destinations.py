"""Which universities fit a question and a lead."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ari.domain import Destination, Fact, Field
from ari.knowledge.words import Folding, subject_words

_SHOWN = 3
_SCHOOLS_TEXT = """
    kampus universitas univ university universities college colleges uni campus kampusnya univnya sekolahnya
"""
_SCHOOLS = frozenset(_SCHOOLS_TEXT.split())
# Beside a word for a university, these ask for names and not for a rule.
_NAMING_TEXT = """
    apa mana saja aja rekomendasi rekomen pilihan opsi list daftarnya cocok bagus terbaik sesuai which what
    recommend recommended recommendation options best good suitable
"""
_NAMING = frozenset(_NAMING_TEXT.split())
# Too common in names to tell one university from another.
_COMMON_TEXT = """
    university universitas of the and institute technology teknologi college school international national state
    western northern southern eastern new south north east west central city metropolitan
"""
_COMMON = frozenset(_COMMON_TEXT.split())
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The universities to name, best first; `total` counts those that would have fitted too.

    `is_filtered`: the lead's budget and English level were looked at, and left some out.
    """

    destinations: tuple[Destination, ...]
    total: int
    country: str | None = None
    is_filtered: bool = False


def select_destinations(
    question: str,
    destinations: Sequence[Destination],
    *,
    countries: Sequence[str],
    facts: Mapping[Field, Fact],
) -> Selection | None:
    """Return the universities that the question asks for; None when it asks for none, or there are none.

    A university, or a subject of one, that is named decides alone. Else a question for universities gets those of the
    country that it names, or that the lead wants, as far as the lead can pay and enter them.
    """
    ordered = sorted(destinations, key=lambda one: (not one.is_promoted, -one.priority, one.university_name))
    words = set(_words(question))
    named = [one for one in ordered if _names(one, words)]
    if named:
        return Selection(destinations=tuple(named[:_SHOWN]), total=len(named))
    teaching = [one for one in ordered if _teaches(one, question)]
    if not (words & _SCHOOLS and (words & _NAMING or countries or teaching)):
        return None
    country = countries[0] if countries else _wanted_country(facts, ordered)
    fitting = [one for one in teaching or ordered if country is None or one.country.casefold() == country.casefold()]
    return _narrow(fitting, country, facts)


def _narrow(fitting: Sequence[Destination], country: str | None, facts: Mapping[Field, Fact]) -> Selection | None:
    """Leave out what the lead cannot pay or enter, unless nothing would be left."""
    if not fitting:
        return None
    possible = [one for one in fitting if is_affordable(one, facts) and is_enterable(one, facts)]
    kept = possible or fitting
    return Selection(
        destinations=tuple(kept[:_SHOWN]),
        total=len(kept),
        country=country,
        is_filtered=bool(possible) and len(possible) < len(fitting),
    )


def is_affordable(destination: Destination, facts: Mapping[Field, Fact]) -> bool:
    """Test if the lead's budget, where it is known and in rupiah, reaches the least cost, where that is known."""
    least = _number(destination.requirements.get("budget_min"))
    budget = facts.get(Field.BUDGET)
    if least is None or budget is None or not isinstance(budget.value, Mapping):
        return True
    most = _number(budget.value.get("max"))
    if budget.value.get("currency") != "IDR" or most is None:
        return True
    return least <= most


def is_enterable(destination: Destination, facts: Mapping[Field, Fact]) -> bool:
    """Test if the lead's IELTS, where it is known, reaches the minimum, where there is one."""
    least = _number(destination.requirements.get("ielts_min"))
    level = facts.get(Field.ENGLISH_LEVEL)
    if least is None or level is None or not str(level.value).startswith("IELTS "):
        return True
    return Decimal(str(level.value).removeprefix("IELTS ")) >= Decimal(str(least))


def _wanted_country(facts: Mapping[Field, Fact], destinations: Sequence[Destination]) -> str | None:
    """Return the country that the lead wants, where the workspace has universities in it."""
    fact = facts.get(Field.COUNTRY)
    wanted = str(fact.value).casefold() if fact else ""
    return next((one.country for one in destinations if one.country.casefold() == wanted), None)


def _names(destination: Destination, words: set[str]) -> bool:
    """Test if the telling words of the university's name stand among the words."""
    telling = [word for word in _words(destination.university_name) if word not in _COMMON and len(word) > 2]
    return bool(telling) and set(telling) <= words


def _teaches(destination: Destination, question: str) -> bool:
    """Test if one of its programmes is named, with all its words."""
    asked = set(subject_words(question, Folding.STEMS))
    programs = (set(subject_words(program, Folding.STEMS)) for program in destination.programs)
    return any(program and program <= asked for program in programs)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
