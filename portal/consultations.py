"""Consultations across workspaces: which are listed, and what the dashboard tells of them and of ARI's work."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ari.appointments import Appointment, AppointmentStatus, Way
from portal.domain import MatchCount, Span
from tickets.domain import WorkspaceId, WorkspaceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationFilter:
    """Which appointments are listed: by status, by start, and by what way and when they were booked.

    The order is that of the starts; where `way` is asked for, that of the bookings.
    """

    workspaces: tuple[WorkspaceId, ...] = ()
    statuses: tuple[AppointmentStatus, ...] = ()
    starts: Span = field(default_factory=Span)
    way: Way | None = None
    booked: Span = field(default_factory=Span)
    is_descending: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """An appointment with the workspace that it belongs to."""

    appointment: Appointment
    workspace: WorkspaceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationPage:
    """Some appointments, and the way on. A page may be short, even empty, before the end."""

    consultations: Sequence[Consultation]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationFigure:
    """A number of the dashboard, and the filter of the list that has so many appointments."""

    count: MatchCount
    filters: ConsultationFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffFigure:
    """How many conversations ARI handed to humans in a time, a conversation by its last handoff."""

    count: MatchCount
    workspaces: tuple[WorkspaceId, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFigures:
    """What came of leads in the days of the dashboard.

    `completed`, `no_show` and `cancelled` began in these days; `unmarked` began too, and nobody noted whether they took
    place; `upcoming` begin from now on to the end of the next 30 days.
    """

    completed: ConsultationFigure
    no_show: ConsultationFigure
    cancelled: ConsultationFigure
    unmarked: ConsultationFigure
    upcoming: ConsultationFigure
    booked_by_ari: ConsultationFigure
    handed_off: HandoffFigure
