"""`/webhooks/kapso/`: WhatsApp messages and delivery statuses, forwarded by Kapso in the shape of Meta's Cloud API.

A request is verified, stored in Convex and answered; nothing is worked on in it. Kapso repeats what is not answered by
a 2xx, and what comes twice is stored once, so a failure here loses nothing.
"""

import hmac
import json
import logging
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ari.inbox import Inbound, Received, StatusUpdate
from ari.repositories.inbox import InboxRepository, get_inbox
from ari.webhooks.meta import Parsed, parse_body
from config.api import error_body
from config.convex.errors import ConvexError, UnavailableError

logger = logging.getLogger(__name__)

SIGNATURE_HEADER = "x-kapso-signature"
# Meta's own limit on the body of a webhook.
MAX_BYTES = 3 * 1024 * 1024
# Of one log line; the rest is counted.
MAX_PROBLEMS = 10


@csrf_exempt
@require_http_methods(["GET", "POST"])
def receive_kapso(request: HttpRequest) -> HttpResponse:
    """Answer the verification of the address (GET), or take a webhook (POST)."""
    return verify_address(request) if request.method == "GET" else take_webhook(request)


def verify_address(request: HttpRequest) -> HttpResponse:
    """Echo the challenge to whoever knows the token; without a token configured, to nobody."""
    token, expected = request.GET.get("hub.verify_token", ""), settings.KAPSO_VERIFY_TOKEN
    is_known = hmac.compare_digest(token.encode(errors="replace"), expected.encode())
    if request.GET.get("hub.mode") != "subscribe" or not expected or not is_known:
        return _refuse(403, "webhook_not_verified", "The verification token does not fit.")
    # As text, so that no browser makes a page of what a stranger put into the address.
    return HttpResponse(request.GET.get("hub.challenge", ""), content_type="text/plain; charset=utf-8")


def take_webhook(request: HttpRequest) -> JsonResponse:
    """Store the body of a genuine webhook. Anything but a 2xx makes the sender repeat it."""
    if not settings.KAPSO_WEBHOOK_SECRET:
        logger.error("A webhook came, and KAPSO_WEBHOOK_SECRET is not set: it was refused.")
        return _refuse(503, "webhook_not_configured", "This installation takes no webhooks of Kapso.")
    # Past Django's own limit on bodies, which is lower than Meta's.
    raw = request.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        return _refuse(413, "body_too_large", f"A webhook has at most {MAX_BYTES} bytes.")
    if not is_genuine(raw, request.headers.get(SIGNATURE_HEADER, ""), secret=settings.KAPSO_WEBHOOK_SECRET):
        logger.warning("A webhook was refused: its signature does not fit.")
        return _refuse(401, "webhook_bad_signature", "The signature is missing or does not fit the body.")
    body = read_json(raw)
    if body is None:
        logger.error("A genuine webhook is not JSON.")
        return _refuse(400, "malformed_body", "The body is not JSON.")
    return store(parse_body(body))


def is_genuine(raw: bytes, signature: str, *, secret: str) -> bool:
    """Test if the signature is the HMAC-SHA256 of the raw body, in lower-case hex."""
    expected = hmac.digest(secret.encode(), raw, "sha256").hex()
    return hmac.compare_digest(expected.encode(), signature.encode(errors="replace"))


def read_json(raw: bytes) -> Any:
    """Return the parsed body, None where it is not JSON, or is nested beyond reason.

    Broken characters become signs for such, so that one message does not spoil the others.
    """
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        try:
            return json.loads(raw.decode(errors="replace"), strict=False)
        except (ValueError, RecursionError):
            return None


def store(parsed: Parsed) -> JsonResponse:
    """Write everything that is well-formed, and report the rest in the log."""
    report_problems(parsed)
    try:
        for received in store_batches(get_inbox(), parsed):
            report_unknown_numbers(received)
    except UnavailableError as error:
        logger.warning("A webhook could not be stored; Kapso will repeat it: %s", error)
        return _refuse(503, error.code, error.detail)
    except ConvexError:
        logger.exception("A webhook could not be stored; Kapso will repeat it.")
        return _refuse(500, "internal_error", "The webhook could not be stored.")
    return JsonResponse({"received": True})


def store_batches(inbox: InboxRepository, parsed: Parsed) -> list[Received]:
    """Store messages and statuses, so many in one transaction. What is stored of a webhook that fails, stays."""
    return [inbox.receive(messages, statuses) for messages, statuses in _batches(parsed, inbox.MAX_BATCH)]


def _batches(parsed: Parsed, size: int) -> list[tuple[list[Inbound], list[StatusUpdate]]]:
    batches = []
    messages, statuses = parsed.messages, parsed.statuses
    while messages or statuses:
        room = size - len(messages[:size])
        batches.append((messages[:size], statuses[:room]))
        messages, statuses = messages[size:], statuses[room:]
    return batches


def report_problems(parsed: Parsed) -> None:
    """Log the malformed parts by their places: their content may be personal."""
    if parsed.problems:
        shown = "; ".join(parsed.problems[:MAX_PROBLEMS])
        logger.error("A genuine webhook has %d malformed parts: %s", len(parsed.problems), shown)


def report_unknown_numbers(received: Received) -> None:
    """Log what came to numbers that no workspace has: somebody must enter them, or the messages are lost."""
    for number_id, count in received.unknown_numbers.items():
        logger.error("%d messages or statuses came to the number %s, which no workspace has.", count, number_id)


def _refuse(status: int, code: str, detail: str) -> JsonResponse:
    return JsonResponse(error_body(code, detail), status=status)
