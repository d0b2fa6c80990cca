"""Ordinary rows of the website, the support tickets, and the four tables that only the live database has."""

from migration.sample import shapes
from migration.sample.draws import Draws, as_json, at, hex_of
from migration.sample.inbox import DAY, MINUTE, Row
from migration.sample.plan import Plan
from migration.sample.vocabulary import (
    ANSWERS,
    ARTICLE_TEXT,
    CATEGORIES,
    COMMENTS,
    PRIORITIES,
    REASONS,
    STAGES,
    TICKET_TEXTS,
    TICKET_TITLES,
)


def article(plan: Plan, n: int, draw: Draws) -> Row:
    """A page of a workspace's website; drafts have little more than a title."""
    created_at = draw.moment()
    is_published = n % 3 != 0
    title = f"Panduan berangkat, bagian {n}"
    return {
        "id": plan.id("articles", n),
        "workspace_id": plan.id("workspaces", plan.workspace(n)),
        "title": title,
        "slug": f"panduan-berangkat-{n}",
        "excerpt": "Ringkas dan bisa langsung dikerjakan." if is_published else None,
        "content": ARTICLE_TEXT.format(title=title) if is_published else None,
        "cover_image_url": f"https://files.example.com/cover/{n}.webp" if is_published else None,
        "status": "published" if is_published else "draft",
        "published_at": at(created_at + DAY) if is_published else None,
        "created_at": at(created_at),
        "updated_at": at(created_at + DAY),
    }


def webinar(plan: Plan, n: int, draw: Draws) -> Row:
    """A webinar of a workspace."""
    created_at = draw.moment()
    return {
        "id": plan.id("webinars", n),
        "workspace_id": plan.id("workspaces", plan.workspace(n)),
        "title": f"Tanya jawab kuliah #{n}",
        "slug": f"tanya-jawab-{n}",
        "description": "Bawa pertanyaanmu!" if n % 2 else None,
        "cover_image_url": f"https://files.example.com/cover/webinar-{n}.webp" if n % 2 else None,
        "scheduled_at": at(created_at + 14 * DAY),
        "duration_minutes": (60, 90)[n % 2],
        "meeting_url": f"https://meet.example.com/webinar-{n}" if n % 2 else None,
        "max_registrations": 100 if n % 3 == 0 else None,
        "status": ("published", "draft", "completed", "cancelled")[n % 4],
        "published_at": at(created_at + DAY),
        "created_at": at(created_at),
        "updated_at": at(created_at),
    }


