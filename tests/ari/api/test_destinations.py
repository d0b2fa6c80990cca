"""/api/ari/destinations/."""

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

ROUTE = "destinations"
PLACE = {"country": "Australia", "city": "Melbourne", "university_name": "Monash University"}
NO_REQUIREMENTS = dict.fromkeys(("ielts_min", "gpa_min", "budget_min", "budget_max", "deadline"))


def add(company: Company, **fields: object) -> dict[str, Any]:
    destination: dict[str, Any] = company.must("POST", ROUTE, {**PLACE, **fields}, 201)["destination"]
    return destination


def names(company: Company, **query: str) -> list[str]:
    """Return the universities of all pages, two a page."""
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = company.owner.send("GET", company.url(ROUTE, limit="2", cursor=cursor, **query))
        assert answer.status == 200, answer.body
        found += [destination["university_name"] for destination in answer.body["destinations"]]
        cursor = answer.body["next_cursor"]
    return found


def test_a_destination_is_added_with_no_more_than_its_place(company: Company) -> None:
    destination = add(company, country=" Australia ")

    times = {name: destination[name] for name in ("id", "created_at", "updated_at")}
    assert destination == {
        **times,
        **PLACE,
        "requirements": NO_REQUIREMENTS,
        "programs": [],
        "is_promoted": False,
        "priority": 0,
        "notes": None,
    }
    assert company.must("GET", f"{ROUTE}/{destination['id']}") == {"destination": destination}


def test_a_change_keeps_what_it_does_not_name_also_in_the_requirements(company: Company) -> None:
    asked = {"ielts_min": 6.5, "budget_min": 300_000_000, "budget_max": 700_000_000, "deadline": "akhir Juni"}
    first = add(company, requirements=asked, programs=["MBA", "IT", "MBA"], notes="Ramah", is_promoted=True)
    assert first["programs"] == ["MBA", "IT"]

    changes = {"requirements": {"gpa_min": 3.25, "deadline": None}, "priority": 5, "notes": None}
    changed = company.must("PATCH", f"{ROUTE}/{first['id']}", changes)["destination"]

    requirements = {**asked, "gpa_min": 3.25, "deadline": None}
    expected = {"requirements": requirements, "priority": 5, "notes": None, "updated_at": changed["updated_at"]}
    assert changed == {**first, **expected}


def test_a_place_is_taken_once(company: Company) -> None:
    first = add(company)
    taken = company.ask("POST", ROUTE, {**PLACE, "university_name": "  Monash University "})
    assert said(taken) == (409, "destination_exists")
    assert taken.body["destination_id"] == first["id"]

    other = add(company, city="Clayton")
    moved = company.ask("PATCH", f"{ROUTE}/{other['id']}", {"city": "Melbourne"})
    assert said(moved) == (409, "destination_exists")

    nowhere = {"country": "Australia", "university_name": "Monash University"}
    assert company.ask("POST", ROUTE, nowhere).status == 201
    assert said(company.ask("POST", ROUTE, nowhere)) == (409, "destination_exists")
    assert said(company.ask("PATCH", f"{ROUTE}/{first['id']}", {"city": None})) == (409, "destination_exists")


def test_promoted_ones_come_first_then_those_of_higher_priority(company: Company) -> None:
    wanted: dict[str, dict[str, object]] = {
        "A": {"priority": 1},
        "B": {"priority": 9, "country": "Japan"},
        "C": {"priority": -3, "is_promoted": True},
        "D": {"priority": 2, "is_promoted": True},
        "E": {"priority": 5},
    }
    for name, fields in wanted.items():
        add(company, university_name=name, **fields)

    assert names(company) == ["D", "C", "B", "E", "A"]
    assert names(company, country="aUSTRALIA") == ["D", "C", "E", "A"]
    assert names(company, promoted="false") == ["B", "E", "A"]
    assert names(company, promoted="true", country="Japan") == []


def test_what_migrated_requirements_hold_is_shown_where_it_is_what_it_should_be(company: Company) -> None:
    made = {"created_at": 1_700_000_000_000, "updated_at": 1_700_000_000_000}
    row = {"supabaseId": "0de57000-0000-4000-8000-" + company.workspace[:12], **PLACE, **made}
    odd = {"ielts_min": "6.5", "budget_min": 5, "gpa_min": True, "deadline": 2026, "visa": "subclass 500"}
    workspace = {"id": company.cast.source_workspace}
    record = {**row, "workspace_id": workspace, "is_promoted": False, "priority": 0, "requirements": odd}
    company.cast.seeder.add("ariDestinations", record)

    (shown,) = company.must("GET", ROUTE)["destinations"]

    assert shown["requirements"] == {**NO_REQUIREMENTS, "budget_min": 5}


def test_deletion_and_stale_writes(company: Company) -> None:
    destination = add(company)
    route = f"{ROUTE}/{destination['id']}"
    seen = destination["updated_at"]
    changed = company.must("PATCH", route, {"priority": 1, "expected_updated_at": seen})["destination"]

    assert said(company.ask("PATCH", route, {"priority": 2, "expected_updated_at": seen})) == (409, "stale_write")
    stale = company.owner.send("DELETE", company.url(route, expected_updated_at=seen))
    assert said(stale) == (409, "stale_write")
    fresh = company.owner.send("DELETE", company.url(route, expected_updated_at=changed["updated_at"]))
    assert fresh.status == 204
    assert said(company.ask("GET", route)) == (404, "destination_not_found")


