"""Start the project's own programs as child processes and end them in order."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

STOP_TIMEOUT_S = 20.0


class LaunchError(Exception):
    """A program that the launcher needs did not start; the message says which and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A running child process and the file that takes what it prints."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def is_running(self) -> bool:
        """Test if the process has not ended yet."""
        return self.process.poll() is None

    def stop(self) -> None:
        """Ask the process to end, wait for it, and end it by force when it does not. A second call does nothing."""
        if self.is_running():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()

    def last_lines(self, count: int = 15) -> str:
        """Return the end of what the program printed."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


def start_program(name: str, command: list[str], *, cwd: Path, log: Path, environment: Mapping[str, str]) -> Program:
    """Start a program in a session of its own, so that Ctrl-C reaches the launcher alone.

    The program's standard input is a pipe that closes when the launcher dies, however it dies: programs that watch it
    (the embedded deployment does) then end by themselves.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Program(name=name, process=process, log=log)


def watch_parent(end: Callable[[], None], *, descriptor: int) -> None:
    """Call `end` when the program that started this one is gone: then our standard input comes to its end.

    For programs started by `start_program`; `descriptor` is the standard input's. The watching thread does not keep the
    process alive, and reads without Python's buffer, whose lock it would hold when the interpreter ends.
    """

    def watch() -> None:
        while os.read(descriptor, 1024):
            pass
        end()

    threading.Thread(target=watch, name="watch-parent", daemon=True).start()


def wait_until(program: Program, is_ready: Callable[[], bool], *, timeout_s: float) -> None:
    """Wait until the program is ready.

    Raises:
        LaunchError: it ended, or was not ready in time; with the end of its log.
    """
    deadline = time.monotonic() + timeout_s
    while not is_ready():
        if not program.is_running():
            raise LaunchError(f"{program.name} ended at once. It printed:\n{program.last_lines()}")
        if time.monotonic() > deadline:
            raise LaunchError(
                f"{program.name} was not ready after {timeout_s:.0f} s. It printed:\n{program.last_lines()}"
            )
        time.sleep(0.05)


def wait_for_any(programs: Sequence[Program]) -> Program:
    """Wait until one of the programs has ended, and return it."""
    while True:
        for program in programs:
            if not program.is_running():
                return program
        time.sleep(0.5)


def is_listening(port: int, host: str = "127.0.0.1") -> bool:
    """Test if something accepts connections on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def require_free_port(port: int, purpose: str, remedy: str) -> None:
    """Raise LaunchError when the port is taken."""
    if is_listening(port):
        raise LaunchError(f"Port {port}, which {purpose} needs, is taken by another program. {remedy}")


def find_free_port() -> int:
    """Return a port of the loopback address that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
