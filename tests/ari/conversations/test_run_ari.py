"""`manage.py run_ari` as a process: it answers, it ends when told to, and a kill at any moment does no harm.

`RUN_ARI_KILLS` says how often the campaign kills; a few times in the usual run of the tests.
"""

import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Self

import pytest
from django.core.management import CommandError, call_command

from ari.inbox import InboxMessage
from config.launch.deployment import EmbeddedDeployment
from config.launch.processes import Program, start_program
from tests.ari.conversations.business import Business, Lead
from tests.ari.conversations.kapso import Kapso
from tests.conftest import PROJECT

KILLS = int(os.environ.get("RUN_ARI_KILLS", "2"))
# A message whose sending has an unknown end rests for a minute.
PATIENCE_S = 120.0


@contextmanager
def run_ari(
    convex: EmbeddedDeployment,
    directory: Path,
    *options: str,
    kapso: Kapso | None = None,
    command: tuple[str, ...] = ("manage.py", "run_ari"),
) -> Iterator[Program]:
    """Run the command until the block ends."""
    gateway = {"KAPSO_API_KEY": "key", "KAPSO_BASE_URL": kapso.url} if kapso else {"KAPSO_API_KEY": ""}
    environment = {**convex.environment(), **gateway, "VAR_DIR": str(directory), "EMAIL_URL": "dummymail://"}
    program = start_program(
        "ARI", [sys.executable, *command, *options], cwd=PROJECT, log=directory / "log", environment=environment
    )
    try:
        yield program
    finally:
        program.stop()


def until(is_so: Callable[[], bool], *, because: Callable[[], str] = str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, because()
        time.sleep(0.05)


def replies_of(business: Business, lead: Lead) -> list[InboxMessage]:
    return [message for message in business.messages_with(lead) if message.direction == "outbound"]


def test_answers_what_is_ready_and_ends(business: Business) -> None:
    lead, out = Lead(), StringIO()
    business.say(lead, "Halo kak")
    call_command("run_ari", "--once", "--workers", "2", stdout=out)
    (reply,) = replies_of(business, lead)
    assert reply.delivery_status == "sent"
    assert reply.sender_type == "bot"
    assert "committed" in out.getvalue()


def test_says_when_there_is_nothing_to_do(business: Business) -> None:
    def run() -> str:
        out = StringIO()
        call_command("run_ari", "--once", stdout=out)
        return out.getvalue()

    # Bursts of other tests end now and then: the deployment is the same.
    until(lambda: run() == "nothing to do\n")


@pytest.mark.parametrize("workers", ["0", "-1", "x"])
def test_a_number_of_workers_is_above_zero(workers: str) -> None:
    with pytest.raises(CommandError, match="no whole number above 0"):
        call_command("run_ari", "--workers", workers)


@pytest.mark.parametrize(("number", "options"), [(signal.SIGTERM, ("--exit-with-parent",)), (signal.SIGINT, ())])
def test_ends_when_it_is_told_to(
    business: Business,
    convex: EmbeddedDeployment,
    tmp_path: Path,
    number: signal.Signals,
    options: tuple[str, ...],
) -> None:
    lead = Lead()
    with run_ari(convex, tmp_path, *options) as program:
        business.say(lead, "Halo kak")
        until(lambda: len(replies_of(business, lead)) == 1, because=program.last_lines)
        program.process.send_signal(number)
        program.process.wait(20)
        assert program.process.returncode == 0
        assert program.last_lines().endswith("stopped")


def test_ends_with_the_program_that_started_it(business: Business, convex: EmbeddedDeployment, tmp_path: Path) -> None:
    with run_ari(convex, tmp_path, "--exit-with-parent") as program:
        lead = Lead()
        business.say(lead, "Halo kak")
        until(lambda: len(replies_of(business, lead)) == 1, because=program.last_lines)
        assert program.process.stdin is not None
        program.process.stdin.close()
        program.process.wait(20)
        assert program.process.returncode == 0


class Talkers:
    """Leads who write all the time, from a thread of their own."""

    def __init__(self, business: Business, rng: random.Random) -> None:
        self.leads = [Lead() for _ in range(5)]
        self.said: dict[str, list[str]] = {lead.wa_id: [] for lead in self.leads}
        self._business, self._rng = business, rng
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._talk)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _talk(self) -> None:
        number = 0
        while not self._ended.wait(self._rng.uniform(0.02, 0.2)):
            lead = self._rng.choice(self.leads)
            self._business.say(lead, f"m{number}")
            self.said[lead.wa_id].append(f"m{number}")
            number += 1


@pytest.mark.timeout(KILLS * 30 + 240)
def test_a_kill_at_any_moment_loses_and_doubles_nothing(
    business: Business, convex: EmbeddedDeployment, tmp_path: Path
) -> None:
    rng = random.Random(random.SystemRandom().randrange(10**9))
    impatient = ("-m", "tests.ari.conversations.impatient")
    with Kapso(business) as kapso:
        with Talkers(business, rng) as talkers:
            for _ in range(KILLS):
                with run_ari(convex, tmp_path, kapso=kapso, command=impatient) as program:
                    taken = len(kapso.taken)
                    until(lambda: len(kapso.taken) > taken, because=program.last_lines)  # noqa: B023
                    time.sleep(rng.uniform(0, 0.6))
                    os.killpg(program.process.pid, signal.SIGKILL)
                    program.process.wait()
        with run_ari(convex, tmp_path, kapso=kapso, command=impatient) as program:
            until(lambda: all(is_answered(business, lead) for lead in talkers.leads), because=program.last_lines)
        for lead in talkers.leads:
            check_talk(business, lead, kapso, talkers.said[lead.wa_id])


def is_answered(business: Business, lead: Lead) -> bool:
    """Test if the lead has an answer to everything, and it has left."""
    messages = business.messages_with(lead)
    return messages[-1].direction == "outbound" and all(message.delivery_status != "queued" for message in messages)


def check_talk(business: Business, lead: Lead, kapso: Kapso, said: list[str]) -> None:
    """Check that everything was answered once, and WhatsApp got what the conversation shows, once and in its order."""
    replies = replies_of(business, lead)
    answered = [word for reply in replies for word in str(reply.text).removeprefix("Re: ").split(" + ")]
    assert sorted(answered) == sorted(said)
    assert [sign for to, sign in kapso.taken if to == lead.wa_id] == [reply.id for reply in replies]
