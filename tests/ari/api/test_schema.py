"""The OpenAPI schema of the ARI API: whole, and true. Schemathesis sends what it allows and what it forbids, and holds
the answers against it."""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from schemathesis import Case

from tests.ari.api.company import Company
from tests.ari.api.schema_trials import hold_to_the_schema, keeps_what_was_invented, make_schema, tries
from tests.ari.api.test_tenancy import fill

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


schema = schemathesis.openapi.from_dict(make_schema(ROUTES))
schema.app = get_wsgi_application()


@pytest.mark.django_db
@schema.parametrize()
@tries(4)
def test_every_answer_is_one_that_the_schema_tells(case: Case[Any], company: Company) -> None:
    """Four callers in turn, on things that there are, but for one case in four."""
    if not keeps_what_was_invented(case):
        put_in_what_there_is(case, company)
    hold_to_the_schema(case, company)


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
    assert {path: set(item) for path, item in make_schema(ROUTES)["paths"].items()} == ROUTES


def test_every_operation_tells_its_failures_and_what_it_takes() -> None:
    for path, item in make_schema(ROUTES)["paths"].items():
        for method, operation in item.items():
            assert {"401", "403", "404", "422", "429", "503"} <= operation["responses"].keys(), (method, path)
            assert operation["summary"]
            parameters = {parameter["name"]: parameter for parameter in operation.get("parameters", [])}
            # A conversation is known by its id alone.
            is_named = path.startswith("/api/ari/conversations/{id}")
            assert is_named or parameters["workspaceId"]["required"] is True
            assert ("Idempotency-Key" in parameters) == (method == "post"), (method, path)
