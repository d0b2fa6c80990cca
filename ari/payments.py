"""The words of payments for consultations. Moments are aware datetimes in UTC, amounts whole units. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from ari.domain import AriConversationId, WorkspaceId

PaymentId = NewType("PaymentId", str)


class PaymentStatus(StrEnum):
    """Where a payment stands."""

    PENDING = "pending"
    SUCCESS = "success"
    FAILED = "failed"
    EXPIRED = "expired"
    REFUNDED = "refunded"


class PaymentMethod(StrEnum):
    """By what a lead paid."""

    QRIS = "qris"
    GOPAY = "gopay"
    OVO = "ovo"
    BANK_TRANSFER = "bank_transfer"
    CARD = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money for a consultation. Status, method and gateway are any text in what a migration brought."""

    id: PaymentId
    workspace_id: WorkspaceId
    ari_conversation_id: AriConversationId
    amount: int
    currency: str
    payment_method: str | None
    gateway: str
    gateway_transaction_id: str | None
    status: str
    expires_at: datetime | None
    paid_at: datetime | None
    notes: str | None
    recorded_by: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFilter:
    """Which payments are listed. The range of the recording is half-open."""

    status: PaymentStatus | None = None
    ari_conversation_id: AriConversationId | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPage:
    """Some payments, newest first, and the way on."""

    payments: tuple[Payment, ...]
    cursor: str | None
