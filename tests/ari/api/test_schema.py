"""The OpenAPI schema of the ARI API: whole, and true. Schemathesis sends what it allows and what it forbids, and holds
the answers against it."""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from schemathesis import Case

from tests.ari.api.company import Company
from tests.ari.api.test_tenancy import fill
from tests.tickets.test_schema import CHECKS, make_whole_schema

ROUTES = {
    "/api/ari/budget/": {"get"},
    "/api/ari/comparison/": {"get"},
    "/api/ari/config/": {"get", "patch"},
    "/api/ari/conversations/": {"get"},
    "/api/ari/conversations/{id}/": {"get"},
    "/api/ari/conversations/{id}/assign/": {"post"},
    "/api/ari/conversations/{id}/close/": {"post"},
    "/api/ari/conversations/{id}/events/": {"get"},
    "/api/ari/conversations/{id}/hand-back/": {"post"},
    "/api/ari/conversations/{id}/lead-status/": {"post"},
    "/api/ari/conversations/{id}/log/": {"get"},
    "/api/ari/conversations/{id}/messages/": {"get", "post"},
    "/api/ari/conversations/{id}/read/": {"post"},
    "/api/ari/conversations/{id}/state/": {"post"},
    "/api/ari/conversations/{id}/take-over/": {"post"},
    "/api/ari/destinations/": {"get", "post"},
    "/api/ari/destinations/{id}/": {"get", "patch", "delete"},
    "/api/ari/flow-stages/": {"get", "post"},
    "/api/ari/flow-stages/reorder/": {"post"},
    "/api/ari/flow-stages/{id}/": {"patch", "delete"},
    "/api/ari/knowledge/categories/": {"get", "post"},
    "/api/ari/knowledge/categories/{id}/": {"patch", "delete"},
    "/api/ari/knowledge/entries/": {"get", "post"},
    "/api/ari/knowledge/entries/{id}/": {"get", "patch", "delete"},
    "/api/ari/scoring/": {"get", "patch"},
    "/api/ari/scoring/preview/": {"post"},
    "/api/ari/simulator/": {"post"},
}
# What the `{id}` of a path names, by the path's beginning.
KINDS = {
    "/api/ari/conversations/": "conversation",
    "/api/ari/destinations/": "destination",
    "/api/ari/flow-stages/": "stage",
    "/api/ari/knowledge/categories/": "category",
    "/api/ari/knowledge/entries/": "entry",
}


def make_schema() -> dict[str, Any]:
    """Return the schema of these routes."""
    schema = make_whole_schema()
    schema["paths"] = {path: item for path, item in schema["paths"].items() if path in ROUTES}
    return schema


schema = schemathesis.openapi.from_dict(make_schema())
schema.app = get_wsgi_application()


@pytest.mark.django_db
@schema.parametrize()
@hypothesis_settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_schema_tells(case: Case[Any], company: Company) -> None:
    """Four callers in turn, on things that there are, but for one case in four, which keeps what was invented."""
    number = sum(case.as_curl_command().encode())
    if number % 4:
        put_in_what_there_is(case, company)
    caller = (company.owner, company.admin, company.member, company.neighbour)[number // 4 % 4]

    response = case.call(headers={"Authorization": f"Bearer {caller.token()}"})  # type: ignore[attr-defined]

    case.validate_response(response, checks=CHECKS)


def put_in_what_there_is(case: Case[Any], company: Company) -> None:
    ids = company.ids or fill(company)
    company.ids = ids
    if "workspaceId" in (case.query or {}):
        case.query["workspaceId"] = company.workspace
    kind = next((kind for prefix, kind in KINDS.items() if case.path.startswith(prefix)), None)
    if kind and "id" in case.path_parameters:
        case.path_parameters["id"] = ids[kind]
    if isinstance(case.body, dict) and isinstance(case.body.get("category_id"), str):
        case.body["category_id"] = ids["category"]


def test_the_schema_has_every_route() -> None:
    assert {path: set(item) for path, item in make_schema()["paths"].items()} == ROUTES


def test_every_operation_tells_its_failures_and_what_it_takes() -> None:
    for path, item in make_schema()["paths"].items():
        for method, operation in item.items():
            assert {"401", "403", "404", "422", "429", "503"} <= operation["responses"].keys(), (method, path)
            assert operation["summary"]
            parameters = {parameter["name"]: parameter for parameter in operation.get("parameters", [])}
            # A conversation is known by its id alone.
            is_named = path.startswith("/api/ari/conversations/{id}")
            assert is_named or parameters["workspaceId"]["required"] is True
            assert ("Idempotency-Key" in parameters) == (method == "post"), (method, path)
