"""The score of a lead: how much is known, how well it fits, which papers are there, how engaged they are.

The points are the original's (25 basic, 35 qualification, 30 documents, 10 engagement); the workspace's weights scale
each part. Rounding is half up everywhere, as in the original, which ran on JavaScript.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from math import floor
from typing import Any
from zoneinfo import ZoneInfo

from ari.domain import JAKARTA, REQUIRED_FIELDS, Document, Fact, Field, Score, ScoringConfig, Temperature
from ari.english import is_high_english
from ari.fact_text import DOCUMENT_LABELS, fact_text
from ari.understanding.email import is_email

DEFAULT_ENGAGEMENT = 5
# A departure in this many calendar years, or no idea when, takes the points of the timeline away again.
LONG_YEARS = 2

# What each part may reach before the weights scale it.
BASIC, QUALIFICATION, ENGAGEMENT = 25, 35, 10
COMPLETENESS, EMAIL, COUNTRY = 15, 5, 5
ENGLISH, HIGH_ENGLISH, BUDGET, TIMELINE, PROGRAM = 10, 3, 10, 10, 5


def score_lead(
    facts: Mapping[Field, Fact],
    documents: Mapping[Document, bool],
    *,
    engagement: float | None = None,
    config: ScoringConfig,
    now: datetime,
    zone: ZoneInfo = JAKARTA,
) -> Score:
    """Return the score of a lead of whom this is known.

    `engagement` is clamped to 0 to 10; None stands for the original's 5. `now` is aware; its year in `zone` tells
    whether a departure is far away.
    """
    year = now.astimezone(zone).year
    basic = _scale(_basic_points(facts), config.weight_basic, BASIC)
    qualification = _scale(_qualification_points(facts, year), config.weight_qualification, QUALIFICATION)
    papers = Fraction(_ready_count(documents) * config.weight_document, len(Document))
    interest = Fraction(DEFAULT_ENGAGEMENT if engagement is None else engagement)
    engaged = min(max(interest, Fraction(0)), Fraction(ENGAGEMENT)) * config.weight_engagement / ENGAGEMENT
    total = min(max(round_half_up(basic + qualification + papers + engaged), 0), 100)
    return Score(
        basic=basic,
        qualification=qualification,
        document=float(papers),
        engagement=float(engaged),
        total=total,
        temperature=temperature_of(total, config),
        reasons=tuple(_reasons(facts, documents, year)),
    )


def temperature_of(total: int, config: ScoringConfig) -> Temperature:
    """Return how ready a lead with this score is; a threshold belongs to the warmer side."""
    if total >= config.hot_threshold:
        return Temperature.HOT
    return Temperature.WARM if total >= config.warm_threshold else Temperature.COLD


def round_half_up(points: Fraction) -> int:
    """Round to the nearest whole number; a half goes up, unlike Python's `round`."""
    return floor(points + Fraction(1, 2))


def has_high_english(facts: Mapping[Field, Fact]) -> bool:
    """Test if the lead's English is known and at least that of IELTS 6.5."""
    return Field.ENGLISH_LEVEL in facts and is_high_english(facts[Field.ENGLISH_LEVEL].value)


def is_long_timeline(value: Any, year: int) -> bool:
    """Test if a timeline, in the form of `Fact`, lies far ahead of the current `year` or is not known."""
    if isinstance(value, str):
        return value in {"later", "unknown"}
    return value["from"] is not None and int(value["from"][:4]) >= year + LONG_YEARS


def _scale(points: int, weight: int, part: int) -> int:
    return round_half_up(Fraction(points * weight, part))


def _basic_points(facts: Mapping[Field, Fact]) -> int:
    has_email = Field.EMAIL in facts and is_email(facts[Field.EMAIL].value)
    return _completeness_points(facts) + EMAIL * has_email + COUNTRY * (Field.COUNTRY in facts)


def _completeness_points(facts: Mapping[Field, Fact]) -> int:
    filled = sum(field in facts for field in REQUIRED_FIELDS)
    return round_half_up(Fraction(filled * COMPLETENESS, len(REQUIRED_FIELDS)))


def _qualification_points(facts: Mapping[Field, Fact], year: int) -> int:
    """Return at most 35: the original had no ceiling and reached 38."""
    english = ENGLISH * (Field.ENGLISH_LEVEL in facts) + HIGH_ENGLISH * has_high_english(facts)
    is_near = Field.TIMELINE in facts and not is_long_timeline(facts[Field.TIMELINE].value, year)
    wishes = BUDGET * (Field.BUDGET in facts) + TIMELINE * is_near + PROGRAM * (Field.PROGRAM in facts)
    return min(english + wishes, QUALIFICATION)


def _ready_count(documents: Mapping[Document, bool]) -> int:
    return sum(documents.get(document) is True for document in Document)


def _reasons(facts: Mapping[Field, Fact], documents: Mapping[Document, bool], year: int) -> Iterator[str]:
    """Yield what counted, in Indonesian, for staff."""
    yield f"Kelengkapan data: {_completeness_points(facts)} dari {COMPLETENESS}"
    if Field.EMAIL in facts and is_email(facts[Field.EMAIL].value):
        yield "Alamat email valid"
    if Field.COUNTRY in facts:
        yield f"Negara tujuan: {_text(facts, Field.COUNTRY)}"
    if Field.ENGLISH_LEVEL in facts:
        strength = "setara IELTS 6.5 ke atas" if has_high_english(facts) else "masih perlu ditingkatkan"
        yield f"Bahasa Inggris {_text(facts, Field.ENGLISH_LEVEL)} ({strength})"
    if Field.BUDGET in facts:
        yield f"Budget: {_text(facts, Field.BUDGET)}"
    if Field.TIMELINE in facts:
        is_long = is_long_timeline(facts[Field.TIMELINE].value, year)
        judgement = "masih jauh, poin dikurangi" if is_long else "sudah dekat"
        yield f"Rencana berangkat: {_text(facts, Field.TIMELINE)} ({judgement})"
    if Field.PROGRAM in facts:
        yield f"Program: {_text(facts, Field.PROGRAM)}"
    ready = [DOCUMENT_LABELS[document] for document in Document if documents.get(document) is True]
    if ready:
        yield f"Dokumen siap: {', '.join(ready)}"


def _text(facts: Mapping[Field, Fact], field: Field) -> str:
    return fact_text(field, facts[field].value)
