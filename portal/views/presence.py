"""Who else has a ticket open. The page says so again and again, and says when it is closed."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from portal.asking import asker_of
from portal.repositories.presence import get_presence
from portal.showing import show
from portal.staff import Naming
from tickets.domain import TicketId


@require_POST
def beat(request: HttpRequest, ticket_id: str) -> HttpResponse:
    """Note that the reader has the ticket open, and show who else has."""
    is_typing = request.POST.get("is_typing") == "true"
    others = get_presence().beat(TicketId(ticket_id), actor=asker_of(request), is_typing=is_typing)
    return show(request, "portal/ticket/presence.html", {"others": others, "name_of": Naming()})


@require_POST
def leave(request: HttpRequest, ticket_id: str) -> HttpResponse:
    """Note that the reader closed the ticket."""
    get_presence().leave(TicketId(ticket_id), actor=asker_of(request))
    return HttpResponse(status=204)
