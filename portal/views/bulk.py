"""Changing many tickets at once: what will happen to each is shown first, then what became of each."""

import hashlib
from collections.abc import Mapping, Sequence
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
    read_tickets,
)
from portal.forms.bulk import BulkAssignForm, BulkCommentForm, BulkMoveForm
from portal.showing import show, show_part
from portal.staff import Naming
from portal.wording import REFUSALS
from tickets.bulk import run_bulk
from tickets.domain import Person, Stage, Ticket
from tickets.repository import Write, get_tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one ticket; `problem` is empty where it was changed."""

    ticket: Ticket
    problem: Any


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show what the change will do to each of the selected tickets."""
    act, ids = request.POST.get("act", ""), ids_of(request)
    if act not in tuple(BulkAct) or not ids:
        messages.warning(request, _("Select some tickets first."))
        return redirect("portal:tickets")
    tickets = read_tickets(ids, asker=asker_of(request))
    is_first = "key" not in request.POST
    form = form_for(request, BulkAct(act), tickets, data=None if is_first else request.POST)
    return show_preview(request, BulkAct(act), tickets, form)


@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Make the change, and show what became of each ticket."""
    act, ids = request.POST.get("act", ""), ids_of(request)
    if act not in tuple(BulkAct) or not ids:
        return redirect("portal:tickets")
    asker = asker_of(request)
    tickets = read_tickets(ids, asker=asker)
    form = form_for(request, BulkAct(act), tickets, data=request.POST)
    if not form.is_valid():
        return show_preview(request, BulkAct(act), tickets, form, status=422)
    body = {"action": act, "ids": [ticket.id for ticket in tickets], **body_of(BulkAct(act), form.cleaned_data)}
    digest = hashlib.sha256(repr(sorted(body.items())).encode()).hexdigest()
    key = form.cleaned_data["key"]
    write = Write(actor=asker, idempotency=Idempotency(key=f"console {key}", fingerprint=digest) if key else None)
    answers = {answer["id"]: answer for answer in run_bulk(get_tickets(), body, write=write)}
    results = [Result(ticket=ticket, problem=word_problem(answers[ticket.id])) for ticket in tickets]
    context = {
        "title": _("Done"),
        "results": results,
        "changed": sum(not result.problem for result in results),
        "name_of": Naming(),
    }
    return show(request, "portal/tickets/bulk_done.html", context)


def ids_of(request: HttpRequest) -> list[str]:
    """Return which tickets are meant, each once."""
    return list(dict.fromkeys(request.POST.getlist("ids")))[:MAX_TICKETS]


def form_for(
    request: HttpRequest, act: BulkAct, tickets: Sequence[Ticket], *, data: Mapping[str, Any] | None
) -> forms.Form:
    """Return the form of the act, empty where `data` is None."""
    if act is BulkAct.TRANSITION:
        return BulkMoveForm(data, auto_id="bulk_%s")
    if act is BulkAct.COMMENT:
        return BulkCommentForm(data, auto_id="bulk_%s")
    name_of = Naming()
    known = {person.id: person for person in name_of.staff()}
    first = next((ticket for ticket in tickets if ticket.permissions.can_assign), None)
    if first is not None:
        known |= {person.id: person for person in get_tickets().list_assignees(first.id, asker=asker_of(request))}
    people = sorted(known.values(), key=lambda person: name_of(person).casefold())
    return BulkAssignForm(data, people=people, name_of=name_of, auto_id="bulk_%s")


def show_preview(
    request: HttpRequest, act: BulkAct, tickets: Sequence[Ticket], form: forms.Form, *, status: int = 200
) -> HttpResponse:
    """Show the form and what it will do, as it is filled in now."""
    foresights = [foresee(act, ticket, form) for ticket in tickets]
    context = {
        "title": getattr(form, "title", ""),
        "act": act,
        "form": form,
        "foresights": foresights,
        "changing": sum(foresight.changes for foresight in foresights),
        "name_of": Naming(),
    }
    return show_part(request, "portal/tickets/bulk_form.html", context, page="portal/tickets/bulk.html", status=status)


def foresee(act: BulkAct, ticket: Ticket, form: forms.Form) -> Foresight:
    """Tell what the form, as it is filled in now, will do to the ticket."""
    if act is BulkAct.TRANSITION:
        target = form["to_stage"].value()
        return foresee_move(ticket, Stage(target) if target in tuple(Stage) else None)
    if act is BulkAct.COMMENT:
        return foresee_comment(ticket, is_note=(form["kind"].value() or "note") == "note")
    assignee = form["assignee"].value()
    return foresee_assignment(ticket, Person(id=assignee) if assignee else None, Naming())


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
