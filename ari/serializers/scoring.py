"""Thresholds and weights, in and out."""

from rest_framework import serializers

from ari.answers import ChangeSerializer
from config.fields import MomentField, WholeNumberField
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


class SaveScoringSerializer(ChangeSerializer):
    """Some of the scoring config; what is not named keeps its present value.

    Of the whole, hot must be above warm, and the four weights add up to 100.
    """

    hot_threshold = WholeNumberField(min_value=1, max_value=100, required=False)
    warm_threshold = WholeNumberField(min_value=0, max_value=99, required=False)
    weight_basic = WholeNumberField(min_value=0, max_value=100, required=False)
    weight_qualification = WholeNumberField(min_value=0, max_value=100, required=False)
    weight_document = WholeNumberField(min_value=0, max_value=100, required=False)
    weight_engagement = WholeNumberField(min_value=0, max_value=100, required=False)
