"""Repeating what was understood, so that a lead can correct it."""

from ari.domain import Document, Fact, Field
from ari.english import is_high_english
from ari.items import document_item
from ari.speech import Acknowledge
from ari.words.values import country_words, item_words, labelled_words, listed, value_words
from ari.words.voice import Voice


def acknowledge(act: Acknowledge, voice: Voice) -> str:
    """Return the sentences that repeat the facts, then the documents, then what was declined."""
    parts = (_facts(act, voice), _alternatives(act, voice), _documents(act, voice), _declined(act, voice))
    return " ".join(filter(None, parts))


def _facts(act: Acknowledge, voice: Voice) -> str:
    if not act.facts:
        return ""
    if not voice.tone.is_clear and Field.NAME not in act.facts:
        return voice.say("ack.short")
    if act.is_correction or act.is_from_form or len(act.facts) > 1:
        known = [labelled_words(field, fact, voice) for field, fact in act.facts.items() if field is not Field.NOTES]
        key = "ack.correction" if act.is_correction else "ack.form" if act.is_from_form else "ack.several"
        return voice.say(key, value=listed(known, voice)) if known else voice.say("ack.notes")
    ((field, fact),) = act.facts.items()
    said = voice.say(f"ack.{field.value}", value=value_words(field, fact, voice))
    return f"{said} {_cheer(field, fact, voice)}".strip()


def _alternatives(act: Acknowledge, voice: Voice) -> str:
    if not act.alternatives:
        return ""
    return voice.say("ack.alternatives", value=listed([country_words(one, voice) for one in act.alternatives], voice))


def _documents(act: Acknowledge, voice: Voice) -> str:
    ready = [_called(document, voice) for document, has in act.documents.items() if has]
    lacking = [_called(document, voice) for document, has in act.documents.items() if not has]
    sentences = []
    if ready:
        sentences.append(voice.say("ack.document.yes", value=listed(ready, voice)))
    if lacking:
        key = "support.document" if voice.tone.is_supportive else "ack.document.no"
        sentences.append(voice.say(key, value=listed(lacking, voice)))
    return " ".join(sentences)


def _declined(act: Acknowledge, voice: Voice) -> str:
    if not act.declined:
        return ""
    return voice.say("support.declined" if voice.tone.is_supportive else "ack.declined")


def _cheer(field: Field, fact: Fact, voice: Voice) -> str:
    """Return a word of encouragement where there is something to praise; too many of them would be flattery."""
    is_good = field is Field.COUNTRY or (field is Field.ENGLISH_LEVEL and is_high_english(str(fact.value)))
    return voice.say(f"cheer.{field.value}") if is_good and voice.tone.is_encouraging else ""


def _called(document: Document, voice: Voice) -> str:
    return item_words(document_item(document), voice)
