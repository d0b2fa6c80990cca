"""Reading what a lead wrote, deterministically: intents, facts, documents, refusals, moods."""

from ari.understanding.forms import read_form
from ari.understanding.outcome import Mood, Topic, Understanding
from ari.understanding.understand import understand
from ari.understanding.validation import ground_fact, validate_fact

__all__ = ["Mood", "Topic", "Understanding", "ground_fact", "read_form", "understand", "validate_fact"]
