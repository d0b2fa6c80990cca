"""The acts of the reply, put into words: ARI's own, or a model's where there is one and its text passes the checks."""

from ari.domain import Field, Reply
from ari.speech import SCRIPTED_ONLY, Greet, act_name
from ari.steps.rewording import reword
from ari.steps.talk import Talk
from ari.words.names import called_name
from ari.words.voice import PHRASES, Tone, Voice, style_of
from ari.words.wording import Scene, word

# WhatsApp takes 4,096 characters, and counts some signs double.
MAX_REPLY = 3800


def word_reply(talk: Talk) -> None:
    """Word what is to be said. Where nothing is, the turn is silent."""
    if talk.silence or not talk.acts:
        talk.silence = talk.silence or "nothing_to_say"
        return
    voice, scene = voice_of(talk), Scene(settings=talk.turn.settings, now=talk.turn.now)
    draft = word(talk.acts, voice, scene)[:MAX_REPLY]
    reply = None if is_scripted(talk) else reword(talk, draft, voice, scene)
    talk.replies = (reply or Reply(text=draft),)
    talk.note("words", acts=[act_name(act) for act in talk.acts], source=talk.replies[0].source)


def is_scripted(talk: Talk) -> bool:
    """Test if the reply has something that no model may word: see `SCRIPTED_ONLY`; the workspace's own greeting."""
    has_greeting = bool(talk.turn.settings.greeting_template) and Greet(is_first=True) in talk.acts
    return has_greeting or any(isinstance(act, SCRIPTED_ONLY) for act in talk.acts)


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
