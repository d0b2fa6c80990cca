"""The words of ARI: leads, conversations, what is known of them, and what one turn reads and decides.

Moments are aware datetimes in UTC; None stands for what is absent in Convex. Pure: this module knows no other of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType
from zoneinfo import ZoneInfo

WorkspaceId = NewType("WorkspaceId", str)
ContactId = NewType("ContactId", str)
ConversationId = NewType("ConversationId", str)
AriConversationId = NewType("AriConversationId", str)
MessageId = NewType("MessageId", str)

JAKARTA = ZoneInfo("Asia/Jakarta")


class State(StrEnum):
    """Where ARI stands with a lead. `state_machine.py` tells which may follow which."""

    GREETING = "greeting"
    QUALIFYING = "qualifying"
    SCORING = "scoring"
    BOOKING = "booking"
    PAYMENT = "payment"
    SCHEDULING = "scheduling"
    HANDOFF = "handoff"
    COMPLETED = "completed"


class Temperature(StrEnum):
    """How ready a lead is, by score and the workspace's thresholds."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"


class Route(StrEnum):
    """What is to be done with a lead whose qualification allows it."""

    CONTINUE_QUALIFYING = "continue_qualifying"
    OFFER_CONSULTATION = "offer_consultation"
    NURTURE = "nurture"
    SEND_COMMUNITY = "send_community"
    HANDOFF = "handoff"


class Intent(StrEnum):
    """What a message wants. One message may want several things."""

    ANSWER = "answer"
    QUESTION = "question"
    CONFIRM = "confirm"
    DECLINE = "decline"
    CHANGE = "change"
    HUMAN = "human"
    COMPLAINT = "complaint"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    GREETING = "greeting"
    SMALLTALK = "smalltalk"
    OTHER = "other"


class Field(StrEnum):
    """What ARI wants to know of a lead. The first six, in this order, are required."""

    NAME = "name"
    EMAIL = "email"
    ENGLISH_LEVEL = "english_level"
    BUDGET = "budget"
    TIMELINE = "timeline"
    COUNTRY = "country"
    ACTIVITY = "activity"
    PROGRAM = "program"
    NOTES = "notes"


REQUIRED_FIELDS = (Field.NAME, Field.EMAIL, Field.ENGLISH_LEVEL, Field.BUDGET, Field.TIMELINE, Field.COUNTRY)


class Document(StrEnum):
    """The papers that ARI asks for, in asking order."""

    PASSPORT = "passport"
    CV = "cv"
    ENGLISH_TEST = "english_test"
    TRANSCRIPT = "transcript"


