"""The list of appointments across workspaces, beside the calendar of one."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.asking import asker_of
from portal.consultation_list import ConsultationList
from portal.showing import show


@require_safe
def show_list(request: HttpRequest) -> HttpResponse:
    """Show the list that the address names."""
    listed = ConsultationList(request.GET, asker_of(request))
    rows = listed.read_rows(request.GET.get("cursor", ""))
    places = listed.filter.workspaces
    context = {
        "title": _("Appointments"),
        "listed": listed,
        "rows": rows,
        "form": listed.form,
        "extras": listed.list_extras(),
        "is_filtered": bool(listed.query),
        "is_first": "cursor" not in request.GET,
        "name_of": listed.name_of,
        # The calendar is of one workspace.
        "one_place": places[0] if len(places) == 1 else "",
    }
    return show(request, "portal/appointments/list.html", context)
