"""The OpenAPI schema: whole, and true. Schemathesis sends what it allows and what it forbids, and holds the answers
against it."""

import json
import re
from io import StringIO
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.tickets.cast import Cast

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ROUTES = {
    "/api/tickets/": {"get", "post"},
    "/api/tickets/bulk/": {"post"},
    "/api/tickets/{id}/": {"get", "put", "patch", "delete"},
    "/api/tickets/{id}/approval/": {"post"},
    "/api/tickets/{id}/assignees/": {"get"},
    "/api/tickets/{id}/comments/": {"get", "post"},
    "/api/tickets/{id}/history/": {"get"},
    "/api/tickets/{id}/reopen/": {"post"},
    "/api/tickets/{id}/transition/": {"post"},
    "/api/tickets/{ticket_id}/attachments/": {"get", "post"},
    "/api/tickets/{ticket_id}/attachments/{attachment_id}/": {"get", "delete"},
}


def make_schema(prefix: str = "/api/tickets/") -> dict[str, Any]:
    """Return the schema of the routes under the prefix. The whole is validated, and a warning fails."""
    out = StringIO()
    call_command("spectacular", "--format", "openapi-json", "--validate", "--fail-on-warn", stdout=out)
    schema: dict[str, Any] = json.loads(out.getvalue())
    schema["paths"] = {path: item for path, item in schema["paths"].items() if path.startswith(prefix)}
    return schema


schema = schemathesis.openapi.from_dict(make_schema())
schema.app = get_wsgi_application()


@pytest.mark.django_db
@schema.parametrize()
@hypothesis_settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_schema_tells(case: Case[Any], cast: Cast) -> None:
    """Three callers in turn, on a ticket that there is, but for one case in four, which keeps its invented id."""
    number = sum(case.as_curl_command().encode())
    if number % 4:
        ticket_id = cast.open_ticket()["id"]
        for name in {"id", "ticket_id"} & case.path_parameters.keys():
            case.path_parameters[name] = ticket_id
        if isinstance(case.body, dict) and isinstance(case.body.get("workspaceId"), str):
            case.body["workspaceId"] = cast.workspace
        if case.query and "workspaceId" in case.query:
            case.query["workspaceId"] = cast.workspace
    caller = (cast.admin, cast.requester, cast.admin, cast.neighbour)[number // 4 % 4]

    response = case.call(headers={"Authorization": f"Bearer {caller.token()}"})

    case.validate_response(response, checks=CHECKS)


def test_the_schema_has_every_route() -> None:
    assert {path: set(item) for path, item in make_schema()["paths"].items()} == ROUTES


def test_every_operation_tells_its_failures_and_what_it_takes() -> None:
    for path, item in make_schema()["paths"].items():
        for method, operation in item.items():
            assert {"401", "403", "404", "422", "429", "503"} <= operation["responses"].keys(), (method, path)
            assert operation["summary"]
            headers = {
                parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "header"
            }
            assert ("Idempotency-Key" in headers) == (method == "post"), (method, path)


def test_the_schema_and_its_page_are_served_without_any_other_site(cast: Cast) -> None:
    served = cast.admin.get("/api/schema/?format=json")
    page = cast.admin.get("/api/docs/")

    assert (served.status, served.body["openapi"][0]) == (200, "3")
    assert page.status == 200
    assert re.findall(rb"(?:src|href)=\"(?:https?:)?//", page.body) == []
