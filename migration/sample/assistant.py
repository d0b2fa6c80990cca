"""Ordinary rows of ARI: its settings, conversations, payments, appointments, slots and knowledge."""

from migration.sample import shapes
from migration.sample.draws import Draws, as_json, at
from migration.sample.inbox import DAY, MINUTE, Row
from migration.sample.plan import Plan
from migration.sample.vocabulary import (
    AI_MODELS,
    ANSWERS,
    APPOINTMENT_STATUSES,
    ARI_STATES,
    CITIES,
    COUNTRIES,
    FLOW_STAGES,
    HANDOFF_REASONS,
    KNOWLEDGE_CATEGORIES,
    PAYMENT_METHODS,
    PAYMENT_STATUSES,
    PROGRAMS,
    QUESTIONS,
    TEMPERATURES,
)

CONSULTATION_PRICE = 500_000
ARI_METADATA = as_json({"prompt": "qualify", "score": 42.5})


def ari_config(plan: Plan, n: int, draw: Draws) -> Row:
    """The settings of the assistant; a workspace without a row has it switched off."""
    created_at = draw.moment()
    return {
        "id": plan.id("ari_config", n),
        "workspace_id": plan.id("workspaces", n),
        "bot_name": "ARI" if n else "Sari",
        "greeting_style": ("professional", "casual", "formal")[n % 3],
        "language": "id" if n % 4 else "en",
        "tone": as_json(shapes.tone(n)),
        "community_link": f"https://community.example.id/{n}",
        "created_at": at(created_at),
        "updated_at": at(created_at + DAY),
    }


def ari_conversation(plan: Plan, n: int, draw: Draws) -> Row:
    """What ARI knows of the contact with the same number; one in ten has lost its inbox conversation."""
    state = draw.pick(ARI_STATES)
    created_at = draw.moment()
    is_handed_off = state == "handoff"
    return {
        "id": plan.id("ari_conversations", n),
        "workspace_id": plan.id("workspaces", plan.ari_workspace(n)),
        "contact_id": plan.id("contacts", n),
        "conversation_id": plan.id("conversations", plan.conversation_of_contact(n)) if n % 10 else None,
        "state": state,
        "lead_score": draw.below(101),
        "lead_temperature": draw.pick(TEMPERATURES),
        "context": as_json(shapes.ari_context(plan, n, draw)),
        "ai_model": draw.pick(AI_MODELS),
        "last_ai_message_at": at(created_at + 40 * MINUTE),
        "handoff_at": at(created_at + 50 * MINUTE) if is_handed_off else None,
        "handoff_reason": draw.pick(HANDOFF_REASONS) if is_handed_off else None,
        "created_at": at(created_at),
        "updated_at": at(created_at + 60 * MINUTE),
    }


def ari_message(plan: Plan, n: int, draw: Draws) -> Row:
    """One turn of a conversation with the assistant."""
    conversation, place = plan.ari_conversation_of_message(n)
    is_answer = place % 2 == 1
    return {
        "id": plan.id("ari_messages", n),
        "ari_conversation_id": plan.id("ari_conversations", conversation),
        "workspace_id": plan.id("workspaces", conversation % plan.workspaces),
        "role": "assistant" if is_answer else ("system" if place == 0 and conversation % 9 == 0 else "user"),
        "content": draw.pick(ANSWERS if is_answer else QUESTIONS),
        "ai_model": draw.pick(AI_MODELS) if is_answer else None,
        "tokens_used": 80 + draw.below(900) if is_answer else None,
        "response_time_ms": 300 + draw.below(4000) if is_answer else None,
        "metadata": ARI_METADATA if is_answer else shapes.EMPTY,
        "created_at": at(conversation * 6007 * MINUTE % (300 * DAY) + place * MINUTE + draw.below(1_000_000)),
    }