def webinar_registration(plan: Plan, n: int, draw: Draws) -> Row:
    """The registration of the contact with the same number, for a webinar of its workspace."""
    contact = n % plan.count("contacts")
    workspace = plan.workspace(contact)
    webinar_number = plan.in_workspace("webinars", workspace, contact // plan.workspaces)
    return {
        "id": plan.id("webinar_registrations", n),
        "webinar_id": plan.id("webinars", webinar_number),
        "contact_id": plan.id("contacts", contact),
        "workspace_id": plan.id("workspaces", workspace),
        "registered_at": at(draw.moment()),
        "attended": draw.chance(0.4),
    }


def ticket(plan: Plan, n: int, draw: Draws) -> Row:
    """A request for support; every other one is routed to the hub."""
    workspace = plan.workspace(n)
    stage = STAGES[n // plan.workspaces % len(STAGES)]
    created_at = draw.moment()
    is_pending = stage == "discuss" and n % 2 == 0
    is_closed = stage == "closed"
    return {
        "id": plan.id("tickets", n),
        "workspace_id": plan.id("workspaces", workspace),
        "requester_id": plan.member(workspace, n),
        "assigned_to": plan.member(0, n) if n % 3 else None,
        "title": draw.pick(TICKET_TITLES),
        "description": draw.pick(TICKET_TEXTS),
        "category": draw.pick(CATEGORIES),
        "priority": draw.pick(PRIORITIES),
        "stage": stage,
        "pending_approval": is_pending,
        "pending_stage": "implementation" if is_pending else None,
        "approval_requested_at": at(created_at + DAY) if is_pending else None,
        "reopen_token": hex_of(plan.seed, "reopen", n, length=64) if is_closed else None,
        "closed_at": at(created_at + 9 * DAY) if is_closed else None,
        "admin_workspace_id": plan.id("workspaces", 0) if workspace and n % 2 else None,
        "created_at": at(created_at),
        "updated_at": at(created_at + 9 * DAY),
    }


def ticket_comment(plan: Plan, n: int, draw: Draws) -> Row:
    """A comment; one in five is internal to the hub, one in eleven shows a picture."""
    ticket_number = n % plan.count("tickets")
    picture = (
        f"https://files.example.com/ticket-attachments/{plan.id('tickets', ticket_number)}/1750000000000-layar.png"
    )
    return {
        "id": plan.id("ticket_comments", n),
        "ticket_id": plan.id("tickets", ticket_number),
        "author_id": plan.member(plan.workspace(ticket_number) if n % 2 else 0, n),
        "content": f"{draw.pick(COMMENTS)}\n{picture}" if n % 11 == 0 else draw.pick(COMMENTS),
        "is_stage_change": n % 7 == 0,
        "is_internal": n % 5 == 0,
        "created_at": at(draw.moment()),
    }


def ticket_status_history(plan: Plan, n: int, draw: Draws) -> Row:
    """A move of a ticket; the first comes from nowhere."""
    ticket_number, step = n % plan.count("tickets"), n // plan.count("tickets") % len(STAGES)
    return {
        "id": plan.id("ticket_status_history", n),
        "ticket_id": plan.id("tickets", ticket_number),
        "changed_by": plan.member(plan.workspace(ticket_number), n),
        "from_stage": STAGES[step - 1] if step else None,
        "to_stage": STAGES[step],
        "reason": draw.pick(REASONS),
        "created_at": at(step * DAY + draw.below(1000) * MINUTE),
    }


def flow(plan: Plan, n: int, draw: Draws) -> Row:
    """An automation of the live-only table."""
    created_at = draw.moment()
    return {
        "id": plan.id("flows", n),
        "workspace_id": plan.id("workspaces", plan.workspace(n)),
        "name": f"Otomasi {n}",
        "trigger_type": "new_contact",
        "trigger_config": as_json({"tag": "webinar-lead"}),
        "actions": as_json(shapes.flow_actions(n)),
        "description": "Sambut kontak baru",
        "is_active": n % 2 == 0,
        "created_at": at(created_at),
        "updated_at": at(created_at),
    }


def form_template(plan: Plan, n: int, draw: Draws) -> Row:
    """A form of the live-only table."""
    created_at = draw.moment()
    return {
        "id": plan.id("form_templates", n),
        "workspace_id": plan.id("workspaces", plan.workspace(n)),
        "name": f"Formulir {n}",
        "slug": f"formulir-{n}",
        "fields": as_json([{"label": "Negara Tujuan", "type": "text", "required": True}]),
        "scoring_rules": as_json({"Negara Tujuan": 5}),
        "description": "Formulir pameran",
        "is_active": True,
        "created_at": at(created_at),
        "updated_at": at(created_at),
    }


def knowledge_base(plan: Plan, n: int, draw: Draws) -> Row:
    """An answer to keywords, of the live-only table."""
    created_at = draw.moment()
    return {
        "id": plan.id("knowledge_base", n),
        "workspace_id": plan.id("workspaces", plan.workspace(n)),
        "keywords": ["biaya", "harga"],
        "answer": draw.pick(ANSWERS),
        "priority": n % 3,
        "is_active": True,
        "created_at": at(created_at),
        "updated_at": at(created_at),
    }


def user_todo(plan: Plan, n: int, draw: Draws) -> Row:
    """A task of a user, of the live-only table."""
    created_at = draw.moment()
    return {
        "id": plan.id("user_todos", n),
        "workspace_id": plan.id("workspaces", plan.workspace(n)),
        "user_id": plan.member(plan.workspace(n), n),
        "title": "Hubungi orang tua lead",
        "description": "Sebelum Jumat",
        "priority": "high",
        "status": "open",
        "due_date": at(created_at + 3 * DAY),
        "completed_at": at(created_at + 2 * DAY) if n % 2 else None,
        "created_at": at(created_at),
        "updated_at": at(created_at),
    }
