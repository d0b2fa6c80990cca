"""A message cut into words, numbers, marks and clauses: what every reader reads.

Readers look at whole words in their one spelling (`spelling.py`), never at parts of words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from ari.understanding.spelling import canonical_words, fold, stems_of, words_of


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    MARK = "mark"
    EMOJI = "emoji"
    ADDRESS = "address"


# After so many words a clause may run on into the next without a stop.
_RUN_ON = 4
# How long a clause is that may end in a question of its own, and the words of such a question.
_LONG = 8
_TAGS = words_of("bisa boleh cukup mungkin memungkinkan benar")
_BEFORE_TAG = words_of("sekitar kira itu masih apa")
# How many tokens back the words stand that make `sekarang` begin a clause.
_LOOK_BACK = 12
# What WhatsApp lets one write has fewer; some readers look at pairs of words.
MAX_TOKENS = 700


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a message. `word` is its one spelling; `start` and `end` are its place in the text.

    `forms` are the word and what remains without a possessive or a particle. `is_glued`: nothing stands between this
    token and the one before.
    """

    surface: str
    word: str
    start: int
    end: int
    clause: int
    kind: Kind
    is_glued: bool = False
    forms: tuple[str, ...] = ()

    def is_any(self, words: frozenset[str]) -> bool:
        """Test if the token is one of the words, whatever it carries."""
        return any(form in words for form in self.forms)


# Words that carry no meaning for any reader: forms of address, particles, hedges.
ADDRESSES = words_of(
    "kakak min mimin gan sis bro bang bg mas mbak mba pak bu om tante sob kakaknya admin sist boss bos kang teh "
    "teteh akang neng uda da cak bli cuy coy bre brow ngab gaes guys beb"
)
PARTICLES = words_of(
    "sih dong deh nih kok loh lho kan tuh ah eh oh hmm hm em emm umm um nah yah wah aduh duh haha saja juga yang "
    "itu the a an please pls plis kayaknya mungkin rasanya probably insyaallah insya allah alhamdulillah just still "
    "really so well nya lah btw jujur sebenarnya sebenernya kebetulan"
)
FILLERS = (ADDRESSES - {"admin"}) | PARTICLES
# Verbs whose passive people write apart: `di tolak` is `ditolak`.
_PASSIVES = words_of(
    "tolak deport deportasi tahan cabut batalkan batalin tipu balas bales jawab hubungi telepon telpon kirim kirimi "
    "chat proses respon tanggapi copet rampok curi usir pukul culik sita tuntut gugat blacklist ganggu kabari kabarin "
    "urus buat bikin terima bantu jelaskan jelasin lecehkan tangkap ancam tunda kembalikan balikin gubris cuekin"
)
# A clause that tells what was before ends where it comes to what is now: `tadinya 200 juta sekarang 300`.
_BEFORE_NOW = words_of("tadinya dulu dulunya awalnya semula kemarin sebelumnya")
# A new clause begins at these.
_CONJUNCTIONS = words_of("tapi but sedangkan lalu kemudian however meskipun walaupun karena because kalau soalnya")

