"""Weekly slots, in and out."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from ari.answers import ChangeSerializer
from config.api import StrictSerializer
from config.fields import IdField, MomentField, StrictBooleanField, StrictTextField, WholeNumberField
from config.serializers import PersonSerializer, Serializer, ThingSerializer

MAX_WINDOW_DAYS, MAX_CAPACITY, DAY_MINUTES = 365, 1_000, 1_440
WEEKDAY_HELP = "0 is Sunday."
CONSULTANT_HELP = "A member of the workspace; null: nobody's hours, which are given to whoever has the least to do."
CAPACITY_HELP = (
    "Of nobody's hours: how many consultations run at a time. Of a consultant's: how many leads share a session."
)


@extend_schema_field({"type": "string", "pattern": r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", "example": "09:00"})
class TimeOfDayField(StrictTextField):
    """A time of day as "HH:MM"; "24:00" ends a day."""

    default_error_messages: ClassVar = {"invalid_time": 'Must be a time of day as "HH:MM".'}

    def to_internal_value(self, data: Any) -> str:
        """Return the time as it is written; whether it makes sense beside others, Convex knows."""
        text = super().to_internal_value(data)
        hour, _, minute = text.partition(":")
        is_time = len(text) == 5 and hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit()
        if not is_time or int(minute) > 59 or int(hour) * 60 + int(minute) > DAY_MINUTES:
            self.fail("invalid_time")
        return text


class SlotSerializer(ThingSerializer):
    """A weekly pattern of hours."""

    id = serializers.CharField()
    workspace_id = serializers.CharField()
    consultant_id = serializers.CharField(allow_null=True, help_text=CONSULTANT_HELP)
    consultant = PersonSerializer(allow_null=True)
    day_of_week = serializers.IntegerField(help_text=WEEKDAY_HELP)
    start_time = serializers.CharField(help_text="On the workspace's clock.")
    end_time = serializers.CharField()
    duration_minutes = serializers.IntegerField()
    booking_window_days = serializers.IntegerField(help_text="Bookable from today to so many days on.")
    max_bookings_per_slot = serializers.IntegerField(help_text=CAPACITY_HELP)
    is_active = serializers.BooleanField()
    created_at = MomentField()
    updated_at = MomentField()


class SlotAnswer(Serializer):
    """One slot."""

    slot = SlotSerializer()


@extend_schema_serializer(many=False)
class SlotListAnswer(Serializer):
    """All slots by weekday and start; there are at most a thousand."""

    slots = SlotSerializer(many=True)


class CreateSlotSerializer(StrictSerializer):
    """A new slot. What is not named has the original's defaults: 60 minutes, 14 days, one booking, active."""

    consultant_id = IdField(required=False, allow_null=True, help_text=CONSULTANT_HELP)
    day_of_week = WholeNumberField(min_value=0, max_value=6, help_text=WEEKDAY_HELP)
    start_time = TimeOfDayField()
    end_time = TimeOfDayField()
    duration_minutes = WholeNumberField(required=False, min_value=1, max_value=DAY_MINUTES)
    booking_window_days = WholeNumberField(required=False, min_value=1, max_value=MAX_WINDOW_DAYS)
    max_bookings_per_slot = WholeNumberField(
        required=False, min_value=1, max_value=MAX_CAPACITY, help_text=CAPACITY_HELP
    )
    is_active = StrictBooleanField(required=False)


class EditSlotSerializer(ChangeSerializer):
    """Some of a slot; what is not named stays. Appointments that are booked already stay as they are."""

    consultant_id = IdField(required=False, allow_null=True, help_text=CONSULTANT_HELP)
    day_of_week = WholeNumberField(required=False, min_value=0, max_value=6, help_text=WEEKDAY_HELP)
    start_time = TimeOfDayField(required=False)
    end_time = TimeOfDayField(required=False)
    duration_minutes = WholeNumberField(required=False, min_value=1, max_value=DAY_MINUTES)
    booking_window_days = WholeNumberField(required=False, min_value=1, max_value=MAX_WINDOW_DAYS)
    max_bookings_per_slot = WholeNumberField(
        required=False, min_value=1, max_value=MAX_CAPACITY, help_text=CAPACITY_HELP
    )
    is_active = StrictBooleanField(required=False)
