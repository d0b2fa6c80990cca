"""Why ARI did what it did in a turn: the steps that it wrote down, as sentences in the reader's language.

The trace is what `ari.steps.talk.Talk.note` wrote, read back from ARI's log. A log may also hold rows of another hand
or of an earlier version, so nothing here relies on a value being there; a step without words is shown as it was logged.
"""

from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ari.items import DOCUMENT_PREFIX
from portal.conversation_wording import DOCUMENTS, FIELDS, OUTCOMES, STATES, TEMPERATURES, word_handoff
from portal.trace_wording import ACTS, BOOKING, CALLS, COMPLAINTS, INTENTS, LANGUAGES, OFFERED, ROUTES
from portal.wording import Words

Step = Mapping[str, Any]
SCRIPT = "script"
# What Convex keeps of a trace that is too large (`convex/model/ari/commits.ts`).
TOO_LARGE = {"note": "The trace was too large to keep."}


def trace_sentences(trace: Any) -> list[str]:
    """Return what each step of a turn saw and decided, in their order."""
    return [_word_step(step) for step in trace] if isinstance(trace, list) else [str(trace)]


def _word_step(step: Any) -> str:
    if not isinstance(step, Mapping):
        return str(step)
    if step == TOO_LARGE:
        return _("There was too much of it to keep.")
    word = SENTENCES.get(_text(step, "step"))
    return (" ".join(word(step)) if word else "") or _as_logged(step)


def _as_logged(step: Step) -> str:
    return " ".join([_text(step, "step"), *(f"{name}={value}" for name, value in step.items() if name != "step")])


def _text(step: Step, name: str) -> str:
    value = step.get(name)
    return "" if value is None else str(value)


def _map(step: Step, name: str) -> Mapping[str, Any]:
    value = step.get(name)
    return value if isinstance(value, Mapping) else {}


def _number(step: Step, name: str) -> float | None:
    value = step.get(name)
    return value if isinstance(value, int | float) and isfinite(value) else None


def _list(step: Step, name: str) -> list[Any]:
    value = step.get(name)
    return value if isinstance(value, list) else []


def _item(name: str) -> Words:
    return FIELDS.get(name) or DOCUMENTS.get(name.removeprefix(DOCUMENT_PREFIX), name)


def _word(words: Mapping[str, Words], code: object) -> str:
    return str(words.get(str(code), str(code)))


def _consent(step: Step) -> Iterator[str]:
    match step.get("consent"):
        case "in":
            yield _("The lead wants to get messages again.")
        case "out":
            yield _("The lead wants no more messages.")


def _gate(step: Step) -> Iterator[str]:
    yield _word(OUTCOMES, _text(step, "silence"))


def _understand(step: Step) -> Iterator[str]:
    intents = ", ".join(_word(INTENTS, intent) for intent in _list(step, "intents"))
    if intents:
        yield _("Read as: %(intents)s.") % {"intents": intents}
    if (language := _text(step, "language")) in LANGUAGES:
        yield _word(LANGUAGES, language)
    if facts := _map(step, "facts"):
        learned = ", ".join(f"{_item(name)} “{words}”" for name, words in facts.items())
        yield _("Learned: %(learned)s.") % {"learned": learned}
    for name, has in _map(step, "documents").items():
        document = {"document": _item(name)}
        yield (_("The lead has it: %(document)s.") if has else _("The lead lacks it: %(document)s.")) % document
    declined = [str(item) for item in _list(step, "declined")]
    if untold := [str(_item(item)) for item in declined if item not in OFFERED]:
        yield _("The lead does not tell: %(items)s.") % {"items": ", ".join(untold)}
    if unwanted := [str(OFFERED[item]) for item in declined if item in OFFERED]:
        yield _("The lead does not want: %(offers)s.") % {"offers": ", ".join(unwanted)}


def _knowledge(step: Step) -> Iterator[str]:
    if not _text(step, "question"):
        return
    entries = [entry for entry in _list(step, "entries") if isinstance(entry, Mapping)]
    destinations = len(_list(step, "destinations"))
    yield _("Looked up: “%(question)s”.") % {"question": _text(step, "question")}
    if entries:
        found = ", ".join(f"“{_text(entry, 'title')}” ({_percent(_number(entry, 'coverage'))})" for entry in entries)
        yield _("Found in the knowledge: %(found)s.") % {"found": found}
    if destinations:
        text = ngettext("Found %(count)s university.", "Found %(count)s universities.", destinations)
        yield text % {"count": destinations}
    if not entries and not destinations:
        yield _("The knowledge says nothing on it.")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{number_format(share * 100, 0)} %"


def _extract(step: Step) -> Iterator[str]:
    field = {"field": _item(_text(step, "field"))}
    match step.get("is_believed"):
        case True:
            yield _("A model read the answer: %(field)s.") % field
        case False:
            yield _("A model could not read the answer: %(field)s.") % field


def _score(step: Step) -> Iterator[str]:
    if step.get("total") is None:
        return
    temperature = _word(TEMPERATURES, _text(step, "temperature"))
    yield _("Score %(total)s: %(temperature)s.") % {"total": _text(step, "total"), "temperature": temperature}


def _route(step: Step) -> Iterator[str]:
    yield _word(ROUTES, _text(step, "route"))
    if rounds := int(_number(step, "idle_rounds") or 0):
        text = ngettext("%(count)s turn brought nothing new.", "%(count)s turns in a row brought nothing new.", rounds)
        yield text % {"count": rounds}


def _state(step: Step) -> Iterator[str]:
    before, after = _word(STATES, _text(step, "before")), _word(STATES, _text(step, "after"))
    if not before or not after:
        return
    if before == after:
        yield _("Stays in: %(state)s.") % {"state": after}
    else:
        yield _("From %(before)s to %(after)s.") % {"before": before, "after": after}


def _words(step: Step) -> Iterator[str]:
    acts = ", ".join(_act(str(act)) for act in _list(step, "acts"))
    if acts:
        yield pgettext("act", "The reply %(acts)s.") % {"acts": acts}
    source = _text(step, "source")
    if not source:
        return
    yield _("In ARI's own words.") if source == SCRIPT else _("Worded by %(model)s.") % {"model": source}


def _act(name: str) -> str:
    kind, _colon, item = name.partition(":")
    words = _word(ACTS, kind)
    return words % {"item": _item(item)} if kind in ACTS else name


def _booking(step: Step) -> Iterator[str]:
    yield _word(BOOKING, _text(step, "outcome"))
    if step.get("is_aside"):
        yield _("The message was about something else.")


def _handoff(step: Step) -> Iterator[str]:
    yield _("Given to a person: %(reason)s.") % {"reason": word_handoff(_text(step, "reason"))}


def _model(step: Step) -> Iterator[str]:
    outcome = _text(step, "outcome")
    if outcome not in CALLS:
        return
    reason = ", ".join(_word(COMPLAINTS, one) for one in _text(step, "reason").split(", "))
    yield _word(CALLS, outcome) % {"model": _text(step, "model"), "reason": reason}
    if (latency_ms := _number(step, "latency_ms")) is not None:
        yield _("It took %(seconds)s s.") % {"seconds": number_format(latency_ms / 1000, 1)}


SENTENCES: Mapping[str, Callable[[Step], Iterator[str]]] = {
    "consent": _consent,
    "gate": _gate,
    "understand": _understand,
    "knowledge": _knowledge,
    "extract": _extract,
    "score": _score,
    "route": _route,
    "state": _state,
    "words": _words,
    "booking": _booking,
    "handoff": _handoff,
    "model": _model,
}
