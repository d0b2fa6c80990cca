"""The part of an entry that is shown: whole sentences, those that tell most about the question."""

import re
import textwrap

from ari.domain import KnowledgeEntry
from ari.knowledge.words import subject_words
from ari.untrusted import without_orders

# A message that is read on a phone without scrolling.
MAX_EXCERPT = 420
# A text without full stops is one sentence, and is cut between words.
MAX_SENTENCE = 900
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


def excerpt_of(entry: KnowledgeEntry, question: str) -> str:
    """Return the content, or of a long one the sentences that answer best, in their order.

    Sentences that give orders to a machine are no answer and are left out, whoever wrote them there.
    """
    sentences = [sentence for sentence in _SENTENCE_END.split(without_orders(entry.content)) if sentence.strip()]
    asked = set(subject_words(question))
    order = sorted(range(len(sentences)), key=lambda at: (-len(asked & set(subject_words(sentences[at]))), at))
    kept: set[int] = set()
    for at in order:
        if kept and sum(len(sentences[one]) + 1 for one in kept) + len(sentences[at]) > MAX_EXCERPT:
            break
        kept.add(at)
    excerpt = " ".join(sentences[at].strip() for at in sorted(kept))
    return textwrap.shorten(excerpt, MAX_SENTENCE, placeholder=" …") if len(excerpt) > MAX_SENTENCE else excerpt
