"""What is known of a lead, put into words: "Rp200-300 juta", "September 2027", "S2 Manajemen"."""

from collections.abc import Mapping
from typing import Any

from ari.domain import Fact, Field
from ari.words import english, indonesian
from ari.words.voice import Voice

_MONTHS = {"id": indonesian.MONTHS, "en": english.MONTHS}
_SIGNS = {"IDR": "Rp", "USD": "US$", "AUD": "A$", "GBP": "£", "EUR": "€", "SGD": "S$", "JPY": "¥"}
_UNITS = {
    "id": ((10**9, "miliar"), (10**6, "juta"), (10**3, "ribu")),
    "en": ((10**9, "billion"), (10**6, "million"), (10**3, "thousand")),
}


def value_words(field: Field, fact: Fact, voice: Voice) -> str:
    """Return the fact's value as it is said to the lead."""
    match field:
        case Field.BUDGET:
            return budget_words(fact.value, voice)
        case Field.TIMELINE:
            return timeline_words(fact.value, voice)
        case Field.PROGRAM:
            return program_words(fact.value, voice)
        case Field.COUNTRY:
            return country_words(str(fact.value), voice)
        case Field.ENGLISH_LEVEL if voice.knows(f"level.{fact.value}"):
            return voice.say(f"level.{fact.value}")
        case Field.ACTIVITY if voice.knows(f"activity.{fact.value}"):
            return voice.say(f"activity.{fact.value}")
        case _:
            return str(fact.value)


def item_words(item: str, voice: Voice) -> str:
    """Return what an item is called."""
    return voice.say(f"item.{item}")


def labelled_words(field: Field, fact: Fact, voice: Voice) -> str:
    """Return the fact with what it is: "budget Rp200-300 juta"."""
    return voice.say(f"told.{field.value}", value=value_words(field, fact, voice))


def listed(parts: list[str], voice: Voice) -> str:
    """Return the parts as a list in a sentence."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {voice.say('and')} {parts[-1]}"


def budget_words(value: Mapping[str, Any], voice: Voice) -> str:
    """Return an amount or a range; open ends are "sampai" and "mulai"."""
    low, high, currency = value.get("min"), value.get("max"), str(value.get("currency") or "IDR")
    if low is None and high is None:
        return voice.say("timeline.unknown")
    if low is None or high is None or low == high:
        amount = money(low or high or 0, currency, voice.language)
        key = "range.to" if low is None else "range.from" if high is None else "range.about"
        return voice.say(key, value=amount)
    return money_range(low, high, currency, voice.language)


def money(amount: float, currency: str, language: str) -> str:
    """Return an amount in words that people use: "Rp350 juta", "US$20 ribu"."""
    size, name = _unit_of(amount, language)
    sign = _SIGNS.get(currency, f"{currency} ")
    return f"{sign}{_number(amount / size, language)}{name and ' ' + name}"


def money_range(low: float, high: float, currency: str, language: str) -> str:
    """Return a range, its unit named once where both ends have the same."""
    if _unit_of(low, language) != _unit_of(high, language):
        return f"{money(low, currency, language)}-{money(high, currency, language)}"
    size, _ = _unit_of(low, language)
    sign = _SIGNS.get(currency, f"{currency} ")
    return f"{sign}{_number(low / size, language)}-{money(high, currency, language).removeprefix(sign)}"


def timeline_words(value: Any, voice: Voice) -> str:
    """Return a month, a year or a span of months; the words for what is vaguer."""
    if not isinstance(value, Mapping):
        return voice.say(f"timeline.{value}") if voice.knows(f"timeline.{value}") else str(value)
    start, end = value.get("from"), value.get("to")
    if not start or not end or start == end:
        key = "range.to" if not start else "range.from" if not end else "month"
        month = month_words(str(start or end), voice)
        return month if key == "month" else voice.say(key, value=month)
    if (start[:4], start[5:], end[5:]) == (end[:4], "01", "12"):
        return voice.say("range.year", value=str(start[:4]))
    return voice.say("range.between", low=month_words(str(start), voice), high=month_words(str(end), voice))


def month_words(month: str, voice: Voice) -> str:
    """Return "2027-09" as "September 2027"; a bare year as it is."""
    year, _, number = month.partition("-")
    return f"{_MONTHS[voice.language][int(number) - 1]} {year}" if number else year


def program_words(value: Any, voice: Voice) -> str:
    """Return degree and subject, as far as they are known."""
    if not isinstance(value, Mapping):
        return str(value)
    level, subject = value.get("level"), value.get("subject")
    degree = voice.say(f"degree.{level}") if level and voice.knows(f"degree.{level}") else str(level or "")
    joint = " in " if degree and subject and voice.language == "en" else " "
    return f"{degree}{joint}{subject or ''}".strip()


def country_words(country: str, voice: Voice) -> str:
    """Return the country's name in the voice's language."""
    return indonesian.COUNTRY_NAMES.get(country, country) if voice.language == "id" else country


def _unit_of(amount: float, language: str) -> tuple[int, str]:
    return next(((size, name) for size, name in _UNITS[language] if abs(amount) >= size), (1, ""))


def _number(number: float, language: str) -> str:
    """Return a number with at most two decimals, in the language's notation."""
    plain = f"{number:,.2f}".rstrip("0").rstrip(".")
    return plain.translate(str.maketrans(",.", ".,")) if language == "id" else plain
