"""The OpenAPI schema of the booking routes: whole, and true. Schemathesis sends what it allows and what it forbids."""

from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from pytest_django import Settings
from schemathesis import Case

from tests.ari.api.company import Company
from tests.ari.api.schema_trials import hold_to_the_schema, keeps_what_was_invented, make_schema, number_of, tries
from tests.ari.api.test_schema import ROUTES as OTHER_ROUTES
from tests.ari.booking.agency import iso
from tests.ari.booking.test_booking_access import Place
from tests.tickets.test_schema import CHECKS, make_whole_schema

ROUTES = {
    "/api/ari/appointments/": {"get", "post"},
    "/api/ari/appointments/{id}/": {"get", "patch"},
    "/api/ari/appointments/{id}/assign/": {"post"},
    "/api/ari/appointments/{id}/calendar/": {"get"},
    "/api/ari/appointments/{id}/cancel/": {"post"},
    "/api/ari/appointments/{id}/complete/": {"post"},
    "/api/ari/appointments/{id}/confirm/": {"post"},
    "/api/ari/appointments/{id}/history/": {"get"},
    "/api/ari/appointments/{id}/move/": {"post"},
    "/api/ari/appointments/{id}/no-show/": {"post"},
    "/api/ari/availability/": {"get"},
    "/api/ari/booking-settings/": {"get", "patch"},
    "/api/ari/exceptions/": {"get", "post"},
    "/api/ari/exceptions/{id}/": {"get", "patch", "delete"},
    "/api/ari/payments/": {"get", "post"},
    "/api/ari/payments/{id}/": {"get", "patch"},
    "/api/ari/reminders/": {"get"},
    "/api/ari/slots/": {"get", "post"},
    "/api/ari/slots/{id}/": {"get", "patch", "delete"},
}
# What the `{id}` of a path names, by the path's beginning.
KINDS = {
    "/api/ari/appointments/": "appointment",
    "/api/ari/exceptions/": "exception",
    "/api/ari/payments/": "payment",
    "/api/ari/slots/": "slot",
}
# Schedulers have no use for the schema of the API, so theirs is told here.
CRON = "/api/cron/appointment-reminders/"
SECRET = "only the scheduler knows this"
YES_OR_NO, COUNT = {"type": "boolean"}, {"type": "integer"}
COUNTS = {"type": "object", "additionalProperties": COUNT}
REPORT = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(("success", "has_more"), YES_OR_NO),
        **dict.fromkeys(("planned", "started", "waiting"), COUNT),
        **dict.fromkeys(("dropped", "failed", "messages"), COUNTS),
    },
    "required": ["success", "has_more", "planned", "started", "waiting", "dropped", "failed", "messages"],
}
ERROR = {
    "type": "object",
    "required": ["code", "detail"],
    "properties": {"code": {"type": "string"}, "detail": {"type": "string"}},
}


def make_cron_schema() -> dict[str, Any]:
    """Return the schema of the route for schedulers, in which anything may be sent along."""
    answers = {"200": REPORT, "401": ERROR, "405": ERROR}
    responses = {
        status: {"description": status, "content": {"application/json": {"schema": schema}}}
        for status, schema in answers.items()
    }
    header = {"name": "Authorization", "in": "header", "required": False, "schema": {"type": "string"}}
    body: dict[str, Any] = {"content": {"application/json": {"schema": {}}}}
    operation = {"parameters": [header], "responses": responses}
    paths = {CRON: {"post": {**operation, "requestBody": body}, "get": operation, "delete": operation}}
    return {"openapi": "3.0.3", "info": {"title": "cron", "version": "1"}, "paths": paths}


schema = schemathesis.openapi.from_dict(make_schema(ROUTES))
cron_schema = schemathesis.openapi.from_dict(make_cron_schema())
schema.app = cron_schema.app = get_wsgi_application()


@pytest.fixture
def place(company: Company) -> Place:
    return Place(company)


@pytest.mark.django_db
@schema.parametrize()
@tries(4)
def test_every_answer_is_one_that_the_schema_tells(case: Case[Any], place: Place) -> None:
    """Four callers in turn, on things that there are, but for one case in four."""
    if not keeps_what_was_invented(case):
        put_in_what_there_is(case, place)
    hold_to_the_schema(case, place.company)


def put_in_what_there_is(case: Case[Any], place: Place) -> None:
    agency = place.agency
    if "workspaceId" in (case.query or {}):
        case.query["workspaceId"] = place.company.workspace
    if {"starts_from", "starts_before"} <= (case.query or {}).keys():
        case.query |= {"starts_from": iso(agency.at("00:00")), "starts_before": iso(agency.at("00:00") + timedelta(9))}
    kind = next((kind for prefix, kind in KINDS.items() if case.path.startswith(prefix)), None)
    if kind and "id" in case.path_parameters:
        case.path_parameters["id"] = place.ids[kind]
    if isinstance(case.body, dict):
        there = {
            "contact_id": agency.leads[2].contact_id,
            "slot_id": place.slot,
            "scheduled_at": iso(agency.at("11:00")),
        }
        there["appointment_id"] = place.ids["appointment"]
        case.body.update({name: value for name, value in there.items() if isinstance(case.body.get(name), str)})


@pytest.mark.django_db
@cron_schema.parametrize()
@tries(6)
def test_schedulers_are_answered_as_told(case: Case[Any], site: Settings) -> None:
    """With the secret in one case of two."""
    site.CRON_SECRET = SECRET
    has_secret = number_of(case) % 2 == 0
    headers = {"Authorization": f"Bearer {SECRET}"} if has_secret else {}

    response = case.call(headers=headers)

    case.validate_response(response, checks=CHECKS)
    if case.method.upper() == "POST":
        assert (response.status_code == 200) == has_secret, response.text


def test_every_route_of_ari_is_tried() -> None:
    paths = {path: set(item) for path, item in make_whole_schema()["paths"].items() if path.startswith("/api/ari/")}
    assert paths == ROUTES | OTHER_ROUTES


def test_every_operation_tells_its_failures_and_what_it_takes() -> None:
    for path, item in make_schema(ROUTES)["paths"].items():
        for method, operation in item.items():
            assert {"401", "403", "404", "422", "429", "503"} <= operation["responses"].keys(), (method, path)
            assert operation["summary"]
            parameters = {parameter["name"]: parameter for parameter in operation.get("parameters", [])}
            assert parameters["workspaceId"]["required"] is True
            assert ("Idempotency-Key" in parameters) == (method == "post"), (method, path)
            assert method != "post" or "409" in operation["responses"], (method, path)
