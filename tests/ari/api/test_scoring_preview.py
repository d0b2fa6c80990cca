"""/api/ari/scoring/preview/."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari.domain import JAKARTA, Field
from ari.scoring_preview import fact_from
from tests.ari.api.company import (
    Company,
    refuses_malformed,
    refuses_methods,
    refuses_missing_workspaces,
    refuses_outsiders,
    refuses_parameters,
)

ROUTE = "scoring/preview"
FACTS = {
    "name": "Budi Santoso",
    "email": "budi@example.com",
    "english_level": "IELTS 7",
    "budget": {"min": 300_000_000, "max": 300_000_000, "currency": "IDR"},
    "timeline": "asap",
    "country": "Australia",
}
PAPERS = {"passport": True, "cv": True, "english_test": True, "transcript": False}


def preview(company: Company, **body: Any) -> Any:
    return company.must("POST", ROUTE, body)


def test_other_weights_are_weighed_against_the_present_ones(company: Company) -> None:
    """25 basic, 33 of 35 for qualification, three papers of 7.5, engagement 5: 85.5, half up."""
    changes = {"weight_document": 0, "weight_qualification": 65, "hot_threshold": 95}

    scores = preview(company, facts=FACTS, documents=PAPERS, changes=changes)

    current, other = scores["current"], scores["preview"]
    parts = {key: current[key] for key in ("basic", "qualification", "document", "engagement", "total")}
    assert parts == {"basic": 25, "qualification": 33, "document": 22.5, "engagement": 5, "total": 86}
    assert (current["temperature"], other["temperature"]) == ("hot", "warm")
    assert (other["qualification"], other["document"], other["total"]) == (61, 0, 91)
    assert "Dokumen siap: paspor, CV, tes bahasa Inggris" in current["reasons"]
    assert company.must("GET", "scoring")["isDefault"] is True


def test_the_present_ones_are_those_of_the_workspace(company: Company) -> None:
    company.must("PATCH", "scoring", {"hot_threshold": 90})

    scores = preview(company, facts=FACTS, documents=PAPERS, changes={"hot_threshold": 80})

    assert (scores["current"]["temperature"], scores["preview"]["temperature"]) == ("warm", "hot")


def test_facts_may_be_written_as_a_lead_would(company: Company) -> None:
    said = {"budget": "300 jt", "english_level": "ielts 7.0", "timeline": "secepatnya", "country": "aussie"}

    assert preview(company, facts={**FACTS, **said}) == preview(company, facts=FACTS)


def test_of_nobody_known_nothing_is_worth_something(company: Company) -> None:
    scores = preview(company)

    assert scores["current"] == scores["preview"]
    assert (scores["current"]["total"], scores["current"]["temperature"]) == (5, "cold")


def test_everybody_of_the_workspace_may_look(company: Company) -> None:
    for caller in {**company.configurers, **company.onlookers}.values():
        assert company.ask("POST", ROUTE, {"facts": FACTS}, by=caller).status == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"facts": {"country": "Atlantis"}}, "facts.country"),
        ({"facts": {"budget": {"min": "a lot"}}}, "facts.budget"),
        ({"facts": {"email": "budi"}}, "facts.email"),
        ({"facts": {"name": 5}}, "facts.name"),
        ({"facts": {"country": "x" * 501}}, "facts.country"),
        ({"facts": {"shoe_size": 42}}, "facts.shoe_size"),
        ({"facts": []}, "facts"),
        ({"documents": {"passport": "yes"}}, "documents.passport"),
        ({"documents": {"visa": True}}, "documents.visa"),
        ({"engagement": 11}, "engagement"),
        ({"engagement": "5"}, "engagement"),
        ({"changes": {"hot_threshold": 30}}, "hot_threshold"),
        ({"changes": {"weight_basic": 30}}, "weights"),
        ({"changes": {"weight_basic": -1}}, "changes.weight_basic"),
        ({"changes": {"mood": 1}}, "changes.mood"),
        ({"weights": {}}, "weights"),
    ],
)
def test_a_value_that_breaks_a_rule(company: Company, body: object, field: str) -> None:
    answer = company.ask("POST", ROUTE, body)

    assert (answer.status, list(answer.body["fields"])) == (422, [field])


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=60)
names = st.sampled_from(["min", "max", "currency", "from", "to", "level", "subject"]) | st.text(max_size=5)
anything = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4))


@given(field=st.sampled_from(Field), value=anything)
def test_whatever_is_sent_as_a_fact_is_read_or_refused(field: Field, value: object) -> None:
    fact = fact_from(field, value, zone=JAKARTA, now=datetime(2026, 3, 1, tzinfo=UTC))

    assert fact is None or fact.value is not None


def test_outsiders_missing_workspaces_methods_and_bodies(company: Company) -> None:
    refuses_outsiders(company, "POST", ROUTE, {})
    refuses_missing_workspaces(company, "POST", ROUTE, {})
    refuses_parameters(company, "POST", ROUTE, {})
    refuses_methods(company, ROUTE, "GET", "PUT", "PATCH", "DELETE")
    refuses_malformed(company, "POST", ROUTE)
