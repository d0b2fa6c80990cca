"""What all tests of ARI share: a machine of any zone."""

import os
import time
import zlib
from collections.abc import Iterator

import pytest

ZONES = ("UTC", "Asia/Jakarta", "America/New_York")


@pytest.fixture(autouse=True)
def zone_of_the_machine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run each test on a machine of one of the zones, always the same for a test, or on one of MACHINE_ZONE.

    `TZ` from outside does not do that: Django sets it to its own zone.
    """
    chosen = ZONES[zlib.crc32(request.node.nodeid.encode()) % len(ZONES)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", os.environ.get("MACHINE_ZONE", chosen))
        time.tzset()
        yield
    time.tzset()
