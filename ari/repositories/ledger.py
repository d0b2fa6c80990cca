"""The ledger in Convex: money for calls of models is set aside before and settled after, each call has its row."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ari.domain import AriConversationId, ModelCall, Turn, WorkspaceId
from ari.repositories.calls import ask
from ari.settings import BudgetDay, ModelMonth
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args, Document, as_document, moment_from_ms, moment_or_none, ms_from_moment, present
from config.identity.principal import Principal

# Far longer than any call is waited for: who has not settled by then has died.
LEASE = timedelta(minutes=10)


def get_ledger() -> "LedgerRepository":
    """Return the ledger in the deployment that Django's settings name."""
    return LedgerRepository(get_client())


class LedgerRepository:
    """Keeps the budget of each workspace and day, and what came of each call.

    A day's budget is a field of the workspace's settings. What is spent, what is reserved, and what was reserved and
    never settled are together never above it, whoever asks at the same time.
    """

    def __init__(self, convex: ConvexClient, *, make_key: Callable[[], str] = lambda: uuid.uuid4().hex) -> None:
        self._convex, self._make_key = convex, make_key

    def of(self, turn: Turn) -> "TurnLedger":
        """Return the ledger as the processor of this turn sees it."""
        return TurnLedger(ledger=self, zone=turn.settings.zone, ari_conversation_id=turn.ari_conversation_id)

    def reserve(
        self,
        workspace_id: WorkspaceId,
        *,
        amount_micros: int,
        now: datetime,
        zone: ZoneInfo,
        ari_conversation_id: AriConversationId | None = None,
    ) -> str | None:
        """Set the amount aside on the day that it is in the zone; None when that day's budget has no room for it."""
        day = now.astimezone(zone).date()
        start, end = month_of(day, zone)
        args: Args = {
            "workspace_id": workspace_id,
            "key": self._make_key(),
            "day": day.isoformat(),
            "period_start": ms_from_moment(start),
            "period_end": ms_from_moment(end),
            "micros": amount_micros,
            "lease_ms": int(LEASE.total_seconds() * 1000),
            **present({"ari_conversation_id": ari_conversation_id}),
        }
        # The key makes a repetition harmless.
        answer = as_document(self._convex.mutation("ariLedger:reserve", args, idempotent=True))
        reservation = answer.get("reservation")
        return None if reservation is None else str(reservation)

    def settle(self, reservation: str, *, call: ModelCall) -> None:
        """Replace the reservation by what the call did cost. A second time changes nothing."""
        facts: Args = {
            "ai_model": call.model,
            "outcome": call.outcome,
            "latency_ms": call.latency_ms,
            "input_tokens": call.input_tokens,
            "output_tokens": call.output_tokens,
            "cost_micros": call.cost_micros,
        }
        self._convex.mutation("ariLedger:settle", {"reservation": reservation, "call": facts}, idempotent=True)

    def budget(self, workspace_id: WorkspaceId, day: date, *, asker: Principal) -> BudgetDay:
        """Return what of the day's budget is used up."""
        return budget_from(ask(self._convex, "ariLedger:getBudget", workspace_id, asker, {"day": day.isoformat()}))

    def list_months(
        self,
        workspace_id: WorkspaceId,
        *,
        asker: Principal,
        ai_model: str | None = None,
        since: datetime | None = None,
    ) -> tuple[ModelMonth, ...]:
        """Return how the models did, the newest month first."""
        args = present({"ai_model": ai_model, "from": None if since is None else ms_from_moment(since)})
        answer = ask(self._convex, "ariLedger:listComparison", workspace_id, asker, args)
        return tuple(model_month_from(document) for document in answer["comparison"])

    def expire(self, *, limit: int) -> tuple[int, bool]:
        """Close reservations that nobody settled; return how many, and whether there are more."""
        # Closing what is closed does nothing, so a repetition is harmless.
        args = {"limit": limit}
        answer = as_document(self._convex.mutation("ariLedger:expireReservations", args, idempotent=True))
        return int(answer["expired"]), bool(answer["more"])


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnLedger:
    """The ledger of one turn: it knows the workspace's zone, and the conversation that the calls are for."""

    ledger: LedgerRepository
    zone: ZoneInfo
    ari_conversation_id: AriConversationId | None

    def reserve(self, workspace_id: WorkspaceId, *, amount_micros: int, now: datetime) -> str | None:
        """Set the amount aside and return the reservation; None when the day's budget does not allow it."""
        return self.ledger.reserve(
            workspace_id,
            amount_micros=amount_micros,
            now=now,
            zone=self.zone,
            ari_conversation_id=self.ari_conversation_id,
        )

    def settle(self, reservation: str, *, call: ModelCall) -> None:
        """Replace the reservation by what the call did cost."""
        self.ledger.settle(reservation, call=call)


def month_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the calendar month that the day lies in as moments in UTC, half-open."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return midnight_of(first, zone), midnight_of(following, zone)


def midnight_of(day: date, zone: ZoneInfo) -> datetime:
    """Return when the day begins in the zone."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def budget_from(document: Document) -> BudgetDay:
    """Cast what of a budget is used up."""
    budget = document.get("budget_micros")
    return BudgetDay(
        day=document["day"],
        budget_micros=None if budget is None else int(budget),
        spent_micros=int(document["spent_micros"]),
        reserved_micros=int(document["reserved_micros"]),
        lost_micros=int(document["lost_micros"]),
    )


def model_month_from(document: Document) -> ModelMonth:
    """Cast what a model did in a month."""
    average, satisfaction = document.get("avg_response_time_ms"), document.get("satisfaction_score")
    return ModelMonth(
        id=document["id"],
        ai_model=document["ai_model"],
        conversation_count=int(document["conversation_count"]),
        conversion_count=int(document["conversion_count"]),
        call_count=int(document["call_count"]),
        answered_count=int(document["answered_count"]),
        avg_response_time_ms=None if average is None else float(average),
        total_tokens_used=int(document["total_tokens_used"]),
        cost_micros=int(document["cost_micros"]),
        satisfaction_score=None if satisfaction is None else float(satisfaction),
        period_start=moment_or_none(document, "period_start"),
        period_end=moment_or_none(document, "period_end"),
        updated_at=moment_from_ms(document["updated_at"]),
    )
