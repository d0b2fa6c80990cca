"""`manage.py tidy_tickets`: forget old keys and mail, number and repair tickets that something wrote past."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tickets.upkeep import tidy
from tickets.upkeep_repository import get_upkeep


class Command(BaseCommand):
    """Tidy up. Run it once a day; two runs at once do no harm."""

    help = (
        "Forget idempotency keys older than two days and mail that was sent more than thirty days ago, and number the "
        "tickets that a migration brought. With --repair, also put counts, search and the clock of automatic closing "
        "right for tickets that were written past the functions, such as by hand in Convex's dashboard."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the repair."""
        parser.add_argument("--repair", action="store_true", help="walk over all tickets")

    def handle(self, *, repair: bool, **_options: Any) -> None:
        """Tidy, and say what was done."""
        report = tidy(get_upkeep(), now=timezone.now(), repair=repair)
        done = [
            f"forgot {report.keys} idempotency keys and {report.mails} mails",
            f"numbered {report.numbered} tickets",
        ]
        if repair:
            done.append(f"repaired {report.repaired} tickets")
        self.stdout.write(", ".join(done))
