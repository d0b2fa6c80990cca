"""Zones as they are named beside a clock: WIB, WITA, WIT, "waktu Jakarta", "GMT+8"."""

from zoneinfo import ZoneInfo

from ari.dates.senses import Found, Variant, one
from ari.dates.tokens import Text

_WIB, _WITA, _WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")
_NAMES = {
    "wib": _WIB,
    "wita": _WITA,
    "wit": _WIT,
    "sgt": ZoneInfo("Asia/Singapore"),
    "myt": ZoneInfo("Asia/Kuala_Lumpur"),
    "gst": ZoneInfo("Asia/Dubai"),
    "jst": ZoneInfo("Asia/Tokyo"),
    "kst": ZoneInfo("Asia/Seoul"),
    "gmt": ZoneInfo("UTC"),
    "utc": ZoneInfo("UTC"),
}
# "waktu Makassar", "jam Jakarta", "Dubai time".
_PLACES = {
    "jakarta": _WIB, "surabaya": _WIB, "bandung": _WIB, "medan": _WIB, "jogja": _WIB, "yogyakarta": _WIB,
    "semarang": _WIB, "palembang": _WIB, "makassar": _WITA, "bali": _WITA, "denpasar": _WITA, "balikpapan": _WITA,
    "samarinda": _WITA, "manado": _WITA, "lombok": _WITA, "mataram": _WITA, "kupang": _WITA, "jayapura": _WIT,
    "papua": _WIT, "ambon": _WIT, "sorong": _WIT, "manokwari": _WIT, "ternate": _WIT,
    "singapura": ZoneInfo("Asia/Singapore"), "singapore": ZoneInfo("Asia/Singapore"),
    "malaysia": ZoneInfo("Asia/Kuala_Lumpur"), "dubai": ZoneInfo("Asia/Dubai"), "uae": ZoneInfo("Asia/Dubai"),
    "london": ZoneInfo("Europe/London"), "sydney": ZoneInfo("Australia/Sydney"), "perth": ZoneInfo("Australia/Perth"),
    "melbourne": ZoneInfo("Australia/Melbourne"), "jepang": ZoneInfo("Asia/Tokyo"), "korea": ZoneInfo("Asia/Seoul"),
}  # fmt: skip
_INDONESIA = {"barat": _WIB, "tengah": _WITA, "timur": _WIT}
_FURTHEST_HOURS = 14


def read_zone(text: Text, at: int) -> Found | None:
    """Read a zone that begins at `at`. It counts only beside a clock."""
    if text.word(at) == "waktu" and text.word(at + 1) == "indonesia" and text.word(at + 2) in _INDONESIA:
        return one(Variant(zone=_INDONESIA[text.word(at + 2)]), at + 3)
    place = _PLACES.get(text.word(at + 1))
    if text.word(at) in {"waktu", "jam", "wkt"} and place is not None:
        return one(Variant(zone=place), at + 2)
    place = _PLACES.get(text.word(at))
    if place is not None and text.word(at + 1) == "time":
        return one(Variant(zone=place), at + 2)
    zone = _NAMES.get(text.word(at))
    if zone is None:
        return None
    hours = text[at + 2].value
    if text.word(at) in {"gmt", "utc"} and text.is_mark(at + 1, "+-") and 0 <= hours <= _FURTHEST_HOURS:
        # The names of these zones have the sign the other way round: Etc/GMT-7 lies seven hours east.
        sign = "-" if text[at + 1].word == "+" else "+"
        return one(Variant(zone=ZoneInfo(f"Etc/GMT{sign}{hours}" if hours else "UTC")), at + 3)
    return one(Variant(zone=zone), at + 1)
