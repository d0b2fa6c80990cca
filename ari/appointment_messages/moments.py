"""Days and times as people read them. Every message and page takes them from here, so that all agree to the minute."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from ari.appointments import Language

# Monday first, as Python counts.
WEEKDAYS: Mapping[Language, tuple[str, ...]] = {
    Language.INDONESIAN: ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    Language.ENGLISH: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS: Mapping[Language, tuple[str, ...]] = {
    Language.INDONESIAN: (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
        "Desember",
    ),
    Language.ENGLISH: (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip
# Indonesians write 09.00.
CLOCKS: Mapping[Language, str] = {Language.INDONESIAN: "%H.%M", Language.ENGLISH: "%H:%M"}
# What Indonesians call their zones. Elsewhere the zone's own short name serves.
ZONE_NAMES: Mapping[str, str] = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}


def day_text(moment: datetime, zone: ZoneInfo, language: Language) -> str:
    """Return the weekday and the date: "Selasa, 3 Maret 2026"."""
    local = moment.astimezone(zone)
    return f"{WEEKDAYS[language][local.weekday()]}, {local.day} {MONTHS[language][local.month - 1]} {local.year}"


def clock_text(moment: datetime, zone: ZoneInfo, language: Language) -> str:
    """Return the time of day: "09.00"."""
    return moment.astimezone(zone).strftime(CLOCKS[language])


def time_text(moment: datetime, zone: ZoneInfo, language: Language) -> str:
    """Return the time of day with its zone: "09.00 WIB"."""
    return f"{clock_text(moment, zone, language)} {zone_text(moment, zone)}"


def span_text(start: datetime, end: datetime, zone: ZoneInfo, language: Language) -> str:
    """Return begin and end with their zone: "09.00-10.00 WIB"."""
    return f"{clock_text(start, zone, language)}-{time_text(end, zone, language)}"


def zone_text(moment: datetime, zone: ZoneInfo) -> str:
    """Return what the zone is called at the moment: "WIB", "EST", or "UTC+05:45" where it has no short name."""
    known = ZONE_NAMES.get(zone.key)
    if known is not None:
        return known
    name = moment.astimezone(zone).tzname() or ""
    # Zones without letters of their own are named by their offset: "+0545".
    return f"UTC{name[:3]}:{name[3:] or '00'}" if name[:1] in {"+", "-"} else name
