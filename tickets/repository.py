"""The tickets in Convex."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, Document, as_document, ms_from_moment, present
from config.idempotency import Idempotency
from config.identity.principal import Principal
from tickets.documents import comment_from, counts_from, history_row_from, listed_tickets_from, person_from, ticket_from
from tickets.domain import (
    Category,
    Change,
    CommentPage,
    HistoryPage,
    NewComment,
    Order,
    Person,
    Priority,
    Stage,
    Ticket,
    TicketFilter,
    TicketId,
    TicketPage,
    WorkspaceId,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Who writes, on which version of the ticket, and the key that makes a repetition harmless.

    `expected_version` None writes on whatever is there.
    """

    actor: Principal
    expected_version: int | None = None
    idempotency: Idempotency | None = None

    def as_args(self) -> Args:
        """Return the arguments that every writing function takes."""
        key = self.idempotency.as_args() if self.idempotency else {}
        return {"actor": self.actor.as_actor(), **present({"expected_version": self.expected_version}), **key}


def get_tickets() -> "TicketRepository":
    """Return the tickets of the deployment that the settings name."""
    return TicketRepository(get_client())


class TicketRepository:
    """Asks and changes tickets. Every question names who asks; what that person may not see does not exist.

    Raises everywhere: NotFoundError, ForbiddenError, ConflictError, InvalidInputError (`config.errors`) with the codes
    that Convex gives, and the errors of `config.convex.errors`.
    """

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def get(self, ticket_id: TicketId, *, asker: Principal) -> Ticket:
        """Return the ticket with what the asker may do next."""
        return ticket_from(self._query("tickets:getTicket", ticket_id, asker))

    def list_matching(
        self, wanted: TicketFilter, *, asker: Principal, cursor: str | None, limit: int, with_counts: bool = False
    ) -> TicketPage:
        """Return a page of tickets. Counts are of the whole workspace, whatever the filter."""
        args = filter_args(wanted) | present({"cursor": cursor, "with_counts": with_counts or None})
        answer = as_document(
            self._convex.query("tickets:listTickets", {"actor": asker.as_actor(), "limit": limit, **args})
        )
        counts = answer.get("counts")
        return TicketPage(
            tickets=listed_tickets_from(answer),
            cursor=answer.get("cursor"),
            counts=None if counts is None else counts_from(counts),
        )

    def list_comments(
        self, ticket_id: TicketId, *, asker: Principal, cursor: str | None, limit: int, order: Order = Order.ASCENDING
    ) -> CommentPage:
        """Return a page of the discussion, oldest first unless asked otherwise; notes for who may read them."""
        page = {"cursor": cursor, "limit": limit, "order": order}
        answer = self._query("tickets:getTicketComments", ticket_id, asker, page)
        comments = tuple(comment_from(document) for document in answer["comments"])
        return CommentPage(comments=comments, cursor=answer.get("cursor"))

    def list_history(
        self, ticket_id: TicketId, *, asker: Principal, cursor: str | None, limit: int, order: Order = Order.ASCENDING
    ) -> HistoryPage:
        """Return a page of what happened to the ticket, oldest first unless asked otherwise."""
        page = {"cursor": cursor, "limit": limit, "order": order}
        answer = self._query("tickets:getTicketHistory", ticket_id, asker, page)
        history = tuple(history_row_from(document) for document in answer["history"])
        return HistoryPage(history=history, cursor=answer.get("cursor"))

    def list_assignees(self, ticket_id: TicketId, *, asker: Principal) -> tuple[Person, ...]:
        """Return who can be assigned to the ticket, for those who assign."""
        answer = self._query("tickets:listAssignees", ticket_id, asker)
        return tuple(person_from(document) for document in answer["assignees"])

    def create(
        self,
        workspace_id: WorkspaceId,
        *,
        title: str,
        description: str,
        category: Category,
        priority: Priority,
        route_to_hub: bool,
        write: Write,
        requester_id: str | None = None,
    ) -> Ticket:
        """Open a ticket of the writer's, or on behalf of a member; routed, it is the support hub's to work."""
        details = {"title": title, "description": description, "category": category, "priority": priority}
        optional = present({"route_to_hub": route_to_hub or None, "requester_id": requester_id})
        answer = self._mutate("tickets:createTicket", {"workspace_id": workspace_id, **details, **optional}, write)
        return ticket_from(answer["ticket"])

    def edit(
        self,
        ticket_id: TicketId,
        *,
        write: Write,
        title: str | None = None,
        description: str | None = None,
        category: Category | None = None,
        priority: Priority | None = None,
    ) -> Ticket:
        """Change what is given. Without any difference nothing is written."""
        details = {"title": title, "description": description, "category": category, "priority": priority}
        answer = self._mutate("tickets:updateTicket", {"ticket_id": ticket_id, **present(details)}, write)
        return ticket_from(answer["ticket"])

    def assign(self, ticket_id: TicketId, assignee: str | None, *, notify: bool, write: Write) -> Change:
        """Give the ticket to somebody, or to nobody."""
        # Null is a value here: it takes the ticket from whoever has it.
        args = {"ticket_id": ticket_id, "assignee": assignee, "notify_participants": notify}
        return change_from(self._mutate("tickets:assignTicket", args, write))

    def transition(
        self,
        ticket_id: TicketId,
        to_stage: Stage,
        *,
        write: Write,
        from_stage: Stage | None = None,
        reason: str | None = None,
        comment: str | None = None,
        notify: bool = False,
    ) -> Change:
        """Move by a step, or ask the requester for a skip: then `pending_approval` is set and the stage stays.

        With `from_stage` a ticket that is elsewhere is refused.
        """
        optional = present({"from_stage": from_stage, "reason": reason, "comment": comment})
        args = {"ticket_id": ticket_id, "to_stage": to_stage, "notify_participants": notify, **optional}
        return change_from(self._mutate("tickets:transitionStage", args, write))

    def withdraw_approval(
        self, ticket_id: TicketId, *, write: Write, reason: str | None = None, notify: bool = False
    ) -> Change:
        """Take back the request for a skip."""
        args = {"ticket_id": ticket_id, "notify_participants": notify, **present({"reason": reason})}
        return change_from(self._mutate("tickets:withdrawApproval", args, write))

    def decide_approval(
        self,
        ticket_id: TicketId,
        *,
        approved: bool,
        write: Write,
        pending_stage: Stage | None = None,
        reason: str | None = None,
        notify: bool = False,
    ) -> Change:
        """Approve or reject the skip. With `pending_stage` another skip than the one the requester saw is refused."""
        optional = present({"pending_stage": pending_stage, "reason": reason})
        args = {"ticket_id": ticket_id, "approved": approved, "notify_participants": notify, **optional}
        return change_from(self._mutate("tickets:handleApproval", args, write))

    def reopen(self, ticket_id: TicketId, *, reason: str, write: Write, notify: bool = False) -> Ticket:
        """Reopen the ticket for its requester, who is signed in."""
        args = {"ticket_id": ticket_id, "reason": reason, "notify_participants": notify}
        return ticket_from(self._mutate("tickets:reopenTicket", args, write)["ticket"])

    def reopen_by_nonce(
        self,
        ticket_id: TicketId,
        *,
        requester_id: str,
        nonce: str,
        reason: str,
        expected_version: int | None = None,
        idempotency: Idempotency | None = None,
    ) -> None:
        """Reopen the ticket for the holder of its nonce, which is used up by that."""
        args: Args = {"ticket_id": ticket_id, "requester_id": requester_id, "reopen_nonce": nonce, "reason": reason}
        args |= present({"expected_version": expected_version})
        key = idempotency.as_args() if idempotency else {}
        self._convex.mutation("tickets:reopenTicket", {**args, **key}, idempotent=bool(key))

    def comment(
        self, ticket_id: TicketId, content: str, *, is_internal: bool, write: Write, notify: bool = False
    ) -> NewComment:
        """Write a comment, or a note for those who work the ticket."""
        args = {
            "ticket_id": ticket_id,
            "content": content,
            "is_internal": is_internal,
            "notify_participants": notify,
        }
        answer = self._mutate("tickets:addComment", args, write)
        return NewComment(
            comment=comment_from(answer["comment"]),
            ticket_version=int(answer["ticket_version"]),
            notified=int(answer["notified"]),
        )

    def delete(self, ticket_id: TicketId, *, write: Write) -> None:
        """Delete the ticket with its comments, history, files and unsent mail."""
        self._mutate("tickets:deleteTicket", {"ticket_id": ticket_id}, write)

    def list_stale(self, *, quiet_before: datetime, limit: int) -> tuple[TicketId, ...]:
        """Return tickets that have been silent in implementation since before that moment."""
        args = {"quiet_before": ms_from_moment(quiet_before), "limit": limit}
        answer = as_document(self._convex.query("tickets:listStale", args))
        return tuple(TicketId(ticket_id) for ticket_id in answer["ticket_ids"])

    def close_stale(self, *, quiet_before: datetime, limit: int) -> tuple[tuple[TicketId, ...], bool]:
        """Close some of the silent tickets, each checked again in the same transaction; say if there are more."""
        args = {"quiet_before": ms_from_moment(quiet_before), "limit": limit}
        # Closing what is closed does nothing, so a repetition is harmless.
        answer = as_document(self._convex.mutation("tickets:closeStale", args, idempotent=True))
        return tuple(TicketId(ticket_id) for ticket_id in answer["closed"]), bool(answer["more"])

    def _query(
        self, function: str, ticket_id: TicketId, asker: Principal, args: Mapping[str, Any] | None = None
    ) -> Document:
        named: Args = {"actor": asker.as_actor(), "ticket_id": ticket_id}
        return as_document(self._convex.query(function, {**named, **present(args or {})}))

    def _mutate(self, function: str, args: Args, write: Write) -> Document:
        """Run a mutation. With a key it may be repeated when its outcome is unknown: it happens once all the same."""
        answer = self._convex.mutation(function, {**args, **write.as_args()}, idempotent=write.idempotency is not None)
        return as_document(answer)


def change_from(answer: Document) -> Change:
    """Cast the answer of a write."""
    return Change(
        ticket=ticket_from(answer["ticket"]),
        notified=int(answer["notified"]),
        pending_approval=bool(answer.get("pending_approval")),
    )


def filter_args(wanted: TicketFilter) -> Args:
    """Return the arguments of `tickets:listTickets` that say which tickets and in which order."""
    is_own = wanted.is_own or wanted.workspace_id is None
    args = present(
        {
            "scope": "mine" if is_own else "workspace",
            "workspace_id": wanted.workspace_id,
            "stages": list(wanted.stages) or None,
            "category": wanted.category,
            "priority": wanted.priority,
            "assignee": wanted.assignee,
            "requester_id": wanted.requester_id,
            "routed": wanted.routed,
            "pending_approval": wanted.pending_approval,
            "search": wanted.search,
            "sort": wanted.sort,
            "order": wanted.order,
        }
    )
    for name in ("created_from", "created_before", "updated_from", "updated_before"):
        if (moment := getattr(wanted, name)) is not None:
            args[name] = ms_from_moment(moment)
    # Null asks for the tickets of nobody.
    return args | {"assignee": None} if wanted.is_unassigned else args
