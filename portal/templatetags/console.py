"""The small building blocks of pages: icons, badges, people, moments, form fields."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal import wording
from portal.domain import code_of, colour_of
from portal.moments import word_age, word_ago, word_day, word_moment
from portal.staff import Naming
from tickets.domain import Attachment, ListedTicket, Person, WorkspaceRef

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, extra: str = "") -> SafeString:
    """Draw an icon of the sprite. It is decoration: the words stand beside it."""
    address = static("portal/icons.svg")
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>', extra, address, name)


def initials_of(name: str) -> str:
    """Return the first letters of the first and the last word, or the first two of the only one."""
    words = [word for word in name.replace("_", " ").replace(".", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]).upper()


@register.simple_tag
def avatar(name: str, key: str = "") -> SafeString:
    """Draw the initials of somebody on their colour."""
    return format_html(
        '<span class="avatar hue-{}" aria-hidden="true">{}</span>', colour_of(key or name), initials_of(name)
    )


@register.simple_tag
def workspace_tag(workspace: WorkspaceRef) -> SafeString:
    """Show a workspace by its colour, initials and name."""
    return format_html(
        '<span class="workspace hue-{}"><span class="workspace-mark" aria-hidden="true">{}</span>'
        '<span class="workspace-name">{}</span></span>',
        colour_of(workspace.id),
        initials_of(workspace.name),
        workspace.name,
    )


@register.simple_tag(takes_context=True)
def name_of(context: template.Context, person: Person | None) -> str:
    """Return what to call somebody, by the naming that the page has in its context."""
    naming: Naming = context["name_of"]
    return naming(person)


@register.filter
def named(person: Person | None, naming: Naming) -> str:
    """Return what to call somebody, for sentences that are translated as a whole."""
    return naming(person)


@register.filter
def staff_name(user_id: str, naming: Naming) -> str:
    """Return what to call a staff account of which only the id is at hand."""
    return naming(Person(id=user_id, full_name=user_id.partition(":")[2]))


@register.simple_tag(takes_context=True)
def who(context: template.Context, person: Person) -> SafeString:
    """Show somebody by their colour, initials and name."""
    name = name_of(context, person)
    return format_html('<span class="person">{}<span>{}</span></span>', avatar(name, person.id), name)


@register.simple_tag
def file_address(file: Attachment) -> str:
    """Return where the bytes of a file are read, after a check of the ticket."""
    return reverse("attachment-detail", kwargs={"ticket_id": file.ticket_id, "attachment_id": file.id})


@register.simple_tag
def stage_badge(stage: str) -> SafeString:
    """Show a stage: its name, and a ring that fills on the way to the end."""
    name = wording.STAGES.get(stage, stage)
    return format_html('<span class="stage stage-{}">{}{}</span>', stage, icon(f"stage-{stage}"), name)


@register.simple_tag
def priority_badge(priority: str) -> SafeString:
    """Show a priority: its name, and as many bars as it is urgent."""
    name = wording.PRIORITIES.get(priority, priority)
    return format_html('<span class="priority priority-{}">{}{}</span>', priority, icon(f"priority-{priority}"), name)


@register.filter
def category_name(category: str) -> Any:
    """Return the name of a category."""
    return wording.CATEGORIES.get(category, category)


@register.filter
def stage_name(stage: str) -> Any:
    """Return the name of a stage. Migrated histories may hold any text, which is its own name."""
    return wording.STAGES.get(stage, stage)


@register.filter
def code(ticket: ListedTicket) -> str:
    """Return what people call the ticket by."""
    return code_of(ticket)


@register.filter
def waiting_name(waiting_on: str) -> Any:
    """Return whom a ticket waits for in words."""
    return wording.WAITING[waiting_on]


@register.filter
def present_on(presence: Mapping[str, Any], ticket: ListedTicket) -> Any:
    """Return who has the ticket open."""
    return presence.get(ticket.id, ())


@register.simple_tag
def age(moment: datetime) -> SafeString:
    """Show how long ago a moment was; pointing at it tells the exact time."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        word_moment(moment),
        word_age(moment, now=timezone.now()),
    )


@register.simple_tag
def ago(moment: datetime) -> SafeString:
    """Show how long ago a moment was, within a sentence."""
    words = word_ago(moment, now=timezone.now())
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), word_moment(moment), words)


@register.simple_tag
def moment(value: datetime) -> SafeString:
    """Show date and time."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), word_moment(value))


@register.simple_tag
def day(value: datetime) -> SafeString:
    """Show a date."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', value.isoformat(), word_moment(value), word_day(value)
    )


@register.filter
def unlocalized(number: float) -> str:
    """Return a number as SVG and addresses have it, whatever the reader's language."""
    return f"{number:g}"


@register.inclusion_tag("portal/components/field.html")
def field(
    bound: BoundField, *, extra: str = "", hides_label: bool = False, marks_optional: bool = False
) -> dict[str, Any]:
    """Show a field of a form with its label, its help, and what is wrong with it.

    Help and problem are tied to the control for who cannot see them together.
    """
    described = [f"{bound.auto_id}-error"] if bound.errors else []
    described += [f"{bound.auto_id}-help"] if bound.help_text else []
    # Django names a help of its own, which would be there twice.
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described) or None}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "field": bound,
        "control": bound.as_widget(attrs={name: value for name, value in attrs.items() if value is not None}),
        "is_checkbox": isinstance(bound.field.widget, forms.CheckboxInput),
        "extra": extra,
        "hides_label": hides_label,
        "marks_optional": marks_optional,
    }
