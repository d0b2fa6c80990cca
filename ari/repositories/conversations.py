"""Conversations in Convex, as people read and work them."""

from datetime import datetime
from typing import Any

from ari.documents import (
    ari_record_from,
    conversation_from,
    event_from,
    inbox_message_from,
    known_lead_from,
    log_row_from,
    note_from,
    notification_from,
    template_args,
)
from ari.domain import ContactId, ConversationId, State, WorkspaceId
from ari.inbox import (
    AriRecord,
    ContactNote,
    Conversation,
    ConversationFilter,
    ConversationPage,
    EventPage,
    InboxMessage,
    LeadSample,
    LogPage,
    MessagePage,
    NotificationId,
    NotificationPage,
    Template,
)
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, Document, as_document, ms_from_moment, present
from config.idempotency import Idempotency
from config.identity.principal import Principal


def get_conversations() -> "ConversationRepository":
    """Return the conversations of the deployment that the settings name."""
    return ConversationRepository(get_client())


class ConversationRepository:
    """Asks and changes conversations. Every question names who asks; what they may not see does not exist.

    `key` makes the repetition of a write harmless. `workspace_id`, where given, must be the conversation's own.

    Raises everywhere: NotFoundError, ForbiddenError, ConflictError, InvalidInputError (`config.errors`) with the codes
    that Convex gives, and the errors of `config.convex.errors`.
    """

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_for_workspace(
        self,
        workspace_id: WorkspaceId,
        wanted: ConversationFilter,
        *,
        asker: Principal,
        cursor: str | None = None,
        limit: int = 25,
    ) -> ConversationPage:
        """Return a page of conversations, the one with the latest message first.

        A search finds contacts by words of their names or the beginning of their number, and has one page.
        """
        names = ("status", "state", "temperature", "assigned_to", "unread", "search")
        filters = present({name: getattr(wanted, name) for name in names})
        # Null asks for the conversations of nobody.
        filters |= {"assigned_to": None} if wanted.is_unassigned else {}
        args = {"actor": asker.as_actor(), "workspace_id": workspace_id, "limit": limit, **filters}
        answer = self._ask("conversations:list", {**args, **present({"cursor": cursor})})
        return ConversationPage(
            conversations=tuple(conversation_from(document) for document in answer["conversations"]),
            cursor=answer.get("cursor"),
        )

    def get(
        self, conversation_id: ConversationId, *, asker: Principal, workspace_id: WorkspaceId | None = None
    ) -> Conversation:
        """Return the conversation with what lists leave out: the service window and the handoff."""
        args = _named(conversation_id, asker) | present({"workspace_id": workspace_id})
        return conversation_from(self._ask("conversations:get", args)["conversation"])

    def list_messages(
        self, conversation_id: ConversationId, *, asker: Principal, cursor: str | None = None, limit: int = 50
    ) -> MessagePage:
        """Return a page of messages, newest first."""
        args = _named(conversation_id, asker) | {"limit": limit} | present({"cursor": cursor})
        answer = self._ask("messages:list", args)
        messages = tuple(inbox_message_from(document) for document in answer["messages"])
        return MessagePage(messages=messages, cursor=answer.get("cursor"))

    def list_events(
        self, conversation_id: ConversationId, *, asker: Principal, cursor: str | None = None, limit: int = 50
    ) -> EventPage:
        """Return a page of what happened beside the messages, newest first."""
        args = _named(conversation_id, asker) | {"limit": limit} | present({"cursor": cursor})
        answer = self._ask("conversations:listEvents", args)
        return EventPage(
            events=tuple(event_from(document) for document in answer["events"]), cursor=answer.get("cursor")
        )

    def list_notes(
        self, conversation_id: ConversationId, *, asker: Principal, limit: int = 10
    ) -> tuple[ContactNote, ...]:
        """Return the latest notes on the contact, newest first."""
        answer = self._ask("conversations:listNotes", _named(conversation_id, asker) | {"limit": limit})
        return tuple(note_from(document) for document in answer["notes"])

    def take_over(
        self,
        conversation_id: ConversationId,
        *,
        actor: Principal,
        reason: str | None = None,
        key: Idempotency | None = None,
    ) -> Conversation:
        """Give the conversation to the actor. ARI is silent from then on, and what it queued is called back."""
        args = _named(conversation_id, actor) | present({"reason": reason})
        return conversation_from(self._write("conversations:takeOver", args, key)["conversation"])

    def hand_back(
        self,
        conversation_id: ConversationId,
        *,
        actor: Principal,
        reason: str | None = None,
        key: Idempotency | None = None,
    ) -> Conversation:
        """Give the conversation back to ARI, which answers what nobody answered within the last day."""
        args = _named(conversation_id, actor) | present({"reason": reason})
        return conversation_from(self._write("conversations:handBack", args, key)["conversation"])

    def send(
        self,
        conversation_id: ConversationId,
        text: str,
        *,
        actor: Principal,
        template: Template | None = None,
        key: Idempotency | None = None,
    ) -> tuple[InboxMessage, Conversation]:
        """Queue a message in the actor's name, and take the conversation over.

        With a template, `text` is what staff see in its place.

        Raises:
            ConflictError: `contact_opted_out`; or `outside_service_window`, in which only a template may be sent.
        """
        shape = present({"template": None if template is None else template_args(template)})
        args = _named(conversation_id, actor) | {"text": text, **shape}
        answer = self._write("conversations:sendMessage", args, key)
        return inbox_message_from(answer["message"]), conversation_from(answer["conversation"])

    def mark_read(
        self, conversation_id: ConversationId, *, actor: Principal, key: Idempotency | None = None
    ) -> Conversation:
        """Note that the messages were read; ARI goes on."""
        args = _named(conversation_id, actor)
        return conversation_from(self._write("conversations:markRead", args, key)["conversation"])

    def assign(
        self,
        conversation_id: ConversationId,
        assignee: str | None,
        *,
        actor: Principal,
        key: Idempotency | None = None,
    ) -> Conversation:
        """Give the conversation to a member of its workspace, or to nobody. Whether ARI speaks does not change."""
        # Null is a value here: it takes the conversation from whoever has it.
        args = _named(conversation_id, actor) | {"assignee": assignee}
        return conversation_from(self._write("conversations:assign", args, key)["conversation"])

    def close(
        self,
        conversation_id: ConversationId,
        *,
        actor: Principal,
        reason: str | None = None,
        key: Idempotency | None = None,
    ) -> Conversation:
        """Put the conversation away until the contact writes again."""
        args = _named(conversation_id, actor) | present({"reason": reason})
        return conversation_from(self._write("conversations:close", args, key)["conversation"])

    def set_lead_status(
        self,
        conversation_id: ConversationId,
        lead_status: str,
        *,
        actor: Principal,
        key: Idempotency | None = None,
    ) -> Conversation:
        """Say what the lead is; ARI never lowers it from there."""
        args = _named(conversation_id, actor) | {"lead_status": lead_status}
        return conversation_from(self._write("conversations:setLeadStatus", args, key)["conversation"])

    def set_state(
        self,
        conversation_id: ConversationId,
        state: State,
        *,
        actor: Principal,
        reason: str | None = None,
        key: Idempotency | None = None,
    ) -> State:
        """Put ARI into a state. What it is about to say in the old one is not said."""
        args = _named(conversation_id, actor) | {"state": state, **present({"reason": reason})}
        return State(self._write("ariConversations:updateState", args, key)["state"])

    def find_ari_record(
        self, contact_id: ContactId, *, workspace_id: WorkspaceId, asker: Principal
    ) -> AriRecord | None:
        """Return what ARI keeps of the contact, None where it has not met them."""
        args: Args = {"actor": asker.as_actor(), "workspace_id": workspace_id, "contact_id": contact_id}
        document = self._ask("ariConversations:getByContact", args).get("ari_conversation")
        return None if document is None else ari_record_from(document)

    def sample_leads(self, workspace_id: WorkspaceId, *, asker: Principal) -> LeadSample:
        """Return what ARI knows of the newest leads, 200 at most."""
        answer = self._ask("ariConversations:sampleLeads", {"actor": asker.as_actor(), "workspace_id": workspace_id})
        leads = tuple(known_lead_from(document) for document in answer["leads"])
        return LeadSample(leads=leads, has_more=answer["has_more"])

    def list_log(
        self,
        contact_id: ContactId,
        *,
        workspace_id: WorkspaceId,
        asker: Principal,
        cursor: str | None = None,
        limit: int = 50,
    ) -> LogPage:
        """Return a page of ARI's log with the contact, newest first."""
        args: Args = {"actor": asker.as_actor(), "workspace_id": workspace_id, "contact_id": contact_id}
        answer = self._ask("ariConversations:listLog", {**args, "limit": limit, **present({"cursor": cursor})})
        return LogPage(rows=tuple(log_row_from(document) for document in answer["log"]), cursor=answer.get("cursor"))

    def list_notifications(
        self, *, asker: Principal, unread: bool | None = None, cursor: str | None = None, limit: int = 25
    ) -> NotificationPage:
        """Return a page of the asker's own notifications, newest first."""
        args: Args = {"actor": asker.as_actor(), "limit": limit, **present({"unread": unread, "cursor": cursor})}
        answer = self._ask("staffNotifications:list", args)
        notifications = tuple(notification_from(document) for document in answer["notifications"])
        return NotificationPage(notifications=notifications, cursor=answer.get("cursor"))

    def mark_notification_read(self, notification_id: NotificationId, *, actor: Principal) -> None:
        """Note that the actor read their notification."""
        args: Args = {"actor": actor.as_actor(), "notification_id": notification_id}
        # Reading what is read changes nothing, so a repetition is harmless.
        self._convex.mutation("staffNotifications:markRead", args, idempotent=True)

    def mark_all_notifications_read(self, *, until: datetime, actor: Principal) -> int:
        """Note that the actor read what they had by then; return how many were unread, at most 500."""
        args: Args = {"actor": actor.as_actor(), "until": ms_from_moment(until)}
        answer = as_document(self._convex.mutation("staffNotifications:markAllRead", args, idempotent=True))
        return int(answer["read"])

    def _ask(self, function: str, args: Args) -> Document:
        return as_document(self._convex.query(function, args))

    def _write(self, function: str, args: Args, key: Idempotency | None) -> Document:
        """Run a mutation. With a key it may be repeated when its outcome is unknown: it happens once all the same."""
        keyed: dict[str, Any] = {**args, **(key.as_args() if key else {})}
        return as_document(self._convex.mutation(function, keyed, idempotent=key is not None))


def _named(conversation_id: ConversationId, actor: Principal) -> Args:
    return {"actor": actor.as_actor(), "conversation_id": conversation_id}
