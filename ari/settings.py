"""How a workspace has set up ARI, as its people see and change it; `ari.domain.AriSettings` is what a turn reads of it.

Moments are aware datetimes in UTC; `updated_at` None stands for what is not stored yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from ari.domain import Destination, ScoringConfig, WorkspaceId

StageId = NewType("StageId", str)
CategoryId = NewType("CategoryId", str)
EntryId = NewType("EntryId", str)
DestinationId = NewType("DestinationId", str)


class GreetingStyle(StrEnum):
    """How ARI addresses a lead."""

    PROFESSIONAL = "professional"
    FRIENDLY = "friendly"
    CASUAL = "casual"
    FORMAL = "formal"


class Language(StrEnum):
    """The language in which ARI begins."""

    INDONESIAN = "id"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """What ARI's words should be like."""

    supportive: bool = True
    clear: bool = True
    encouraging: bool = True
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Whether ARI answers in a workspace, and how. Style and language are any text in migrated workspaces."""

    workspace_id: WorkspaceId
    is_default: bool
    is_enabled: bool
    bot_name: str
    greeting_style: str
    language: str
    tone: Tone
    greeting_template: str | None
    community_link: str | None
    time_zone: str
    grok_weight: int
    daily_budget_micros: int | None
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage of the talk. `stage_order` counts from 0 without a gap."""

    id: StageId
    name: str
    goal: str
    sample_script: str | None
    exit_criteria: str | None
    stage_order: int
    is_active: bool
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageList:
    """All stages in their order. `is_default`: nothing is stored yet, and these are what everybody begins with."""

    stages: tuple[Stage, ...]
    is_default: bool
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What the entries of a knowledge base are sorted by."""

    id: CategoryId
    name: str
    description: str | None
    display_order: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An answer that the workspace wrote for ARI to give."""

    id: EntryId
    category_id: CategoryId | None
    title: str
    content: str
    is_active: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """Some entries, and the way on."""

    entries: tuple[Entry, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDestination:
    """A destination with the times of its writing."""

    destination: Destination
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationPage:
    """Some destinations, and the way on."""

    destinations: tuple[StoredDestination, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """The thresholds and weights, and whether anybody chose them."""

    config: ScoringConfig
    is_default: bool
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelMonth:
    """What a model did in a calendar month of the workspace's zone. `avg_response_time_ms` is of answered calls."""

    id: str
    ai_model: str
    conversation_count: int
    conversion_count: int
    call_count: int
    answered_count: int
    avg_response_time_ms: float | None
    total_tokens_used: int
    cost_micros: int
    satisfaction_score: float | None
    period_start: datetime | None
    period_end: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetDay:
    """What of a day's budget is used up, in millionths of a US dollar. `budget_micros` None: there is no limit.

    `lost_micros` was reserved for calls of which nobody told what they did cost.
    """

    day: str
    budget_micros: int | None
    spent_micros: int
    reserved_micros: int
    lost_micros: int


# The arguments of a change: what is absent stays as it is, None clears.
Changes = Mapping[str, object]
