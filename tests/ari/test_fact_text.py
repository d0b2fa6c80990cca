from typing import Any

import pytest

from ari.domain import Field
from ari.fact_text import FIELD_LABELS, fact_text
from ari.understanding import read_form
from tests.ari.facts import VALUES, budget_of, months
from tests.ari.understanding.hearing import NOW


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        (Field.BUDGET, budget_of(200_000_000, 300_000_000), "Rp200 juta sampai Rp300 juta"),
        (Field.BUDGET, budget_of(500_000_000, 500_000_000), "Rp500 juta"),
        (Field.BUDGET, budget_of(None, 1_500_000_000), "sampai Rp1,5 miliar"),
        (Field.BUDGET, budget_of(1_000_000_000, None), "mulai Rp1 miliar"),
        (Field.BUDGET, budget_of(123_456_789, 123_456_789), "Rp123.456.789"),
        (Field.BUDGET, budget_of(20_000, 20_000, "USD"), "USD 20 ribu"),
        (Field.TIMELINE, months("2027-01", "2027-01"), "Januari 2027"),
        (Field.TIMELINE, months("2026-09", "2026-12"), "September 2026 sampai Desember 2026"),
        (Field.TIMELINE, months("2027-03", None), "mulai Maret 2027"),
        (Field.TIMELINE, months(None, "2027-03"), "sampai Maret 2027"),
        (Field.TIMELINE, "asap", "secepatnya"),
        (Field.PROGRAM, {"level": "master", "subject": "data science"}, "S2 data science"),
        (Field.PROGRAM, {"level": "phd", "subject": None}, "S3"),
        (Field.PROGRAM, {"level": None, "subject": "law"}, "law"),
        (Field.ACTIVITY, "both", "bekerja sambil kuliah"),
        (Field.COUNTRY, "Japan", "Japan"),
    ],
)
def test_facts_read_naturally(field: Field, value: Any, text: str) -> None:
    assert fact_text(field, value) == text


@pytest.mark.parametrize("field", Field)
def test_every_field_has_a_label(field: Field) -> None:
    assert FIELD_LABELS[field]


@pytest.mark.parametrize("field", [Field.BUDGET, Field.TIMELINE])
def test_what_is_written_can_be_read_back(field: Field) -> None:
    text = fact_text(field, VALUES[field])

    assert read_form({field.value: text}, now=NOW)[field].value == VALUES[field]
