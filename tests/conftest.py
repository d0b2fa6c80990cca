"""What every test may use: a running embedded deployment with the project's functions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.launch.deployment import EmbeddedDeployment, push_functions, start_embedded

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def convex(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedDeployment]:
    """A deployment of this test run, with the functions of `convex/` pushed by Convex's own command line.

    Its data lives as long as the run: a test that counts documents uses workspaces or ids of its own.
    """
    deployment = start_embedded(PROJECT, tmp_path_factory.mktemp("convex"), port=0, site_port=0)
    try:
        push_functions(PROJECT, deployment)
        yield deployment
    finally:
        deployment.stop()
