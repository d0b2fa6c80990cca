"""Whether ARI may speak at all."""

from dataclasses import replace

from ari.domain import Intent
from ari.speech import ConfirmConsent
from ari.state_machine import is_silent
from ari.steps.talk import Talk

# Reactions to a message, and what WhatsApp itself tells; none of it wants a reply.
_WORDLESS = frozenset({"reaction", "system", "unsupported", "ephemeral"})


def settle_consent(talk: Talk) -> None:
    """Take an opt-out or an opt-in at its word, also where ARI is silent. An opt-out ends the turn."""
    is_out = talk.turn.contact.is_opted_out
    if Intent.OPT_OUT in talk.understood.intents:
        talk.consent = None if is_out else "out"
        talk.memory = replace(talk.memory, pending=None)
        if talk.consent and reason_for_silence(talk) is None:
            talk.say(ConfirmConsent(is_in=False))
        else:
            talk.silence = reason_for_silence(talk)
        talk.note("consent", consent="out", is_new=not is_out)
        talk.end()
    if is_out and Intent.OPT_IN in talk.understood.intents:
        talk.consent = "in"
        talk.note("consent", consent="in")


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
    if talk.turn.contact.is_opted_out and talk.consent != "in":
        return "opted_out"
    return None
