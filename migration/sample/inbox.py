"""Ordinary rows of the tenants and their inbox: users, workspaces, contacts, conversations, messages, notes."""

from typing import Any

from migration.sample import shapes
from migration.sample.draws import Draws, as_json, at, hex_of
from migration.sample.plan import MEMBERS, Plan
from migration.sample.vocabulary import (
    ANSWERS,
    BUSINESSES,
    CONVERSATION_STATUSES,
    LEAD_STATUSES,
    MESSAGE_TYPES,
    NOTE_TYPES,
    NOTES,
    QUESTIONS,
    TAGS,
    full_name,
    international_phone,
    local_phone,
    whatsapp_id,
)

Row = dict[str, Any]

MINUTE = 60_000_000
DAY = 1440 * MINUTE
# A prime number of minutes, so that conversations start at all hours.
CONVERSATION_GAP = 7919 * MINUTE
HISTORY = 300 * DAY

REPLY_TO = as_json({"reply_to_kapso_id": "wamid.sample", "reply_to_from": whatsapp_id(1)})
ATTACHMENT = as_json({"filename": "transkrip nilai.pdf", "size": 183_402, "mimeType": "application/pdf"})
BOT = as_json({"ari_model": "grok", "response_time_ms": 1432})
MESSAGE_METADATA = (shapes.EMPTY,) * 6 + (REPLY_TO,)


def user(plan: Plan, n: int, draw: Draws) -> Row:
    """A login of Supabase's own schema."""
    created_at = draw.moment() - HISTORY
    return {
        "id": plan.id("users", n),
        "email": f"pengguna{n}@example.com",
        "phone": whatsapp_id(8_000_000 + n) if n % 5 == 0 else None,
        "raw_user_meta_data": as_json({"full_name": full_name(n)}),
        "last_sign_in_at": at(created_at + 30 * DAY),
        "created_at": at(created_at),
        "updated_at": at(created_at + DAY),
    }


def profile(plan: Plan, n: int, draw: Draws) -> Row:
    """The public side of a user."""
    created_at = draw.moment() - HISTORY
    return {
        "id": plan.id("users", n),
        "email": f"pengguna{n}@example.com",
        "full_name": full_name(n),
        "avatar_url": f"https://files.example.com/avatar/{n}.png" if n % 3 else None,
        "is_admin": n == 0,
        "created_at": at(created_at),
        "updated_at": at(created_at + DAY),
    }


def workspace(plan: Plan, n: int, draw: Draws) -> Row:
    """A tenant; the first is the support hub. The columns from `description` on exist in the live database only."""
    created_at = draw.moment() - HISTORY
    return {
        "id": plan.id("workspaces", n),
        "name": f"{BUSINESSES[n % len(BUSINESSES)]} {n}",
        "slug": f"bisnis-contoh-{n}",
        "owner_id": plan.member(min(n, plan.workspaces - 1), 0),
        "kapso_phone_id": f"10000000{n:07d}",
        "settings": as_json(shapes.workspace_settings(plan, n)),
        "created_at": at(created_at),
        "updated_at": at(created_at + 3 * DAY),
        "description": "Bimbingan studi ke luar negeri",
        "meta_access_token": hex_of(plan.seed, "token", n, length=96),
        "meta_business_account_id": f"20000000{n:07d}",
        "status": "active",
        "suspended_at": None,
        "suspended_by": None,
        "suspension_reason": None,
        "wa_phone_number": international_phone(9_000 + n),
        "workspace_type": "client" if n else "platform",
    }


