"""What a human reads first when ARI gives them a conversation: a summary in Indonesian, a reason, a due date."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from ari.booking_dialogue import Appointment
from ari.domain import Direction, Document, FactSource, Field, Handoff, Message, Score, Temperature, Turn
from ari.fact_text import DOCUMENT_LABELS, FIELD_LABELS, fact_text
from ari.items import ITEMS, item_document
from ari.memory import Memory
from ari.qualification import missing_items
from ari.understanding import Understanding

REASONS = {
    "human_requested": "Lead meminta bicara dengan manusia",
    "complaint": "Lead menyampaikan keluhan",
    "legal": "Ada masalah hukum atau visa yang perlu ditangani manusia",
    "emergency": "Keadaan darurat",
    "frustration": "Lead terlihat kesal atau frustrasi",
    "no_progress": "Beberapa putaran tanpa kemajuan",
    "hot_lead": "Lead siap konsultasi; atur waktunya",
    "warm_limit": "Lead sudah cukup lama didampingi; lanjutkan secara pribadi",
    "booked": "Konsultasi sudah terjadwal",
}
CONSULTATION_TAG, FOLLOW_UP_TAG = "1on1", "Follow-up"
_CONSULTATION_REASONS = frozenset({"hot_lead", "booked"})
# These cannot wait for the next working day.
_AT_ONCE = frozenset({"emergency", "complaint", "legal", "frustration"})
_ONE_HOUR, _SAME_DAY = timedelta(hours=1), timedelta(hours=4)
_OPENS, _CLOSES = time(9), time(17)
_SUNDAY = 6
_SOURCES = {
    FactSource.STAFF: "staf",
    FactSource.CHAT: "chat",
    FactSource.FORM: "formulir",
    FactSource.PROFILE: "profil",
    FactSource.MODEL: "dugaan model",
}
_TEMPERATURES = {Temperature.HOT: "panas", Temperature.WARM: "hangat", Temperature.COLD: "dingin"}
_LAST_MESSAGES = 5
_QUOTE_LENGTH = 160


def write_handoff(
    turn: Turn,
    *,
    memory: Memory,
    score: Score | None,
    understood: Understanding,
    reason: str,
    appointment: Appointment | None = None,
) -> Handoff:
    """Return the handoff with everything that a human needs before they answer.

    With an appointment, that is when it is due.
    """
    sections = [f"Alasan: {REASONS.get(reason, reason)}."]
    if appointment:
        sections.append(f"Konsultasi: {_appointment(appointment, turn)}.")
    sections += _sections(turn, memory=memory, score=score, understood=understood)
    return Handoff(
        reason=reason,
        summary="\n".join(sections),
        tag=CONSULTATION_TAG if reason in _CONSULTATION_REASONS else FOLLOW_UP_TAG,
        note_type="consultation" if reason in _CONSULTATION_REASONS else "handoff",
        due_at=appointment.start if appointment else due_at(reason, turn.now, turn),
    )


def due_at(reason: str, now: datetime, turn: Turn) -> datetime:
    """Return when a human should have answered: within the hour or four, on the workspace's clock from 9 to 17.

    Sundays are free. What cannot wait is due within the hour, whatever the clock says.
    """
    if reason in _AT_ONCE:
        return now + _ONE_HOUR
    due = (now + _SAME_DAY).astimezone(turn.settings.zone)
    if due.time() < _OPENS:
        due = due.replace(hour=_OPENS.hour, minute=0, second=0, microsecond=0)
    elif due.time() > _CLOSES:
        due = (due + timedelta(days=1)).replace(hour=_OPENS.hour, minute=0, second=0, microsecond=0)
    if due.weekday() == _SUNDAY:
        due = (due + timedelta(days=1)).replace(hour=_OPENS.hour, minute=0, second=0, microsecond=0)
    return due.astimezone(now.tzinfo)


def _appointment(appointment: Appointment, turn: Turn) -> str:
    at = appointment.start.astimezone(turn.settings.zone)
    consultant = f" dengan {appointment.consultant}" if appointment.consultant else ""
    return f"{at:%d/%m/%Y %H:%M} {at.tzname()} ({appointment.minutes} menit){consultant}"


def _sections(turn: Turn, *, memory: Memory, score: Score | None, understood: Understanding) -> Iterator[str]:
    if score:
        yield f"Skor: {score.total}/100 ({_TEMPERATURES[score.temperature]})."
        yield from (f"- {line}" for line in score.reasons)
    yield from _facts(memory)
    yield from _documents(memory)
    if understood.moods or understood.is_emergency:
        yield f"Suasana: {'darurat' if understood.is_emergency else 'kesal'}."
    yield from _open_questions(memory, understood)
    yield "Pesan terakhir:"
    yield from (_quote(message, turn) for message in (*turn.history, *turn.messages)[-_LAST_MESSAGES:])


def _facts(memory: Memory) -> Iterator[str]:
    """Yield what the lead wants and is, each with its source."""
    if memory.facts:
        yield "Yang diketahui:"
    for name in Field:
        if name in memory.facts:
            fact = memory.facts[name]
            yield f"- {FIELD_LABELS[name]}: {_one_line(fact_text(name, fact.value))} ({_SOURCES[fact.source]})"


def _documents(memory: Memory) -> Iterator[str]:
    for label, has in (("Dokumen siap", True), ("Dokumen belum ada", False)):
        names = [DOCUMENT_LABELS[one] for one in Document if memory.documents.get(one) is has]
        if names:
            yield f"{label}: {', '.join(names)}."


def _open_questions(memory: Memory, understood: Understanding) -> Iterator[str]:
    asked = (*memory.unanswered, *([understood.question] if understood.question else []))
    for question in dict.fromkeys(map(_one_line, asked)):
        yield f"Pertanyaan yang belum dijawab: {question}"
    missing = [_item_label(item) for item in ITEMS if item in missing_items(memory)]
    if missing:
        yield f"Belum diketahui: {', '.join(missing)}."
    if memory.declined:
        refused = [_item_label(item) for item in sorted(memory.declined)]
        yield f"Tidak mau atau belum bisa dijawab: {', '.join(refused)}."


def _item_label(item: str) -> str:
    document = item_document(item)
    if document:
        return DOCUMENT_LABELS[document]
    return FIELD_LABELS[Field(item)] if item in {name.value for name in Field} else _OFFERS.get(item, item)


_OFFERS = {"consultation": "tawaran konsultasi", "human": "tawaran bicara dengan tim"}


def _quote(message: Message, turn: Turn) -> str:
    who = "Lead" if message.direction is Direction.INBOUND else "ARI" if message.sender == "bot" else "Staf"
    at = message.created_at.astimezone(turn.settings.zone)
    return f"- {at:%d/%m %H:%M} {who}: {_one_line(message.text) or f'[{message.kind}]'}"


def _one_line(text: str) -> str:
    """Return the text in one line: what a lead wrote must not look like a line of the summary."""
    line = " ".join(text.split())
    return line if len(line) <= _QUOTE_LENGTH else f"{line[: _QUOTE_LENGTH - 1]}…"
