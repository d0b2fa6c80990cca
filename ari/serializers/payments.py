"""Payments, in and out."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from ari.answers import PageQuerySerializer, WriteSerializer
from ari.payments import PaymentMethod, PaymentStatus
from ari.serializers.appointments import NOTES_MAX_LENGTH
from config.api import StrictSerializer
from config.fields import ID_MAX_LENGTH, IdField, MomentField, StrictChoiceField, StrictTextField, WholeNumberField
from config.serializers import PageSerializer, Serializer, ThingSerializer

MAX_AMOUNT = 1_000_000_000_000


class PaymentSerializer(ThingSerializer):
    """Money for a consultation. What the gateway itself answered is shown to nobody."""

    id = serializers.CharField()
    workspace_id = serializers.CharField()
    ari_conversation_id = serializers.CharField()
    amount = serializers.IntegerField(help_text="In whole units of the currency.")
    currency = serializers.CharField()
    payment_method = serializers.CharField(allow_null=True)
    gateway = serializers.CharField(help_text="`manual` for what staff wrote down.")
    gateway_transaction_id = serializers.CharField(allow_null=True)
    status = serializers.CharField(help_text=f"One of {', '.join(PaymentStatus)}, or a migrated text.")
    expires_at = MomentField(allow_null=True)
    paid_at = MomentField(allow_null=True)
    notes = serializers.CharField(allow_null=True)
    recorded_by = serializers.CharField(allow_null=True)
    created_at = MomentField()
    updated_at = MomentField()


class PaymentAnswer(Serializer):
    """One payment."""

    payment = PaymentSerializer()


@extend_schema_serializer(many=False)
class PaymentListAnswer(PageSerializer):
    """A page of payments, newest first."""

    payments = PaymentSerializer(many=True)


class PaymentQuerySerializer(PageQuerySerializer):
    """Which payments."""

    status = StrictChoiceField(choices=list(PaymentStatus), required=False)
    conversation = serializers.CharField(source="ari_conversation_id", required=False, max_length=ID_MAX_LENGTH)
    created_from = MomentField(required=False)
    created_before = MomentField(required=False)


class RecordPaymentSerializer(StrictSerializer):
    """A payment for an appointment, or in a conversation of ARI's."""

    appointment_id = IdField(required=False)
    ari_conversation_id = IdField(required=False)
    amount = WholeNumberField(min_value=1, max_value=MAX_AMOUNT)
    currency = StrictTextField(required=False, min_length=3, max_length=3)
    payment_method = StrictChoiceField(choices=list(PaymentMethod), required=False)
    gateway = StrictTextField(required=False, max_length=50)
    gateway_transaction_id = StrictTextField(required=False, max_length=255)
    status = StrictChoiceField(choices=[PaymentStatus.PENDING, PaymentStatus.SUCCESS], required=False)
    expires_at = MomentField(required=False)
    paid_at = MomentField(required=False)
    notes = StrictTextField(required=False, allow_blank=True, max_length=NOTES_MAX_LENGTH)


class ChangePaymentSerializer(WriteSerializer):
    """The state that a payment comes to: success, failed or expired after pending, refunded after success."""

    status = StrictChoiceField(choices=list(PaymentStatus))
    paid_at = MomentField(required=False)
    notes = StrictTextField(required=False, allow_blank=True, max_length=NOTES_MAX_LENGTH)
