"""The mail that tells a member of a conversation which is theirs now."""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote, urlencode

from django.conf import settings
from django.template.loader import render_to_string

from ari.inbox import NoticeMail
from ari.repositories.notices import MailOutcome, NoticeRepository
from tickets.mail.delivery import NotSentError, Postman
from tickets.mail.letters import MAX_SUBJECT_LENGTH, Letter

logger = logging.getLogger(__name__)

BATCH = 10
# Ten mails at the slowest: each gives up within twice the backend's own limit of ten seconds.
LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The texts of one language. `kinds` gives subject and sentence; `reasons` tells why, by the code."""

    greeting: str
    greeting_without_name: str
    kinds: Mapping[str, tuple[str, str]]
    reasons: Mapping[str, str]
    other_reason: str
    summary_label: str
    reason_label: str
    contact_label: str
    workspace_label: str
    button: str
    why: str


INDONESIAN = Wording(
    greeting="Halo {name},",
    greeting_without_name="Halo,",
    kinds={
        "handoff": (
            "{contact} menunggu balasan Anda",
            "ARI menyerahkan percakapan dengan {contact} kepada Anda. ARI tidak membalas lagi sampai percakapan ini "
            "dikembalikan kepadanya.",
        ),
        "booking": ("Konsultasi baru dengan {contact}", "{contact} memesan konsultasi lewat ARI."),
    },
    reasons={
        "human_requested": "Meminta berbicara dengan orang",
        "complaint": "Menyampaikan keluhan",
        "legal": "Ada urusan hukum atau visa",
        "frustration": "Tampak kecewa",
        "no_progress": "Percakapan tidak maju",
        "hot_lead": "Siap mendaftar",
        "warm_limit": "Tertarik, tetapi belum memutuskan",
        "booked": "Sudah memesan konsultasi",
        "ari_failed": "ARI gagal menyusun balasan",
    },
    other_reason="Perlu ditangani orang",
    summary_label="Ringkasan",
    reason_label="Alasan",
    contact_label="Kontak",
    workspace_label="Bisnis",
    button="Buka percakapan",
    why="Anda menerima email ini karena percakapan tersebut diserahkan kepada Anda di {workspace}.",
)

ENGLISH = Wording(
    greeting="Hello {name},",
    greeting_without_name="Hello,",
    kinds={
        "handoff": (
            "{contact} is waiting for your reply",
            "ARI handed the conversation with {contact} over to you. It says nothing more there until the conversation "
            "is given back to it.",
        ),
        "booking": ("New consultation with {contact}", "{contact} booked a consultation through ARI."),
    },
    reasons={
        "human_requested": "Asked to talk to a person",
        "complaint": "Has a complaint",
        "legal": "Has a legal or visa matter",
        "frustration": "Seems frustrated",
        "no_progress": "The talk is not getting anywhere",
        "hot_lead": "Ready to sign up",
        "warm_limit": "Interested, but undecided",
        "booked": "Booked a consultation",
        "ari_failed": "ARI could not word a reply",
    },
    other_reason="Needs a person",
    summary_label="Summary",
    reason_label="Reason",
    contact_label="Contact",
    workspace_label="Business",
    button="Open the conversation",
    why="You get this mail because the conversation was given to you at {workspace}.",
)

WORDINGS: Mapping[str, Wording] = {"id": INDONESIAN, "en": ENGLISH}


def compose_notice(mail: NoticeMail) -> Letter:
    """Word the mail in the language of its recipient. The same mail gives the same letter whenever it is composed."""
    wording = WORDINGS[mail.language]
    contact = " ".join(mail.contact_name.split())
    subject, sentence = (text.format(contact=contact) for text in wording.kinds[mail.kind])
    name = mail.recipient.full_name
    context = {
        "language": mail.language,
        "subject": subject[:MAX_SUBJECT_LENGTH],
        "greeting": wording.greeting.format(name=name) if name else wording.greeting_without_name,
        "sentence": sentence,
        "quotes": [(wording.summary_label, mail.summary)],
        "rows": [
            (wording.reason_label, wording.reasons.get(mail.reason, wording.other_reason)),
            (wording.contact_label, contact),
            (wording.workspace_label, mail.workspace_name),
        ],
        "note": "",
        "link": conversation_link(mail),
        "button": wording.button,
        "why": wording.why.format(workspace=mail.workspace_name),
    }
    return Letter(
        subject=str(context["subject"]),
        text=render_to_string("tickets/mail/letter.txt", context),
        html=render_to_string("tickets/mail/letter.html", context),
    )


def conversation_link(mail: NoticeMail) -> str | None:
    """Return where the member can open the conversation; None without a front end: the portal is for staff accounts."""
    if not settings.FRONT_END_URL:
        return None
    query = urlencode({"conversation": mail.conversation_id})
    return f"{settings.FRONT_END_URL}/{quote(mail.workspace_slug)}/inbox?{query}"


def send_notices(notices: NoticeRepository, postman: Postman) -> Counter[str]:
    """Send what is due, and count how it ended."""
    ended: Counter[str] = Counter()
    while True:
        mails, seen = notices.claim_due(limit=BATCH, lease=LEASE)
        for mail in mails:
            ended[f"mail {_send(notices, postman, mail)}"] += 1
        if not seen:
            return ended


def _send(notices: NoticeRepository, postman: Postman, mail: NoticeMail) -> str:
    try:
        postman.send(compose_notice(mail), to=mail.recipient.email or "", mail_id=mail.id)
    except NotSentError as error:
        logger.warning("The mail of notification %s was not sent: %s", mail.id, error.reason)
        return notices.settle(mail, MailOutcome.DROP if error.is_final else MailOutcome.RETRY, error=error.reason)
    return notices.settle(mail, MailOutcome.SENT)
