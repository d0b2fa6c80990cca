"""Whether ARI may speak at all."""

from dataclasses import replace

from ari.domain import Intent
from ari.items import OPT_OUT
from ari.speech import ConfirmConsent
from ari.state_machine import is_silent
from ari.steps.talk import Talk

# Reactions to a message, and what WhatsApp itself tells; none of it wants a reply.
_WORDLESS = frozenset({"reaction", "system", "unsupported", "ephemeral"})


def settle_consent(talk: Talk) -> None:
    """Take an opt-out or an opt-in at its word, also where ARI is silent. An opt-out ends the turn.

    The webhook has understood the plain ones already: then the contact says that they opted out, and the turn is there
    to confirm it. The memory keeps it until they opt in again.
    """
    intents, memory = talk.understood.intents, talk.memory
    if Intent.OPT_IN in intents and (OPT_OUT in memory.asked or talk.turn.contact.is_opted_out):
        talk.consent = "in"
        talk.memory = replace(memory, asked={item: n for item, n in memory.asked.items() if item != OPT_OUT})
        talk.note("consent", consent="in")
    elif Intent.OPT_OUT in intents or talk.turn.contact.is_opted_out:
        talk.consent = "out"
        talk.memory = replace(memory, asked={**memory.asked, OPT_OUT: 1}, pending=None)
        talk.silence = reason_for_silence(talk)
        if talk.silence is None:
            talk.say(ConfirmConsent(is_in=False))
        talk.note("consent", consent="out")
        talk.end()


def pass_gate(talk: Talk) -> None:
    """End the turn in silence where ARI must not or need not speak."""
    talk.silence = reason_for_silence(talk)
    if talk.silence is None and not talk.text and set(talk.media) <= _WORDLESS:
        talk.silence = "nothing_to_say"
    if talk.silence:
        talk.note("gate", silence=talk.silence)
        talk.end()
    if talk.consent == "in":
        talk.say(ConfirmConsent(is_in=True))


def reason_for_silence(talk: Talk) -> str | None:
    """Return why ARI must be silent; None where it may speak."""
    if not talk.turn.settings.is_enabled:
        return "disabled"
    if is_silent(talk.turn.state):
        return "with_human"
    return None
