"""How the models do beside each other, and what of a day's budget is used up."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from ari.answers import WorkspaceQuerySerializer
from config.fields import MomentField
from config.serializers import Serializer, ThingSerializer


class ModelMonthSerializer(ThingSerializer):
    """What a model did in a calendar month of the workspace's zone. Costs are millionths of a US dollar."""

    id = serializers.CharField()
    ai_model = serializers.CharField()
    conversation_count = serializers.IntegerField(help_text="Conversations in which it was called.")
    conversion_count = serializers.IntegerField(
        help_text="Of those it talked in last: handed over as a hot lead, or with a consultation booked."
    )
    call_count = serializers.IntegerField()
    answered_count = serializers.IntegerField()
    avg_response_time_ms = serializers.FloatField(allow_null=True, help_text="Of the calls that were answered.")
    total_tokens_used = serializers.IntegerField()
    cost_micros = serializers.IntegerField()
    satisfaction_score = serializers.FloatField(allow_null=True)
    period_start = MomentField(allow_null=True)
    period_end = MomentField(allow_null=True)
    updated_at = MomentField()


@extend_schema_serializer(many=False)
class ComparisonAnswer(Serializer):
    """A row for each model and month, the newest month first."""

    comparison = ModelMonthSerializer(many=True)


class ComparisonQuerySerializer(WorkspaceQuerySerializer):
    """Which rows."""

    model = serializers.CharField(source="ai_model", required=False, max_length=100)
    since = MomentField(required=False, help_text="Only months that begin then or later.")


class BudgetSerializer(ThingSerializer):
    """What of a day's budget is used up, in millionths of a US dollar."""

    day = serializers.DateField()
    budget_micros = serializers.IntegerField(allow_null=True, help_text="Null: there is no limit.")
    spent_micros = serializers.IntegerField()
    reserved_micros = serializers.IntegerField(help_text="For calls that are being made.")
    lost_micros = serializers.IntegerField(help_text="Reserved for calls of which nobody told what they did cost.")


class BudgetAnswer(Serializer):
    """One day."""

    budget = BudgetSerializer()


class BudgetQuerySerializer(WorkspaceQuerySerializer):
    """Which day."""

    day = serializers.DateField(required=False, help_text="Today where the workspace is, unless given.")
