"""The building blocks of the pages of conversations: badges of status, state and temperature, and words for codes."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from portal import conversation_wording as wording
from portal.moments import word_moment
from portal.templatetags.console import icon
from portal.trace import trace_sentences as word_trace

register = template.Library()
TONES = {"open": "accent", "handover": "info", "hot": "danger", "warm": "warn"}


def badge(code: str, words: Any, drawing: str = "") -> SafeString:
    """Show a word as a badge in the tone of its code."""
    drawn = icon(drawing) if drawing else ""
    return format_html('<span class="badge {}">{}{}</span>', TONES.get(code, ""), drawn, words)


@register.simple_tag
def status_badge(status: str) -> SafeString:
    """Show who has the conversation. Migrated ones may have any status, which is its own name."""
    drawings = {"open": "bolt", "handover": "user", "closed": "check", "snoozed": "hourglass"}
    return badge(status, wording.STATUSES.get(status, status), drawings.get(status, ""))


@register.simple_tag
def temperature_badge(temperature: str | None) -> SafeString | str:
    """Show how ready the lead is; nothing where that is not known."""
    return badge(temperature, wording.TEMPERATURES.get(temperature, temperature)) if temperature else ""


@register.simple_tag
def clock(moment: datetime) -> SafeString:
    """Show the time of day; pointing at it tells the exact time. The day stands above."""
    time = formats.date_format(localtime(moment), "H:i")
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), word_moment(moment), time)


@register.simple_tag
def span_until(moment: datetime) -> str:
    """Return how long it is until then, in hours, minutes and seconds: the script counts on from there."""
    seconds = max(round((moment - timezone.now()).total_seconds()), 0)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


@register.filter
def state_name(state: str | None) -> Any:
    """Return the name of a state of ARI."""
    return wording.STATES.get(state or "", state or "")


@register.filter
def lead_status_name(status: str) -> Any:
    """Return the name of a lead status. Migrated ones may be any text, which is its own name."""
    return wording.LEAD_STATUSES.get(status, status)


@register.filter
def item_name(item: str) -> Any:
    """Return what an item that ARI asks for is called: a field, or a document."""
    return wording.FIELDS.get(item) or wording.DOCUMENTS.get(item.removeprefix("document:"), item)


@register.filter
def source_name(source: str) -> Any:
    """Return where a fact came from."""
    return wording.SOURCES.get(source, source)


@register.filter
def handoff_reason(reason: str | None) -> Any:
    """Return why ARI handed over."""
    return wording.word_handoff(reason)


@register.filter
def notice_kind(kind: str) -> Any:
    """Return what a notification tells of."""
    return wording.NOTICE_KINDS.get(kind, kind)


@register.filter
def delivery_name(status: str) -> Any:
    """Return how far a message came."""
    return wording.DELIVERIES.get(status, status)


@register.filter
def problem_words(problem: str) -> Any:
    """Return why a message did not leave."""
    return wording.PROBLEMS.get(problem, problem)


@register.filter
def outcome_words(outcome: str) -> Any:
    """Return what became of a turn."""
    return wording.OUTCOMES.get(outcome, outcome)


@register.filter
def trace_sentences(trace: Any) -> list[str]:
    """Return what the steps of a turn saw and decided."""
    return word_trace(trace)


@register.simple_tag
def score_parts(score: Any) -> list[tuple[Any, float]]:
    """Return the parts of a score with their names."""
    return [(words, getattr(score, name)) for name, words in wording.PARTS.items()]
