"""The places of the console, in the order in which they are shown. A page that is built adds its line here."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.asking import account_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page that the navigation leads to. `route` and `badge` are names among the addresses of the console."""

    route: str
    name: str | Promise
    icon: str
    is_daily: bool = True
    is_for_superusers: bool = False
    # The part that shows how much waits there, asked for when the page is shown.
    badge: str = ""


PLACES = (
    Place(route="tickets", name=_("Tickets"), icon="inbox"),
    Place(route="appointments", name=_("Appointments"), icon="calendar"),
    Place(route="dashboard", name=_("Dashboard"), icon="chart"),
    Place(route="conversations", name=_("Conversations"), icon="chat"),
    Place(route="notifications", name=_("Notifications"), icon="bell", badge="notifications_badge"),
    Place(route="simulator", name=_("Simulator"), icon="robot", is_daily=False),
    Place(route="settings", name=_("ARI settings"), icon="settings", is_daily=False),
    Place(route="replies", name=_("Canned replies"), icon="bolt", is_daily=False),
    Place(route="grants", name=_("Grants"), icon="key", is_daily=False, is_for_superusers=True),
    Place(route="audit", name=_("Audit"), icon="shield", is_daily=False, is_for_superusers=True),
    Place(route="migration", name=_("Migration"), icon="database", is_daily=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A place as one page shows it."""

    place: Place
    address: str
    is_here: bool
    badge: str = ""


def links_for(request: HttpRequest) -> Iterator[Link]:
    """Yield the links that the reader of the page may follow."""
    for place in PLACES:
        if place.is_for_superusers and not account_of(request).is_superuser:
            continue
        address = reverse(f"portal:{place.route}")
        badge = reverse(f"portal:{place.badge}") if place.badge else ""
        yield Link(place=place, address=address, is_here=request.path.startswith(address), badge=badge)
