"""The words of the inbox: what webhooks bring, what staff see of conversations, and what is on its way to WhatsApp.

Moments are aware datetimes in UTC; None stands for what is absent in Convex. Pure, like `ari.domain`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NewType

from ari.domain import ContactId, ConversationId, MessageId, State, Turn, WorkspaceId

NotificationId = NewType("NotificationId", str)


class Consent(StrEnum):
    """What a message says about getting more of them."""

    OUT = "out"
    IN = "in"


class DeliveryStatus(StrEnum):
    """How far an outgoing message came. It only moves forward; who has a message, has it, whatever failed before."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DELIVERED = "delivered"
    READ = "read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A message of a contact, as a webhook brings it and Convex stores it.

    `phone` is E.164, None where the number could not be read; `phone_spellings` are the forms under which the contact
    may be stored, the one that came first. `marker` is what a list shows where there is no text. The burst that the
    message belongs to is over `wait` after it when nothing follows, and `limit` after it in any case.
    """

    phone_number_id: str
    provider_id: str
    phone: str | None
    phone_spellings: tuple[str, ...]
    kind: str
    wait: timedelta
    limit: timedelta
    text: str | None = None
    marker: str | None = None
    profile_name: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    sent_at: datetime | None = None
    consent: Consent | None = None
    wants_answer: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusUpdate:
    """What WhatsApp says of an outgoing message. `sign` is what was sent along with it: the message's id in Convex."""

    phone_number_id: str
    provider_id: str
    status: DeliveryStatus
    error: str | None = None
    sign: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a batch. `unknown_numbers` counts what came to numbers that belong to no workspace."""

    stored: int = 0
    repeated: int = 0
    statuses_moved: int = 0
    statuses_stale: int = 0
    statuses_stray: int = 0
    unknown_numbers: Mapping[str, int] = field(default_factory=dict)
    conversation_ids: tuple[ConversationId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A user, or ARI."""

    id: str
    full_name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSummary:
    """A contact as lists show it. `phone` is E.164 where it could be read."""

    id: ContactId
    phone: str
    name: str | None
    profile_name: str | None
    email: str | None
    lead_score: int
    lead_status: str
    tags: tuple[str, ...]
    opted_out_at: datetime | None

    @property
    def display_name(self) -> str:
        """What to call them: the given name, the profile's, else the number."""
        return self.name or self.profile_name or self.phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation as staff see it.

    `status` is open, handover (a human has it, ARI is silent), closed or snoozed. The last three fields are known of a
    conversation that was asked for alone; `window_closes_at` None there says that the contact never wrote.
    """

    id: ConversationId
    workspace_id: WorkspaceId
    contact: ContactSummary
    status: str
    state: str | None
    temperature: str | None
    assignee: Person | None
    unread_count: int
    last_message_at: datetime | None
    last_message_preview: str | None
    last_inbound_at: datetime | None
    created_at: datetime
    updated_at: datetime
    epoch: int
    window_closes_at: datetime | None = None
    handoff_at: datetime | None = None
    handoff_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationPage:
    """Some conversations and the cursor of the next ones, None on the last page."""

    conversations: tuple[Conversation, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationFilter:
    """Which conversations of a workspace are wanted. `is_unassigned` asks for those of nobody."""

    status: str | None = None
    state: str | None = None
    temperature: str | None = None
    assigned_to: str | None = None
    is_unassigned: bool = False
    unread: bool | None = None
    search: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMessage:
    """A message as staff see it. `sender_type` is contact, bot or user, and `sender` the user."""

    id: MessageId
    conversation_id: ConversationId
    direction: str
    sender_type: str
    sender: Person | None
    text: str | None
    kind: str
    metadata: Mapping[str, Any]
    delivery_status: DeliveryStatus | None
    delivery_error: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePage:
    """Some messages, newest first, and the cursor of the older ones."""

    messages: tuple[InboxMessage, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationEvent:
    """Something that happened to a conversation beside its messages. `by` may be ARI or the contact."""

    id: str
    event: str
    by: Person
    reason: str | None
    value: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """Some events, newest first, and the cursor of the older ones."""

    events: tuple[ConversationEvent, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactNote:
    """A note of the staff on a contact; `author` may be ARI, which notes its handoffs. `reason` is a code."""

    id: str
    author: Person
    text: str
    note_type: str
    reason: str | None
    due_at: datetime | None
    completed_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AriRecord:
    """What ARI keeps of a lead. `memory` is the JSON of `ari.memory.Memory`."""

    id: str
    contact_id: ContactId
    state: State
    lead_score: int
    temperature: str | None
    memory: Mapping[str, Any]
    model: str | None
    state_entered_at: datetime | None
    handoff_at: datetime | None
    handoff_reason: str | None
    last_ai_message_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLead:
    """A lead with what ARI knows of them: `memory` is the JSON of `ari.memory.Memory`."""

    contact_id: ContactId
    name: str
    lead_score: int
    temperature: str | None
    memory: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSample:
    """The newest leads of a workspace. `has_more`: there are older ones."""

    leads: tuple[KnownLead, ...]
    has_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """A row of ARI's log. `role` is user, assistant, or system for a turn in which ARI said nothing."""

    id: str
    role: str
    content: str
    model: str | None
    tokens_used: int | None
    response_time_ms: int | None
    metadata: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """Some rows of ARI's log, newest first, and the cursor of the older ones."""

    rows: tuple[LogRow, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A message that WhatsApp has approved. `components` fill its variables, in the shape of Meta's API."""

    name: str
    language: str = "id"
    components: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueWork:
    """Conversations in which something is ready, longest first, and when the next will be (None: nothing waits)."""

    turns: tuple[ConversationId, ...]
    deliveries: tuple[ConversationId, ...]
    now: datetime
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A burst that a worker holds until `lease_until`, and the turn that answers it."""

    turn: Turn
    number: int
    attempt: int
    lease_until: datetime


class Silence(StrEnum):
    """Why there is nothing for ARI to do in a conversation now."""

    NOT_READY = "not_ready"
    WITH_HUMAN = "with_human"
    DISABLED = "disabled"
    OPTED_OUT = "opted_out"
    OUTSIDE_WINDOW = "outside_window"
    NOTHING_TO_ANSWER = "nothing_to_answer"
    GIVEN_UP = "given_up"


class CommitOutcome(StrEnum):
    """What became of a decision: `convex/model/ari/commits.ts` explains each."""

    COMMITTED = "committed"
    SUPERSEDED = "superseded"
    LOST = "lost"
    WITH_HUMAN = "with_human"
    DISABLED = "disabled"
    OPTED_OUT = "opted_out"
    OUTSIDE_WINDOW = "outside_window"


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What became of a decision, and the messages that it queued."""

    outcome: CommitOutcome
    message_ids: tuple[MessageId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Whether a claim is still its worker's, and whether what is being worded would still be sent."""

    is_held: bool
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message that a worker holds to send it. Either `text` or `template` is set.

    `claim` holds the whole conversation, so that its messages leave in order. `message_id` is sent along as the sign by
    which WhatsApp's statuses name the message.
    """

    claim: int
    conversation_id: ConversationId
    outbox_id: str
    message_id: MessageId
    workspace_id: WorkspaceId
    phone_number_id: str
    to: str
    attempt: int
    text: str | None = None
    template: Template | None = None


class DeliveryOutcome(StrEnum):
    """How an attempt to send ended."""

    SENT = "sent"
    RETRY = "retry"
    UNKNOWN = "unknown"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a message is after an attempt: sent, pending, failed, or lost to another worker. `is_more`: one is ready."""

    status: str
    is_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """What a member should know of a conversation. `reason` is a code."""

    id: NotificationId
    workspace_id: WorkspaceId
    kind: str
    reason: str
    summary: str
    conversation_id: ConversationId
    contact: ContactSummary
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationPage:
    """Some notifications, newest first, and the cursor of the older ones."""

    notifications: tuple[Notification, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeMail:
    """The mail of a notification, claimed by a worker. `language` is the reader's."""

    id: NotificationId
    attempt: int
    kind: str
    recipient: Person
    language: str
    workspace_name: str
    workspace_slug: str
    conversation_id: ConversationId
    contact_name: str
    reason: str
    summary: str
