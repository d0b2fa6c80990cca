"""What the lead says to an offer, and a consultation that they ask for themselves."""

import re
from dataclasses import replace

from ari.domain import Intent
from ari.items import CONSULTATION, OFFERS
from ari.qualification import is_ready
from ari.state_machine import Event
from ari.steps.talk import Talk

_CONSULTATION = re.compile(
    r"\b(?:mau|ingin|pengen|pengin|pgn|minta|jadi|boleh|bisa|booking|book|atur\w*|jadwal\w*|daftar|want|like|schedule|arrange|"
    r"can|may|could)\b.{0,30}\b(?:konsul|konsultasi|consultation|consult)\b",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(
    r"\b(?:tidak|tdk|nggak|ngga|gak|ga|belum|blm|jangan|bukan|batal|nanti|berapa|harga\w*|biaya\w*|bayar\w*|gratis|not|"
    r"don't|no|how much|cost|later|apa)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:jam|pukul|besok|lusa|senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu|pagi|siang|sore|malam|tanggal|tgl|tomorrow|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|morning|afternoon|evening)\b|\b\d{1,2}[.:]\d{2}\b",
    re.IGNORECASE,
)


def hear_offers(talk: Talk) -> None:
    """Take the answer to an offer that is pending, and a wish for the consultation that was uttered unasked."""
    offer = talk.before.pending if talk.before.pending in OFFERS else None
    if offer and (Intent.DECLINE in talk.understood.intents or offer in talk.understood.declined):
        talk.memory = replace(talk.memory, declined=talk.memory.declined | {offer}, pending=None)
        talk.event = Event.OFFER_DECLINED
    elif offer and Intent.CONFIRM in talk.understood.intents:
        talk.memory = replace(talk.memory, pending=None)
        talk.event = Event.OFFER_ACCEPTED
        talk.accepted = offer
    elif wants_consultation(talk.text) or (offer == CONSULTATION and names_time(talk.text)):
        _welcome_wish(talk)


def _welcome_wish(talk: Talk) -> None:
    """Accept the wish where everything was asked or the offer was made; else the talk goes on towards it."""
    if is_ready(talk.memory) or talk.memory.is_offered:
        declined = talk.memory.declined - {CONSULTATION}
        talk.memory = replace(talk.memory, declined=declined, pending=None)
        talk.event = Event.OFFER_ACCEPTED
        talk.accepted = CONSULTATION
    else:
        talk.is_wish = True


def wants_consultation(text: str) -> bool:
    """Test if a line asks for a consultation, and not what one costs or whether one must."""
    return any(_CONSULTATION.search(line) and not _NOT_NOW.search(line) for line in text.splitlines())


def names_time(text: str) -> bool:
    """Test if the text names a day or a time: an answer to the offer that goes one step ahead."""
    return _TIME.search(text) is not None and _NOT_NOW.search(text) is None
