"""What Convex answers about tickets, cast to the types of `tickets.domain`: one function for each, all pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from config.convex.documents import Document, moment_from_ms, moment_or_none
from tickets.domain import (
    Attachment,
    AttachmentId,
    Category,
    Comment,
    Counts,
    HistoryRow,
    Language,
    ListedTicket,
    Mail,
    MailFacts,
    MailKind,
    Permissions,
    Person,
    Priority,
    RecipientRole,
    Reply,
    Side,
    Stage,
    Ticket,
    TicketEvent,
    TicketId,
    Transition,
    TransitionKind,
    WaitingOn,
    WorkspaceId,
    WorkspaceRef,
)

# An enum takes 0.32 µs to look a word up, a cache 0.05, and a page of 25 tickets has a hundred of them.
_category, _priority, _side, _waiting_on = cache(Category), cache(Priority), cache(Side), cache(WaitingOn)
_stage_named = cache(Stage)
# Whom nobody asked for their language reads Indonesian: so do the businesses that this is for.
DEFAULT_LANGUAGE = Language.INDONESIAN


def _stage(document: Document, name: str) -> Stage | None:
    stage = document.get(name)
    return None if stage is None else _stage_named(stage)


def person_from(document: Document) -> Person:
    """Cast a person."""
    return Person(id=document["id"], full_name=document.get("full_name"), email=document.get("email"))


def _person(document: Document, name: str) -> Person | None:
    person = document.get(name)
    return None if person is None else person_from(person)


def workspace_from(document: Document) -> WorkspaceRef:
    """Cast what answers tell of a workspace."""
    return WorkspaceRef(id=WorkspaceId(document["id"]), name=document["name"], slug=document["slug"])


@cache
def _transition(to_stage: str, kind: str) -> Transition:
    return Transition(to_stage=Stage(to_stage), kind=TransitionKind(kind))


def permissions_from(document: Document) -> Permissions:
    """Cast what the asker may do."""
    flags = {name: bool(flag) for name, flag in document.items() if name.startswith("can_")}
    transitions = tuple(_transition(entry["to_stage"], entry["kind"]) for entry in document["allowed_transitions"])
    return Permissions(**flags, allowed_transitions=transitions)


def reply_from(document: Document, *, by: Person) -> Reply:
    """Cast who spoke last."""
    return Reply(at=moment_from_ms(document["at"]), by=by, side=_side(document["side"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whom the tickets of an answer name, and the workspaces, by their ids."""

    people: Mapping[str, Person]
    workspaces: Mapping[str, WorkspaceRef]

    def person(self, document: Document, name: str) -> Person | None:
        """Return the person whose id the field holds, None where it is absent."""
        user_id = document.get(name)
        return None if user_id is None else self.people[user_id]


def named_from(answer: Document) -> Named:
    """Cast what an answer with tickets tells of those that they name: each once, however many tickets do."""
    return Named(
        people={document["id"]: person_from(document) for document in answer["people"]},
        workspaces={document["id"]: workspace_from(document) for document in answer["workspaces"]},
    )


def listed_tickets_from(answer: Document) -> tuple[ListedTicket, ...]:
    """Cast the tickets of a list."""
    named = named_from(answer)
    return tuple(listed_ticket_from(document, named) for document in answer["tickets"])


def listed_ticket_from(document: Document, named: Named) -> ListedTicket:
    """Cast a ticket of a list."""
    reply = document.get("last_reply")
    return ListedTicket(
        id=TicketId(document["id"]),
        workspace_id=document["workspace_id"],
        admin_workspace_id=document.get("admin_workspace_id"),
        is_routed=document["is_routed"],
        requester_id=document["requester_id"],
        assigned_to=document.get("assigned_to"),
        title=document["title"],
        description=document["description"],
        category=_category(document["category"]),
        priority=_priority(document["priority"]),
        stage=_stage_named(document["stage"]),
        pending_approval=document["pending_approval"],
        pending_stage=_stage(document, "pending_stage"),
        approval_requested_at=moment_or_none(document, "approval_requested_at"),
        closed_at=moment_or_none(document, "closed_at"),
        created_at=moment_from_ms(document["created_at"]),
        updated_at=moment_from_ms(document["updated_at"]),
        last_public_comment_at=moment_or_none(document, "last_public_comment_at"),
        number=None if document.get("number") is None else int(document["number"]),
        last_reply=None if reply is None else reply_from(reply, by=named.people[reply["by"]]),
        waiting_on=_waiting_on(document["waiting_on"]),
        version=int(document["version"]),
        requester=named.people[document["requester_id"]],
        assignee=named.person(document, "assigned_to"),
        workspace=named.workspaces[document["workspace_id"]],
    )


