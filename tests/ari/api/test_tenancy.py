"""No route of ARI shows or changes anything of a neighbour, and no route is left out of the walk."""

import json
from typing import Any

import pytest
from django.urls import URLPattern

from ari.urls import urlpatterns
from tests.ari.api.company import Company
from tests.config.api_client import Answer

SECRET = "Rahasia dapur kami"
STAGE = {"name": SECRET, "goal": SECRET}
ENTRY = {"title": SECRET, "content": SECRET}
PLACE = {"country": SECRET, "university_name": SECRET}

# For each route by name and method: its path and a body that would work for somebody who may.
ATTEMPTS: dict[tuple[str, str], tuple[str, Any]] = {
    ("ari-config", "get"): ("config", b""),
    ("ari-config", "patch"): ("config", {"bot_name": "x"}),
    ("ari-scoring", "get"): ("scoring", b""),
    ("ari-scoring", "patch"): ("scoring", {"hot_threshold": 75}),
    ("ari-scoring-preview", "post"): ("scoring/preview", {"changes": {"hot_threshold": 75}}),
    ("ari-budget", "get"): ("budget", b""),
    ("ari-comparison-list", "get"): ("comparison", b""),
    ("ari-flow-stage-list", "get"): ("flow-stages", b""),
    ("ari-flow-stage-list", "post"): ("flow-stages", {"name": "x", "goal": "x"}),
    ("ari-flow-stage-reorder", "post"): ("flow-stages/reorder", {"stage_ids": ["{stage}"]}),
    ("ari-flow-stage-detail", "patch"): ("flow-stages/{stage}", {"goal": "x"}),
    ("ari-flow-stage-detail", "delete"): ("flow-stages/{stage}", b""),
    ("ari-category-list", "get"): ("knowledge/categories", b""),
    ("ari-category-list", "post"): ("knowledge/categories", {"name": "x"}),
    ("ari-category-detail", "patch"): ("knowledge/categories/{category}", {"name": "x"}),
    ("ari-category-detail", "delete"): ("knowledge/categories/{category}", b""),
    ("ari-entry-list", "get"): ("knowledge/entries", b""),
    ("ari-entry-list", "post"): ("knowledge/entries", {"title": "x", "content": "x", "category_id": "{category}"}),
    ("ari-entry-detail", "get"): ("knowledge/entries/{entry}", b""),
    ("ari-entry-detail", "patch"): ("knowledge/entries/{entry}", {"title": "x"}),
    ("ari-entry-detail", "delete"): ("knowledge/entries/{entry}", b""),
    ("ari-destination-list", "get"): ("destinations", b""),
    ("ari-destination-list", "post"): ("destinations", {"country": "x", "university_name": "x"}),
    ("ari-destination-detail", "get"): ("destinations/{destination}", b""),
    ("ari-destination-detail", "patch"): ("destinations/{destination}", {"priority": 1}),
    ("ari-destination-detail", "delete"): ("destinations/{destination}", b""),
    ("ari-simulator", "post"): ("simulator", {"text": "Halo"}),
    ("ari-conversation-list", "get"): ("conversations", b""),
    ("ari-conversation-detail", "get"): ("conversations/{conversation}", b""),
    ("ari-conversation-messages", "get"): ("conversations/{conversation}/messages", b""),
    ("ari-conversation-messages", "post"): ("conversations/{conversation}/messages", {"text": "x"}),
    ("ari-conversation-events", "get"): ("conversations/{conversation}/events", b""),
    ("ari-conversation-log", "get"): ("conversations/{conversation}/log", b""),
    ("ari-conversation-take-over", "post"): ("conversations/{conversation}/take-over", {}),
    ("ari-conversation-hand-back", "post"): ("conversations/{conversation}/hand-back", {}),
    ("ari-conversation-read", "post"): ("conversations/{conversation}/read", {}),
    ("ari-conversation-assign", "post"): ("conversations/{conversation}/assign", {"assignee": None}),
    ("ari-conversation-close", "post"): ("conversations/{conversation}/close", {}),
    ("ari-conversation-lead-status", "post"): ("conversations/{conversation}/lead-status", {"lead_status": "lost"}),
    ("ari-conversation-state", "post"): ("conversations/{conversation}/state", {"state": "qualifying"}),
}
# What a workspace keeps apart by itself: the neighbour gets or changes their own, whatever ids they know of ours.
OF_THE_WORKSPACE = {
    ("ari-config", "get"),
    ("ari-config", "patch"),
    ("ari-scoring", "get"),
    ("ari-scoring", "patch"),
    ("ari-scoring-preview", "post"),
    ("ari-budget", "get"),
    ("ari-comparison-list", "get"),
    ("ari-flow-stage-list", "get"),
    ("ari-flow-stage-list", "post"),
    ("ari-category-list", "get"),
    ("ari-category-list", "post"),
    ("ari-entry-list", "get"),
    ("ari-destination-list", "get"),
    ("ari-destination-list", "post"),
    ("ari-simulator", "post"),
    ("ari-conversation-list", "get"),
}


