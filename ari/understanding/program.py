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
    "calon basic basicnya dasar jebolan ngajar mengajar ngelesin transkrip dulunya mahasiswa nilai rapor kelas guru "
    "dosen siswa anak raport tamatin"
)
_PAST_AFTER = words_of("saya semester ipk kemarin dulu saat")
# What everybody went to or may speak of: wanted only after words that take a step towards it.
_SCHOOLS = words_of("high_school diploma exchange internship")
_STEPS = WISHES | words_of("lanjut ambil masuk daftar jenjang program")
_DEGREES = words_of("bachelor master phd language")
_LEVEL_WORDS = words_of("s1 s2 s3 d3 d4 sarjana magister master doktor phd")
_CUES = WISHES | words_of(
    "lanjut ambil jurusan prodi program kuliah studi study daftar apply major in bidang gelar ngambil jenjang "
    "tingkat cari nyari masuk ganti jadi buat untuk pilih milih studying pursue ambilnya degree course ke kejar "
    "fakultas lanjutin lanjutkan take"
)
_SHORT = 4
_SUBJECT_CUES = words_of(
    "sekolah minatnya passion passionnya haluan setir jurusan prodi bidang major "
    "fakultas ambil ngambil kuliah study studi studying belajar in tertarik minat"
)
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
    chosen = [hits[place] for hits in (levels, subjects) if hits]
    free = [] if subjects else _free_subject(heard, words)
    tokens = sorted((*(token for hit in chosen for token in words[hit.start : hit.end]), *free), key=_start_of)
    if not tokens:
        return None
    names = tuple(dict.fromkeys(hit.value for hit in subjects))
    subject = subjects[place].value if subjects else _name_of(free)
    return Reading(
        value={"level": levels[place].value if levels else None, "subject": subject},
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


def _start_of(token: Token) -> int:
    return token.start


def _is_wanted(heard: Heard, words: Sequence[Token], hit: Hit[str]) -> bool:
    """Test if a level is what the lead wants, not what they have or had."""
    led, followed = before(words, hit), after(words, hit, 1)
    # `S1 saya dulu` is past; `foundation dulu` is a plan where the plan was asked for.
    past = _PAST_AFTER - {"dulu"} if heard.is_pending(Field.PROGRAM) else _PAST_AFTER
    if has_any(led[-2:], _PAST) or has_any(followed, past) or is_denied(words, hit):
        return False
    if heard.is_over(words[hit.start]) or _is_passed_by(words, hit):
        return False
    # A practice is the answer to what one does, unless the programme was asked for.
    if hit.value == "internship" and heard.is_pending(Field.ACTIVITY):
        return False
    if heard.is_pending(Field.PROGRAM):
        return True
    clause = heard.utterance.clause(words[hit.start].clause)
    if hit.value in _SCHOOLS:
        # `SMA di luar negeri ada?` asks for it, `magang di Jepang` wishes it.
        is_abroad = has_any(followed, words_of("di ke")) and (
            heard.is_open(words[hit.start]) or clause[0].start == words[hit.start].start
        )
        is_alone = hit.value == "internship" and len(clause) == hit.end - hit.start
        return is_alone or has_any(led, _STEPS) or (hit.value != "diploma" and is_abroad)
    is_asked_about = hit.value in _DEGREES and heard.is_open(words[hit.start])
    is_named = bool(_SUBJECT_NAMES.find_in(clause)) and hit.value in _DEGREES and not has_any(clause, _PAST)
    return is_asked_about or is_named or has_any(clause, _CUES) or len(clause) <= _SHORT


def _is_passed_by(words: Sequence[Token], hit: Hit[str]) -> bool:
    """Test if a level is only where the lead comes from: `D4 ke S2`, `S1 lanjut S2`."""
    followed = after(words, hit, 3)
    return has_any(followed[:1], words_of("ke lanjut terus to")) and any(
        token.is_any(_LEVEL_WORDS) for token in followed[1:]
    )


def _is_wanted_subject(heard: Heard, words: Sequence[Token], hit: Hit[str], levels: Sequence[Hit[str]]) -> bool:
    """Test if a subject is what the lead wants to study, not what they did, do or teach."""
    # `D3 ku akuntansi`: a level that one owns.
    nearest = before(words, hit, 2)
    if len(nearest) == 2 and nearest[0].is_any(_LEVEL_WORDS) and nearest[1].word == "saya":
        return False
    naming = {token.start for level in levels for token in words[level.start : level.end]}
    led = tuple(token for token in before(words, hit, 4) if token.start not in naming)
    if (
        heard.is_over(words[hit.start])
        or is_denied(words, hit)
        or _is_past_subject(heard, led)
        or has_any(after(words, hit, 1), words_of("semester"))
    ):
        return False
    # `di mana yang bagus buat kedokteran?`
    if heard.is_open(words[hit.start]) and has_any(led[-1:], words_of("buat untuk")):
        return True
    if heard.is_pending(Field.PROGRAM) or any(0 <= hit.start - level.end <= 2 for level in levels):
        return True
    return has_any(led, _SUBJECT_CUES) and not has_any(led[-1:], words_of("kursus"))


def _is_past_subject(heard: Heard, led: Sequence[Token]) -> bool:
    """Test if the words before a subject tell of studies that were, or of work: `kerja di bidang keuangan`."""
    # `tadinya akuntansi, sekarang lebih ke arsitektur`: here what is now is the wish.
    past = _PAST - {"dari", "sekarang"} if heard.before else _PAST - {"dari"}
    # `anak saya minat kedokteran`: the child wishes it.
    past -= words_of("anak siswa siswi") if has_any(led, WISHES) else frozenset()
    if has_any(led, past) or has_any(led, words_of("dulu")) or has_any(led[-1:], words_of("dari")):
        return True
    jobs = [place for place, token in enumerate(led) if token.is_any(words_of("kerja"))]
    return any(has_any(led[place + 1 :], words_of("di sebagai bagian as in")) for place in jobs)


def _free_subject(heard: Heard, words: Sequence[Token]) -> list[Token]:
    """Return the words after `jurusan` that name a subject which is not in the list."""
    for place, token in enumerate(words):
        is_past = has_any(words[max(0, place - 3) : place], _PAST)
        if not token.is_any(words_of("jurusan prodi major")) or is_past or heard.is_open(token):
            continue
        following = words[place + 1 : place + 4]
        end = next((end for end, other in enumerate(following) if not _may_name_subject(other, token.clause)), None)
        if _name_of(following[:end]):
            return list(following[:end])
    return []


def _may_name_subject(token: Token, clause: int) -> bool:
    return token.clause == clause and token.kind is Kind.WORD and token.word not in COMMON | _STOPS


def _name_of(tokens: Sequence[Token]) -> str | None:
    text = " ".join(fold(token.surface) for token in tokens)
    return text if text and is_subject(text) else None
