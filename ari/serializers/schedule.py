"""Days off, added hours and the rules of booking, in and out."""

from datetime import date
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from ari.answers import ChangeSerializer, PageQuerySerializer
from ari.national_holidays import is_known_country
from ari.schedule import ExceptionKind
from ari.serializers.slots import CAPACITY_HELP, CONSULTANT_HELP, DAY_MINUTES, MAX_CAPACITY, TimeOfDayField
from config.api import StrictSerializer
from config.fields import IdField, MomentField, StrictBooleanField, StrictChoiceField, StrictTextField, WholeNumberField
from config.serializers import PageSerializer, Serializer, ThingSerializer

REASON_MAX_LENGTH = 500
WEEK_MINUTES = 7 * DAY_MINUTES
MAX_OFFSETS, MAX_CONSULTANTS = 10, 200
HOURS_HELP = "With `end_time`; without both it is about the whole day."


@extend_schema_field({"type": "string", "format": "date", "example": "2026-03-19"})
class DateField(StrictTextField):
    """A date of the calendar as "YYYY-MM-DD", kept as that text."""

    default_error_messages: ClassVar = {"invalid_date": 'Must be a date as "YYYY-MM-DD".'}

    def to_internal_value(self, data: Any) -> str:
        """Return the date as it is written."""
        text = super().to_internal_value(data)
        try:
            is_date = date.fromisoformat(text).isoformat() == text
        except ValueError:
            is_date = False
        if not is_date:
            self.fail("invalid_date")
        return text


class ExceptionSerializer(ThingSerializer):
    """A date on which the weekly slots do not hold as they are."""

    id = serializers.CharField()
    workspace_id = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(ExceptionKind))
    date = serializers.DateField()
    consultant_id = serializers.CharField(allow_null=True, help_text="Null: it is about everybody.")
    start_time = serializers.CharField(allow_null=True, help_text=HOURS_HELP)
    end_time = serializers.CharField(allow_null=True)
    duration_minutes = serializers.IntegerField(allow_null=True, help_text="Of added hours.")
    max_bookings_per_slot = serializers.IntegerField(allow_null=True, help_text="Of added hours.")
    reason = serializers.CharField(allow_null=True)
    created_by = serializers.CharField()
    created_at = MomentField()
    updated_at = MomentField()


class ExceptionAnswer(Serializer):
    """One exception."""

    exception = ExceptionSerializer()


@extend_schema_serializer(many=False)
class ExceptionListAnswer(PageSerializer):
    """A page of exceptions by date."""

    exceptions = ExceptionSerializer(many=True)


class ExceptionQuerySerializer(PageQuerySerializer):
    """Which exceptions: of dates that are both included."""

    first = serializers.DateField(required=False)
    last = serializers.DateField(required=False)


class CreateExceptionSerializer(StrictSerializer):
    """A day off, some hours off, added hours, or a holiday that is worked."""

    kind = StrictChoiceField(
        choices=list(ExceptionKind),
        help_text="`closed` takes away. `open` with hours adds them; without, it lets a holiday be worked.",
    )
    date = DateField()
    consultant_id = IdField(required=False, allow_null=True, help_text=CONSULTANT_HELP)
    start_time = TimeOfDayField(required=False, allow_null=True, help_text=HOURS_HELP)
    end_time = TimeOfDayField(required=False, allow_null=True)
    duration_minutes = WholeNumberField(required=False, allow_null=True, min_value=1, max_value=DAY_MINUTES)
    max_bookings_per_slot = WholeNumberField(
        required=False, allow_null=True, min_value=1, max_value=MAX_CAPACITY, help_text=CAPACITY_HELP
    )
    reason = StrictTextField(required=False, allow_null=True, allow_blank=True, max_length=REASON_MAX_LENGTH)


class EditExceptionSerializer(ChangeSerializer):
    """Some of an exception; what is not named stays, null removes."""

    date = DateField(required=False)
    consultant_id = IdField(required=False, allow_null=True)
    start_time = TimeOfDayField(required=False, allow_null=True)
    end_time = TimeOfDayField(required=False, allow_null=True)
    duration_minutes = WholeNumberField(required=False, allow_null=True, min_value=1, max_value=DAY_MINUTES)
    max_bookings_per_slot = WholeNumberField(required=False, allow_null=True, min_value=1, max_value=MAX_CAPACITY)
    reason = StrictTextField(required=False, allow_null=True, allow_blank=True, max_length=REASON_MAX_LENGTH)


