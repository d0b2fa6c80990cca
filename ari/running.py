"""The loop of `manage.py run_ari`: ask what is ready, give it to threads, wait for more."""

import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ari.domain import ConversationId
from ari.inbox import DueWork
from ari.repositories.outbox import WhatsAppOutboxRepository
from ari.repositories.turns import TurnRepository
from ari.worker import Worker
from config.convex.errors import ConvexError, UnavailableError

logger = logging.getLogger(__name__)

# How often an idle loop asks. The shortest wait for a burst to end is 0.8 s, so half a second is late by little.
IDLE_PAUSE_S = 0.5
# While Convex is away.
AWAY_PAUSE_S = 3.0
# How long this process leaves alone what just failed in Convex itself, so that it cannot keep the others waiting.
AVOIDED_S = 30.0
# Conversations that are asked for at once; more than are worked on, so that several processes choose different ones.
ASKED = 50
# Sent messages stay in the outbox so long, for whoever looks into a complaint.
KEPT = timedelta(days=30)
TIDY_EVERY_S = 3600.0

Ended = Counter[str]
Report = Callable[[Ended], None]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to work on: a turn or a delivery of a conversation, or a chore by its name."""

    kind: str
    name: str


class Chore:
    """Something small that is done beside the work, every so often."""

    def __init__(self, name: str, deed: Callable[[], Ended], *, every_s: float) -> None:
        self.task, self.deed = Task("chore", name), deed
        self._every_s, self._due_at = every_s, 0.0

    def is_due(self, now_s: float) -> bool:
        """Test if its time has come; if it has, it comes again after a while."""
        if now_s < self._due_at:
            return False
        self._due_at = now_s + self._every_s
        return True


class Loop:
    """Works on what is ready, several conversations at a time, until `stop` is set.

    Several loops, in any number of processes, share the work: each conversation is claimed by one.
    """

    def __init__(
        self,
        turns: TurnRepository,
        worker: Worker,
        *,
        threads: int,
        rng: random.Random,
        stop: threading.Event,
        chores: Sequence[Chore] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._turns, self._worker, self._threads = turns, worker, threads
        self._rng, self._stop, self._chores, self._clock = rng, stop, chores, clock
        self._running: dict[Future[Ended], Task] = {}
        self._waiting: list[Task] = []
        self._asked_at = -IDLE_PAUSE_S
        self._avoided: dict[Task, float] = {}

    def drain(self) -> Ended:
        """Work until nothing is ready any more, and count how everything ended."""
        ended = Ended()
        with self._pool() as pool:
            while not self._stop.is_set():
                if not self._waiting:
                    self._ask()
                self._start(pool)
                if not self._running:
                    break
                ended += self._collect(timeout_s=None)
            return ended + self._finish()

    def run(self, *, report: Report) -> None:
        """Work until told to stop; what is being worked on then is finished. While Convex is away, wait for it."""
        with self._pool() as pool:
            while not self._stop.is_set():
                self._start_chores(pool)
                pause_s = self._look_for_work()
                self._start(pool)
                if self._running:
                    report_if_any(report, self._collect(timeout_s=pause_s))
                else:
                    self._stop.wait(pause_s)
            report_if_any(report, self._finish())

    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads + len(self._chores), thread_name_prefix="ari")

    def _start_chores(self, pool: ThreadPoolExecutor) -> None:
        for chore in self._chores:
            if chore.task not in self._running.values() and chore.is_due(self._clock()):
                self._running[pool.submit(chore.deed)] = chore.task

    def _look_for_work(self) -> float:
        """Ask what is ready, unless enough is known to be, and return how long to wait before asking again."""
        if self._waiting and self._clock() < self._asked_at + IDLE_PAUSE_S:
            return IDLE_PAUSE_S
        try:
            return pause_until(self._ask())
        except UnavailableError as error:
            logger.warning("Convex cannot be reached, trying again: %s", error)
            self._waiting = []
            return AWAY_PAUSE_S

    def _ask(self) -> DueWork:
        due = self._turns.list_due(limit=ASKED)
        self._asked_at = self._clock()
        left_alone = set(self._running.values()) | self._still_avoided()
        tasks = [Task("turn", found) for found in due.turns] + [Task("delivery", found) for found in due.deliveries]
        self._waiting = [task for task in tasks if task not in left_alone]
        # Other processes see the same list: so they rarely choose the same.
        self._rng.shuffle(self._waiting)
        return due

    def _start(self, pool: ThreadPoolExecutor) -> None:
        """Give as much to threads as there are free ones."""
        busy = sum(task.kind != "chore" for task in self._running.values())
        for _ in range(min(self._threads - busy, len(self._waiting))):
            task = self._waiting.pop()
            self._running[pool.submit(self._work_on, task)] = task

    def _work_on(self, task: Task) -> Ended:
        conversation_id = ConversationId(task.name)
        return self._worker.answer(conversation_id) if task.kind == "turn" else self._worker.deliver(conversation_id)

    def _still_avoided(self) -> set[Task]:
        now = self._clock()
        self._avoided = {task: until for task, until in self._avoided.items() if until > now}
        return set(self._avoided)

    def _collect(self, *, timeout_s: float | None) -> Ended:
        """Wait until something that runs has ended, and count how."""
        if not self._running:
            return Ended()
        done, _running = wait(self._running, timeout=timeout_s, return_when=FIRST_COMPLETED)
        return self._count(done)

    def _finish(self) -> Ended:
        """Wait for everything that runs, and count how it ended."""
        done, _running = wait(self._running)
        return self._count(done)

    def _count(self, done: Iterable[Future[Ended]]) -> Ended:
        ended = Ended()
        for future in done:
            task = self._running.pop(future)
            try:
                ended += future.result()
            except ConvexError as error:
                # Nothing is lost: a lease ends, and then another worker has it, or this one a little later.
                if isinstance(error, UnavailableError):
                    logger.warning("A %s was left, for Convex cannot be reached: %s", task.kind, error)
                else:
                    logger.exception("A %s was left, for Convex failed.", task.kind)
                self._avoided[task] = self._clock() + AVOIDED_S
                ended["left"] += 1
        return ended


def pause_until(due: DueWork) -> float:
    """Return how long to wait before asking again: until something is ready, and never long."""
    if due.next_at is None:
        return IDLE_PAUSE_S
    return min(IDLE_PAUSE_S, max(0.0, (due.next_at - due.now).total_seconds()))


def report_if_any(report: Report, ended: Ended) -> None:
    """Report where there is anything to report."""
    if ended:
        report(ended)


def tidying(outbox: WhatsAppOutboxRepository) -> Chore:
    """Return the chore of forgetting what was sent long ago."""

    def tidy() -> Ended:
        outbox.purge(older_than=datetime.now(UTC) - KEPT)
        return Ended()

    return Chore("tidy the outbox", tidy, every_s=TIDY_EVERY_S)
