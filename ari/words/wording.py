"""Acts put into ARI's own words: one message, with paragraphs of their own for answers and lists."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ari.domain import AriSettings, Destination
from ari.items import DOCUMENT_PREFIX
from ari.speech import (
    FILES,
    AcceptNo,
    Acknowledge,
    Act,
    Answer,
    Ask,
    Clarify,
    ConfirmConsent,
    DoNotKnow,
    Greet,
    HandOver,
    InviteCommunity,
    InviteQuestions,
    Nurture,
    OfferConsultation,
    OfferHuman,
    ReceiveMedia,
    Remind,
    ShowDestinations,
    SmallTalk,
    Verbatim,
    WelcomeWish,
)
from ari.words.acknowledging import acknowledge
from ari.words.values import country_words, item_words, listed, money, money_range
from ari.words.voice import Voice, part_of_day

# Have paragraphs of their own: they may run over several lines.
_BLOCKS = (Answer, ShowDestinations, Verbatim)
_PLACEHOLDER = re.compile(r"\{\s*([a-zA-Z_]+)\s*\}")
_AUDIO = frozenset({"audio", "voice"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where and when something is said."""

    settings: AriSettings
    now: datetime


def word(acts: Sequence[Act], voice: Voice, scene: Scene) -> str:
    """Return the reply that says the acts, in their order."""
    paragraphs: list[list[str]] = [[]]
    for act in acts:
        text = word_act(act, voice, scene)
        if isinstance(act, _BLOCKS):
            paragraphs += [[text], []]
        elif text:
            paragraphs[-1].append(text)
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs if sentences)


def word_act(act: Act, voice: Voice, scene: Scene) -> str:
    """Return the sentences of one act."""
    match act:
        case Greet(is_first):
            return _greet(voice, scene, is_first=is_first)
        case SmallTalk(is_thanks):
            return voice.say("smalltalk.thanks" if is_thanks else "smalltalk")
        case Acknowledge():
            return acknowledge(act, voice)
        case Answer(excerpts):
            intro = voice.say("answer.intro")
            return "\n\n".join(filter(None, (intro, *(excerpt.text for excerpt in excerpts))))
        case ShowDestinations():
            return _show_destinations(act, voice)
        case DoNotKnow(offers_human):
            return voice.say("unknown.offer" if offers_human else "unknown")
        case Ask(item, True):
            key = f"again.{item}"
            return voice.say(key) if voice.knows(key) else f"{voice.say('ask.again')} {voice.say(f'ask.{item}')}"
        case Ask(item):
            return voice.say(f"ask.{item}")
        case Clarify(_, str(region)) if voice.knows(f"region.{region}"):
            return voice.say("clarify.region", region=voice.say(f"region.{region}"))
        case Clarify(item) if item.startswith(DOCUMENT_PREFIX):
            return voice.say("clarify.document", item=item_words(item, voice))
        case Clarify(item):
            return voice.say(f"clarify.{item}")
        case Remind(item) if item.startswith(DOCUMENT_PREFIX):
            return voice.say("remind.document", item=item_words(item, voice))
        case Remind(item):
            return voice.say("remind", item=item_words(item, voice)) if voice.knows(f"item.{item}") else ""
        case ReceiveMedia(kind):
            return voice.say(f"media.{'audio' if kind in _AUDIO else 'file' if kind in FILES else 'other'}")
        case _:
            return _word_deed(act, voice)


def _word_deed(act: Act, voice: Voice) -> str:
    """Return the sentences of an act that offers, promises or ends something."""
    match act:
        case OfferConsultation():
            return voice.say("offer.consultation")
        case OfferHuman():
            return voice.say("offer.human")
        case WelcomeWish():
            return voice.say("welcome.wish")
        case AcceptNo():
            return voice.say("accept.no")
        case Nurture():
            return voice.say("nurture")
        case InviteQuestions():
            return voice.say("invite.questions")
        case InviteCommunity(link):
            return voice.say("community.link", link=link) if link else voice.say("community")
        case HandOver(reason):
            key = f"handover.{reason}"
            return voice.say(key if voice.knows(key) else "handover")
        case ConfirmConsent(is_in):
            return voice.say("consent.in" if is_in else "consent.out")
        case Verbatim(text):
            return text
        case _:
            raise TypeError(f"{type(act).__name__} has no words.")


