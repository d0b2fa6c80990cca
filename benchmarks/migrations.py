"""The ways to migrate that are compared, each into a fresh deployment."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from benchmarks.measured import Watch, run_measured
from config.launch.deployment import EmbeddedDeployment, push_functions, start_embedded

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One migration of one sample. Seconds are the work's own, without the start of the interpreter."""

    rows: int
    seconds: float
    command_cpu_s: float
    deployment_cpu_s: float
    postgres_cpu_s: float
    command_peak_mib: float
    deployment_peak_mib: float

    @property
    def rows_per_s(self) -> float:
        """Rows a second, end to end."""
        return self.rows / self.seconds


@contextmanager
def fresh_deployment() -> Iterator[EmbeddedDeployment]:
    """Start a deployment with the project's functions and no data."""
    with tempfile.TemporaryDirectory() as directory:
        deployment = start_embedded(PROJECT, Path(directory), port=0, site_port=0)
        try:
            push_functions(PROJECT, deployment)
            yield deployment
        finally:
            deployment.stop()


@contextmanager
def far_away(address: str, delay_s: float) -> Iterator[str]:
    """Give an address at which the server answers every call `delay_s` later; the same address where that is 0."""
    if not delay_s:
        yield address
        return
    port = urlsplit(address).port
    command = [sys.executable, "-m", "benchmarks.latency_proxy", str(port), str(delay_s)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as proxy:
        try:
            yield f"http://127.0.0.1:{first_line(proxy)}"
        finally:
            proxy.kill()


def first_line(process: "subprocess.Popen[str]") -> str:
    """Return the first line that a program prints: the port that it listens on."""
    if process.stdout is None:
        raise RuntimeError("The program was started without a pipe for what it prints.")
    line: str = process.stdout.readline()
    return line.strip()


def migrate(way: str, database: str, *, delay_s: float) -> Result:
    """Migrate a database one way: `ours`, or the naive way over `httpx` or `requests`."""
    with (
        fresh_deployment() as deployment,
        far_away(deployment.url, delay_s) as url,
        far_away(deployment.site_url, delay_s) as site_url,
        tempfile.TemporaryDirectory() as directory,
    ):
        report = Path(directory) / "report.json"
        addresses = {"SUPABASE_DB_URL": database, "CONVEX_URL": url, "CONVEX_SITE_URL": site_url}
        environment = {**deployment.environment(), **addresses}
        arguments = ["-m", "benchmarks.naive", way]
        if way == "ours":
            arguments = ["manage.py", "migrate_supabase", "--quiet", f"--report={report}"]
        watch = Watch(deployment.program.process.pid)
        cpu_before, postgres_before = watch.cpu_s, postgres_cpu_s()
        done = run_measured(arguments, environment)
        watch.stop()
        rows, seconds = read_report(report) if way == "ours" else read_line(done.output)
        return Result(
            rows=rows,
            seconds=seconds,
            command_cpu_s=done.cpu_s,
            deployment_cpu_s=watch.cpu_s - cpu_before,
            postgres_cpu_s=postgres_cpu_s() - postgres_before,
            command_peak_mib=done.peak_mib,
            deployment_peak_mib=watch.peak_mib,
        )


def read_report(path: Path) -> tuple[int, float]:
    """Return the rows that the command inserted and its seconds; all rows must have been inserted."""
    tables = json.loads(path.read_text())["tables"].values()
    rows = sum(table["inserted"] for table in tables)
    if rows != sum(table["source"] for table in tables):
        raise RuntimeError("Some rows of the sample were not inserted.")
    return rows, json.loads(path.read_text())["duration_seconds"]


def read_line(output: str) -> tuple[int, float]:
    """Return the rows that the naive way inserted and its seconds; all that it sent must have been inserted."""
    sent, inserted, seconds = output.split()
    if sent != inserted:
        raise RuntimeError(f"The naive way sent {sent} rows and {inserted} were inserted.")
    return int(inserted), float(seconds)


def postgres_cpu_s() -> float:
    """Return the processor time of all PostgreSQL processes, those that have ended included."""
    total = 0.0
    for process in psutil.process_iter(["name", "cpu_times"]):
        if process.info["name"] == "postgres" and process.info["cpu_times"]:
            times = process.info["cpu_times"]
            total += times.user + times.system + times.children_user + times.children_system
    return total
