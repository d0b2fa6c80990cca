"""Register the portal as a Django app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The staff console."""

    name = "portal"
    verbose_name = "Staff portal"
