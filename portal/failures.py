"""When a page cannot be shown: what happened in plain words, and nothing of what the reader wrote is lost.

| Failure | Page |
|---|---|
| a refusal of the domain | its sentence, with its status |
| Convex does not answer | it says so and loads itself again until Convex is back; a form keeps its text |
| Convex answers what it should not | that the fault is ours, with the number to find it by; a form keeps its text |
| a form whose page is older than the log-in | its text, and a button that sends it |
| the reader was logged out meanwhile | the log-in, which keeps the text of the form (`portal/site.py`) |

For htmx the same is a notice in the page that is open, whose fields keep what was typed.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.csrf import csrf_failure
from django.views.decorators.csrf import requires_csrf_token

from config.api import is_for_programs
from config.convex.errors import ConvexError, UnavailableError
from config.errors import RefusalError
from config.request_ids import served_request_id
from portal.asking import wants_part
from portal.wording import word_refusal

logger = logging.getLogger(__name__)

# How long the page about an outage waits before it loads itself again.
RETRY_S = 5
# The form's idempotency key is kept too: it is what makes sending the same again harmless.
MAX_KEPT_CHARACTERS = 60_000
# What the log-in form calls the fields that it carries along for another form.
KEPT_PREFIX = "kept:"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptField:
    """A field of a form that did not arrive. Long ones are shown for the reader to see that nothing was lost."""

    name: str
    value: str

    @property
    def is_text(self) -> bool:
        """Whether a person wrote it, as opposed to ids and choices."""
        return " " in self.value or "\n" in self.value


def kept_fields(request: HttpRequest, *, prefix: str = "") -> list[KeptField]:
    """Return what a form sent, to be sent again: the fields whose names begin with the prefix, without it.

    Passwords are not kept, and files cannot be: browsers take no file from a page.
    """
    fields = list(_fields_of(request, prefix))
    return fields if sum(len(field.value) for field in fields) <= MAX_KEPT_CHARACTERS else []


def _fields_of(request: HttpRequest, prefix: str) -> Iterator[KeptField]:
    for name, values in request.POST.lists():
        if name.startswith(prefix) and name != "csrfmiddlewaretoken" and "password" not in name:
            yield from (KeptField(name=name.removeprefix(prefix), value=str(value)) for value in values)


class PageFailureMiddleware:
    """Turns the failures of page views into pages. The REST API words its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what the domain or Convex raised; None for a mistake of ours, which Django logs."""
        if is_for_programs(request):
            return None
        if isinstance(exception, RefusalError):
            return show_refusal(request, exception)
        if isinstance(exception, UnavailableError):
            return show_outage(request, exception)
        if isinstance(exception, ConvexError):
            return show_mistake(request, exception)
        return None


def show_refusal(request: HttpRequest, refusal: RefusalError) -> HttpResponse:
    """Say what the domain refused."""
    context = {"sentence": word_refusal(refusal), "code": refusal.code, "status": refusal.status_code}
    return _show(request, "portal/failures/refusal.html", context, refusal.status_code)


def show_outage(request: HttpRequest, error: ConvexError) -> HttpResponse:
    """Say that Convex does not answer, and keep what a form sent."""
    logger.warning("A page could not be built: %s", error)
    context = {"retry_s": RETRY_S, "kept": kept_fields(request), "address": request.get_full_path()}
    response = _show(request, "portal/failures/outage.html", context, 503)
    response["Retry-After"] = str(RETRY_S)
    return response


def show_mistake(request: HttpRequest, error: ConvexError) -> HttpResponse:
    """Say that something is wrong which waiting does not mend, such as functions of another version."""
    logger.error("A page could not be built: %s", error)
    context = {"kept": kept_fields(request), "address": request.get_full_path(), "request_id": served_request_id()}
    return _show(request, "portal/failures/mistake.html", context, error.status_code)


def show_signed_out(request: HttpRequest) -> HttpResponse:
    """Tell htmx, in the page that is open, that the reader must log in again."""
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    address = here.path + (f"?{here.query}" if here.query else "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()})
    return render(request, "portal/failures/signed_out.html", {"next": address if is_ours else ""}, status=401)


def show_unsent(request: HttpRequest, address: str, kept: list[KeptField], *, reason: str, status: int) -> HttpResponse:
    """Show a form that did not arrive, with a button that sends it to `address`."""
    context = {"kept": kept, "address": address, "reason": reason}
    return _show(request, "portal/failures/unsent.html", context, status)


@requires_csrf_token
def answer_forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without the right token.

    A browser of ours sends an outdated token from a page that is older than the log-in; then the text is kept. What
    comes from elsewhere gets Django's own page: nobody may be led to send here what another site has written.
    """
    is_ours = request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
    if not is_ours or is_for_programs(request):
        return csrf_failure(request, reason)
    return show_unsent(request, request.get_full_path(), kept_fields(request), reason="outdated", status=403)


def _show(request: HttpRequest, template: str, context: Mapping[str, object], status: int) -> HttpResponse:
    """Render the page, or its notice for htmx, which puts it above the page that is open."""
    base = "portal/failures/notice.html" if wants_part(request) else "portal/base.html"
    return render(request, template, {"base": base, **context}, status=status)
