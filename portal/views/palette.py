"""What the palette finds beyond the page: workspaces by their names, tickets by their words or their number."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.asking import asker_of
from portal.domain import PortalFilter, code_of
from portal.forms.filters import MAX_SEARCH_LENGTH
from portal.repositories.tickets import get_portal_tickets
from portal.repositories.workspaces import get_workspaces

FOUND_TICKETS, FOUND_WORKSPACES = 8, 4
# Half of what a search takes, which counts some signs double.
MAX_WORDS = MAX_SEARCH_LENGTH // 2


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Answer the best few of each as JSON; who asks for a page gets the list of tickets."""
    words = request.GET.get("q", "").strip()[:MAX_SEARCH_LENGTH]
    if not request.accepts("application/json") or request.accepts("text/html"):
        return redirect(f"{reverse('portal:tickets')}?{urlencode({'q': words, 'stage': 'all'})}")
    words = words[:MAX_WORDS]
    asker, inbox = asker_of(request), reverse("portal:tickets")
    repository = get_workspaces()
    named = repository.find(words[: repository.MAX_SEARCH_LENGTH], asker=asker, limit=FOUND_WORKSPACES)
    workspaces = [
        {
            "title": place.name,
            "hint": _("Tickets of %(slug)s") % {"slug": place.slug},
            "address": f"{inbox}?workspace={place.id}",
        }
        for place in named
    ]
    page = get_portal_tickets().list_matching(PortalFilter(search=words), asker=asker, cursor=None, limit=FOUND_TICKETS)
    tickets = [
        {
            "title": f"{code_of(ticket)} {ticket.title}",
            "hint": ticket.workspace.name,
            "address": reverse("portal:ticket", kwargs={"ticket_id": ticket.id}),
        }
        for ticket in page.tickets
    ]
    return JsonResponse({"found": [*workspaces, *tickets]})
