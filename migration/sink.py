"""The Convex deployment as the migration writes to it: batches, repeated, bisected, and believed or not."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson

from config.convex.answers import Answer, summarize_failure
from config.convex.client import ConvexClient
from config.convex.errors import ConvexError, FunctionError, RequestError, UnavailableError
from config.errors import RefusalError
from migration.batches import Batch
from migration.errors import StoppedError, TargetError
from migration.judgement import source_id_of
from migration.outcomes import AnswerError, BatchOutcome, Outcome, Problem, read_batch_answer, strangers_among
from migration.tables import Table

# The version of the import's functions that this sender speaks to.
SCHEMA_VERSION = 1
# One transaction of 4,000 records takes a few seconds at most; what takes longer has stalled.
BATCH_TIMEOUT_S = 120.0
# Requests a table may spend on finding bad records. To isolate one of 1,000 costs ten to twenty.
MAX_REFUSALS = 1_000
DEPLOY_ADVICE = "Deploy this version's functions with `npx convex deploy`, then run again."

_UNAVAILABLE = frozenset({408, 421, 425, 429})
_FUNCTION_FAILED = frozenset({500, 560})


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a batch is sent again while Convex is unavailable. Pauses double and are drawn between half and whole.

    A deployment that restarts is back within a minute; `budget_s` bridges that and a short loss of the network.
    """

    first_pause_s: float = 0.5
    longest_pause_s: float = 30.0
    budget_s: float = 300.0
    # A proxy may answer nonsense once; what does so three times is not the import.
    garbage_attempts: int = 3


class _RefusedError(Exception):
    """The deployment refused a batch for what is in it; the text is fit for the report."""


