"""Days, times and zones as ARI says them, in Indonesian and English: "Selasa, 1 Desember 2026 pukul 15.00 WIB"."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
        "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip
_ZONES = {
    "Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Ujung_Pandang": "WITA",
    "Asia/Jayapura": "WIT",
}  # fmt: skip


def say_day(day: date, language: str, *, has_year: bool = True) -> str:
    """Return a day with its weekday; `has_year` False in a list whose days are all near."""
    weekday, month = _DAYS[language][day.weekday()], _MONTHS[language][day.month - 1]
    said = f"{weekday}, {day.day} {month}"
    return f"{said} {day.year}" if has_year else said


def say_time(at: time, language: str) -> str:
    """Return a time of day on the clock of 24 hours, with the mark that the language uses."""
    return at.strftime("%H.%M" if language == "id" else "%H:%M")


def say_zone(moment: datetime, zone: ZoneInfo) -> str:
    """Return how the zone is called: WIB, WITA, WIT; elsewhere by its distance from UTC, "UTC+4"."""
    if zone.key in _ZONES:
        return _ZONES[zone.key]
    offset = moment.astimezone(zone).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset is not None else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def say_moment(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """Return weekday, date, time and zone: all that two people must agree on."""
    local = moment.astimezone(zone)
    joint = "pukul" if language == "id" else "at"
    return f"{say_day(local.date(), language)} {joint} {say_time(local.time(), language)} {say_zone(moment, zone)}"
