"""Appointments and what is free, in and out."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from ari.answers import ChangeSerializer, PageQuerySerializer, WorkspaceQuerySerializer, WriteSerializer
from ari.appointments import AppointmentEvent, AppointmentStatus, Way
from config.api import StrictSerializer
from config.fields import (
    ID_MAX_LENGTH,
    IdField,
    MomentField,
    StrictBooleanField,
    StrictChoiceField,
    StrictTextField,
    WordListField,
)
from config.serializers import PageSerializer, PersonSerializer, Serializer, ThingSerializer

NOTES_MAX_LENGTH, REASON_MAX_LENGTH, LINK_MAX_LENGTH = 2_000, 500, 1_000
MAX_STARTS = 8_000
START_HELP = "One of the starts that the availability names."


class FreeStartSerializer(ThingSerializer):
    """A start that can be booked."""

    slot_id = serializers.CharField(help_text="A slot, or the exception that added the hours.")
    consultant_id = serializers.CharField(allow_null=True)
    consultant_name = serializers.CharField(allow_null=True)
    scheduled_at = MomentField()
    ends_at = MomentField()
    duration_minutes = serializers.IntegerField()
    capacity = serializers.IntegerField()
    remaining = serializers.IntegerField(help_text="How many more bookings it takes.")


class HolidaySerializer(ThingSerializer):
    """A national holiday that the workspace observes."""

    date = serializers.DateField()
    name = serializers.CharField()


@extend_schema_serializer(many=False)
class AvailabilityAnswer(Serializer):
    """The free starts of a window by time."""

    starts = FreeStartSerializer(many=True)
    next_from = MomentField(allow_null=True, help_text="Set where the limit cut the answer: ask on from there.")
    time_zone = serializers.CharField()
    holidays = HolidaySerializer(many=True)


class AvailabilityQuerySerializer(WorkspaceQuerySerializer):
    """A half-open window of at most 62 days."""

    starts_from = MomentField()
    starts_before = MomentField()
    consultant = serializers.CharField(source="consultant_id", required=False, max_length=ID_MAX_LENGTH)
    slot = serializers.CharField(source="slot_id", required=False, max_length=ID_MAX_LENGTH)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MAX_STARTS)


class LeadSerializer(ThingSerializer):
    """Whom an appointment is with."""

    id = serializers.CharField()
    name = serializers.CharField(allow_null=True)
    phone = serializers.CharField()
    email = serializers.CharField(allow_null=True)


class AppointmentSerializer(ThingSerializer):
    """A consultation that was booked."""

    id = serializers.CharField()
    workspace_id = serializers.CharField()
    ari_conversation_id = serializers.CharField()
    contact = LeadSerializer(source="lead", allow_null=True)
    consultant_id = serializers.CharField(allow_null=True)
    consultant = PersonSerializer(allow_null=True)
    slot_id = serializers.CharField(allow_null=True)
    payment_id = serializers.CharField(allow_null=True)
    scheduled_at = MomentField()
    ends_at = MomentField()
    duration_minutes = serializers.IntegerField()
    time_zone = serializers.CharField(source="zone.key", help_text="The workspace's.")
    status = serializers.CharField(help_text=f"One of {', '.join(AppointmentStatus)}, or a migrated text.")
    meeting_link = serializers.CharField(allow_null=True)
    notes = serializers.CharField(allow_null=True)
    reminder_sent_at = MomentField(allow_null=True)
    cancelled_at = MomentField(allow_null=True)
    cancel_reason = serializers.CharField(allow_null=True)
    sequence = serializers.IntegerField(help_text="Counts moves and the cancellation.")
    created_at = MomentField()
    updated_at = MomentField()


class AppointmentAnswer(Serializer):
    """One appointment."""

    appointment = AppointmentSerializer()


class BookedAnswer(Serializer):
    """The receipt of a booking."""

    appointment = AppointmentSerializer()
    created = serializers.BooleanField(help_text="False: the lead had booked this very start before.")


@extend_schema_serializer(many=False)
class AppointmentListAnswer(PageSerializer):
    """A page of appointments by start."""

    appointments = AppointmentSerializer(many=True)


class AppointmentHistoryRowSerializer(ThingSerializer):
    """Something that happened to the appointment."""

    id = serializers.CharField()
    appointment_id = serializers.CharField()
    event = serializers.ChoiceField(choices=list(AppointmentEvent))
    way = serializers.ChoiceField(choices=list(Way))
    by = serializers.CharField(help_text="A user, a staff account, `ari` or `lead`.")
    by_person = PersonSerializer()
    from_scheduled_at = MomentField(allow_null=True)
    to_scheduled_at = MomentField(allow_null=True)
    from_status = serializers.ChoiceField(choices=list(AppointmentStatus), allow_null=True)
    to_status = serializers.ChoiceField(choices=list(AppointmentStatus))
    from_consultant = serializers.CharField(allow_null=True)
    to_consultant = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    created_at = MomentField()


class AppointmentHistoryAnswer(PageSerializer):
    """A page of the history, oldest first."""

    history = AppointmentHistoryRowSerializer(many=True)


class AppointmentQuerySerializer(PageQuerySerializer):
    """Which appointments, by start."""

    status = WordListField(
        child=StrictChoiceField(choices=list(AppointmentStatus)),
        required=False,
        source="statuses",
        help_text="May come several times.",
    )
    consultant = serializers.CharField(
        required=False, max_length=ID_MAX_LENGTH, help_text="`me`, `none`, or the id of a user."
    )
    conversation = serializers.CharField(
        source="ari_conversation_id", required=False, max_length=ID_MAX_LENGTH, help_text="ARI's conversation."
    )
    contact = serializers.CharField(source="contact_id", required=False, max_length=ID_MAX_LENGTH)
    starts_from = MomentField(required=False)
    starts_before = MomentField(required=False)
    order = StrictChoiceField(choices=["asc", "desc"], required=False)


class BookSerializer(StrictSerializer):
    """A booking for a lead: named by the contact, or by ARI's conversation with it."""

    contact_id = IdField(required=False)
    ari_conversation_id = IdField(required=False)
    slot_id = IdField(help_text=START_HELP)
    scheduled_at = MomentField(help_text=START_HELP)
    notes = StrictTextField(required=False, allow_blank=True, max_length=NOTES_MAX_LENGTH)

    def validate(self, attrs: Any) -> Any:
        """Ask for one lead."""
        if ("contact_id" in attrs) is ("ari_conversation_id" in attrs):
            raise ValidationError({"contact_id": ["Name the contact, or ARI's conversation, that the booking is for."]})
        return attrs


