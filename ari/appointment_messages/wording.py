"""The sentences of messages about appointments. What a language must have, `Wording` says; the two stand beside."""

from collections.abc import Mapping
from dataclasses import dataclass

from ari.appointments import Audience, NoticeKind

Sentences = Mapping[Audience, Mapping[NoticeKind, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """All texts of one language. Placeholders in braces: `name`, `workspace`, `lead`, `day`, `minutes`.

    `subjects` are of mail, `sentences` begin every message; `whys` end a mail.
    """

    greeting: str
    greeting_without_name: str
    subjects: Sentences
    sentences: Sentences
    whys: Mapping[Audience, str]
    someone: str
    day_label: str
    time_label: str
    previous_label: str
    consultant_label: str
    lead_label: str
    phone_label: str
    link_label: str
    reason_label: str
    notes_label: str
    business_label: str
    duration: str
    move: str
    cancel: str
    calendar_note: str
