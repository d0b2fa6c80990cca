"""Thresholds and weights, in and out."""

from typing import Any

from rest_framework import serializers

from ari.answers import ChangeSerializer
from ari.domain import Document, Field
from ari.serializers.conversations import ScoreSerializer
from config.api import StrictSerializer
from config.fields import MomentField, NumberField, StrictBooleanField, WholeNumberField
from config.serializers import Serializer, ThingSerializer


class ScoringSerializer(ThingSerializer):
    """From which score on a lead is hot or warm, and how much each part of the score weighs."""

    hot_threshold = serializers.IntegerField(source="config.hot_threshold")
    warm_threshold = serializers.IntegerField(source="config.warm_threshold")
    weight_basic = serializers.IntegerField(source="config.weight_basic")
    weight_qualification = serializers.IntegerField(source="config.weight_qualification")
    weight_document = serializers.IntegerField(source="config.weight_document")
    weight_engagement = serializers.IntegerField(source="config.weight_engagement")
    updated_at = MomentField(allow_null=True)


class ScoringAnswer(Serializer):
    """The scoring config."""

    config = ScoringSerializer()
    isDefault = serializers.BooleanField(help_text="Nobody has saved it yet.")  # noqa: N815 - the original's name.


class WeighingSerializer(StrictSerializer):
    """Thresholds and weights, any of them."""

    hot_threshold = WholeNumberField(min_value=1, max_value=100, required=False)
    warm_threshold = WholeNumberField(min_value=0, max_value=99, required=False)
    weight_basic = WholeNumberField(min_value=0, max_value=100, required=False)
    weight_qualification = WholeNumberField(min_value=0, max_value=100, required=False)
    weight_document = WholeNumberField(min_value=0, max_value=100, required=False)
    weight_engagement = WholeNumberField(min_value=0, max_value=100, required=False)


class SaveScoringSerializer(ChangeSerializer, WeighingSerializer):
    """Some of the scoring config; what is not named keeps its present value.

    Of the whole, hot must be above warm, and the four weights add up to 100.
    """


class SampleFactsSerializer(StrictSerializer):
    """What is known of a lead. Each value may be written as a lead would, or in the form of its field."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return a field for each thing that ARI wants to know."""
        return {field.value: serializers.JSONField(required=False) for field in Field}


class SampleDocumentsSerializer(StrictSerializer):
    """Which papers the lead has."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return a field for each document."""
        return {document.value: StrictBooleanField(required=False) for document in Document}


class PreviewSerializer(StrictSerializer):
    """A lead, and what would be changed in the scoring config."""

    facts = SampleFactsSerializer(required=False)
    documents = SampleDocumentsSerializer(required=False)
    engagement = NumberField(min_value=0, max_value=10, required=False)
    changes = WeighingSerializer(required=False)


class PreviewAnswer(Serializer):
    """The score by the present config, and by the changed one."""

    current = ScoreSerializer()
    preview = ScoreSerializer()
