"""Where a lead wants to study: a country by its English name."""

from collections.abc import Sequence

from ari.domain import Field
from ari.understanding.context import WISHES, after, before, has_any, is_denied, quote
from ari.understanding.corrections import has_correction
from ari.understanding.patterns import Hit, Lexicon, Pattern
from ari.understanding.places import COUNTRY_OF, REGIONS, SHORT_NAMES
from ari.understanding.reading import Heard, Reading
from ari.understanding.spelling import fold, words_of
from ari.understanding.tokens import Kind, Token

# Prepositions are often written together with the name: `diinggris`.
_GLUED = {
    f"{preposition}{name}": country
    for preposition in ("di", "ke")
    for name, country in COUNTRY_OF.items()
    if len(name) > 4 and " " not in name
}
_NAMES: Lexicon[str] = Lexicon({**_GLUED, **COUNTRY_OF, **SHORT_NAMES}, is_forgiving=True)
_REGIONS: Lexicon[str] = Lexicon(REGIONS)
# Right before a name these make it a language, and a word of level right after it does.
_LANGUAGE = words_of(
    "berbahasa bahasa kursus les language b bhs bing belajar course kelas translate sastra grammar speaking aksen "
    "guru dosen tutor ngajar mengajar pelajaran mapel"
)
_TONGUES = words_of("bahasa berbahasa")
_LEVELS = words_of(
    "lancar pas pasan bagus jago dasar basic kurang lumayan bisa jelek aktif pasif fluent fasih mahir pemula "
    "menengah beginner intermediate advanced language level test course passport minim nol parah embassy visa "
    "paspornya"
)
# Before a name: where the lead comes from, lives or was, or what comes from there.
_ORIGINS = words_of(
    "dari from asal asli tinggal domisili lahir orang warga wni pulang lulusan alumni pernah liburan jalan stay "
    "live living based visa paspor kedutaan embassy teman saudara kakak adik tante om sepupu lived born kemarin "
    "produk film drama kebun travel tadinya awalnya dulunya previously pacar suami istri sejarah berita timnas "
    "klub tim musik lagu campuran keturunan blasteran darah indo"
)
_WORK_ABROAD = words_of("kerja tinggal stay live magang")
_ASKED_ABOUT = words_of("visa kedutaan embassy orang")
_JOINED = words_of("pacar suami istri saudara teman tante om")
_JOIN = words_of("nyusul menyusul ikut nemenin menemani join joining following")
_TRAINING = words_of("magang internship ausbildung")
# With one of these in its clause a name is a destination; without, it is only mentioned.
_CUES = (
    words_of(
        "ke kuliah study studi negara tujuan target lanjut univ universitas kampus apply daftar beasiswa sekolah s1 "
        "s2 s3 to berangkat pilih pilihan prioritas master bachelor country destination opsi opsinya option options "
        "incaran universities university uni tertarik minat mau ingin rencana belajar magang internship ausbildung "
        "kursus fokus les sasaran arah condong studying phd masters dream doctorate foundation looking cari nyari "
        "jadi"
    )
    | WISHES
)
_PREFERENCES = words_of(
    "prioritas prioritasnya utama lebih paling terutama prefer mainly condong utamanya cenderung favorit"
)
# In a question these, too, are about studying there.
_ASKING_CUES = words_of(
    "masuk jurusan biaya kampus univ universitas beasiswa visa syarat bagaimana part murah mahal hidup scholarship "
    "setahun cukup makanan halal kos masjid muslim sholat musim dingin aman apartemen asrama cari hidupnya lulusan "
    "gelar akreditasi "
    "tuition cost living programs courses campus scholarships universities university uni program s1 s2 s3"
)
_SHORT = 3
_DATES = words_of("tahun bulan awal akhir depan intake")
_RELATIVES = words_of("kakak adik teman sepupu saudara tante om pacar suami istri friend brother sister cousin")
_PREPOSITIONS = words_of("di ke to in the negara")
_WAS_THERE = Pattern("was|were|been in|at|to")
_NOT_THERE = Pattern("selain|kecuali|except|besides|daripada")


def read_country(heard: Heard) -> Reading | None:
    """Return the country the lead wants, or as a hint one that they ask about."""
    words = heard.utterance.words
    hits = [hit for hit in _NAMES.find(heard.utterance) if _is_destination(heard, words, hit)]
    stated = [hit for hit in hits if _is_stated(heard, words, hit)]
    hits = [hit for hit in hits if _is_asked_about(heard, words, hit)]
    # Of several countries that are asked about, none can be guessed to be the wish.
    if not stated and len({hit.value for hit in hits}) != 1:
        return None
    chosen = _choose(heard, words, stated or hits)
    names = tuple(dict.fromkeys(hit.value for hit in stated or hits))
    is_open = len(names) > 1 and not has_correction(heard.utterance)
    return Reading(
        value=chosen.value,
        words=quote(heard.utterance, chosen),
        is_hint=not stated,
        notes=(f"country:{'|'.join(names)}",) if is_open and stated else (),
    )


