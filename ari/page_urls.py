"""The addresses of the pages that messages about appointments lead to, for inclusion under `/appointments/`."""

from django.urls import path

from ari.appointment_pages import cancel_page, download_calendar, move_page

app_name = "appointments"
urlpatterns = [
    path("<str:token>/cancel/", cancel_page, name="cancel"),
    path("<str:token>/move/", move_page, name="move"),
    path("<str:token>/calendar.ics", download_calendar, name="calendar"),
]
