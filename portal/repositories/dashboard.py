"""The figures of the dashboard."""

from dataclasses import replace
from datetime import timedelta

from ari.appointments import OPEN_STATUSES as OPEN_APPOINTMENTS
from ari.appointments import AppointmentStatus, Way
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, Document, as_document, moment_from_ms, present
from config.identity.principal import Principal
from portal.consultations import ConsultationFigure, ConsultationFilter, HandoffFigure, LeadFigures
from portal.domain import BusyWorkspace, Dashboard, DayFigures, Figure, MatchCount, PortalFilter, Span, Wait
from tickets.documents import workspace_from
from tickets.domain import Sort, Stage, WorkspaceId

OPEN_STAGES = tuple(stage for stage in Stage if stage is not Stage.CLOSED)


def get_dashboard() -> "DashboardRepository":
    """Return the dashboard of the deployment that the settings name."""
    return DashboardRepository(get_client())


class DashboardRepository:
    """Asks how tickets and leads stand that a staff account may see. Raises ForbiddenError for all others."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def show(self, workspaces: tuple[WorkspaceId, ...] = (), *, asker: Principal) -> Dashboard:
        """Return the figures of these workspaces; without any, of all that the asker may see."""
        args: Args = {"actor": asker.as_actor(), **present({"workspaces": list(workspaces) or None})}
        answer = as_document(self._convex.query("portal:dashboard", args))
        return dashboard_from(answer, PortalFilter(workspaces=workspaces))

    def show_leads(self, workspaces: tuple[WorkspaceId, ...] = (), *, asker: Principal) -> LeadFigures:
        """Return what came of the leads of these workspaces; without any, of all that the asker may see."""
        args: Args = {"actor": asker.as_actor(), **present({"workspaces": list(workspaces) or None})}
        return lead_figures_from(as_document(self._convex.query("portal:leadFigures", args)), workspaces)


def dashboard_from(document: Document, everything: PortalFilter) -> Dashboard:
    """Cast the dashboard, and give each figure the filter of its list, which narrows that of `everything`."""
    begins_at, ends_at = moment_from_ms(document["from"]), moment_from_ms(document["before"])
    # What happened in a time is listed by the last change, which an index bounds.
    replied = replace(everything, replied_from=begins_at, replied_before=ends_at, sort=Sort.UPDATED)
    closed = replace(everything, closed_from=begins_at, closed_before=ends_at, sort=Sort.UPDATED)
    stages = document["stages"]
    return Dashboard(
        stages=_stage_figures(stages, everything),
        open=Figure(count=_open_in(stages), filters=replace(everything, stages=OPEN_STAGES)),
        workspaces=tuple(_busy_workspace_from(entry, everything) for entry in document["workspaces"]),
        days=tuple(_day_from(entry, everything) for entry in document["days"]),
        first_reply=_wait_from(document["first_reply"], replied),
        closing=_wait_from(document["closing"], closed),
    )


def _stage_figures(stages: Document, everything: PortalFilter) -> dict[Stage, Figure]:
    return {stage: Figure(count=int(stages[stage]), filters=replace(everything, stages=(stage,))) for stage in Stage}


def _open_in(stages: Document) -> int:
    return sum(int(stages[stage]) for stage in OPEN_STAGES)


def _busy_workspace_from(document: Document, everything: PortalFilter) -> BusyWorkspace:
    workspace = workspace_from(document["workspace"])
    own = replace(everything, workspaces=(workspace.id,))
    return BusyWorkspace(
        workspace=workspace,
        stages=_stage_figures(document["stages"], own),
        open=Figure(count=int(document["open"]), filters=replace(own, stages=OPEN_STAGES)),
    )


def _day_from(document: Document, everything: PortalFilter) -> DayFigures:
    begins_at, ends_at = moment_from_ms(document["from"]), moment_from_ms(document["before"])
    opened = replace(everything, created_from=begins_at, created_before=ends_at)
    closed = replace(everything, closed_from=begins_at, closed_before=ends_at, sort=Sort.UPDATED)
    replied = replace(everything, replied_from=begins_at, replied_before=ends_at, sort=Sort.UPDATED)
    return DayFigures(
        begins_at=begins_at,
        ends_at=ends_at,
        opened=Figure(count=int(document["opened"]), filters=opened),
        closed=Figure(count=int(document["closed"]), filters=closed),
        replied=Figure(count=int(document["replied"]), filters=replied),
    )


def _wait_from(document: Document, filters: PortalFilter) -> Wait:
    mean_ms = document.get("mean_ms")
    return Wait(
        figure=Figure(count=int(document["count"]), filters=filters),
        mean=None if mean_ms is None else timedelta(milliseconds=mean_ms),
    )


def lead_figures_from(document: Document, workspaces: tuple[WorkspaceId, ...]) -> LeadFigures:
    """Cast the figures of leads, and give each the filter of its list."""
    begins_at, ends_at, now, ahead_before = (
        moment_from_ms(document[name]) for name in ("from", "before", "now", "ahead_before")
    )
    days = Span(begins_at=begins_at, ends_at=ends_at)
    everything = ConsultationFilter(workspaces=workspaces)
    in_days = replace(everything, starts=days)
    open_ones = replace(everything, statuses=tuple(one for one in AppointmentStatus if one in OPEN_APPOINTMENTS))
    lists = {
        "completed": replace(in_days, statuses=(AppointmentStatus.COMPLETED,)),
        "no_show": replace(in_days, statuses=(AppointmentStatus.NO_SHOW,)),
        "cancelled": replace(in_days, statuses=(AppointmentStatus.CANCELLED,)),
        "unmarked": replace(open_ones, starts=Span(begins_at=begins_at, ends_at=now)),
        "upcoming": replace(open_ones, starts=Span(begins_at=now, ends_at=ahead_before), is_descending=False),
        "booked_by_ari": replace(everything, way=Way.ARI, booked=days),
    }
    figures = {
        name: ConsultationFigure(count=_count_from(document[name]), filters=filters) for name, filters in lists.items()
    }
    handed_off = HandoffFigure(count=_count_from(document["handed_off"]), workspaces=workspaces, span=days)
    return LeadFigures(**figures, handed_off=handed_off)


def _count_from(document: Document) -> MatchCount:
    return MatchCount(count=int(document["count"]), is_exact=bool(document["is_exact"]))
