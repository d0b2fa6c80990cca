"""Reminders, out."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from ari.answers import PageQuerySerializer
from ari.appointments import Channel, ReminderStatus
from config.fields import ID_MAX_LENGTH, MomentField, StrictChoiceField, WordListField
from config.serializers import PageSerializer, ThingSerializer


class ReminderSerializer(ThingSerializer):
    """A reminder of an appointment."""

    id = serializers.CharField()
    appointment_id = serializers.CharField()
    offset_minutes = serializers.IntegerField(help_text="Before the start; quiet hours may have moved it.")
    starts_at = MomentField(help_text="The start that it reminds of.")
    due_at = MomentField()
    useful_until = MomentField(help_text="From then on it is pointless, and is not sent.")
    status = serializers.ChoiceField(choices=list(ReminderStatus))
    channel = serializers.ChoiceField(choices=list(Channel), allow_null=True)
    sent_at = MomentField(allow_null=True)
    reason = serializers.CharField(allow_null=True, help_text="Why it was dropped, or failed, as a code.")


@extend_schema_serializer(many=False)
class ReminderListAnswer(PageSerializer):
    """A page of reminders by the moment at which they are due."""

    reminders = ReminderSerializer(many=True)


class ReminderQuerySerializer(PageQuerySerializer):
    """Which reminders. Those that are due and not sent yet: `status=planned` and `due_before` now."""

    status = WordListField(
        child=StrictChoiceField(choices=list(ReminderStatus)),
        required=False,
        source="statuses",
        help_text="May come several times.",
    )
    appointment = serializers.CharField(source="appointment_id", required=False, max_length=ID_MAX_LENGTH)
    due_from = MomentField(required=False)
    due_before = MomentField(required=False)
    order = StrictChoiceField(choices=["asc", "desc"], required=False)
