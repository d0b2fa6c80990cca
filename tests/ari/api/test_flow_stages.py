"""/api/ari/flow-stages/."""

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

STAGE = {"name": "Penutup", "goal": "Berpamitan dengan hangat."}
DEFAULT_NAMES = ["Greeting", "Qualifying", "Scoring", "Booking", "Scheduling", "Handoff"]


def stages(company: Company) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = company.must("GET", "flow-stages")["stages"]
    return found


def add(company: Company, **changes: object) -> dict[str, Any]:
    stage: dict[str, Any] = company.must("POST", "flow-stages", {**STAGE, **changes}, 201)["stage"]
    return stage


def names_in_order(company: Company) -> list[str]:
    found = stages(company)
    assert [stage["stage_order"] for stage in found] == list(range(len(found)))
    return [stage["name"] for stage in found]


def test_the_defaults_are_shown_until_somebody_writes(company: Company) -> None:
    answer = company.must("GET", "flow-stages")

    assert (answer["isDefault"], answer["updated_at"]) == (True, None)
    assert [stage["name"] for stage in answer["stages"]] == DEFAULT_NAMES
    first = {
        "id": "default-0",
        "name": "Greeting",
        "goal": "Menyambut calon siswa dengan hangat dan membuatnya nyaman bercerita.",
        "sample_script": None,
        "exit_criteria": "Calon siswa membalas sapaan.",
        "stage_order": 0,
        "is_active": True,
        "updated_at": None,
    }
    assert answer["stages"][0] == first


def test_the_first_own_stage_stands_behind_the_defaults(company: Company) -> None:
    stage = add(company, sample_script="  Sampai jumpa!  ")

    shown = {key: stage[key] for key in ("name", "goal", "sample_script", "exit_criteria", "stage_order", "is_active")}
    own = {"sample_script": "Sampai jumpa!", "exit_criteria": None, "stage_order": 6, "is_active": True}
    assert shown == {**STAGE, **own}
    assert names_in_order(company) == [*DEFAULT_NAMES, "Penutup"]
    assert company.must("GET", "flow-stages")["isDefault"] is False


def test_a_stage_is_changed_in_part(company: Company) -> None:
    stage = add(company, sample_script="Sampai jumpa", exit_criteria="Selesai")
    changes = {"name": "Salam", "sample_script": None, "is_active": False}

    changed = company.must("PATCH", f"flow-stages/{stage['id']}", changes)["stage"]

    assert changed == {**stage, **changes, "updated_at": changed["updated_at"]}


def test_a_default_is_changed_by_the_id_that_it_is_shown_with(company: Company) -> None:
    body = {"name": "Nilai", "expected_updated_at": None}

    changed = company.must("PATCH", "flow-stages/default-2", body)["stage"]

    assert changed["stage_order"] == 2
    assert names_in_order(company) == ["Greeting", "Qualifying", "Nilai", "Booking", "Scheduling", "Handoff"]


def test_deleting_closes_the_gap(company: Company) -> None:
    add(company)
    middle = stages(company)[3]

    answer = company.ask("DELETE", f"flow-stages/{middle['id']}")

    assert (answer.status, answer.body) == (204, b"")
    assert names_in_order(company) == ["Greeting", "Qualifying", "Scoring", "Scheduling", "Handoff", "Penutup"]
    assert said(company.ask("DELETE", f"flow-stages/{middle['id']}")) == (404, "stage_not_found")


def test_reordering_moves_all_at_once(company: Company) -> None:
    add(company)
    before = company.must("GET", "flow-stages")
    wanted = [stage["id"] for stage in reversed(before["stages"])]

    body = {"stage_ids": wanted, "expected_updated_at": before["updated_at"]}
    answer = company.must("POST", "flow-stages/reorder", body)

    assert [stage["id"] for stage in answer["stages"]] == wanted
    assert answer == company.must("GET", "flow-stages")
    assert names_in_order(company) == ["Penutup", *reversed(DEFAULT_NAMES)]
    assert said(company.ask("POST", "flow-stages/reorder", body)) == (409, "stale_write")


def test_reordering_the_defaults_stores_them(company: Company) -> None:
    ids = [f"default-{order}" for order in (1, 0, 2, 3, 4, 5)]

    company.must("POST", "flow-stages/reorder", {"stage_ids": ids})

    assert names_in_order(company) == ["Qualifying", "Greeting", *DEFAULT_NAMES[2:]]


def test_an_order_without_all_stages_or_with_others_changes_nothing(company: Company) -> None:
    add(company)
    ids = [stage["id"] for stage in stages(company)]

    for wrong in (ids[1:], [*ids, "nothing"], [*ids[1:], "default-0"]):
        assert said(company.ask("POST", "flow-stages/reorder", {"stage_ids": wrong})) == (409, "stages_changed")
    assert [stage["id"] for stage in stages(company)] == ids


