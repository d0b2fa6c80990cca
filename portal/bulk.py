"""What a change to many tickets will do to each of them, told before it is made."""

import contextvars
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from config.errors import NotFoundError
from config.identity.principal import Principal
from portal.staff import Naming
from portal.wording import STAGES
from tickets.bulk import WORKERS
from tickets.domain import Person, Stage, Ticket, TicketId, TransitionKind
from tickets.repository import get_tickets

MAX_TICKETS = 100


class BulkAct(StrEnum):
    """What can be done to many tickets at once."""

    ASSIGN = "assign"
    TRANSITION = "transition"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """What will become of one ticket. `changes` is False where it stays as it is."""

    ticket: Ticket
    changes: bool
    words: str


def read_tickets(ids: Sequence[str], *, asker: Principal) -> list[Ticket]:
    """Return the tickets in the order asked; those that are not the asker's to see are left out."""

    def read(ticket_id: str) -> Ticket | None:
        try:
            return get_tickets().get(TicketId(ticket_id), asker=asker)
        except NotFoundError:
            return None

    with ThreadPoolExecutor(WORKERS) as pool:
        pending = [pool.submit(contextvars.copy_context().run, read, ticket_id) for ticket_id in ids]
    return [ticket for future in pending if (ticket := future.result()) is not None]


def read_assignees(tickets: Sequence[Ticket], *, asker: Principal) -> dict[TicketId, dict[str, Person]]:
    """Return to whom each of the tickets can be given, by their ids; nobody where the asker may not give it away."""
    own = Person(id=asker.user_id)

    def read(ticket: Ticket) -> dict[str, Person]:
        if not ticket.permissions.can_assign:
            return {}
        people = get_tickets().list_assignees(ticket.id, asker=asker)
        return {person.id: person for person in (*people, own)}

    with ThreadPoolExecutor(WORKERS) as pool:
        pending = [(ticket.id, pool.submit(contextvars.copy_context().run, read, ticket)) for ticket in tickets]
    return {ticket_id: future.result() for ticket_id, future in pending}


def foresee_assignment(
    ticket: Ticket, assignee: Person | None, name_of: Naming, *, eligible: Mapping[str, Person]
) -> Foresight:
    """Tell what assigning will do."""
    if not ticket.permissions.can_assign:
        return Foresight(ticket=ticket, changes=False, words=_("stays: you may not assign it"))
    if assignee is not None and assignee.id not in eligible:
        words = _("stays: %(name)s cannot have it") % {"name": name_of(assignee)}
        return Foresight(ticket=ticket, changes=False, words=words)
    if ticket.assigned_to == (assignee.id if assignee else None):
        return Foresight(ticket=ticket, changes=False, words=_("stays as it is"))
    before, after = name_of(ticket.assignee) or _("nobody"), name_of(assignee) or _("nobody")
    words = _("from %(before)s to %(after)s") % {"before": before, "after": after}
    return Foresight(ticket=ticket, changes=True, words=words)


def foresee_move(ticket: Ticket, target: Stage | None) -> Foresight:
    """Tell what moving to the stage will do; None: no stage is chosen yet."""
    if target is None:
        return Foresight(ticket=ticket, changes=False, words=str(STAGES[ticket.stage]))
    kinds = {move.to_stage: move.kind for move in ticket.permissions.allowed_transitions}
    names = {"before": STAGES[ticket.stage], "after": STAGES[target]}
    match kinds.get(target):
        case TransitionKind.STEP:
            return Foresight(ticket=ticket, changes=True, words=_("from %(before)s to %(after)s") % names)
        case TransitionKind.SKIP:
            words = _("the requester is asked to approve the skip from %(before)s to %(after)s") % names
            return Foresight(ticket=ticket, changes=True, words=words)
    if ticket.pending_approval:
        return Foresight(ticket=ticket, changes=False, words=_("stays: an approval is pending"))
    if ticket.stage is target:
        return Foresight(ticket=ticket, changes=False, words=_("stays as it is"))
    return Foresight(ticket=ticket, changes=False, words=_("stays: from %(before)s it cannot move there") % names)


def foresee_comment(ticket: Ticket, *, is_note: bool) -> Foresight:
    """Tell what writing on it will do."""
    may = ticket.permissions.can_comment_internally if is_note else ticket.permissions.can_comment
    if not may:
        return Foresight(ticket=ticket, changes=False, words=_("stays: you may not write on it"))
    return Foresight(ticket=ticket, changes=True, words=_("gets a note") if is_note else _("gets a reply"))
