"""The same change to many tickets, each in a transaction of its own with an answer of its own."""

import contextvars
import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

from rest_framework.exceptions import ValidationError

from config.api import StrictSerializer, error_body
from config.convex.errors import ConvexError
from config.errors import RefusalError
from config.idempotency import Idempotency
from tickets.answers import email_sent, reword_refusal
from tickets.domain import TicketId
from tickets.errors import IdempotencyKeyReusedError
from tickets.repository import TicketRepository, Write
from tickets.request_serializers import BulkAssignSerializer, BulkCommentSerializer, BulkTransitionSerializer
from tickets.serializers import CommentSerializer, TicketSerializer

SERIALIZERS: Mapping[str, type[StrictSerializer]] = {
    "assign": BulkAssignSerializer,
    "transition": BulkTransitionSerializer,
    "comment": BulkCommentSerializer,
}
# What a worker does is wait for Convex; more at once would starve the other requests of the process of connections.
WORKERS = 4

Change = Callable[[TicketId, Write], dict[str, Any]]


def run_bulk(
    tickets: TicketRepository, data: Any, *, write: Write, shown: type[TicketSerializer] = TicketSerializer
) -> list[dict[str, Any]]:
    """Make the change that `data` asks for and return an answer for each ticket, in the order asked.

    Sent again with the same key, what was changed answers as before and is not changed again; what was refused is
    tried anew.

    Raises:
        ValidationError: the body is wrong; nothing was changed.
        IdempotencyKeyReusedError: the key came before, with another body.
    """
    body = _read(data)
    run_one = partial(_run_one, _change_of(tickets, body, shown), shown)
    with ThreadPoolExecutor(WORKERS) as pool:
        # Each thread works in a copy of the request's context, which holds the request id for the log.
        pending = [
            pool.submit(contextvars.copy_context().run, run_one, TicketId(ticket_id), _write_of(write, place))
            for place, ticket_id in enumerate(body["ids"])
        ]
    return [future.result() for future in pending]


def _read(data: Any) -> dict[str, Any]:
    name = data.get("action")
    serializer = SERIALIZERS.get(name) if isinstance(name, str) else None
    if serializer is None:
        raise ValidationError({"action": [f"Must be one of {', '.join(SERIALIZERS)}."]})
    body = serializer(data=data)
    body.is_valid(raise_exception=True)
    values: dict[str, Any] = body.validated_data
    return values


def _change_of(tickets: TicketRepository, body: dict[str, Any], shown: type[TicketSerializer]) -> Change:
    notify: bool = body["notify"]

    def assign(ticket_id: TicketId, write: Write) -> dict[str, Any]:
        changed = tickets.assign(ticket_id, body["assigned_to"], notify=notify, write=write)
        return {"ticket": shown(changed.ticket).data, **email_sent(notify, changed.notified)}

    def transition(ticket_id: TicketId, write: Write) -> dict[str, Any]:
        texts = {name: body[name] for name in ("reason", "comment") if name in body}
        changed = tickets.transition(ticket_id, body["to_stage"], notify=notify, write=write, **texts)
        pending = {"pendingApproval": True} if changed.pending_approval else {}
        return {"ticket": shown(changed.ticket).data, **pending, **email_sent(notify, changed.notified)}

    def comment(ticket_id: TicketId, write: Write) -> dict[str, Any]:
        added = tickets.comment(ticket_id, body["content"], is_internal=body["is_internal"], notify=notify, write=write)
        return {"comment": CommentSerializer(added.comment).data, **email_sent(notify, added.notified)}

    changes: Mapping[str, Change] = {"assign": assign, "transition": transition, "comment": comment}
    return changes[body["action"]]


def _run_one(change: Change, shown: type[TicketSerializer], ticket_id: TicketId, write: Write) -> dict[str, Any]:
    try:
        return {"id": ticket_id, "ok": True, "status": 200, **change(ticket_id, write)}
    except IdempotencyKeyReusedError:
        # This is said of the request as a whole.
        raise
    except RefusalError as refusal:
        reword_refusal(refusal, shown)
        failure = error_body(refusal.code, refusal.detail, refusal.fields)
        return {"id": ticket_id, "ok": False, "status": refusal.status_code, **failure}
    except ConvexError as error:
        return {"id": ticket_id, "ok": False, "status": error.status_code, **error_body(error.code, error.detail)}


def _write_of(write: Write, place: int) -> Write:
    """Return the write with a key of its own for the ticket at that place, made from the request's."""
    if write.idempotency is None:
        return write
    key = hashlib.sha256(f"{place} {write.idempotency.key}".encode()).hexdigest()
    return replace(write, idempotency=Idempotency(key=f"bulk {key}", fingerprint=write.idempotency.fingerprint))
