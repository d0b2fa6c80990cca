"""`manage.py run_ari`: answer leads on WhatsApp, and send what waits to be sent."""

import argparse
import random
import signal
import sys
import threading
from collections import Counter
from datetime import timedelta
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ari.lead_calendar import get_calendar
from ari.notices import send_notices
from ari.processor import make_respond
from ari.repositories.ledger import get_ledger
from ari.repositories.notices import get_notices
from ari.repositories.outbox import get_whatsapp_outbox
from ari.repositories.turns import get_turns
from ari.running import Chore, Loop, tidying
from ari.sending import make_sender
from ari.simulation import apart_from_trials
from ari.whatsapp import make_gateway
from ari.worker import Worker
from config.launch.processes import watch_parent
from tickets.mail.delivery import DjangoPostman
from tickets.management.arguments import read_positive

# A thread mostly waits: for Convex, for a model, for WhatsApp.
THREADS = 4
MAIL_EVERY_S = 5.0
EXPIRE_EVERY_S = 300.0
# Confirmations and reminders of appointments; a run that takes longer goes on at the next.
TELL_EVERY_S = 10.0
TELL_LIMIT = timedelta(seconds=60)
FAILURES = ("failed", "left")


class Command(BaseCommand):
    """Answer and send. Several may run at once, on several machines: each conversation is claimed by one."""

    help = (
        "Answer the leads who wrote, by ARI, and send what waits in the WhatsApp outbox, until Ctrl-C or SIGTERM. "
        "Without KAPSO_API_KEY messages are printed instead of sent."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="end when nothing is ready; bursts that go on are left")
        parser.add_argument(
            "--workers", type=read_positive, default=THREADS, help="conversations worked on at a time (%(default)s)"
        )
        parser.add_argument(
            "--exit-with-parent", action="store_true", help="end when standard input ends, as it does with the launcher"
        )

    def handle(self, *, once: bool, workers: int, exit_with_parent: bool, **_options: Any) -> None:
        """Work until nothing is ready, or until told to stop."""
        stop = threading.Event()
        self._listen(stop, watch=exit_with_parent)
        loop = self._loop(workers, stop, is_long=not once)
        if not once:
            loop.run(report=self._report)
            self.stdout.write("stopped")
            return
        ended = loop.drain()
        self._report(ended)
        if any(ended[failure] for failure in FAILURES):
            raise CommandError("Some of it failed and waits to be tried again; the log tells why.")

    def _listen(self, stop: threading.Event, *, watch: bool) -> None:
        """Stop on Ctrl-C and SIGTERM: what is being worked on is finished. A second signal ends at once."""

        def on_signal(number: int, _frame: FrameType | None) -> None:
            signal.signal(number, signal.SIG_DFL)
            stop.set()

        # Tests call the command from threads of their own, in which signals cannot be set up.
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, on_signal)
        if watch:
            watch_parent(stop.set, descriptor=sys.stdin.fileno())

    def _loop(self, workers: int, stop: threading.Event, *, is_long: bool) -> Loop:
        chores = [tidying(get_whatsapp_outbox()), mailing(), bookkeeping(), telling()] if is_long else []
        return Loop(
            get_turns(), self.make_worker(), threads=workers, rng=random.SystemRandom(), stop=stop, chores=chores
        )

    def make_worker(self) -> Worker:
        """Return what answers and sends."""
        gateway = make_gateway(api_key=settings.KAPSO_API_KEY, base_url=settings.KAPSO_BASE_URL, out=sys.stdout)
        return Worker(get_turns(), get_whatsapp_outbox(), gateway, apart_from_trials(make_respond(get_calendar)))

    def _report(self, ended: Counter[str]) -> None:
        self.stdout.write(", ".join(f"{name} {count}" for name, count in sorted(ended.items())) or "nothing to do")
        self.stdout.flush()


def mailing() -> Chore:
    """Return the chore of mailing members about conversations that are theirs now."""
    notices, postman = get_notices(), DjangoPostman()
    return Chore("mail members", lambda: send_notices(notices, postman), every_s=MAIL_EVERY_S)


def bookkeeping() -> Chore:
    """Return the chore of closing what was reserved for calls of models and never settled: its maker died."""

    def expire() -> Counter[str]:
        expired = get_ledger().expire()
        return Counter({"reservations expired": expired}) if expired else Counter()

    return Chore("close reservations", expire, every_s=EXPIRE_EVERY_S)


def telling() -> Chore:
    """Return the chore of telling leads and consultants about appointments, which `send_reminders` does as well."""
    sender = make_sender(out=sys.stdout)
    return Chore(
        "tell about appointments",
        lambda: sender.run(until=timezone.now() + TELL_LIMIT).messages,
        every_s=TELL_EVERY_S,
    )
