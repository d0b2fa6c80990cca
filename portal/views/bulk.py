"""Changing many tickets at once: what will happen to each is shown first, then what became of each."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.idempotency import Idempotency
from portal.asking import asker_of
from portal.bulk import (
    MAX_TICKETS,
    BulkAct,
    Foresight,
    foresee_assignment,
    foresee_comment,
    foresee_move,
    read_assignees,
    read_tickets,
)
from portal.forms.bulk import BulkAssignForm, BulkCommentForm, BulkMoveForm
from portal.showing import show, show_part
from portal.staff import Naming
from portal.wording import REFUSALS
from tickets.bulk import run_bulk
from tickets.domain import Person, Stage, Ticket, TicketId
from tickets.repository import Write, get_tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one ticket; `problem` is empty where it was changed."""

    ticket: Ticket
    problem: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The tickets that are meant, and what is to be done with them."""

    act: BulkAct
    tickets: Sequence[Ticket]
    assignees: Mapping[TicketId, Mapping[str, Person]]

    @property
    def people(self) -> dict[str, Person]:
        """Everybody to whom one of the tickets can be given, in the order of their names."""
        known = {person.id: person for people in self.assignees.values() for person in people.values()}
        name_of = Naming()
        return dict(sorted(known.items(), key=lambda entry: name_of(entry[1]).casefold()))


def read_selection(request: HttpRequest) -> Selection | None:
    """Return what the form of the list selects; None where it selects nothing, or names no act."""
    act, ids, asker = request.POST.get("act", ""), ids_of(request), asker_of(request)
    if act not in tuple(BulkAct) or not ids:
        return None
    tickets = read_tickets(ids, asker=asker)
    assignees = read_assignees(tickets, asker=asker) if act == BulkAct.ASSIGN else {}
    return Selection(act=BulkAct(act), tickets=tickets, assignees=assignees)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show what the change will do to each of the selected tickets."""
    selection = read_selection(request)
    if selection is None:
        messages.warning(request, _("Select some tickets first."))
        return redirect("portal:tickets")
    is_first = "key" not in request.POST
    form = form_for(selection.act, data=None if is_first else request.POST, people=selection.people.values())
    return show_preview(request, selection, form)


@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Make the change, and show what became of each ticket."""
    selection = read_selection(request)
    if selection is None:
        return redirect("portal:tickets")
    form = form_for(selection.act, data=request.POST, people=selection.people.values())
    if not form.is_valid():
        return show_preview(request, selection, form, status=422)
    answers = carry_out(request, selection, form.cleaned_data)
    results = [Result(ticket=ticket, problem=word_problem(answers[ticket.id])) for ticket in selection.tickets]
    changed = sum(not result.problem for result in results)
    return show(request, "portal/tickets/bulk_done.html", {"title": _("Done"), "results": results, "changed": changed})


def carry_out(request: HttpRequest, selection: Selection, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Change the tickets and return the answer for each by its id. Sent again, the same form changes nothing twice."""
    body = {
        "action": selection.act,
        "ids": [ticket.id for ticket in selection.tickets],
        **body_of(selection.act, values),
    }
    digest = hashlib.sha256(repr(sorted(body.items())).encode()).hexdigest()
    key = values["key"]
    idempotency = Idempotency(key=f"console {key}", fingerprint=digest) if key else None
    write = Write(actor=asker_of(request), idempotency=idempotency)
    return {answer["id"]: answer for answer in run_bulk(get_tickets(), body, write=write)}


def ids_of(request: HttpRequest) -> list[str]:
    """Return which tickets are meant, each once."""
    return list(dict.fromkeys(request.POST.getlist("ids")))[:MAX_TICKETS]


def form_for(act: BulkAct, *, data: Mapping[str, Any] | None, people: Iterable[Person]) -> forms.Form:
    """Return the form of the act, empty where `data` is None; `people` are those to whom a ticket can be given."""
    if act is BulkAct.TRANSITION:
        return BulkMoveForm(data, auto_id="bulk_%s")
    if act is BulkAct.COMMENT:
        return BulkCommentForm(data, auto_id="bulk_%s")
    return BulkAssignForm(data, people=people, name_of=Naming(), auto_id="bulk_%s")


def show_preview(request: HttpRequest, selection: Selection, form: forms.Form, *, status: int = 200) -> HttpResponse:
    """Show the form and what it will do, as it is filled in now."""
    foresights = [foresee(selection, ticket, form) for ticket in selection.tickets]
    context = {
        "title": getattr(form, "title", ""),
        "act": selection.act,
        "form": form,
        "foresights": foresights,
        "changing": sum(foresight.changes for foresight in foresights),
    }
    return show_part(request, "portal/tickets/bulk_form.html", context, page="portal/tickets/bulk.html", status=status)


def foresee(selection: Selection, ticket: Ticket, form: forms.Form) -> Foresight:
    """Tell what the form, as it is filled in now, will do to the ticket."""
    if selection.act is BulkAct.TRANSITION:
        target = form["to_stage"].value()
        return foresee_move(ticket, Stage(target) if target in tuple(Stage) else None)
    if selection.act is BulkAct.COMMENT:
        return foresee_comment(ticket, is_note=(form["kind"].value() or "note") == "note")
    wanted = form["assignee"].value()
    assignee = selection.people.get(wanted, Person(id=wanted)) if wanted else None
    return foresee_assignment(ticket, assignee, Naming(), eligible=selection.assignees.get(ticket.id, {}))


def body_of(act: BulkAct, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form says as a bulk request of the API says it."""
    notify = {"notifyParticipants": values["notify"]}
    if act is BulkAct.ASSIGN:
        return {"assigned_to": values["assignee"] or None, **notify}
    if act is BulkAct.COMMENT:
        return {"content": values["content"], "is_internal": values["kind"] == BulkCommentForm.NOTE, **notify}
    texts = {name: values[name] for name in ("comment", "reason") if values[name]}
    return {"toStage": values["to_stage"], **texts, **notify}


def word_problem(answer: Mapping[str, Any]) -> Any:
    """Return why a ticket was not changed; nothing where it was."""
    return "" if answer["ok"] else REFUSALS.get(answer["code"], answer["detail"])
