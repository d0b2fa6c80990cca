"""A model's text as WhatsApp shows it best: no markup, no quotes around it, no emoji unless they are wished."""

import re
import unicodedata

_SPEAKER = re.compile(r"^\s*(?:balasan|reply|jawaban|asisten|assistant|ari|bot)\s*:\s*", re.IGNORECASE)
_MARKUP = re.compile(r"\*\*|__|^#{1,6}\s+|`+", re.MULTILINE)
_QUOTES = {'"': '"', "\u201c": "\u201d", "'": "'"}
_BLANK_LINES = re.compile(r"\n{3,}")


def tidy(text: str, *, bot: str, has_emoji: bool) -> str:
    """Return the text without what a model adds around it."""
    plain = unicodedata.normalize("NFC", text).strip()
    plain = _SPEAKER.sub("", plain)
    if plain.casefold().startswith(f"{bot.casefold()}:"):
        plain = plain[len(bot) + 1 :].strip()
    if len(plain) > 1 and _QUOTES.get(plain[0]) == plain[-1]:
        plain = plain[1:-1].strip()
    plain = _MARKUP.sub("", plain)
    if not has_emoji:
        plain = "".join(one for one in plain if not _is_emoji(one))
    lines = (" ".join(line.split()) for line in plain.splitlines())
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _is_emoji(character: str) -> bool:
    return unicodedata.category(character) in {"So", "Sk", "Cs"} or character in "\ufe0f\u200d\u20e3"
