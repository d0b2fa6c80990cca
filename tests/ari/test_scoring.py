from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari.domain import JAKARTA, REQUIRED_FIELDS, Document, Fact, Field, Score, ScoringConfig, Temperature
from ari.scoring import is_long_timeline, round_half_up, score_lead, temperature_of
from tests.ari.facts import EVERY_DOCUMENT, NO_DOCUMENT, VALUES, budget_of, facts_of, months

NOW = datetime(2026, 3, 10, 10, 0, tzinfo=JAKARTA)
CONFIG = ScoringConfig()
NEAR, FAR = months("2026-09", "2026-09"), months("2028-01", "2028-12")


def score_of(
    facts: dict[Field, Fact] | None = None,
    documents: dict[Document, bool] | None = None,
    *,
    engagement: float | None = None,
    config: ScoringConfig = CONFIG,
    now: datetime = NOW,
) -> Score:
    return score_lead(facts or {}, documents or {}, engagement=engagement, config=config, now=now)


@pytest.mark.parametrize(("filled", "points"), [(0, 0), (1, 3), (2, 5), (3, 8), (4, 10), (5, 13), (6, 15)])
def test_completeness_is_rounded_half_up(filled: int, points: int) -> None:
    order = (Field.NAME, Field.BUDGET, Field.TIMELINE, Field.ENGLISH_LEVEL, Field.EMAIL, Field.COUNTRY)
    facts = facts_of(*order[:filled])

    extra = 5 * (Field.EMAIL in facts) + 5 * (Field.COUNTRY in facts)
    assert score_of(facts).basic == points + extra


def test_nothing_known_scores_the_default_engagement_alone() -> None:
    score = score_of()

    assert (score.basic, score.qualification, score.document, score.engagement, score.total) == (0, 0, 0.0, 5.0, 5)
    assert score.temperature is Temperature.COLD


def test_a_complete_lead_with_all_documents_is_hot() -> None:
    facts = facts_of(*REQUIRED_FIELDS, english_level="IELTS 7")

    score = score_of(facts, EVERY_DOCUMENT)

    assert (score.basic, score.document) == (25, 30.0)
    assert score.total == 25 + 33 + 30 + 5
    assert score.temperature is Temperature.HOT


def test_the_qualification_is_capped_at_35_where_the_original_reached_38() -> None:
    facts = facts_of(*REQUIRED_FIELDS, Field.PROGRAM, english_level="IELTS 7")

    assert score_of(facts).qualification == 35
    assert score_of(facts, EVERY_DOCUMENT, engagement=10).total == 100


def test_the_most_without_documents_is_warm_and_hot_needs_papers() -> None:
    facts = facts_of(*REQUIRED_FIELDS, Field.PROGRAM, english_level="IELTS 7")

    assert score_of(facts).total == 65
    assert score_of(facts, {Document.CV: True}).temperature is Temperature.HOT


def test_a_lead_who_declined_almost_everything_is_cold() -> None:
    assert score_of(facts_of(Field.NAME), NO_DOCUMENT).temperature is Temperature.COLD


@pytest.mark.parametrize(
    ("level", "points"),
    [
        ("IELTS 6.5", 13), ("IELTS 7", 13), ("IELTS 6", 10), ("mahir", 13), ("menengah", 10), ("pemula", 10),
        ("CEFR C1", 13), ("CEFR C2", 13), ("CEFR B2", 10), ("TOEFL 550", 13), ("TOEFL 547", 10), ("TOEFL 79", 13),
        ("TOEFL 78", 10), ("TOEFL 4.5", 13), ("TOEFL 4", 10), ("Duolingo 105", 13), ("Duolingo 100", 10),
        ("PTE 59", 13),
        ("PTE 58", 10), ("TOEIC 785", 13), ("TOEIC 780", 10),
    ],
)  # fmt: skip
def test_high_english_counts_by_equivalence_with_ielts_6_5(level: str, points: int) -> None:
    assert score_of(facts_of(english_level=level)).qualification == points


