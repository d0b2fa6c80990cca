"""E-mail addresses in chat language."""

import re

from ari.domain import Field
from ari.understanding.context import has_any
from ari.understanding.corrections import has_correction
from ari.understanding.patterns import Pattern
from ari.understanding.reading import Heard, Reading
from ari.understanding.spelling import fold, words_of
from ari.understanding.tokens import Kind

_LOCAL = r"[a-z0-9](?:[a-z0-9._%+-]{0,62}[a-z0-9_+-])?"
_DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
_ADDRESS = re.compile(rf"(?<![a-z0-9._%+@/-])({_LOCAL})@({_DOMAIN})(?![a-z0-9@-])")
# The providers people spell out: `budi at gmail dot com`, `budi @ gmail . com`, `budi@gmail,com`.
_SPELLED_OUT = re.compile(
    rf"(?<![a-z0-9._%+@/-])({_LOCAL})\s*(?:@|\(at\)|\[at\]|\sat\s)\s*"
    r"(gmail|googlemail|yahoo|ymail|hotmail|outlook|icloud|live|proton|protonmail)"
    r"\s*(?:\.|,|\(dot\)|\[dot\]|\sdot\s|\stitik\s|\s)\s*(com|co(?:\.|\s*(?:dot|titik)\s*)(?:id|uk)|me|net)\b"
)
# `gmailku budi07`: who names the provider leaves out what is behind the name.
_OF_PROVIDER = re.compile(
    rf"\b(gmail|yahoo|ymail|hotmail|outlook|icloud)(?:ku|nya|\s+(?:saya|aku|gue|gw))?\s+(?:nya\s+)?({_LOCAL})"
)
# Marks that people spell out too: `yoga underscore pratama at gmail dot com`.
_UNDERSCORE = re.compile(r"\s*\b(?:underscore|underskor|garis bawah)\b\s*")
# Whoever asks for something to be sent there gives an address.
_SEND = words_of("kirim kirimin dikirim dikirimin email emailin diemail send share sent forward kabarin")
_WROTE = Pattern("saya email|emailin|kirim|kontak|hubungi kemarin|tadi|email? ke")
# Before an address: it is the wrong one.
_WRONG = r"(?:bukan|not|salah|jangan)"
# Providers that people mistype; the address is kept as written and should be read back.
_SUSPECT = re.compile(
    r"@(?:gmial|gmai|gmal|gnail|gamil|gmaill|gimail|yaho|yahooo|hotmial|outlok)\.|\.(?:con|cim|vom|comm)$"
)


def is_email(text: str) -> bool:
    """Test if the text is one address, in the form of `Fact`."""
    return len(text) <= 254 and ".." not in text and re.fullmatch(rf"{_LOCAL}@{_DOMAIN}", text) is not None


def read_email(heard: Heard) -> Reading | None:
    """Return the lead's address. Of several the last counts after a correction; else the first, with a note."""
    text = _UNDERSCORE.sub("_", fold(heard.utterance.text))
    found = [address for address in _addresses(text) if not re.search(rf"{_WRONG}\s+{re.escape(address)}", text)]
    if not found and heard.is_pending(Field.EMAIL) and (named := _named_by_provider(text)):
        return Reading(value=named, words=named, notes=(f"email:{named}",))
    if not found or _is_theirs(heard):
        return None
    is_corrected = has_correction(heard.utterance)
    value = found[-1] if is_corrected else found[0]
    notes = (f"email:{'|'.join(found)}",) if len(found) > 1 and not is_corrected else ()
    if _SUSPECT.search(value):
        notes = (*notes, f"email:{value}")
    return Reading(value=value, words=value, is_hint=_is_asked_about(heard), notes=notes)


def _addresses(text: str) -> list[str]:
    plain = [f"{match[1]}@{match[2]}" for match in _ADDRESS.finditer(text)]
    spelled = [f"{match[1]}@{match[2]}.{_dotted(match[3])}" for match in _SPELLED_OUT.finditer(text)]
    return [address for address in dict.fromkeys(plain or spelled) if is_email(address)]


def _dotted(text: str) -> str:
    return re.sub(r"\s*(?:dot|titik)\s*", ".", text)


def _named_by_provider(text: str) -> str | None:
    """Return the address of `gmailku fikri07`; a name without a digit may be any other word."""
    match = _OF_PROVIDER.search(text)
    return f"{match[2]}@{match[1]}.com" if match and re.search(r"\d", match[2]) else None


def address_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return where addresses stand in a text, also those that are spelled out."""
    return tuple(match.span() for pattern in (_ADDRESS, _SPELLED_OUT) for match in pattern.finditer(text.lower()))


def _is_theirs(heard: Heard) -> bool:
    """Test if the address is the one the lead wrote to: `sudah saya email ke info@agensi.com`."""
    tokens = heard.utterance.tokens
    places = [place for place, token in enumerate(tokens) if token.kind is Kind.ADDRESS]
    return any(_WROTE.find_in(tokens[max(0, place - 5) : place]) is not None for place in places)


def _is_asked_about(heard: Heard) -> bool:
    """Test if the address stands in a question, which may be about somebody else's."""
    if heard.is_pending(Field.EMAIL):
        return False
    tokens = heard.utterance.tokens
    clauses = {token.clause for token in tokens if "@" in token.surface}
    if any(
        has_any(tokens[max(0, place - 3) : place], _SEND) for place, token in enumerate(tokens) if "@" in token.word
    ):
        return False
    return bool(clauses) and clauses <= heard.asking