# The viewsets that this walk is for; consultations have one of their own.
NAMES = (
    "comparison", "config", "conversations", "destinations", "flow_stages", "knowledge", "scoring", "simulator"
)  # fmt: skip
VIEWSETS = {f"ari.viewsets.{name}" for name in NAMES}


def routes() -> set[tuple[str, str]]:
    """Return the name and method of every route of these viewsets."""
    return {
        (str(pattern.name), method)
        for pattern in urlpatterns
        if isinstance(pattern, URLPattern) and getattr(pattern.callback, "cls", object).__module__ in VIEWSETS
        for method in set(getattr(pattern.callback, "actions", {})) - {"head"}
    }


def fill(company: Company) -> dict[str, str]:
    """Put something secret of every kind into the workspace and return the ids."""
    company.must("PATCH", "config", {"bot_name": SECRET, "greeting_template": SECRET})
    category = company.must("POST", "knowledge/categories", {"name": SECRET}, 201)["category"]["id"]
    entry = company.must("POST", "knowledge/entries", {**ENTRY, "category_id": category}, 201)["entry"]["id"]
    stage = company.must("POST", "flow-stages", STAGE, 201)["stage"]["id"]
    destination = company.must("POST", "destinations", PLACE, 201)["destination"]["id"]
    lead = {"text": SECRET, "lead": "budi", "profile_name": SECRET}
    conversation = company.must("POST", "simulator", lead)["conversation_id"]
    return {
        "category": category,
        "entry": entry,
        "stage": stage,
        "destination": destination,
        "conversation": conversation,
    }


def picture(company: Company) -> list[Any]:
    """Return everything that the workspace has."""
    reads = (
        "config", "scoring", "flow-stages", "knowledge/categories", "knowledge/entries", "destinations", "conversations"
    )  # fmt: skip
    return [company.must("GET", route) for route in reads]


def send(caller: Any, method: str, attempt: tuple[str, Any], ids: dict[str, str], workspace: str) -> Answer:
    route, body = attempt
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    for name, thing_id in ids.items():
        route = route.replace(f"{{{name}}}", thing_id)
        content = content.replace(f"{{{name}}}".encode(), thing_id.encode())
    # A conversation is known by its id alone.
    query = "" if route.startswith("conversations/") else f"?workspaceId={workspace}"
    answer: Answer = caller.send(method.upper(), f"/api/ari/{route}/{query}", content)
    return answer


def text_of(answer: Answer) -> str:
    return answer.body.decode() if isinstance(answer.body, bytes) else json.dumps(answer.body)


def test_every_route_is_walked() -> None:
    assert routes() == set(ATTEMPTS)


@pytest.mark.parametrize("outsider", ["neighbour", "stranger", "nobody"])
def test_an_outsider_learns_and_changes_nothing(company: Company, outsider: str) -> None:
    ids = fill(company)
    before = picture(company)

    for (route, method), attempt in ATTEMPTS.items():
        answer = send(getattr(company, outsider), method, attempt, ids, company.workspace)
        assert answer.status == (401 if outsider == "nobody" else 404), (route, method, answer)
        assert SECRET not in text_of(answer)
    assert picture(company) == before


def test_a_neighbour_gets_nothing_of_ours_through_their_own_workspace(company: Company) -> None:
    ids = fill(company)
    before = picture(company)

    for (route, method), attempt in ATTEMPTS.items():
        answer = send(company.neighbour, method, attempt, ids, company.cast.next_workspace)
        expected = {200, 201} if (route, method) in OF_THE_WORKSPACE else {404, 409, 422}
        assert answer.status in expected, (route, method, answer)
        assert SECRET not in text_of(answer)
    assert picture(company) == before
