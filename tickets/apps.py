"""Register the tickets as a Django app, for its templates and management commands."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """The ticket API, its mail and its commands."""

    name = "tickets"
    verbose_name = "Tickets"