@pytest.mark.parametrize(
    ("timeline", "points"),
    [
        (NEAR, 10), (FAR, 0), ("asap", 10), ("soon", 10), ("flexible", 10), ("later", 0), ("unknown", 0),
        (months("2027-12", None), 10), (months(None, "2026-06"), 10), (months("2028-01", None), 0),
        (months("2027-03", "2028-03"), 10),
    ],
)  # fmt: skip
def test_a_far_or_unknown_departure_takes_its_points_away(timeline: object, points: int) -> None:
    assert score_of(facts_of(timeline=timeline)).qualification == points


def test_the_year_is_that_of_the_clock_that_was_passed_in() -> None:
    facts = facts_of(timeline=FAR)

    assert score_of(facts).qualification == 0
    assert score_of(facts, now=datetime(2027, 1, 1, tzinfo=JAKARTA)).qualification == 10


def test_the_year_is_that_of_the_workspaces_zone() -> None:
    new_year_in_jakarta = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
    facts = facts_of(timeline=FAR)

    def qualification(zone: str) -> int:
        return score_lead(facts, {}, config=CONFIG, now=new_year_in_jakarta, zone=ZoneInfo(zone)).qualification

    assert (qualification("Asia/Jakarta"), qualification("UTC")) == (10, 0)


def test_the_year_limit_does_not_depend_on_today() -> None:
    assert is_long_timeline(months("2040-01", None), 2038)
    assert not is_long_timeline(months("2039-12", None), 2038)


@pytest.mark.parametrize(("ready", "points"), [(0, 0.0), (1, 7.5), (2, 15.0), (3, 22.5), (4, 30.0)])
def test_each_ready_document_gives_seven_and_a_half(ready: int, points: float) -> None:
    documents = {document: number < ready for number, document in enumerate(Document)}

    assert score_of(documents=documents).document == points


@pytest.mark.parametrize(
    ("given_points", "points"), [(None, 5.0), (10, 10.0), (2, 2.0), (-3, 0.0), (25, 10.0), (0, 0.0)]
)
def test_engagement_is_clamped_and_5_by_default(given_points: float | None, points: float) -> None:
    assert score_of(engagement=given_points).engagement == points


def test_an_invalid_address_scores_less_than_a_valid_one() -> None:
    valid, invalid = facts_of(email="a@b.co"), facts_of(email="a@b")

    assert score_of(valid).basic - score_of(invalid).basic == 5


@pytest.mark.parametrize(
    ("total", "temperature"),
    [
        (100, Temperature.HOT), (85, Temperature.HOT), (70, Temperature.HOT), (69, Temperature.WARM),
        (55, Temperature.WARM), (40, Temperature.WARM), (39, Temperature.COLD), (20, Temperature.COLD),
        (0, Temperature.COLD),
    ],
)  # fmt: skip
def test_a_threshold_belongs_to_the_warmer_side(total: int, temperature: Temperature) -> None:
    assert temperature_of(total, CONFIG) is temperature


def test_the_workspaces_thresholds_decide() -> None:
    strict = ScoringConfig(hot_threshold=90, warm_threshold=60)

    assert temperature_of(89, strict) is Temperature.WARM
    assert temperature_of(59, strict) is Temperature.COLD


def test_the_workspaces_weights_scale_each_part() -> None:
    facts = facts_of(*REQUIRED_FIELDS, Field.PROGRAM, english_level="mahir")
    config = ScoringConfig(weight_basic=50, weight_qualification=10, weight_document=20, weight_engagement=20)

    score = score_of(facts, {Document.PASSPORT: True, Document.CV: True}, config=config)

    assert (score.basic, score.qualification, score.document, score.engagement) == (50, 10, 10.0, 10.0)
    assert score.total == 80


def test_reasons_tell_in_indonesian_what_counted() -> None:
    facts = facts_of(*REQUIRED_FIELDS, Field.PROGRAM, english_level="IELTS 7", timeline=FAR)

    reasons = score_of(facts, {Document.PASSPORT: True, Document.TRANSCRIPT: True, Document.CV: False}).reasons

    assert reasons == (
        "Kelengkapan data: 15 dari 15",
        "Alamat email valid",
        "Negara tujuan: Australia",
        "Bahasa Inggris IELTS 7 (setara IELTS 6.5 ke atas)",
        "Budget: Rp200 juta sampai Rp300 juta",
        "Rencana berangkat: Januari 2028 sampai Desember 2028 (masih jauh, poin dikurangi)",
        "Program: S2 data science",
        "Dokumen siap: paspor, transkrip",
    )


