"""The addresses of the site."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView

from ari.cron import send_due_reminders
from ari.webhooks.kapso import receive_kapso
from config.docs_page import DocsPage
from config.health import show_health, show_readiness
from config.webhooks.clerk import receive_clerk_event
from portal.site import site

handler400 = "config.api.answer_400"
handler404 = "config.api.answer_404"
handler500 = "config.api.answer_500"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="portal:index")),
    path("portal/", site.urls),
    path("tickets/", include("tickets.page_urls")),
    path("appointments/", include("ari.page_urls")),
    path("api/", include("tickets.urls")),
    path("api/ari/", include("ari.urls")),
    path("api/portal/", include("portal.api_urls")),
    re_path(r"^api/cron/appointment-reminders/?$", send_due_reminders),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", DocsPage.as_view(url_name="schema"), name="docs"),
    re_path(r"^webhooks/clerk/?$", receive_clerk_event),
    re_path(r"^webhooks/kapso/?$", receive_kapso),
    path("healthz", show_health),
    path("readyz", show_readiness),
]
