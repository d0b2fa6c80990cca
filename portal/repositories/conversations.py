"""The conversations of all workspaces, as staff of the support hub see them. Single ones are `ari.repositories`'s."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ari.documents import conversation_from
from ari.domain import ContactId
from ari.inbox import Conversation, ConversationFilter
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, Document, as_document, present
from config.identity.principal import Principal
from portal.domain import MatchCount, Span
from portal.repositories.consultations import span_args
from tickets.domain import WorkspaceId, WorkspaceRef


def get_portal_conversations() -> "PortalConversationRepository":
    """Return the conversations of the deployment that the settings name."""
    return PortalConversationRepository(get_client())


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRow:
    """A conversation with the workspace that it belongs to."""

    conversation: Conversation
    workspace: WorkspaceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRows:
    """Some conversations, and the way on. A page may be short, even empty, before the end."""

    rows: tuple[ConversationRow, ...]
    cursor: str | None


class MatchedBy(StrEnum):
    """By what a user and a contact are taken for one person."""

    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundConversation:
    """The conversation of one person. `matched_by` is None where the person is a contact themselves."""

    conversation: Conversation
    matched_by: MatchedBy | None


class PortalConversationRepository:
    """Lists and counts conversations across tenants.

    Raises everywhere: ForbiddenError for who is no staff of the hub, NotFoundError for a workspace that the asker may
    not see, and the errors of `config.convex.errors`.
    """

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_matching(
        self,
        wanted: ConversationFilter,
        *,
        workspaces: Sequence[WorkspaceId] = (),
        handed_off: Span | None = None,
        asker: Principal,
        cursor: str | None = None,
        limit: int = 25,
    ) -> ConversationRows:
        """Return a page of conversations, the latest message first; without workspaces, of all that the asker may see.

        With `handed_off` they are those that ARI last handed off in that time, the latest handoff first.
        A search has one page, and is refused where the asker holds more workspaces than it looks through.
        """
        names = ("status", "state", "temperature", "assigned_to", "unread", "search")
        filters: dict[str, Any] = present({name: getattr(wanted, name) for name in names})
        # Null asks for the conversations of nobody.
        filters |= {"assigned_to": None} if wanted.is_unassigned else {}
        optional = present({"cursor": cursor, "workspaces": list(workspaces) or None})
        optional |= span_args(handed_off, "handed_off_from", "handed_off_before") if handed_off else {}
        args: Args = {"actor": asker.as_actor(), "limit": limit, **filters, **optional}
        answer = as_document(self._convex.query("portal:listConversations", args))
        return ConversationRows(rows=tuple(_row_from(row) for row in answer["rows"]), cursor=answer.get("cursor"))

    def count_unread(self, workspaces: Sequence[WorkspaceId], *, asker: Principal) -> Mapping[WorkspaceId, MatchCount]:
        """Return how many conversations of each workspace, at most 100 of them, have messages that nobody read."""
        args: Args = {"actor": asker.as_actor(), "workspaces": list(workspaces)}
        answer = as_document(self._convex.query("portal:countUnread", args))
        return {
            WorkspaceId(count["workspace_id"]): MatchCount(count=int(count["unread"]), is_exact=bool(count["is_exact"]))
            for count in answer["counts"]
        }

    def find_of_contact(
        self, contact_id: ContactId, workspace_id: WorkspaceId, *, asker: Principal
    ) -> Conversation | None:
        """Return the conversation of a contact of the workspace; None: there is none."""
        found = self._find(workspace_id, asker, {"contact_id": contact_id})
        return None if found is None else found.conversation

    def find_of_user(self, user_id: str, workspace_id: WorkspaceId, *, asker: Principal) -> FoundConversation | None:
        """Return the conversation of the contact of the workspace whom the user is taken for; None: there is none.

        They are one person where the contact has the number of the user's profile, else the e-mail address.
        """
        return self._find(workspace_id, asker, {"user_id": user_id})

    def _find(self, workspace_id: WorkspaceId, asker: Principal, whose: Args) -> FoundConversation | None:
        args: Args = {"actor": asker.as_actor(), "workspace_id": workspace_id, **whose}
        answer = as_document(self._convex.query("portal:findConversation", args))
        document = answer.get("conversation")
        if document is None:
            return None
        way = answer.get("matched_by")
        return FoundConversation(conversation=conversation_from(document), matched_by=MatchedBy(way) if way else None)


def _row_from(document: Document) -> ConversationRow:
    place = document["workspace"]
    return ConversationRow(
        conversation=conversation_from(document["conversation"]),
        workspace=WorkspaceRef(id=WorkspaceId(place["id"]), name=place["name"], slug=place["slug"]),
    )
