"""What becomes what: every table that is migrated, as data. Parents stand before their children."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a column's value becomes a field's value."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    # A moment, as milliseconds since 1970 UTC, rounded down.
    INSTANT = "instant"
    # A time of day, as "HH:MM".
    CLOCK_TIME = "clock_time"
    JSON = "json"
    TEXTS = "texts"
    # The id of a Supabase user: the Clerk id where the user map has one, else the id as it is.
    USER = "user"
    # The Clerk id of the user or the organisation that the row's own id maps to; absent where the map has none.
    CLERK_USER = "clerk_user"
    CLERK_ORGANISATION = "clerk_organisation"
    # A row of another table, as its id and the parts of its natural key.
    REFERENCE = "reference"
    # A text inside a JSON column, where it is one.
    JSON_TEXT = "json_text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a document and where its value comes from."""

    target: str
    column: str
    kind: Kind
    # The document cannot be without it.
    required: bool = False
    # What stands for NULL and for a missing column: the source's own column default. Implies `required`.
    default: str | int | bool | None = None
    # INSTANT: the column that stands in for NULL. Where both are NULL the field is absent and Convex fills it.
    stand_in: str | None = None
    is_filled_by_convex: bool = False
    # REFERENCE: the source table of the row that is named.
    parent: str | None = None
    # USER: the column and the value it must have for the id to be a user's.
    only_when: tuple[str, str] | None = None
    # JSON_TEXT: the key inside the column.
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One source table and the Convex table it becomes. Every source table has an `id`, which becomes `supabaseId`."""

    source: str
    target: str
    fields: tuple[Field, ...]
    # Columns that a reference to this table sends along, to find a document that no migration wrote. One that names
    # another row (`contact_id`) is sent with that row's own natural key.
    natural_key: tuple[str, ...] = ()

    @property
    def references(self) -> tuple[Field, ...]:
        """The fields that name rows of other tables."""
        return tuple(field for field in self.fields if field.kind is Kind.REFERENCE)

    @property
    def parents(self) -> frozenset[str]:
        """The source tables whose rows this table's rows name."""
        return frozenset(field.parent for field in self.references if field.parent is not None)

    def field_from(self, column: str) -> Field:
        """Return the first field that comes from the column.

        Raises:
            KeyError: none does.
        """
        for field in self.fields:
            if field.column == column:
                return field
        raise KeyError(column)


def text(column: str, *, required: bool = False, default: str | None = None) -> Field:
    """Return a field of text."""
    is_required = required or default is not None
    return Field(target=column, column=column, kind=Kind.TEXT, required=is_required, default=default)


def number(column: str, *, required: bool = False, default: int | None = None) -> Field:
    """Return a field of a number."""
    is_required = required or default is not None
    return Field(target=column, column=column, kind=Kind.NUMBER, required=is_required, default=default)


def boolean(column: str, *, default: bool | None = None) -> Field:
    """Return a field of true or false."""
    return Field(target=column, column=column, kind=Kind.BOOLEAN, required=default is not None, default=default)


def instant(column: str, *, required: bool = False) -> Field:
    """Return a field of a moment."""
    return Field(target=column, column=column, kind=Kind.INSTANT, required=required)


def stamp(column: str, stand_in: str | None = None) -> Field:
    """Return a timestamp that every document has: from the column, else from its stand-in, else from Convex's clock."""
    return Field(
        target=column, column=column, kind=Kind.INSTANT, required=True, stand_in=stand_in, is_filled_by_convex=True
    )


def clock_time(column: str) -> Field:
    """Return a required time of day."""
    return Field(target=column, column=column, kind=Kind.CLOCK_TIME, required=True)


def json(column: str) -> Field:
    """Return a field of any JSON: SQL NULL is absent, the JSON value null is null."""
    return Field(target=column, column=column, kind=Kind.JSON)


def texts(column: str) -> Field:
    """Return a field of a list of texts."""
    return Field(target=column, column=column, kind=Kind.TEXTS)


def user(column: str, *, target: str | None = None, required: bool = False) -> Field:
    """Return a field that names a user."""
    return Field(target=target or column, column=column, kind=Kind.USER, required=required)


def reference(column: str, parent: str, *, required: bool = True) -> Field:
    """Return a field that names a row of `parent`."""
    return Field(target=column, column=column, kind=Kind.REFERENCE, required=required, parent=parent)


WORKSPACE = reference("workspace_id", "workspaces")
CREATED_AND_UPDATED = (stamp("created_at", "updated_at"), stamp("updated_at", "created_at"))
CREATED = (stamp("created_at"),)