class FactSource(StrEnum):
    """Where a fact came from, best first. A fact of a lower rank never replaces one of a higher."""

    STAFF = "staff"
    CHAT = "chat"
    FORM = "form"
    PROFILE = "profile"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing known of a lead.

    `value` has the one form of its field: name, email, country, english_level, activity and notes a text (country by
    its English name; English level "IELTS 6.5", "TOEFL 550", "Duolingo 115", "PTE 65", "TOEIC 800", "CEFR C1",
    "pemula", "menengah" or "mahir"; activity student, working, both, not_working); budget `{"min", "max", "currency"}`
    in whole units with None for an open end; timeline `{"from", "to"}` as "YYYY-MM", with None for an open end, or the
    text asap, soon, later, flexible, unknown; program `{"level", "subject"}` with level bachelor, master, phd,
    diploma, foundation, high_school, language, exchange, internship or None, and the subject in small letters, or
    None. `words` is what was written.
    """

    value: Any
    words: str = ""
    source: FactSource = FactSource.CHAT


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringConfig:
    """The workspace's thresholds and weights; the defaults are the original's."""

    hot_threshold: int = 70
    warm_threshold: int = 40
    weight_basic: int = 25
    weight_qualification: int = 35
    weight_document: int = 30
    weight_engagement: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A lead's score with its parts and, in Indonesian, its reasons. `total` is 0 to 100."""

    basic: int
    qualification: int
    document: float
    engagement: float
    total: int
    temperature: Temperature
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStage:
    """A stage of the talk as the workspace describes it to ARI."""

    name: str
    goal: str
    sample_script: str | None = None
    exit_criteria: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeEntry:
    """An answer that the workspace wrote. `category` is the category's name."""

    id: str
    title: str
    content: str
    category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A university that the workspace sends students to. `requirements` has the original's keys."""

    id: str
    country: str
    university_name: str
    city: str | None = None
    requirements: Mapping[str, Any] = field(default_factory=dict)
    programs: tuple[str, ...] = ()
    is_promoted: bool = False
    priority: int = 0
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AriSettings:
    """How ARI behaves in a workspace. Without a row in Convex the defaults hold, and ARI is off."""

    is_enabled: bool = False
    bot_name: str = "ARI"
    greeting_style: str = "professional"
    language: str = "id"
    tone: Mapping[str, Any] = field(default_factory=dict)
    greeting_template: str | None = None
    community_link: str | None = None
    zone: ZoneInfo = JAKARTA
    # Of leads that go to Grok rather than to Sea-Lion, in percent.
    grok_weight: int = 50
    # In millionths of a US dollar; None for no limit.
    daily_budget_micros: int | None = None
    scoring: ScoringConfig = ScoringConfig()
    flow_stages: tuple[FlowStage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The business whose leads ARI answers."""

    id: WorkspaceId
    name: str
    slug: str


# What stands in place of the number of a lead who was invented.
SIMULATED_PREFIX = "simulator:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A lead as stored. `phone` is E.164 where it could be read. `form_answers` has whatever keys the form had."""

    id: ContactId
    phone: str
    name: str | None = None
    profile_name: str | None = None
    email: str | None = None
    lead_score: int = 0
    lead_status: str = "new"
    # Whether a human chose the status: ARI never lowers it then.
    is_status_human: bool = False
    # Whether they opted out and must be told so now. A turn with them has one reply at most, and `consent` "out".
    is_opted_out: bool = False
    tags: tuple[str, ...] = ()
    form_answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_simulated(self) -> bool:
        """Whether the lead was invented to try ARI out."""
        return self.phone.startswith(SIMULATED_PREFIX)


class Direction(StrEnum):
    """Which way a message went."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of a conversation. `text` is what can be read of it: body, caption, the title of a chosen button.

    `sender` is contact, bot or user. `kind` is WhatsApp's type: text, image, button, interactive, …
    """

    id: MessageId
    direction: Direction
    sender: str
    text: str
    kind: str
    created_at: datetime
    # What the webhook kept beside the text: the media's id and name, the id of a chosen button, a place, …
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one turn reads: the burst to answer and everything that is known when it begins.

    `messages` are the unanswered ones, oldest first; `history` up to 20 earlier ones, oldest first. `memory` is the
    JSON of `ari.memory.Memory`. `epoch` changes whenever a human or a newer turn changes the conversation.
    """

    workspace: Workspace
    settings: AriSettings
    contact: Contact
    conversation_id: ConversationId
    ari_conversation_id: AriConversationId
    state: State
    memory: Mapping[str, Any]
    messages: tuple[Message, ...]
    history: tuple[Message, ...]
    knowledge: tuple[KnowledgeEntry, ...]
    destinations: tuple[Destination, ...]
    epoch: int
    now: datetime
    # The model that this lead was given before, if any.
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One message to the lead. `source` tells who worded it: a model's name, or "script"."""

    text: str
    source: str = "script"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """A conversation given to a human: why, and what they should read first.

    Decided with the state scheduling, ARI goes on talking and the human is only told: a consultation was booked.

    `reason` is a code: human_requested, complaint, legal, frustration, no_progress, hot_lead, warm_limit, booked, …
    """

    reason: str
    summary: str
    tag: str | None = None
    note_type: str = "handoff"
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """One call of a model, for the ledger. `outcome` is ok, timeout, refused, error, rejected (by an output check)."""

    model: str
    outcome: str
    latency_ms: int
    input_tokens: int = 0
    output_tokens: int = 0
    cost_micros: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a turn decides. It is written in one transaction, with the replies, or not at all.

    `replies` empty: ARI is silent, which `silence` explains (disabled, with_human, opted_out, nothing_to_say).
    `lead_status` None leaves it. `consent` is "out" or "in" when the lead opted out or in again.
    """

    state: State
    memory: Mapping[str, Any]
    replies: tuple[Reply, ...] = ()
    silence: str | None = None
    score: Score | None = None
    lead_status: str | None = None
    name: str | None = None
    email: str | None = None
    add_tags: tuple[str, ...] = ()
    handoff: Handoff | None = None
    consent: str | None = None
    model: str | None = None
    model_calls: tuple[ModelCall, ...] = ()
    cited_entries: tuple[str, ...] = ()
    # What the steps saw and why they decided so: for the log and the simulator, never for the lead.
    trace: tuple[Mapping[str, Any], ...] = ()
