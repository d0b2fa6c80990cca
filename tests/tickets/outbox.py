"""Mail of one ticket, sent by the real sender into Django's own outbox."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core import mail
from django.core.mail import EmailMessage

from tests.tickets.cast import Cast
from tickets.mail.delivery import DjangoPostman, deliver_due
from tickets.outbox_repository import OutboxRepository


def send_all(cast: Cast) -> Mapping[str, int]:
    """Send what waits in the deployment, whichever test caused it; return how the mails ended."""
    return deliver_due(OutboxRepository(cast.seeder.convex), DjangoPostman())


def mails_about(ticket: Mapping[str, Any]) -> list[EmailMessage]:
    """Return what was sent about the ticket, in the order in which it was."""
    return [message for message in mail.outbox if ticket["id"] in str(message.body)]


def token_of(cast: Cast, ticket: Mapping[str, Any]) -> str:
    """Return the token in the latest closing mail of the ticket."""
    send_all(cast)
    tokens = [token for message in mails_about(ticket) if (token := token_in(message))]
    return tokens[-1]


def token_in(message: EmailMessage) -> str:
    """Return the reopen token in a mail, nothing where it has none."""
    links = [urlsplit(link) for link in re.findall(r"https?://\S+", str(message.body))]
    return next((parse_qs(link.query)["token"][0] for link in links if "token=" in link.query), "")
