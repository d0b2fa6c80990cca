"""A mail of the outbox, worded and rendered for its recipient."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format

from tickets.domain import Language, Mail, MailKind, Person, Stage, TicketEvent
from tickets.mail.english import ENGLISH
from tickets.mail.indonesian import INDONESIAN
from tickets.mail.links import reopen_link, ticket_link
from tickets.mail.wording import Wording
from tickets.reopen_tokens import LIFETIME

WORDINGS: Mapping[Language, Wording] = {Language.INDONESIAN: INDONESIAN, Language.ENGLISH: ENGLISH}
# The businesses that this is for live by it; WIB in both languages.
ZONE = ZoneInfo("Asia/Jakarta")
SYSTEM_ID = "system"
# Mail programs cut subjects off earlier than that.
MAX_SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A text file that goes with a mail. `subtype` is what follows "text/"; `parameters` stand beside it."""

    name: str
    content: str
    subtype: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A rendered mail, without its address."""

    subject: str
    text: str
    html: str
    enclosures: tuple[Enclosure, ...] = ()


def compose_letter(mail: Mail) -> Letter:
    """Word the mail in the language of its recipient. The same mail gives the same letter whenever it is composed."""
    wording = WORDINGS[mail.language]
    context = {
        "language": mail.language.value,
        "subject": subject_of(mail, wording),
        "greeting": _greeting(mail.recipient, wording),
        "sentence": sentence_of(mail, wording),
        "quotes": _quotes(mail, wording),
        "rows": _rows(mail, wording),
        "note": _note(mail, wording),
        "link": reopen_link(mail) if mail.kind is MailKind.CLOSED else ticket_link(mail),
        "button": wording.buttons[mail.kind],
        "why": wording.reasons[mail.recipient_role].format(workspace=mail.workspace.name),
    }
    return Letter(
        subject=subject_of(mail, wording),
        text=render_to_string("tickets/mail/letter.txt", context),
        html=render_to_string("tickets/mail/letter.html", context),
    )


def subject_of(mail: Mail, wording: Wording) -> str:
    """Return the subject in one line, whatever the title has in it."""
    title = " ".join(mail.facts.title.split())
    return wording.subjects[mail.kind].format(title=title)[:MAX_SUBJECT_LENGTH]


def sentence_of(mail: Mail, wording: Wording) -> str:
    """Return what happened, in a sentence."""
    facts = mail.facts
    template = wording.events[facts.event]
    if mail.kind is MailKind.CLOSED and facts.event is not TicketEvent.AUTO_CLOSED:
        template = wording.closed
    elif facts.event is TicketEvent.ASSIGNED and facts.assigned_to is None:
        template = wording.unassigned
    return template.format(
        actor=_name(facts.actor, wording),
        workspace=mail.workspace.name,
        assignee=_name(facts.assigned_to, wording),
        from_stage=_stage(facts.from_stage, wording),
        to_stage=_stage(facts.to_stage, wording),
    )


def _greeting(recipient: Person, wording: Wording) -> str:
    name = recipient.full_name
    return wording.greeting.format(name=name) if name else wording.greeting_without_name


def _quotes(mail: Mail, wording: Wording) -> list[tuple[str, str]]:
    """Return what people wrote, with what it is."""
    facts = mail.facts
    quotes = [(wording.reason_label, facts.reason), (wording.comment_label, facts.comment)]
    return [(label, text) for label, text in quotes if text]


def _rows(mail: Mail, wording: Wording) -> list[tuple[str, str]]:
    """Return the facts of the ticket, with what they are."""
    facts = mail.facts
    return [
        (wording.title_label, facts.title),
        (wording.category_label, wording.categories[facts.category]),
        (wording.priority_label, wording.priorities[facts.priority]),
        (wording.workspace_label, mail.workspace.name),
        (wording.number_label, mail.ticket_id),
    ]


def _note(mail: Mail, wording: Wording) -> str:
    closed_at = mail.facts.closed_at
    if mail.kind is not MailKind.CLOSED or closed_at is None:
        return "" if mail.kind is MailKind.CLOSED else wording.notes[mail.kind]
    until = timezone.localtime(closed_at + LIFETIME, ZONE)
    with translation.override(mail.language.value):
        moment = f"{date_format(until, wording.moment_format)} {wording.zone_name}"
    return wording.notes[mail.kind].format(until=moment)


def _name(person: Person | None, wording: Wording) -> str:
    """Return what to call somebody. An address is never shown: the reader may be another business's client."""
    if person is None:
        return wording.somebody
    if person.id == SYSTEM_ID:
        return wording.system
    return person.full_name or wording.somebody


def _stage(stage: Stage | None, wording: Wording) -> str:
    return "" if stage is None else wording.stages[stage]
