"""The sentences of the mails. What a language must have, `Wording` says; the two languages stand beside."""

from collections.abc import Mapping
from dataclasses import dataclass

from tickets.domain import Category, MailKind, Priority, RecipientRole, Stage, TicketEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """All texts of one language. Placeholders in braces: `title`, `actor`, `workspace`, `assignee`, `from_stage`,
    `to_stage`, `until`, `name`.

    `events` tell what happened, `closed` and `unassigned` two of them in other cases; `notes` tell what comes next.
    """

    greeting: str
    greeting_without_name: str
    subjects: Mapping[MailKind, str]
    events: Mapping[TicketEvent, str]
    closed: str
    unassigned: str
    notes: Mapping[MailKind, str]
    buttons: Mapping[MailKind, str]
    reasons: Mapping[RecipientRole, str]
    stages: Mapping[Stage, str]
    categories: Mapping[Category, str]
    priorities: Mapping[Priority, str]
    somebody: str
    system: str
    reason_label: str
    comment_label: str
    number_label: str
    workspace_label: str
    title_label: str
    category_label: str
    priority_label: str
    stage_label: str
    # How Django writes a moment, and the name of the zone it is written in.
    moment_format: str
    zone_name: str