def _greet(voice: Voice, scene: Scene, *, is_first: bool) -> str:
    """Return the greeting, the first one by the workspace's template where it has one."""
    time = voice.say(f"time.{part_of_day(scene.now, scene.settings)}")
    template = (scene.settings.greeting_template or "").strip()
    if not is_first or not template:
        return voice.say("greet.first" if is_first else "greet.again", time=time)
    return fill_template(template, voice, time=time)


def fill_template(template: str, voice: Voice, *, time: str) -> str:
    """Return the workspace's greeting with its placeholders filled; one that nobody knows is left out."""
    names = {
        **dict.fromkeys(("name", "nama", "lead_name"), voice.name or voice.kak.strip(", ")),
        **dict.fromkeys(("waktu", "time", "time_of_day"), time),
        **dict.fromkeys(("bot", "bot_name", "nama_bot"), voice.bot),
        **dict.fromkeys(("workspace", "company", "bisnis"), voice.workspace),
        **dict.fromkeys(("salam", "greeting"), f"Selamat {time}" if voice.language == "id" else f"Good {time}"),
    }
    filled = _PLACEHOLDER.sub(lambda found: names.get(found[1].lower(), ""), template)
    return re.sub(r"[ \t]+(?=[ \t,.!?])", "", filled).strip()


def _show_destinations(act: ShowDestinations, voice: Voice) -> str:
    country = country_words(act.country, voice) if act.country else None
    if act.is_filtered and not country:
        heading = voice.say("destinations.filtered")
    else:
        heading = voice.say("destinations.country", country=country) if country else voice.say("destinations.all")
    lines = [
        f"- {_destination_line(destination, voice, has_country=country is None)}" for destination in act.destinations
    ]
    hidden = act.total - len(act.destinations)
    more = [voice.say("destinations.more", count=str(hidden))] if hidden > 0 else []
    return "\n".join([heading, *lines, *more])


def _destination_line(destination: Destination, voice: Voice, *, has_country: bool) -> str:
    """Return a university with what the workspace knows of it."""
    needs = destination.requirements
    place = ", ".join(
        filter(None, (destination.city, country_words(destination.country, voice) if has_country else ""))
    )
    parts = [
        (key, value)
        for key, value in (
            ("ielts", _grade(needs.get("ielts_min"))),
            ("gpa", _grade(needs.get("gpa_min"))),
            ("cost", _cost(destination, voice)),
            ("deadline", str(needs.get("deadline") or "")),
            ("programs", listed(list(destination.programs[:4]), voice)),
        )
        if value
    ]
    facts = ", ".join(voice.say(f"destination.{key}", value=value) for key, value in parts)
    return f"{destination.university_name}{f' ({place})' if place else ''}{': ' if facts else ''}{facts}"


def _cost(destination: Destination, voice: Voice) -> str:
    """Return the yearly cost; the requirements' budgets are whole rupiah."""
    low, high = (_number(destination.requirements.get(key)) for key in ("budget_min", "budget_max"))
    if low is not None and high is not None and low != high:
        return money_range(low, high, "IDR", voice.language)
    amount = high if low is None else low
    if amount is None:
        return ""
    key = "range.about" if low == high else "range.from" if high is None else "range.to"
    return voice.say(key, value=money(amount, "IDR", voice.language))


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _grade(value: object) -> str:
    """Return a test's or a school's grade as it is written: 6.0, 2.75."""
    number = _number(value)
    return "" if number is None else f"{number:.2f}".removesuffix("0")
