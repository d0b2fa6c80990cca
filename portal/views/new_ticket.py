"""Opening a ticket on behalf of somebody of a workspace. It is routed to the support hub."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.errors import ConflictError, InvalidInputError
from portal.asking import asker_of
from portal.forms.new_ticket import NewTicketForm
from portal.repositories.workspaces import get_workspaces
from portal.showing import show
from portal.staff import Naming
from portal.views.ticket_acts import show_in_form, write_of
from portal.workspace_menu import offer_workspaces
from tickets.domain import Category, Priority, WorkspaceId
from tickets.repository import get_tickets


@require_http_methods(["GET", "HEAD", "POST"])
def new_ticket(request: HttpRequest) -> HttpResponse:
    """Let the reader choose a workspace, then fill in the ticket; on POST, open it."""
    asker = asker_of(request)
    workspace_id = request.GET.get("workspace", "")
    places = [place for place in offer_workspaces(asker, workspace_id) if place.can_act and not place.is_hub]
    context = {"title": _("New ticket"), "workspaces": places, "asked": workspace_id}
    if not workspace_id:
        return show(request, "portal/tickets/new.html", context)
    requesters = get_workspaces().list_requesters(WorkspaceId(workspace_id), asker=asker)
    form = NewTicketForm(request.POST or None, requesters=requesters, name_of=Naming(), auto_id="new_%s")
    status = 200
    if request.method == "POST":
        status = InvalidInputError.status_code
        if form.is_valid():
            try:
                values = form.cleaned_data
                ticket = get_tickets().create(
                    WorkspaceId(workspace_id),
                    title=values["title"],
                    description=values["description"],
                    category=Category(values["category"]),
                    priority=Priority(values["priority"]),
                    route_to_hub=True,
                    requester_id=values["requester"],
                    write=write_of(request, form),
                )
            except (ConflictError, InvalidInputError) as refusal:
                status = refusal.status_code
                show_in_form(form, refusal, version=0)
            else:
                messages.success(request, _("The ticket is open."))
                return redirect("portal:ticket", ticket_id=ticket.id)
    return show(request, "portal/tickets/new.html", {**context, "form": form}, status=status)
