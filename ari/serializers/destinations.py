"""Destinations, in and out."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from ari.answers import ChangeSerializer, PageQuerySerializer
from ari.fields import TextField
from config.api import StrictSerializer
from config.fields import MomentField, NumberField, StrictBooleanField, TextBooleanField, WholeNumberField
from config.serializers import PageSerializer, Serializer, ThingSerializer

MAX_RUPIAH = 100_000_000_000
MAX_PROGRAMS = 50


class RequirementsSerializer(ThingSerializer):
    """What a university asks for. Money is in whole rupiah a year."""

    ielts_min = serializers.FloatField(allow_null=True)
    gpa_min = serializers.FloatField(allow_null=True)
    budget_min = serializers.FloatField(allow_null=True)
    budget_max = serializers.FloatField(allow_null=True)
    deadline = serializers.CharField(allow_null=True)

    def to_representation(self, instance: Mapping[str, Any]) -> dict[str, Any]:
        """Return the known requirements. A migrated one of another type is left out rather than shown as a number."""
        numbers = {
            name: number_or_none(instance.get(name)) for name in ("ielts_min", "gpa_min", "budget_min", "budget_max")
        }
        deadline = instance.get("deadline")
        return {**numbers, "deadline": deadline if isinstance(deadline, str) else None}


def number_or_none(value: object) -> float | None:
    """Return the number, None for what is none."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


class DestinationSerializer(ThingSerializer):
    """A university that the workspace sends students to."""

    id = serializers.CharField(source="destination.id")
    country = serializers.CharField(source="destination.country")
    city = serializers.CharField(source="destination.city", allow_null=True)
    university_name = serializers.CharField(source="destination.university_name")
    requirements = RequirementsSerializer(source="destination.requirements")
    programs = serializers.ListField(source="destination.programs", child=serializers.CharField())
    is_promoted = serializers.BooleanField(source="destination.is_promoted")
    priority = serializers.IntegerField(source="destination.priority", help_text="The highest comes first.")
    notes = serializers.CharField(source="destination.notes", allow_null=True)
    created_at = MomentField()
    updated_at = MomentField()


class DestinationAnswer(Serializer):
    """One destination."""

    destination = DestinationSerializer()


@extend_schema_serializer(many=False)
class DestinationListAnswer(PageSerializer):
    """A page of destinations: promoted ones first, then by priority. It may be short while there is a next one."""

    destinations = DestinationSerializer(many=True)


class DestinationQuerySerializer(PageQuerySerializer):
    """Which destinations."""

    country = serializers.CharField(required=False, max_length=100, help_text="In any case of letters.")
    promoted = TextBooleanField(source="is_promoted", required=False)


class SaveRequirementsSerializer(StrictSerializer):
    """Some of the requirements; what is not named stays, null clears."""

    ielts_min = NumberField(min_value=0, max_value=9, required=False, allow_null=True, help_text="In half bands.")
    gpa_min = NumberField(min_value=0, max_value=100, required=False, allow_null=True, help_text="On any scale.")
    budget_min = WholeNumberField(min_value=0, max_value=MAX_RUPIAH, required=False, allow_null=True)
    budget_max = WholeNumberField(min_value=0, max_value=MAX_RUPIAH, required=False, allow_null=True)
    deadline = TextField(100, required=False, allow_null=True)


class ProgramsField(serializers.ListField):
    """The programmes of a university, each once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=TextField(100), max_length=MAX_PROGRAMS, **kwargs)


class CreateDestinationSerializer(StrictSerializer):
    """A new destination. Country, city and university together must be free."""

    country = TextField(100)
    city = TextField(100, required=False, allow_null=True)
    university_name = TextField(255)
    requirements = SaveRequirementsSerializer(required=False)
    programs = ProgramsField(required=False)
    is_promoted = StrictBooleanField(required=False)
    priority = WholeNumberField(min_value=-1_000, max_value=1_000, required=False)
    notes = TextField(2_000, required=False, allow_null=True)


class EditDestinationSerializer(ChangeSerializer):
    """Some of a destination; what is not named stays, null clears."""

    country = TextField(100, required=False)
    city = TextField(100, required=False, allow_null=True)
    university_name = TextField(255, required=False)
    requirements = SaveRequirementsSerializer(required=False)
    programs = ProgramsField(required=False)
    is_promoted = StrictBooleanField(required=False)
    priority = WholeNumberField(min_value=-1_000, max_value=1_000, required=False)
    notes = TextField(2_000, required=False, allow_null=True)
