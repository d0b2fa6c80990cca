"""The pages of the console and their addresses, below `/portal/`. All of them are behind the staff log-in."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http.response import HttpResponseBase

from portal.ari_things import KINDS, Kind
from portal.views import (
    appointments,
    ari_settings,
    ari_things,
    audit,
    booking,
    bulk,
    canned_replies,
    consultations,
    conversation,
    conversation_acts,
    conversations,
    dashboard,
    grants,
    inbox,
    new_ticket,
    notifications,
    palette,
    presence,
    simulator,
    ticket,
    ticket_acts,
)
from portal.views.migration import show_migration

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, or a part of one: the pattern of its address, the view that answers there, and its name."""

    address: str
    view: View
    name: str


ONE = "tickets/<str:ticket_id>/"
TALK = "conversations/<str:conversation_id>/"
APPOINTMENT = "appointments/<str:workspace_id>/<str:appointment_id>/"

OF_WORKSPACE = "settings/<str:workspace_id>/"


def pages_of(kind: Kind) -> tuple[Page, ...]:
    """Return the pages of the things that a workspace keeps for ARI."""
    each = f"{OF_WORKSPACE}{kind.route}/<str:thing_id>/"
    return (
        Page(address=f"{OF_WORKSPACE}{kind.route}/", view=ari_things.list_view(kind), name=f"settings_{kind.route}"),
        Page(address=each, view=ari_things.edit_view(kind), name=f"edit_{kind.route}"),
        Page(address=f"{each}delete/", view=ari_things.delete_view(kind), name=f"delete_{kind.route}"),
    )


