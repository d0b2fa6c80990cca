"""The stages of the talk, in and out."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from ari.answers import ChangeSerializer, WriteSerializer
from ari.fields import TextField
from config.api import StrictSerializer
from config.fields import IdField, MomentField, StrictBooleanField
from config.serializers import Serializer, ThingSerializer

NAME_MAX_LENGTH, TEXT_MAX_LENGTH, SCRIPT_MAX_LENGTH = 100, 1_000, 5_000
# Twice as many as a workspace can have.
MAX_ORDERED = 100


class StageSerializer(ThingSerializer):
    """A stage. The defaults, which are not stored, have no `updated_at`."""

    id = serializers.CharField()
    name = serializers.CharField()
    goal = serializers.CharField()
    sample_script = serializers.CharField(allow_null=True)
    exit_criteria = serializers.CharField(allow_null=True)
    stage_order = serializers.IntegerField(help_text="From 0, without a gap.")
    is_active = serializers.BooleanField()
    updated_at = MomentField(allow_null=True)


class StageAnswer(Serializer):
    """One stage."""

    stage = StageSerializer()


@extend_schema_serializer(many=False)
class StageListAnswer(Serializer):
    """All stages in their order."""

    stages = StageSerializer(many=True)
    isDefault = serializers.BooleanField(  # noqa: N815 - the original's name.
        help_text="Nothing is stored yet; whoever changes one of these stores all of them."
    )
    updated_at = MomentField(allow_null=True, help_text="Send it as `expected_updated_at` of a reordering.")


class CreateStageSerializer(StrictSerializer):
    """A new stage, which stands behind the others."""

    name = TextField(NAME_MAX_LENGTH)
    goal = TextField(TEXT_MAX_LENGTH)
    sample_script = TextField(SCRIPT_MAX_LENGTH, required=False, allow_null=True)
    exit_criteria = TextField(TEXT_MAX_LENGTH, required=False, allow_null=True)
    is_active = StrictBooleanField(required=False)


class EditStageSerializer(ChangeSerializer):
    """Some of a stage; what is not named stays, null clears."""

    name = TextField(NAME_MAX_LENGTH, required=False)
    goal = TextField(TEXT_MAX_LENGTH, required=False)
    sample_script = TextField(SCRIPT_MAX_LENGTH, required=False, allow_null=True)
    exit_criteria = TextField(TEXT_MAX_LENGTH, required=False, allow_null=True)
    is_active = StrictBooleanField(required=False)


class ReorderSerializer(WriteSerializer):
    """The order of all stages."""

    stage_ids = serializers.ListField(
        child=IdField(), min_length=1, max_length=MAX_ORDERED, help_text="Every stage, once, in the order wanted."
    )

    def validate_stage_ids(self, ids: list[str]) -> list[str]:
        """Refuse a stage that is named twice: it can stand in one place only."""
        if len(set(ids)) < len(ids):
            raise ValidationError("Name each stage once.")
        return ids
