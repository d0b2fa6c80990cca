"""The thread of a conversation: messages and what happened beside them, in one order, with a line for each new day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ari.inbox import ConversationEvent, InboxMessage
from ari.inbox import Person as InboxPerson
from portal import conversation_wording as wording
from portal.moments import word_date
from portal.staff import Naming
from portal.wording import Words
from tickets.domain import Person

ARI_ID = "ari"
CONTACT_ID = "contact"


class LineKind(StrEnum):
    """What a line of the thread is."""

    DAY = "day"
    MESSAGE = "message"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """What the two who are no users go by."""

    contact: str
    ari: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the thread. `side` is whose message it is: contact, bot or user; of other lines it is empty.

    `text` is what was said; of an event the reason, which may be empty; of a day its date.
    """

    id: str
    kind: LineKind
    at: datetime
    text: str
    side: str = ""
    who: str = ""
    who_id: str = ""
    marker: Words = ""
    deed: str = ""
    delivery: str = ""
    problem: str = ""

    @property
    def at_ms(self) -> int:
        """The moment in milliseconds, by which a page says what it has seen."""
        return round(self.at.timestamp() * 1000)


def person_of(person: InboxPerson) -> Person:
    """Return the person as the console names people."""
    return Person(id=person.id, full_name=person.full_name, email=person.email)


def build_thread(
    messages: Iterable[InboxMessage],
    events: Iterable[ConversationEvent],
    *,
    speakers: Speakers,
    name_of: Naming,
    after: datetime | None = None,
) -> list[Line]:
    """Return the lines, oldest first. `after` is the moment of the line before: its day has a line already."""
    lines = [line_of_message(message, speakers, name_of) for message in messages]
    lines += [line_of_event(event, speakers, name_of) for event in events]
    ordered = sorted(lines, key=lambda line: (line.at, line.kind is LineKind.EVENT))
    return list(with_days(ordered, None if after is None else localtime(after).date()))


def with_days(lines: Iterable[Line], last: date | None) -> Iterator[Line]:
    """Yield the lines with a line for each day that begins, in the zone of the site."""
    for line in lines:
        day = localtime(line.at).date()
        if day != last:
            yield Line(id=f"day-{day.isoformat()}", kind=LineKind.DAY, at=line.at, text=word_date(day))
        last = day
        yield line


def line_of_message(message: InboxMessage, speakers: Speakers, name_of: Naming) -> Line:
    """Return the line of a message."""
    names = {"contact": speakers.contact, "bot": speakers.ari}
    sender = None if message.sender is None else person_of(message.sender)
    return Line(
        id=message.id,
        kind=LineKind.MESSAGE,
        at=message.created_at,
        text=message.text or "",
        side=message.sender_type,
        who=names.get(message.sender_type) or name_of(sender) or _("Staff"),
        who_id="" if sender is None else sender.id,
        marker="" if message.kind == "text" else wording.KINDS.get(message.kind, message.kind),
        delivery=message.delivery_status or "",
        problem=message.delivery_error or "",
    )


def line_of_event(event: ConversationEvent, speakers: Speakers, name_of: Naming) -> Line:
    """Return the line of something that happened."""
    names = {ARI_ID: speakers.ari, CONTACT_ID: speakers.contact}
    reason = str(wording.word_handoff(event.reason)) if event.event == "handed_off" else event.reason or ""
    return Line(
        id=event.id,
        kind=LineKind.EVENT,
        at=event.created_at,
        text=reason,
        who=names.get(event.by.id) or name_of(person_of(event.by)),
        who_id=event.by.id,
        deed=word_deed(event, name_of),
    )


def word_deed(event: ConversationEvent, name_of: Naming) -> str:
    """Return what somebody did, to stand after their name."""
    value = event.value or ""
    if event.event == "assigned" and not value:
        return _("took the conversation from whoever had it")
    worded = {
        "assigned": name_of(Person(id=value, full_name=value.removeprefix("staff:"))),
        "state_changed": wording.STATES.get(value, value),
        "lead_status_changed": wording.LEAD_STATUSES.get(value, value),
    }
    sentence = str(wording.DEEDS.get(event.event, event.event))
    return sentence % {"value": worded.get(event.event, value)}
