"""Which table becomes which, and what each field of a document must hold: the facts, stated for checking.

Parents stand before their children. A default is what the source's own column default is; it counts only where the
document cannot be without the field. A field that is not named here is not of the source, and is not looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from migration.verify.expectations import (
    Rule,
    clerk_organisation,
    clerk_user,
    clock,
    decimal,
    json,
    link,
    moment,
    plain,
    sender,
    stamp,
    text_inside,
    texts,
    user,
)


@dataclass(frozen=True, slots=True)
class TableRules:
    """A source table, its Convex table, and a rule for each field that comes from the source."""

    source: str
    target: str
    rules: Mapping[str, Rule]

    @property
    def columns(self) -> frozenset[str]:
        """The columns that the rules read, and the id."""
        return frozenset(column for rule in self.rules.values() for column in rule.columns) | {"id"}

    @property
    def parents(self) -> frozenset[str]:
        """The Convex tables whose documents are named by these."""
        return frozenset(rule.links_to for rule in self.rules.values() if rule.links_to is not None)


def _same(*columns: str) -> dict[str, Rule]:
    return {column: plain(column) for column in columns}


CREATED: Mapping[str, Rule] = {"created_at": stamp("created_at")}
CREATED_AND_UPDATED: Mapping[str, Rule] = {
    "created_at": stamp("created_at", "updated_at"),
    "updated_at": stamp("updated_at", "created_at"),
}
WORKSPACE: Mapping[str, Rule] = {"workspace_id": link("workspace_id", "workspaces")}
ARI_CONVERSATION: Mapping[str, Rule] = {"ari_conversation_id": link("ari_conversation_id", "ariConversations")}

TENANTS = (
    TableRules(
        "workspaces",
        "workspaces",
        {
            **_same("name", "slug", "kapso_phone_id", "meta_access_token", "description", "meta_business_account_id"),
            **_same("status", "suspension_reason", "wa_phone_number", "workspace_type"),
            "owner_id": user("owner_id"),
            "settings": json("settings"),
            "suspended_at": moment("suspended_at"),
            "suspended_by": user("suspended_by"),
            "clerk_org_id": clerk_organisation(),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "profiles",
        "users",
        {
            **_same("email", "full_name", "avatar_url", "is_admin"),
            "clerk_id": clerk_user(),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "workspace_members",
        "workspaceMembers",
        {
            **WORKSPACE,
            "user_id": user("user_id"),
            "role": plain("role", "member"),
            "settings": json("settings"),
            "must_change_password": plain("must_change_password"),
            **CREATED,
        },
    ),
)

INBOX = (
    TableRules(
        "contacts",
        "contacts",
        {
            **WORKSPACE,
            **_same("phone", "phone_normalized", "name", "email", "kapso_name", "kapso_profile_pic", "kapso_is_online"),
            "lead_score": plain("lead_score", 0),
            "lead_status": plain("lead_status", "new"),
            "tags": texts("tags"),
            "assigned_to": user("assigned_to"),
            "source": text_inside("metadata", "source"),
            "metadata": json("metadata"),
            "kapso_last_seen": moment("kapso_last_seen"),
            "cache_updated_at": moment("cache_updated_at"),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "conversations",
        "conversations",
        {
            **WORKSPACE,
            "contact_id": link("contact_id", "contacts"),
            "status": plain("status", "open"),
            "assigned_to": user("assigned_to"),
            "unread_count": plain("unread_count", 0),
            "last_message_at": moment("last_message_at"),
            "last_message_preview": plain("last_message_preview"),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "messages",
        "messages",
        {
            **WORKSPACE,
            "conversation_id": link("conversation_id", "conversations"),
            **_same("direction", "sender_type", "content", "media_url", "kapso_message_id"),
            "sender_id": sender("sender_id", "sender_type"),
            "message_type": plain("message_type", "text"),
            "metadata": json("metadata"),
            **CREATED,
        },
    ),
    TableRules(
        "contact_notes",
        "contactNotes",
        {
            **WORKSPACE,
            "contact_id": link("contact_id", "contacts"),
            "user_id": user("author_id"),
            "content": plain("content"),
            "note_type": plain("note_type", "note"),
            "metadata": json("metadata"),
            "due_date": moment("due_date"),
            "completed_at": moment("completed_at"),
            **CREATED_AND_UPDATED,
        },
    ),
)

ASSISTANT = (
    TableRules(
        "ari_config",
        "ariConfig",
        {
            **WORKSPACE,
            "bot_name": plain("bot_name", "ARI"),
            "greeting_style": plain("greeting_style", "professional"),
            "language": plain("language", "id"),
            "tone": json("tone"),
            "community_link": plain("community_link"),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "ari_conversations",
        "ariConversations",
        {
            **WORKSPACE,
            "contact_id": link("contact_id", "contacts"),
            "conversation_id": link("conversation_id", "conversations"),
            "state": plain("state", "greeting"),
            "lead_score": plain("lead_score", 0),
            **_same("lead_temperature", "ai_model", "handoff_reason"),
            "context": json("context"),
            "last_ai_message_at": moment("last_ai_message_at"),
            "handoff_at": moment("handoff_at"),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "ari_messages",
        "ariMessages",
        {
            **WORKSPACE,
            **ARI_CONVERSATION,
            **_same("role", "content", "ai_model", "tokens_used", "response_time_ms"),
            "metadata": json("metadata"),
            **CREATED,
        },
    ),
    TableRules(
        "ari_destinations",
        "ariDestinations",
        {
            **WORKSPACE,
            **_same("country", "city", "university_name", "notes"),
            "requirements": json("requirements"),
            "programs": texts("programs"),
            "is_promoted": plain("is_promoted", False),
            "priority": plain("priority", 0),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "ari_payments",
        "ariPayments",
        {
            **WORKSPACE,
            **ARI_CONVERSATION,
            **_same("amount", "payment_method", "gateway_transaction_id"),
            "currency": plain("currency", "IDR"),
            "gateway": plain("gateway", "midtrans"),
            "gateway_response": json("gateway_response"),
            "status": plain("status", "pending"),
            "expires_at": moment("expires_at"),
            "paid_at": moment("paid_at"),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "ari_appointments",
        "ariAppointments",
        {
            **WORKSPACE,
            **ARI_CONVERSATION,
            "payment_id": link("payment_id", "ariPayments"),
            "consultant_id": user("consultant_id"),
            "scheduled_at": moment("scheduled_at"),
            "duration_minutes": plain("duration_minutes", 60),
            **_same("meeting_link", "notes"),
            "status": plain("status", "scheduled"),
            "reminder_sent_at": moment("reminder_sent_at"),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "ari_ai_comparison",
        "ariAiComparison",
        {
            **WORKSPACE,
            **_same("ai_model", "avg_response_time_ms"),
            "conversation_count": plain("conversation_count", 0),
            "total_tokens_used": plain("total_tokens_used", 0),
            "conversion_count": plain("conversion_count", 0),
            "satisfaction_score": decimal("satisfaction_score"),
            "period_start": moment("period_start"),
            "period_end": moment("period_end"),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "ari_flow_stages",
        "ariFlowStages",
        {
            **WORKSPACE,
            **_same("name", "goal", "sample_script", "exit_criteria", "stage_order"),
            "is_active": plain("is_active", True),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "ari_knowledge_categories",
        "ariKnowledgeCategories",
        {**WORKSPACE, **_same("name", "description", "display_order"), **CREATED_AND_UPDATED},
    ),
    TableRules(
        "ari_knowledge_entries",
        "ariKnowledgeEntries",
        {
            **WORKSPACE,
            "category_id": link("category_id", "ariKnowledgeCategories"),
            **_same("title", "content"),
            "is_active": plain("is_active", True),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "ari_scoring_config",
        "ariScoringConfig",
        {
            **WORKSPACE,
            **_same("hot_threshold", "warm_threshold"),
            **_same("weight_basic", "weight_qualification", "weight_document", "weight_engagement"),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "consultant_slots",
        "consultantSlots",
        {
            **WORKSPACE,
            "consultant_id": user("consultant_id"),
            "day_of_week": plain("day_of_week"),
            "start_time": clock("start_time"),
            "end_time": clock("end_time"),
            "duration_minutes": plain("duration_minutes", 60),
            "booking_window_days": plain("booking_window_days", 14),
            "max_bookings_per_slot": plain("max_bookings_per_slot", 1),
            "is_active": plain("is_active", True),
            **CREATED_AND_UPDATED,
        },
    ),
)

WEBSITE = (
    TableRules(
        "articles",
        "articles",
        {
            **WORKSPACE,
            **_same("title", "slug", "excerpt", "content", "cover_image_url"),
            "status": plain("status", "draft"),
            "published_at": moment("published_at"),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "webinars",
        "webinars",
        {
            **WORKSPACE,
            **_same("title", "slug", "description", "cover_image_url", "meeting_url", "max_registrations"),
            "scheduled_at": moment("scheduled_at"),
            "duration_minutes": plain("duration_minutes", 60),
            "status": plain("status", "draft"),
            "published_at": moment("published_at"),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "webinar_registrations",
        "webinarRegistrations",
        {
            **WORKSPACE,
            "webinar_id": link("webinar_id", "webinars"),
            "contact_id": link("contact_id", "contacts"),
            "registered_at": stamp("registered_at"),
            "attended": plain("attended", False),
        },
    ),
)

TICKETS = (
    TableRules(
        "tickets",
        "tickets",
        {
            **WORKSPACE,
            "admin_workspace_id": link("admin_workspace_id", "workspaces"),
            "requester_id": user("requester_id"),
            "assigned_to": user("assigned_to"),
            **_same("title", "description", "category", "priority", "stage", "pending_stage", "reopen_token"),
            "pending_approval": plain("pending_approval", False),
            "approval_requested_at": moment("approval_requested_at"),
            "closed_at": moment("closed_at"),
            **CREATED_AND_UPDATED,
        },
    ),
    TableRules(
        "ticket_comments",
        "ticketComments",
        {
            "ticket_id": link("ticket_id", "tickets"),
            "author_id": user("author_id"),
            **_same("content", "is_stage_change"),
            "is_internal": plain("is_internal", False),
            **CREATED,
        },
    ),
    TableRules(
        "ticket_status_history",
        "ticketStatusHistory",
        {
            "ticket_id": link("ticket_id", "tickets"),
            "changed_by": user("changed_by"),
            **_same("from_stage", "to_stage", "reason"),
            **CREATED,
        },
    ),
)

TABLE_RULES: tuple[TableRules, ...] = (*TENANTS, *INBOX, *ASSISTANT, *WEBSITE, *TICKETS)
