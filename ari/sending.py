"""What a run of reminders sends with, made from the settings: for the command, the cron route and `run_ari`."""

from typing import TextIO

from django.conf import settings
from django.utils import timezone

from ari.reminders import Sender
from ari.repositories.appointments import get_appointments
from ari.repositories.outbox import get_whatsapp_outbox
from ari.repositories.reminders import get_reminders
from ari.repositories.turns import get_turns
from ari.whatsapp import make_gateway
from tickets.mail.delivery import DjangoPostman


def make_sender(*, out: TextIO) -> Sender:
    """Return the sender. Without KAPSO_API_KEY WhatsApp messages are printed to `out`."""
    return Sender(
        reminders=get_reminders(),
        appointments=get_appointments(),
        turns=get_turns(),
        outbox=get_whatsapp_outbox(),
        gateway=make_gateway(api_key=settings.KAPSO_API_KEY, base_url=settings.KAPSO_BASE_URL, out=out),
        postman=DjangoPostman(),
        clock=timezone.now,
    )
