"""What Convex answers about conversations, cast to the types of `ari.domain` and `ari.inbox`: all pure."""

from collections.abc import Mapping

from ari import inbox
from ari.domain import (
    JAKARTA,
    AriConversationId,
    AriSettings,
    Contact,
    ContactId,
    ConversationId,
    Decision,
    Destination,
    Direction,
    FlowStage,
    KnowledgeEntry,
    Message,
    MessageId,
    Score,
    ScoringConfig,
    State,
    Turn,
    Workspace,
    WorkspaceId,
)
from ari.zones import zone_named
from config.convex.documents import Args, Document, moment_from_ms, moment_or_none, ms_from_moment, present


def inbound_args(message: inbox.Inbound) -> Args:
    """Return a message as `messages:receiveBatch` takes it."""
    return {
        "phone_number_id": message.phone_number_id,
        "provider_id": message.provider_id,
        "phone_spellings": list(message.phone_spellings),
        "kind": message.kind,
        "wants_answer": message.wants_answer,
        "wait_ms": int(message.wait.total_seconds() * 1000),
        "limit_ms": int(message.limit.total_seconds() * 1000),
        **present(
            {
                "phone": message.phone,
                "profile_name": message.profile_name,
                "text": message.text,
                "marker": message.marker,
                "metadata": dict(message.metadata) or None,
                "sent_at": None if message.sent_at is None else ms_from_moment(message.sent_at),
                "consent": message.consent,
            }
        ),
    }


def status_args(update: inbox.StatusUpdate) -> Args:
    """Return a delivery status as `messages:receiveBatch` takes it."""
    named = {"phone_number_id": update.phone_number_id, "provider_id": update.provider_id, "status": update.status}
    return {**named, **present({"error": update.error, "sign": update.sign})}


def received_from(document: Document) -> inbox.Received:
    """Cast what became of a batch."""
    counts = ("stored", "repeated", "statuses_moved", "statuses_stale", "statuses_stray")
    return inbox.Received(
        **{name: int(document[name]) for name in counts},
        unknown_numbers={entry["phone_number_id"]: int(entry["count"]) for entry in document["unknown_numbers"]},
        conversation_ids=tuple(ConversationId(entry) for entry in document["conversation_ids"]),
    )


def person_from(document: Document) -> inbox.Person:
    """Cast a person."""
    return inbox.Person(id=document["id"], full_name=document.get("full_name"), email=document.get("email"))


def _person(document: Document, name: str) -> inbox.Person | None:
    person = document.get(name)
    return None if person is None else person_from(person)


def contact_summary_from(document: Document) -> inbox.ContactSummary:
    """Cast a contact as lists show it."""
    return inbox.ContactSummary(
        id=ContactId(document["id"]),
        phone=document["phone"],
        name=document.get("name"),
        profile_name=document.get("profile_name"),
        email=document.get("email"),
        lead_score=int(document["lead_score"]),
        lead_status=document["lead_status"],
        tags=tuple(document["tags"]),
        opted_out_at=moment_or_none(document, "opted_out_at"),
    )


def conversation_from(document: Document) -> inbox.Conversation:
    """Cast a conversation."""
    return inbox.Conversation(
        id=ConversationId(document["id"]),
        workspace_id=WorkspaceId(document["workspace_id"]),
        contact=contact_summary_from(document["contact"]),
        status=document["status"],
        state=document.get("state"),
        temperature=document.get("temperature"),
        assignee=_person(document, "assignee"),
        unread_count=int(document["unread_count"]),
        last_message_at=moment_or_none(document, "last_message_at"),
        last_message_preview=document.get("last_message_preview"),
        last_inbound_at=moment_or_none(document, "last_inbound_at"),
        created_at=moment_from_ms(document["created_at"]),
        updated_at=moment_from_ms(document["updated_at"]),
        epoch=int(document["epoch"]),
        window_closes_at=moment_or_none(document, "window_closes_at"),
        handoff_at=moment_or_none(document, "handoff_at"),
        handoff_reason=document.get("handoff_reason"),
    )


