"""Kill -9 at random moments, of the command and of the deployment; then everything is there once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from config.launch.deployment import EmbeddedDeployment, push_functions, start_embedded
from config.launch.processes import find_free_port
from migration.sample.database import create_sample
from migration.sample.plan import Plan

PROJECT = Path(__file__).resolve().parent.parent.parent
KILLS = 20
SEED = 4

Manage = Callable[..., "subprocess.Popen[str]"]


class Place:
    """One deployment at one address, which can be killed and started again over the same data."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._port, self._site_port = find_free_port(), find_free_port()
        self.deployment = self.start()

    def start(self) -> EmbeddedDeployment:
        """Start the deployment, after a kill as after a first start."""
        self.deployment = start_embedded(PROJECT, self._directory, port=self._port, site_port=self._site_port)
        return self.deployment

    def kill(self) -> None:
        """End the deployment as a power cut would, then start it again."""
        self.deployment.program.process.send_signal(signal.SIGKILL)
        self.deployment.stop()
        self.start()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path / "convex")
    try:
        push_functions(PROJECT, place.deployment)
        yield place
    finally:
        place.deployment.stop()


@pytest.fixture
def manage(database_url: str, place: Place, tmp_path: Path) -> Manage:
    """Start a management command over the sample and the deployment."""

    def start(*arguments: str) -> "subprocess.Popen[str]":
        environment = {"SUPABASE_DB_URL": database_url, "VAR_DIR": str(tmp_path), **place.deployment.environment()}
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def test_nothing_is_lost_and_nothing_is_there_twice(database: Connection[Any], place: Place, manage: Manage) -> None:
    create_sample(database, Plan(scale=1, seed=SEED))
    # Small batches, so that a run lasts long enough to be killed in its midst.
    migrate = ("migrate_supabase", "--quiet", "--batch-docs=100")
    moments = random.Random(SEED)  # A fixed seed: a failure can be repeated as far as two processes allow.
    run = manage(*migrate)

    for _kill in range(KILLS):
        time.sleep(moments.uniform(0.2, 2.5))
        if moments.random() < 0.5:
            run.kill()
        else:
            place.kill()
        if run.poll() is not None or run.returncode is not None:
            run.communicate()
            run = manage(*migrate)
    run.communicate()
    last = manage(*migrate)
    _output, errors = last.communicate()

    verified = manage("verify_migration")
    _output, differences = verified.communicate()
    assert last.returncode == 0, errors
    assert verified.returncode == 0, differences
