"""`manage.py close_stale_tickets`: close tickets that nobody wrote on for seven days in implementation."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tickets.closing import close_stale, list_stale
from tickets.management.arguments import read_positive
from tickets.repository import get_tickets


class Command(BaseCommand):
    """Close stale tickets. Run it once a day; two runs at once do no harm."""

    help = (
        "Close tickets that have been in implementation for seven days without a public comment. Tickets with a "
        "pending approval stay open. Each requester gets mail with a link to reopen, by `manage.py send_mail`."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the limit and the rehearsal."""
        parser.add_argument("--dry-run", action="store_true", help="name the tickets and change nothing")
        parser.add_argument("--limit", type=read_positive, help="close so many at most")

    def handle(self, *, dry_run: bool, limit: int | None, **options: Any) -> None:
        """Close, or name, the tickets."""
        run = list_stale if dry_run else close_stale
        report = run(get_tickets(), now=timezone.now(), limit=limit)
        if dry_run or options["verbosity"] > 1:
            for ticket_id in report.ticket_ids:
                self.stdout.write(ticket_id)
        deed = "would be closed" if dry_run else "closed"
        rest = " There are more." if report.has_more else ""
        self.stdout.write(f"{len(report.ticket_ids)} stale tickets {deed}.{rest}")
