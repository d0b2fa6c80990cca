"""The words of support tickets: what a ticket, a comment, a row of its history, a file and a mail are.

The rules themselves are decided in Convex. Moments are aware datetimes in UTC; None stands for what is absent there.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

TicketId = NewType("TicketId", str)
WorkspaceId = NewType("WorkspaceId", str)
AttachmentId = NewType("AttachmentId", str)

TITLE_MIN_LENGTH, TITLE_MAX_LENGTH = 3, 255
TEXT_MAX_LENGTH = 10_000
REASON_MAX_LENGTH = 2_000


class Stage(StrEnum):
    """Where a ticket stands, in the order of the way through it."""

    REPORT = "report"
    DISCUSS = "discuss"
    OUTCOME = "outcome"
    IMPLEMENTATION = "implementation"
    CLOSED = "closed"


class Category(StrEnum):
    """What a ticket is about."""

    BUG = "bug"
    FEATURE = "feature"
    QUESTION = "question"


class Priority(StrEnum):
    """How much the requester is in a hurry."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class TransitionKind(StrEnum):
    """A step goes at once; a skip waits for the requester."""

    STEP = "step"
    SKIP = "skip"


class TicketEvent(StrEnum):
    """What a row of the history tells of."""

    CREATED = "created"
    STEP = "step"
    SKIP_REQUESTED = "skip_requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    AUTO_CLOSED = "auto_closed"
    ASSIGNED = "assigned"
    EDITED = "edited"
    COMMENTED = "commented"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who takes part. Name and address are known once the user was synchronised."""

    id: str
    full_name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceRef:
    """The workspace a ticket comes from."""

    id: WorkspaceId
    name: str
    slug: str


class Side(StrEnum):
    """Who spoke: somebody who works the ticket, or the requester and their colleagues."""

    STAFF = "staff"
    REQUESTER = "requester"


class WaitingOn(StrEnum):
    """Whose turn it is: to answer, or to approve. Nothing is awaited on a closed ticket."""

    STAFF = "staff"
    REQUESTER = "requester"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The last public comment of a ticket: when, by whom, for which side."""

    at: datetime
    by: Person
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A stage to which the asker may move the ticket now, and how."""

    to_stage: Stage
    kind: TransitionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """What the asker may do with the ticket in the state it is in."""

    can_edit: bool
    can_assign: bool
    can_comment: bool
    can_comment_internally: bool
    can_read_internal: bool
    can_transition: bool
    can_request_skip: bool
    can_withdraw_approval: bool
    can_approve: bool
    can_reopen: bool
    can_attach: bool
    can_delete: bool
    allowed_transitions: tuple[Transition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTicket:
    """A request for support, as lists show it.

    `version` counts its writes. `number` is what people call it by; None for a migrated one that `manage.py
    tidy_tickets` has not numbered yet.
    """

    id: TicketId
    workspace_id: WorkspaceId
    admin_workspace_id: WorkspaceId | None
    is_routed: bool
    requester_id: str
    assigned_to: str | None
    title: str
    description: str
    category: Category
    priority: Priority
    stage: Stage
    pending_approval: bool
    pending_stage: Stage | None
    approval_requested_at: datetime | None
    closed_at: datetime | None
    created_at: datetime
    updated_at: datetime
    last_public_comment_at: datetime | None
    number: int | None
    last_reply: Reply | None
    waiting_on: WaitingOn
    version: int
    requester: Person
    assignee: Person | None
    workspace: WorkspaceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket(ListedTicket):
    """A request for support with what the asker may do next."""

    permissions: Permissions


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A contribution to the discussion. Only who works the ticket ever sees an internal one."""

    id: str
    ticket_id: TicketId
    author_id: str
    author: Person
    content: str
    is_internal: bool
    is_stage_change: bool
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """Something that happened to a ticket. `event` is None for migrated rows; their stages may be any text."""

    id: str
    ticket_id: TicketId
    event: TicketEvent | None
    changed_by: str
    changed_by_person: Person
    from_stage: str | None
    to_stage: str
    pending_stage: Stage | None
    reason: str | None
    assigned_to: str | None
    assignee: Person | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """An image that belongs to a ticket. Its bytes lie in Convex's file storage."""

    id: AttachmentId
    ticket_id: TicketId
    comment_id: str | None
    uploaded_by: str
    uploader: Person
    file_name: str
    content_type: str
    size: int
    is_internal: bool
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many tickets of a workspace the asker may see in each stage."""

    report: int
    discuss: int
    outcome: int
    implementation: int
    closed: int
    total: int


class Sort(StrEnum):
    """What a list is ordered by."""

    CREATED = "created"
    UPDATED = "updated"
    PRIORITY = "priority"


class Order(StrEnum):
    """Which end of a list comes first."""

    ASCENDING = "asc"
    DESCENDING = "desc"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Which tickets are listed, and in which order. Ranges of time are half-open.

    Without `workspace_id` the list has what the asker requested, in any workspace; with `is_own` it has of the
    workspace only that. `is_unassigned` asks for the tickets of nobody; `search` orders by relevance.
    """

    workspace_id: WorkspaceId | None = None
    is_own: bool = False
    stages: tuple[Stage, ...] = ()
    category: Category | None = None
    priority: Priority | None = None
    assignee: str | None = None
    is_unassigned: bool = False
    requester_id: str | None = None
    routed: bool | None = None
    pending_approval: bool | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None
    updated_from: datetime | None = None
    updated_before: datetime | None = None
    search: str | None = None
    sort: Sort = Sort.CREATED
    order: Order = Order.DESCENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPage:
    """Some tickets of a list. `cursor` leads on, None: that was the end. A page may be short before the end."""

    tickets: tuple[ListedTicket, ...]
    cursor: str | None
    counts: Counts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentPage:
    """Some comments of a ticket, and the way on."""

    comments: tuple[Comment, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """Some rows of a ticket's history, and the way on."""

    history: tuple[HistoryRow, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a write left behind: the ticket as it is now, and how many mails were put into the outbox."""

    ticket: Ticket
    notified: int = 0
    pending_approval: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComment:
    """A comment just written, the version it gave the ticket, and how many mails were put into the outbox."""

    comment: Comment
    ticket_version: int
    notified: int


class MailKind(StrEnum):
    """Why a mail is sent."""

    CREATED = "ticket_created"
    UPDATED = "ticket_updated"
    APPROVAL_WANTED = "approval_wanted"
    CLOSED = "ticket_closed"


class RecipientRole(StrEnum):
    """What the recipient is to the ticket, which decides where they can look at it."""

    REQUESTER = "requester"
    STAFF = "staff"
    CLIENT = "client"


class Language(StrEnum):
    """The languages that mail is written in."""

    INDONESIAN = "id"
    ENGLISH = "en"


class MailOutcome(StrEnum):
    """What became of an attempt to send a mail."""

    SENT = "sent"
    RETRY = "retry"
    DROP = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFacts:
    """What a mail tells, as it was when the ticket changed."""

    event: TicketEvent
    title: str
    category: Category
    priority: Priority
    actor: Person
    requester: Person
    from_stage: Stage | None = None
    to_stage: Stage | None = None
    reason: str | None = None
    comment: str | None = None
    assigned_to: Person | None = None
    reopen_nonce: str | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail of the outbox that a worker has claimed.

    `attempt` is the claim's number: it settles by it. `is_superuser_only` is set for a staff account without a grant:
    such mail is for an active superuser or for nobody.
    """

    id: str
    attempt: int
    kind: MailKind
    ticket_id: TicketId
    recipient: Person
    recipient_role: RecipientRole
    is_superuser_only: bool
    language: Language
    is_routed: bool
    workspace: WorkspaceRef
    facts: MailFacts
