"""Who speaks and how: the language, style and tone of a workspace, and which variant of a line is said this time."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ari.domain import AriSettings
from ari.words.english import ENGLISH
from ari.words.indonesian import INDONESIAN, Phrases

PHRASES: Mapping[str, Phrases] = {"id": INDONESIAN, "en": ENGLISH}
# The settings' names for three styles; whatever else stands there is professional.
_STYLES = {"formal": "formal", "casual": "casual", "friendly": "casual"}
_EMOJI_WISH = re.compile(r"(?<!tanpa )(?<!no )(?<!jangan pakai )(?<!without )\bemoji", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """The switches of the workspace's tone; each is on unless it is switched off, but for emoji."""

    is_supportive: bool = True
    is_clear: bool = True
    is_encouraging: bool = True
    has_emoji: bool = False

    @classmethod
    def of(cls, settings: AriSettings) -> "Tone":
        """Read the tone; emoji are wished by a switch or by a word in the description."""
        tone = settings.tone
        wishes = tone.get("emoji") is True or bool(_EMOJI_WISH.search(str(tone.get("description") or "")))
        return cls(
            is_supportive=tone.get("supportive", True) is not False,
            is_clear=tone.get("clear", True) is not False,
            is_encouraging=tone.get("encouraging", True) is not False,
            has_emoji=wishes,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One turn's way of speaking. `seed` differs from turn to turn and is the same when a turn is made again."""

    language: str
    style: str
    tone: Tone
    bot: str
    workspace: str
    name: str | None
    seed: str

    def say(self, key: str, **values: str) -> str:
        """Return a variant of the line, filled in. The values are set in as they are."""
        filled = {"kak": self.kak, "kamu": self._plain("you"), "bot": self.bot, "workspace": self.workspace, **values}
        return self._plain(key).format_map(filled)

    def variants(self, key: str) -> tuple[str, ...]:
        """Return all variants of a line as they stand in the book."""
        return PHRASES[self.language].get(key, ())

    def knows(self, key: str) -> bool:
        """Test if there is a line of this key."""
        return key in PHRASES[self.language]

    @property
    def kak(self) -> str:
        """The lead, addressed: "Kak Rina" or "Kak"; in English ", Rina" or nothing."""
        form = self._plain("kak")
        if self.name is None:
            return form
        return f"{form} {self.name}" if form else f", {self.name}"

    def _plain(self, key: str) -> str:
        phrases = PHRASES[self.language]
        variants = phrases.get(f"{key}@{self.style}") or phrases[key]
        return variants[_draw(f"{self.seed}\n{key}", len(variants))]


def style_of(settings: AriSettings) -> str:
    """Return formal, casual or professional."""
    return _STYLES.get(settings.greeting_style, "professional")


def part_of_day(now: datetime, settings: AriSettings) -> str:
    """Return the part of the day on the workspace's clock: 5 to 10 morning, 11 to 14 noon, 15 to 17 afternoon."""
    hour = now.astimezone(settings.zone).hour
    if 5 <= hour <= 10:
        return "morning"
    if 11 <= hour <= 14:
        return "noon"
    return "afternoon" if 15 <= hour <= 17 else "evening"


def _draw(seed: str, count: int) -> int:
    """Return a number below `count` that depends on the seed alone, on every machine."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % count
