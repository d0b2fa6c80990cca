"""Which papers a lead has, and which not yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ari.domain import Document, Field
from ari.items import document_item, item_document
from ari.understanding.context import has_any
from ari.understanding.papers import ALL, PAPERS, PAPERS_OF_ENGLISH, SIGNS
from ari.understanding.patterns import Hit, PatternSet, any_of
from ari.understanding.reading import Heard
from ari.understanding.spelling import words_of
from ari.understanding.tokens import Kind, Token

_EXCEPT = words_of("kecuali except selain minus tinggal besides")
_OWNING = words_of("ada punya belum sudah")
_NEEDED = PatternSet(
    """
    perlu|butuh|harus|wajib|syarat|need|require|required|must|requirement|diperlukan|dibutuhkan|syaratnya
    tanpa|without
    contoh|template|format|jasa|bikinin|cara|review|translate|terjemah|kirim|upload
    """
)
# Who sends a paper has it.
_SENT = PatternSet("saya kirim|kirimin|lampirin|lampirkan|upload|kasih")
# What may follow a bare answer to the question for a document: anything else makes it an answer to something else.
_MAY_FOLLOW = words_of(
    "maaf teman kakak semua sama sekali sekarang kemarin tahun bulan dari lama itu ini di rumah tangan saya lengkap "
    "imigrasi kota kampung lemari loker brankas provinsi dinas mama papa ibu ayah kos sana sini online antrian loket "
    "ada punya siap jadi minggu depan lalu baru nanti masih lagi besok mau akan bikin buat urus diurus jadinya "
    "pernah and tapi cuma ya sih tinggal ready yet have them it one sempat hard copy scan softcopy fotokopi diambil "
    "dicetak cetak keluar terbit kantor sekolah kampus legalisir tempat versi softfile tinggal dikirim kirim "
    "makasih"
)
_SHORT = 4
_ENGLISH = frozenset({Document.ENGLISH_TEST})
# Papers that are not asked for: who has only these lacks the one that is.
_OTHER_PAPERS = words_of("ijazah ktp kk akta akte skl foto kartu nilai")
_ONLY = words_of("saja cuma baru hanya only")
# What is being done with papers that were handed in says nothing of having them.
_HANDED_IN = PatternSet(
    f"{any_of('kabar kabarnya progres progress diproses update updatenya ditinjau nasib nasibnya dicek minta uang')}"
)
# Words that only say that a paper is made; of a day to come they say that there is none yet.
_MADE = words_of("jadi selesai beres keluar terbit siap lengkap ready")
_TO_COME = words_of("besok lusa depan nanti lagi insyaallah insya mau akan semoga mudah mudahan target paling")
_THIS = words_of("minggu bulan")
# Whose paper it is, if not the lead's: `paspor bapak saya`.
_WHOSE = words_of("bapak ayah papa ibu mama suami istri adik teman pacar sepupu ortu orangtua om tante nenek kakek")


@dataclass(frozen=True, slots=True)
class _Sign:
    """Papers that a clause names, or a sign that it has or lacks some; `start` is the place in the clause."""

    start: int
    papers: frozenset[Document] = frozenset()
    has: bool | None = None


@dataclass(slots=True)
class _Told:
    """What the clauses told so far, the papers that wait for a sign, and the sign that goes on to further papers."""

    found: dict[Document, bool] = field(default_factory=dict)
    waiting: frozenset[Document] = frozenset()
    carried: bool | None = None
    last: frozenset[Document] = frozenset()
    scored: frozenset[Document] = frozenset()

    def tell(self, papers: frozenset[Document], has: bool) -> None:
        """Set the papers; what was said of one alone is not undone by what is said of all."""
        self.found |= {paper: has for paper in papers if papers != ALL or paper not in self.found}
        self.last = papers or self.last

    def hear_papers(self, signs: Sequence[_Sign]) -> None:
        """Hear papers without a sign: `ada cv, transkrip` has its sign before, `cv, transkrip ada` after them."""
        papers = _papers_of(signs)
        if self.carried is None:
            self.waiting |= papers
        else:
            self.tell(papers, self.carried)

    def hear_signs_first(self, signs: Sequence[_Sign]) -> None:
        """Hear `sudah ada cv, belum ada paspor`: a sign goes before its papers."""
        self.carried = None
        for sign in signs:
            self.carried = self.carried if sign.has is None else sign.has
            if self.carried is not None:
                self.tell(sign.papers, self.carried)
        self.waiting = frozenset()

    def hear_papers_first(self, signs: Sequence[_Sign]) -> None:
        """Hear `cv ada, paspor belum`: papers go before their sign; a test told with its score waits for none."""
        self.carried = None
        self.waiting -= self.scored
        for sign in signs:
            self.waiting |= sign.papers
            if sign.has is not None:
                self.tell(self.waiting, sign.has)
                self.waiting = frozenset()

    def hear_sign_alone(self, signs: Sequence[_Sign], *, is_but: bool = False) -> None:
        """Hear the sign of papers that an earlier clause named: `paspor ketinggalan tapi ada`."""
        self.carried = None
        self.waiting = self.waiting or (self.last if is_but else frozenset())
        for sign in signs[:1]:
            self.tell(self.waiting, sign.has is True)
            self.waiting = frozenset()


def read_documents(heard: Heard) -> dict[Document, bool]:
    """Return what the message says of each paper."""
    told = _Told()
    for clause in heard.utterance.clauses():
        # `bukan paspor tapi KTP`: what is not spoken of.
        is_over = clause[0].clause in heard.before or _is_about_needs(heard, clause)
        if not is_over and not has_any(clause, words_of("bukan")):
            _hear_clause(heard, told, clause)
    pending = item_document(heard.pending)
    if pending is not None and pending not in told.found:
        answer = True if pending in told.waiting else _bare_answer(heard)
        return told.found if answer is None else {**told.found, pending: answer}
    return told.found


def _is_about_needs(heard: Heard, clause: Sequence[Token]) -> bool:
    """Test if a clause asks, supposes, or says what is required, rather than what the lead has."""
    number = clause[0].clause
    # `kalau cv ada, yang lain belum`: here `kalau` names what is spoken of and supposes nothing.
    if clause[0].word == "kalau" and not heard.asking and _papers_in(heard, clause[1:2]):
        return False
    if number in heard.asking or number in heard.supposing:
        return True
    is_waited_for = heard.pending is None and _HANDED_IN.find_in(clause) is not None
    if is_waited_for and any(hit.value == ALL for hit in _papers_in(heard, clause)):
        return True
    is_sent = _SENT.find_in(clause) is not None and not has_any(clause, _TO_COME - {"mau"})
    return _NEEDED.find_in(clause) is not None and not has_any(clause, _OWNING) and not is_sent


def _hear_clause(heard: Heard, told: _Told, clause: Sequence[Token]) -> None:
    signs = _signs(heard, clause)
    if not any(sign.papers for sign in signs):
        told.hear_sign_alone(signs if len(clause) <= _SHORT else [], is_but=_is_but(clause, signs))
    elif excepted := _excepted(clause, signs):
        told.found |= excepted
    elif all(sign.has is None for sign in signs):
        # `toefl 520, paspor belum`: a score says that there is one, and waits for nothing.
        is_scored = any(token.kind is Kind.NUMBER for token in clause)
        told.scored |= _papers_of(signs) & _ENGLISH if is_scored else frozenset()
        told.hear_papers(signs)
    elif signs[0].has is not None:
        told.hear_signs_first(signs)
    else:
        told.hear_papers_first(signs)


def _is_but(clause: Sequence[Token], signs: Sequence[_Sign]) -> bool:
    """Test if a clause only adds a `tapi ada` to the one before."""
    return clause[0].word == "tapi" and len(clause) == 1 + len(signs)


def _papers_of(signs: Iterable[_Sign]) -> frozenset[Document]:
    return frozenset(paper for sign in signs for paper in sign.papers)


def _excepted(clause: Sequence[Token], signs: Sequence[_Sign]) -> dict[Document, bool]:
    """Read `semua ada kecuali paspor` and `tinggal transkrip yang belum`; empty if it is nothing of the kind."""
    place = next((number for number, token in enumerate(clause) if token.is_any(_EXCEPT)), None)
    if place is None:
        return {}
    left_out = _papers_of(sign for sign in signs if sign.start > place)
    named = _papers_of(sign for sign in signs if sign.start < place)
    if not left_out or left_out == ALL:
        return {}
    return {**dict.fromkeys(named, True), **dict.fromkeys(left_out, False)}


def _signs(heard: Heard, clause: Sequence[Token]) -> list[_Sign]:
    hits = [hit for hit in _papers_in(heard, clause) if _is_meant(heard, clause, hit)]
    taken = {place for hit in hits for place in range(hit.start, hit.end)}
    papers = [_Sign(hit.start, papers=hit.value) for hit in hits]
    signs = [
        _Sign(hit.start, has=hit.value and not _is_to_come(heard, clause, hit))
        for hit in SIGNS.find_in(clause)
        if hit.start not in taken
    ]
    return sorted((*papers, *signs), key=lambda sign: sign.start)


def _is_meant(heard: Heard, clause: Sequence[Token], hit: Hit[frozenset[Document]]) -> bool:
    """Test if a word names papers, and the lead's: not `semua` of an amount, nor `paspor bapak saya`."""
    following = clause[hit.end].word if hit.end < len(clause) else ""
    if hit.value != ALL:
        return following not in _WHOSE and clause[hit.start].clause not in heard.others
    is_number = any(token.kind is Kind.NUMBER for token in clause)
    return not clause[hit.start].word.startswith("semua") or not (is_number or heard.is_pending(Field.BUDGET))


