"""`manage.py chat`: talk with ARI as a lead, in the terminal."""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ari.chatting import Answered, Chat, new_caller
from ari.demonstration.opening import NAME, open_demonstration
from ari.lead_calendar import get_calendar
from ari.ports import Respond
from ari.processor import make_respond
from ari.repositories.demonstration import Stage, get_demonstration
from ari.repositories.inbox import get_inbox
from ari.repositories.outbox import get_whatsapp_outbox
from ari.repositories.turns import get_turns
from ari.whatsapp import ConsoleGateway
from ari.worker import Worker
from config.convex.errors import UnavailableError

PROMPT = "Anda> "
SILENCES = {
    "with_human": "a human has the conversation now, so ARI is silent",
    "disabled": "ARI is switched off in this workspace",
    "opted_out": "the lead asked for no more messages",
    "nothing_to_say": "there is nothing to say",
}


class Command(BaseCommand):
    """Play a lead. Everything is stored as if it had come from WhatsApp, and nothing leaves the machine."""

    help = (
        "Talk with ARI as a lead. What you type takes the way of a WhatsApp message: stored, answered by the worker, "
        "queued. Without --workspace it plays in a demonstration workspace with sample knowledge, made at first use."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--workspace", metavar="SLUG", help="talk in this workspace")
        parser.add_argument("--name", default="Rina", help="the name of the WhatsApp profile (%(default)s)")
        parser.add_argument("--fast", action="store_true", help="answer at once: wait for no further message")
        parser.add_argument("--script", type=Path, metavar="FILE", help="play the lines of a file; + joins a burst")
        parser.add_argument("--trace", action="store_true", help="show why ARI says what it says")

    def handle(
        self, *, workspace: str | None, name: str, fast: bool, script: Path | None, trace: bool, **_options: Any
    ) -> None:
        """Read lines until the end, Ctrl-D or Ctrl-C, and print the answers."""
        try:
            stage = self._choose_stage(workspace)
            chat = self._chat(stage, name, is_fast=fast)
            for burst in self._bursts(script):
                self._print(chat.write(burst), trace=trace)
        except UnavailableError as error:
            raise CommandError(f"Convex cannot be reached; is `make run` going? ({error})") from error
        except (KeyboardInterrupt, EOFError):
            self.stdout.write("")

    def _choose_stage(self, slug: str | None) -> Stage:
        """Return the workspace to talk in."""
        demonstration = get_demonstration()
        if slug is None:
            stage = open_demonstration(demonstration)
            self.stdout.write(f"{stage.workspace.name} ({stage.workspace.slug}), a demonstration. End with Ctrl-D.\n\n")
            return stage
        found = demonstration.find(slug)
        if found is None:
            raise CommandError(f"There is no workspace {slug!r}. Without --workspace there is a demonstration.")
        if found.is_enabled and found.has_knowledge:
            return found
        lack = "ARI is switched off" if not found.is_enabled else "there is no knowledge to answer from"
        self.stdout.write(f"In {found.workspace.name} {lack}.")
        if self._is_wanted(f"Talk in the demonstration {NAME} instead? [Y/n] "):
            return open_demonstration(demonstration)
        return found

    def _is_wanted(self, question: str) -> bool:
        """Ask at the terminal; where there is none, the answer is no."""
        return sys.stdin.isatty() and input(question).strip().lower() in {"", "y", "yes", "ya"}

    def _chat(self, stage: Stage, name: str, *, is_fast: bool) -> Chat:
        def make_worker(respond: Respond) -> Worker:
            return Worker(get_turns(), get_whatsapp_outbox(), ConsoleGateway(sys.stdout), respond)

        return Chat(
            stage.workspace.id,
            new_caller(name, random.SystemRandom()),
            inbox=get_inbox(),
            make_worker=make_worker,
            respond=make_respond(get_calendar),
            is_fast=is_fast,
        )

    def _bursts(self, script: Path | None) -> Iterator[Sequence[str]]:
        """Yield what is typed until the end of input, or what the script has."""
        if script is not None:
            for burst in read_script(script):
                self.stdout.write("\n".join(f"{PROMPT}{line}" for line in burst))
                yield burst
            return
        while True:
            line = input(PROMPT).strip()
            if line:
                yield [line]

    def _print(self, answered: Answered, *, trace: bool) -> None:
        for text in answered.texts:
            self.stdout.write(f"ARI> {text}\n\n")
        decision = answered.decision
        if not answered.texts:
            # A conversation that a human has gives the worker nothing to do.
            silence = decision.silence if decision else next(iter(answered.ended), "with_human")
            self.stdout.write(f"     ({SILENCES.get(silence or '', silence)})\n\n")
        if trace and decision:
            for step in decision.trace:
                self.stdout.write(f"     {json.dumps(step, ensure_ascii=False)}")
            self.stdout.write("")
        if decision and decision.handoff:
            self.stdout.write("     What the human reads:")
            self.stdout.write("".join(f"       {line}\n" for line in decision.handoff.summary.splitlines()))
        self.stdout.flush()


def read_script(path: Path) -> list[list[str]]:
    """Return the bursts of a script: `#` begins a remark, `+` joins a line to the burst of the one before.

    Raises:
        CommandError: the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"The script cannot be read: {error}") from error
    bursts: list[list[str]] = []
    for line in (line.strip() for line in lines):
        if line.startswith("+") and bursts:
            bursts[-1].append(line[1:].strip())
        elif line and not line.startswith("#"):
            bursts.append([line])
    return bursts
