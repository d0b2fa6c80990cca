"""The refusals that the ticket API itself raises or answers in a way of its own; Convex words all others.

VersionConflictError          409  the ticket was changed since the caller read it
IdempotencyKeyReusedError     422  the key came before, with another request
ReopenTokenInvalidError       403  altered, not made here, or of another requester
├── ReopenTokenExpiredError   403
└── ReopenTokenMismatchError  403  the token of another ticket
FileTooLargeError             422
FileTypeNotAllowedError       422  no jpeg, png, gif or webp, whatever its name says
"""

from collections.abc import Mapping
from typing import Any, Self

from config.errors import ConflictError, ForbiddenError, InvalidInputError
from tickets.documents import ticket_from
from tickets.domain import Ticket


class VersionConflictError(ConflictError):
    """The ticket was changed since the caller read it. `ticket` is what it is now."""

    code = "version_conflict"
    default_detail = "The ticket was changed meanwhile. Look at it again, then repeat."
    ticket: Ticket | None = None

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Keep the present ticket, which travels with the refusal."""
        refusal = super().from_data(data)
        refusal.ticket = ticket_from(data["ticket"])
        return refusal


class IdempotencyKeyReusedError(InvalidInputError):
    """The idempotency key came before, with another request."""

    code = "idempotency_key_reused"
    default_detail = "This Idempotency-Key belongs to another request. Use a new one."


class ReopenTokenInvalidError(ForbiddenError):
    """The token was altered, or was not made here, or belongs to another requester."""

    code = "reopen_token_invalid"
    default_detail = "This reopen link is not valid. Use the whole link from the mail, or sign in to reopen the ticket."


class ReopenTokenExpiredError(ReopenTokenInvalidError):
    """The token was good once."""

    code = "reopen_token_expired"
    default_detail = "This reopen link has expired. Sign in to reopen the ticket, or open a new one."


class ReopenTokenMismatchError(ReopenTokenInvalidError):
    """The token is good, for another ticket."""

    code = "reopen_token_mismatch"
    default_detail = "This reopen link belongs to another ticket."


class FileTooLargeError(InvalidInputError):
    """The file has more bytes than an attachment may have."""

    code = "file_too_large"


class FileTypeNotAllowedError(InvalidInputError):
    """The file is none of the images that an attachment may be."""

    code = "file_type_not_allowed"
    default_detail = (
        "Only JPEG, PNG, GIF and WebP images can be attached. This file is none of them, whatever its name."
    )
