"""Facts in Indonesian words, as staff and leads read them."""

from collections.abc import Mapping
from typing import Any

from ari.domain import Document, Field

DOCUMENT_LABELS: Mapping[Document, str] = {
    Document.PASSPORT: "paspor",
    Document.CV: "CV",
    Document.ENGLISH_TEST: "tes bahasa Inggris",
    Document.TRANSCRIPT: "transkrip",
}
FIELD_LABELS: Mapping[Field, str] = {
    Field.NAME: "nama",
    Field.EMAIL: "email",
    Field.ENGLISH_LEVEL: "kemampuan bahasa Inggris",
    Field.BUDGET: "budget",
    Field.TIMELINE: "rencana berangkat",
    Field.COUNTRY: "negara tujuan",
    Field.ACTIVITY: "kegiatan sekarang",
    Field.PROGRAM: "program",
    Field.NOTES: "catatan",
}
_TIMES = {
    "asap": "secepatnya",
    "soon": "dalam waktu dekat",
    "later": "nanti",
    "flexible": "fleksibel",
    "unknown": "belum tahu",
}
_ACTIVITIES = {
    "student": "sekolah atau kuliah",
    "working": "bekerja",
    "both": "bekerja sambil kuliah",
    "not_working": "tidak bekerja",
}
_LEVELS = {
    "high_school": "SMA",
    "foundation": "foundation",
    "diploma": "D3",
    "bachelor": "S1",
    "master": "S2",
    "phd": "S3",
    "language": "kursus bahasa",
    "exchange": "pertukaran pelajar",
    "internship": "magang",
}
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_WORD_SCALES = ((10**9, "miliar"), (10**6, "juta"), (10**3, "ribu"))


def fact_text(field: Field, value: Any) -> str:
    """Return a value, in the form of `Fact`, in Indonesian words."""
    match field:
        case Field.BUDGET:
            return _budget_text(value)
        case Field.TIMELINE:
            return _timeline_text(value)
        case Field.PROGRAM:
            return " ".join(part for part in (_LEVELS.get(value["level"], ""), value["subject"] or "") if part)
        case Field.ACTIVITY:
            return _ACTIVITIES[value]
        case _:
            return str(value)


def _budget_text(value: Mapping[str, Any]) -> str:
    low, high, currency = value["min"], value["max"], value["currency"]
    if low == high:
        return _amount_text(low, currency)
    if low is None:
        return f"sampai {_amount_text(high, currency)}"
    if high is None:
        return f"mulai {_amount_text(low, currency)}"
    return f"{_amount_text(low, currency)} sampai {_amount_text(high, currency)}"


def _amount_text(amount: int, currency: str) -> str:
    sign = "Rp" if currency == "IDR" else f"{currency} "
    for scale, word in _WORD_SCALES:
        if amount >= scale and amount % (scale // 10) == 0:
            return f"{sign}{amount / scale:g} {word}".replace(".", ",")
    return f"{sign}{amount:,}".replace(",", ".")


def _timeline_text(value: Any) -> str:
    if isinstance(value, str):
        return _TIMES[value]
    start, end = value["from"], value["to"]
    if start == end:
        return _month_text(start)
    if end is None:
        return f"mulai {_month_text(start)}"
    return f"{_month_text(start)} sampai {_month_text(end)}" if start else f"sampai {_month_text(end)}"


def _month_text(month: str) -> str:
    return f"{_MONTHS[int(month[5:]) - 1]} {month[:4]}"
