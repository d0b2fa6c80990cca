"""`POST /api/cron/appointment-reminders/`: what `manage.py send_reminders` does, for hosted schedulers."""

import hmac
import logging
import sys
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from ari.sending import make_sender
from config.api import error_body
from config.convex.errors import UnavailableError

logger = logging.getLogger(__name__)

SCHEME = "bearer"
# Hosted schedulers give up after half a minute; what is left the next call does.
TIME_LIMIT = timedelta(seconds=20)
RETRY_AFTER_S = 60


@csrf_exempt  # The secret in the header is what authorises; no cookie is read.
def send_due_reminders(request: HttpRequest) -> JsonResponse:
    """Send what is due, for as long as a scheduler waits, and answer the report."""
    if request.method != "POST":
        response = JsonResponse(error_body("method_not_allowed", "Only POST sends reminders."), status=405)
        response["Allow"] = "POST"
        return response
    refusal = _refusal(request)
    if refusal is not None:
        return refusal
    try:
        report = make_sender(out=sys.stderr).run(until=timezone.now() + TIME_LIMIT)
    except UnavailableError as error:
        logger.warning("Reminders wait, for Convex is unavailable: %s", error)
        response = JsonResponse(error_body(error.code, error.detail), status=error.status_code)
        response["Retry-After"] = str(RETRY_AFTER_S)
        return response
    return JsonResponse({"success": not report.failed, **report.as_json()})


def _refusal(request: HttpRequest) -> JsonResponse | None:
    """Return why the caller may not, None where they may."""
    secret = settings.CRON_SECRET
    if not secret:
        logger.error("A scheduler called, and CRON_SECRET is not set: it was refused.")
        return JsonResponse(error_body("cron_not_configured", "This installation takes no schedulers."), status=503)
    scheme, _, given = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
    # Compared in full whatever the caller sent, so that the time tells nothing of the secret.
    is_secret = hmac.compare_digest(given.strip().encode(), secret.encode())
    if scheme.lower() == SCHEME and is_secret:
        return None
    response = JsonResponse(error_body("not_authenticated", "The bearer secret is missing or wrong."), status=401)
    response["WWW-Authenticate"] = 'Bearer realm="cron"'
    return response
