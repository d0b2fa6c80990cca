"""The checks of a model's text, one after the other."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ari.output_checks.grounding import Grounds, sentences_of
from ari.output_checks.language import is_plausible
from ari.output_checks.phrases import DEEDS, INTERNALS, is_denied
from ari.untrusted import plain_text

# Longer texts are not read on a phone. A reply may always be a quarter longer than its draft.
MAX_LENGTH = 600
_LENGTH_OVER_DRAFT = 1.25
# So many words in a row are no chance: they were copied.
_SHINGLE = 7
_ENDINGS = """com|net|org|id|co|io|me|ly|link|info|xyz|site|online|app|dev|biz|top|club|shop|gg|tv|ru|cn|page|gl|to|
    cc|my|sg|au|uk|us|edu|gov|ai|in|live|store|vip|win|click"""
_LINK = re.compile(
    rf"""(?:[a-z][a-z0-9+.-]*://|www\.)[^\s]+
    | \b[\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | \b(?:[a-z0-9-]+(?:\.|\s?\[\.\]\s?|\s?\(\.\)\s?|\s(?:dot|titik)\s))+(?:{_ENDINGS})\b(?:/[^\s]*)?
    | (?<![\w@])@[a-z0-9_.]{{3,}}""",
    re.IGNORECASE | re.VERBOSE,
)
_SENDING = re.compile(r"\b(?:kirim\w*|hubungi|kontak|lapor\w*|send|contact|write\s+to|submit)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """What a reply may say.

    `draft` is the same reply in ARI's own words. `sources` are texts whose numbers and promises may be repeated: parts
    of the draft that are not the lead's, knowledge, universities. `own` is what the lead told: its numbers may be
    repeated as the lead's, those of `examples` in a question or as an example. `links` may be named. `secret` is the
    part of the prompt that nobody may see, `delimiter` its fence. `asks` are words of which the one question needs at
    least one; None where the reply may not ask. `names` are of no language: the workspace, the bot, the lead.
    """

    draft: str
    sources: tuple[str, ...]
    own: tuple[str, ...]
    examples: tuple[str, ...]
    links: frozenset[str]
    language: str
    secret: str
    delimiter: str
    asks: tuple[str, ...] | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a text may not go out. `detail` is for the log."""

    code: str
    detail: str = ""


def check_reply(text: str, permit: Permit) -> tuple[Complaint, ...]:
    """Return what speaks against the text; nothing where it may go out."""
    return tuple(_complaints(plain_text(text).replace("\u3002", "."), permit))


def _complaints(text: str, permit: Permit) -> Iterator[Complaint]:
    if not _WORD.search(text):
        yield Complaint("empty")
        return
    if len(text) > max(MAX_LENGTH, len(permit.draft) * _LENGTH_OVER_DRAFT):
        yield Complaint("too_long", f"{len(text)} characters")
    yield from _links(text, permit)
    yield from _numbers(text, permit)
    yield from _phrases(text, permit)
    if permit.delimiter in text or _copies(text, permit):
        yield Complaint("prompt", "it repeats the prompt")
    if not is_plausible(_without_names(text, permit), permit.language):
        yield Complaint("language", f"it is not {permit.language}")
    yield from _questions(text, permit)


def links_in(text: str) -> frozenset[str]:
    """Return the links, addresses and handles that the text names."""
    return frozenset(found[0].rstrip(".,;:!?)") for found in _LINK.finditer(text))


def _links(text: str, permit: Permit) -> Iterator[Complaint]:
    """Complain of links and addresses. The lead's own address may be repeated, but not as one to write to."""
    for sentence in text.splitlines():
        is_sending = _SENDING.search(sentence) is not None
        for found in _LINK.finditer(sentence):
            link = found[0].rstrip(".,;:!?)")
            is_own = link in permit.draft and any(link in own for own in permit.own)
            if link not in permit.links and (is_sending or not is_own):
                yield Complaint("link", link)


def _numbers(text: str, permit: Permit) -> Iterator[Complaint]:
    """Complain of sentences with numbers or promises that no source has, links apart."""
    grounds = Grounds.of(sources=(*permit.sources, *permit.names), own=permit.own, examples=permit.examples)
    for sentence in sentences_of(_LINK.sub(" ", text)):
        if not grounds.carry(sentence):
            yield Complaint("ungrounded", sentence)


def _phrases(text: str, permit: Permit) -> Iterator[Complaint]:
    """Complain of deeds and of talk about ARI itself, unless the draft has the very words."""
    draft = _folded(permit.draft)
    for code, pattern in (("deed", DEEDS), ("internal", INTERNALS)):
        for found in pattern.finditer(text):
            if _folded(found[0]) not in draft and not is_denied(text, found.start()):
                yield Complaint(code, found[0])


def _copies(text: str, permit: Permit) -> bool:
    """Test if a run of words of the prompt's secret part stands in the text and not in the draft."""
    secret, allowed = shingles(permit.secret), shingles(" ".join((permit.draft, *permit.sources)))
    return bool(shingles(text) & secret - allowed)


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return every run of words that is long enough to be no chance."""
    words = _WORD.findall(text.casefold())
    return frozenset(tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))


def _questions(text: str, permit: Permit) -> Iterator[Complaint]:
    """Complain unless the text asks what the draft asks: one thing, or nothing."""
    count = len(re.findall(r"\?+", _LINK.sub(" ", text)))
    allowed = len(re.findall(r"\?+", permit.draft))
    if permit.asks is None:
        if count:
            yield Complaint("question", "it asks, and should not")
        return
    if not 1 <= count <= max(allowed, 1):
        yield Complaint("question", f"it asks {count} questions")
    elif permit.asks and not any(word in text.casefold() for word in permit.asks):
        yield Complaint("question", "it does not ask what it should")


def _without_names(text: str, permit: Permit) -> str:
    """Return the text without names and links, which are of no language."""
    plain = _LINK.sub(" ", text)
    for name in permit.names:
        plain = plain.replace(name, " ")
    return plain


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
