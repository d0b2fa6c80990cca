"""What staff do on the page of a ticket. Each act reads its form, makes one call, and shows what came of it.

Without htmx an act answers with a redirect to the page, or with the whole page where the form is wrong; for htmx with
the parts that changed. A refusal is shown in its form, with what was typed: nobody writes anything twice.
"""

import hashlib
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from config.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, RefusalError
from config.idempotency import Idempotency
from portal.asking import asker_of, wants_part
from portal.forms.texts import WritingForm, new_key
from portal.forms.ticket_acts import AssignForm, CommentForm, EditForm, MoveForm, SortingForm, WithdrawForm
from portal.showing import show
from portal.ticket_page import TicketReader
from portal.views.ticket import answer_parts, answer_whole
from portal.wording import STAGES, word_refusal
from tickets.attachment_repository import Upload, get_attachments
from tickets.domain import Category, Priority, Stage, TicketId
from tickets.images import Image, recognise_image
from tickets.repository import Write, get_tickets

# The inputs that a refusal of Convex may name, by what forms call them.
FIELD_NAMES = {"assigned_to": "assignee", "file": "images"}


@require_POST
def comment(request: HttpRequest, ticket_id: str) -> HttpResponse:
    """Write a reply or a note, with its images."""
    form = CommentForm(request.POST, request.FILES)

    def carry_out() -> str:
        images = [recognise_image(file, size=file.size) for file in form.cleaned_data["images"]]
        write = write_of(request, form)
        added = get_tickets().comment(
            TicketId(ticket_id),
            form.cleaned_data["content"],
            is_internal=form.is_note,
            notify=form.cleaned_data["notify"],
            write=write,
        )
        attach_all(TicketId(ticket_id), form, images, comment_id=added.comment.id, write=write)
        return _("The note is written.") if form.is_note else _("The reply is sent.") + word_notified(added.notified)

    return answer_act(request, ticket_id, "comment", form, carry_out, sent=True)


def attach_all(ticket_id: TicketId, form: CommentForm, images: list[Image], *, comment_id: str, write: Write) -> None:
    """Attach the files of a comment, each under a key of its own made from the comment's."""
    for place, (file, image) in enumerate(zip(form.cleaned_data["images"], images, strict=True)):
        upload = Upload(image=image, content=file, file_name=file.name, is_internal=form.is_note, comment_id=comment_id)
        get_attachments().attach(ticket_id, upload, write=write_part(write, place))


def write_part(write: Write, place: int) -> Write:
    """Return the write of one file, whose key follows from the whole's."""
    if write.idempotency is None:
        return write
    key = Idempotency(key=f"{write.idempotency.key}-file-{place}", fingerprint=write.idempotency.fingerprint)
    return Write(actor=write.actor, idempotency=key)


@require_POST
def move(request: HttpRequest, ticket_id: str) -> HttpResponse:
    """Move the ticket a step on, or ask its requester for a skip."""
    reader = TicketReader(TicketId(ticket_id), asker_of(request))
    form = MoveForm(request.POST, ticket=reader.read_ticket(), auto_id="move_%s")

    def carry_out() -> str:
        values = form.cleaned_data
        to_stage = Stage(values["to_stage"])
        changed = get_tickets().transition(
            TicketId(ticket_id),
            to_stage,
            from_stage=Stage(values["from_stage"]) if values["from_stage"] in tuple(Stage) else None,
            reason=values["reason"] or None,
            comment=values["comment"] or None,
            notify=values["notify"],
            write=write_of(request, form),
        )
        stage = {"stage": STAGES[to_stage]}
        if changed.pending_approval:
            return _("The requester is asked to approve the skip to %(stage)s.") % stage
        return _("The ticket is in %(stage)s now.") % stage + word_notified(changed.notified)

    return answer_act(request, ticket_id, "move", form, carry_out)


@require_POST
def withdraw(request: HttpRequest, ticket_id: str) -> HttpResponse:
    """Take back the request for a skip."""
    form = WithdrawForm(request.POST, auto_id="withdraw_%s")

    def carry_out() -> str:
        values = form.cleaned_data
        get_tickets().withdraw_approval(
            TicketId(ticket_id),
            reason=values["reason"] or None,
            notify=values["notify"],
            write=write_of(request, form),
        )
        return _("The request to skip is withdrawn.")

    return answer_act(request, ticket_id, "withdraw", form, carry_out)


@require_POST
def assign(request: HttpRequest, ticket_id: str) -> HttpResponse:
    """Give the ticket to somebody, or to nobody."""
    reader = TicketReader(TicketId(ticket_id), asker_of(request))
    people = reader.read_assignees(reader.read_ticket())
    form = AssignForm(request.POST, people=people, name_of=reader.name_of, auto_id="assign_%s")

    def carry_out() -> str:
        values = form.cleaned_data
        changed = get_tickets().assign(
            TicketId(ticket_id), values["assignee"] or None, notify=values["notify"], write=write_of(request, form)
        )
        if changed.ticket.assignee is None:
            return _("The ticket is nobody's now.")
        return _("The ticket is with %(name)s now.") % {"name": reader.name_of(changed.ticket.assignee)}

    return answer_act(request, ticket_id, "assign", form, carry_out)


