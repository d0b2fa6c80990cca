"""The national holidays in Convex, which the mutations of booking check by themselves."""

from collections.abc import Callable
from typing import TypeVar

from ari.booking_errors import HolidaysNotLoadedError
from ari.national_holidays import holidays_of
from config.convex.client import ConvexClient
from config.convex.connection import get_client
from config.convex.documents import Args

Answer = TypeVar("Answer")

# The year that is asked for, that of today, and the one next to it about New Year.
MAX_YEARS = 3


def get_holidays() -> "HolidayRepository":
    """Return the holidays in the deployment that the settings name."""
    return HolidayRepository(get_client())


class HolidayRepository:
    """Keeps years of national holidays in Convex, as the `holidays` package knows them."""

    def __init__(self, convex: ConvexClient) -> None:
        self._convex = convex

    def load(self, country: str, year: int) -> int:
        """Keep the holidays of the year in place of those kept before; return how many there are."""
        days = [{"date": day.date.isoformat(), "name": day.name} for day in holidays_of(country, year)]
        args: Args = {"country": country, "year": year, "days": days}
        # Keeping what is kept changes nothing, so a repetition is harmless.
        self._convex.mutation("scheduleExceptions:storeHolidays", args, idempotent=True)
        return len(days)


def with_holidays(convex: ConvexClient, call: Callable[[], Answer]) -> Answer:
    """Return what the call returns; where it needs a year of holidays that Convex has not, load that and call again.

    Raises:
        HolidaysNotLoadedError: it needs more years than one call can be about.
    """
    for _attempt in range(MAX_YEARS):
        try:
            return call()
        except HolidaysNotLoadedError as refusal:
            for year in refusal.years:
                HolidayRepository(convex).load(refusal.country, year)
    return call()
