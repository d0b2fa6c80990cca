"""The page that documents the REST API. Its viewer is one large script; it gets what it needs and no more."""

from csp.decorators import csp_update
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularSwaggerSplitView


# The viewer draws its arrows from addresses that hold the picture itself.
@method_decorator(csp_update({"img-src": ["data:"]}), name="dispatch")
class DocsPage(SpectacularSwaggerSplitView):
    """The viewer of the OpenAPI schema, its script in an address of its own: no script is written into the page."""

    template_name = "config/docs_page.html"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Serve the page or, with `?script`, its script."""
        return super().dispatch(request, *args, **kwargs)
