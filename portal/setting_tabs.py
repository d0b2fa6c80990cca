"""The settings of a workspace as tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.wording import Words
from portal.workplaces import Workplace

# By the name of the page; "settings" is the persona with the switch.
TABS: tuple[tuple[str, Words], ...] = (
    ("settings_of", _("Persona")),
    ("settings_flow", _("Flow")),
    ("settings_knowledge", _("Knowledge")),
    ("settings_destinations", _("Destinations")),
    ("settings_scoring", _("Scoring")),
    ("settings_hours", _("Consultant hours")),
    ("settings_days", _("Days off")),
    ("settings_rules", _("Booking rules")),
)


def settings_context(place: Workplace, here: str) -> dict[str, Any]:
    """Return what every page of settings shows; `here` is the tab that is open."""
    names = dict(TABS)
    tabs = [
        {"name": name, "address": reverse(f"portal:{route}", args=[place.id]), "is_here": route == here}
        for route, name in TABS
    ]
    return {**place.context(), "tabs": tabs, "here": here, "title": names.get(here, ""), "is_settings": True}
