"""Where a link in a mail leads: to a page that its recipient can open.

| Recipient | Page |
|---|---|
| staff account of the portal | the portal, which has no page of one ticket yet |
| requester | the ticket in the client pages of the front end |
| member who works tickets | the ticket in their workspace, or the hub's, in the front end |
| client | the ticket in their workspace in the front end |
| requester of a closed ticket | the page of `tickets.pages`, which needs no sign-in |

Without a front end (`FRONT_END_URL` is empty) nobody but staff accounts has a page, and the mail has no link: one that
leads to a sign-in which the recipient does not have helps nobody.
"""

from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse

from config.identity.tokens import STAFF_PREFIX
from tickets.domain import Language, Mail, RecipientRole
from tickets.reopen_tokens import issue_reopen_token


def ticket_link(mail: Mail) -> str | None:
    """Return the address at which the recipient can look at the ticket, None where there is none."""
    ticket_id = quote(mail.ticket_id)
    if mail.recipient.id.startswith(STAFF_PREFIX):
        return f"{settings.PUBLIC_URL}/portal/"
    if not settings.FRONT_END_URL:
        return None
    if mail.recipient_role is RecipientRole.REQUESTER:
        return f"{settings.FRONT_END_URL}/portal/support/{ticket_id}"
    works_for_hub = mail.is_routed and mail.recipient_role is RecipientRole.STAFF
    slug = settings.SUPPORT_HUB_SLUG if works_for_hub else mail.workspace.slug
    return f"{settings.FRONT_END_URL}/{quote(slug)}/support/{ticket_id}"


def reopen_link(mail: Mail) -> str | None:
    """Return the address at which the requester can reopen the ticket, None where the mail is of no closing."""
    facts = mail.facts
    if facts.reopen_nonce is None or facts.closed_at is None:
        return None
    token = issue_reopen_token(
        mail.ticket_id, requester_id=facts.requester.id, nonce=facts.reopen_nonce, closed_at=facts.closed_at
    )
    return reopen_address(token, mail.language)


def reopen_address(token: str, language: Language) -> str:
    """Return the address of the page that takes the token."""
    query = urlencode({"token": token, "lang": language.value})
    return f"{settings.PUBLIC_URL}{reverse('tickets:reopen')}?{query}"
