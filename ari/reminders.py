"""Sending what is due about appointments: reminders, confirmations, cancellations.

Each step is one transaction in Convex that looks at the appointment as it stands: planning what a migration brought,
putting what is due on its way, claiming a message, and taking it back worded. A WhatsApp message is put into the outbox
by the very transaction that ends its claim, so whatever line a run dies at, the next one goes on from there and sends
nothing twice. A mail is announced before it is handed over: one whose sender died in between is not sent again.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ari.appointment_messages.messages import compose_letter, compose_text, template_for
from ari.appointments import Channel, DueReminder, Notice, NoticeOutcome
from ari.delivery import LEASE as DELIVERY_LEASE
from ari.delivery import deliver
from ari.domain import ConversationId
from ari.repositories.appointments import AppointmentRepository
from ari.repositories.outbox import WhatsAppOutboxRepository
from ari.repositories.reminders import ReminderRepository
from ari.repositories.turns import TurnRepository
from ari.whatsapp import Gateway
from tickets.mail.delivery import NotSentError, Postman

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Progress = Callable[[str], None]

PLAN_BATCH, DISPATCH_BATCH, CLAIM_BATCH = 100, 100, 20
# So many mails are handed over at once. Measured on two busy cores with a mail server that takes 100 ms: 1 sends 6
# mails a second, 2 send 10, 4 send 21, 8 send 29; with one that takes no time, 17, 23, 30 and 33.
MAIL_HANDS = 8
# Twenty mails at the slowest: each gives up within twice the backend's own limit of ten seconds.
LEASE = timedelta(minutes=10)
# Conversations that a run which died left with something in the outbox: `run_ari` sends it as well.
LEFT_LIMIT = 100
# What was sent stays so long, for whoever looks into a complaint.
KEPT = timedelta(days=30)
TIDY_LIMIT = 200


@dataclass(slots=True, kw_only=True)
class RunReport:
    """What a run did. `messages` counts how they ended, by channel; `failed` are reminders nobody got, by why."""

    planned: int = 0
    started: int = 0
    waiting: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    messages: Counter[str] = field(default_factory=Counter)
    has_more: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the report for programs."""
        return {
            "planned": self.planned,
            "started": self.started,
            "waiting": self.waiting,
            "dropped": dict(self.dropped),
            "failed": dict(self.failed),
            "messages": dict(self.messages),
            "has_more": self.has_more,
        }

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.planned or self.started or self.waiting or self.dropped or self.failed or self.messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What a run sends with."""

    reminders: ReminderRepository
    appointments: AppointmentRepository
    turns: TurnRepository
    outbox: WhatsAppOutboxRepository
    gateway: Gateway
    postman: Postman
    clock: Clock

    def run(
        self, *, limit: int | None = None, until: datetime | None = None, progress: Progress = lambda _line: None
    ) -> RunReport:
        """Send what is due: `limit` reminders at most, and none begun after `until`. Several may run at once."""
        began, report = self.clock(), RunReport()
        self._plan(report, until, progress)
        self._dispatch(report, limit, until, progress)
        self._send(report, until, progress)
        self._deliver_left(report, until)
        report.failed.update(self.reminders.count_failed(since=began, until=self.clock()))
        self._tidy(began)
        return report

    def _plan(self, report: RunReport, until: datetime | None, progress: Progress) -> None:
        more = True
        while more and not self._is_over(until):
            planned, more = self.reminders.plan_missing(limit=PLAN_BATCH, now=self.clock())
            report.planned += planned
            if planned:
                progress(f"planned reminders of {report.planned} appointments")

    def _dispatch(self, report: RunReport, limit: int | None, until: datetime | None, progress: Progress) -> None:
        report.has_more = True
        while report.has_more and not self._is_over(until) and (limit is None or report.started < limit):
            room = DISPATCH_BATCH if limit is None else min(DISPATCH_BATCH, limit - report.started)
            done = self.reminders.dispatch_due(limit=room, now=self.clock())
            report.started += done.started
            report.waiting += done.waiting
            report.dropped.update(done.dropped)
            report.has_more = done.has_more
            if done.started:
                progress(f"put {report.started} reminders on their way")

    def _send(self, report: RunReport, until: datetime | None, progress: Progress) -> None:
        """Send messages until none is due: what WhatsApp refuses may come back as mail."""
        while not self._is_over(until):
            notices, seen = self.reminders.claim_notices(limit=CLAIM_BATCH, lease=LEASE, now=self.clock())
            if not seen:
                return
            mails = [notice for notice in notices if notice.channel is Channel.EMAIL]
            report.messages.update(f"email {status}" for status in self._mail_all(mails))
            queued: dict[ConversationId, None] = {}
            for notice in notices:
                if notice.channel is Channel.WHATSAPP:
                    status, conversation_id = self._queue(notice)
                    report.messages[f"whatsapp {status}"] += 1
                    if conversation_id is not None:
                        queued[conversation_id] = None
            for conversation_id in queued:
                self._deliver(conversation_id, report)
            progress(f"sent {report.messages.total()} messages")

    def _deliver_left(self, report: RunReport, until: datetime | None) -> None:
        for conversation_id in self.turns.list_due(limit=LEFT_LIMIT).deliveries:
            if self._is_over(until):
                return
            self._deliver(conversation_id, report)

    def _deliver(self, conversation_id: ConversationId, report: RunReport) -> None:
        for ending, count in deliver(self.outbox, self.gateway, conversation_id, lease=DELIVERY_LEASE).items():
            report.messages[f"whatsapp {ending}"] += count

    def _mail_all(self, notices: Sequence[Notice]) -> list[str]:
        """Send mails side by side, each decided on, announced and settled by itself, and return their states."""
        if len(notices) < 2:
            return [self._mail(notice) for notice in notices]
        with ThreadPoolExecutor(min(MAIL_HANDS, len(notices))) as hands:
            return list(hands.map(self._mail, notices))

    def _queue(self, notice: Notice) -> tuple[str, ConversationId | None]:
        """Give the message to WhatsApp's outbox: as a text where one may be sent, else as the approved template."""
        template = None if notice.is_window_open else template_for(notice)
        if template is None and not notice.is_window_open:
            error = "The lead has not written for 24 hours, and the workspace has no approved template."
            return self.reminders.settle(notice, NoticeOutcome.GIVE_UP, now=self.clock(), error=error), None
        return self.reminders.queue(notice, compose_text(notice), template=template, now=self.clock())

    def _mail(self, notice: Notice) -> str:
        address = notice.recipient_email or ""
        try:
            validate_email(address)
        except ValidationError:
            error = "The recipient has no usable address."
            return self.reminders.settle(notice, NoticeOutcome.GIVE_UP, now=self.clock(), error=error)
        letter = compose_letter(notice)
        if not self.reminders.begin(notice, now=self.clock()):
            return "dropped"
        try:
            self.postman.send(letter, to=address, mail_id=notice.id)
        except NotSentError as error:
            logger.warning("Message %s (%s) was not sent: %s", notice.id, notice.kind.value, error.reason)
            outcome = NoticeOutcome.GIVE_UP if error.is_final else NoticeOutcome.RETRY
            return self.reminders.settle(notice, outcome, now=self.clock(), error=error.reason)
        return self.reminders.settle(notice, NoticeOutcome.SENT, now=self.clock())

    def _tidy(self, now: datetime) -> None:
        """Forget what nobody needs any more, a bounded piece at each run."""
        self.reminders.purge(older_than=now - KEPT, limit=TIDY_LIMIT)
        self.appointments.purge_holds(limit=TIDY_LIMIT)

    def _is_over(self, until: datetime | None) -> bool:
        return until is not None and self.clock() >= until


def preview(reminders: ReminderRepository, *, now: datetime, limit: int) -> tuple[tuple[DueReminder, ...], bool]:
    """Return what a run at that moment would do, `limit` reminders at most, and whether there are more."""
    return reminders.preview_due(limit=min(limit, DISPATCH_BATCH), now=now)
