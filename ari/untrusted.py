"""Text that others wrote, leads, profiles, forms and knowledge: how a prompt fences it, and orders hidden in it."""

import re
import unicodedata

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*\s*|\n+")
# An order to a machine, in Indonesian or English. Entries of a knowledge base speak of universities, not of prompts.
_ORDER = re.compile(
    r"""
      \b(?:abaikan|lupakan|hiraukan|ignore|disregard|forget|override|bypass)\b.{0,60}
        \b(?:instruksi|perintah|aturan|prompt|sistem|system|instructions?|rules?|previous|sebelumnya|above|di\ atas)\b
    | \b(?:system|sistem|developer|hidden|rahasia)\s*(?:prompt|message|instructions?|instruksi)\b
    | ^\W*(?:system|sistem|assistant|asisten|developer|admin)\s*[:\]>]
    | \b(?:you\ are\ now|act\ as|pretend\ (?:to\ be|you)|kamu\ sekarang\ adalah|anggap\ dirimu)\b
    | \bberpura-?pura\ (?:jadi|menjadi)\b
    | \b(?:jailbreak|DAN\ mode|do\ anything\ now)\b
    | \b(?:ulangi|tampilkan|bocorkan|cetak|repeat|reveal|print|show|output)\b.{0,40}
        \b(?:prompt|instruksi|instructions?|konfigurasi|configuration|aturanmu)\b
    | \b(?:asisten|assistant|bot|AI|ARI|model)\b.{0,20}\b(?:harus|wajib|must|should|shall)\b
    | \b(?:katakan|bilang|jawab|tell|say|respond|balas)\b.{0,30}
        \b(?:kepada|ke|to|pada)\b.{0,15}\b(?:lead|user|pengguna|customer|semua)\b
    | </?\s*(?:system|data|instructions?|im_start|im_end|s|inst)\b | <\|[a-z_]+\|> | \[/?INST\]
    """,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
# What fences are made of, in any look-alike that Unicode folds to it.
_FENCE_MARKS = re.compile("[<>\u27e8\u27e9\u00ab\u00bb\u2039\u203a]{2,}")


def plain_text(text: str) -> str:
    """Return the text in compatibility form, without characters that cannot be seen."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(
        character for character in folded if character in "\n\t" or unicodedata.category(character)[0] != "C"
    )


def is_order(sentence: str) -> bool:
    """Test if a sentence gives orders to a machine instead of telling something."""
    return _ORDER.search(plain_text(sentence)) is not None


def without_orders(text: str) -> str:
    """Return the text without the sentences that give orders to a machine."""
    return "".join(sentence for sentence in _SENTENCE.findall(plain_text(text)) if not is_order(sentence)).strip()


def fenced(label: str, text: str, *, delimiter: str, max_length: int) -> str:
    """Return the text between marks that carry the delimiter, which the text itself cannot contain.

    The delimiter is drawn anew for each prompt, so that nobody who wrote the text could know it; should it stand there
    all the same, and be it put together by its own removal, it is taken out.
    """
    content = plain_text(text)[:max_length]
    while delimiter in content:
        content = content.replace(delimiter, "")
    # Only now: taking the code out of `<code<` puts a mark together. The space keeps the code apart.
    content = _FENCE_MARKS.sub(" ", content)
    return f"<<{label} {delimiter}>>\n{content}\n<</{label} {delimiter}>>"
