"""Which papers a lead has, and which not yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ari.domain import Document, Field
from ari.items import document_item, item_document
from ari.understanding.papers import ALL, PAPERS, PAPERS_OF_ENGLISH, SIGNS
from ari.understanding.patterns import Hit, PatternSet
from ari.understanding.reading import Heard
from ari.understanding.spelling import words_of
from ari.understanding.tokens import Token

_EXCEPT = words_of("kecuali except selain minus tinggal besides")
_ONLY = words_of("cuma hanya only baru")
_NEEDED = PatternSet(
    """
    perlu|butuh|harus|wajib|syarat|need|require|required|must|requirement|diperlukan|dibutuhkan|syaratnya
    tanpa|without
    contoh|template|format|jasa|bikinin|cara|review|translate|terjemah|kirim|upload
    """
)
_OWNING = words_of("ada punya have tidak belum sudah")
# What may follow a bare answer to the question for a document: anything else makes it an answer to something else.
_MAY_FOLLOW = words_of(
    "maaf teman kakak semua sama sekali sekarang kemarin tahun bulan dari lama itu ini di rumah tangan saya lengkap "
    "ada punya siap jadi minggu depan lalu baru nanti masih lagi besok mau akan bikin buat urus diurus jadinya "
    "pernah and tapi cuma ya sih tinggal ready yet have them it one sempat hard copy scan softcopy fotokopi diambil "
    "dicetak cetak keluar terbit kantor sekolah kampus legalisir tempat versi softfile tinggal dikirim kirim "
    "makasih"
)
_SHORT = 4


@dataclass(frozen=True, slots=True)
class _Sign:
    start: int
    papers: frozenset[Document] | None
    has: bool | None


def read_documents(heard: Heard) -> dict[Document, bool]:
    """Return what the message says of each paper."""
    found: dict[Document, bool] = {}
    clauses = [clause for clause in heard.utterance.clauses() if not _is_about_needs(heard, clause)]
    carried: bool | None = None
    waiting: frozenset[Document] = frozenset()
    for clause in clauses:
        told, carried, waiting = _read_clause(heard, clause, carried, waiting)
        found |= told
    pending = item_document(heard.pending)
    if pending is not None and pending not in found:
        answer = _bare_answer(heard, pending, waiting)
        found |= {} if answer is None else {pending: answer}
    return found


def _is_about_needs(heard: Heard, clause: Sequence[Token]) -> bool:
    number = clause[0].clause
    # `kalau cv ada, yang lain belum`: here `kalau` names what is spoken of and supposes nothing.
    if clause[0].word == "kalau" and not heard.asking and _papers_in(heard, clause[1:2]):
        return False
    if number in heard.asking or number in heard.supposing:
        return True
    return _NEEDED.find_in(clause) is not None and not any(
        token.is_any(words_of("ada punya belum sudah")) for token in clause
    )


def _read_clause(
    heard: Heard, clause: Sequence[Token], carried: bool | None, waiting: frozenset[Document]
) -> tuple[dict[Document, bool], bool | None, frozenset[Document]]:
    """Return what a clause tells, the sign that goes on into the next clause, and the papers that wait for one."""
    signs = list(_signs(heard, clause))
    has_papers = any(sign.papers for sign in signs)
    told: dict[Document, bool] = {}
    if any(token.word == "bukan" for token in clause):
        return {}, None, waiting
    if not has_papers:
        only = [sign.has for sign in signs if sign.has is not None]
        if waiting and only and len(clause) <= _SHORT:
            return dict.fromkeys(waiting, only[0]), None, frozenset()
        return {}, None, waiting
    if any(token.is_any(_EXCEPT) for token in clause) and (excepted := _excepted(clause, signs)):
        return excepted, None, frozenset()
    return _attach(signs, carried, waiting, told)


def _attach(
    signs: Sequence[_Sign], carried: bool | None, waiting: frozenset[Document], told: dict[Document, bool]
) -> tuple[dict[Document, bool], bool | None, frozenset[Document]]:
    is_prefix = next(sign for sign in signs).has is not None
    if all(sign.has is None for sign in signs):
        papers = frozenset().union(*(sign.papers or frozenset() for sign in signs))
        if carried is not None:
            return dict.fromkeys(papers, carried), carried, frozenset()
        return {}, None, waiting | papers
    if is_prefix:
        current: bool | None = None
        for sign in signs:
            current = sign.has if sign.has is not None else current
            if sign.papers and current is not None:
                told |= {paper: current for paper in sign.papers if sign.papers != ALL or paper not in told}
        return told, current, frozenset()
    group: frozenset[Document] = waiting
    for sign in signs:
        if sign.papers:
            group |= sign.papers
        elif sign.has is not None and group:
            told |= dict.fromkeys(group, sign.has)
            group = frozenset()
    return told, None, group


def _excepted(clause: Sequence[Token], signs: Sequence[_Sign]) -> dict[Document, bool]:
    """Read `semua ada kecuali paspor` and `tinggal transkrip yang belum`."""
    place = next(number for number, token in enumerate(clause) if token.is_any(_EXCEPT))
    left_out: frozenset[Document] = frozenset().union(
        *(sign.papers or frozenset() for sign in signs if sign.start > place)
    )
    named: frozenset[Document] = frozenset().union(
        *(sign.papers or frozenset() for sign in signs if sign.start < place)
    )
    if not left_out or left_out == ALL:
        return {}
    return {**dict.fromkeys(named, True), **dict.fromkeys(left_out, False)}


def _signs(heard: Heard, clause: Sequence[Token]) -> Iterator[_Sign]:
    papers = [_Sign(hit.start, hit.value, None) for hit in _papers_in(heard, clause)]
    taken = {place for hit in _papers_in(heard, clause) for place in range(hit.start, hit.end)}
    signs = [_Sign(hit.start, None, hit.value) for hit in SIGNS.find_in(clause) if hit.start not in taken]
    yield from sorted((*papers, *signs), key=lambda sign: sign.start)


def _papers_in(heard: Heard, clause: Sequence[Token]) -> tuple[Hit[frozenset[Document]], ...]:
    is_english = heard.pending in {Field.ENGLISH_LEVEL.value, document_item(Document.ENGLISH_TEST)}
    return (PAPERS_OF_ENGLISH if is_english else PAPERS).find_in(clause)


def _bare_answer(heard: Heard, pending: Document, waiting: frozenset[Document]) -> bool | None:
    """Read an answer that does not name the paper that was asked for."""
    if pending in waiting:
        return True
    answers: list[bool] = []
    for clause in heard.utterance.clauses():
        hits = [hit for hit in SIGNS.find_in(clause) if hit.start == 0 or clause[hit.start].word != "ya"]
        if clause[0].clause in heard.asking or not hits or _papers_in(heard, clause):
            continue
        rest = [token for place, token in enumerate(clause) if not any(hit.start <= place < hit.end for hit in hits)]
        if all(token.is_any(_MAY_FOLLOW) for token in rest):
            answers += [hit.value for hit in hits]
        elif not answers:
            return None
    return all(answers) if answers else None