class ConvexSink:
    """Writes batches to one deployment. Safe to use from several threads.

    Batches are idempotent, so one whose outcome is unknown is sent again. `on_wait` hears of each pause.
    """

    def __init__(
        self,
        client: ConvexClient,
        *,
        migration_key: str,
        patience: Patience = Patience(),
        on_wait: Callable[[str], None] = lambda _note: None,
        clock: Callable[[], float] = time.monotonic,
        rng: random.Random | None = None,
    ) -> None:
        self._client, self._key, self._patience = client, migration_key, patience
        self.on_wait = on_wait
        self._clock, self._rng = clock, rng or random.SystemRandom()
        self._stopping = threading.Event()
        self._refusals: Counter[str] = Counter()

    @property
    def url(self) -> str:
        """The address of the deployment."""
        return self._client.url

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def stop(self) -> None:
        """End all waiting; batches on their way are finished, none is sent again."""
        self._stopping.set()

    def check(self, tables: Sequence[Table]) -> None:
        """Check before the first row that the deployment is there, has the functions, and takes both keys.

        Raises:
            TargetError: it is not, or has not; the text says what to do.
        """
        if not self._key:
            raise TargetError(
                "MIGRATION_KEY is not set. Set it here and in the deployment to the same long random text."
            )
        if not self._key.isascii() or not self._key.isprintable():
            raise TargetError("MIGRATION_KEY has line breaks or other than ASCII. Set it to a key that can be sent.")
        described = self._describe()
        version, known = described.get("schema_version"), described.get("tables")
        if not isinstance(version, int) or not isinstance(known, list):
            raise TargetError(f"The deployment's functions do not describe themselves as expected. {DEPLOY_ADVICE}")
        if version < SCHEMA_VERSION:
            raise TargetError(f"The deployment's functions are too old (version {version}). {DEPLOY_ADVICE}")
        if missing := [table.target for table in tables if table.target not in known]:
            raise TargetError(f"The deployment's schema is too old: it lacks {', '.join(missing)}. {DEPLOY_ADVICE}")
        try:
            self._post(tables[0], Batch.of([]))
        except _RefusedError as error:
            raise TargetError(f"The deployment refused an empty batch ({error}). {DEPLOY_ADVICE}") from None

    def _describe(self) -> Mapping[str, Any]:
        try:
            described = self._client.query("migrate:describe")
        except UnavailableError as error:
            raise TargetError(
                f"No Convex answers at {self.url} ({error.reason}). Is it running, and is CONVEX_URL right? "
                "`manage.py start` runs the embedded deployment."
            ) from None
        except RequestError as error:
            raise TargetError(f"{error} (CONVEX_URL is {self.url})") from None
        except FunctionError as error:
            if error.code == "function_not_found":
                raise TargetError(
                    f"The deployment at {self.url} has not the import's functions. {DEPLOY_ADVICE}"
                ) from None
            raise TargetError(f"The deployment at {self.url} failed: {error}") from None
        return described if isinstance(described, Mapping) else {}

    def record_run(self, report: Mapping[str, Any]) -> None:
        """Keep the report of a run in Convex.

        Raises:
            TargetError: it could not be kept.
        """
        try:
            self._client.mutation("migrate:recordRun", {"report": report}, idempotent=False)
        except (ConvexError, RefusalError) as error:
            raise TargetError(f"The report could not be kept in Convex: {error}") from None

    def send(self, table: Table, batch: Batch) -> BatchOutcome:
        """Write a batch of records and return what became of each.

        Raises:
            TargetError: the deployment stayed unavailable, refuses the key, or answers what cannot be believed.
            StoppedError: `stop` was called before the batch was written.
        """
        try:
            return self._post(table, batch)
        except _RefusedError:
            # A failure of the function may have passed; a second one stands.
            self._pause(self._patience.first_pause_s)
        return self._bisect(table, batch)

    def _bisect(self, table: Table, batch: Batch) -> BatchOutcome:
        """Write a batch that was refused, in halves of halves, until each bad record stands alone."""
        try:
            return self._post(table, batch)
        except _RefusedError as error:
            reason = str(error)
        self._refusals[table.target] += 1
        if batch.count > 1 and self._refusals[table.target] < MAX_REFUSALS:
            first, second = batch.halves()
            outcome = self._bisect(table, first)
            outcome.add(self._bisect(table, second))
            return outcome
        if batch.count > 1:
            reason = (
                f"not looked at alone: {MAX_REFUSALS} batches of {table.target} were refused; this one with: {reason}"
            )
        return BatchOutcome(problems=[Problem(source_id_of(line), Outcome.FAILED, reason) for line in batch.lines()])

    def _post(self, table: Table, batch: Batch) -> BatchOutcome:
        """Post one batch, again and again while that may help.

        Raises:
            _RefusedError: something in the batch is refused.
        """
        started = self._clock()
        attempt = garbage = 0
        while True:
            attempt += 1
            pause_s = self._drawn_pause_s(attempt)
            try:
                answer = self._client.post_site(
                    f"/migrate/{table.target}", batch.body, bearer=self._key, timeout_s=BATCH_TIMEOUT_S
                )
                outcome = self._read(table, answer, batch)
            except UnavailableError as error:
                reason, pause_s = error.reason, max(pause_s, error.retry_after_s or 0.0)
            except RequestError as error:
                raise TargetError(f"{error} (CONVEX_SITE_URL is {self._client.site_url})") from None
            except AnswerError as error:
                garbage += 1
                reason = f"it answered {error}"
                if garbage >= self._patience.garbage_attempts:
                    raise TargetError(_garbage_sentence(table, error, self._client.site_url)) from None
            else:
                return outcome
            self._wait_again(reason, pause_s, self._clock() - started)

    def _read(self, table: Table, answer: Answer, batch: Batch) -> BatchOutcome:
        """Return the outcome that an answer tells, or raise the one error that says what to do."""
        if answer.status == 200:
            outcome = read_batch_answer(answer.body, batch.count)
            if outcome.problems and strangers_among(outcome.problems, {source_id_of(line) for line in batch.lines()}):
                raise AnswerError("records that were not in the batch")
            return outcome
        code, text = _read_refusal(answer.body)
        if problem := _fatal_problem(answer.status, code, table):
            raise TargetError(problem)
        if answer.status in _UNAVAILABLE or (answer.status > 500 and answer.status not in _FUNCTION_FAILED):
            raise UnavailableError(
                f"Convex answered {answer.status} {code}".strip(),
                function=f"migrate/{table.target}",
                request_id="",
                is_outcome_unknown=True,
                retry_after_s=answer.retry_after_s,
            )
        raise _RefusedError(f"the deployment refused it with {answer.status} {code}: {summarize_failure(text)[1]}")

    def _drawn_pause_s(self, attempt: int) -> float:
        ceiling_s = min(self._patience.longest_pause_s, self._patience.first_pause_s * 2.0 ** (attempt - 1))
        return self._rng.uniform(ceiling_s / 2, ceiling_s)

    def _wait_again(self, reason: str, pause_s: float, elapsed_s: float) -> None:
        """Wait before the next attempt, or give up where the budget would not last."""
        left_s = self._patience.budget_s - elapsed_s
        if pause_s > left_s:
            raise TargetError(
                f"Convex stayed unavailable for {elapsed_s:.0f} s ({reason}). Run again when it is back: "
                "what is written stays, and is not written twice."
            )
        self.on_wait(f"Convex does not take batches ({reason}); next try in {pause_s:.1f} s, for {left_s:.0f} s more")
        self._pause(pause_s)

    def _pause(self, pause_s: float) -> None:
        if self._stopping.wait(pause_s):
            raise StoppedError("The migration was stopped while a batch waited for Convex.")


