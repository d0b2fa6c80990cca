"""What the page of a conversation shows, gathered from the repositories."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import cached_property

from ari.domain import SIMULATED_PREFIX, ConversationId, WorkspaceId
from ari.inbox import ContactNote, Conversation, ConversationEvent, InboxMessage, LogRow
from ari.insight import Insight, insight_from
from ari.repositories.conversations import ConversationRepository, get_conversations
from ari.repositories.settings import get_settings
from ari.settings import Config
from config.identity.principal import Principal
from config.paging import open_cursor, seal_cursor
from portal.domain import PortalWorkspace
from portal.lead_appointments import LeadAppointments, read_lead_appointments
from portal.repositories.workspaces import get_workspaces
from portal.staff import Naming
from portal.thread import Line, Speakers, build_thread
from tickets.domain import Person
from tickets.domain import WorkspaceId as TicketWorkspaceId

MESSAGES_SHOWN = 50
EVENTS_PAGE = 50
# Rows of the log among which the latest score is looked for; a turn writes one for each message and each reply.
SCORE_ROWS = 30
LOG_SHOWN = 20
NOTES_SHOWN = 5
# A message that WhatsApp brings late has an older moment than what the page saw: it is told of all the same.
OVERLAP = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of the thread, oldest first. `earlier` leads to what was before, sealed; empty: to nothing."""

    lines: Sequence[Line]
    earlier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A conversation as it is now, with its latest messages and events, newest first, and the lead's appointments."""

    conversation: Conversation
    messages: Sequence[InboxMessage]
    events: Sequence[ConversationEvent]
    appointments: LeadAppointments
    cursor: str | None
    now: datetime

    @property
    def is_window_open(self) -> bool:
        """Whether the contact may be written to freely."""
        closes = self.conversation.window_closes_at
        return closes is not None and self.now < closes

    @property
    def is_simulated(self) -> bool:
        """Whether the lead was invented to try ARI out."""
        return self.conversation.contact.phone.startswith(SIMULATED_PREFIX)

    @property
    def awaits_answer(self) -> bool:
        """Whether ARI would answer at once if it had the conversation."""
        last = self.messages[0] if self.messages else None
        return self.is_window_open and last is not None and last.direction == "inbound"

    @property
    def digest(self) -> str:
        """A mark that changes whenever something that the page shows does."""
        shown = (self.conversation, self.messages, self.events, self.appointments, self.is_window_open)
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


