"""Answers of a form, under whatever key it had, as facts."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from ari.domain import JAKARTA, Fact, FactSource, Field
from ari.understanding.reading import hear
from ari.understanding.spelling import fold
from ari.understanding.validation import MAX_NOTES, READERS, validate_fact

# Keys as forms spell them, in lower case, without marks and double spaces.
_KEYS: Mapping[str, Field] = {
    key: field
    for field, keys in {
        Field.NAME: "name, nama, nama lengkap, full name, nama kamu, your name, nama panggilan",
        Field.EMAIL: "email, e mail, alamat email, email address, email aktif, surel",
        Field.ENGLISH_LEVEL: "english level, english, ielts, level bahasa inggris, bahasa inggris, kemampuan "
        "bahasa inggris, ielts score, "
        "skor ielts, toefl, level english, toefl score, tingkat bahasa inggris",
        Field.BUDGET: "budget, budget range, anggaran, dana, budget kuliah, kisaran budget",
        Field.TIMELINE: "timeline, kapan, kapan mau berangkat, target berangkat, rencana berangkat, kapan "
        "berangkat, departure, intake, "
        "kapan rencana berangkat, when, target keberangkatan",
        Field.COUNTRY: "country, negara, negara tujuan, destination country, destination, target country, tujuan, "
        "tujuan negara",
        Field.ACTIVITY: "activity, aktivitas, current activity, aktivitas saat ini, kegiatan, kesibukan, status, "
        "pekerjaan, aktifitas",
        Field.PROGRAM: "program, jurusan, target program, program studi, jurusan tujuan, major, program tujuan, "
        "rencana jurusan",
        Field.NOTES: "notes, note, catatan, remark, remarks, remardk, goals, goal, tujuan kuliah, pesan, "
        "keterangan, pendidikan, "
        "pendidikan terakhir, education",
    }.items()
    for key in keys.split(", ")
}


def form_field(key: str) -> Field | None:
    """Return the field that a form's key asks for; None if it asks for something else."""
    return _KEYS.get(_plain(key))


def read_form(form_answers: Mapping[str, str], *, zone: ZoneInfo = JAKARTA, now: datetime) -> Mapping[Field, Fact]:
    """Return what a form tells; what cannot be read in the one form of its field is left out.

    The first readable answer of a field counts. Remarks, goals and education are joined into the notes, one a line.
    """
    facts: dict[Field, Fact] = {}
    notes: list[str] = []
    for key, answer in form_answers.items():
        field, text = form_field(key), str(answer).strip()
        if field is None or not text:
            continue
        if field is Field.NOTES:
            notes.append(f"{key.strip()}: {text}")
        elif field not in facts and (fact := _fact(field, text, key, zone=zone, now=now)):
            facts[field] = fact
    joined = "\n".join(notes)[:MAX_NOTES]
    return facts | ({Field.NOTES: Fact(value=joined, words=joined, source=FactSource.FORM)} if joined else {})


def _fact(field: Field, text: str, key: str, *, zone: ZoneInfo, now: datetime) -> Fact | None:
    # A form's key may say what its answer leaves out: `IELTS` with `6.5`.
    asked = f"{key} {text}" if field is Field.ENGLISH_LEVEL and text[0].isdigit() else text
    reading = READERS[field](hear(asked, pending=field.value, today=now.astimezone(zone).date()))
    if reading is not None:
        return validate_fact(field, reading.value, words=text, source=FactSource.FORM)
    return validate_fact(field, _as_written(field, text), words=text, source=FactSource.FORM)


def _as_written(field: Field, text: str) -> object:
    match field:
        case Field.NAME:
            return " ".join(text.split())
        case Field.PROGRAM:
            return {"level": None, "subject": fold(" ".join(text.split()))}
        case _:
            return None


def _plain(key: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(key)).split())
