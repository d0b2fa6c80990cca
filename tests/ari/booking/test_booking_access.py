"""Who may do what with consultations, by role, and what every address refuses alike; no neighbour gets in."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import URLPattern

from ari.schedule import SlotId
from ari.urls import urlpatterns
from tests.ari.api.company import (
    Asks,
    Company,
    refuses_malformed,
    refuses_methods,
    refuses_missing_workspaces,
    refuses_outsiders,
    refuses_parameters,
    said,
)
from tests.ari.booking.agency import iso, open_agency
from tests.config.api_client import Answer

SECRET = "Rahasia dapur kami"
NAMES = ("appointments", "payments", "reminders", "schedule", "slots")
VIEWSETS = {f"ari.viewsets.{name}" for name in NAMES}
HOURS = {"day_of_week": 0, "start_time": "01:00", "end_time": "02:00"}
CLOSED = {"kind": "closed", "date": "2030-01-01"}
# What each route takes, by its name and method: its path, a body that works, and the least that one must be allowed.
SEE, WORK, CONFIGURE = "see", "work", "configure"
ROUTES: dict[tuple[str, str], tuple[str, Any, str]] = {
    ("ari-slot-list", "get"): ("slots", b"", SEE),
    ("ari-slot-list", "post"): ("slots", HOURS, CONFIGURE),
    ("ari-slot-detail", "get"): ("slots/{slot}", b"", SEE),
    ("ari-slot-detail", "patch"): ("slots/{slot}", {"max_bookings_per_slot": 3}, CONFIGURE),
    ("ari-slot-detail", "delete"): ("slots/{spare}", b"", CONFIGURE),
    ("ari-exception-list", "get"): ("exceptions", b"", SEE),
    ("ari-exception-list", "post"): ("exceptions", CLOSED, CONFIGURE),
    ("ari-exception-detail", "get"): ("exceptions/{exception}", b"", SEE),
    ("ari-exception-detail", "patch"): ("exceptions/{exception}", {"reason": "Libur"}, CONFIGURE),
    ("ari-exception-detail", "delete"): ("exceptions/{exception}", b"", CONFIGURE),
    ("ari-booking-settings", "get"): ("booking-settings", b"", SEE),
    ("ari-booking-settings", "patch"): ("booking-settings", {"lead_time_minutes": 30}, CONFIGURE),
    ("ari-availability-list", "get"): ("availability", b"", SEE),
    ("ari-appointment-list", "get"): ("appointments", b"", SEE),
    ("ari-appointment-list", "post"): ("appointments", "{booking}", WORK),
    ("ari-appointment-detail", "get"): ("appointments/{appointment}", b"", SEE),
    ("ari-appointment-detail", "patch"): ("appointments/{appointment}", {"notes": "Bawa rapor"}, WORK),
    ("ari-appointment-history", "get"): ("appointments/{appointment}/history", b"", SEE),
    ("ari-appointment-calendar", "get"): ("appointments/{appointment}/calendar", b"", SEE),
    ("ari-appointment-confirm", "post"): ("appointments/{appointment}/confirm", {}, WORK),
    ("ari-appointment-assign", "post"): ("appointments/{appointment}/assign", {"consultant_id": None}, WORK),
    ("ari-appointment-move", "post"): ("appointments/{appointment}/move", "{move}", WORK),
    ("ari-appointment-cancel", "post"): ("appointments/{appointment}/cancel", {}, WORK),
    ("ari-appointment-complete", "post"): ("appointments/{past}/complete", {}, WORK),
    ("ari-appointment-no-show", "post"): ("appointments/{past}/no-show", {}, WORK),
    ("ari-payment-list", "get"): ("payments", b"", SEE),
    ("ari-payment-list", "post"): ("payments", {"appointment_id": "{appointment}", "amount": 150_000}, WORK),
    ("ari-payment-detail", "get"): ("payments/{payment}", b"", SEE),
    ("ari-payment-detail", "patch"): ("payments/{payment}", {"status": "success"}, WORK),
    ("ari-reminder-list", "get"): ("reminders", b"", SEE),
}
WITHOUT_ID = {"slots", "exceptions", "booking-settings", "availability", "appointments", "payments", "reminders"}
# In their own workspace a neighbour may do these, which name nothing of ours.
OF_THE_WORKSPACE = {
    route
    for route, (path, body, _) in ROUTES.items()
    if path in WITHOUT_ID and not any(name in str(body) for name in ("{booking}", "{move}", "{appointment}"))
}
Send = Callable[[Asks], Answer]


class Place:
    """The company with a consultation of every kind, and the requests of the routes."""

    def __init__(self, company: Company) -> None:
        self.company, self.agency = company, open_agency(company.cast)
        agency = self.agency
        self.slot = agency.add_slot(max_bookings_per_slot=5)
        spare = agency.must("POST", "slots", {**HOURS, "day_of_week": 6}, 201)["slot"]["id"]
        exception = agency.must("POST", "exceptions", {**CLOSED, "date": "2030-01-02", "reason": SECRET}, 201)
        appointment = agency.book(0, self.slot, agency.at("10:00"), notes=SECRET).body["appointment"]["id"]
        paid = {"appointment_id": appointment, "amount": 99_000, "notes": SECRET}
        payment = agency.must("POST", "payments", paid, 201)["payment"]["id"]
        self.ids = {
            "slot": self.slot,
            "spare": spare,
            "exception": exception["exception"]["id"],
            "appointment": appointment,
            "past": self.add_past(),
            "payment": payment,
        }

    def add_past(self) -> str:
        """Return an appointment of two days ago."""
        agency, then = self.agency, self.agency.at("10:00") - timedelta(days=7)
        booked = agency.booked(1, self.slot, agency.at("10:00"))
        agency.act(booked, "cancel")
        write = agency.lead_write(booked["ari_conversation_id"], now=then - timedelta(days=2))
        return agency.appointments.book(slot_id=SlotId(self.slot), scheduled_at=then, write=write).appointment.id

    def fill(self, content: Any) -> Any:
        """Return a path or a body with the ids in it."""
        agency = self.agency
        if content == "{booking}":
            lead = {"contact_id": agency.leads[2].contact_id}
            return {**lead, "slot_id": self.slot, "scheduled_at": iso(agency.at("11:00")), "notes": "x"}
        if content == "{move}":
            return {"slot_id": self.slot, "scheduled_at": iso(agency.at("12:00"))}
        text = content if isinstance(content, str) else json.dumps(content)
        for name, thing_id in self.ids.items():
            text = text.replace(f"{{{name}}}", thing_id)
        return text if isinstance(content, str) else json.loads(text)

    def path(self, route: tuple[str, str]) -> str:
        filled: str = self.fill(ROUTES[route][0])
        return filled

    def body(self, route: tuple[str, str]) -> Any:
        body = ROUTES[route][1]
        return body if isinstance(body, bytes) else self.fill(body)

    def send(self, route: tuple[str, str], by: Asks, *, workspace: str | None = None) -> Answer:
        query = f"workspaceId={workspace or self.company.workspace}"
        if route[0] == "ari-availability-list":
            query += f"&starts_from={iso(self.agency.at('00:00'))}&starts_before={iso(self.agency.at('23:00'))}"
        return by.send(route[1].upper(), f"/api/ari/{self.path(route)}/?{query}", self.body(route))

    def picture(self) -> list[Any]:
        """Return everything that there is."""
        lists = ("slots", "exceptions", "booking-settings", "appointments", "payments", "reminders")
        histories = [f"appointments/{self.ids[name]}/history" for name in ("appointment", "past")]
        return [self.company.must("GET", route) for route in (*lists, *histories)]


@pytest.fixture
def place(company: Company) -> Place:
    return Place(company)


def routes() -> set[tuple[str, str]]:
    """Return the name and method of every route of these viewsets."""
    return {
        (str(pattern.name), method)
        for pattern in urlpatterns
        if isinstance(pattern, URLPattern) and getattr(pattern.callback, "cls", object).__module__ in VIEWSETS
        for method in set(getattr(pattern.callback, "actions", {})) - {"head"}
    }


def text_of(answer: Answer) -> str:
    return answer.body.decode() if isinstance(answer.body, bytes) else json.dumps(answer.body)


def test_every_route_is_walked() -> None:
    assert routes() == set(ROUTES)


@pytest.mark.parametrize("role", ["owner", "admin", "acts", "superuser"])
def test_who_configures_may_do_everything(place: Place, role: str) -> None:
    caller: Asks = getattr(place.company, role)
    for route in ROUTES:
        if route == ("ari-appointment-no-show", "post"):
            place.ids["past"] = place.add_past()
        assert place.send(route, caller).status in {200, 201, 204}, (route, role)


def test_a_member_works_and_does_not_configure(place: Place) -> None:
    before = place.company.must("GET", "slots")
    for route, (_path, _body, least) in ROUTES.items():
        if route == ("ari-appointment-no-show", "post"):
            place.ids["past"] = place.add_past()
        answer = place.send(route, place.company.member)
        assert answer.status == 403 if least == CONFIGURE else answer.status in {200, 201}, (route, answer)
    assert place.company.must("GET", "slots") == before


def test_staff_with_a_grant_to_see_only_see(place: Place) -> None:
    before = place.picture()
    for route, (_path, _body, least) in ROUTES.items():
        answer = place.send(route, place.company.sees)
        assert answer.status == (200 if least == SEE else 403), (route, answer)
    assert place.picture() == before


@pytest.mark.parametrize("outsider", ["neighbour", "stranger", "nobody"])
def test_an_outsider_learns_and_changes_nothing(place: Place, outsider: str) -> None:
    before = place.picture()
    for route in ROUTES:
        answer = place.send(route, getattr(place.company, outsider))
        assert answer.status == (401 if outsider == "nobody" else 404), (route, answer)
        assert SECRET not in text_of(answer)
    assert place.picture() == before


def test_a_neighbour_gets_nothing_of_ours_through_their_own_workspace(place: Place) -> None:
    before = place.picture()
    for route in ROUTES:
        answer = place.send(route, place.company.neighbour, workspace=place.company.cast.next_workspace)
        expected = {200, 201} if route in OF_THE_WORKSPACE else {404}
        assert answer.status in expected, (route, answer)
        assert SECRET not in text_of(answer)
    assert place.picture() == before


def test_the_usual_refusals_of_writes(place: Place) -> None:
    company = place.company
    for route in ROUTES:
        path, method = place.path(route), route[1].upper()
        if method == "GET":
            continue
        refuses_outsiders(company, method, path, place.body(route))
        refuses_missing_workspaces(company, method, path, place.body(route))
        refuses_parameters(company, method, path, place.body(route))
        if method != "DELETE":
            refuses_malformed(company, method, path)
            answer = company.ask(method, path, {"nonsense": 1})
            assert (answer.status, answer.body["fields"].get("nonsense")) == (422, ["There is no such field."])


def test_the_usual_refusals_of_reads(place: Place) -> None:
    company = place.company
    for route in ROUTES:
        path = place.path(route)
        if route[1] == "get" and path != "availability":
            refuses_outsiders(company, "GET", path)
            refuses_missing_workspaces(company, "GET", path)
            refuses_parameters(company, "GET", path)
    answer = company.ask("GET", "availability")
    assert (answer.status, set(answer.body["fields"])) == (422, {"starts_from", "starts_before"})


OTHER_METHODS = (
    ("slots", ("PUT", "PATCH", "DELETE")),
    ("slots/{slot}", ("PUT", "POST")),
    ("exceptions", ("PUT", "PATCH", "DELETE")),
    ("exceptions/{exception}", ("PUT", "POST")),
    ("booking-settings", ("PUT", "POST", "DELETE")),
    ("availability", ("PUT", "POST", "PATCH", "DELETE")),
    ("appointments", ("PUT", "PATCH", "DELETE")),
    ("appointments/{appointment}", ("PUT", "POST", "DELETE")),
    ("appointments/{appointment}/move", ("GET", "PUT", "PATCH", "DELETE")),
    ("appointments/{appointment}/cancel", ("GET", "PUT", "PATCH", "DELETE")),
    ("appointments/{appointment}/history", ("POST", "DELETE")),
    ("payments", ("PUT", "PATCH", "DELETE")),
    ("payments/{payment}", ("PUT", "POST", "DELETE")),
    ("reminders", ("POST", "PUT", "PATCH", "DELETE")),
)


def test_other_methods_are_refused(place: Place) -> None:
    for path, methods in OTHER_METHODS:
        refuses_methods(place.company, place.fill(path), *methods)


def test_what_there_is_not_is_not_found(place: Place) -> None:
    """Neither an id of nothing, nor that of another kind of thing."""
    for thing_id in ("nothing", "k" * 32, place.agency.leads[0].contact_id):
        place.ids = dict.fromkeys(place.ids, thing_id)
        for route in ROUTES:
            if "{" in ROUTES[route][0]:
                answer = place.send(route, place.company.owner)
                assert answer.status == 404, answer
                assert answer.body["code"].endswith("_not_found")


def test_moments_and_words_that_are_none_are_refused(place: Place) -> None:
    company = place.company
    booking = place.fill("{booking}")
    for field, values in {
        "scheduled_at": ("tomorrow", "2026-13-01T00:00:00Z", 5, None),
        "slot_id": ("", 5, None),
        "contact_id": ("", 5, None),
        "notes": ("x" * 2_001, 5, None),
    }.items():
        for value in values:
            answer = company.ask("POST", "appointments", {**booking, field: value})
            assert answer.status == 422, (field, value, answer.body)
            assert list(answer.body["fields"]) == [field]
    for query in ({"status": "open"}, {"order": "up"}, {"starts_from": "x"}, {"limit": "0"}, {"cursor": "x"}):
        answer = company.owner.send("GET", company.url("appointments", **query))
        assert answer.status in {400, 422}, query
    assert said(company.ask("POST", "slots", {**HOURS, "end_time": "01:00"}))[0] == 422
