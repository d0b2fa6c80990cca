"""What the tests of the way to Convex share: a stand-in server, and a client that does not really wait."""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from config.convex.client import ConvexClient
from tests.config.stand_in import StandIn

KEY = "prod:happy-animal-123|c0ffee0123456789"


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


@pytest.fixture
def pauses() -> list[float]:
    """The pauses that clients made by `connect` asked for, in order; they were not waited for."""
    return []


@pytest.fixture
def connect(stand_in: StandIn, pauses: list[float]) -> Iterator[Callable[..., ConvexClient]]:
    """Make clients of the stand-in; keyword arguments are the client's."""
    with ExitStack() as stack:

        def make(**options: Any) -> ConvexClient:
            defaults = {"deploy_key": KEY, "site_url": stand_in.url, "sleep": pauses.append, "rng": random.Random(1)}
            return stack.enter_context(ConvexClient(stand_in.url, **{**defaults, **options}))

        yield make


@pytest.fixture
def client(connect: Callable[..., ConvexClient]) -> ConvexClient:
    return connect()