class ConversationReader:
    """Reads what pages show of one conversation, for one asker.

    Raises:
        NotFoundError: there is no such conversation, or it is not theirs to see.
    """

    def __init__(self, conversation_id: ConversationId, asker: Principal, *, now: datetime) -> None:
        self.conversation_id, self.asker, self._now = conversation_id, asker, now
        self._conversations: ConversationRepository = get_conversations()
        self.name_of = Naming()

    def read_present(self) -> Present:
        """Return the conversation with its newest messages and events, and the lead's appointments."""
        conversation = self._conversations.get(self.conversation_id, asker=self.asker)
        page = self._conversations.list_messages(self.conversation_id, asker=self.asker, limit=MESSAGES_SHOWN)
        since = page.messages[-1].created_at if page.cursor is not None and page.messages else None
        return Present(
            conversation=conversation,
            messages=page.messages,
            events=self._read_events(since, None),
            appointments=read_lead_appointments(
                conversation.contact.id, conversation.workspace_id, asker=self.asker, now=self._now
            ),
            cursor=page.cursor,
            now=self._now,
        )

    def read_workspace(self, conversation: Conversation) -> PortalWorkspace:
        """Return the workspace with what the asker may do there."""
        return get_workspaces().get(TicketWorkspaceId(conversation.workspace_id), asker=self.asker)

    @cached_property
    def _configs(self) -> dict[WorkspaceId, Config]:
        return {}

    def read_config(self, workspace_id: WorkspaceId) -> Config:
        """Return how ARI is set up in the workspace."""
        if workspace_id not in self._configs:
            self._configs[workspace_id] = get_settings().config(workspace_id, asker=self.asker)
        return self._configs[workspace_id]

    def speakers_of(self, conversation: Conversation) -> Speakers:
        """Return what the contact and ARI go by."""
        ari = self.read_config(conversation.workspace_id).bot_name
        return Speakers(contact=conversation.contact.display_name, ari=ari)

    def stretch_of(self, present: Present) -> Stretch:
        """Return the newest stretch of the thread."""
        lines = self._lines(present, present.messages, present.events)
        return Stretch(lines=lines, earlier=self._seal(present.cursor, present.messages))

    def read_earlier(self, sealed: str) -> Stretch:
        """Return the stretch before the one that the cursor came with, or raise BadCursorError."""
        until_ms, _bar, cursor = open_cursor(sealed, self._scope).partition("|")
        conversation = self._conversations.get(self.conversation_id, asker=self.asker)
        page = self._conversations.list_messages(
            self.conversation_id, asker=self.asker, cursor=cursor, limit=MESSAGES_SHOWN
        )
        until = datetime.fromtimestamp(int(until_ms) / 1000, self._now.tzinfo)
        since = page.messages[-1].created_at if page.cursor is not None and page.messages else None
        lines = build_thread(
            page.messages,
            self._read_events(since, until),
            speakers=self.speakers_of(conversation),
            name_of=self.name_of,
        )
        return Stretch(lines=lines, earlier=self._seal(page.cursor, page.messages))

    def news_of(self, present: Present, seen: datetime) -> list[Line]:
        """Return the lines that the page may not have: those from a little before what it has seen on."""
        since = seen - OVERLAP
        messages = [message for message in present.messages if message.created_at >= since]
        events = [event for event in present.events if event.created_at >= since]
        return build_thread(
            messages, events, speakers=self.speakers_of(present.conversation), name_of=self.name_of, after=seen
        )

    def read_insight(self, conversation: Conversation) -> Insight | None:
        """Return what ARI learned of the lead; None where it has not met them."""
        contact_id, workspace_id = conversation.contact.id, conversation.workspace_id
        record = self._conversations.find_ari_record(contact_id, workspace_id=workspace_id, asker=self.asker)
        if record is None:
            return None
        log = self._conversations.list_log(contact_id, workspace_id=workspace_id, asker=self.asker, limit=SCORE_ROWS)
        return insight_from(record, log.rows)

    def read_notes(self) -> Sequence[ContactNote]:
        """Return the latest notes on the contact."""
        return self._conversations.list_notes(self.conversation_id, asker=self.asker, limit=NOTES_SHOWN)

    def read_log(self, sealed: str) -> tuple[Sequence[LogRow], str]:
        """Return a page of ARI's log, newest first, and the sealed cursor of the older ones."""
        conversation = self._conversations.get(self.conversation_id, asker=self.asker)
        page = self._conversations.list_log(
            conversation.contact.id,
            workspace_id=conversation.workspace_id,
            asker=self.asker,
            cursor=open_cursor(sealed, self._log_scope) if sealed else None,
            limit=LOG_SHOWN,
        )
        return page.rows, seal_cursor(page.cursor, self._log_scope) if page.cursor else ""

    def read_assignees(self, conversation: Conversation, place: PortalWorkspace) -> list[Person]:
        """Return who can have the conversation: the members, the asker, and whoever has it; for who may act."""
        if not place.can_act:
            return []
        members = get_workspaces().list_requesters(place.id, asker=self.asker)
        own = Person(id=self.asker.user_id, full_name=self.asker.user_id.partition(":")[2])
        had = conversation.assignee
        people = [own, *(member.person for member in members)]
        people += [] if had is None else [Person(id=had.id, full_name=had.full_name, email=had.email)]
        return list({person.id: person for person in reversed(people)}.values())[::-1]

    def _lines(
        self, present: Present, messages: Sequence[InboxMessage], events: Sequence[ConversationEvent]
    ) -> list[Line]:
        speakers = self.speakers_of(present.conversation)
        return build_thread(messages, events, speakers=speakers, name_of=self.name_of)

    def _read_events(self, since: datetime | None, until: datetime | None) -> list[ConversationEvent]:
        """Return the events from `since` on and before `until`; pages are read until one reaches further back."""
        events: list[ConversationEvent] = []
        cursor: str | None = None
        while True:
            page = self._conversations.list_events(
                self.conversation_id, asker=self.asker, cursor=cursor, limit=EVENTS_PAGE
            )
            events.extend(page.events)
            cursor = page.cursor
            if cursor is None or (since is not None and events and events[-1].created_at < since):
                break
        return [
            event
            for event in events
            if (since is None or event.created_at >= since) and (until is None or event.created_at < until)
        ]

    def _seal(self, cursor: str | None, messages: Sequence[InboxMessage]) -> str:
        """Return the way to what was before: the cursor of the messages, and the moment that events come to."""
        if cursor is None or not messages:
            return ""
        until_ms = round(messages[-1].created_at.timestamp() * 1000)
        return seal_cursor(f"{until_ms}|{cursor}", self._scope)

    @property
    def _scope(self) -> bytes:
        return hashlib.sha256(f"thread\n{self.asker.user_id}\n{self.conversation_id}".encode()).digest()

    @property
    def _log_scope(self) -> bytes:
        return hashlib.sha256(f"log\n{self.asker.user_id}\n{self.conversation_id}".encode()).digest()
