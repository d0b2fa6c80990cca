"""The sign-in service and the clock of the tests of identity."""

from collections.abc import Iterator

import pytest

from tests.config.identity.issuer import Issuer


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer("k1") as running:
        yield running
