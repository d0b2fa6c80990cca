"""The refusals of the ARI API that are worded in a way of its own; Convex words all others.

StaleWriteError        409  the thing was changed, made or deleted since the caller looked at it
RepeatedMessageError   409  the simulated message came before
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from config.convex.documents import moment_from_ms
from config.errors import ConflictError


class StaleWriteError(ConflictError):
    """The thing was changed since the caller looked at it. `updated_at` is when; None: there is nothing any more."""

    code = "stale_write"
    default_detail = "This was changed meanwhile. Look at it again, then repeat."
    updated_at: datetime | None = None

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Keep the time of the last change, which travels with the refusal."""
        refusal = super().from_data(data)
        ms = data.get("updated_at")
        refusal.updated_at = None if ms is None else moment_from_ms(ms)
        return refusal


class RepeatedMessageError(ConflictError):
    """A message of the simulator was sent twice under one key."""

    code = "message_repeated"
    default_detail = "This message was simulated before; the answer stands in its conversation. Send another key."
