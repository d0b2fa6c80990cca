"""/api/ari/scoring/."""

from typing import Any

import pytest

from tests.ari.api.company import (
    Company,
    refuses_malformed,
    refuses_methods,
    refuses_missing_workspaces,
    refuses_outsiders,
    refuses_parameters,
    said,
)

DEFAULTS = {
    "hot_threshold": 70,
    "warm_threshold": 40,
    "weight_basic": 25,
    "weight_qualification": 35,
    "weight_document": 30,
    "weight_engagement": 10,
    "updated_at": None,
}


def save(company: Company, body: Any) -> Any:
    return company.must("PATCH", "scoring", body)["config"]


def test_the_defaults_hold_until_somebody_saves(company: Company) -> None:
    assert company.must("GET", "scoring") == {"config": DEFAULTS, "isDefault": True}


def test_what_a_save_does_not_name_keeps_its_present_value(company: Company) -> None:
    """The original put the defaults in the place of what was missing."""
    save(company, {"hot_threshold": 80, "weight_basic": 20, "weight_document": 35})
    saved = save(company, {"warm_threshold": 50})

    changes = {"hot_threshold": 80, "warm_threshold": 50, "weight_basic": 20, "weight_document": 35}
    assert saved | {"updated_at": None} == {**DEFAULTS, **changes}
    assert company.must("GET", "scoring") == {"config": saved, "isDefault": False}


def test_the_bounds_are_taken(company: Company) -> None:
    assert save(company, {"hot_threshold": 1, "warm_threshold": 0})["hot_threshold"] == 1
    only = {"weight_basic": 100, "weight_qualification": 0, "weight_document": 0, "weight_engagement": 0}
    assert save(company, {"hot_threshold": 100, "warm_threshold": 99, **only})["weight_basic"] == 100


def test_a_stale_save_is_refused(company: Company) -> None:
    first = save(company, {"hot_threshold": 80, "expected_updated_at": None})

    assert said(company.ask("PATCH", "scoring", {"hot_threshold": 90, "expected_updated_at": None}))[0] == 409
    fresh = {"hot_threshold": 90, "expected_updated_at": first["updated_at"]}
    assert save(company, fresh)["hot_threshold"] == 90


def test_every_role_reads_and_those_who_lead_write(company: Company) -> None:
    for caller in {**company.configurers, **company.onlookers}.values():
        assert company.ask("GET", "scoring", by=caller).status == 200
    for at, caller in enumerate(company.configurers.values()):
        answer = company.ask("PATCH", "scoring", {"hot_threshold": 80 + at}, by=caller)
        assert answer.body["config"]["hot_threshold"] == 80 + at
    for caller in company.onlookers.values():
        assert said(company.ask("PATCH", "scoring", {"hot_threshold": 90}, by=caller)) == (403, "forbidden")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"hot_threshold": 0}, "hot_threshold"),
        ({"hot_threshold": 101}, "hot_threshold"),
        ({"hot_threshold": 70.5}, "hot_threshold"),
        ({"hot_threshold": "70"}, "hot_threshold"),
        ({"hot_threshold": None}, "hot_threshold"),
        ({"hot_threshold": True}, "hot_threshold"),
        ({"hot_threshold": 40}, "hot_threshold"),
        ({"warm_threshold": 70}, "hot_threshold"),
        ({"warm_threshold": 100}, "warm_threshold"),
        ({"warm_threshold": -1}, "warm_threshold"),
        ({"weight_basic": 26}, "weights"),
        ({"weight_basic": -5, "weight_document": 60}, "weight_basic"),
        ({"weight_basic": 101}, "weight_basic"),
        ({"weight_mood": 0}, "weight_mood"),
        ({}, "body"),
    ],
)
def test_a_value_that_breaks_a_rule(company: Company, body: object, field: str) -> None:
    answer = company.ask("PATCH", "scoring", body)

    assert (answer.status, list(answer.body["fields"])) == (422, [field])
    assert company.must("GET", "scoring")["isDefault"] is True


@pytest.mark.parametrize(("method", "body"), [("GET", b""), ("PATCH", {"hot_threshold": 75})])
def test_outsiders_and_missing_workspaces(company: Company, method: str, body: object) -> None:
    refuses_outsiders(company, method, "scoring", body)
    refuses_missing_workspaces(company, method, "scoring", body)
    refuses_parameters(company, method, "scoring", body)


def test_methods_and_bodies_that_it_does_not_take(company: Company) -> None:
    refuses_methods(company, "scoring", "POST", "PUT", "DELETE")
    refuses_malformed(company, "PATCH", "scoring")
