"""Register ARI as a Django app."""

from django.apps import AppConfig


class AriConfig(AppConfig):
    """The assistant."""

    name = "ari"
    verbose_name = "ARI"