@require_POST
def sort(request: HttpRequest, ticket_id: str) -> HttpResponse:
    """Change category and priority."""
    form = SortingForm(request.POST, auto_id="sorting_%s")

    def carry_out() -> str:
        values = form.cleaned_data
        get_tickets().edit(
            TicketId(ticket_id),
            category=Category(values["category"]),
            priority=Priority(values["priority"]),
            write=write_of(request, form),
        )
        return _("Saved.")

    return answer_act(request, ticket_id, "sorting", form, carry_out)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, ticket_id: str) -> HttpResponse:
    """Show the form for what the ticket says; on POST, change it."""
    ticket = TicketReader(TicketId(ticket_id), asker_of(request)).read_ticket()
    if request.method != "POST":
        if not ticket.permissions.can_edit:
            raise ForbiddenError
        texts = {name: getattr(ticket, name) for name in ("title", "description", "category", "priority", "version")}
        return show_edit(request, ticket_id, EditForm(initial=texts))
    form, status = EditForm(request.POST), InvalidInputError.status_code
    if form.is_valid():
        try:
            values = form.cleaned_data
            get_tickets().edit(
                TicketId(ticket_id),
                title=values["title"],
                description=values["description"],
                category=Category(values["category"]),
                priority=Priority(values["priority"]),
                write=write_of(request, form),
            )
        except (ConflictError, InvalidInputError) as refusal:
            status = refusal.status_code
            show_in_form(form, refusal, version=ticket.version)
        else:
            messages.success(request, _("Saved."))
            return redirect("portal:ticket", ticket_id=ticket_id)
    return show_edit(request, ticket_id, form, status=status)


def show_edit(request: HttpRequest, ticket_id: str, form: EditForm, *, status: int = 200) -> HttpResponse:
    """Show the form for what the ticket says."""
    context = {"title": _("Edit the ticket"), "form": form, "ticket_id": ticket_id}
    return show(request, "portal/ticket/edit.html", context, status=status)


def answer_act(
    request: HttpRequest,
    ticket_id: str,
    name: str,
    form: WritingForm,
    carry_out: Callable[[], str],
    *,
    sent: bool = False,
) -> HttpResponse:
    """Carry out the act of a good form and say so; show a bad one, or one that was refused, with what is wrong.

    What cannot be helped by another form, such as a ticket that is not theirs to see, is answered by a page of its own.
    """
    reader = TicketReader(TicketId(ticket_id), asker_of(request))
    status = InvalidInputError.status_code
    if form.is_valid():
        try:
            notice = carry_out()
        except NotFoundError:
            raise
        except RefusalError as refusal:
            status = refusal.status_code if isinstance(refusal, ConflictError) else status
            show_in_form(form, refusal, version=reader.read_ticket().version)
        else:
            return answer_done(request, reader, notice, sent=sent)
    if wants_part(request):
        return answer_parts(request, reader, {name: form}, status=status)
    return answer_whole(request, reader, {name: form}, status=status)


def answer_done(request: HttpRequest, reader: TicketReader, notice: str, *, sent: bool) -> HttpResponse:
    """Say that it is done, in the page that is open or in the one that follows."""
    if wants_part(request):
        return answer_parts(request, reader, {}, notice=notice, sent=sent)
    messages.success(request, notice)
    # The page forgets the draft of what was sent.
    address = reverse("portal:ticket", kwargs={"ticket_id": reader.ticket_id})
    return redirect(f"{address}?sent=1#composer" if sent else address)


def show_in_form(form: WritingForm, refusal: RefusalError, *, version: int) -> None:
    """Put the refusal into the form: beside the inputs it names, else above them.

    The form gets a key of its own, and the present version: who sends it again has seen what changed.
    """
    # Django's own mapping would give lists of values to a plain copy.
    sent = {name: form.data[name] for name in form.data}
    form.data = {**sent, "key": new_key(), **({"version": version} if sent.get("version") else {})}
    named = {FIELD_NAMES.get(field, field): texts for field, texts in refusal.fields.items()}
    shown = {field: texts for field, texts in named.items() if field in form.fields and not is_hidden(form, field)}
    for field in shown:
        form.add_error(field, str(word_refusal(refusal)))
    if not shown:
        form.add_error(None, str(word_refusal(refusal)))


def is_hidden(form: forms.Form, field: str) -> bool:
    """Test if nobody would see a message beside the input."""
    hidden: bool = form.fields[field].widget.is_hidden
    return hidden


def write_of(request: HttpRequest, form: WritingForm) -> Write:
    """Return who writes, on which version, under which key.

    The fingerprint tells another text under the same key, which a page sends that was gone back to, from a repetition.
    """
    key = form.cleaned_data["key"]
    said = [(name, value) for name, value in sorted(form.cleaned_data.items()) if name not in ("key", "version")]
    digest = hashlib.sha256(f"{request.path}\n{[(name, _plain(value)) for name, value in said]}".encode())
    return Write(
        actor=asker_of(request),
        expected_version=form.cleaned_data["version"],
        idempotency=Idempotency(key=f"console {key}", fingerprint=digest.hexdigest()) if key else None,
    )


def _plain(value: object) -> object:
    """Return the value for a fingerprint; of files, their names and sizes."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return (value.name, value.size) if isinstance(value, UploadedFile) else value


def word_notified(count: int) -> str:
    """Return how many people get a mail, to stand after another sentence; nothing where nobody does."""
    if not count:
        return ""
    return " " + ngettext("%(count)d person gets a mail.", "%(count)d people get a mail.", count) % {"count": count}
