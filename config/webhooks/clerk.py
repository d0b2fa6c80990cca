"""`POST /webhooks/clerk/`: Clerk tells us about users, organisations and memberships, in any order and repeatedly."""

import logging
import time

import orjson
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from config.api import error_body
from config.convex.connection import get_client
from config.convex.errors import ConvexError, UnavailableError
from config.webhooks.clerk_events import MalformedEventError, call_for
from config.webhooks.signatures import SignatureRefusedError, verify_signature

logger = logging.getLogger(__name__)

# The largest event, a user with much metadata, has a few dozen kilobytes; Convex's arguments end at 16 MiB.
MAX_BYTES = 512 * 1024


@csrf_exempt
@require_POST
def receive_clerk_event(request: HttpRequest) -> JsonResponse:
    """Carry out one event. Anything but a 2xx makes the sender repeat it, so only what may succeed later gets one.

    The mutation claims the event's id and changes the documents in one transaction: a repetition changes nothing.
    """
    if not settings.CLERK_WEBHOOK_SECRET:
        logger.error("A webhook came, and CLERK_WEBHOOK_SECRET is not set: it was refused.")
        return _refuse(503, "webhook_not_configured", "This installation takes no webhooks of Clerk.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
        return _refuse(413, "body_too_large", f"An event has at most {MAX_BYTES} bytes.")
    try:
        event_id = verify_signature(
            request.body, request.headers, secret=settings.CLERK_WEBHOOK_SECRET, now_s=time.time()
        )
    except SignatureRefusedError as refusal:
        logger.warning("A webhook was refused: %s", refusal.code)
        return _refuse(401, refusal.code, refusal.detail)
    return _carry_out(event_id, request.body)


def _carry_out(event_id: str, body: bytes) -> JsonResponse:
    try:
        call = call_for(event_id, orjson.loads(body))
    except (orjson.JSONDecodeError, MalformedEventError) as error:
        return _record_malformed(event_id, str(error))
    try:
        outcome = get_client().mutation(call.function, call.args, idempotent=True)
    except ConvexError as error:
        logger.exception("A Clerk event could not be carried out; Clerk will repeat it.")
        status = 503 if isinstance(error, UnavailableError) else 500
        return _refuse(status, error.code if status == 503 else "internal_error", error.detail)
    return JsonResponse({"outcome": outcome})


def _record_malformed(event_id: str, problem: str) -> JsonResponse:
    """Keep a note of a genuine event that cannot be read; repeating it would not help, but somebody must look."""
    logger.error("A genuine Clerk event cannot be read: %s", problem)
    try:
        args = {"event_id": event_id, "problem": problem}
        get_client().mutation("users:recordFailedClerkEvent", args, idempotent=True)
    except ConvexError:
        logger.exception("The note about a malformed Clerk event could not be kept.")
    return _refuse(422, "malformed_event", f"The event cannot be read: {problem}.")


def _refuse(status: int, code: str, detail: str) -> JsonResponse:
    return JsonResponse(error_body(code, detail), status=status)