_TOKEN = re.compile(
    r"""
    (?P<address>[^\s@,;<>()]{1,64}@[^\s@,;<>()]{1,255}\.[a-zA-Z]{1,24}(?![^\W_])|(?:https?://|www\.)\S+)
  | (?P<code>(?<![^\W_])[^\W\d_]\d(?![\w]|[.,]\d))
  | (?P<until>(?<![^\W_])[sS][./][dD](?!\w)\.?)
  | (?P<number>\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?)
  | (?P<word>[^\W\d_]+(?:['\u2019`][^\W\d_]+)*(?:2(?:an|nya|in|kan|i)?(?![\w]|[.,]\d))?)
  | (?P<mark>[-\u2013\u2014<>=$\u00a3\u20ac~\u00b1+/%&\u2264\u2265_@#*])
  | (?P<stop>[.,;:!?()\[\]{}"\n\u2026|]+)
  | (?P<emoji>\S)
    """,
    re.VERBOSE,
)
# Marks that people set behind the items of a list.
_TICKS = {"\u2705": "centang", "\u2714": "centang", "\u2611": "centang", "\u274c": "silang", "\u2716": "silang"}
# After these a dot abbreviates and ends nothing.
_ABBREVIATED = re.compile(r"(?:^|\W)(?:rp|muh|moh|st|dr|drs|prof|ir|jl|no|vs|hj|h|[a-z])$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A message as tokens.

    `words` leaves out marks and words without meaning; `asked` are the numbers of the clauses with a question mark.
    """

    text: str
    tokens: tuple[Token, ...]
    words: tuple[Token, ...]
    asked: frozenset[int]
    by_clause: Mapping[int, tuple[Token, ...]]

    def clause(self, number: int) -> tuple[Token, ...]:
        """Return the meaningful words of a clause."""
        return self.by_clause.get(number, ())

    def clauses(self) -> tuple[tuple[Token, ...], ...]:
        """Return the meaningful words of every clause that has any, in order."""
        return tuple(self.by_clause.values())

    def quote(self, first: Token, last: Token) -> str:
        """Return what was written from one token to another."""
        return self.text[first.start : last.end]


def read_utterance(text: str) -> Utterance:
    """Cut a message into tokens."""
    tokens: list[Token] = []
    asked: set[int] = set()
    clause, end_before = 0, -1
    for match in _TOKEN.finditer(text):
        if len(tokens) >= MAX_TOKENS:
            break
        if match.lastgroup == "stop":
            if _ends_clause(text, match):
                asked |= {clause} if "?" in match.group() else set()
                clause += 1
            continue
        pieces = _tokens_of(match, clause, is_glued=match.start() == end_before)
        if pieces and _begins_clause(pieces[0], [token for token in tokens[-_LOOK_BACK:] if token.clause == clause]):
            clause += 1
            pieces = _tokens_of(match, clause, is_glued=False)
        if pieces and tokens and _is_passive(tokens[-1], pieces[0]):
            pieces = [_joined(tokens.pop(), pieces[0]), *pieces[1:]]
        tokens += pieces
        end_before = match.end()
    tokens, asked = _with_tails(tokens, asked)
    words = _meaningful(tokens)
    by_clause = {number: tuple(part) for number, part in groupby(words, key=lambda token: token.clause)}
    return Utterance(text, tuple(tokens), words, frozenset(asked), by_clause)


def _tokens_of(match: re.Match[str], clause: int, *, is_glued: bool) -> list[Token]:
    surface, start, end = match.group(), match.start(), match.end()
    if surface in _TICKS:
        return [Token(surface, _TICKS[surface], start, end, clause, Kind.WORD, is_glued, (_TICKS[surface],))]
    kind = Kind.WORD if match.lastgroup in {"code", "until"} else Kind(match.lastgroup or Kind.EMOJI)
    if kind is not Kind.WORD:
        return [Token(surface, fold(surface), start, end, clause, kind, is_glued, (fold(surface),))]
    return [
        Token(surface, word, start, end, clause, kind, is_glued and number == 0, stems_of(word))
        for number, word in enumerate(_words_of(surface, match.lastgroup))
    ]


def _with_tails(tokens: Sequence[Token], asked: set[int]) -> tuple[list[Token], set[int]]:
    """Make a clause of the question that ends a long one: `… budget aku 40 juta kira2 bisa ga ya`.

    A question mark belongs to the tail; numbers of clauses go up where one is cut in two.
    """
    parted: list[Token] = []
    moved: set[int] = set()
    shift = 0
    for number, group in groupby(tokens, key=lambda token: token.clause):
        clause = list(group)
        tail = _tail_of(clause)
        parted += [replace(token, clause=number + shift) for token in clause[:tail]]
        shift += 1 if tail < len(clause) else 0
        parted += [replace(token, clause=number + shift) for token in clause[tail:]]
        moved |= {number + shift} if number in asked else set()
    return parted, moved


def _tail_of(clause: Sequence[Token]) -> int:
    """Return the place at which the question begins that ends a long clause; its length if there is none."""
    content = [place for place, token in enumerate(clause) if token.word not in FILLERS and token.word != "ya"]
    if len(content) <= _LONG or clause[content[-1]].word != "tidak" or not clause[content[-2]].is_any(_TAGS):
        return len(clause)
    start = content[-2]
    while clause[start - 1].word in _BEFORE_TAG:
        start -= 1
    return start


def _begins_clause(token: Token, led: Sequence[Token]) -> bool:
    """Test if a clause begins at a token, with the tokens of the clause so far before it."""
    if token.word in _CONJUNCTIONS:
        return bool(led)
    # `aku lulus 2023 trus kerja di pabrik nah aku tuh pengen …`: people who write without a stop.
    if len(led) >= _RUN_ON and (token.word == "nah" or led[-1].word == "terus"):
        return True
    return token.word == "sekarang" and any(other.is_any(_BEFORE_NOW) for other in led)


def _is_passive(first: Token, second: Token) -> bool:
    return first.surface.lower() == "di" and second.clause == first.clause and second.is_any(_PASSIVES)


def _joined(first: Token, second: Token) -> Token:
    (word,) = canonical_words(f"di{fold(second.surface)}")[:1]
    surface = first.surface + second.surface
    return Token(surface, word, first.start, second.end, first.clause, Kind.WORD, first.is_glued, stems_of(word))


def _words_of(surface: str, group: str | None) -> tuple[str, ...]:
    """Return the words that a written word stands for. A two doubles it: `kira2` is `kira kira`."""
    # In capitals it is a degree; in small letters it addresses a woman.
    if surface == "MBA":
        return ("master", "business")
    # In capitals it is Kuala Lumpur; in small letters it is short for `kalau`.
    if surface == "KL":
        return ("malaysia",)
    base, two, suffix = surface.partition("2") if group == "word" else (surface, "", "")
    return (*canonical_words(base), *canonical_words(base + suffix)) if two else canonical_words(base)


def _ends_clause(text: str, match: re.Match[str]) -> bool:
    """Test if a stop ends a clause: not the dot of an abbreviation, nor one between letters without a space."""
    if match.group() not in {".", ":"}:
        return True
    if match.group() == ".":
        is_inside = match.end() < len(text) and not text[match.end()].isspace()
        return not _ABBREVIATED.search(text[max(0, match.start() - 6) : match.start()]) and not (
            is_inside and text[match.start() - 1 : match.start()].isalnum() and text[match.end()].islower()
        )
    return False


def _meaningful(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return the words that carry meaning; a `ya` that ends a clause is a particle, one that begins it says yes."""
    words = [token for token in tokens if token.kind in {Kind.WORD, Kind.NUMBER} and token.word not in FILLERS]
    kept: list[Token] = []
    for place, token in enumerate(words):
        is_last = place + 1 == len(words) or words[place + 1].clause != token.clause
        is_first = not kept or kept[-1].clause != token.clause
        if token.word != "ya" or is_first or not is_last:
            kept.append(token)
    return tuple(kept)
