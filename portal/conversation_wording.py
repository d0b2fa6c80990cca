"""The words for what conversations, leads and ARI are called by codes, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ari.domain import Document, FactSource, Field, State, Temperature
from ari.inbox import CommitOutcome, DeliveryStatus, Silence
from portal.wording import Words

STATUSES: Mapping[str, Words] = {
    "open": pgettext_lazy("conversation", "With ARI"),
    "handover": pgettext_lazy("conversation", "With a person"),
    "snoozed": pgettext_lazy("conversation", "Put off"),
    "closed": pgettext_lazy("conversation", "Closed"),
}
STATES: Mapping[str, Words] = {
    State.GREETING: pgettext_lazy("state of ARI", "Greeting"),
    State.QUALIFYING: pgettext_lazy("state of ARI", "Qualifying"),
    State.SCORING: pgettext_lazy("state of ARI", "Scoring"),
    State.BOOKING: pgettext_lazy("state of ARI", "Booking"),
    State.PAYMENT: pgettext_lazy("state of ARI", "Payment"),
    State.SCHEDULING: pgettext_lazy("state of ARI", "Scheduling"),
    State.HANDOFF: pgettext_lazy("state of ARI", "Handed off"),
    State.COMPLETED: pgettext_lazy("state of ARI", "Completed"),
}
TEMPERATURES: Mapping[str, Words] = {
    Temperature.HOT: pgettext_lazy("temperature", "Hot"),
    Temperature.WARM: pgettext_lazy("temperature", "Warm"),
    Temperature.COLD: pgettext_lazy("temperature", "Cold"),
}
LEAD_STATUSES: Mapping[str, Words] = {
    "new": pgettext_lazy("lead status", "New"),
    "prospect": pgettext_lazy("lead status", "Prospect"),
    "cold_lead": pgettext_lazy("lead status", "Cold lead"),
    "hot_lead": pgettext_lazy("lead status", "Hot lead"),
    "client": pgettext_lazy("lead status", "Client"),
    "student": pgettext_lazy("lead status", "Student"),
    "alumni": pgettext_lazy("lead status", "Alumni"),
    "lost": pgettext_lazy("lead status", "Lost"),
}
FIELDS: Mapping[str, Words] = {
    Field.NAME: _("Name"),
    Field.EMAIL: _("Email"),
    Field.ENGLISH_LEVEL: _("English level"),
    Field.BUDGET: _("Budget"),
    Field.TIMELINE: _("Wants to leave"),
    Field.COUNTRY: _("Country"),
    Field.ACTIVITY: _("Does now"),
    Field.PROGRAM: _("Programme"),
    Field.NOTES: _("Also said"),
}
DOCUMENTS: Mapping[str, Words] = {
    Document.PASSPORT: _("Passport"),
    Document.CV: _("CV"),
    Document.ENGLISH_TEST: _("English test"),
    Document.TRANSCRIPT: _("Transcript"),
}
SOURCES: Mapping[str, Words] = {
    FactSource.STAFF: pgettext_lazy("source of a fact", "from staff"),
    FactSource.CHAT: pgettext_lazy("source of a fact", "said in the chat"),
    FactSource.FORM: pgettext_lazy("source of a fact", "from a form"),
    FactSource.PROFILE: pgettext_lazy("source of a fact", "from the WhatsApp profile"),
    FactSource.MODEL: pgettext_lazy("source of a fact", "understood by a model"),
}
PARTS: Mapping[str, Words] = {
    "basic": _("Contact"),
    "qualification": _("Qualification"),
    "document": _("Documents"),
    "engagement": _("Engagement"),
}
HANDOFF_REASONS: Mapping[str, Words] = {
    "human_requested": _("Asked to talk to a person"),
    "emergency": _("Has an emergency"),
    "complaint": _("Has a complaint"),
    "legal": _("Has a legal or visa matter"),
    "frustration": _("Seems frustrated"),
    "no_progress": _("The talk is not getting anywhere"),
    "hot_lead": _("Ready to sign up"),
    "warm_limit": _("Interested, but undecided"),
    "booked": _("Booked a consultation"),
    "ari_failed": _("ARI could not word a reply"),
}
NOTICE_KINDS: Mapping[str, Words] = {
    "handoff": pgettext_lazy("notification", "Handoff"),
    "booking": pgettext_lazy("notification", "Booking"),
}
# What somebody did, to stand after their name; `value` is what came of it.
DEEDS: Mapping[str, Words] = {
    "taken_over": _("took the conversation over"),
    "handed_back": _("gave the conversation back to ARI"),
    "handed_off": _("handed the conversation to a person"),
    "assigned": _("gave the conversation to %(value)s"),
    "closed": _("closed the conversation"),
    "reopened": _("opened the conversation again"),
    "opted_out": _("asked to get no more messages"),
    "opted_in": _("wants to get messages again"),
    "state_changed": _("put ARI into %(value)s"),
    "lead_status_changed": _("set the lead status to %(value)s"),
}
DELIVERIES: Mapping[str, Words] = {
    DeliveryStatus.QUEUED: pgettext_lazy("delivery", "queued"),
    DeliveryStatus.SENT: pgettext_lazy("delivery", "sent"),
    DeliveryStatus.DELIVERED: pgettext_lazy("delivery", "delivered"),
    DeliveryStatus.READ: pgettext_lazy("delivery", "read"),
    DeliveryStatus.FAILED: pgettext_lazy("delivery", "failed"),
}
# Why a message did not leave, by the sentence that Convex writes; what WhatsApp says stands in its own words.
PROBLEMS: Mapping[str, Words] = {
    "A colleague took the conversation over before this was sent.": _(
        "A colleague took the conversation over before this was sent."
    ),
    "The contact wants no messages.": _("The contact wants no messages."),
    "It could not be sent while it was of use.": _("It could not be sent while it was of use."),
    "The workspace has no WhatsApp number.": _("The workspace has no WhatsApp number."),
    "The contact wrote more than 24 hours ago; only a template may be sent now.": _(
        "The contact wrote more than 24 hours ago; only a template may be sent now."
    ),
    "WhatsApp gave no reason.": _("WhatsApp gave no reason."),
}
# What a message is that has no text.
KINDS: Mapping[str, Words] = {
    "image": _("Picture"),
    "video": _("Video"),
    "audio": _("Voice message"),
    "document": _("Document"),
    "sticker": _("Sticker"),
    "location": _("Place"),
    "contacts": _("Contact card"),
    "reaction": _("Reaction"),
    "template": _("Template"),
}
# Why ARI said nothing, or what became of what it decided.
OUTCOMES: Mapping[str, Words] = {
    CommitOutcome.COMMITTED: _("ARI answered."),
    CommitOutcome.SUPERSEDED: _("Something else happened meanwhile, so ARI's answer was not said."),
    CommitOutcome.LOST: _("ARI took too long, so its answer was not said."),
    Silence.WITH_HUMAN: _("A person has this conversation, so ARI is silent. Give it back, or begin a new talk."),
    Silence.DISABLED: _("ARI is switched off here."),
    Silence.OPTED_OUT: _("The lead wants no messages, so ARI is silent. They can ask for them again."),
    Silence.OUTSIDE_WINDOW: _("The lead wrote more than 24 hours ago, so ARI is silent."),
    Silence.NOT_READY: _("ARI is answering already."),
    Silence.NOTHING_TO_ANSWER: _("There is nothing to answer."),
    Silence.GIVEN_UP: _("ARI failed on this message too often."),
    "nothing_to_say": _("ARI has nothing to say to this."),
}
SYSTEM_REASON = _("Needs a person")


def word_handoff(reason: str | None) -> Words:
    """Return why ARI handed over; a code that came later has a sentence that holds for all."""
    return HANDOFF_REASONS.get(reason or "", SYSTEM_REASON)
