"""By which words a question is known: so that a model's wording asks what ARI waits for."""

from collections.abc import Mapping, Sequence

from ari.items import CONSULTATION, HUMAN
from ari.speech import Act, Ask, Clarify, DoNotKnow, InviteQuestions, OfferConsultation, OfferHuman, ReceiveMedia

_HUMANS = ("tim", "konsultan", "team", "consultant")
# Parts of words, in Indonesian and in English, of which one stands in every decent wording of the question.
_KEYWORDS: Mapping[str, tuple[str, ...]] = {
    "name": ("nama", "name"),
    "email": ("email", "e-mail", "surel"),
    "english_level": ("inggris", "english", "ielts", "toefl"),
    "budget": ("budget", "anggaran", "dana"),
    "timeline": ("kapan", "when", "tahun berapa", "bulan", "target", "mulai"),
    "country": ("negara", "country", "mana", "where"),
    "activity": ("sekolah", "kerja", "kuliah", "kesibukan", "school", "work", "study"),
    "program": ("jurusan", "program", "jenjang", "degree", "subject", "major"),
    "document:passport": ("paspor", "passport"),
    "document:cv": ("cv", "resume", "riwayat hidup"),
    "document:english_test": ("ielts", "toefl", "sertifikat", "certificate"),
    "document:transcript": ("transkrip", "transcript", "rapor"),
    CONSULTATION: ("konsultasi", "konsultan", "consult"),
    HUMAN: _HUMANS,
}


def words_asking(acts: Sequence[Act]) -> tuple[str, ...] | None:
    """Return words of which the reply's question needs one: none where any will do, None where it asks nothing."""
    for act in reversed(acts):
        match act:
            case Ask(item) | Clarify(item):
                return _KEYWORDS.get(item, ())
            case OfferConsultation():
                return _KEYWORDS[CONSULTATION]
            case OfferHuman() | DoNotKnow(offers_human=True):
                return _KEYWORDS[HUMAN]
            case InviteQuestions():
                return ()
            case ReceiveMedia() if act.asks_for_words:
                return ()
            case _:
                continue
    return None
