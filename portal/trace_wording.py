"""The words for what ARI writes down of its turns by codes, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ari.booking_dialogue import Outcome
from ari.domain import Intent, Route
from ari.items import CONSULTATION, HUMAN
from portal.wording import Words

INTENTS: Mapping[str, Words] = {
    Intent.ANSWER: pgettext_lazy("intent", "an answer"),
    Intent.QUESTION: pgettext_lazy("intent", "a question"),
    Intent.CONFIRM: pgettext_lazy("intent", "a yes"),
    Intent.DECLINE: pgettext_lazy("intent", "a no"),
    Intent.CHANGE: pgettext_lazy("intent", "a change"),
    Intent.HUMAN: pgettext_lazy("intent", "a wish to talk to a person"),
    Intent.COMPLAINT: pgettext_lazy("intent", "a complaint"),
    Intent.OPT_OUT: pgettext_lazy("intent", "a wish for no more messages"),
    Intent.OPT_IN: pgettext_lazy("intent", "a wish to get messages again"),
    Intent.GREETING: pgettext_lazy("intent", "a greeting"),
    Intent.SMALLTALK: pgettext_lazy("intent", "small talk"),
    Intent.OTHER: pgettext_lazy("intent", "something else"),
}
LANGUAGES: Mapping[str, Words] = {"id": _("Written in Indonesian."), "en": _("Written in English.")}
# What the lead can turn down, by what the memory calls it (`ari.items.OFFERS`).
OFFERED: Mapping[str, Words] = {
    CONSULTATION: pgettext_lazy("offer", "a consultation"),
    HUMAN: pgettext_lazy("offer", "to talk to a person"),
}
ROUTES: Mapping[str, Words] = {
    Route.CONTINUE_QUALIFYING: _("Next: ask for what is still missing."),
    Route.OFFER_CONSULTATION: _("Next: a consultation."),
    Route.NURTURE: _("Next: stay useful, without asking or selling."),
    Route.SEND_COMMUNITY: _("Next: invite to the community."),
    Route.HANDOFF: _("Next: give the conversation to a person."),
}
# What a reply does, by the name of its act (`ari.speech.act_name`); `item` is what it asks for.
ACTS: Mapping[str, Words] = {
    "Greet": pgettext_lazy("act", "greets"),
    "SmallTalk": pgettext_lazy("act", "answers a kind word"),
    "Acknowledge": pgettext_lazy("act", "repeats what was understood"),
    "Answer": pgettext_lazy("act", "answers from the knowledge"),
    "ShowDestinations": pgettext_lazy("act", "names universities"),
    "DoNotKnow": pgettext_lazy("act", "says that it does not know"),
    "Ask": pgettext_lazy("act", "asks for: %(item)s"),
    "Clarify": pgettext_lazy("act", "asks again, with an example: %(item)s"),
    "Remind": pgettext_lazy("act", "reminds of: %(item)s"),
    "OfferConsultation": pgettext_lazy("act", "offers a consultation"),
    "WelcomeWish": pgettext_lazy("act", "welcomes the wish for a consultation"),
    "AcceptNo": pgettext_lazy("act", "accepts the no"),
    "Nurture": pgettext_lazy("act", "stays at the lead's side"),
    "OfferHuman": pgettext_lazy("act", "offers a person"),
    "InviteCommunity": pgettext_lazy("act", "invites to the community"),
    "HandOver": pgettext_lazy("act", "tells that a person goes on"),
    "ReceiveMedia": pgettext_lazy("act", "says what to send instead of this file"),
    "InviteQuestions": pgettext_lazy("act", "invites questions"),
    "ConfirmConsent": pgettext_lazy("act", "confirms the wish"),
    "Verbatim": pgettext_lazy("act", "talks about the consultation"),
}
BOOKING: Mapping[str, Words] = {
    Outcome.ASKING: _("Consultation: ARI asks for a day and a time."),
    Outcome.OFFERED: _("Consultation: ARI offers free times."),
    Outcome.CONFIRMING: _("Consultation: ARI reads a time back and waits for a yes."),
    Outcome.BOOKED: _("Consultation: booked."),
    Outcome.MOVED: _("Consultation: moved."),
    Outcome.CANCELLED: _("Consultation: cancelled."),
    Outcome.DECLINED: _("Consultation: the lead wants none now."),
    Outcome.HANDOFF: _("Consultation: a person goes on."),
}
# What became of asking a model; `model` is its name, `reason` the provider's or that of the checks.
CALLS: Mapping[str, Words] = {
    "ok": _("%(model)s answered."),
    "rejected": _("%(model)s answered, but that was not used: %(reason)s."),
    "over_budget": _("%(model)s was not asked: the day's budget for models is spent."),
    "timeout": _("%(model)s took too long."),
    "refused": _("%(model)s refused the request: %(reason)s."),
    "error": _("%(model)s failed: %(reason)s."),
}
# What the checks have against a model's text (`ari.output_checks`).
COMPLAINTS: Mapping[str, Words] = {
    "empty": pgettext_lazy("complaint", "it was empty"),
    "too_long": pgettext_lazy("complaint", "it was too long"),
    "prompt": pgettext_lazy("complaint", "it repeated ARI's instructions"),
    "language": pgettext_lazy("complaint", "it was in another language"),
    "link": pgettext_lazy("complaint", "it had a link that nobody gave it"),
    "ungrounded": pgettext_lazy("complaint", "it had numbers or promises that nothing bears out"),
    "deed": pgettext_lazy("complaint", "it said that something was done"),
    "internal": pgettext_lazy("complaint", "it spoke of how ARI works"),
    "question": pgettext_lazy("complaint", "it asked what it should not, or not what it should"),
    "not_grounded": pgettext_lazy("complaint", "the message does not bear it out"),
}