def test_reasons_of_an_unknown_lead_tell_the_completeness_alone() -> None:
    assert score_of().reasons == ("Kelengkapan data: 0 dari 15",)


@pytest.mark.parametrize(("points", "rounded"), [("1/2", 1), ("3/2", 2), ("5/2", 3), ("49/100", 0), ("-1/2", 0)])
def test_rounding_is_half_up(points: str, rounded: int) -> None:
    assert round_half_up(Fraction(points)) == rounded


levels = st.sampled_from(["pemula", "menengah", "mahir", "IELTS 5", "IELTS 8", "TOEFL 500", "CEFR C1", "Duolingo 130"])
timelines = st.sampled_from([NEAR, FAR, "asap", "later", "unknown", months("2026-04", None)])
some_facts = st.fixed_dictionaries(
    {},
    optional={
        "name": st.just("Sari"),
        "email": st.sampled_from(["sari@example.com", "tidak valid"]),
        "english_level": levels,
        "budget": st.just(budget_of(None, 10**8)),
        "timeline": timelines,
        "country": st.just("Japan"),
        "program": st.just(VALUES[Field.PROGRAM]),
        "activity": st.just("student"),
    },
).map(lambda values: facts_of(**values))
some_documents = st.dictionaries(st.sampled_from(Document), st.booleans())
engagements = st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32)
weights = (
    st.lists(st.integers(0, 100), min_size=3, max_size=3)
    .map(sorted)
    .map(lambda cuts: (cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], 100 - cuts[2]))
)
configs = weights.map(
    lambda parts: ScoringConfig(
        weight_basic=parts[0], weight_qualification=parts[1], weight_document=parts[2], weight_engagement=parts[3]
    )
)


@given(facts=some_facts, documents=some_documents, engagement=engagements, config=configs)
def test_every_part_keeps_within_its_weight_and_the_total_is_their_sum(
    facts: dict[Field, Fact], documents: dict[Document, bool], engagement: float | None, config: ScoringConfig
) -> None:
    score = score_of(facts, documents, engagement=engagement, config=config)

    assert 0 <= score.basic <= config.weight_basic
    assert 0 <= score.qualification <= config.weight_qualification
    assert 0 <= score.document <= config.weight_document
    assert 0 <= score.engagement <= config.weight_engagement
    assert 0 <= score.total <= 100
    assert abs(score.total - (score.basic + score.qualification + score.document + score.engagement)) <= 0.5 + 1e-9


@given(facts=some_facts, documents=some_documents, config=configs, field=st.sampled_from(Field))
def test_a_new_fact_never_lowers_the_score(
    facts: dict[Field, Fact], documents: dict[Document, bool], config: ScoringConfig, field: Field
) -> None:
    known = {name: fact for name, fact in facts.items() if name is not field}
    more = known | facts_of(**{field.value: VALUES.get(field, "catatan")})

    assert score_of(more, documents, config=config).total >= score_of(known, documents, config=config).total


@given(facts=some_facts, documents=some_documents, config=configs, document=st.sampled_from(Document))
def test_a_ready_document_never_lowers_the_score(
    facts: dict[Field, Fact], documents: dict[Document, bool], config: ScoringConfig, document: Document
) -> None:
    ready = score_of(facts, {**documents, document: True}, config=config).total

    assert ready >= score_of(facts, {**documents, document: False}, config=config).total


@given(facts=some_facts, config=configs, low=st.floats(0, 10), high=st.floats(0, 10))
def test_more_engagement_never_lowers_the_score(
    facts: dict[Field, Fact], config: ScoringConfig, low: float, high: float
) -> None:
    low, high = sorted((low, high))

    assert score_of(facts, engagement=high, config=config).total >= score_of(facts, engagement=low, config=config).total


@given(facts=some_facts, documents=some_documents)
def test_with_the_originals_weights_the_parts_are_the_originals_points(
    facts: dict[Field, Fact], documents: dict[Document, bool]
) -> None:
    score = score_of(facts, documents)
    filled = sum(field in facts for field in REQUIRED_FIELDS)

    assert score.document == 7.5 * sum(documents.values())
    assert score.basic >= int(filled / 6 * 15 + 0.5)
    assert score.qualification <= 35