def ari_payment(plan: Plan, n: int, draw: Draws) -> Row:
    """A payment of every fifth ARI conversation."""
    conversation = n * 5 % plan.count("ari_conversations")
    status = draw.pick(PAYMENT_STATUSES)
    created_at = draw.moment()
    return {
        "id": plan.id("ari_payments", n),
        "ari_conversation_id": plan.id("ari_conversations", conversation),
        "workspace_id": plan.id("workspaces", plan.ari_workspace(conversation)),
        "amount": CONSULTATION_PRICE,
        "currency": "IDR",
        "payment_method": draw.pick(PAYMENT_METHODS),
        "gateway": "midtrans",
        "gateway_transaction_id": f"trx-{n}",
        "gateway_response": as_json(shapes.gateway_response(plan, n)) if status == "success" else None,
        "status": status,
        "expires_at": at(created_at + DAY),
        "paid_at": at(created_at + 10 * MINUTE) if status == "success" else None,
        "created_at": at(created_at),
        "updated_at": at(created_at + 10 * MINUTE),
    }


def ari_appointment(plan: Plan, n: int, draw: Draws) -> Row:
    """An appointment of every fourth ARI conversation; one in five has a payment, of the same conversation."""
    conversation = n * 4 % plan.count("ari_conversations")
    workspace = plan.ari_workspace(conversation)
    payment = n * 4 // 5
    is_paid = n % 5 == 0 and payment < plan.count("ari_payments")
    created_at = draw.moment()
    return {
        "id": plan.id("ari_appointments", n),
        "ari_conversation_id": plan.id("ari_conversations", conversation),
        "workspace_id": plan.id("workspaces", workspace),
        "payment_id": plan.id("ari_payments", payment) if is_paid else None,
        "consultant_id": plan.member(workspace, 1) if n % 2 else None,
        "scheduled_at": at(created_at // (60 * MINUTE) * 60 * MINUTE + 5 * DAY),
        "duration_minutes": 60,
        "meeting_link": f"https://meet.example.com/{n}" if n % 3 == 0 else None,
        "notes": f"Konsultasi dari ARI, skor {draw.below(101)}" if n % 2 else None,
        "status": draw.pick(APPOINTMENT_STATUSES),
        "reminder_sent_at": at(created_at + 5 * DAY - 60 * MINUTE) if n % 3 == 0 else None,
        "created_at": at(created_at),
        "updated_at": at(created_at + MINUTE),
    }


def ari_destination(plan: Plan, n: int, draw: Draws) -> Row:
    """A university that ARI may propose."""
    created_at = draw.moment()
    return {
        "id": plan.id("ari_destinations", n),
        "workspace_id": plan.id("workspaces", plan.workspace(n)),
        "country": draw.pick(COUNTRIES),
        "city": draw.pick(CITIES) if n % 4 else None,
        "university_name": f"Universitas Contoh {n}",
        "requirements": as_json(shapes.requirements(draw)),
        "programs": list(PROGRAMS[: draw.below(len(PROGRAMS) + 1)]),
        "is_promoted": n % 6 == 0,
        "priority": draw.below(10),
        "notes": "Ada beasiswa untuk semester pertama" if n % 5 == 0 else None,
        "created_at": at(created_at),
        "updated_at": at(created_at + DAY),
    }


def ari_ai_comparison(plan: Plan, n: int, draw: Draws) -> Row:
    """The week of one model in a workspace."""
    place = n // plan.workspaces
    week = place // 2 * 7 * DAY
    return {
        "id": plan.id("ari_ai_comparison", n),
        "workspace_id": plan.id("workspaces", plan.workspace(n)),
        "ai_model": ("grok", "sealion")[place % 2],
        "conversation_count": draw.below(50),
        "avg_response_time_ms": 500 + draw.below(3000),
        "total_tokens_used": draw.below(2_000_000),
        "conversion_count": draw.below(10),
        "satisfaction_score": f"{draw.below(501) / 100:.2f}",
        "period_start": at(week),
        "period_end": at(week + 7 * DAY),
        "created_at": at(week + 8 * DAY),
        "updated_at": at(week + 8 * DAY),
    }


def ari_flow_stage(plan: Plan, n: int, draw: Draws) -> Row:
    """A stage of the conversation plan of a workspace."""
    place = n // plan.workspaces
    created_at = draw.moment()
    return {
        "id": plan.id("ari_flow_stages", n),
        "workspace_id": plan.id("workspaces", plan.workspace(n)),
        "name": FLOW_STAGES[place % len(FLOW_STAGES)],
        "goal": "Kenali kebutuhan dan jaga percakapan tetap singkat.",
        "sample_script": None,
        "exit_criteria": "Semua pertanyaan wajib terjawab.",
        "stage_order": place,
        "is_active": True,
        "created_at": at(created_at),
        "updated_at": at(created_at),
    }


def ari_knowledge_category(plan: Plan, n: int, draw: Draws) -> Row:
    """A heading of a workspace's knowledge base."""
    place = n // plan.workspaces
    created_at = draw.moment()
    name = KNOWLEDGE_CATEGORIES[place % len(KNOWLEDGE_CATEGORIES)]
    return {
        "id": plan.id("ari_knowledge_categories", n),
        "workspace_id": plan.id("workspaces", plan.workspace(n)),
        "name": name if place < len(KNOWLEDGE_CATEGORIES) else f"{name} {n}",
        "description": f"Semua tentang {name.lower()}" if place % 2 else None,
        "display_order": place,
        "created_at": at(created_at),
        "updated_at": at(created_at),
    }


def ari_knowledge_entry(plan: Plan, n: int, draw: Draws) -> Row:
    """A text that ARI may quote; one in six has no category."""
    workspace = plan.workspace(n)
    category = plan.in_workspace("ari_knowledge_categories", workspace, n // plan.workspaces)
    created_at = draw.moment()
    return {
        "id": plan.id("ari_knowledge_entries", n),
        "workspace_id": plan.id("workspaces", workspace),
        "category_id": plan.id("ari_knowledge_categories", category) if n % 6 else None,
        "title": f"Pertanyaan umum {n}",
        "content": f"{draw.pick(QUESTIONS)}\n\n{draw.pick(ANSWERS)}",
        "is_active": n % 9 != 0,
        "created_at": at(created_at),
        "updated_at": at(created_at + DAY),
    }


def ari_scoring_config(plan: Plan, n: int, draw: Draws) -> Row:
    """The thresholds and weights of a workspace, the weights adding up to 100."""
    created_at = draw.moment()
    return {
        "id": plan.id("ari_scoring_config", n),
        "workspace_id": plan.id("workspaces", n),
        "hot_threshold": 70 + n % 3,
        "warm_threshold": 40,
        "weight_basic": 25,
        "weight_qualification": 35,
        "weight_document": 30,
        "weight_engagement": 10,
        "created_at": at(created_at),
        "updated_at": at(created_at),
    }


def consultant_slot(plan: Plan, n: int, draw: Draws) -> Row:
    """A weekly pattern of office hours, half of them without a consultant."""
    workspace, place = plan.workspace(n), n // plan.workspaces
    hour = 9 + place // 14 % 10
    created_at = draw.moment()
    return {
        "id": plan.id("consultant_slots", n),
        "workspace_id": plan.id("workspaces", workspace),
        "consultant_id": plan.member(workspace, 1) if place % 2 else None,
        "day_of_week": place // 2 % 7,
        "start_time": f"{hour:02d}:00:00",
        "end_time": f"{hour + 1:02d}:00:00",
        "duration_minutes": 60,
        "booking_window_days": 14,
        "max_bookings_per_slot": 1,
        "is_active": n % 7 != 0,
        "created_at": at(created_at),
        "updated_at": at(created_at),
    }