def read_regions(heard: Heard) -> tuple[str, ...]:
    """Return a note for each wish that is wider than a country: `country:europe`."""
    return tuple(dict.fromkeys(f"country:{hit.value}" for hit in _REGIONS.find(heard.utterance)))


def _choose(heard: Heard, words: Sequence[Token], hits: Sequence[Hit[str]]) -> Hit[str]:
    """Return the preferred one: named as preferred, else the last after a correction, else the first."""
    preferred = [hit for hit in hits if has_any(before(words, hit), _PREFERENCES)]
    if preferred:
        return preferred[0]
    return hits[-1] if has_correction(heard.utterance) else hits[0]


def _is_destination(heard: Heard, words: Sequence[Token], hit: Hit[str]) -> bool:
    """Test if a country may be where the lead wants to go: not a language, an origin, or where others are."""
    token, led, followed = words[hit.start], before(words, hit), after(words, hit)
    if token.word in SHORT_NAMES and not _is_meant(heard, words, hit):
        return False
    if _is_language(led, followed) or heard.is_over(token):
        return False
    is_elsewhere = _NOT_THERE.find_in(led) is not None or _WAS_THERE.find_in(led) is not None
    joined = _JOINED if has_any(led, _JOIN) else frozenset()
    # `visa jerman sering ditolak ya`: asked about, it is the visa for there.
    asked = _ASKED_ABOUT if heard.is_open(token) and not has_any(led[-1:], words_of("orang")) else frozenset()
    if is_denied(words, hit, reach=4) or is_elsewhere or has_any(led, _ORIGINS - _RELATIVES - joined - asked):
        return False
    is_wished = has_any(before(words, hit, reach=len(words)), WISHES)
    if is_wished:
        return True
    # `magang di Jepang` with nobody before it is a wish, `saya magang di Jepang` is not.
    is_work = has_any(led, _WORK_ABROAD) and not (has_any(led[:1], _TRAINING) and len(led) < 3)
    # `nyusul pacar di UK` goes where they are.
    is_joining = has_any(before(words, hit, reach=5), _JOIN)
    return (is_joining or not _is_relatives(heard, token)) and (heard.is_open(token) or not is_work)


def _is_language(led: Sequence[Token], followed: Sequence[Token]) -> bool:
    """Test if a name is that of a language: `bahasa inggris`, `bahasa pengantarnya inggris`, `inggris lancar`."""
    if has_any(led[-1:], _PREPOSITIONS):
        return False
    return has_any(led[-1:], _LANGUAGE) or has_any(led[-2:], _TONGUES) or has_any(followed[:2], _LEVELS)


def _is_stated(heard: Heard, words: Sequence[Token], hit: Hit[str]) -> bool:
    """Test if the lead says that they want to go there, or answers so."""
    token = words[hit.start]
    if heard.is_pending(Field.COUNTRY):
        return token.clause not in heard.asking or len(heard.utterance.words) <= _SHORT
    if heard.is_open(token):
        return False
    clause = heard.utterance.clause(token.clause)
    named = hit.end - hit.start + sum(other.kind is Kind.NUMBER or other.word in _DATES for other in clause)
    is_alone = len(clause) == named or len(heard.utterance.words) <= hit.end - hit.start + 1
    is_glued = token.word in _GLUED and token.word not in COUNTRY_OF
    return is_alone or is_glued or has_any(clause, _CUES)


def _is_asked_about(heard: Heard, words: Sequence[Token], hit: Hit[str]) -> bool:
    """Test if the lead asks or supposes something about studying there, which lets one guess their wish."""
    token = words[hit.start]
    return heard.is_open(token) and has_any(heard.utterance.clause(token.clause), _CUES | _ASKING_CUES)


def _is_relatives(heard: Heard, token: Token) -> bool:
    """Test if a relative lives there: `kakak di Perth`. A bare `kak` is how one addresses ARI."""
    near = [other for other in heard.utterance.tokens if other.clause == token.clause and other.end <= token.start][-3:]
    return any(fold(other.surface) in _RELATIVES for other in near)


def _is_meant(heard: Heard, words: Sequence[Token], hit: Hit[str]) -> bool:
    token = words[hit.start]
    led = before(words, hit, reach=1)
    is_led = bool(led) and led[-1].word in {"di", "ke", "negara"}
    is_answer = heard.is_pending(Field.COUNTRY) and len(heard.utterance.words) < _SHORT
    return is_led or is_answer or (token.surface.isupper() and len(token.surface) > 1)
