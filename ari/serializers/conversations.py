"""Conversations with leads, in and out."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from ari.answers import PageQuerySerializer
from ari.domain import Document, State, Temperature
from ari.inbox import DeliveryStatus
from config.api import StrictSerializer
from config.fields import (
    ID_MAX_LENGTH,
    IdField,
    MomentField,
    StrictChoiceField,
    StrictTextField,
    TextBooleanField,
)
from config.paging import DEFAULT_LIMIT, MAX_LIMIT
from config.serializers import PageSerializer, PersonSerializer, Serializer, ThingSerializer

# WhatsApp's own limit.
MESSAGE_MAX_LENGTH = 4_096
REASON_MAX_LENGTH = 2_000
STATUSES = ("open", "handover", "closed", "snoozed")
LEAD_STATUSES = ("new", "prospect", "cold_lead", "hot_lead", "client", "student", "alumni", "lost")


class ContactSummarySerializer(ThingSerializer):
    """A contact."""

    id = serializers.CharField()
    phone = serializers.CharField(help_text="E.164 where the number could be read.")
    name = serializers.CharField(allow_null=True)
    profile_name = serializers.CharField(allow_null=True)
    display_name = serializers.CharField(help_text="The name, the profile's, else the number.")
    email = serializers.CharField(allow_null=True)
    lead_score = serializers.IntegerField()
    lead_status = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    opted_out_at = MomentField(allow_null=True, help_text="Set while the person wants no messages.")


class ConversationSerializer(ThingSerializer):
    """A conversation. While its status is `handover` a human has it, and ARI is silent."""

    id = serializers.CharField()
    workspace_id = serializers.CharField()
    contact = ContactSummarySerializer()
    status = serializers.CharField(help_text="open, handover, closed, snoozed; migrated ones may have another.")
    state = serializers.CharField(allow_null=True, help_text="Where ARI stands with the lead.")
    temperature = serializers.CharField(allow_null=True)
    assignee = PersonSerializer(allow_null=True)
    unread_count = serializers.IntegerField()
    last_message_at = MomentField(allow_null=True)
    last_message_preview = serializers.CharField(allow_null=True)
    last_inbound_at = MomentField(allow_null=True)
    created_at = MomentField()
    updated_at = MomentField()


class ConversationDetailSerializer(ConversationSerializer):
    """A conversation with what lists leave out."""

    window_closes_at = MomentField(
        allow_null=True, help_text="Until then the contact may be written to freely; null: they never wrote."
    )
    handoff_at = MomentField(allow_null=True)
    handoff_reason = serializers.CharField(allow_null=True)


class KnownFactSerializer(ThingSerializer):
    """One thing known of the lead."""

    name = serializers.CharField(help_text="Of the field: country, budget, …")
    value = serializers.JSONField(help_text="In the form of its field: a text, or an object for budget and the like.")
    text = serializers.CharField(help_text="The value as people read it, in Indonesian.")
    words = serializers.CharField(help_text="What was written.")
    source = serializers.CharField(  # type: ignore[assignment]  # Shadows the own property of fields on purpose.
        help_text="staff, chat, form, profile or model."
    )


class ScoreSerializer(ThingSerializer):
    """A score with its parts and its reasons, in Indonesian."""

    total = serializers.IntegerField()
    temperature = serializers.ChoiceField(choices=list(Temperature))
    basic = serializers.FloatField()
    qualification = serializers.FloatField()
    document = serializers.FloatField()
    engagement = serializers.FloatField()
    reasons = serializers.ListField(child=serializers.CharField())


class DatedScoreSerializer(ScoreSerializer):
    """The last score."""

    scored_at = MomentField()


class DocumentsSerializer(Serializer):
    """Which papers the lead has; null: not asked, or not answered."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return a field for each document."""
        return {document.value: serializers.BooleanField(allow_null=True) for document in Document}


class InsightSerializer(ThingSerializer):
    """What ARI learned of the lead, and where it stands."""

    state = serializers.ChoiceField(choices=list(State))
    state_entered_at = MomentField(allow_null=True)
    lead_score = serializers.IntegerField()
    temperature = serializers.CharField(allow_null=True)
    score = DatedScoreSerializer(allow_null=True)
    facts = KnownFactSerializer(many=True)
    documents = DocumentsSerializer()
    pending = serializers.CharField(allow_null=True, help_text="What ARI asked last and got no answer to yet.")
    declined = serializers.ListField(child=serializers.CharField(), help_text="What the lead refused to tell.")
    language = serializers.CharField()
    model = serializers.CharField(allow_null=True)
    handoff_at = MomentField(allow_null=True)
    handoff_reason = serializers.CharField(allow_null=True)
    last_ai_message_at = MomentField(allow_null=True)


