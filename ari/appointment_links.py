"""The links by which a lead cancels or moves an appointment without signing in.

A link's token says what it is for, which appointment, which `sequence` of it and until when, all signed with the site's
key. The sequence grows with every move and with the cancellation, and Convex compares it in the transaction: so a link
works once, and those of an earlier time not at all. It expires when the appointment begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from ari.appointments import Appointment, AppointmentId, Language
from ari.booking_errors import LinkExpiredError, LinkInvalidError, LinkMismatchError

# A token has about 150 characters; what is much longer is not worth a signature check.
MAX_LENGTH = 500


class Purpose(StrEnum):
    """What a link is for."""

    CANCEL = "cancel"
    MOVE = "move"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentLink:
    """What a good token says."""

    purpose: Purpose
    appointment_id: AppointmentId
    sequence: int
    expires_at: datetime


def issue_token(appointment: Appointment, purpose: Purpose) -> str:
    """Return the token, fit for an address. The same appointment and purpose have the same until it is moved."""
    expires_s = int(appointment.scheduled_at.timestamp())
    return _signer().sign_object([purpose.value, appointment.id, appointment.sequence, expires_s])


def read_token(token: str, *, now: datetime, purpose: Purpose | None = None) -> AppointmentLink:
    """Return what the token says; with `purpose`, only if it is for that.

    Raises:
        LinkInvalidError: it was altered, or not made here.
        LinkExpiredError: the appointment that it was made for has begun.
        LinkMismatchError: it is for something else.
    """
    if len(token) > MAX_LENGTH or not token.isascii():
        raise LinkInvalidError
    try:
        said, appointment_id, sequence, expires_s = _signer().unsign_object(token)
    except BadSignature:
        raise LinkInvalidError from None
    link = AppointmentLink(
        purpose=Purpose(said),
        appointment_id=AppointmentId(appointment_id),
        sequence=sequence,
        expires_at=datetime.fromtimestamp(expires_s, UTC),
    )
    if purpose is not None and link.purpose is not purpose:
        raise LinkMismatchError
    if now >= link.expires_at:
        raise LinkExpiredError
    return link


def links_for(appointment: Appointment, language: Language) -> Mapping[Purpose, str]:
    """Return the addresses of the pages that move and cancel the appointment, in the reader's language."""
    return {purpose: address_of(appointment, purpose, language) for purpose in Purpose}


def address_of(appointment: Appointment, purpose: Purpose, language: Language) -> str:
    """Return the address of the page for the purpose."""
    path = reverse(f"appointments:{purpose.value}", args=[issue_token(appointment, purpose)])
    return f"{settings.PUBLIC_URL}{path}?{urlencode({'lang': language.value})}"


def _signer() -> Signer:
    return Signer(salt="ari.appointment", algorithm="sha256")
