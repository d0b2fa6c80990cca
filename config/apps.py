"""Register the project itself as a Django app, for its management commands."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The project's own app: launching, settings and the way to Convex."""

    name = "config"
    verbose_name = "my21staff"

    def ready(self) -> None:
        """Register what the OpenAPI schema cannot see by itself."""
        from config import openapi  # noqa: F401 - importing is registering, and needs the apps.
