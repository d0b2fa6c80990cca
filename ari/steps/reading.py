"""What the burst says, and what the lead's record and form said before it."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from ari.domain import Contact, Document, Fact, FactSource, Field, Intent
from ari.items import item_document
from ari.qualification import learn, merge_facts
from ari.steps.talk import Talk
from ari.understanding import Understanding, read_form, understand
from ari.understanding.email import is_email
from ari.words.names import clean_name

# Media that can be the document that was asked for.
_PAPERS = frozenset({"image", "document"})


def understand_burst(talk: Talk) -> None:
    """Understand all messages of the burst as one."""
    turn = talk.turn
    understood = understand(
        talk.text,
        pending=talk.memory.pending,
        zone=turn.settings.zone,
        now=turn.now,
        language_hint=talk.memory.language if talk.memory.greeted else turn.settings.language,
    )
    talk.understood = _with_papers(_without_false_names(understood), talk)
    talk.note(
        "understand",
        intents=sorted(intent.value for intent in talk.understood.intents),
        facts={name.value: fact.words or str(fact.value) for name, fact in talk.understood.facts.items()},
        documents={document.value: has for document, has in talk.understood.documents.items()},
        declined=sorted(talk.understood.declined),
        question=talk.understood.question,
        language=talk.understood.language,
    )


def read_record(talk: Talk) -> None:
    """Take over what the contact's record and form tell. What the lead says in the chat is worth more."""
    told = record_facts(talk.turn.contact, zone=talk.turn.settings.zone, now=talk.turn.now)
    talk.memory = replace(talk.memory, facts=merge_facts(told, talk.memory.facts))


def learn_facts(talk: Talk) -> None:
    """Remember what the burst told."""
    talk.memory = learn(talk.memory, talk.understood)
    if talk.memory.pending is None:
        talk.memory = replace(talk.memory, is_reminded=False)


def record_facts(contact: Contact, *, zone: ZoneInfo, now: datetime) -> dict[Field, Fact]:
    """Return the facts of the record: its form, a name that is not just the WhatsApp profile's, an address."""
    facts = dict(read_form(contact.form_answers, zone=zone, now=now))
    name, email = clean_name(contact.name), (contact.email or "").strip().lower()
    if name and name != clean_name(contact.profile_name):
        facts[Field.NAME] = Fact(value=name, words=contact.name or "", source=FactSource.FORM)
    if is_email(email):
        facts[Field.EMAIL] = Fact(value=email, words=email, source=FactSource.FORM)
    return facts


def _without_false_names(understood: Understanding) -> Understanding:
    """Drop a name that cannot be a person's: it would be repeated to the lead and to staff."""
    name = understood.facts.get(Field.NAME)
    if name is None or clean_name(str(name.value)):
        return understood
    return replace(understood, facts={key: fact for key, fact in understood.facts.items() if key is not Field.NAME})


def _with_papers(understood: Understanding, talk: Talk) -> Understanding:
    """Take a picture or a file that comes when a document was asked for as that document."""
    document: Document | None = item_document(talk.memory.pending)
    if document is None or document in understood.documents or not _PAPERS & set(talk.media):
        return understood
    intents = (understood.intents - {Intent.OTHER}) | {Intent.ANSWER}
    return replace(understood, intents=intents, documents={**understood.documents, document: True})
