"""The mails in English."""

from tickets.domain import Category, MailKind, Priority, RecipientRole, Stage, TicketEvent
from tickets.mail.wording import Wording

ENGLISH = Wording(
    greeting="Hello {name},",
    greeting_without_name="Hello,",
    subjects={
        MailKind.CREATED: "New ticket: {title}",
        MailKind.UPDATED: "Ticket updated: {title}",
        MailKind.APPROVAL_WANTED: "Your approval is needed: {title}",
        MailKind.CLOSED: "Ticket closed: {title}",
    },
    events={
        TicketEvent.CREATED: "{actor} opened a ticket in {workspace}.",
        TicketEvent.STEP: "{actor} moved the ticket from {from_stage} to {to_stage}.",
        TicketEvent.SKIP_REQUESTED: "{actor} asks to move the ticket straight from {from_stage} to {to_stage}. "
        "It stays where it is until its requester agrees.",
        TicketEvent.APPROVED: "{actor} agreed: the ticket moved from {from_stage} to {to_stage}.",
        TicketEvent.REJECTED: "{actor} did not agree to move the ticket to {to_stage}. It stays in {from_stage}.",
        TicketEvent.WITHDRAWN: "{actor} withdrew the request to move the ticket to {to_stage}. "
        "It stays in {from_stage}.",
        TicketEvent.REOPENED: "{actor} reopened the ticket.",
        TicketEvent.AUTO_CLOSED: "The ticket was closed by itself: it had been in Implementation for seven days "
        "without a comment.",
        TicketEvent.ASSIGNED: "{actor} gave the ticket to {assignee}.",
        TicketEvent.EDITED: "{actor} edited the ticket.",
        TicketEvent.COMMENTED: "{actor} commented on the ticket.",
    },
    closed="{actor} closed the ticket.",
    unassigned="{actor} took the ticket from whoever had it; nobody has it now.",
    notes={
        MailKind.CREATED: "",
        MailKind.UPDATED: "",
        MailKind.APPROVAL_WANTED: "Look at the ticket and approve or reject the request.",
        MailKind.CLOSED: "If it is not solved, you can reopen it with this link until {until}. The link works once.",
    },
    buttons={
        MailKind.CREATED: "View the ticket",
        MailKind.UPDATED: "View the ticket",
        MailKind.APPROVAL_WANTED: "Decide",
        MailKind.CLOSED: "Reopen the ticket",
    },
    reasons={
        RecipientRole.REQUESTER: "You receive this because you opened the ticket.",
        RecipientRole.STAFF: "You receive this because you work on tickets of {workspace}.",
        RecipientRole.CLIENT: "You receive this because you take part in the ticket.",
    },
    stages={
        Stage.REPORT: "Report",
        Stage.DISCUSS: "Discuss",
        Stage.OUTCOME: "Outcome",
        Stage.IMPLEMENTATION: "Implementation",
        Stage.CLOSED: "Closed",
    },
    categories={Category.BUG: "Bug", Category.FEATURE: "Feature", Category.QUESTION: "Question"},
    priorities={Priority.LOW: "Low", Priority.MEDIUM: "Medium", Priority.HIGH: "High"},
    somebody="Somebody",
    system="my21staff",
    reason_label="Reason",
    comment_label="Comment",
    number_label="Ticket",
    workspace_label="Workspace",
    title_label="Subject",
    category_label="Category",
    priority_label="Priority",
    stage_label="Stage",
    moment_format="j F Y, H:i",
    zone_name="WIB",
)
