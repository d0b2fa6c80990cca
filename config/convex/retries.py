"""When a failed call is made again, and after how long."""

import random
from dataclasses import dataclass

from config.convex.errors import UnavailableError


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Bounds of the retries of one call.

    The pauses grow as 0.1, 0.2, 0.4 s and are drawn anew between half and the whole of that, so that many callers
    refused at one moment do not return at one moment. A call ends at the latest `budget_s` after it began plus the
    time limit of its last attempt: a person waits for the page.
    """

    max_attempts: int = 4
    first_pause_s: float = 0.1
    longest_pause_s: float = 2.0
    budget_s: float = 10.0

    def pause_s(self, error: UnavailableError, *, attempt: int, elapsed_s: float, rng: random.Random) -> float | None:
        """Return how long to wait before the next attempt, or None when this one (counted from 1) was the last.

        A pause that the deployment asked for is kept; one longer than what is left of the budget is for the caller.
        """
        if attempt >= self.max_attempts:
            return None
        ceiling_s = min(self.longest_pause_s, self.first_pause_s * 2 ** (attempt - 1))
        pause_s = max(rng.uniform(ceiling_s / 2, ceiling_s), error.retry_after_s or 0.0)
        return pause_s if elapsed_s + pause_s < self.budget_s else None


DEFAULT_RETRIES = RetryPolicy()
NO_RETRIES = RetryPolicy(max_attempts=1)
