"""`manage.py tidy_tickets`: forget old keys and mail, and repair tickets that something wrote past."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tickets.upkeep import tidy
from tickets.upkeep_repository import get_upkeep


class Command(BaseCommand):
    """Tidy up. Run it once a day; two runs at once do no harm."""

    help = (
        "Forget idempotency keys older than two days and mail that was sent more than thirty days ago. With --repair, "
        "also put counts, search and the clock of automatic closing right for tickets that were written past the "
        "functions, such as by hand in Convex's dashboard."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the repair."""
        parser.add_argument("--repair", action="store_true", help="walk over all tickets")

    def handle(self, *, repair: bool, **_options: Any) -> None:
        """Tidy, and say what was done."""
        report = tidy(get_upkeep(), now=timezone.now(), repair=repair)
        repaired = f", repaired {report.repaired} tickets" if repair else ""
        self.stdout.write(f"forgot {report.keys} idempotency keys and {report.mails} mails{repaired}")
