"""The Django admin site that the portal lives in: its log-in and permissions, our pages."""

from django.contrib.admin import AdminSite
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from portal.views.migration import show_migration


class PortalSite(AdminSite):
    """The admin site of my21staff. Its index leads to the pages of the console."""

    site_title = "my21staff"
    site_header = "my21staff"
    index_title = "Staff portal"
    index_template = "portal/index.html"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Put our pages before Django's own, each behind the staff log-in."""
        ours: list[URLResolver | URLPattern] = [
            path("migration/", self.admin_view(self.migration_view), name="migration"),
        ]
        return ours + super().get_urls()

    def migration_view(self, request: HttpRequest) -> HttpResponse:
        """The page about what was migrated."""
        return show_migration(request, self.each_context(request))


site = PortalSite(name="portal")
site.register(User, UserAdmin)
site.register(Group, GroupAdmin)
