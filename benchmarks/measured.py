"""Run a program and measure it: seconds, processor time, the most memory it held."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import psutil

POLL_S = 0.02
MIB = 1 << 20
LOOP_LENGTH = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a finished program printed, and what it took."""

    output: str
    wall_s: float
    cpu_s: float
    peak_mib: float


class Watch:
    """Polls a process for the most resident memory that it held and the processor time that it used."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self.peak_mib = 0.0
        self.cpu_s = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._poll, daemon=True)
        self._thread.start()

    def _poll(self) -> None:
        while not self._ended.wait(POLL_S):
            try:
                self.peak_mib = max(self.peak_mib, self._process.memory_info().rss / MIB)
                times = self._process.cpu_times()
            except psutil.NoSuchProcess:
                return
            self.cpu_s = times.user + times.system

    def stop(self) -> None:
        """Stop polling."""
        self._ended.set()
        self._thread.join()


def time_loop_ms() -> float:
    """Return how long a fixed loop takes now, the least of three: shared machines are up to half slower at times.

    What is measured in milliseconds can so be compared between runs.
    """
    return min(_time_once(_add_up) for _ in range(3)) * 1000


def _time_once(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _add_up() -> int:
    total = 0
    for number in range(LOOP_LENGTH):
        total += number * number
    return total


def run_measured(arguments: list[str], environment: Mapping[str, str]) -> Measured:
    """Run a Python program of the project to its end.

    Raises:
        RuntimeError: it ended with another status than 0; with what it printed.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watch = Watch(process.pid)
    output, errors = process.communicate()
    watch.stop()
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}:\n{output}{errors}")
    wall_s = time.perf_counter() - started
    return Measured(output=output, wall_s=wall_s, cpu_s=watch.cpu_s, peak_mib=watch.peak_mib)