class MessageSerializer(ThingSerializer):
    """A message."""

    id = serializers.CharField()
    conversation_id = serializers.CharField()
    direction = serializers.CharField(help_text="inbound or outbound.")
    sender_type = serializers.CharField(help_text="contact, bot or user.")
    sender = PersonSerializer(allow_null=True)
    text = serializers.CharField(allow_null=True)
    kind = serializers.CharField(help_text="WhatsApp's type: text, image, button, …")
    metadata = serializers.JSONField()
    delivery_status = serializers.ChoiceField(choices=list(DeliveryStatus), allow_null=True)
    delivery_error = serializers.CharField(allow_null=True)
    created_at = MomentField()


class EventSerializer(ThingSerializer):
    """Something that happened to the conversation beside its messages."""

    id = serializers.CharField()
    event = serializers.CharField()
    by = PersonSerializer(help_text="A user, `ari` or `contact`.")
    reason = serializers.CharField(allow_null=True)
    value = serializers.CharField(allow_null=True)
    created_at = MomentField()


class LogRowSerializer(ThingSerializer):
    """A row of ARI's log. `metadata` of the first reply of a turn tells what the steps saw, and why they decided so."""

    id = serializers.CharField()
    role = serializers.CharField(help_text="user, assistant, or system for a turn in which ARI said nothing.")
    content = serializers.CharField()
    model = serializers.CharField(allow_null=True)
    tokens_used = serializers.IntegerField(allow_null=True)
    response_time_ms = serializers.IntegerField(allow_null=True)
    metadata = serializers.JSONField()
    created_at = MomentField()


@extend_schema_serializer(many=False)
class ConversationListAnswer(PageSerializer):
    """A page of conversations, the one with the latest message first. It may be short while there is a next one."""

    conversations = ConversationSerializer(many=True)


class ConversationAnswer(Serializer):
    """One conversation."""

    conversation = ConversationDetailSerializer()


class InsightAnswer(ConversationAnswer):
    """One conversation, and what ARI learned of the lead; null where it has not met them."""

    ari = InsightSerializer(allow_null=True)


class MessageListAnswer(PageSerializer):
    """A page of messages, newest first."""

    messages = MessageSerializer(many=True)


class EventListAnswer(PageSerializer):
    """A page of what happened, newest first."""

    events = EventSerializer(many=True)


class LogAnswer(PageSerializer):
    """A page of ARI's log, newest first."""

    log = LogRowSerializer(many=True)


class SentAnswer(ConversationAnswer):
    """The message on its way, and the conversation, which is the sender's now."""

    message = MessageSerializer()


class ConversationQuerySerializer(PageQuerySerializer):
    """Which conversations."""

    status = StrictChoiceField(choices=STATUSES, required=False)
    state = StrictChoiceField(choices=list(State), required=False)
    temperature = StrictChoiceField(choices=list(Temperature), required=False)
    assignee = serializers.CharField(
        required=False, max_length=ID_MAX_LENGTH, help_text="`me`, `none`, or the id of a user."
    )
    unread = TextBooleanField(required=False)
    search = serializers.CharField(
        required=False,
        max_length=100,
        help_text="Words of the name, or the beginning of the number; has one page, the best.",
    )


class ThreadPageSerializer(StrictSerializer):
    """Which page of what belongs to a conversation."""

    cursor = serializers.CharField(required=False, allow_blank=True, help_text="`next_cursor` of the page before.")
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_LIMIT, help_text=f"{DEFAULT_LIMIT} unless given."
    )


class NothingSerializer(StrictSerializer):
    """No fields: what is wanted, the address says."""


class ReasonSerializer(StrictSerializer):
    """Why, for the colleagues."""

    reason = StrictTextField(required=False, allow_blank=True, max_length=REASON_MAX_LENGTH)


class TemplateSerializer(StrictSerializer):
    """A template that WhatsApp approved. `components` fill its variables, in the shape of Meta's API."""

    name = StrictTextField(max_length=512)
    language = StrictTextField(max_length=15, required=False)
    components = serializers.ListField(child=serializers.DictField(), max_length=10, required=False)


class SendSerializer(StrictSerializer):
    """A message to the lead."""

    text = StrictTextField(
        max_length=MESSAGE_MAX_LENGTH, help_text="What is sent; with a template, what staff see in its place."
    )
    template = TemplateSerializer(
        required=False, help_text="Outside the 24 hours after the lead's last message nothing else may be sent."
    )


class AssignSerializer(StrictSerializer):
    """Who has the conversation."""

    assignee = IdField(allow_null=True, help_text="A member's id; null takes it from whoever has it.")


class LeadStatusSerializer(StrictSerializer):
    """What the lead is."""

    lead_status = StrictChoiceField(
        choices=LEAD_STATUSES, help_text="ARI may raise it from there, and never lowers it."
    )


class StateSerializer(ReasonSerializer):
    """Where ARI stands."""

    state = StrictChoiceField(choices=list(State))


class StateAnswer(Serializer):
    """Where ARI stands now."""

    state = serializers.ChoiceField(choices=list(State))
