"""The first and the last thing of a turn: the talk out of what was read, the decision out of the talk."""

from ari.domain import Decision, Fact, FactSource, Field, Route, Temperature, Turn
from ari.memory import Memory
from ari.routing import choose_lead_status
from ari.speech import Answer
from ari.steps.talk import Ports, Talk
from ari.understanding import Understanding

# A fact of these sources may complete the contact's record.
_TOLD = frozenset({FactSource.CHAT, FactSource.FORM})


def begin(turn: Turn, ports: Ports) -> Talk:
    """Return the talk as it stands before anything was read."""
    memory = Memory.from_json(turn.memory)
    return Talk(
        turn=turn,
        ports=ports,
        before=memory,
        memory=memory,
        state=turn.state,
        understood=Understanding(intents=frozenset(), language=memory.language),
    )


def decide(talk: Talk) -> Decision:
    """Return the decision. Silence changes nothing but the consent."""
    if talk.silence:
        memory = talk.memory if talk.consent else talk.before
        return Decision(
            state=talk.turn.state,
            memory=memory.to_json(),
            silence=talk.silence,
            consent=talk.consent,
            trace=tuple(talk.trace),
        )
    contact = talk.turn.contact
    return Decision(
        state=talk.state,
        memory=talk.memory.to_json(),
        replies=talk.replies,
        score=talk.score,
        lead_status=_lead_status(talk),
        name=_completed(contact.name, contact.profile_name, talk.memory.facts.get(Field.NAME)),
        email=_completed(contact.email, None, talk.memory.facts.get(Field.EMAIL)),
        add_tags=tuple(tag for tag in talk.add_tags if tag not in contact.tags),
        handoff=talk.handoff,
        consent=talk.consent,
        model=talk.model,
        model_calls=tuple(talk.model_calls),
        cited_entries=_cited(talk),
        trace=tuple(talk.trace),
    )


def _lead_status(talk: Talk) -> str | None:
    """Return the new status. A lead who has only said hello is not cold yet."""
    if talk.score is None:
        return None
    is_early = talk.route is Route.CONTINUE_QUALIFYING or talk.handoff is not None
    if is_early and talk.score.temperature is Temperature.COLD:
        return None
    return choose_lead_status(talk.turn.contact, talk.score.temperature)


def _completed(stored: str | None, profile: str | None, fact: Fact | None) -> str | None:
    """Return what the record gets: a value that was told, where it has none or only that of the profile."""
    if fact is None or fact.source not in _TOLD or (stored and stored != profile):
        return None
    value = str(fact.value)
    return None if value == stored else value


def _cited(talk: Talk) -> tuple[str, ...]:
    return tuple(excerpt.entry_id for act in talk.acts if isinstance(act, Answer) for excerpt in act.excerpts)
