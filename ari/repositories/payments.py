"""Payments for consultations in Convex."""

from ari.booking_documents import payment_from
from ari.domain import WorkspaceId
from ari.payments import Payment, PaymentFilter, PaymentId, PaymentPage, PaymentStatus
from ari.repositories.calls import Write, ask, tell
from ari.settings import Changes
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import ms_from_moment, present
from config.identity.principal import Principal


def get_payments() -> "PaymentRepository":
    """Return the payments in the deployment that the settings name."""
    return PaymentRepository(get_client())


class PaymentRepository:
    """Asks and records payments."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def list_matching(
        self,
        workspace_id: WorkspaceId,
        wanted: PaymentFilter,
        *,
        asker: Principal,
        cursor: str | None = None,
        limit: int = 25,
    ) -> PaymentPage:
        """Return a page of payments, the newest first."""
        created = (wanted.created_from, wanted.created_before)
        first, before = (None if moment is None else ms_from_moment(moment) for moment in created)
        conversation = {"ari_conversation_id": wanted.ari_conversation_id}
        asked = {"status": wanted.status, "from": first, "before": before, "cursor": cursor, **conversation}
        answer = ask(self._convex, "payments:listPayments", workspace_id, asker, {"limit": limit, **present(asked)})
        payments = tuple(payment_from(document) for document in answer["payments"])
        return PaymentPage(payments=payments, cursor=answer.get("cursor"))

    def get(self, payment_id: PaymentId, *, workspace_id: WorkspaceId, asker: Principal) -> Payment:
        """Return one payment."""
        named = {"payment_id": payment_id}
        return payment_from(ask(self._convex, "payments:getPayment", workspace_id, asker, named)["payment"])

    def record(self, fields: Changes, *, write: Write) -> Payment:
        """Write a payment down; a gateway's transaction once."""
        return payment_from(tell(self._convex, "payments:recordPayment", write, fields)["payment"])

    def change_status(
        self, payment_id: PaymentId, to_status: PaymentStatus, changes: Changes, *, write: Write
    ) -> Payment:
        """Move a payment to a state that may follow its own."""
        args = {**changes, "payment_id": payment_id, "to_status": to_status}
        return payment_from(tell(self._convex, "payments:changeStatus", write, args)["payment"])
