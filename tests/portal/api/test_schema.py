"""The OpenAPI schema of the portal: whole, and true for staff, for the hub's people and for requesters alike."""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from schemathesis import Case

from tests.config.api_client import Caller
from tests.portal.api.staff import Staff
from tests.tickets.cast import Cast
from tests.tickets.test_schema import CHECKS, make_schema

ROUTES = {
    "/api/portal/audit/": {"get"},
    "/api/portal/grants/": {"get"},
    "/api/portal/grants/{user_id}/{workspace_id}/": {"put", "delete"},
    "/api/portal/tickets/": {"get", "post"},
    "/api/portal/tickets/bulk/": {"post"},
    "/api/portal/tickets/{id}/": {"get", "put", "patch", "delete"},
    "/api/portal/tickets/{id}/assignees/": {"get"},
    "/api/portal/tickets/{id}/comments/": {"get", "post"},
    "/api/portal/tickets/{id}/history/": {"get"},
    "/api/portal/tickets/{id}/transition/": {"post"},
    "/api/portal/tickets/{ticket_id}/attachments/": {"get", "post"},
    "/api/portal/tickets/{ticket_id}/attachments/{attachment_id}/": {"get", "delete"},
    "/api/portal/views/": {"get", "post"},
    "/api/portal/views/{id}/": {"delete"},
    "/api/portal/workspaces/": {"get"},
    "/api/portal/workspaces/{id}/": {"get"},
    "/api/portal/workspaces/{id}/requesters/": {"get"},
}
PREFIX = "/api/portal/"

schema = schemathesis.openapi.from_dict(make_schema(PREFIX))
schema.app = get_wsgi_application()


def name_what_there_is(case: Case[Any], cast: Cast, account: Staff) -> None:
    """Put ids of things that there are into the case, where it has places for them."""
    ticket_id = cast.open_routed_ticket()["id"]
    is_workspace = "/workspaces/" in case.operation.path
    names = {"id": cast.workspace if is_workspace else ticket_id, "ticket_id": ticket_id}
    names |= {"workspace_id": cast.workspace, "user_id": account.user_id}
    for name in names.keys() & case.path_parameters.keys():
        case.path_parameters[name] = names[name]
    if isinstance(case.body, dict):
        known = {"workspaceId": cast.workspace, "requester_id": cast.requester.user_id}
        case.body.update({name: known[name] for name in known.keys() & case.body.keys()})
    if case.query and "workspace" in case.query:
        case.query["workspace"] = cast.workspace


@pytest.mark.django_db
@schema.parametrize()
@hypothesis_settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_schema_tells(
    case: Case[Any], cast: Cast, superuser: Staff, acting: Staff
) -> None:
    """Five callers in turn, on things that there are, but for one case in four, which keeps its invented ids."""
    number = sum(case.as_curl_command().encode())
    if number % 4:
        name_what_there_is(case, cast, acting)
    caller = (superuser, acting, cast.hub_admin, cast.requester, cast.neighbour)[number // 4 % 5]

    response = case.call(headers=headers_of(caller))

    case.validate_response(response, checks=CHECKS)


def headers_of(caller: Staff | Caller) -> dict[str, str]:
    """Return what signs the caller in."""
    if isinstance(caller, Caller):
        return {"Authorization": f"Bearer {caller.token()}"}
    cookies = f"sessionid={caller.client.cookies['sessionid'].value}; csrftoken={caller.csrf}"
    return {"Cookie": cookies, "X-CSRFToken": caller.csrf}


def test_the_schema_has_every_route() -> None:
    assert {path: set(item) for path, item in make_schema(PREFIX)["paths"].items()} == ROUTES


def test_every_operation_tells_its_failures_and_what_it_takes() -> None:
    for path, item in make_schema(PREFIX)["paths"].items():
        for method, operation in item.items():
            assert {"401", "403", "404", "422", "429", "503"} <= operation["responses"].keys(), (method, path)
            assert operation["summary"]
            headers = {
                parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "header"
            }
            assert ("Idempotency-Key" in headers) == (method == "post"), (method, path)
