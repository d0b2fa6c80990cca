"""The acts of the reply, put into words."""

from ari.domain import Field, Reply
from ari.steps.talk import Talk
from ari.words.names import called_name
from ari.words.voice import PHRASES, Tone, Voice, style_of
from ari.words.wording import Scene, word


def word_reply(talk: Talk) -> None:
    """Word what is to be said, in ARI's own words."""
    if not talk.acts or talk.silence:
        talk.silence = talk.silence or "nothing_to_say"
        return
    scene = Scene(settings=talk.turn.settings, now=talk.turn.now)
    talk.replies = (Reply(text=word(talk.acts, voice_of(talk), scene)),)


def voice_of(talk: Talk) -> Voice:
    """Return how ARI speaks in this turn."""
    turn = talk.turn
    name = talk.memory.facts.get(Field.NAME)
    language = talk.memory.language
    return Voice(
        language=language if language in PHRASES else "id",
        style=style_of(turn.settings),
        tone=Tone.of(turn.settings),
        bot=turn.settings.bot_name,
        workspace=turn.workspace.name,
        name=called_name(str(name.value) if name else turn.contact.profile_name),
        seed=f"{turn.contact.id}\n{turn.messages[0].id if turn.messages else ''}",
    )
