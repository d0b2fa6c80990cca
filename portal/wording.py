"""The words that pages use for what the domain calls by codes, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.errors import RefusalError
from portal.domain import Act
from tickets.domain import Category, Priority, Stage, WaitingOn

Words = str | Promise

STAGES: Mapping[str, Words] = {
    Stage.REPORT: pgettext_lazy("stage", "Report"),
    Stage.DISCUSS: pgettext_lazy("stage", "Discuss"),
    Stage.OUTCOME: pgettext_lazy("stage", "Outcome"),
    Stage.IMPLEMENTATION: pgettext_lazy("stage", "Implementation"),
    Stage.CLOSED: pgettext_lazy("stage", "Closed"),
}
# What each stage is for, as the tip of its name.
STAGE_PURPOSES: Mapping[str, Words] = {
    Stage.REPORT: _("What happened?"),
    Stage.DISCUSS: _("Make it clear together."),
    Stage.OUTCOME: _("Decide what will be done."),
    Stage.IMPLEMENTATION: _("Do it."),
    Stage.CLOSED: _("Done."),
}
CATEGORIES: Mapping[str, Words] = {
    Category.BUG: pgettext_lazy("category", "Bug"),
    Category.FEATURE: pgettext_lazy("category", "Feature"),
    Category.QUESTION: pgettext_lazy("category", "Question"),
}
PRIORITIES: Mapping[str, Words] = {
    Priority.HIGH: pgettext_lazy("priority", "High"),
    Priority.MEDIUM: pgettext_lazy("priority", "Medium"),
    Priority.LOW: pgettext_lazy("priority", "Low"),
}
WAITING: Mapping[str, Words] = {
    WaitingOn.STAFF: pgettext_lazy("waiting on", "Us"),
    WaitingOn.REQUESTER: pgettext_lazy("waiting on", "The requester"),
    WaitingOn.NOBODY: pgettext_lazy("waiting on", "Nobody"),
}
# What an audit record tells, to stand after who did it.
ACTS: Mapping[str, Words] = {
    Act.CREATE: _("opened a ticket"),
    Act.EDIT: _("edited a ticket"),
    Act.ASSIGN: _("assigned a ticket"),
    Act.TRANSITION: _("moved a ticket"),
    Act.WITHDRAW_APPROVAL: _("withdrew a request to skip"),
    Act.DECIDE_APPROVAL: _("answered a request to skip"),
    Act.REOPEN: _("reopened a ticket"),
    Act.COMMENT: _("replied on a ticket"),
    Act.NOTE: _("wrote a note on a ticket"),
    Act.ATTACH: _("attached a file"),
    Act.DELETE_ATTACHMENT: _("deleted a file"),
    Act.DELETE: _("deleted a ticket"),
    Act.SET_GRANT: _("set a grant"),
    Act.REVOKE_GRANT: _("revoked a grant"),
    Act.SAVE_REPLY: _("kept a canned reply"),
    Act.DELETE_REPLY: _("deleted a canned reply"),
    Act.TAKE_OVER: _("took a conversation over"),
    Act.HAND_BACK: _("gave a conversation back to ARI"),
    Act.SEND_MESSAGE: _("wrote to a lead"),
    Act.ASSIGN_CONVERSATION: _("assigned a conversation"),
    Act.CLOSE_CONVERSATION: _("closed a conversation"),
    Act.SET_LEAD_STATUS: _("set a lead status"),
    Act.SET_ARI_STATE: _("set the state of ARI"),
}

# A refusal whose code is missing here is told in the English sentence that came with it; a test keeps this complete.
REFUSALS: Mapping[str, Words] = {
    "forbidden": _("You may see this, but not do that with it."),
    "not_found": _("There is no such page, or it is not yours to see."),
    "ticket_not_found": _("There is no such ticket, or it is not yours to see."),
    "workspace_not_found": _("There is no such workspace, or it is not yours to see."),
    "comment_not_found": _("There is no such comment on this ticket."),
    "attachment_not_found": _("There is no such file on this ticket."),
    "conflict": _("This is not possible in the present state."),
    "version_conflict": _("The ticket was changed while you had it open. Look at what changed, then send it again."),
    "stage_conflict": _("The ticket cannot move there from the stage it is in now."),
    "approval_pending": _(
        "The requester has not answered the request to skip yet. Wait for it, or withdraw the request."
    ),
    "no_approval_pending": _("No request to skip is waiting for an answer on this ticket."),
    "ticket_closed": _("The ticket is closed. Its requester can reopen it."),
    "ticket_not_closed": _("The ticket is not closed, so there is nothing to reopen."),
    "reopen_token_invalid": _("This reopen link is not valid."),
    "reopen_token_expired": _("This reopen link has expired."),
    "reopen_token_mismatch": _("This reopen link belongs to another ticket."),
    "reopen_token_used": _("This reopen link was used already."),
    "assignee_not_eligible": _("The ticket cannot be assigned to this person."),
    "too_many_attachments": _("The ticket has as many files as it can have. Remove some first."),
    "upload_not_found": _("The file did not arrive. Choose it again."),
    "file_too_large": _("The file is too large: at most 5 MiB can be attached."),
    "file_type_not_allowed": _("Only JPEG, PNG, GIF and WebP images can be attached."),
    "support_hub_missing": _("There is no support hub: SUPPORT_HUB_SLUG names no workspace."),
    "staff_account_only": _("This is for staff accounts of the portal."),
    "hub_staff_only": _("This is for the staff of the support hub."),
    "too_many_grants": _("This account has as many grants as it can have. Revoke some first."),
    "requester_not_eligible": _("A ticket cannot be opened for this person: they do not belong to the workspace."),
    "reply_not_found": _("There is no such canned reply, or it is not yours to see."),
    "too_many_replies": _("There are as many canned replies as there can be. Delete some first."),
    "view_not_found": _("There is no such view, or it is not yours."),
    "too_many_views": _("You keep as many views as you can. Delete one that you no longer need."),
    "conversation_not_found": _("There is no such conversation, or it is not yours to see."),
    "contact_not_found": _("There is no such contact, or it is not yours to see."),
    "ari_conversation_not_found": _("ARI has not met this contact yet."),
    "notification_not_found": _("There is no such notification, or it is not yours to see."),
    "contact_opted_out": _("This contact asked to get no more messages. They can write first."),
    "outside_service_window": _(
        "The contact wrote more than 24 hours ago. WhatsApp only takes an approved template now."
    ),
    "message_repeated": _("This was said already. The answer stands above."),
    "contact_is_real": _("A simulated lead cannot have the number of a real contact."),
    "handoff_missing": _("ARI can only be in this state with a reason for the handoff."),
    "invalid_reply": _("ARI's reply cannot be sent as it is."),
    "reservation_not_found": _("There is no such reservation of ARI's budget."),
    # Consultations.
    "appointment_not_found": _("There is no such appointment, or it is not yours to see."),
    "appointment_not_open": _("The appointment is not open any more."),
    "appointment_not_begun": _("The consultation has not begun yet."),
    "appointment_started": _("The appointment has begun: it cannot be cancelled any more."),
    "appointment_over": _("The appointment is over: it took place, or was missed."),
    "appointment_open": _("The lead has an open appointment already. Move that one, or cancel it first."),
    "status_conflict": _("This does not follow the state that the appointment is in now."),
    "slot_inactive": _("These hours are switched off."),
    "not_a_start": _("No consultation begins at this time."),
    "day_closed": _("The day, or this time of it, is closed."),
    "in_the_past": _("This time is past."),
    "too_soon": _("This time is too soon to be booked."),
    "beyond_window": _("This time is farther ahead than these hours can be booked."),
    "slot_full": _("Somebody else has this time by now."),
    "consultant_busy": _("The consultant has another appointment too near to this time."),
    "nobody_free": _("No consultant is free at this time."),
    "holidays_not_loaded": _("The national holidays of that year are not known yet. Send it again."),
    "window_too_wide": _("These are more days than can be asked for at once."),
    "link_used": _("The link was used, or the appointment was changed since it was made."),
    # How ARI is set up.
    "stale_write": _("This was changed meanwhile. Look at how it is now, then send it again."),
    "stage_not_found": _("There is no such stage in this workspace."),
    "stages_changed": _("The stages are others now. Look at them again, then repeat."),
    "too_many_stages": _("There are as many stages as there can be. Delete one first."),
    "category_not_found": _("There is no such category in this workspace."),
    "category_name_taken": _("There is a category of this name already."),
    "too_many_categories": _("There are as many categories as there can be. Delete one first."),
    "entry_not_found": _("There is no such entry in this workspace."),
    "destination_not_found": _("There is no such destination in this workspace."),
    "destination_exists": _("This university stands in this country and city already."),
    "slot_not_found": _("There are no such hours in this workspace."),
    "slot_exists": _("This consultant has hours that begin then already."),
    "too_many_slots": _("There are as many hours as there can be. Delete some first."),
    "exception_not_found": _("There is no such day in this workspace."),
    "too_many_exceptions": _("This date has as many exceptions as it can have. Delete some first."),
    "unknown_time_zone": _("There is no such time zone. Use a name such as Asia/Jakarta."),
    "idempotency_key_reused": _("This was sent before with other words. Check it, then send it again."),
    "request_in_flight": _("This is being sent at this moment."),
    "bad_cursor": _("This page of the list is not there any more. Start again from the beginning."),
    "invalid_input": _("A value is not valid."),
    "invalid_value": _("A value is not valid."),
    "unsendable_value": _("A text has characters that cannot be stored."),
}


def word_refusal(refusal: RefusalError) -> Words:
    """Return the sentence for a refusal."""
    return REFUSALS.get(refusal.code, refusal.detail)
