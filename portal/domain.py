"""The words of the portal: lists of tickets across tenants, what may be seen of whom, presence, saved views, audit.

Moments are aware datetimes in UTC; None stands for what is absent in Convex. Pure.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tickets.domain import (
    Category,
    Counts,
    ListedTicket,
    Order,
    Person,
    Priority,
    Sort,
    Stage,
    TicketId,
    WaitingOn,
    WorkspaceId,
    WorkspaceRef,
)

# Stands for whoever looks, in filters: so a view means the same list of one's own to everybody.
ME = "me"
COLOURS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalFilter:
    """Which tickets a list of the portal has, and in which order. Ranges of time are half-open.

    Without `workspaces` it has all that the asker may see. `assignee` and `requester` may be ME; `is_unassigned` asks
    for the tickets of nobody. `replied` is the first reply of staff. `search` orders by relevance; "#12" asks for the
    ticket of that number.
    """

    workspaces: tuple[WorkspaceId, ...] = ()
    stages: tuple[Stage, ...] = ()
    category: Category | None = None
    priority: Priority | None = None
    assignee: str | None = None
    is_unassigned: bool = False
    requester: str | None = None
    routed: bool | None = None
    pending_approval: bool | None = None
    waiting_on: WaitingOn | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None
    updated_from: datetime | None = None
    updated_before: datetime | None = None
    closed_from: datetime | None = None
    closed_before: datetime | None = None
    replied_from: datetime | None = None
    replied_before: datetime | None = None
    search: str | None = None
    sort: Sort = Sort.CREATED
    order: Order = Order.DESCENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCounts:
    """How many tickets stand in each stage. `is_partial`: there are more, which were not counted."""

    counts: Counts
    is_partial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRows:
    """A page of a list. Descriptions are cut to what a list shows. `cursor` leads on, None: that was the end.

    A page may be short, even empty, before the end.
    """

    tickets: tuple[ListedTicket, ...]
    cursor: str | None
    counts: StageCounts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedTicket:
    """A ticket that changed. `matches`: it belongs to the list that was asked about, as it is now."""

    ticket: ListedTicket
    matches: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed, the first change first. The next question is put with `since`, or with `cursor` if there is one.

    A change may be told of twice: `ListedTicket.version` tells that.
    """

    changes: tuple[ChangedTicket, ...]
    since: datetime
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalWorkspace:
    """A workspace that the asker may see. `can_act`: work on its routed tickets, and open some for its members.

    `expires_at` is the end of the asker's grant, `open` how many tickets are not closed; None: not asked for, or not
    theirs to know.
    """

    id: WorkspaceId
    name: str
    slug: str
    is_hub: bool
    can_act: bool
    expires_at: datetime | None
    open: int | None

    @property
    def colour(self) -> int:
        """The number of the colour that marks the workspace."""
        return colour_of(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspacePage:
    """Some workspaces in the order of their slugs, and the way on."""

    workspaces: tuple[PortalWorkspace, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """A member of a workspace, on whose behalf a ticket can be opened."""

    person: Person
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a staff account may do in a workspace: see, and with `can_act` work. `user_id` is "staff:<username>"."""

    user_id: str
    workspace: WorkspaceRef
    can_act: bool
    expires_at: datetime | None
    granted_by: Person | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantPage:
    """Some grants, and the way on."""

    grants: tuple[Grant, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Somebody of the hub has the ticket open since then, and may be writing."""

    ticket_id: TicketId
    person: Person
    is_typing: bool
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchCount:
    """How many tickets a list has. Not exact: there are more than were counted."""

    count: int
    is_exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time, half-open; None: without that bound."""

    begins_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A list that somebody comes back to. `tickets` None: not asked for, or a workspace of it is not seen any more."""

    id: str
    name: str
    filters: PortalFilter
    created_at: datetime
    updated_at: datetime
    tickets: MatchCount | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CannedReply:
    """A text that is sent often, of a workspace or of the hub."""

    id: str
    workspace: WorkspaceRef
    title: str
    content: str
    updated_at: datetime
    can_edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of the dashboard, and the filter of the list that has exactly so many tickets."""

    count: int
    filters: PortalFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class BusyWorkspace:
    """The tickets of a workspace by stage; `open` are those that are not closed."""

    workspace: WorkspaceRef
    stages: Mapping[Stage, Figure]
    open: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """What a day of Indonesia's west brought: half-open, from `begins_at` to before `ends_at`."""

    begins_at: datetime
    ends_at: datetime
    opened: Figure
    closed: Figure
    replied: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How long clients waited for what happened in the days of the dashboard; None where nothing did."""

    figure: Figure
    mean: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """Where tickets stand, what each of the last days brought, and how long clients waited.

    `workspaces` are the 25 with the most open tickets, `days` the last 30, today last. `first_reply` is the wait from
    the opening to the first answer of staff, `closing` to the closing.
    """

    stages: Mapping[Stage, Figure]
    open: Figure
    workspaces: tuple[BusyWorkspace, ...]
    days: tuple[DayFigures, ...]
    first_reply: Wait
    closing: Wait


class Act(StrEnum):
    """What an audit record tells of."""

    CREATE = "create"
    EDIT = "edit"
    ASSIGN = "assign"
    TRANSITION = "transition"
    WITHDRAW_APPROVAL = "withdraw_approval"
    DECIDE_APPROVAL = "decide_approval"
    REOPEN = "reopen"
    COMMENT = "comment"
    NOTE = "note"
    ATTACH = "attach"
    DELETE_ATTACHMENT = "delete_attachment"
    DELETE = "delete"
    SET_GRANT = "set_grant"
    REVOKE_GRANT = "revoke_grant"
    SAVE_REPLY = "save_reply"
    DELETE_REPLY = "delete_reply"
    TAKE_OVER = "take_over"
    HAND_BACK = "hand_back"
    SEND_MESSAGE = "send_message"
    ASSIGN_CONVERSATION = "assign_conversation"
    CLOSE_CONVERSATION = "close_conversation"
    SET_LEAD_STATUS = "set_lead_status"
    SET_ARI_STATE = "set_ari_state"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """Something that somebody did in a workspace they do not belong to.

    `target` is the id of a ticket, a canned reply or a conversation, for grants that of the staff account.
    """

    id: str
    actor: Person
    workspace: WorkspaceRef
    act: Act
    target: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """Some audit records, the latest first, and the way on."""

    records: tuple[AuditRecord, ...]
    cursor: str | None


def colour_of(workspace_id: str) -> int:
    """Return the number of the colour that marks a workspace, from 0 to COLOURS - 1: the same wherever it is shown."""
    return zlib.crc32(workspace_id.encode()) % COLOURS


def code_of(ticket: ListedTicket) -> str:
    """Return what people call the ticket by: its number, or until it has one the end of its id."""
    return f"#{ticket.number}" if ticket.number is not None else f"…{ticket.id[-6:]}"
