"""The figures of the dashboard."""

from dataclasses import replace
from datetime import timedelta

from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, Document, as_document, moment_from_ms, present
from config.identity.principal import Principal
from portal.domain import BusyWorkspace, Dashboard, DayFigures, Figure, PortalFilter, Wait
from tickets.documents import workspace_from
from tickets.domain import Sort, Stage, WorkspaceId

OPEN_STAGES = tuple(stage for stage in Stage if stage is not Stage.CLOSED)


def get_dashboard() -> "DashboardRepository":
    """Return the dashboard of the deployment that the settings name."""
    return DashboardRepository(get_client())


class DashboardRepository:
    """Asks how the tickets stand that a staff account may see. Raises ForbiddenError for who is no staff account."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def show(self, workspaces: tuple[WorkspaceId, ...] = (), *, asker: Principal) -> Dashboard:
        """Return the figures of these workspaces; without any, of all that the asker may see."""
        args: Args = {"actor": asker.as_actor(), **present({"workspaces": list(workspaces) or None})}
        answer = as_document(self._convex.query("portal:dashboard", args))
        return dashboard_from(answer, PortalFilter(workspaces=workspaces))


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
