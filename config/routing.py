"""The router of the REST API: every path answers with and without its trailing slash."""

from typing import Any

from rest_framework.routers import SimpleRouter


class ApiRouter(SimpleRouter):
    """Routes for viewsets under `/api/`, each with an optional trailing slash. Nothing redirects."""

    # One path segment; whether it is an id, Convex decides.
    default_lookup = "[^/]{1,100}"

    def __init__(self) -> None:
        super().__init__()
        # Django REST framework takes only True or False here; the pattern is a regular expression all the same.
        self.trailing_slash = "/?"

    def get_lookup_regex(self, viewset: Any, lookup_prefix: str = "") -> str:
        """Return the pattern of an id in the path."""
        if not hasattr(viewset, "lookup_value_regex"):
            lookup = getattr(viewset, "lookup_url_kwarg", None) or getattr(viewset, "lookup_field", "pk")
            return f"(?P<{lookup_prefix}{lookup}>{self.default_lookup})"
        return super().get_lookup_regex(viewset, lookup_prefix)