class ReminderWindowSerializer(ThingSerializer):
    """One reminder between so many minutes before the start, in place of the offsets."""

    opens_minutes = serializers.IntegerField()
    closes_minutes = serializers.IntegerField()


class QuietHoursSerializer(ThingSerializer):
    """When nobody is reminded; an end before its start is on the next day."""

    start = serializers.CharField()
    end = serializers.CharField()


class BookingSettingsSerializer(ThingSerializer):
    """The rules of booking and reminding. Nothing is stored yet where `updated_at` is null."""

    lead_time_minutes = serializers.IntegerField(help_text="How long before its start a consultation may be booked.")
    buffer_minutes = serializers.IntegerField(help_text="What a consultation keeps free before and after.")
    hold_minutes = serializers.IntegerField(help_text="How long an offer is kept for a lead.")
    reminder_offsets_minutes = serializers.ListField(child=serializers.IntegerField())
    reminder_window = ReminderWindowSerializer(allow_null=True)
    quiet_hours = QuietHoursSerializer(allow_null=True)
    observes_holidays = serializers.BooleanField(help_text="The weekly slots do not hold on national holidays.")
    holiday_country = serializers.CharField(help_text="Two letters of ISO 3166.")
    consultant_ids = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="Who is given nobody's hours; null: every member."
    )
    reminder_template = serializers.CharField(allow_null=True, help_text="Meta's name of the approved template.")
    notice_template = serializers.CharField(allow_null=True, help_text="The same for confirmations.")
    time_zone = serializers.CharField(help_text="That of ARI's config, in which slots and quiet hours are.")
    updated_at = MomentField(allow_null=True)


class BookingSettingsAnswer(Serializer):
    """The rules of booking."""

    settings = BookingSettingsSerializer()


class SaveReminderWindowSerializer(StrictSerializer):
    """The original's window was 75 to 45 minutes."""

    opens_minutes = WholeNumberField(min_value=1, max_value=WEEK_MINUTES)
    closes_minutes = WholeNumberField(min_value=0, max_value=WEEK_MINUTES)


class SaveQuietHoursSerializer(StrictSerializer):
    """When nobody is to be reminded."""

    start = TimeOfDayField()
    end = TimeOfDayField()


class SaveBookingSettingsSerializer(ChangeSerializer):
    """Some of the rules; what is not named stays, null goes back to the default."""

    lead_time_minutes = WholeNumberField(required=False, allow_null=True, min_value=0, max_value=4 * WEEK_MINUTES)
    buffer_minutes = WholeNumberField(required=False, allow_null=True, min_value=0, max_value=480)
    hold_minutes = WholeNumberField(required=False, allow_null=True, min_value=1, max_value=120)
    reminder_offsets_minutes = serializers.ListField(
        child=WholeNumberField(min_value=5, max_value=4 * WEEK_MINUTES),
        required=False,
        allow_null=True,
        max_length=MAX_OFFSETS,
    )
    reminder_window = SaveReminderWindowSerializer(required=False, allow_null=True)
    quiet_hours = SaveQuietHoursSerializer(required=False, allow_null=True)
    observes_holidays = StrictBooleanField(required=False, allow_null=True)
    holiday_country = StrictTextField(required=False, allow_null=True, min_length=2, max_length=2)
    consultant_ids = serializers.ListField(child=IdField(), required=False, allow_null=True, max_length=MAX_CONSULTANTS)
    reminder_template = StrictTextField(required=False, allow_null=True, max_length=512)
    notice_template = StrictTextField(required=False, allow_null=True, max_length=512)

    def validate_holiday_country(self, country: str | None) -> str | None:
        """Refuse a country whose holidays nobody knows."""
        if country is not None and not is_known_country(country):
            raise ValidationError("The holidays of no such country are known. Use two capital letters, such as ID.")
        return country
