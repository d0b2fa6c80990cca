"""What a reply says, before anybody words it: the acts that the steps choose and that `ari/words` or a model puts so.

The steps decide by rules what is said; who words it decides nothing. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ari.domain import Destination, Document, Fact, Field

# Kinds of media that staff can look at.
FILES = frozenset({"image", "document", "video"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The part of a knowledge entry that answers a question."""

    entry_id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Greet:
    """Say hello by the time of day, and to a stranger who ARI is."""

    is_first: bool = True


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """Answer a word of thanks or a laugh in kind."""

    is_thanks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge:
    """Repeat what was understood in this turn, so that the lead can correct it."""

    facts: Mapping[Field, Fact] = field(default_factory=dict)
    documents: Mapping[Document, bool] = field(default_factory=dict)
    declined: tuple[str, ...] = ()
    # Whether a fact replaced another one, and whether the lead gave them in a form before the first message.
    is_correction: bool = False
    is_from_form: bool = False
    # Countries that were named beside the one that was understood.
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer from the knowledge that the workspace wrote."""

    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDestinations:
    """Name universities, best first, of `country` where one was asked for; `total` says how many there are."""

    destinations: tuple[Destination, ...]
    country: str | None
    total: int
    # Whether only those are named that the lead's budget and English level allow.
    is_filtered: bool = False


@dataclass(frozen=True, slots=True)
class DoNotKnow:
    """Say that the question cannot be answered here, and offer a human unless one was offered before."""

    offers_human: bool = True


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask for an item; `is_again` where it was passed over before and is asked a last time."""

    item: str
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class Clarify:
    """Say that the answer to an item could not be read, with an example of one that can.

    `region` is a part of the world that was named where a country was asked for.
    """

    item: str
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Remind:
    """Say, without asking, that the answer to an item is still welcome."""

    item: str


@dataclass(frozen=True, slots=True)
class OfferConsultation:
    """Offer a consultation with a human consultant."""


@dataclass(frozen=True, slots=True)
class WelcomeWish:
    """Welcome the wish for a consultation that comes before ARI knows enough to arrange a good one."""


@dataclass(frozen=True, slots=True)
class AcceptNo:
    """Accept that an offer was declined."""


@dataclass(frozen=True, slots=True)
class Nurture:
    """Stay useful to a lead who is not ready: nothing is asked and nothing is sold."""


@dataclass(frozen=True, slots=True)
class OfferHuman:
    """Offer that a human goes on."""


@dataclass(frozen=True, slots=True)
class InviteCommunity:
    """Invite to the community, with its link where the workspace has one."""

    link: str | None


@dataclass(frozen=True, slots=True)
class HandOver:
    """Tell, once, that a human goes on from here."""

    reason: str


@dataclass(frozen=True, slots=True)
class ReceiveMedia:
    """Say of media that ARI cannot see or hear what to do instead; `kind` is WhatsApp's."""

    kind: str

    @property
    def asks_for_words(self) -> bool:
        """Whether the lead is asked to write instead; a picture or a file may stay as it is."""
        return self.kind not in FILES


@dataclass(frozen=True, slots=True)
class InviteQuestions:
    """End a turn that asks nothing else by inviting questions."""


@dataclass(frozen=True, slots=True)
class ConfirmConsent:
    """Confirm that the lead opted out, or in again."""

    is_in: bool


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Say a text that another part has worded, such as the booking dialogue, and nobody may change."""

    text: str


Act = (
    Greet | SmallTalk | Acknowledge | Answer | ShowDestinations | DoNotKnow | Ask | Clarify | Remind
    | OfferConsultation | WelcomeWish | AcceptNo | Nurture | OfferHuman | InviteCommunity | HandOver | ReceiveMedia
    | InviteQuestions | ConfirmConsent | Verbatim
)  # fmt: skip

# What is said in ARI's own words always: a link, a promise or a deed must not depend on a model's wording.
SCRIPTED_ONLY = (InviteCommunity, HandOver, ConfirmConsent, Verbatim, DoNotKnow)


def act_name(act: Act) -> str:
    """Return what the log calls an act: its kind, and what it asks for where it asks."""
    item = getattr(act, "item", None)
    return type(act).__name__ if item is None else f"{type(act).__name__}:{item}"
