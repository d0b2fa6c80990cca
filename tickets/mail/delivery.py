"""Emptying the outbox: claim some mails, send each, settle it, until there are none.

A mail is claimed under a lease longer than a batch can take, so that two workers never send the same one. A worker
that dies between sending and settling leaves a mail that is sent again when its lease ends: at least once, rarely
twice, with the same Message-ID each time.
"""

import logging
import smtplib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from email.mime.text import MIMEText
from email.utils import parseaddr
from typing import NoReturn, Protocol

from anymail.exceptions import AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email

from config.convex.errors import UnavailableError
from config.identity.tokens import STAFF_PREFIX
from tickets.domain import Mail, MailOutcome
from tickets.mail.letters import Enclosure, Letter, compose_letter
from tickets.outbox_repository import OutboxRepository

logger = logging.getLogger(__name__)

BATCH = 10
# Ten mails at the slowest: each connects, talks and gives up within twice the backend's own limit of ten seconds.
LEASE = timedelta(minutes=5)
# How long an idle loop waits: mail is not so urgent that Convex should be asked more often.
PAUSE_S = 5.0
# From here on a reply of an SMTP server is about the address and not about the moment.
PERMANENT_SMTP_CODE = 500


class NotSentError(Exception):
    """The mail did not go out. `is_final`: it never will, so that trying again is in vain."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.reason, self.is_final = reason, is_final


class Postman(Protocol):
    """Sends letters."""

    def send(self, letter: Letter, *, to: str, mail_id: str) -> None:
        """Send a letter.

        Raises:
            NotSentError: it did not go out.
        """


class DjangoPostman:
    """Sends by the e-mail backend that the settings name."""

    def send(self, letter: Letter, *, to: str, mail_id: str) -> None:
        """Send a letter; see `Postman`."""
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        headers = {"Message-ID": f"<{mail_id}@{domain}>", "Auto-Submitted": "auto-generated"}
        message = EmailMultiAlternatives(letter.subject, letter.text, to=[to], headers=headers)
        message.attach_alternative(letter.html, "text/html")
        for enclosure in letter.enclosures:
            message.attach(part_of(enclosure))
        message.connection = get_connection()
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            is_final = all(code >= PERMANENT_SMTP_CODE for code in codes)
            raise NotSentError(f"SMTPRecipientsRefused {codes}", is_final=is_final) from error
        except (AnymailRecipientsRefused, AnymailInvalidAddress) as error:
            raise NotSentError(type(error).__name__, is_final=True) from error
        except (smtplib.SMTPException, OSError, AnymailError) as error:
            # The text of the error may hold the address, so the log and the outbox get its kind alone.
            raise NotSentError(_kind_of(error), is_final=False) from error


def part_of(enclosure: Enclosure) -> MIMEText:
    """Return the file as a part of a mail."""
    part = MIMEText(enclosure.content, enclosure.subtype, "utf-8")
    for name, value in enclosure.parameters.items():
        part.set_param(name, value)
    part.add_header("Content-Disposition", "attachment", filename=enclosure.name)
    return part


def deliver_due(outbox: OutboxRepository, postman: Postman, *, limit: int | None = None) -> Mapping[str, int]:
    """Send what is due, `limit` mails at most, and count how they ended: see `OutboxRepository.settle`."""
    ended: Counter[str] = Counter()
    while limit is None or ended.total() < limit:
        room = BATCH if limit is None else min(BATCH, limit - ended.total())
        mails, seen = outbox.claim_due(limit=room, lease=LEASE)
        for mail in mails:
            ended[_deliver(outbox, postman, mail)] += 1
        if not seen:
            break
    return ended


def keep_delivering(
    outbox: OutboxRepository,
    postman: Postman,
    *,
    report: Callable[[Mapping[str, int]], None],
    sleep: Callable[[float], None],
) -> NoReturn:
    """Send what is due and wait for more, until interrupted. While Convex is away, the mail waits with it."""
    while True:
        try:
            ended = deliver_due(outbox, postman)
        except UnavailableError as error:
            logger.warning("The outbox cannot be reached, trying again: %s", error)
        else:
            if ended:
                report(ended)
        sleep(PAUSE_S)


def _deliver(outbox: OutboxRepository, postman: Postman, mail: Mail) -> str:
    try:
        postman.send(compose_letter(mail), to=address_of(mail), mail_id=mail.id)
    except NotSentError as error:
        logger.warning("Mail %s (%s) was not sent: %s", mail.id, mail.kind.value, error.reason)
        return outbox.settle(mail, MailOutcome.DROP if error.is_final else MailOutcome.RETRY, error=error.reason)
    return outbox.settle(mail, MailOutcome.SENT)


def address_of(mail: Mail) -> str:
    """Return the recipient's address: that of a staff account Django knows, that of a user Convex.

    Raises:
        NotSentError: there is none, or it cannot be one, or the account is gone or may no longer read the ticket.
    """
    recipient = mail.recipient
    address = recipient.email
    if recipient.id.startswith(STAFF_PREFIX):
        address = _staff_address(recipient.id.removeprefix(STAFF_PREFIX), is_superuser_only=mail.is_superuser_only)
    try:
        validate_email(address)
    except ValidationError:
        raise NotSentError("The recipient has no usable address.", is_final=True) from None
    return str(address)


def _staff_address(username: str, *, is_superuser_only: bool) -> str:
    accounts = User.objects.filter(username=username, is_active=True, is_staff=True)
    if is_superuser_only:
        accounts = accounts.filter(is_superuser=True)
    account = accounts.first()
    if account is None:
        raise NotSentError("The staff account is gone, or may no longer read the ticket.", is_final=True)
    return account.email


def _kind_of(error: Exception) -> str:
    code = getattr(error, "smtp_code", None) or getattr(error, "status_code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