def test_the_same_request_again_adds_one(company: Company) -> None:
    first = company.ask("POST", ROUTE, PLACE, Idempotency_Key="k1")
    again = company.ask("POST", ROUTE, PLACE, Idempotency_Key="k1")

    assert (again.status, again.body) == (201, first.body)


def test_those_who_lead_write(company: Company) -> None:
    route = f"{ROUTE}/{add(company)['id']}"
    for name, caller in company.configurers.items():
        assert company.ask("POST", ROUTE, {**PLACE, "city": name}, by=caller).status == 201
        assert company.ask("PATCH", route, {"notes": name}, by=caller).status == 200
    for caller in company.onlookers.values():
        assert company.ask("GET", ROUTE, by=caller).status == 200
        assert company.ask("GET", route, by=caller).status == 200
        for method, address, body in (("POST", ROUTE, PLACE), ("PATCH", route, {"notes": "x"}), ("DELETE", route, b"")):
            assert said(company.ask(method, address, body, by=caller)) == (403, "forbidden")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"country": ""}, "country"),
        ({"country": "x" * 101}, "country"),
        ({"city": "x" * 101}, "city"),
        ({"university_name": "x" * 256}, "university_name"),
        ({"university_name": None}, "university_name"),
        ({"requirements": {"ielts_min": 9.5}}, "requirements.ielts_min"),
        ({"requirements": {"ielts_min": 6.3}}, "requirements.ielts_min"),
        ({"requirements": {"ielts_min": "6.5"}}, "requirements.ielts_min"),
        ({"requirements": {"gpa_min": -1}}, "requirements.gpa_min"),
        ({"requirements": {"budget_min": 1.5}}, "requirements.budget_min"),
        ({"requirements": {"budget_min": 2, "budget_max": 1}}, "requirements.budget_max"),
        ({"requirements": {"deadline": "x" * 101}}, "requirements.deadline"),
        ({"requirements": {"visa": "x"}}, "requirements.visa"),
        ({"requirements": None}, "requirements"),
        ({"programs": "MBA"}, "programs"),
        ({"programs": [""]}, "programs.0"),
        ({"programs": [str(at) for at in range(51)]}, "programs"),
        ({"is_promoted": "yes"}, "is_promoted"),
        ({"priority": 1.5}, "priority"),
        ({"priority": 1_001}, "priority"),
        ({"notes": "x" * 2_001}, "notes"),
        ({"ranking": 1}, "ranking"),
    ],
)
def test_a_value_that_breaks_a_rule(company: Company, fields: dict[str, object], field: str) -> None:
    other = add(company, city="Clayton")

    created = company.ask("POST", ROUTE, {**PLACE, **fields})
    changed = company.ask("PATCH", f"{ROUTE}/{other['id']}", fields)

    assert (created.status, list(created.body["fields"])) == (422, [field])
    assert (changed.status, list(changed.body["fields"])) == (422, [field])
    assert names(company) == ["Monash University"]


ATTEMPTS: list[tuple[str, str, object]] = [
    ("GET", ROUTE, b""),
    ("POST", ROUTE, PLACE),
    ("GET", f"{ROUTE}/{{id}}", b""),
    ("PATCH", f"{ROUTE}/{{id}}", {"priority": 1}),
    ("DELETE", f"{ROUTE}/{{id}}", b""),
]


@pytest.mark.parametrize(("method", "route", "body"), ATTEMPTS)
def test_outsiders_and_missing_workspaces(company: Company, method: str, route: str, body: object) -> None:
    address = route.format(id=add(company)["id"])

    refuses_outsiders(company, method, address, body)
    refuses_missing_workspaces(company, method, address, body)
    refuses_parameters(company, method, address, body)


@pytest.mark.parametrize("destination_id", ["nothing", "k" * 32, "%F0%9F%98%80"])
def test_a_destination_that_there_is_not(company: Company, destination_id: str) -> None:
    for method, body in (("GET", b""), ("PATCH", {"priority": 1}), ("DELETE", b"")):
        assert said(company.ask(method, f"{ROUTE}/{destination_id}", body)) == (404, "destination_not_found")


def test_the_neighbour_does_not_reach_ours_through_their_own_workspace(company: Company) -> None:
    destination = add(company, notes="Rahasia")
    path = f"/api/ari/{ROUTE}/{destination['id']}/?workspaceId={company.cast.next_workspace}"

    for method, body in (("GET", b""), ("PATCH", {"priority": 1}), ("DELETE", b"")):
        assert said(company.neighbour.send(method, path, body)) == (404, "destination_not_found")
    assert company.must("GET", f"{ROUTE}/{destination['id']}") == {"destination": destination}


def test_methods_and_bodies_that_it_does_not_take(company: Company) -> None:
    route = f"{ROUTE}/{add(company)['id']}"
    refuses_methods(company, ROUTE, "PUT", "PATCH", "DELETE")
    refuses_methods(company, route, "POST", "PUT")
    refuses_malformed(company, "POST", ROUTE)
    refuses_malformed(company, "PATCH", route)