@pytest.mark.parametrize("ids", [[], ["a", "a"], "abc", [1], [""], ["a"] * 101, None])
def test_an_order_that_is_none(company: Company, ids: object) -> None:
    assert company.ask("POST", "flow-stages/reorder", {"stage_ids": ids}).status == 422


def test_stale_changes_and_deletions_are_refused(company: Company) -> None:
    stage = add(company)
    route = f"flow-stages/{stage['id']}"
    company.must("PATCH", route, {"name": "Salam", "expected_updated_at": stage["updated_at"]})

    assert said(company.ask("PATCH", route, {"name": "X", "expected_updated_at": stage["updated_at"]}))[0] == 409
    stale = company.owner.send("DELETE", company.url(route, expected_updated_at=stage["updated_at"]))
    assert said(stale) == (409, "stale_write")
    now = stages(company)[-1]["updated_at"]
    assert company.owner.send("DELETE", company.url(route, expected_updated_at=now)).status == 204


def test_the_same_request_again_adds_one_stage(company: Company) -> None:
    first = company.ask("POST", "flow-stages", STAGE, Idempotency_Key="k1")
    again = company.ask("POST", "flow-stages", STAGE, Idempotency_Key="k1")

    assert (again.status, again.body) == (201, first.body)
    assert len(stages(company)) == 7


def test_those_who_lead_write(company: Company) -> None:
    stage = add(company)
    ids = [entry["id"] for entry in stages(company)]
    for caller in company.configurers.values():
        assert company.ask("POST", "flow-stages/reorder", {"stage_ids": ids}, by=caller).status == 200
        assert company.ask("PATCH", f"flow-stages/{stage['id']}", {"goal": "Ya"}, by=caller).status == 200
    for caller in company.onlookers.values():
        assert company.ask("GET", "flow-stages", by=caller).status == 200
        for method, route, body in (
            ("POST", "flow-stages", STAGE),
            ("PATCH", f"flow-stages/{stage['id']}", {"goal": "Ya"}),
            ("DELETE", f"flow-stages/{stage['id']}", b""),
            ("POST", "flow-stages/reorder", {"stage_ids": ids}),
        ):
            assert said(company.ask(method, route, body, by=caller)) == (403, "forbidden"), (method, route)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " "),
        ("name", "x" * 101),
        ("name", None),
        ("goal", "x" * 1_001),
        ("goal", 5),
        ("sample_script", "x" * 5_001),
        ("exit_criteria", ""),
        ("is_active", "yes"),
        ("stage_order", 3),
    ],
)
def test_a_value_that_breaks_a_rule(company: Company, field: str, value: object) -> None:
    created = company.ask("POST", "flow-stages", {**STAGE, field: value})
    changed = company.ask("PATCH", "flow-stages/default-0", {field: value})

    assert (created.status, list(created.body["fields"])) == (422, [field])
    assert (changed.status, list(changed.body["fields"])) == (422, [field])
    assert company.must("GET", "flow-stages")["isDefault"] is True


ATTEMPTS: list[tuple[str, str, object]] = [
    ("GET", "flow-stages", b""),
    ("POST", "flow-stages", STAGE),
    ("POST", "flow-stages/reorder", {"stage_ids": ["default-0"]}),
    ("PATCH", "flow-stages/default-0", {"goal": "Ya"}),
    ("DELETE", "flow-stages/default-0", b""),
]


@pytest.mark.parametrize(("method", "route", "body"), ATTEMPTS)
def test_outsiders_and_missing_workspaces(company: Company, method: str, route: str, body: object) -> None:
    refuses_outsiders(company, method, route, body)
    refuses_missing_workspaces(company, method, route, body)
    refuses_parameters(company, method, route, body)


@pytest.mark.parametrize("stage_id", ["nothing", "k" * 32, "default-9", "%F0%9F%98%80"])
def test_a_stage_that_there_is_not(company: Company, stage_id: str) -> None:
    route = f"flow-stages/{stage_id}"

    assert said(company.ask("PATCH", route, {"goal": "Ya"})) == (404, "stage_not_found")
    assert said(company.ask("DELETE", route)) == (404, "stage_not_found")


def test_methods_and_bodies_that_it_does_not_take(company: Company) -> None:
    refuses_methods(company, "flow-stages", "PUT", "PATCH", "DELETE")
    refuses_methods(company, "flow-stages/default-0", "GET", "PUT", "POST")
    refuses_methods(company, "flow-stages/reorder", "PUT")
    refuses_malformed(company, "POST", "flow-stages")
    refuses_malformed(company, "POST", "flow-stages/reorder")
    refuses_malformed(company, "PATCH", "flow-stages/default-0")