class MoveSerializer(WriteSerializer):
    """Another start for an appointment."""

    slot_id = IdField(help_text=START_HELP)
    scheduled_at = MomentField(help_text=START_HELP)
    reason = StrictTextField(required=False, allow_blank=True, max_length=REASON_MAX_LENGTH)


class CancelSerializer(WriteSerializer):
    """A cancellation."""

    reason = StrictTextField(required=False, allow_blank=True, max_length=REASON_MAX_LENGTH)


class NoteSerializer(WriteSerializer):
    """An act that has nothing to say."""


class AssignConsultantSerializer(WriteSerializer):
    """Who gives the consultation."""

    consultant_id = IdField(required=False, allow_null=True, help_text="Null takes it from whoever has it.")
    least_loaded = StrictBooleanField(default=False, help_text="Whoever has the least to do on that day.")

    def validate(self, attrs: Any) -> Any:
        """Take a name or the choice by load."""
        if ("consultant_id" in attrs) is attrs["least_loaded"]:
            raise ValidationError({"consultant_id": ["Name a consultant or null, or ask for least_loaded."]})
        return attrs


class EditAppointmentSerializer(ChangeSerializer):
    """The meeting link or the notes; null removes."""

    meeting_link = StrictTextField(required=False, allow_null=True, max_length=LINK_MAX_LENGTH)
    notes = StrictTextField(required=False, allow_null=True, allow_blank=True, max_length=NOTES_MAX_LENGTH)