TABLES: tuple[Table, ...] = (
    Table(
        source="workspaces",
        target="workspaces",
        natural_key=("slug",),
        fields=(
            text("name", required=True),
            text("slug", required=True),
            user("owner_id", required=True),
            text("description"),
            text("workspace_type"),
            text("status"),
            instant("suspended_at"),
            user("suspended_by"),
            text("suspension_reason"),
            text("kapso_phone_id"),
            text("wa_phone_number"),
            text("meta_access_token"),
            text("meta_business_account_id"),
            Field(target="clerk_org_id", column="id", kind=Kind.CLERK_ORGANISATION),
            json("settings"),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="profiles",
        target="users",
        fields=(
            Field(target="clerk_id", column="id", kind=Kind.CLERK_USER),
            text("email"),
            text("full_name"),
            text("phone"),
            text("avatar_url"),
            boolean("is_admin"),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="workspace_members",
        target="workspaceMembers",
        fields=(
            WORKSPACE,
            user("user_id", required=True),
            text("role", default="member"),
            boolean("must_change_password"),
            json("settings"),
            *CREATED,
        ),
    ),
    Table(
        source="contacts",
        target="contacts",
        natural_key=("phone",),
        fields=(
            WORKSPACE,
            text("phone", required=True),
            text("phone_normalized"),
            text("name"),
            text("email"),
            number("lead_score", default=0),
            text("lead_status", default="new"),
            texts("tags"),
            user("assigned_to"),
            Field(target="source", column="metadata", kind=Kind.JSON_TEXT, key="source"),
            json("metadata"),
            text("kapso_name"),
            text("kapso_profile_pic"),
            boolean("kapso_is_online"),
            instant("kapso_last_seen"),
            instant("cache_updated_at"),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="conversations",
        target="conversations",
        natural_key=("contact_id",),
        fields=(
            WORKSPACE,
            reference("contact_id", "contacts"),
            text("status", default="open"),
            user("assigned_to"),
            number("unread_count", default=0),
            instant("last_message_at"),
            text("last_message_preview"),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="messages",
        target="messages",
        fields=(
            WORKSPACE,
            reference("conversation_id", "conversations"),
            text("direction", required=True),
            text("sender_type", required=True),
            Field(target="sender_id", column="sender_id", kind=Kind.USER, only_when=("sender_type", "user")),
            text("content"),
            text("message_type", default="text"),
            text("media_url"),
            text("kapso_message_id"),
            json("metadata"),
            *CREATED,
        ),
    ),
    Table(
        source="contact_notes",
        target="contactNotes",
        fields=(
            WORKSPACE,
            reference("contact_id", "contacts"),
            user("author_id", target="user_id", required=True),
            text("content", required=True),
            text("note_type", default="note"),
            json("metadata"),
            instant("due_date"),
            instant("completed_at"),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="ari_config",
        target="ariConfig",
        fields=(
            WORKSPACE,
            text("bot_name", default="ARI"),
            text("greeting_style", default="professional"),
            text("language", default="id"),
            json("tone"),
            text("community_link"),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="ari_conversations",
        target="ariConversations",
        natural_key=("contact_id",),
        fields=(
            WORKSPACE,
            reference("contact_id", "contacts"),
            reference("conversation_id", "conversations", required=False),
            text("state", default="greeting"),
            number("lead_score", default=0),
            text("lead_temperature"),
            json("context"),
            text("ai_model"),
            instant("last_ai_message_at"),
            instant("handoff_at"),
            text("handoff_reason"),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="ari_messages",
        target="ariMessages",
        fields=(
            WORKSPACE,
            reference("ari_conversation_id", "ari_conversations"),
            text("role", required=True),
            text("content", required=True),
            text("ai_model"),
            number("tokens_used"),
            number("response_time_ms"),
            json("metadata"),
            *CREATED,
        ),
    ),
    Table(
        source="tickets",
        target="tickets",
        fields=(
            WORKSPACE,
            reference("admin_workspace_id", "workspaces", required=False),
            user("requester_id", required=True),
            user("assigned_to"),
            text("title", required=True),
            text("description", required=True),
            text("category", required=True),
            text("priority", required=True),
            text("stage", default="report"),
            boolean("pending_approval", default=False),
            text("pending_stage"),
            instant("approval_requested_at"),
            text("reopen_token"),
            instant("closed_at"),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="ticket_comments",
        target="ticketComments",
        fields=(
            reference("ticket_id", "tickets"),
            user("author_id", required=True),
            text("content", required=True),
            boolean("is_internal", default=False),
            boolean("is_stage_change"),
            *CREATED,
        ),
    ),
    Table(
        source="ticket_status_history",
        target="ticketStatusHistory",
        fields=(
            reference("ticket_id", "tickets"),
            user("changed_by", required=True),
            text("from_stage"),
            text("to_stage", required=True),
            text("reason"),
            *CREATED,
        ),
    ),
    Table(
        source="ari_destinations",
        target="ariDestinations",
        fields=(
            WORKSPACE,
            text("country", required=True),
            text("city"),
            text("university_name", required=True),
            json("requirements"),
            texts("programs"),
            boolean("is_promoted", default=False),
            number("priority", default=0),
            text("notes"),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="ari_payments",
        target="ariPayments",
        fields=(
            WORKSPACE,
            reference("ari_conversation_id", "ari_conversations"),
            number("amount", required=True),
            text("currency", default="IDR"),
            text("payment_method"),
            text("gateway", default="midtrans"),
            text("gateway_transaction_id"),
            json("gateway_response"),
            text("status", default="pending"),
            instant("expires_at"),
            instant("paid_at"),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="ari_appointments",
        target="ariAppointments",
        fields=(
            WORKSPACE,
            reference("ari_conversation_id", "ari_conversations"),
            reference("payment_id", "ari_payments", required=False),
            user("consultant_id"),
            instant("scheduled_at", required=True),
            number("duration_minutes", default=60),
            text("meeting_link"),
            text("status", default="scheduled"),
            instant("reminder_sent_at"),
            text("notes"),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="ari_ai_comparison",
        target="ariAiComparison",
        fields=(
            WORKSPACE,
            text("ai_model", required=True),
            number("conversation_count", default=0),
            number("avg_response_time_ms"),
            number("total_tokens_used", default=0),
            number("conversion_count", default=0),
            number("satisfaction_score"),
            instant("period_start"),
            instant("period_end"),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="ari_flow_stages",
        target="ariFlowStages",
        fields=(
            WORKSPACE,
            text("name", required=True),
            text("goal", required=True),
            text("sample_script"),
            text("exit_criteria"),
            number("stage_order", default=0),
            boolean("is_active", default=True),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="ari_knowledge_categories",
        target="ariKnowledgeCategories",
        natural_key=("name",),
        fields=(
            WORKSPACE,
            text("name", required=True),
            text("description"),
            number("display_order", default=0),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="ari_knowledge_entries",
        target="ariKnowledgeEntries",
        fields=(
            WORKSPACE,
            reference("category_id", "ari_knowledge_categories", required=False),
            text("title", required=True),
            text("content", required=True),
            boolean("is_active", default=True),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="ari_scoring_config",
        target="ariScoringConfig",
        fields=(
            WORKSPACE,
            number("hot_threshold", default=70),
            number("warm_threshold", default=40),
            number("weight_basic", default=25),
            number("weight_qualification", default=35),
            number("weight_document", default=30),
            number("weight_engagement", default=10),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="consultant_slots",
        target="consultantSlots",
        fields=(
            WORKSPACE,
            user("consultant_id"),
            number("day_of_week", required=True),
            clock_time("start_time"),
            clock_time("end_time"),
            number("duration_minutes", default=60),
            number("booking_window_days", default=14),
            number("max_bookings_per_slot", default=1),
            boolean("is_active", default=True),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="articles",
        target="articles",
        fields=(
            WORKSPACE,
            text("title", required=True),
            text("slug", required=True),
            text("excerpt"),
            text("content"),
            text("cover_image_url"),
            text("status", default="draft"),
            instant("published_at"),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="webinars",
        target="webinars",
        natural_key=("slug",),
        fields=(
            WORKSPACE,
            text("title", required=True),
            text("slug", required=True),
            text("description"),
            text("cover_image_url"),
            instant("scheduled_at", required=True),
            number("duration_minutes", default=60),
            text("meeting_url"),
            number("max_registrations"),
            text("status", default="draft"),
            instant("published_at"),
            *CREATED_AND_UPDATED,
        ),
    ),
    Table(
        source="webinar_registrations",
        target="webinarRegistrations",
        fields=(
            WORKSPACE,
            reference("webinar_id", "webinars"),
            reference("contact_id", "contacts"),
            stamp("registered_at"),
            boolean("attended", default=False),
        ),
    ),
)

TABLE_BY_SOURCE: Mapping[str, Table] = {table.source: table for table in TABLES}
TABLE_BY_TARGET: Mapping[str, Table] = {table.target: table for table in TABLES}
