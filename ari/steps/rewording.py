"""A model's wording of what ARI would say: only what passes the checks, else none."""

from collections.abc import Iterator

from ari.domain import Reply
from ari.output_checks import Permit, check_reply, links_in, tidy
from ari.ports import ChatMessage
from ari.prompts import MAX_TOKENS, Material, reply_prompt, rewrite_prompt
from ari.speech import Acknowledge, Ask, Clarify
from ari.steps.models import ask_model, models_of, settle
from ari.steps.talk import Talk
from ari.untrusted import without_orders
from ari.words.asking import words_asking
from ari.words.values import labelled_words
from ari.words.voice import Voice, part_of_day
from ari.words.wording import Scene, word_act

# Acts whose numbers are the lead's own, and acts whose numbers are only examples.
_OWN, _EXAMPLES = (Acknowledge,), (Ask, Clarify)


def reword(talk: Talk, draft: str, voice: Voice, scene: Scene) -> Reply | None:
    """Return a model's wording of the draft that may go out; None where there is none.

    A model that fails is followed by the other one. One that answers, but wrongly, may rewrite once.
    """
    order = models_of(talk)
    if not order:
        return None
    delimiter = talk.ports.new_delimiter()
    prompt = reply_prompt(material_of(talk, draft, voice), delimiter=delimiter)
    permit = permit_of(talk, draft, voice, scene, secret=prompt.rules, delimiter=delimiter)
    for model in order:
        if talk.ports.models.is_resting(model):
            continue
        outcome = _try(talk, model, prompt.messages, permit, voice)
        if isinstance(outcome, tuple):
            outcome = _try(talk, model, rewrite_prompt(prompt, outcome), permit, voice)
            return Reply(text=outcome, source=model) if isinstance(outcome, str) else None
        if outcome is not None:
            return Reply(text=outcome, source=model)
    return None


def _try(
    talk: Talk, model: str, messages: tuple[ChatMessage, ...], permit: Permit, voice: Voice
) -> str | tuple[str, ...] | None:
    """Return the model's text, or the codes of what speaks against it, or None where it gave none."""
    answered = ask_model(talk, model, messages, max_tokens=MAX_TOKENS)
    if answered is None:
        return None
    text = tidy(answered.completion.text, bot=voice.bot, has_emoji=voice.tone.has_emoji)
    codes = tuple(complaint.code for complaint in check_reply(text, permit))
    settle(talk, answered, complaints=codes)
    return codes or text


def material_of(talk: Talk, draft: str, voice: Voice) -> Material:
    """Return what the prompt is made of."""
    turn = talk.turn
    return Material(
        workspace=turn.workspace,
        settings=turn.settings,
        contact=turn.contact,
        state=talk.state,
        language=voice.language,
        part_of_day=part_of_day(turn.now, turn.settings),
        facts=talk.memory.facts,
        knowledge=tuple(f"{hit.entry.title}\n{hit.entry.content}" for hit in talk.answers),
        history=turn.history,
        messages=turn.messages,
        draft=draft,
    )


def permit_of(talk: Talk, draft: str, voice: Voice, scene: Scene, *, secret: str, delimiter: str) -> Permit:
    """Return what the reply may say."""
    settings = talk.turn.settings
    facts = tuple(labelled_words(name, fact, voice) for name, fact in talk.memory.facts.items())
    names = (talk.turn.workspace.name, settings.bot_name, voice.name or "", *_place_names(talk))
    sources = (
        *(word_act(act, voice, scene) for act in talk.acts if not isinstance(act, _OWN + _EXAMPLES)),
        *(without_orders(hit.entry.content) for hit in talk.answers),
    )
    return Permit(
        draft=draft,
        sources=sources,
        examples=tuple(_examples(talk, voice)),
        own=facts,
        links=frozenset().union([settings.community_link or ""], *map(links_in, sources)) - {""},
        language=voice.language,
        secret=secret,
        delimiter=delimiter,
        asks=words_asking(talk.acts),
        names=tuple(name for name in names if name),
    )


def _examples(talk: Talk, voice: Voice) -> Iterator[str]:
    """Yield every way in which ARI asks what it asks now: their numbers are examples."""
    for act in talk.acts:
        if isinstance(act, _EXAMPLES):
            yield from (*voice.variants(f"ask.{act.item}"), *voice.variants(f"clarify.{act.item}"))


def _place_names(talk: Talk) -> Iterator[str]:
    for destination in talk.shown_destinations:
        yield destination.university_name
        yield from destination.programs