def workspace_member(plan: Plan, n: int, draw: Draws) -> Row:
    """A user's place in a workspace: one owner, one admin, two members."""
    place = n % MEMBERS
    return {
        "id": plan.id("workspace_members", n),
        "workspace_id": plan.id("workspaces", n // MEMBERS % plan.workspaces),
        "user_id": plan.id("users", n % plan.count("users")),
        "role": ("owner", "admin", "member", "member")[place],
        "must_change_password": place > 1,
        "created_at": at(draw.moment() - HISTORY),
        "settings": as_json(shapes.member_settings(plan, n)) if place < 2 else shapes.EMPTY,
    }


def workspace_invitation(plan: Plan, n: int, draw: Draws) -> Row:
    """An invitation; the target has no table for it."""
    created_at = draw.moment()
    return {
        "id": plan.id("workspace_invitations", n),
        "workspace_id": plan.id("workspaces", plan.workspace(n)),
        "email": f"undangan{n}@example.com",
        "name": full_name(n),
        "role": "member",
        "token": hex_of(plan.seed, "invitation", n, length=64),
        "status": ("pending", "accepted", "expired", "cancelled")[n % 4],
        "invited_by": plan.member(plan.workspace(n), 0),
        "expires_at": at(created_at + 7 * DAY),
        "accepted_at": at(created_at + DAY) if n % 4 == 1 else None,
        "created_at": at(created_at),
        "updated_at": at(created_at),
    }


def contact(plan: Plan, n: int, draw: Draws) -> Row:
    """A lead, its phone in the format of the path by which it came."""
    created_at = draw.moment()
    workspace_number = plan.workspace(n)
    return {
        "id": plan.id("contacts", n),
        "workspace_id": plan.id("workspaces", workspace_number),
        "phone": (whatsapp_id, whatsapp_id, international_phone, local_phone)[n // 5 % 4](n),
        "name": full_name(n) if n % 11 else None,
        "email": f"orang{n}@example.id" if n % 3 == 0 else None,
        "lead_score": draw.below(101),
        "lead_status": draw.pick(LEAD_STATUSES),
        "tags": [draw.pick(TAGS) for _ in range(draw.below(3))],
        "metadata": as_json(shapes.contact_metadata(plan, n, draw)),
        "assigned_to": plan.member(workspace_number, n) if n % 4 == 0 else None,
        "kapso_name": full_name(n).split()[0] if n % 2 else None,
        "kapso_profile_pic": f"https://files.example.com/wa/{n}.jpg" if n % 5 == 0 else None,
        "kapso_is_online": n % 17 == 0,
        "kapso_last_seen": at(created_at + 20 * DAY) if n % 5 == 0 else None,
        "cache_updated_at": at(created_at + 21 * DAY) if n % 5 == 0 else None,
        "phone_normalized": international_phone(n) if n % 3 else None,
        "created_at": at(created_at),
        "updated_at": at(created_at + draw.below(30) * DAY + 1),
    }


def started_at(conversation: int) -> int:
    """Return when a conversation starts, in microseconds after the opening."""
    return conversation * CONVERSATION_GAP % HISTORY


def conversation(plan: Plan, n: int, draw: Draws) -> Row:
    """A WhatsApp thread."""
    contact_number = plan.contact_of_conversation(n)
    workspace_number = plan.workspace(contact_number)
    return {
        "id": plan.id("conversations", n),
        "workspace_id": plan.id("workspaces", workspace_number),
        "contact_id": plan.id("contacts", contact_number),
        "status": draw.pick(CONVERSATION_STATUSES),
        "assigned_to": plan.member(workspace_number, n) if n % 3 == 0 else None,
        "unread_count": draw.below(4),
        "last_message_at": at(started_at(n) + 4 * 3 * MINUTE),
        "last_message_preview": draw.pick(QUESTIONS)[:100],
        "created_at": at(started_at(n)),
        "updated_at": at(started_at(n) + 5 * 3 * MINUTE),
    }


def message(plan: Plan, n: int, draw: Draws) -> Row:
    """A message of a conversation: the lead, then a member or the assistant, in turns."""
    conversation_number, place = plan.conversation_of_message(n)
    contact_number = conversation_number - conversation_number // 8
    workspace_number = contact_number % plan.workspaces
    is_inbound = place % 2 == 0
    sender_type = "contact" if is_inbound else ("user" if conversation_number % 3 else "bot")
    message_type = draw.pick(MESSAGE_TYPES)
    is_text = message_type == "text"
    return {
        "id": plan.id("messages", n),
        "conversation_id": plan.id("conversations", conversation_number),
        "workspace_id": plan.id("workspaces", workspace_number),
        "direction": "inbound" if is_inbound else "outbound",
        "sender_type": sender_type,
        "sender_id": plan.member(workspace_number, n) if sender_type == "user" else None,
        "content": draw.pick(QUESTIONS if is_inbound else ANSWERS) if is_text else None,
        "message_type": message_type,
        "media_url": None if is_text else f"https://files.example.com/chat-media/{n}.bin",
        "kapso_message_id": f"wamid.sample{n}",
        "metadata": BOT if sender_type == "bot" else (draw.pick(MESSAGE_METADATA) if is_text else ATTACHMENT),
        "created_at": at(started_at(conversation_number) + place * 3 * MINUTE + draw.below(1_000_000)),
    }


def contact_note(plan: Plan, n: int, draw: Draws) -> Row:
    """A note of a member about a lead; some are tasks with a due date."""
    contact_number = n % plan.count("contacts")
    note_type = draw.pick(NOTE_TYPES)
    created_at = draw.moment()
    is_task = n % 4 == 0
    return {
        "id": plan.id("contact_notes", n),
        "contact_id": plan.id("contacts", contact_number),
        "workspace_id": plan.id("workspaces", plan.workspace(contact_number)),
        "author_id": plan.member(plan.workspace(contact_number), n),
        "content": draw.pick(NOTES),
        "note_type": note_type,
        "metadata": as_json(shapes.note_metadata(note_type)),
        "due_date": at(created_at + 7 * DAY) if is_task else None,
        "completed_at": at(created_at + 6 * DAY) if is_task and n % 8 == 0 else None,
        "created_at": at(created_at),
        "updated_at": at(created_at),
    }
