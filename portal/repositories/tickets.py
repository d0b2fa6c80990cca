"""The tickets of all tenants, as the support hub works them. Single tickets are `tickets.repository`'s."""

from datetime import datetime

from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, as_document, moment_from_ms, ms_from_moment, present
from config.identity.principal import Principal
from portal.documents import changed_tickets_from, match_count_from, query_args, stage_counts_from
from portal.domain import Changes, MatchCount, PortalFilter, StageCounts, TicketRows
from tickets.documents import listed_tickets_from
from tickets.domain import WorkspaceId


def get_portal_tickets() -> "PortalTicketRepository":
    """Return the tickets of the deployment that the settings name."""
    return PortalTicketRepository(get_client())


class PortalTicketRepository:
    """Lists and counts tickets across tenants: what the asker, as staff of the support hub, may see of them.

    Raises everywhere: ForbiddenError for who is no staff of the hub, NotFoundError for a workspace that the asker may
    not see, and the errors of `config.convex.errors`.
    """

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_matching(
        self, wanted: PortalFilter, *, asker: Principal, cursor: str | None, limit: int, with_counts: bool = False
    ) -> TicketRows:
        """Return a page of tickets. Counts are of everything in the workspaces of the filter, whatever its rest."""
        optional = present({"cursor": cursor, "with_counts": with_counts or None})
        args: Args = {"actor": asker.as_actor(), "limit": limit, **query_args(wanted, asker.user_id), **optional}
        answer = as_document(self._convex.query("portal:listTickets", args))
        counts = answer.get("counts")
        return TicketRows(
            tickets=listed_tickets_from(answer),
            cursor=answer.get("cursor"),
            counts=None if counts is None else stage_counts_from(counts),
        )

    def count_by_stage(self, workspaces: tuple[WorkspaceId, ...] = (), *, asker: Principal) -> StageCounts:
        """Return how many tickets stand in each stage; without workspaces, of all that the asker may see."""
        args: Args = {"actor": asker.as_actor(), **present({"workspaces": list(workspaces) or None})}
        return stage_counts_from(as_document(self._convex.query("portal:countTickets", args)))

    def count_matching(self, wanted: PortalFilter, *, asker: Principal, up_to: int = 99) -> MatchCount:
        """Return how many tickets the list has, counting no further than `up_to`, which is at most 500."""
        args: Args = {"actor": asker.as_actor(), "up_to": up_to, **query_args(wanted, asker.user_id)}
        return match_count_from(as_document(self._convex.query("portal:countMatching", args)))

    def changes_since(
        self, since: datetime, wanted: PortalFilter, *, asker: Principal, cursor: str | None = None
    ) -> Changes:
        """Return what changed since then in the workspaces of the filter, each with whether it belongs to the list."""
        args: Args = {"actor": asker.as_actor(), "since": ms_from_moment(since), **query_args(wanted, asker.user_id)}
        answer = as_document(self._convex.query("portal:changesSince", args | present({"cursor": cursor})))
        return Changes(
            changes=changed_tickets_from(answer),
            since=moment_from_ms(answer["since"]),
            cursor=answer.get("cursor"),
        )
