"""`manage.py send_mail`: send what waits in the outbox."""

import argparse
import signal
import sys
import time
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.launch.processes import watch_parent
from tickets.mail.delivery import DjangoPostman, deliver_due, keep_delivering
from tickets.management.arguments import read_positive
from tickets.outbox_repository import get_outbox


class Command(BaseCommand):
    """Send the mail of the outbox. Several may run at once: each mail is claimed by one."""

    help = (
        "Send the mail that waits in the outbox by Django's e-mail backend. What cannot be sent now is tried again, "
        "with growing pauses, by later runs."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the limit and the loop."""
        parser.add_argument("--limit", type=read_positive, help="send so many at most, then end")
        parser.add_argument("--loop", action="store_true", help="go on until interrupted, waiting for new mail")
        parser.add_argument(
            "--exit-with-parent", action="store_true", help="end when standard input ends, as it does with the launcher"
        )

    def handle(self, *, limit: int | None, loop: bool, exit_with_parent: bool, **_options: Any) -> None:
        """Send once, or go on."""
        if exit_with_parent:
            watch_parent(lambda: signal.raise_signal(signal.SIGINT), descriptor=sys.stdin.fileno())
        if loop and limit:
            raise CommandError("--loop goes on for ever and --limit ends: give one of them.")
        if not loop:
            self._report(deliver_due(get_outbox(), DjangoPostman(), limit=limit))
            return
        try:
            keep_delivering(get_outbox(), DjangoPostman(), report=self._report, sleep=time.sleep)
        except KeyboardInterrupt:
            self.stdout.write("stopped")

    def _report(self, ended: Mapping[str, int]) -> None:
        counts = {"sent": ended.get("sent", 0)} | {name: count for name, count in ended.items() if name != "sent"}
        self.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()))
