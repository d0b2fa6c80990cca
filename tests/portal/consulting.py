"""A workspace that gives consultations around the clock, and its leads, for the tests of pages."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ari.domain import WorkspaceId
from ari.inbox import Inbound
from ari.repositories.inbox import InboxRepository
from config.convex.documents import Args
from tests.tickets.cast import Cast

ROOT: Args = {"user_id": "staff:root", "kind": "staff", "superuser": True}


@dataclass(frozen=True, kw_only=True)
class Practice:
    """Kopi Nusantara with hours on every day of the week, an hour each, for as many as `capacity` at a time."""

    cast: Cast

    @property
    def workspace(self) -> str:
        return self.cast.workspace

    def call(self, function: str, **args: Any) -> Any:
        """Run a function as a superuser of the workspace."""
        named = {"actor": ROOT, "workspace_id": self.workspace, **args}
        kind = "query" if function.partition(":")[2].startswith(("get", "list")) else "mutation"
        return getattr(self.cast.seeder.convex, kind)(function, named)

    def open_hours(self, **changes: Any) -> None:
        """Open every day."""
        hours = {"start_time": "00:00", "end_time": "24:00", "duration_minutes": 60, "booking_window_days": 60}
        for day in range(7):
            self.call("consultantSlots:createSlot", day_of_week=day, **hours, **changes)
        self.call("bookingSettings:updateSettings", observes_holidays=False)

    def add_lead(self, name: str) -> dict[str, Any]:
        """Let a lead write; return their conversation as lists show it."""
        message = Inbound(
            phone_number_id="",
            provider_id=f"test.{uuid.uuid4().hex}",
            phone=None,
            phone_spellings=(f"test:{uuid.uuid4().hex[:12]}",),
            profile_name=name,
            kind="text",
            text="Halo",
            sent_at=datetime.now(UTC),
            wait=timedelta(hours=1),
            limit=timedelta(hours=1),
        )
        InboxRepository(self.cast.seeder.convex).receive_chat(WorkspaceId(self.workspace), [message])
        found: list[dict[str, Any]] = self.call("conversations:list", search=name)["conversations"]
        return found[0]

    def free(self, day: date) -> list[dict[str, Any]]:
        """Return what is free on a day of UTC."""
        begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return self.free_starts({"from": ms(begin), "before": ms(begin + timedelta(days=1))})

    def free_starts(self, window: dict[str, float]) -> list[dict[str, Any]]:
        """Return the free starts, the first first."""
        hours: list[dict[str, Any]] = self.call("ari:getAvailableSlots", **window)["hours"]
        starts = [{"slot_id": one["slot_id"], "scheduled_at": at} for one in hours for at in one["starts"]]
        return sorted(starts, key=lambda start: float(start["scheduled_at"]))

    def book(self, lead: dict[str, Any], start: dict[str, Any]) -> dict[str, Any]:
        """Book a start for the lead."""
        place = {"slot_id": start["slot_id"], "scheduled_at": start["scheduled_at"]}
        booked: dict[str, dict[str, Any]] = self.call(
            "ari:createAppointment", contact_id=lead["contact"]["id"], **place
        )
        return booked["appointment"]

    def book_past(self, lead: dict[str, Any], days_ago: int) -> dict[str, Any]:
        """Book a start that has begun by now, as it was booked two days before it."""
        day = (datetime.now(UTC) - timedelta(days=days_ago)).date()
        begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
        clock = ms(begin - timedelta(days=2))
        window: dict[str, float] = {"from": ms(begin), "before": ms(begin + timedelta(days=1)), "now": clock}
        start = self.free_starts(window)[0]
        place = {"slot_id": start["slot_id"], "scheduled_at": start["scheduled_at"]}
        booked = self.call("ari:createAppointment", contact_id=lead["contact"]["id"], now=clock, **place)
        appointment: dict[str, Any] = booked["appointment"]
        return appointment

    def grant(self, username: str, *, can_act: bool) -> None:
        """Let a staff account see the workspace, or work in it."""
        args: Args = {"actor": ROOT, "user_id": f"staff:{username}", "workspace_id": self.workspace, "can_act": can_act}
        self.cast.seeder.convex.mutation("staffGrants:setGrant", args)


def tomorrow() -> date:
    """Return a day that is all ahead in every zone of the tests."""
    return (datetime.now(UTC) + timedelta(days=2)).date()


def ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def start_of(start: dict[str, Any]) -> str:
    """Return how the form names a start."""
    return f"{start['slot_id']}@{int(start['scheduled_at'])}"
