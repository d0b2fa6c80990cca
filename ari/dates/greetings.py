"""Greetings that name a part of the day or a feast without meaning it: "pagi kak", "selamat malam", "happy weekend"."""

from ari.dates.tokens import Kind, Text, Token

_WISHES = frozenset({
    "selamat", "slamat", "slmt", "met", "good", "gud", "happy", "nice", "have", "great", "lovely", "merry",
})  # fmt: skip
_FILLERS = frozenset({"a", "an", "hari", "ber", "menjelang", "merayakan", "nice", "good", "great", "akhir", "pekan"})
_PARTS = frozenset({"pagi", "siang", "sore", "malam", "petang", "afternoon", "evening", "subuh"})
_WISHED = _PARTS | {
    "weekend", "pekan", "minggu", "ahad", "senin", "jumat", "hari", "natal", "lebaran", "tahun", "imlek", "christmas",
    "new", "idul", "besok",
}  # fmt: skip
_PAIRS = frozenset({("tahun", "baru"), ("new", "year"), ("idul", "fitri"), ("idul", "adha"), ("hari", "minggu")})
_HELLOS = frozenset({
    "halo", "hallo", "hello", "hi", "hai", "hay", "hey", "helo", "alo", "permisi", "misi", "assalamualaikum",
    "assalamu", "alaikum", "ass", "dear", "punten", "p", "test", "tes",
})  # fmt: skip
VOCATIVES = frozenset({
    "kak", "min", "mas", "mbak", "pak", "bu", "bang", "bro", "sis", "gan", "om", "tante", "all", "semua", "semuanya",
    "semuaa", "team", "tim", "ari", "bapak", "ibu", "cik", "ci", "koh", "ko", "mz", "gaes", "guys", "dok", "sir",
    "maam", "madam", "there", "everyone", "sist",
})  # fmt: skip

_BREAK = Token(kind=Kind.PUNCTUATION, word=".")


def without_greetings(text: Text) -> Text:
    """Return the text with each greeting replaced by a full stop, which parts what stands around it."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        end = _wish_end(text, at) or (_bare_end(text, at) if _is_start(Text(tuple(tokens))) else None)
        tokens.append(text[at] if end is None else _BREAK)
        at = at + 1 if end is None else end
    return Text(tuple(tokens))


def _wish_end(text: Text, at: int) -> int | None:
    """Read "selamat pagi", "have a nice weekend", "good morning"."""
    if text.word(at) not in _WISHES:
        return None
    after = text.skip(at + 1, _FILLERS)
    # The fillers may have run over what was wished.
    ends_in_filler = after > at + 1 and text.word(after - 1) in _WISHED
    if text.word(after) not in _WISHED:
        return after if ends_in_filler else None
    return after + 2 if (text.word(after), text.word(after + 1)) in _PAIRS else after + 1


def _is_start(before: Text) -> bool:
    """Test if a message, a sentence or what follows a hello begins after these tokens."""
    at = len(before) - 1
    while _is_hello(before, at) or (
        before.is_mark(at, ",") and (_is_hello(before, at - 1) or before.is_mark(at - 1, "."))
    ):
        at -= 1
    return at < 0 or before.is_mark(at, ".!?\n")


def _is_hello(text: Text, at: int) -> bool:
    return text.word(at) in _HELLOS or text.word(at) in VOCATIVES


def _bare_end(text: Text, at: int) -> int | None:
    """Read "pagi kak", and "pagi, ..." before more words. A lone "pagi" answers a question."""
    if text.word(at) not in _PARTS:
        return None
    after = at + 1
    while text.is_mark(after, ",!. "):
        after += 1
    after = after + 1 if text.word(after) == "juga" else after
    if text.word(after) in VOCATIVES:
        return text.skip(after, VOCATIVES)
    is_followed = after > at + 1 and text[after].kind is not Kind.END
    return after if is_followed else None
