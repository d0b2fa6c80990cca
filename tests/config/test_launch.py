"""Starting and ending the project's own programs."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.launch.processes import (
    LaunchError,
    find_free_port,
    is_listening,
    require_free_port,
    start_program,
    wait_for_any,
    wait_until,
)
from tests.conftest import PROJECT

SLEEPER = [sys.executable, "-c", "print('up', flush=True); import time; time.sleep(60)"]


def test_waits_until_a_program_is_ready_and_stops_it(tmp_path: Path) -> None:
    log = tmp_path / "log"
    program = start_program("The sleeper", SLEEPER, cwd=tmp_path, log=log, environment={})

    wait_until(program, lambda: "up" in log.read_text(), timeout_s=20)
    program.stop()

    assert not program.is_running()


def test_says_what_a_program_printed_that_ended_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such thing')"]
    program = start_program("The failure", command, cwd=tmp_path, log=tmp_path / "log", environment={})

    with pytest.raises(LaunchError, match=r"The failure ended at once(.|\n)*no such thing"):
        wait_until(program, lambda: False, timeout_s=20)
    program.stop()


def test_names_the_port_that_is_taken(tmp_path: Path) -> None:
    port = find_free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    program = start_program("The server", command, cwd=tmp_path, log=tmp_path / "log", environment={})
    wait_until(program, lambda: is_listening(port), timeout_s=20)

    with pytest.raises(LaunchError, match=f"Port {port}.*End it"):
        require_free_port(port, "my21staff", "End it.")

    program.stop()


def test_the_embedded_deployment_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    starter = (
        "import time; from pathlib import Path; from config.launch.deployment import start_embedded\n"
        f"deployment = start_embedded(Path.cwd(), Path({str(tmp_path)!r}), port=0, site_port=0)\n"
        "print(deployment.program.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", starter], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())

    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    deadline = time.monotonic() + 20
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(child)


def is_alive(pid: int) -> bool:
    """Test if the process runs; one that has ended and waits to be reaped does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_a_program_learns_that_the_one_that_started_it_is_gone(tmp_path: Path) -> None:
    watcher = (
        "import sys, threading; from config.launch.processes import watch_parent\n"
        "gone = threading.Event(); watch_parent(gone.set, descriptor=sys.stdin.fileno())\n"
        "print('up', flush=True); print('gone' if gone.wait(20) else 'late', flush=True)"
    )
    log = tmp_path / "log"
    program = start_program("The watcher", [sys.executable, "-c", watcher], cwd=PROJECT, log=log, environment={})
    wait_until(program, lambda: "up" in log.read_text(), timeout_s=20)
    assert program.process.stdin is not None
    program.process.stdin.close()
    program.process.wait(20)
    assert log.read_text() == "up\ngone\n"


def test_a_program_that_watches_ends_cleanly_while_the_other_goes_on(tmp_path: Path) -> None:
    watcher = (
        "import sys; from config.launch.processes import watch_parent\n"
        "watch_parent(sys.exit, descriptor=sys.stdin.fileno()); print('done', flush=True)"
    )
    log = tmp_path / "log"
    program = start_program("The watcher", [sys.executable, "-c", watcher], cwd=PROJECT, log=log, environment={})
    assert program.process.wait(20) == 0
    program.stop()
    assert log.read_text() == "done\n"


def test_waits_for_whichever_program_ends_first(tmp_path: Path) -> None:
    short = [sys.executable, "-c", "import time; time.sleep(0.2)"]
    programs = [
        start_program(name, command, cwd=tmp_path, log=tmp_path / name, environment={})
        for name, command in (("long", SLEEPER), ("short", short))
    ]
    assert wait_for_any(programs).name == "short"
    for program in programs:
        program.stop()