def ticket_from(document: Document) -> Ticket:
    """Cast a ticket with what the asker may do."""
    listed = listed_ticket_from(document, named_from(document))
    fields: dict[str, Any] = {name: getattr(listed, name) for name in ListedTicket.__dataclass_fields__}
    return Ticket(**fields, permissions=permissions_from(document["permissions"]))


def comment_from(document: Document) -> Comment:
    """Cast a comment."""
    return Comment(
        id=document["id"],
        ticket_id=document["ticket_id"],
        author_id=document["author_id"],
        author=person_from(document["author"]),
        content=document["content"],
        is_internal=document["is_internal"],
        is_stage_change=document["is_stage_change"],
        created_at=moment_from_ms(document["created_at"]),
    )


def history_row_from(document: Document) -> HistoryRow:
    """Cast a row of the history."""
    event = document.get("event")
    return HistoryRow(
        id=document["id"],
        ticket_id=document["ticket_id"],
        event=None if event is None else TicketEvent(event),
        changed_by=document["changed_by"],
        changed_by_person=person_from(document["changed_by_person"]),
        from_stage=document.get("from_stage"),
        to_stage=document["to_stage"],
        pending_stage=_stage(document, "pending_stage"),
        reason=document.get("reason"),
        assigned_to=document.get("assigned_to"),
        assignee=_person(document, "assignee"),
        created_at=moment_from_ms(document["created_at"]),
    )


def attachment_from(document: Document) -> Attachment:
    """Cast the record of a file."""
    return Attachment(
        id=AttachmentId(document["id"]),
        ticket_id=document["ticket_id"],
        comment_id=document.get("comment_id"),
        uploaded_by=document["uploaded_by"],
        uploader=person_from(document["uploader"]),
        file_name=document["file_name"],
        content_type=document["content_type"],
        size=int(document["size"]),
        is_internal=document["is_internal"],
        created_at=moment_from_ms(document["created_at"]),
    )


def counts_from(document: Document) -> Counts:
    """Cast the counts per stage."""
    return Counts(**{name: int(document[name]) for name in Counts.__dataclass_fields__})


def mail_from(document: Document) -> Mail:
    """Cast a claimed mail."""
    language = document.get("language")
    return Mail(
        id=document["id"],
        attempt=int(document["attempt"]),
        kind=MailKind(document["kind"]),
        ticket_id=TicketId(document["ticket_id"]),
        recipient=person_from(document["recipient"]),
        recipient_role=RecipientRole(document["recipient_role"]),
        is_superuser_only=bool(document.get("superuser_only")),
        language=DEFAULT_LANGUAGE if language is None else Language(language),
        is_routed=document["is_routed"],
        workspace=workspace_from(document["workspace"]),
        facts=mail_facts_from(document["payload"]),
    )


def mail_facts_from(document: Document) -> MailFacts:
    """Cast what a mail tells."""
    return MailFacts(
        event=TicketEvent(document["event"]),
        title=document["title"],
        category=_category(document["category"]),
        priority=_priority(document["priority"]),
        actor=person_from(document["actor"]),
        requester=person_from(document["requester"]),
        from_stage=_stage(document, "from_stage"),
        to_stage=_stage(document, "to_stage"),
        reason=document.get("reason"),
        comment=document.get("comment"),
        assigned_to=_person(document, "assigned_to"),
        reopen_nonce=document.get("reopen_nonce"),
        closed_at=moment_or_none(document, "closed_at"),
    )
