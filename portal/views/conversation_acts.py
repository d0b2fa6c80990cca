"""What staff do on the page of a conversation. Each act reads its form, makes one call, and shows what came of it.

Without htmx an act answers with a redirect to the page, or with the whole page where the form is wrong; for htmx with
the parts that changed. A refusal is shown in its form, with what was typed: nobody writes anything twice.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ari.domain import ConversationId
from ari.repositories.conversations import get_conversations
from config.errors import ConflictError, InvalidInputError, NotFoundError, RefusalError
from portal.asking import asker_of, wants_part
from portal.forms.conversations import AssignConversationForm, LeadStatusForm, ReasonForm, ReplyForm, TemplateForm
from portal.forms.texts import WritingForm
from portal.thread import person_of
from portal.views.conversation import answer_parts, answer_whole, reader_of
from portal.views.ticket_acts import show_in_form, write_of


@require_POST
def take_over(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Give the conversation to the reader: ARI falls silent."""
    form = ReasonForm(request.POST, auto_id="take_%s")

    def carry_out() -> str:
        get_conversations().take_over(
            ConversationId(conversation_id),
            actor=asker_of(request),
            reason=form.cleaned_data["reason"] or None,
            key=write_of(request, form).idempotency,
        )
        return _("The conversation is yours. ARI is silent.")

    return answer_act(request, conversation_id, "take", form, carry_out)


@require_POST
def hand_back(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Let ARI speak again."""
    form = ReasonForm(request.POST, auto_id="back_%s")

    def carry_out() -> str:
        get_conversations().hand_back(
            ConversationId(conversation_id),
            actor=asker_of(request),
            reason=form.cleaned_data["reason"] or None,
            key=write_of(request, form).idempotency,
        )
        return _("ARI has the conversation again.")

    return answer_act(request, conversation_id, "back", form, carry_out)


@require_POST
def close(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Put the conversation away until the contact writes again."""
    form = ReasonForm(request.POST, auto_id="close_%s")

    def carry_out() -> str:
        get_conversations().close(
            ConversationId(conversation_id),
            actor=asker_of(request),
            reason=form.cleaned_data["reason"] or None,
            key=write_of(request, form).idempotency,
        )
        return _("The conversation is closed until they write again.")

    return answer_act(request, conversation_id, "close", form, carry_out)


@require_POST
def reply(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Write to the lead, which takes the conversation over."""
    form = ReplyForm(request.POST, auto_id="reply_%s")

    def carry_out() -> str:
        get_conversations().send(
            ConversationId(conversation_id),
            form.cleaned_data["text"],
            actor=asker_of(request),
            key=write_of(request, form).idempotency,
        )
        return _("The message is on its way.")

    return answer_act(request, conversation_id, "reply", form, carry_out, sent=True)


@require_POST
def send_template(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Send a template, which takes the conversation over."""
    form = TemplateForm(request.POST, auto_id="template_%s")

    def carry_out() -> str:
        get_conversations().send(
            ConversationId(conversation_id),
            form.cleaned_data["text"],
            actor=asker_of(request),
            template=form.as_template(),
            key=write_of(request, form).idempotency,
        )
        return _("The template is on its way.")

    return answer_act(request, conversation_id, "template", form, carry_out, sent=True)


@require_POST
def assign(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Give the conversation to somebody, or to nobody."""
    reader = reader_of(request, conversation_id)
    conversation = get_conversations().get(ConversationId(conversation_id), asker=asker_of(request))
    people = reader.read_assignees(conversation, reader.read_workspace(conversation))
    form = AssignConversationForm(request.POST, people=people, name_of=reader.name_of, auto_id="assign_%s")

    def carry_out() -> str:
        changed = get_conversations().assign(
            ConversationId(conversation_id),
            form.cleaned_data["assignee"] or None,
            actor=asker_of(request),
            key=write_of(request, form).idempotency,
        )
        if changed.assignee is None:
            return _("The conversation is nobody's now.")
        return _("The conversation is with %(name)s now.") % {"name": reader.name_of(person_of(changed.assignee))}

    return answer_act(request, conversation_id, "assign", form, carry_out)


@require_POST
def set_lead_status(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Say what the lead is."""
    conversation = get_conversations().get(ConversationId(conversation_id), asker=asker_of(request))
    form = LeadStatusForm(request.POST, present=conversation.contact.lead_status, auto_id="lead_%s")

    def carry_out() -> str:
        get_conversations().set_lead_status(
            ConversationId(conversation_id),
            form.cleaned_data["lead_status"],
            actor=asker_of(request),
            key=write_of(request, form).idempotency,
        )
        return _("Saved.")

    return answer_act(request, conversation_id, "lead", form, carry_out)


@require_POST
def mark_read(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Note that the messages were read. The page that is open does it by itself, and shows nothing for it."""
    get_conversations().mark_read(ConversationId(conversation_id), actor=asker_of(request))
    if wants_part(request):
        return HttpResponse(status=204)
    return redirect("portal:conversation", conversation_id=conversation_id)


def answer_act(
    request: HttpRequest,
    conversation_id: str,
    name: str,
    form: WritingForm,
    carry_out: Callable[[], str],
    *,
    sent: bool = False,
) -> HttpResponse:
    """Carry out the act of a good form and say so; show a bad one, or one that was refused, with what is wrong.

    What cannot be helped by another form, such as a conversation that is not theirs to see, is answered by a page.
    """
    reader = reader_of(request, conversation_id)
    status = InvalidInputError.status_code
    if form.is_valid():
        try:
            notice = carry_out()
        except NotFoundError:
            raise
        except RefusalError as refusal:
            status = refusal.status_code if isinstance(refusal, ConflictError) else status
            show_in_form(form, refusal, version=0)
        else:
            return answer_done(request, conversation_id, notice, sent=sent)
    if wants_part(request):
        return answer_parts(request, reader, {name: form}, status=status)
    return answer_whole(request, reader, {name: form}, status=status)


def answer_done(request: HttpRequest, conversation_id: str, notice: str, *, sent: bool) -> HttpResponse:
    """Say that it is done, in the page that is open or in the one that follows."""
    if wants_part(request):
        return answer_parts(request, reader_of(request, conversation_id), {}, notice=notice, sent=sent)
    messages.success(request, notice)
    # The page forgets the draft of what was sent.
    address = reverse("portal:conversation", kwargs={"conversation_id": conversation_id})
    return redirect(f"{address}?sent=1#composer" if sent else address)
