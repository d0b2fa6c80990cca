"""The addresses of the pages that mail leads to, for inclusion under `/tickets/`."""

from django.urls import path

from tickets.pages import reopen_page

app_name = "tickets"
urlpatterns = [path("reopen/", reopen_page, name="reopen")]
