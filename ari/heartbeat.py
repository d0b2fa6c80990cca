"""Holding a claim while its turn is being worded, which with a slow model takes longer than a lease."""

import logging
import threading
from datetime import timedelta
from types import TracebackType
from typing import Self

from ari.inbox import Claim
from ari.repositories.turns import TurnRepository
from config.convex.errors import ConvexError

logger = logging.getLogger(__name__)


class Heartbeat:
    """Extends the lease of a claim, from a thread of its own, as long as the block runs.

    A short lease with a heartbeat gives the burst of a worker that died to the next one soon, and never that of a
    worker that is only slow.
    """

    def __init__(self, turns: TurnRepository, claim: Claim, *, lease: timedelta) -> None:
        self._turns, self._claim, self._lease = turns, claim, lease
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="ari-heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._ended.wait(self._lease.total_seconds() / 3):
            try:
                hold = self._turns.extend(self._claim, lease=self._lease)
            except ConvexError as error:
                # The next beat may get through; if none does, the lease ends and the commit is refused.
                logger.warning("A lease could not be extended: %s", error)
                continue
            if not hold.is_held:
                return
