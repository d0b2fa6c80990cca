"""The timeline of a ticket: what was said and what was done, in one order, as sentences in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.staff import Naming
from portal.wording import STAGES
from tickets.domain import Attachment, Comment, HistoryRow, Person, TicketEvent

# Longer texts are cut in the timeline, so that a page stays small whatever people paste; the rest is one click away.
SHOWN_CHARACTERS = 2_400


class EntryKind(StrEnum):
    """What an entry is: said to everybody, said among staff, said with a move, or done."""

    COMMENT = "comment"
    NOTE = "note"
    MOVE_COMMENT = "move_comment"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the timeline. `text` is what was said; of an event the reason, which may be empty."""

    id: str
    kind: EntryKind
    at: datetime
    author: Person
    text: str
    deed: str = ""
    is_long: bool = False
    is_from_requester: bool = False
    attachments: tuple[Attachment, ...] = ()

    @property
    def shown_text(self) -> str:
        """The text, cut where it is long."""
        return f"{self.text[:SHOWN_CHARACTERS].rstrip()} …" if self.is_long else self.text

    @property
    def at_ms(self) -> int:
        """The moment in milliseconds, by which a page says what it has seen."""
        return round(self.at.timestamp() * 1000)


def entry_of_comment(
    comment: Comment, *, requester_id: str, attachments: Mapping[str, Sequence[Attachment]], is_whole: bool = False
) -> Entry:
    """Return the entry of a comment; with `is_whole` it is not cut."""
    kind = EntryKind.NOTE if comment.is_internal else EntryKind.COMMENT
    return Entry(
        id=comment.id,
        kind=EntryKind.MOVE_COMMENT if comment.is_stage_change and not comment.is_internal else kind,
        at=comment.created_at,
        author=comment.author,
        text=comment.content,
        is_long=not is_whole and len(comment.content) > SHOWN_CHARACTERS,
        is_from_requester=comment.author_id == requester_id,
        attachments=tuple(attachments.get(comment.id, ())),
    )


def entry_of_history(row: HistoryRow, name_of: Naming) -> Entry | None:
    """Return the entry of an event; None for one that the timeline shows by itself, such as a comment."""
    deed = word_deed(row, name_of)
    if deed is None:
        return None
    return Entry(
        id=row.id,
        kind=EntryKind.EVENT,
        at=row.created_at,
        author=row.changed_by_person,
        text=row.reason or "",
        deed=deed,
    )


def word_deed(row: HistoryRow, name_of: Naming) -> str | None:
    """Return what somebody did, to stand after their name."""
    stages = {
        "from": _stage(row.from_stage or ""),
        "to": _stage(row.to_stage),
        "pending": _stage(row.pending_stage or row.to_stage),
    }
    match row.event:
        case TicketEvent.COMMENTED | TicketEvent.CREATED:
            # The page shows the comment itself, and above the timeline what the ticket was opened with.
            return None
        case TicketEvent.STEP:
            return _("moved it from %(from)s to %(to)s") % stages
        case TicketEvent.SKIP_REQUESTED:
            return _("asked to skip to %(pending)s") % stages
        case TicketEvent.APPROVED:
            return _("approved the skip to %(to)s") % stages
        case TicketEvent.REJECTED:
            return _("declined the skip to %(pending)s") % stages
        case TicketEvent.WITHDRAWN:
            return _("withdrew the request to skip to %(pending)s") % stages
        case TicketEvent.REOPENED:
            return _("reopened the ticket")
        case TicketEvent.AUTO_CLOSED:
            return _("closed the ticket after a quiet week")
        case TicketEvent.ASSIGNED if row.assignee is None:
            return _("took the ticket from its assignee")
        case TicketEvent.ASSIGNED if row.assigned_to == row.changed_by:
            return _("took the ticket")
        case TicketEvent.ASSIGNED:
            return _("assigned it to %(name)s") % {"name": name_of(row.assignee)}
        case TicketEvent.EDITED:
            return _("edited the ticket")
        case None:
            return _word_migrated(row, stages)


def _word_migrated(row: HistoryRow, stages: Mapping[str, object]) -> str | None:
    """Return what a row of the original's history tells, which had no kinds of events."""
    if row.from_stage is None:
        return None
    if row.from_stage == row.to_stage:
        return _("left it in %(to)s") % stages
    return _("moved it from %(from)s to %(to)s") % stages


def _stage(stage: str) -> str | Promise:
    return STAGES.get(stage, stage)


def build_timeline(
    comments: Iterable[Comment],
    history: Iterable[HistoryRow],
    *,
    requester_id: str,
    attachments: Iterable[Attachment],
    name_of: Naming,
    since: datetime | None,
) -> list[Entry]:
    """Return the entries from `since` on (None: all), oldest first. What is equally old keeps its order."""
    files: dict[str, list[Attachment]] = {}
    for attachment in attachments:
        files.setdefault(attachment.comment_id or "", []).append(attachment)
    said = [entry_of_comment(comment, requester_id=requester_id, attachments=files) for comment in comments]
    done = [entry for row in history if (entry := entry_of_history(row, name_of)) is not None]
    entries = [entry for entry in (*done, *said) if since is None or entry.at >= since]
    return sorted(entries, key=lambda entry: entry.at)
