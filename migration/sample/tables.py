"""The tables of the sample, parents before children, each with the function that makes its ordinary row `n`."""

from collections.abc import Callable
from dataclasses import dataclass

from migration.sample import assistant, desk, inbox
from migration.sample.draws import Draws
from migration.sample.inbox import Row
from migration.sample.plan import Plan


@dataclass(frozen=True, slots=True)
class SampleTable:
    """A table and how its rows are made."""

    name: str
    row: Callable[[Plan, int, Draws], Row]
    schema: str = "public"


SAMPLE_TABLES = (
    SampleTable("users", inbox.user, schema="auth"),
    SampleTable("profiles", inbox.profile),
    SampleTable("workspaces", inbox.workspace),
    SampleTable("workspace_members", inbox.workspace_member),
    SampleTable("workspace_invitations", inbox.workspace_invitation),
    SampleTable("contacts", inbox.contact),
    SampleTable("conversations", inbox.conversation),
    SampleTable("messages", inbox.message),
    SampleTable("contact_notes", inbox.contact_note),
    SampleTable("ari_config", assistant.ari_config),
    SampleTable("ari_conversations", assistant.ari_conversation),
    SampleTable("ari_messages", assistant.ari_message),
    SampleTable("ari_payments", assistant.ari_payment),
    SampleTable("ari_appointments", assistant.ari_appointment),
    SampleTable("ari_destinations", assistant.ari_destination),
    SampleTable("ari_ai_comparison", assistant.ari_ai_comparison),
    SampleTable("ari_flow_stages", assistant.ari_flow_stage),
    SampleTable("ari_knowledge_categories", assistant.ari_knowledge_category),
    SampleTable("ari_knowledge_entries", assistant.ari_knowledge_entry),
    SampleTable("ari_scoring_config", assistant.ari_scoring_config),
    SampleTable("consultant_slots", assistant.consultant_slot),
    SampleTable("articles", desk.article),
    SampleTable("webinars", desk.webinar),
    SampleTable("webinar_registrations", desk.webinar_registration),
    SampleTable("tickets", desk.ticket),
    SampleTable("ticket_comments", desk.ticket_comment),
    SampleTable("ticket_status_history", desk.ticket_status_history),
    SampleTable("flows", desk.flow),
    SampleTable("form_templates", desk.form_template),
    SampleTable("knowledge_base", desk.knowledge_base),
    SampleTable("user_todos", desk.user_todo),
)
