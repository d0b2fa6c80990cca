"""The national holidays of a country, as the `holidays` package knows them."""

import holidays
from holidays.registry import COUNTRIES

from ari.schedule import Holiday

# What the country's people call its days; for others the package's own choice.
LANGUAGES = {"ID": "id"}


def is_known_country(country: str) -> bool:
    """Test if the package knows the country, by its two letters."""
    return country in {codes[1] for codes in COUNTRIES.values()}


def holidays_of(country: str, year: int) -> tuple[Holiday, ...]:
    """Return the public holidays of the year by date; none for a country that is not known."""
    if not is_known_country(country):
        return ()
    found = holidays.country_holidays(country, years=year, language=LANGUAGES.get(country))
    return tuple(Holiday(date=day, name=name) for day, name in sorted(found.items()) if day.year == year)
