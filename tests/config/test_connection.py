"""The client that the process shares: made once, made anew after a fork, closed at the end."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from config.convex.client import ConvexClient
from config.convex.connection import close_client, get_client
from tests.config.stand_in import StandIn, success

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def convex_settings(stand_in: StandIn, settings: Settings) -> Iterator[Settings]:
    settings.CONVEX_URL = settings.CONVEX_SITE_URL = stand_in.url
    settings.CONVEX_DEPLOY_KEY = "embedded|1"
    yield settings
    close_client()


def test_all_threads_get_the_same_client() -> None:
    clients: list[ConvexClient] = []
    barrier = threading.Barrier(8)

    def take() -> None:
        barrier.wait()
        clients.append(get_client())

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(clients)) == 1


def test_a_closed_client_is_made_anew(stand_in: StandIn) -> None:
    stand_in.plays(success(1))
    first = get_client()
    close_client()

    assert get_client() is not first
    assert get_client().query("a:b") == 1


def test_changed_settings_make_another_client(convex_settings: Settings) -> None:
    first = get_client()
    convex_settings.CONVEX_URL = "http://127.0.0.1:9"

    assert get_client() is not first
    assert get_client().url == "http://127.0.0.1:9"


@pytest.mark.parametrize(("name", "value"), [("CONVEX_DEPLOY_KEY", ""), ("CONVEX_URL", "localhost:3210")])
def test_says_which_setting_is_wrong(convex_settings: Settings, name: str, value: str) -> None:
    setattr(convex_settings, name, value)

    with pytest.raises(ImproperlyConfigured, match=name):
        get_client()


FORKING = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from config.convex.connection import get_client

client = id(get_client())
assert get_client().query("a:parent") == 1
child = os.fork()
if child == 0:
    os._exit(0 if id(get_client()) != client and get_client().query("a:child") == 2 else 1)
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 0
assert id(get_client()) == client and get_client().query("a:parent") == 3
"""


@pytest.mark.parametrize("kind", ["stand_in", "encrypted"])
def test_a_forked_worker_has_a_client_and_connections_of_its_own(
    kind: str, request: pytest.FixtureRequest, authority: Path
) -> None:
    stand_in: StandIn = request.getfixturevalue(kind)
    stand_in.plays(success(1), success(2), success(3))
    environment = {
        **os.environ,
        "CONVEX_URL": stand_in.url,
        "CONVEX_SITE_URL": stand_in.url,
        "CONVEX_DEPLOY_KEY": "embedded|1",
        "SSL_CERT_FILE": str(authority),
    }

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORKING], cwd=PROJECT, env=environment, capture_output=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert stand_in.connections == 2
