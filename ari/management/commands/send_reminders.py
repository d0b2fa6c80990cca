"""`manage.py send_reminders`: send what is due about appointments, and report it as JSON."""

import argparse
import json
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ari.appointment_messages.moments import day_text, time_text
from ari.appointments import DueReminder, Language
from ari.reminders import RunReport, Sender, preview
from ari.repositories.reminders import get_reminders
from ari.sending import make_sender
from config.convex.errors import UnavailableError
from tickets.management.arguments import read_positive

DEFAULT_PREVIEW = 100
FAILED = "some reminders reached nobody; the report says why"


class Command(BaseCommand):
    """Send reminders and other messages about appointments. Several may run at once: each message is sent by one."""

    help = (
        "Send the reminders of appointments that are due, and what else waits to be told about appointments: to leads "
        "by WhatsApp, else by mail, to consultants by both. What became pointless meanwhile is dropped. The report is "
        "one line of JSON; progress goes to standard error. The exit status is 1 when a reminder reached nobody. "
        "Without KAPSO_API_KEY WhatsApp messages are printed instead of sent."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--dry-run", action="store_true", help="show what would be done and do nothing")
        parser.add_argument("--limit", type=read_positive, help="put so many reminders on their way at most")
        parser.add_argument(
            "--loop", type=read_positive, metavar="SECONDS", help="go on until interrupted, with a pause in between"
        )

    def handle(self, *, dry_run: bool, limit: int | None, loop: int | None, **_options: Any) -> None:
        """Send once, go on, or only look."""
        if dry_run:
            self._show(limit or DEFAULT_PREVIEW)
        elif loop is None:
            self._send_once(limit)
        else:
            self._keep_sending(limit, loop)

    def _send_once(self, limit: int | None) -> None:
        report = self._sender().run(limit=limit, progress=self._progress)
        self._report(report)
        if report.failed:
            raise CommandError(FAILED)

    def _keep_sending(self, limit: int | None, pause_s: int) -> None:
        """Go on. While Convex is away, everything waits with it; what failed is told and does not end the loop."""
        try:
            while True:
                try:
                    report = self._sender().run(limit=limit, progress=self._progress)
                except UnavailableError as error:
                    self._progress(f"Convex cannot be reached, trying again: {error}")
                else:
                    if not report.is_empty:
                        self._report(report)
                time.sleep(pause_s)
        except KeyboardInterrupt:
            self._progress("stopped")

    def _show(self, limit: int) -> None:
        found, has_more = preview(get_reminders(), now=timezone.now(), limit=limit)
        for reminder in found:
            self._progress(line_for(reminder))
        decisions = [reminder.decision for reminder in found]
        counts = {name: decisions.count(name) for name in ("send", "wait", "drop", "fail")}
        self.stdout.write(json.dumps({"dry_run": True, **counts, "has_more": has_more}))

    def _sender(self) -> Sender:
        # Messages that are printed must not stand in the report.
        return make_sender(out=sys.stderr)

    def _report(self, report: RunReport) -> None:
        self.stdout.write(json.dumps(report.as_json()))
        self.stdout.flush()

    def _progress(self, line: str) -> None:
        self.stderr.write(line, self.style.NOTICE)
        self.stderr.flush()


def line_for(reminder: DueReminder) -> str:
    """Return what would become of a reminder, in a line; the lead is named by the appointment alone."""
    appointment = reminder.appointment
    what = f"{reminder.decision} {reminder.channel or reminder.reason or ''}".strip()
    if appointment is None:
        return f"{reminder.id}: {what}"
    start, zone = appointment.scheduled_at, appointment.zone
    when = f"{day_text(start, zone, Language.ENGLISH)}, {time_text(start, zone, Language.ENGLISH)}"
    return f"{appointment.id} ({when}), {reminder.offset_minutes} minutes before: {what}"
