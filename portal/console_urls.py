"""The pages of the console and their addresses, below `/portal/`. All of them are behind the staff log-in."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http.response import HttpResponseBase

from portal.views import ticket, ticket_acts
from portal.views.migration import show_migration

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, or a part of one: the pattern of its address, the view that answers there, and its name."""

    address: str
    view: View
    name: str


ONE = "tickets/<str:ticket_id>/"

PAGES = (
    Page(address=ONE, view=ticket.show_ticket, name="ticket"),
    Page(address=f"{ONE}news/", view=ticket.show_news, name="ticket_news"),
    Page(address=f"{ONE}earlier/", view=ticket.show_earlier, name="ticket_earlier"),
    Page(address=f"{ONE}comments/<str:comment_id>/", view=ticket.show_comment, name="ticket_comment"),
    Page(address=f"{ONE}comment/", view=ticket_acts.comment, name="comment"),
    Page(address=f"{ONE}move/", view=ticket_acts.move, name="move"),
    Page(address=f"{ONE}withdraw/", view=ticket_acts.withdraw, name="withdraw"),
    Page(address=f"{ONE}assign/", view=ticket_acts.assign, name="assign"),
    Page(address=f"{ONE}sort/", view=ticket_acts.sort, name="sort"),
    Page(address=f"{ONE}edit/", view=ticket_acts.edit, name="edit_ticket"),
    Page(address="migration/", view=show_migration, name="migration"),
)