def inbox_message_from(document: Document) -> inbox.InboxMessage:
    """Cast a message as staff see it."""
    status = document.get("delivery_status")
    return inbox.InboxMessage(
        id=MessageId(document["id"]),
        conversation_id=ConversationId(document["conversation_id"]),
        direction=document["direction"],
        sender_type=document["sender_type"],
        sender=_person(document, "sender"),
        text=document.get("text"),
        kind=document["kind"],
        metadata=document.get("metadata") or {},
        delivery_status=None if status is None else inbox.DeliveryStatus(status),
        delivery_error=document.get("delivery_error"),
        created_at=moment_from_ms(document["created_at"]),
    )


def event_from(document: Document) -> inbox.ConversationEvent:
    """Cast an event of a conversation."""
    return inbox.ConversationEvent(
        id=document["id"],
        event=document["event"],
        by=person_from(document["by_person"]),
        reason=document.get("reason"),
        value=document.get("value"),
        created_at=moment_from_ms(document["created_at"]),
    )


def note_from(document: Document) -> inbox.ContactNote:
    """Cast a note on a contact."""
    return inbox.ContactNote(
        id=document["id"],
        author=person_from(document["author"]),
        text=document["text"],
        note_type=document["note_type"],
        reason=document.get("reason"),
        due_at=moment_or_none(document, "due_at"),
        completed_at=moment_or_none(document, "completed_at"),
        created_at=moment_from_ms(document["created_at"]),
    )


def ari_record_from(document: Document) -> inbox.AriRecord:
    """Cast what ARI keeps of a lead."""
    return inbox.AriRecord(
        id=document["id"],
        contact_id=ContactId(document["contact_id"]),
        state=State(document["state"]),
        lead_score=int(document["lead_score"]),
        temperature=document.get("lead_temperature"),
        memory=document.get("memory") or {},
        model=document.get("model"),
        state_entered_at=moment_or_none(document, "state_entered_at"),
        handoff_at=moment_or_none(document, "handoff_at"),
        handoff_reason=document.get("handoff_reason"),
        last_ai_message_at=moment_or_none(document, "last_ai_message_at"),
    )


def known_lead_from(document: Document) -> inbox.KnownLead:
    """Cast a lead with what ARI knows of them."""
    return inbox.KnownLead(
        contact_id=ContactId(document["contact_id"]),
        name=document.get("name") or "",
        lead_score=int(document["lead_score"]),
        temperature=document.get("lead_temperature"),
        memory=document.get("memory") or {},
    )


def log_row_from(document: Document) -> inbox.LogRow:
    """Cast a row of ARI's log."""
    tokens, response_time = document.get("tokens_used"), document.get("response_time_ms")
    return inbox.LogRow(
        id=document["id"],
        role=document["role"],
        content=document["content"],
        model=document.get("model"),
        tokens_used=None if tokens is None else int(tokens),
        response_time_ms=None if response_time is None else int(response_time),
        metadata=document.get("metadata") or {},
        created_at=moment_from_ms(document["created_at"]),
    )


def notification_from(document: Document) -> inbox.Notification:
    """Cast a notification."""
    return inbox.Notification(
        id=inbox.NotificationId(document["id"]),
        workspace_id=WorkspaceId(document["workspace_id"]),
        kind=document["kind"],
        reason=document["reason"],
        summary=document["summary"],
        conversation_id=ConversationId(document["conversation_id"]),
        contact=contact_summary_from(document["contact"]),
        created_at=moment_from_ms(document["created_at"]),
        read_at=moment_or_none(document, "read_at"),
    )