def _is_to_come(heard: Heard, clause: Sequence[Token], hit: Hit[bool]) -> bool:
    """Test if a paper is only going to be made: `minggu depan jadi`, `insyaallah bulan ini selesai`."""
    sign = clause[hit.start : hit.end]
    if not hit.value or len(sign) > 1 or not sign[0].is_any(_MADE):
        return False
    spoken = [token for token in heard.utterance.tokens if token.clause == sign[0].clause]
    is_this = any(first.is_any(_THIS) and second.word in {"ini", "depan"} for first, second in pairwise(spoken))
    return is_this or any(token.is_any(_TO_COME) for token in spoken)


def _papers_in(heard: Heard, clause: Sequence[Token]) -> tuple[Hit[frozenset[Document]], ...]:
    is_english = heard.pending in {Field.ENGLISH_LEVEL.value, document_item(Document.ENGLISH_TEST)}
    return (PAPERS_OF_ENGLISH if is_english else PAPERS).find_in(clause)


def _has_only_others(heard: Heard) -> bool:
    """Test if the answer names only another paper: `ijazah doang yang ada`."""
    is_only = any(token.word in _ONLY for token in heard.utterance.tokens)
    return is_only and not heard.asking and has_any(heard.utterance.words, _OTHER_PAPERS)


def _bare_answer(heard: Heard) -> bool | None:
    """Read an answer that does not name the paper that was asked for: every sign in it must affirm."""
    answers: list[bool] = []
    if _has_only_others(heard):
        return False
    for clause in heard.utterance.clauses():
        hits = [hit for hit in SIGNS.find_in(clause) if hit.start == 0 or clause[hit.start].word != "ya"]
        rest = [token for place, token in enumerate(clause) if not any(hit.start <= place < hit.end for hit in hits)]
        values = [hit.value and not _is_to_come(heard, clause, hit) for hit in hits]
        # `expired 3 bulan lagi tapi ada`: what comes after the `but` counts.
        if hits and clause[0].word == "tapi" and all(values) and len(rest) == 1:
            answers = values
            continue
        if clause[0].clause in heard.asking | heard.before or not hits or _papers_in(heard, clause):
            continue
        if all(token.is_any(_MAY_FOLLOW) or token.kind is Kind.NUMBER for token in rest):
            answers += values
        elif not answers:
            return None
    return all(answers) if answers else None
