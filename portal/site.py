"""The Django admin site that the console lives in: its log-in and permissions, our pages."""

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.contrib.admin import AdminSite
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from portal.asking import wants_part
from portal.console_urls import PAGES
from portal.failures import KEPT_PREFIX, kept_fields, show_signed_out, show_unsent
from portal.preferences import choose_language, choose_theme

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

# The field of the log-in that names where a form was going, whose fields the log-in carries along.
UNSENT_FIELD = "unsent_to"
HOME = "portal:tickets"


class PortalSite(AdminSite):
    """The admin site of my21staff. Its index is the console; Django's own pages manage the accounts."""

    site_title = "my21staff"
    site_header = "my21staff"
    index_title = _("Administration")
    login_template = "portal/login.html"
    logout_template = "portal/logged_out.html"
    password_change_template = "portal/password_change.html"  # noqa: S105 - a template.
    password_change_done_template = "portal/password_changed.html"  # noqa: S105 - a template.

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Put our pages before Django's own, each behind the staff log-in."""
        ours: list[URLResolver | URLPattern] = [
            path(page.address, self.admin_view(page.view), name=page.name) for page in PAGES
        ]
        open_to_all = [
            path("preferences/theme/", choose_theme, name="choose_theme"),
            path("preferences/language/", choose_language, name="choose_language"),
        ]
        administration = path("administration/", self.admin_view(self.show_administration), name="administration")
        return [*ours, *open_to_all, administration, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Lead to the page that staff work on."""
        # The type of Django's method knows no redirect; every caller takes any response.
        return HttpResponseRedirect(reverse(HOME))  # type: ignore[return-value]

    def show_administration(self, request: HttpRequest) -> HttpResponse:
        """Django's own index: the accounts of staff and their groups."""
        return super().index(request)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Guard a view by the log-in; who was logged out meanwhile loses nothing that they typed."""
        guarded = super().admin_view(view, cacheable)

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if self.has_permission(request):
                return guarded(request, *args, **kwargs)
            if wants_part(request):
                return show_signed_out(request)
            if request.method == "POST" and kept_fields(request):
                return self.ask_to_log_in(request)
            return guarded(request, *args, **kwargs)

        # What the guarded view is known as, and its exemptions, hold for this one.
        answer.__dict__.update(guarded.__dict__)
        answer.__name__, answer.__doc__ = view.__name__, view.__doc__
        return cast(View, answer)

    def ask_to_log_in(self, request: HttpRequest) -> HttpResponse:
        """Show the log-in with the fields of a form that came without a session; it sends them along."""
        address = request.get_full_path()
        # The log-in view takes a POST for an attempt to log in.
        request.method = "GET"
        context = {"kept": kept_fields(request), UNSENT_FIELD: address, "next": reverse("portal:index")}
        response = self.login(request, context)
        response.status_code = 401
        return response

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Log in; then show a form that was kept, for its writer to send it."""
        address = request.POST.get(UNSENT_FIELD, "")
        if request.method != "POST" or not address:
            return super().login(request, extra_context)
        kept = kept_fields(request, prefix=KEPT_PREFIX)
        response = super().login(request, {"kept": kept, UNSENT_FIELD: address, **(extra_context or {})})
        is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}) and not urlsplit(address).netloc
        if response.status_code == HttpResponseRedirect.status_code and is_ours:
            return show_unsent(request, address, kept, reason="signed_out", status=200)
        return response


site = PortalSite(name="portal")
site.register(User, UserAdmin)
site.register(Group, GroupAdmin)
