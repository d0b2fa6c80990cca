"""The timeline of a ticket, and moments in words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.moments import word_age, word_ago
from portal.staff import Naming
from portal.timeline import SHOWN_CHARACTERS, EntryKind, build_timeline, word_deed
from tickets.domain import Attachment, AttachmentId, Comment, HistoryRow, Person, Stage, TicketEvent, TicketId

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
AYU = Person(id="user_ayu", full_name="Ayu Lestari")
RINA = Person(id="user_rina", full_name="Rina Hartono")
TICKET = TicketId("t1")


def said(minute: int, content: str = "Halo", author: Person = RINA, **more: Any) -> Comment:
    fields = {"is_internal": False, "is_stage_change": False, **more}
    at = NOON + timedelta(minutes=minute)
    return Comment(
        id=f"c{minute}", ticket_id=TICKET, author_id=author.id, author=author, content=content, created_at=at, **fields
    )


def done(minute: int, event: TicketEvent | None, **more: Any) -> HistoryRow:
    fields: dict[str, Any] = {
        "from_stage": "report",
        "to_stage": "report",
        "pending_stage": None,
        "reason": None,
        "assigned_to": None,
        "assignee": None,
    }
    at = NOON + timedelta(minutes=minute)
    who: dict[str, Any] = {"changed_by": RINA.id, "changed_by_person": RINA}
    return HistoryRow(id=f"h{minute}", ticket_id=TICKET, event=event, created_at=at, **who, **{**fields, **more})


def timeline(comments: list[Comment], history: list[HistoryRow], **more: Any) -> Any:
    given = {"attachments": (), "since": None, **more}
    return build_timeline(comments, history, requester_id=AYU.id, name_of=Naming(), **given)


def test_what_was_said_and_done_is_in_one_order() -> None:
    comments = [said(3), said(1, author=AYU), said(2, is_internal=True)]
    history = [
        done(4, TicketEvent.STEP, to_stage="discuss"),
        done(1, TicketEvent.COMMENTED),
        done(0, TicketEvent.CREATED),
    ]

    entries = timeline(comments, history)

    assert [(entry.id, entry.kind) for entry in entries] == [
        ("c1", EntryKind.COMMENT),
        ("c2", EntryKind.NOTE),
        ("c3", EntryKind.COMMENT),
        ("h4", EntryKind.EVENT),
    ]
    assert [entry.is_from_requester for entry in entries] == [True, False, False, False]


def test_files_stand_with_their_comment_and_long_texts_are_cut() -> None:
    file = Attachment(
        id=AttachmentId("a1"),
        ticket_id=TICKET,
        comment_id="c1",
        uploaded_by=AYU.id,
        uploader=AYU,
        file_name="layar.png",
        content_type="image/png",
        size=1,
        is_internal=False,
        created_at=NOON,
    )

    (entry,) = timeline([said(1, "x" * (SHOWN_CHARACTERS + 1))], [], attachments=[file])

    assert entry.attachments == (file,)
    assert entry.shown_text == "x" * SHOWN_CHARACTERS + " …"


def test_a_stretch_begins_where_its_oldest_comment_stands() -> None:
    entries = timeline(
        [said(5)], [done(4, TicketEvent.EDITED), done(6, TicketEvent.EDITED)], since=NOON + timedelta(minutes=5)
    )

    assert [entry.id for entry in entries] == ["c5", "h6"]


@pytest.mark.parametrize(
    ("event", "more", "words"),
    [
        (TicketEvent.STEP, {"to_stage": "discuss"}, "moved it from Report to Discuss"),
        (TicketEvent.SKIP_REQUESTED, {"pending_stage": Stage.CLOSED}, "asked to skip to Closed"),
        (TicketEvent.APPROVED, {"to_stage": "closed"}, "approved the skip to Closed"),
        (TicketEvent.REJECTED, {"pending_stage": Stage.OUTCOME}, "declined the skip to Outcome"),
        (TicketEvent.WITHDRAWN, {"pending_stage": Stage.CLOSED}, "withdrew the request to skip to Closed"),
        (TicketEvent.REOPENED, {"from_stage": "closed"}, "reopened the ticket"),
        (TicketEvent.AUTO_CLOSED, {"to_stage": "closed"}, "closed the ticket after a quiet week"),
        (TicketEvent.ASSIGNED, {}, "took the ticket from its assignee"),
        (TicketEvent.ASSIGNED, {"assigned_to": RINA.id, "assignee": RINA}, "took the ticket"),
        (TicketEvent.ASSIGNED, {"assigned_to": AYU.id, "assignee": AYU}, "assigned it to Ayu Lestari"),
        (TicketEvent.EDITED, {}, "edited the ticket"),
        (TicketEvent.COMMENTED, {}, None),
        (TicketEvent.CREATED, {}, None),
        # Rows of the original have no event, and may name stages that there are no more.
        (None, {"from_stage": None}, None),
        (None, {"from_stage": "report", "to_stage": "done"}, "moved it from Report to done"),
        (None, {}, "left it in Report"),
    ],
)
def test_every_event_is_told(event: TicketEvent | None, more: dict[str, Any], words: str | None) -> None:
    assert word_deed(done(0, event, **more), Naming()) == words


def test_no_event_is_left_without_words() -> None:
    for event in TicketEvent:
        word_deed(done(0, event), Naming())


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=-5), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=23), "23 h"),
        (timedelta(days=13), "13 d"),
        (timedelta(days=14), "2 wk"),
        (timedelta(days=60), "2 mo"),
        (timedelta(days=364), "12 mo"),
        (timedelta(days=365), "1 y"),
    ],
)
def test_ages_are_rounded_down(span: timedelta, words: str) -> None:
    assert word_age(NOON, now=NOON + span) == words
    assert word_ago(NOON, now=NOON + span) == ("just now" if words == "now" else f"{words} ago")
