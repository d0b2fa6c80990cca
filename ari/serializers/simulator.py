"""The simulator, in and out."""

from rest_framework import serializers

from ari.domain import State
from ari.inbox import CommitOutcome, Silence
from ari.serializers.conversations import DocumentsSerializer, KnownFactSerializer, ScoreSerializer
from config.api import StrictSerializer
from config.fields import MomentField, StrictTextField
from config.serializers import Serializer, ThingSerializer

LEAD_MAX_LENGTH = 50
# WhatsApp's own limit.
TEXT_MAX_LENGTH = 4_096
OUTCOMES = sorted({outcome.value for outcome in (*CommitOutcome, *Silence)})


class SimulateSerializer(StrictSerializer):
    """A message of a lead who does not exist."""

    text = StrictTextField(max_length=TEXT_MAX_LENGTH)
    lead = StrictTextField(
        max_length=LEAD_MAX_LENGTH,
        required=False,
        help_text="Any name that tells your simulated leads apart; a new one begins a new talk.",
    )
    profile_name = StrictTextField(max_length=200, required=False, help_text="Of the lead's WhatsApp profile.")


class SimulatedReplySerializer(ThingSerializer):
    """A message that ARI would send."""

    text = serializers.CharField()
    source = serializers.CharField(  # type: ignore[assignment]  # Shadows the own property of fields on purpose.
        help_text="Who worded it: a model, or `script`."
    )


class ModelCallSerializer(ThingSerializer):
    """A call of a model. Costs are millionths of a US dollar."""

    model = serializers.CharField()
    outcome = serializers.CharField()
    latency_ms = serializers.IntegerField()
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    cost_micros = serializers.IntegerField()


class HandoffSerializer(ThingSerializer):
    """That ARI gives the conversation to a human."""

    reason = serializers.CharField()
    summary = serializers.CharField()
    tag = serializers.CharField(allow_null=True)
    note_type = serializers.CharField()
    due_at = MomentField(allow_null=True)


class DecisionSerializer(ThingSerializer):
    """What ARI decided in the turn, and why."""

    replies = SimulatedReplySerializer(source="decision.replies", many=True)
    silence = serializers.CharField(
        source="decision.silence", allow_null=True, help_text="Why there is no reply, where there is none."
    )
    state = serializers.ChoiceField(source="decision.state", choices=list(State))
    score = ScoreSerializer(source="decision.score", allow_null=True)
    facts = KnownFactSerializer(many=True)
    documents = DocumentsSerializer()
    pending = serializers.CharField(allow_null=True)
    lead_status = serializers.CharField(source="decision.lead_status", allow_null=True)
    handoff = HandoffSerializer(source="decision.handoff", allow_null=True)
    model = serializers.CharField(source="decision.model", allow_null=True)
    model_calls = ModelCallSerializer(source="decision.model_calls", many=True)
    cited_entries = serializers.ListField(source="decision.cited_entries", child=serializers.CharField())
    trace = serializers.ListField(
        source="decision.trace",
        child=serializers.DictField(),
        help_text="What each step saw and decided, in their order.",
    )


class SimulatedAnswer(Serializer):
    """What ARI did. Where it does not come to a turn, `outcome` says why and `turn` is null."""

    conversation_id = serializers.CharField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    turn = DecisionSerializer(allow_null=True)
