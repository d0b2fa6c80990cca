"""`/api/ari/conversations/`: reading conversations with leads, taking them over, writing, handing them back."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ari.answers import AriApiView
from ari.domain import ConversationId, State, WorkspaceId
from ari.inbox import Conversation, ConversationFilter, Template
from ari.insight import Insight, insight_from
from ari.repositories.conversations import ConversationRepository, get_conversations
from ari.serializers.conversations import (
    AssignSerializer,
    ConversationAnswer,
    ConversationDetailSerializer,
    ConversationListAnswer,
    ConversationQuerySerializer,
    ConversationSerializer,
    EventListAnswer,
    EventSerializer,
    InsightAnswer,
    InsightSerializer,
    LeadStatusSerializer,
    LogAnswer,
    LogRowSerializer,
    MessageListAnswer,
    MessageSerializer,
    NothingSerializer,
    ReasonSerializer,
    SendSerializer,
    SentAnswer,
    StateAnswer,
    StateSerializer,
    ThreadPageSerializer,
)
from config.authentication import principal_of
from config.idempotency import read_idempotency
from config.identity.principal import Principal
from config.paging import PageRequest, read_page_request
from config.viewsets import read_body, read_query, show_all

# Rows of the log among which the latest score is looked for: a turn writes one for each message of its burst.
SCORE_ROWS = 100


def filter_from(query: dict[str, Any], user_id: str) -> ConversationFilter:
    """Return the filter that a validated query string means for this user; `me` is them, `none` is nobody."""
    names = ("status", "state", "temperature", "unread", "search")
    assignee = query.get("assignee")
    return ConversationFilter(
        **{name: query.get(name) for name in names},
        assigned_to=user_id if assignee == "me" else None if assignee == "none" else assignee,
        is_unassigned=assignee == "none",
    )


class ConversationViewSet(AriApiView):
    """The conversations of a workspace with its leads."""

    @property
    def conversations(self) -> ConversationRepository:
        """The conversations in Convex."""
        return get_conversations()

    @extend_schema(
        operation_id="ari_conversations_list",
        summary="List conversations",
        description="The one with the latest message first.",
        parameters=[ConversationQuerySerializer],
        responses={200: ConversationListAnswer},
    )
    def list(self, request: Request) -> Response:
        """Answer a page of conversations."""
        asker = principal_of(request)
        query = read_query(ConversationQuerySerializer, request)
        wanted = filter_from(query, asker.user_id)
        workspace_id = WorkspaceId(query["workspace_id"])
        page = read_page_request(request, question={"asker": asker.user_id, "in": workspace_id, "wanted": wanted})
        found = self.conversations.list_for_workspace(
            workspace_id, wanted, asker=asker, cursor=page.cursor, limit=page.limit
        )
        return Response(page.body("conversations", show_all(ConversationSerializer, found.conversations), found.cursor))

    @extend_schema(
        operation_id="ari_conversations_retrieve",
        summary="Show a conversation and what ARI learned of the lead",
        responses={200: InsightAnswer},
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Answer one conversation with ARI's state, facts, score and reasons."""
        asker = principal_of(request)
        conversation = self.conversations.get(ConversationId(pk), asker=asker)
        insight = self._insight_of(conversation, asker)
        return Response({**shown(conversation), "ari": None if insight is None else InsightSerializer(insight).data})

    def _insight_of(self, conversation: Conversation, asker: Principal) -> Insight | None:
        contact_id, workspace_id = conversation.contact.id, conversation.workspace_id
        record = self.conversations.find_ari_record(contact_id, workspace_id=workspace_id, asker=asker)
        if record is None:
            return None
        log = self.conversations.list_log(contact_id, workspace_id=workspace_id, asker=asker, limit=SCORE_ROWS)
        return insight_from(record, log.rows)

    @extend_schema(
        operation_id="ari_conversations_messages",
        summary="Show the messages",
        parameters=[ThreadPageSerializer],
        responses={200: MessageListAnswer},
    )
    @action(detail=True, methods=["get"])
    def messages(self, request: Request, pk: str) -> Response:
        """Answer a page of messages, newest first."""
        page = read_thread_page(request, "messages", pk)
        found = self.conversations.list_messages(
            ConversationId(pk), asker=principal_of(request), cursor=page.cursor, limit=page.limit
        )
        return Response(page.body("messages", show_all(MessageSerializer, found.messages), found.cursor))

    @extend_schema(
        operation_id="ari_conversations_send",
        summary="Write to the lead",
        description="Takes the conversation over: ARI and a person do not talk at once. Later than 24 hours after the "
        "lead's last message only a template may be sent (409 `outside_service_window`).",
        request=SendSerializer,
        responses={201: SentAnswer},
    )
    @messages.mapping.post
    def send(self, request: Request, pk: str) -> Response:
        """Queue a message."""
        actor = principal_of(request)
        body = read_body(SendSerializer, request)
        message, conversation = self.conversations.send(
            ConversationId(pk),
            body["text"],
            actor=actor,
            template=template_from(body.get("template")),
            key=read_idempotency(request),
        )
        answer = {"message": MessageSerializer(message).data, **shown(conversation)}
        return Response(answer, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="ari_conversations_events",
        summary="Show what happened beside the messages",
        parameters=[ThreadPageSerializer],
        responses={200: EventListAnswer},
    )
    @action(detail=True, methods=["get"])
    def events(self, request: Request, pk: str) -> Response:
        """Answer a page of what happened, newest first."""
        page = read_thread_page(request, "events", pk)
        found = self.conversations.list_events(
            ConversationId(pk), asker=principal_of(request), cursor=page.cursor, limit=page.limit
        )
        return Response(page.body("events", show_all(EventSerializer, found.events), found.cursor))

    @extend_schema(
        operation_id="ari_conversations_log",
        summary="Show ARI's log: what it said, by which model, and why",
        parameters=[ThreadPageSerializer],
        responses={200: LogAnswer},
    )
    @action(detail=True, methods=["get"])
    def log(self, request: Request, pk: str) -> Response:
        """Answer a page of ARI's log, newest first."""
        page = read_thread_page(request, "log", pk)
        asker = principal_of(request)
        conversation = self.conversations.get(ConversationId(pk), asker=asker)
        found = self.conversations.list_log(
            conversation.contact.id,
            workspace_id=conversation.workspace_id,
            asker=asker,
            cursor=page.cursor,
            limit=page.limit,
        )
        return Response(page.body("log", show_all(LogRowSerializer, found.rows), found.cursor))

    @extend_schema(
        operation_id="ari_conversations_take_over",
        summary="Take the conversation over",
        description="ARI is silent at once; what it queued and has not left is called back.",
        request=ReasonSerializer,
        responses={200: ConversationAnswer},
    )
    @action(detail=True, methods=["post"], url_path="take-over")
    def take_over(self, request: Request, pk: str) -> Response:
        """Give the conversation to the caller."""
        actor, reason = principal_of(request), read_reason(request)
        conversation = self.conversations.take_over(
            ConversationId(pk), actor=actor, reason=reason, key=read_idempotency(request)
        )
        return Response(shown(conversation))

    @extend_schema(
        operation_id="ari_conversations_hand_back",
        summary="Give the conversation back to ARI",
        description="ARI answers what nobody answered within the last day.",
        request=ReasonSerializer,
        responses={200: ConversationAnswer},
    )
    @action(detail=True, methods=["post"], url_path="hand-back")
    def hand_back(self, request: Request, pk: str) -> Response:
        """Let ARI speak again."""
        actor, reason = principal_of(request), read_reason(request)
        conversation = self.conversations.hand_back(
            ConversationId(pk), actor=actor, reason=reason, key=read_idempotency(request)
        )
        return Response(shown(conversation))

    @extend_schema(
        operation_id="ari_conversations_read",
        summary="Note that the messages were read",
        request=NothingSerializer,
        responses={200: ConversationAnswer},
    )
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str) -> Response:
        """Take the count of unread messages away."""
        actor = principal_of(request)
        read_body(NothingSerializer, request)
        conversation = self.conversations.mark_read(ConversationId(pk), actor=actor, key=read_idempotency(request))
        return Response(shown(conversation))

    @extend_schema(
        operation_id="ari_conversations_assign",
        summary="Give the conversation to a member, or to nobody",
        description="Whether ARI speaks does not change.",
        request=AssignSerializer,
        responses={200: ConversationAnswer},
    )
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: str) -> Response:
        """Assign the conversation."""
        actor = principal_of(request)
        assignee = read_body(AssignSerializer, request)["assignee"]
        conversation = self.conversations.assign(
            ConversationId(pk), assignee, actor=actor, key=read_idempotency(request)
        )
        return Response(shown(conversation))

    @extend_schema(
        operation_id="ari_conversations_close",
        summary="Put the conversation away until the lead writes again",
        request=ReasonSerializer,
        responses={200: ConversationAnswer},
    )
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Close the conversation."""
        actor, reason = principal_of(request), read_reason(request)
        conversation = self.conversations.close(
            ConversationId(pk), actor=actor, reason=reason, key=read_idempotency(request)
        )
        return Response(shown(conversation))

    @extend_schema(
        operation_id="ari_conversations_lead_status",
        summary="Say what the lead is",
        request=LeadStatusSerializer,
        responses={200: ConversationAnswer},
    )
    @action(detail=True, methods=["post"], url_path="lead-status")
    def lead_status(self, request: Request, pk: str) -> Response:
        """Set the lead status, in a human's name."""
        actor = principal_of(request)
        lead_status = read_body(LeadStatusSerializer, request)["lead_status"]
        conversation = self.conversations.set_lead_status(
            ConversationId(pk), lead_status, actor=actor, key=read_idempotency(request)
        )
        return Response(shown(conversation))

    @extend_schema(
        operation_id="ari_conversations_state",
        summary="Put ARI into a state",
        description="For people who know better. What ARI was about to say in the old one is not said.",
        request=StateSerializer,
        responses={200: StateAnswer},
    )
    @action(detail=True, methods=["post"])
    def state(self, request: Request, pk: str) -> Response:
        """Set ARI's state."""
        actor = principal_of(request)
        body = read_body(StateSerializer, request)
        state = self.conversations.set_state(
            ConversationId(pk),
            State(body["state"]),
            actor=actor,
            reason=body.get("reason") or None,
            key=read_idempotency(request),
        )
        return Response({"state": state})


def shown(conversation: Conversation) -> dict[str, Any]:
    """Return the conversation as answers show it."""
    return {"conversation": ConversationDetailSerializer(conversation).data}


def template_from(values: dict[str, Any] | None) -> Template | None:
    """Return the template that a body names."""
    if values is None:
        return None
    return Template(**{**values, "components": tuple(values.get("components", ()))})


def read_reason(request: Request) -> str | None:
    """Return why, None where nothing was said."""
    return read_body(ReasonSerializer, request).get("reason") or None


def read_thread_page(request: Request, what: str, conversation_id: str) -> PageRequest:
    """Read the page of a list that belongs to a conversation."""
    asker = principal_of(request)
    read_query(ThreadPageSerializer, request)
    return read_page_request(request, question={"asker": asker.user_id, what: conversation_id})
