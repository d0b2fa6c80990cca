"""What Convex answers about the portal, cast to the types of `portal.domain`, and filters on their way there."""

from typing import Any

from config.convex.documents import Document, moment_from_ms, ms_from_moment
from portal.domain import (
    ME,
    Act,
    AuditRecord,
    CannedReply,
    ChangedTicket,
    Grant,
    MatchCount,
    PortalFilter,
    PortalWorkspace,
    Presence,
    Requester,
    SavedView,
    StageCounts,
)
from tickets.documents import counts_from, listed_ticket_from, named_from, person_from, workspace_from
from tickets.domain import Category, Order, Priority, Sort, Stage, TicketId, WaitingOn, WorkspaceId

MOMENTS = (
    "created_from",
    "created_before",
    "updated_from",
    "updated_before",
    "closed_from",
    "closed_before",
    "replied_from",
    "replied_before",
)
# Fields of a filter that Convex takes as they are.
PLAIN = ("category", "priority", "routed", "pending_approval", "waiting_on", "search", "sort", "order")


def query_args(wanted: PortalFilter, user_id: str) -> dict[str, Any]:
    """Return the arguments of a list, with whoever looks for ME."""
    args = _shared_args(wanted)
    if wanted.assignee is not None:
        args["assignee"] = user_id if wanted.assignee == ME else wanted.assignee
    if wanted.requester is not None:
        args["requester_id"] = user_id if wanted.requester == ME else wanted.requester
    # Null asks for the tickets of nobody.
    return args | {"assignee": None} if wanted.is_unassigned else args


def filter_document(wanted: PortalFilter) -> dict[str, Any]:
    """Return the filter as a saved view keeps it."""
    args = _shared_args(wanted)
    for name in ("assignee", "requester"):
        if (value := getattr(wanted, name)) is not None:
            args[name] = value
    return args | {"is_unassigned": True} if wanted.is_unassigned else args


def _shared_args(wanted: PortalFilter) -> dict[str, Any]:
    args: dict[str, Any] = {name: value for name in PLAIN if (value := getattr(wanted, name)) is not None}
    args |= {name: list(value) for name in ("workspaces", "stages") if (value := getattr(wanted, name))}
    args |= {name: ms_from_moment(moment) for name in MOMENTS if (moment := getattr(wanted, name)) is not None}
    return args


def filter_from(document: Document) -> PortalFilter:
    """Cast the filter of a saved view."""
    moments = {name: moment_from_ms(document[name]) for name in MOMENTS if name in document}
    category, priority, waiting = document.get("category"), document.get("priority"), document.get("waiting_on")
    return PortalFilter(
        workspaces=tuple(WorkspaceId(workspace_id) for workspace_id in document.get("workspaces", ())),
        stages=tuple(Stage(stage) for stage in document.get("stages", ())),
        category=None if category is None else Category(category),
        priority=None if priority is None else Priority(priority),
        assignee=document.get("assignee"),
        is_unassigned=bool(document.get("is_unassigned")),
        requester=document.get("requester"),
        routed=document.get("routed"),
        pending_approval=document.get("pending_approval"),
        waiting_on=None if waiting is None else WaitingOn(waiting),
        search=document.get("search"),
        sort=Sort(document.get("sort", Sort.CREATED)),
        order=Order(document.get("order", Order.DESCENDING)),
        **moments,
    )


def stage_counts_from(document: Document) -> StageCounts:
    """Cast the counts by stage."""
    return StageCounts(counts=counts_from(document), is_partial=bool(document.get("is_partial")))


def changed_tickets_from(answer: Document) -> tuple[ChangedTicket, ...]:
    """Cast what changed."""
    named = named_from(answer)
    return tuple(
        ChangedTicket(ticket=listed_ticket_from(document["ticket"], named), matches=document["matches"])
        for document in answer["changes"]
    )


def portal_workspace_from(document: Document) -> PortalWorkspace:
    """Cast a workspace with what the asker may do there."""
    expires, open_tickets = document.get("expires_at"), document.get("open")
    return PortalWorkspace(
        id=WorkspaceId(document["id"]),
        name=document["name"],
        slug=document["slug"],
        is_hub=document["is_hub"],
        can_act=document["can_act"],
        expires_at=None if expires is None else moment_from_ms(expires),
        open=None if open_tickets is None else int(open_tickets),
    )


def requester_from(document: Document) -> Requester:
    """Cast a member of a workspace."""
    return Requester(person=person_from(document["person"]), role=document["role"])


def grant_from(document: Document) -> Grant:
    """Cast a grant."""
    expires, granted_by = document.get("expires_at"), document.get("granted_by")
    return Grant(
        user_id=document["user_id"],
        workspace=workspace_from(document["workspace"]),
        can_act=document["can_act"],
        expires_at=None if expires is None else moment_from_ms(expires),
        granted_by=None if granted_by is None else person_from(granted_by),
        created_at=moment_from_ms(document["created_at"]),
    )


def presence_from(document: Document) -> Presence:
    """Cast who has a ticket open."""
    return Presence(
        ticket_id=TicketId(document["ticket_id"]),
        person=person_from(document["person"]),
        is_typing=document["is_typing"],
        since=moment_from_ms(document["since"]),
    )


def match_count_from(document: Document) -> MatchCount:
    """Cast how many tickets a list has."""
    return MatchCount(count=int(document["count"]), is_exact=document["is_exact"])


def saved_view_from(document: Document) -> SavedView:
    """Cast a saved view."""
    tickets = document.get("tickets")
    return SavedView(
        id=document["id"],
        name=document["name"],
        filters=filter_from(document["filters"]),
        created_at=moment_from_ms(document["created_at"]),
        updated_at=moment_from_ms(document["updated_at"]),
        tickets=None if tickets is None else match_count_from(tickets),
    )


def canned_reply_from(document: Document) -> CannedReply:
    """Cast a canned reply."""
    return CannedReply(
        id=document["id"],
        workspace=workspace_from(document["workspace"]),
        title=document["title"],
        content=document["content"],
        updated_at=moment_from_ms(document["updated_at"]),
        can_edit=document["can_edit"],
    )


def audit_record_from(document: Document) -> AuditRecord:
    """Cast an audit record."""
    return AuditRecord(
        id=document["id"],
        actor=person_from(document["actor"]),
        workspace=workspace_from(document["workspace"]),
        act=Act(document["act"]),
        target=document["target"],
        created_at=moment_from_ms(document["created_at"]),
    )