def notice_mail_from(document: Document) -> inbox.NoticeMail:
    """Cast a claimed mail. Whom nobody asked for their language reads Indonesian."""
    return inbox.NoticeMail(
        id=inbox.NotificationId(document["id"]),
        attempt=int(document["attempt"]),
        kind=document["kind"],
        recipient=person_from(document["recipient"]),
        language=document.get("language", "id"),
        workspace_name=document["workspace"]["name"],
        workspace_slug=document["workspace"]["slug"],
        conversation_id=ConversationId(document["conversation_id"]),
        contact_name=document["contact_name"],
        reason=document["reason"],
        summary=document["summary"],
    )


def due_work_from(document: Document) -> inbox.DueWork:
    """Cast what waits."""
    nexts = [document[kind]["next_at"] for kind in ("turns", "deliveries") if "next_at" in document[kind]]
    return inbox.DueWork(
        turns=tuple(ConversationId(entry) for entry in document["turns"]["conversation_ids"]),
        deliveries=tuple(ConversationId(entry) for entry in document["deliveries"]["conversation_ids"]),
        now=moment_from_ms(document["now"]),
        next_at=moment_from_ms(min(nexts)) if nexts else None,
    )


def delivery_from(document: Document) -> inbox.Delivery:
    """Cast a claimed message."""
    template = document.get("template")
    return inbox.Delivery(
        claim=int(document["claim"]),
        conversation_id=ConversationId(document["conversation_id"]),
        outbox_id=document["outbox_id"],
        message_id=MessageId(document["message_id"]),
        workspace_id=WorkspaceId(document["workspace_id"]),
        phone_number_id=document["phone_number_id"],
        to=document["to"],
        attempt=int(document["attempt"]),
        text=document.get("text"),
        template=None if template is None else template_from(template),
    )


def template_from(document: Document) -> inbox.Template:
    """Cast a template."""
    components = tuple(document.get("components", ()))
    return inbox.Template(name=document["name"], language=document["language"], components=components)


def template_args(template: inbox.Template) -> Args:
    """Return a template as functions take it."""
    components = [dict(component) for component in template.components]
    return {"name": template.name, "language": template.language, **present({"components": components or None})}


def claim_from(document: Document) -> inbox.Claim:
    """Cast a claimed turn."""
    return inbox.Claim(
        turn=turn_from(document),
        number=int(document["claim"]),
        attempt=int(document["attempt"]),
        lease_until=moment_from_ms(document["lease_until"]),
    )


def turn_from(document: Document) -> Turn:
    """Cast everything that a turn reads."""
    return Turn(
        workspace=workspace_from(document["workspace"]),
        settings=settings_from(document),
        contact=contact_from(document["contact"]),
        conversation_id=ConversationId(document["conversation_id"]),
        ari_conversation_id=AriConversationId(document["ari_conversation_id"]),
        state=State(document["state"]),
        memory=document.get("memory") or {},
        messages=tuple(message_from(entry) for entry in document["messages"]),
        history=tuple(message_from(entry) for entry in document["history"]),
        knowledge=tuple(knowledge_entry_from(entry) for entry in document["knowledge"]),
        destinations=tuple(destination_from(entry) for entry in document["destinations"]),
        epoch=int(document["epoch"]),
        now=moment_from_ms(document["now"]),
        model=document.get("model"),
    )


def workspace_from(document: Document) -> Workspace:
    """Cast a workspace."""
    return Workspace(id=WorkspaceId(document["id"]), name=document["name"], slug=document["slug"])


def settings_from(document: Document) -> AriSettings:
    """Cast the settings of a turn's workspace; what they leave open has the default."""
    stored = document["settings"]
    kept = ("bot_name", "greeting_style", "language", "tone", "greeting_template", "community_link")
    zone, weight, budget = stored.get("time_zone"), stored.get("grok_weight"), stored.get("daily_budget_micros")
    return AriSettings(
        is_enabled=stored["is_enabled"],
        **{name: stored[name] for name in kept if name in stored},
        **present({"grok_weight": None if weight is None else int(weight)}),
        zone=zone_named(zone) if zone else JAKARTA,
        daily_budget_micros=None if budget is None else int(budget),
        scoring=scoring_from(document.get("scoring")),
        flow_stages=tuple(FlowStage(**stage) for stage in document["flow_stages"]),
    )


