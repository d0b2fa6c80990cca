"""/api/ari/config/."""

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
    "is_enabled": False,
    "bot_name": "ARI",
    "greeting_style": "professional",
    "language": "id",
    "tone": {"supportive": True, "clear": True, "encouraging": True, "description": None},
    "greeting_template": None,
    "community_link": None,
    "time_zone": "Asia/Jakarta",
    "grok_weight": 50,
    "daily_budget_micros": None,
    "updated_at": None,
}


def save(company: Company, body: Any) -> Any:
    return company.must("PATCH", "config", body)["config"]


def test_until_somebody_saves_the_defaults_hold_and_ari_is_off(company: Company) -> None:
    answer = company.must("GET", "config")

    assert answer == {"config": {"workspace_id": company.workspace, **DEFAULTS}, "isDefault": True}


def test_a_save_changes_what_it_names_and_nothing_else(company: Company) -> None:
    first = {
        "bot_name": "Rini",
        "greeting_style": "casual",
        "language": "en",
        "tone": {"clear": False, "description": "Hangat dan singkat"},
        "greeting_template": "Halo {name}!",
        "community_link": "https://chat.whatsapp.com/AbC",
        "time_zone": "Asia/Makassar",
        "grok_weight": 80,
        "daily_budget_micros": 2_000_000,
    }
    saved = save(company, first)
    tone = {"supportive": True, "clear": False, "encouraging": True, "description": "Hangat dan singkat"}
    assert saved | {"updated_at": None} == {**DEFAULTS, **first, "workspace_id": company.workspace, "tone": tone}

    again = save(company, {"is_enabled": True, "tone": {"encouraging": False}})

    changed = {"is_enabled": True, "tone": {**tone, "encouraging": False}, "updated_at": again["updated_at"]}
    assert again == {**saved, **changed}
    assert company.must("GET", "config") == {"config": again, "isDefault": False}


def test_the_switch_goes_both_ways(company: Company) -> None:
    assert save(company, {"is_enabled": True})["is_enabled"] is True
    assert save(company, {"is_enabled": False})["is_enabled"] is False


def test_null_clears(company: Company) -> None:
    cleared = {"community_link": None, "greeting_template": None, "daily_budget_micros": None}
    save(company, {"community_link": "https://a.example", "greeting_template": "Halo", "daily_budget_micros": 1})

    assert save(company, {**cleared, "tone": {"description": None}}).items() >= cleared.items()


def test_a_save_on_what_was_changed_meanwhile_is_refused(company: Company) -> None:
    first = save(company, {"bot_name": "Satu", "expected_updated_at": None})
    second = save(company, {"bot_name": "Dua", "expected_updated_at": first["updated_at"]})

    stale = company.ask("PATCH", "config", {"bot_name": "Tiga", "expected_updated_at": first["updated_at"]})

    assert said(stale) == (409, "stale_write")
    assert stale.body["updated_at"] == second["updated_at"]
    assert company.must("GET", "config")["config"]["bot_name"] == "Dua"
    never = company.ask("PATCH", "config", {"bot_name": "Tiga", "expected_updated_at": None})
    assert said(never) == (409, "stale_write")


def test_the_same_save_again_gets_its_first_answer(company: Company) -> None:
    first = company.ask("PATCH", "config", {"bot_name": "Satu"}, Idempotency_Key="k1")
    save(company, {"bot_name": "Dua"})
    again = company.ask("PATCH", "config", {"bot_name": "Satu"}, Idempotency_Key="k1")

    assert again.body == first.body
    assert company.must("GET", "config")["config"]["bot_name"] == "Dua"
    other = company.ask("PATCH", "config", {"bot_name": "Lain"}, Idempotency_Key="k1")
    assert said(other) == (422, "idempotency_key_reused")


def test_every_role_reads_and_those_who_lead_write(company: Company) -> None:
    for name, caller in {**company.configurers, **company.onlookers}.items():
        assert company.ask("GET", "config", by=caller).status == 200, name
    for name, caller in company.configurers.items():
        assert company.ask("PATCH", "config", {"bot_name": name}, by=caller).body["config"]["bot_name"] == name
    for caller in company.onlookers.values():
        assert said(company.ask("PATCH", "config", {"bot_name": "x"}, by=caller)) == (403, "forbidden")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bot_name", ""),
        ("bot_name", "x" * 101),
        ("bot_name", None),
        ("bot_name", 5),
        ("is_enabled", "true"),
        ("is_enabled", None),
        ("greeting_style", "rude"),
        ("language", "de"),
        ("greeting_template", "x" * 501),
        ("community_link", "javascript:alert(1)"),
        ("community_link", "ftp://example.com/x"),
        ("community_link", "chat.whatsapp.com"),
        ("community_link", "https://bank.example@evil.example/"),
        ("community_link", "https://a.example/" + "x" * 500),
        ("time_zone", "Asia/Atlantis"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", None),
        ("grok_weight", 101),
        ("grok_weight", -1),
        ("grok_weight", 50.5),
        ("grok_weight", True),
        ("daily_budget_micros", -1),
        ("daily_budget_micros", "5"),
        ("expected_updated_at", "yesterday"),
        ("workspace_id", "x"),
        ("updated_at", "2026-01-01T00:00:00Z"),
    ],
)
def test_a_value_that_breaks_a_rule(company: Company, field: str, value: object) -> None:
    answer = company.ask("PATCH", "config", {"language": "id", field: value})

    assert (answer.status, list(answer.body["fields"])) == (422, [field])


def test_a_value_in_the_tone_is_named_by_its_path(company: Company) -> None:
    answer = company.ask("PATCH", "config", {"tone": {"clear": "no", "humour": True, "description": "x" * 501}})

    assert answer.status == 422
    assert sorted(answer.body["fields"]) == ["tone.clear", "tone.description", "tone.humour"]


@pytest.mark.parametrize("body", [{}, {"expected_updated_at": None}])
def test_a_save_of_nothing(company: Company, body: object) -> None:
    answer = company.ask("PATCH", "config", body)

    assert (answer.status, list(answer.body["fields"])) == (422, ["body"])


def test_the_path_answers_without_its_slash(company: Company) -> None:
    assert company.owner.send("GET", f"/api/ari/config?workspaceId={company.workspace}").status == 200


@pytest.mark.parametrize(("method", "body"), [("GET", b""), ("PATCH", {"bot_name": "x"})])
def test_outsiders_and_missing_workspaces(company: Company, method: str, body: object) -> None:
    refuses_outsiders(company, method, "config", body)
    refuses_missing_workspaces(company, method, "config", body)
    refuses_parameters(company, method, "config", body)


def test_methods_and_bodies_that_it_does_not_take(company: Company) -> None:
    refuses_methods(company, "config", "POST", "PUT", "DELETE")
    refuses_malformed(company, "PATCH", "config")
