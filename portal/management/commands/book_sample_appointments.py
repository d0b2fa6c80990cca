"""`manage.py book_sample_appointments`: consultations around today in the sample workspaces, for `make run`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.authentication import principals
from portal.sample_calendar import SAMPLE_PREFIX, fill_calendars

STAFF = "staff"


class Command(BaseCommand):
    """Fill the calendars of the sample; a second call books nothing that is there already."""

    help = (
        "Give the workspaces of the sample database consultants with hours, and consultations in every state from a "
        f"week ago to a week ahead. It touches no workspace whose slug does not begin with {SAMPLE_PREFIX!r}."
    )

    def handle(self, **_options: Any) -> None:
        """Fill one workspace after the other and say what was done."""
        asker = principals.staff(STAFF, is_superuser=True)
        is_any = False
        for filled in fill_calendars(asker, now=timezone.now()):
            is_any = True
            self.stdout.write(f"{filled.workspace}: {filled.booked} appointments booked, {filled.known} there already")
            for notes in filled.left_out:
                self.stdout.write(f"  left out, because no time or no lead is free for it: {notes}")
        if not is_any:
            raise CommandError("There is no sample workspace here; `create_sample_supabase` and a migration make some.")