def scoring_from(document: Document | None) -> ScoringConfig:
    """Cast thresholds and weights; without a document the defaults hold."""
    return ScoringConfig(**{name: int(value) for name, value in (document or {}).items()})


def contact_from(document: Document) -> Contact:
    """Cast a contact as a turn reads it."""
    answers = document["form_answers"]
    return Contact(
        id=ContactId(document["id"]),
        phone=document["phone"],
        name=document.get("name"),
        profile_name=document.get("profile_name"),
        email=document.get("email"),
        lead_score=int(document["lead_score"]),
        lead_status=document["lead_status"],
        is_status_human=document["is_status_human"],
        is_opted_out=document["is_opted_out"],
        tags=tuple(document["tags"]),
        form_answers=form_answers_from(answers),
    )


def form_answers_from(answers: object) -> Mapping[str, str]:
    """Return the answers of a form as texts. Forms are whatever their makers made of them, so the rest is left out."""
    if not isinstance(answers, Mapping):
        return {}
    return {str(name): str(value) for name, value in answers.items() if type(value) in {str, int, float}}


def message_from(document: Document) -> Message:
    """Cast a message as a turn reads it."""
    return Message(
        id=MessageId(document["id"]),
        direction=Direction(document["direction"]),
        sender=document["sender"],
        text=document["text"],
        kind=document["kind"],
        created_at=moment_from_ms(document["created_at"]),
        metadata=document.get("metadata") or {},
    )


def knowledge_entry_from(document: Document) -> KnowledgeEntry:
    """Cast an entry of the knowledge base."""
    return KnowledgeEntry(
        id=document["id"], title=document["title"], content=document["content"], category=document.get("category")
    )


def destination_from(document: Document) -> Destination:
    """Cast a destination."""
    return Destination(
        id=document["id"],
        country=document["country"],
        university_name=document["university_name"],
        city=document.get("city"),
        requirements=document.get("requirements") or {},
        programs=tuple(document["programs"]),
        is_promoted=document["is_promoted"],
        priority=int(document["priority"]),
        notes=document.get("notes"),
    )


def decision_args(decision: Decision) -> Args:
    """Return a decision as `ariTurns:commit` takes it."""
    handoff = decision.handoff
    return {
        "state": decision.state,
        "memory": decision.memory,
        "replies": [{"text": reply.text, "source": reply.source} for reply in decision.replies],
        "add_tags": list(decision.add_tags),
        "model_calls": [
            {
                "model": call.model,
                "outcome": call.outcome,
                "latency_ms": call.latency_ms,
                "input_tokens": call.input_tokens,
                "output_tokens": call.output_tokens,
                "cost_micros": call.cost_micros,
            }
            for call in decision.model_calls
        ],
        "cited_entries": list(decision.cited_entries),
        "trace": [dict(step) for step in decision.trace],
        **present(
            {
                "silence": decision.silence,
                "score": None if decision.score is None else score_args(decision.score),
                "lead_status": decision.lead_status,
                "name": decision.name,
                "email": decision.email,
                "consent": decision.consent,
                "model": decision.model,
                "handoff": None
                if handoff is None
                else {
                    "reason": handoff.reason,
                    "summary": handoff.summary,
                    "note_type": handoff.note_type,
                    **present(
                        {
                            "tag": handoff.tag,
                            "due_at": None if handoff.due_at is None else ms_from_moment(handoff.due_at),
                        }
                    ),
                },
            }
        ),
    }


def score_args(score: Score) -> Args:
    """Return a score as functions take it."""
    return {
        "total": score.total,
        "temperature": score.temperature,
        "basic": score.basic,
        "qualification": score.qualification,
        "document": score.document,
        "engagement": score.engagement,
        "reasons": list(score.reasons),
    }
