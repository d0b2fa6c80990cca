"""The token in a reopen link: who may reopen which ticket without signing in, and until when.

It carries the ticket, its requester, the nonce of the closing it belongs to and its last moment, all signed with the
site's key. That it works once is the nonce's doing: Convex makes one at each closing and forgets it with the reopening.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer

from tickets.domain import TicketId
from tickets.errors import ReopenTokenExpiredError, ReopenTokenInvalidError, ReopenTokenMismatchError

LIFETIME = timedelta(days=7)
# A token of ids at their longest has 700 characters; what is longer is not worth a signature check.
MAX_LENGTH = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenToken:
    """What a good token says."""

    ticket_id: TicketId
    requester_id: str
    nonce: str
    expires_at: datetime


def issue_reopen_token(ticket_id: TicketId, *, requester_id: str, nonce: str, closed_at: datetime) -> str:
    """Return the token of a closing, fit for an address. The same closing has the same token."""
    expires_s = int((closed_at + LIFETIME).timestamp())
    return _signer().sign_object([ticket_id, requester_id, nonce, expires_s])


def read_reopen_token(token: str, *, now: datetime) -> ReopenToken:
    """Return what the token says.

    Raises:
        ReopenTokenInvalidError: it was altered, or not made here.
        ReopenTokenExpiredError: its last moment has passed.
    """
    if len(token) > MAX_LENGTH or not token.isascii():
        raise ReopenTokenInvalidError
    try:
        ticket_id, requester_id, nonce, expires_s = _signer().unsign_object(token)
    except BadSignature:
        raise ReopenTokenInvalidError from None
    expires_at = datetime.fromtimestamp(expires_s, UTC)
    if now >= expires_at:
        raise ReopenTokenExpiredError
    return ReopenToken(ticket_id=TicketId(ticket_id), requester_id=requester_id, nonce=nonce, expires_at=expires_at)


def check_reopen_token(token: str, ticket_id: TicketId, *, now: datetime) -> ReopenToken:
    """Return what the token says about this ticket.

    Raises:
        ReopenTokenInvalidError, ReopenTokenExpiredError: see `read_reopen_token`.
        ReopenTokenMismatchError: it is the token of another ticket.
    """
    found = read_reopen_token(token, now=now)
    if found.ticket_id != ticket_id:
        raise ReopenTokenMismatchError
    return found


def _signer() -> Signer:
    return Signer(salt="tickets.reopen", algorithm="sha256")
