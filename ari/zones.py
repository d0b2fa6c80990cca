"""Time zones by their names."""

import logging
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ari.domain import JAKARTA

logger = logging.getLogger(__name__)


def zone_named(name: str) -> ZoneInfo:
    """Return the zone. One that this machine's list has not, though the API checked it, gives way to Jakarta's.

    A lead is still answered then, at worst with another hour; the log says what to install.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        logger.warning("There is no time zone %r on this machine; Asia/Jakarta stands in. Update tzdata.", name)
        return JAKARTA