def open_sink(url: str, *, site_url: str, deploy_key: str, migration_key: str) -> ConvexSink:
    """Return the sink of the deployment at these addresses; nothing is sent yet.

    Raises:
        TargetError: an address or the key is not of its form.
    """
    try:
        client = ConvexClient(url, deploy_key=deploy_key, site_url=site_url)
    except ValueError as error:
        raise TargetError(str(error)) from None
    return ConvexSink(client, migration_key=migration_key)


def _fatal_problem(status: int, code: str, table: Table) -> str | None:
    """Return the sentence for a refusal that no repetition and no other batch will change; None for any other."""
    if code == "migration_key_missing":
        return (
            "The deployment has no MIGRATION_KEY. Set it there with `npx convex env set MIGRATION_KEY …` and run again."
        )
    if status in {401, 403}:
        return "MIGRATION_KEY is not the one that the deployment has. Set both to the same text, then run again."
    if status == HTTPStatus.INSUFFICIENT_STORAGE:
        return "The deployment's disk is full. Free some space there and run again: what is written stays."
    if code == "unknown_table":
        return f"The deployment's functions do not know the table {table.target}. {DEPLOY_ADVICE}"
    if status in {404, 405} or 300 <= status < 400:
        return (
            f"There is no import at CONVEX_SITE_URL (it answered {status}). Check the address, which is not CONVEX_URL "
            f"(in Convex Cloud it ends in .convex.site). {DEPLOY_ADVICE}"
        )
    return None


def _garbage_sentence(table: Table, error: AnswerError, site_url: str | None) -> str:
    return (
        f"CONVEX_SITE_URL ({site_url}) answered a batch of {table.target} with {error}. Nothing it says can be "
        "believed, so the migration stopped. Is that the deployment? Run again when it is: nothing is written twice."
    )


def _read_refusal(body: bytes) -> tuple[str, str]:
    """Return the code and the text of a refusal; both may be empty."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        return "", body[:2_000].decode("utf-8", "replace")
    if not isinstance(parsed, dict):
        return "", ""
    code = parsed.get("code")
    text = parsed.get("detail") or parsed.get("message") or parsed.get("error")
    is_code = isinstance(code, str) and re.fullmatch(r"\w{1,64}", code, re.ASCII)
    return (code if is_code else "") or "", text if isinstance(text, str) else ""
