"""The page behind the link of a closing mail: a reason, a button, and the ticket is open again, without signing in."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from config.convex.errors import UnavailableError
from config.errors import RefusalError
from tickets.documents import DEFAULT_LANGUAGE
from tickets.domain import REASON_MAX_LENGTH, Language
from tickets.reopen_tokens import read_reopen_token
from tickets.repository import get_tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWording:
    """The texts of the page in one language. `refusals` are by code; "" is for all others."""

    title: str
    question: str
    button: str
    done: str
    missing_reason: str
    refusals: Mapping[str, str]


WORDINGS: Mapping[Language, PageWording] = {
    Language.ENGLISH: PageWording(
        title="Reopen the ticket",
        question="What is not solved yet?",
        button="Reopen",
        done="The ticket is open again. We will get back to you.",
        missing_reason=f"Tell us why, in at most {REASON_MAX_LENGTH} characters.",
        refusals={
            "": "This link is not valid. Open it once more from the mail, or sign in to reopen the ticket.",
            "reopen_token_expired": "This link has expired. Sign in to reopen the ticket, or open a new one.",
            "reopen_token_used": "This link was used already. If the ticket is closed, sign in to reopen it.",
            "ticket_not_closed": "The ticket is open already.",
            "ticket_not_found": "The ticket does not exist any more.",
            "convex_unavailable": "The ticket cannot be reopened just now. Try again in a minute.",
        },
    ),
    Language.INDONESIAN: PageWording(
        title="Buka kembali tiket",
        question="Apa yang belum selesai?",
        button="Buka kembali",
        done="Tiket sudah dibuka kembali. Kami akan segera menghubungi Anda.",
        missing_reason=f"Tuliskan alasannya, paling banyak {REASON_MAX_LENGTH} karakter.",
        refusals={
            "": "Tautan ini tidak berlaku. Buka sekali lagi dari email, atau masuk untuk membuka kembali tiket.",
            "reopen_token_expired": "Tautan ini sudah kedaluwarsa. Masuk untuk membuka kembali tiket, atau buat baru.",
            "reopen_token_used": "Tautan ini sudah dipakai. Jika tiket tertutup, masuk untuk membukanya kembali.",
            "ticket_not_closed": "Tiket ini memang sudah terbuka.",
            "ticket_not_found": "Tiket ini sudah tidak ada.",
            "convex_unavailable": "Tiket belum dapat dibuka kembali saat ini. Coba lagi sebentar lagi.",
        },
    ),
}


class ReopenForm(forms.Form):
    """What the requester tells."""

    token = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(max_length=REASON_MAX_LENGTH, widget=forms.Textarea)


@csrf_exempt  # The token in the form is what authorises; no cookie is read.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reopen_page(request: HttpRequest) -> HttpResponse:
    """Show the form; on POST, reopen the ticket. Looking at the page uses nothing up: mail programs look at links."""
    given = request.POST if request.method == "POST" else request.GET
    language = _language_of(request.GET.get("lang", ""))
    wording = WORDINGS[language]
    context: dict[str, object] = {"language": language.value, "wording": wording, "token": given.get("token", "")}
    # What was typed is never lost: it stands in the form whenever that is shown again.
    context["reason"] = request.POST.get("reason", "")
    try:
        token = read_reopen_token(given.get("token", ""), now=timezone.now())
        if request.method != "POST":
            return _show(request, context)
        form = ReopenForm(request.POST)
        if not form.is_valid():
            return _show(request, context | {"problem": wording.missing_reason}, status=422)
        get_tickets().reopen_by_nonce(
            token.ticket_id,
            requester_id=token.requester_id,
            nonce=token.nonce,
            reason=form.cleaned_data["reason"],
        )
    except RefusalError as refusal:
        return _refuse(request, context, refusal.code, refusal.status_code)
    except UnavailableError as error:
        sentence = wording.refusals[error.code]
        return _show(request, context | {"problem": sentence}, status=error.status_code)
    return _show(request, context | {"done": wording.done})


def _language_of(text: str) -> Language:
    return Language(text) if text in tuple(Language) else DEFAULT_LANGUAGE


def _refuse(request: HttpRequest, context: dict[str, object], code: str, status: int) -> HttpResponse:
    wording = context["wording"]
    refusals = wording.refusals if isinstance(wording, PageWording) else {}
    return _show(request, context | {"refusal": refusals.get(code, refusals.get(""))}, status=status)


def _show(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    with translation.override(str(context["language"])):
        response = render(request, "tickets/reopen.html", context, status=status)
    # The address holds the token: no other site may learn it, and no search engine keep it.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
