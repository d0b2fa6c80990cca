"""What a lead wants to study: `{"level", "subject"}`."""

import re
from collections.abc import Sequence
from typing import Any

from ari.domain import Field
from ari.understanding.context import WISHES, after, before, has_any, is_denied
from ari.understanding.corrections import has_correction
from ari.understanding.patterns import Hit, Lexicon
from ari.understanding.reading import Heard, Reading
from ari.understanding.spelling import fold, words_of
from ari.understanding.subjects import LEVEL_OF, LEVELS, SUBJECT_OF
from ari.understanding.tokens import Kind, Token
from ari.understanding.vocabulary import COMMON

MAX_SUBJECT = 60
_LEVEL_NAMES: Lexicon[str] = Lexicon(LEVEL_OF)
_SUBJECT_NAMES: Lexicon[str] = Lexicon(SUBJECT_OF, is_forgiving=True)
# Before a level or a subject these tell of what the lead has done or does, not of what they want.
_PAST = words_of(
    "lulusan lulus lagi masih sedang sudah ijazah background latar skripsi tamat tamatan dari gelar sarjana alumni "
    "semester selesai finished graduated degree currently habis sekarang punya pernah ambilnya kemarin ipk "
    "transkrip dulunya mahasiswa nilai rapor kelas guru dosen siswa anak raport tamatin"
)
_PAST_AFTER = words_of("saya semester ipk kemarin dulu saat tahun-lalu aku di")
_CUES = WISHES | words_of(
    "lanjut ambil jurusan prodi program kuliah studi study daftar apply major in bidang gelar ngambil jenjang "
    "tingkat cari nyari masuk ganti jadi buat untuk pilih milih studying pursue ambilnya degree course ke kejar "
    "fakultas lanjutin lanjutkan take"
)
_SHORT = 4
_SUBJECT_CUES = words_of("jurusan prodi bidang major fakultas ambil ngambil")
_STOPS = words_of(
    "di ke yang untuk tahun budget dengan dan atau kalau tapi bisa ada apa berapa saya mau negara dari karena sama "
    "tahu ini tidak belum kampus universitas sekarang nanti in at and or"
)


def read_program(heard: Heard) -> Reading | None:
    """Return the programme the lead wants; of several, the last after a correction, else the first."""
    words = heard.utterance.words
    levels = [hit for hit in _LEVEL_NAMES.find(heard.utterance) if _is_wanted(heard, words, hit)]
    subjects = [hit for hit in _SUBJECT_NAMES.find(heard.utterance) if _is_wanted_subject(heard, words, hit, levels)]
    place = -1 if has_correction(heard.utterance) else 0
    level = levels[place] if levels else None
    subject = subjects[place] if subjects else None
    free = None if subject else _free_subject(heard, words)
    if level is None and subject is None and free is None:
        return None
    tokens = [words[hit.start] for hit in (level, subject) if hit] + [
        words[hit.end - 1] for hit in (level, subject) if hit
    ]
    tokens += free or []
    tokens.sort(key=lambda token: token.start)
    names = dict.fromkeys(hit.value for hit in subjects)
    value = {"level": level.value if level else None, "subject": subject.value if subject else _joined(free)}
    return Reading(
        value=value,
        words=heard.utterance.quote(tokens[0], tokens[-1]),
        is_hint=not heard.is_pending(Field.PROGRAM) and all(heard.is_open(token) for token in tokens),
        notes=(f"program:{'|'.join(names)}",) if len(names) > 1 and place == 0 else (),
    )


def is_program(value: Any) -> bool:
    """Test if the value is a programme in the form of `Fact`."""
    if not isinstance(value, dict) or set(value) != {"level", "subject"} or value["level"] is value["subject"]:
        return False
    level, subject = value["level"], value["subject"]
    if level is not None and level not in LEVELS:
        return False
    return subject is None or (isinstance(subject, str) and is_subject(subject))


def is_subject(text: str) -> bool:
    """Test if the text can be the name of a subject: a few lower-case words."""
    return (
        len(text) <= MAX_SUBJECT
        and re.fullmatch(r"[^\W\d_]+(?:[ &'-][^\W\d_]+){0,5}", text) is not None
        and text == fold(text)
    )


def _is_wanted(heard: Heard, words: Sequence[Token], hit: Hit[str]) -> bool:
    led, followed = before(words, hit), after(words, hit, 2)
    if has_any(led[-2:], _PAST) or has_any(followed[:1], _past_after(heard)) or is_denied(words, hit):
        return False
    if hit.value in {"high_school", "diploma", "exchange", "internship"} and not heard.is_pending(Field.PROGRAM):
        return has_any(led, WISHES | words_of("lanjut ambil masuk daftar jenjang program"))
    is_degree = hit.value in {"bachelor", "master", "phd", "language"}
    if heard.is_pending(Field.PROGRAM) or (is_degree and heard.is_open(words[hit.start])):
        return True
    clause = heard.utterance.clause(words[hit.start].clause)
    return has_any(clause, _CUES) or len(clause) <= _SHORT


def _past_after(heard: Heard) -> frozenset[str]:
    """Return what tells of the past after a level; `foundation dulu` is a plan where the plan was asked for."""
    return _PAST_AFTER - {"di"} - ({"dulu"} if heard.is_pending(Field.PROGRAM) else frozenset())


def _is_occupation(led: Sequence[Token]) -> bool:
    """Test if the words before a subject tell where the lead works: `kerja di bidang keuangan`."""
    places = [place for place, token in enumerate(led) if token.is_any(words_of("kerja"))]
    return any(has_any(led[place + 1 :], words_of("di sebagai bagian as in")) for place in places)


def _is_wanted_subject(heard: Heard, words: Sequence[Token], hit: Hit[str], levels: Sequence[Hit[str]]) -> bool:
    naming = {token.start for level in levels for token in words[level.start : level.end]}
    led = tuple(token for token in before(words, hit, 4) if token.start not in naming)
    if (
        is_denied(words, hit)
        or has_any(led, (_PAST | {"dulu"}) - {"dari"})
        or has_any(after(words, hit, 1), words_of("semester"))
    ):
        return False
    if (led and led[-1].word == "dari") or _is_occupation(led):
        return False
    if heard.is_pending(Field.PROGRAM):
        return True
    if any(0 <= hit.start - level.end <= 2 for level in levels):
        return True
    return has_any(
        led, _SUBJECT_CUES | words_of("kuliah study studi studying belajar in tertarik minat")
    ) and not has_any(led[-1:], words_of("kursus"))


def _free_subject(heard: Heard, words: Sequence[Token]) -> list[Token] | None:
    """Return the words after `jurusan` that name a subject which is not in the list."""
    for place, token in enumerate(words):
        if not token.is_any(words_of("jurusan prodi major")) or has_any(words[max(0, place - 3) : place], _PAST):
            continue
        if heard.is_open(token):
            continue
        found: list[Token] = []
        for following in words[place + 1 : place + 4]:
            is_name = (
                following.clause == token.clause
                and following.kind is Kind.WORD
                and following.word not in COMMON | _STOPS
            )
            if not is_name:
                break
            found.append(following)
        if found:
            return found
    return None


def _joined(tokens: Sequence[Token] | None) -> str | None:
    if not tokens:
        return None
    text = " ".join(fold(token.surface) for token in tokens)
    return text if is_subject(text) else None