PAGES = (
    Page(address="tickets/", view=inbox.show_inbox, name="tickets"),
    Page(address="tickets/news/", view=inbox.show_news, name="tickets_news"),
    Page(address="tickets/new/", view=new_ticket.new_ticket, name="new_ticket"),
    Page(address="tickets/bulk/", view=bulk.preview, name="bulk"),
    Page(address="tickets/bulk/apply/", view=bulk.apply, name="bulk_apply"),
    Page(address="tickets/views/", view=inbox.show_views, name="ticket_views"),
    Page(address="tickets/views/save/", view=inbox.save_view, name="save_view"),
    Page(address="tickets/views/<str:view_id>/delete/", view=inbox.delete_view, name="delete_view"),
    Page(address=ONE, view=ticket.show_ticket, name="ticket"),
    Page(address=f"{ONE}news/", view=ticket.show_news, name="ticket_news"),
    Page(address=f"{ONE}earlier/", view=ticket.show_earlier, name="ticket_earlier"),
    Page(address=f"{ONE}comments/<str:comment_id>/", view=ticket.show_comment, name="ticket_comment"),
    Page(address=f"{ONE}comment/", view=ticket_acts.comment, name="comment"),
    Page(address=f"{ONE}move/", view=ticket_acts.move, name="move"),
    Page(address=f"{ONE}withdraw/", view=ticket_acts.withdraw, name="withdraw"),
    Page(address=f"{ONE}assign/", view=ticket_acts.assign, name="assign"),
    Page(address=f"{ONE}sort/", view=ticket_acts.sort, name="sort"),
    Page(address=f"{ONE}edit/", view=ticket_acts.edit, name="edit_ticket"),
    Page(address=f"{ONE}presence/", view=presence.beat, name="presence"),
    Page(address=f"{ONE}leave/", view=presence.leave, name="leave"),
    Page(address=f"{ONE}requester/", view=conversations.show_of_requester, name="requester_talk"),
    Page(address=f"{ONE}replies/", view=canned_replies.show_menu, name="ticket_replies"),
    Page(address="conversations/", view=conversations.show_list, name="conversations"),
    Page(address="conversations/rows/", view=conversations.show_rows, name="conversation_rows"),
    Page(address="conversations/unread/", view=conversations.show_unread, name="conversations_unread"),
    Page(address=TALK, view=conversation.show_conversation, name="conversation"),
    Page(address=f"{TALK}news/", view=conversation.show_news, name="conversation_news"),
    Page(address=f"{TALK}earlier/", view=conversation.show_earlier, name="conversation_earlier"),
    Page(address=f"{TALK}log/", view=conversation.show_log, name="conversation_log"),
    Page(address=f"{TALK}take-over/", view=conversation_acts.take_over, name="take_over"),
    Page(address=f"{TALK}hand-back/", view=conversation_acts.hand_back, name="hand_back"),
    Page(address=f"{TALK}close/", view=conversation_acts.close, name="close_conversation"),
    Page(address=f"{TALK}reply/", view=conversation_acts.reply, name="reply"),
    Page(address=f"{TALK}template/", view=conversation_acts.send_template, name="send_template"),
    Page(address=f"{TALK}assign/", view=conversation_acts.assign, name="assign_conversation"),
    Page(address=f"{TALK}lead-status/", view=conversation_acts.set_lead_status, name="lead_status"),
    Page(address=f"{TALK}read/", view=conversation_acts.mark_read, name="conversation_read"),
    Page(address="notifications/", view=notifications.show_notifications, name="notifications"),
    Page(address="notifications/badge/", view=notifications.show_badge, name="notifications_badge"),
    Page(address="notifications/read/", view=notifications.mark_all_read, name="notifications_read"),
    Page(address="notifications/<str:notification_id>/read/", view=notifications.mark_read, name="notification_read"),
    Page(address="simulator/", view=simulator.show_simulator, name="simulator"),
    Page(address="find/", view=palette.find, name="find"),
    Page(address="replies/", view=canned_replies.show_replies, name="replies"),
    Page(address="replies/add/", view=canned_replies.add, name="add_reply"),
    Page(address="replies/<str:workspace_id>/<str:reply_id>/", view=canned_replies.edit, name="edit_reply"),
    Page(address="replies/<str:reply_id>/delete/", view=canned_replies.delete, name="delete_reply"),
    Page(address="appointments/", view=appointments.show_calendar, name="appointments"),
    Page(address="appointments/list/", view=consultations.show_list, name="appointment_list"),
    Page(address="appointments/<str:workspace_id>/book/", view=booking.book, name="book"),
    Page(address=APPOINTMENT, view=appointments.show_appointment, name="appointment"),
    Page(address=f"{APPOINTMENT}move/", view=booking.move, name="move_appointment"),
    Page(address=f"{APPOINTMENT}cancel/", view=appointments.cancel, name="cancel_appointment"),
    Page(address=f"{APPOINTMENT}confirm/", view=appointments.confirm, name="confirm_appointment"),
    Page(address=f"{APPOINTMENT}complete/", view=appointments.complete, name="complete_appointment"),
    Page(address=f"{APPOINTMENT}no-show/", view=appointments.miss, name="miss_appointment"),
    Page(address=f"{APPOINTMENT}assign/", view=appointments.assign, name="assign_appointment"),
    Page(address=f"{APPOINTMENT}edit/", view=appointments.edit_details, name="edit_appointment"),
    Page(address="settings/", view=ari_settings.choose_settings, name="settings"),
    Page(address=OF_WORKSPACE, view=ari_settings.show_persona, name="settings_of"),
    Page(address=f"{OF_WORKSPACE}switch/", view=ari_settings.switch, name="switch_ari"),
    Page(address=f"{OF_WORKSPACE}scoring/", view=ari_settings.show_scoring, name="settings_scoring"),
    Page(address=f"{OF_WORKSPACE}scoring/preview/", view=ari_settings.preview_scoring, name="preview_scoring"),
    Page(address=f"{OF_WORKSPACE}rules/", view=ari_settings.show_rules, name="settings_rules"),
    Page(address=f"{OF_WORKSPACE}flow/order/", view=ari_things.order_stages, name="order_stages"),
    Page(address=f"{OF_WORKSPACE}knowledge/<str:thing_id>/switch/", view=ari_things.switch_entry, name="switch_entry"),
    *(page for kind in KINDS for page in pages_of(kind)),
    Page(address="dashboard/", view=dashboard.show_dashboard, name="dashboard"),
    Page(address="grants/", view=grants.show_grants, name="grants"),
    Page(address="grants/revoke/", view=grants.revoke_grant, name="revoke_grant"),
    Page(address="audit/", view=audit.show_audit, name="audit"),
    Page(address="migration/", view=show_migration, name="migration"),
)
