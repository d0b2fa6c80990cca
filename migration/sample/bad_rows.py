"""Rows that cannot be migrated, each with the kind of reason that the migration must give for it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from migration.sample.draws import as_json
from migration.sample.oddities import nested
from migration.sample.plan import Plan

INFINITE = "infinity"
# One step beyond what Convex takes: 1 MiB a document, 8,192 elements, 1,024 keys; 64 levels by its code.
TOO_MANY_BYTES = 1_100_000
TOO_LONG_ARRAY = 9_000
TOO_MANY_KEYS = 1_100
TOO_DEEP = 70


class Kind(StrEnum):
    """Why a row cannot be migrated."""

    INFINITE_TIMESTAMP = "infinite_timestamp"
    DOCUMENT_TOO_LARGE = "document_too_large"
    NESTED_TOO_DEEP = "nested_too_deep"
    ARRAY_TOO_LONG = "array_too_long"
    TOO_MANY_KEYS = "too_many_keys"
    # `__proto__`: assigning it in JavaScript changes the object instead of adding a key.
    REFUSED_KEY = "refused_key"
    NOT_A_NUMBER = "not_a_number"
    ORPHAN = "orphan"
    PARENT_FAILED = "parent_failed"
    OTHER_WORKSPACE = "other_workspace"

    @property
    def outcome(self) -> str:
        """What becomes of the row: `skipped` for the sake of another row that is not there, else `failed`."""
        return "skipped" if self in {Kind.ORPHAN, Kind.PARENT_FAILED, Kind.OTHER_WORKSPACE} else "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """One row: how it departs from an ordinary one of its table, and what must be said of it."""

    table: str
    label: str
    kind: Kind
    columns: dict[str, Any]


def bad_rows(plan: Plan) -> list[BadRow]:
    """Return the bad rows in an order in which parents come before children."""
    return [*_bad_values(), *_bad_references(plan)]


def _bad_values() -> list[BadRow]:
    too_wide = {f"kunci {n}": n for n in range(TOO_MANY_KEYS)}
    bank: list[tuple[str, str, Kind, dict[str, Any]]] = [
        ("contacts", "created never", Kind.INFINITE_TIMESTAMP, {"created_at": INFINITE}),
        ("contacts", "nested too deep", Kind.NESTED_TOO_DEEP, {"metadata": as_json(nested(TOO_DEEP))}),
        ("contacts", "array too long", Kind.ARRAY_TOO_LONG, {"metadata": as_json({"n": list(range(TOO_LONG_ARRAY))})}),
        ("contacts", "too many keys", Kind.TOO_MANY_KEYS, {"metadata": as_json(too_wide)}),
        ("contacts", "refused key", Kind.REFUSED_KEY, {"metadata": as_json({"form": {"__proto__": "no prototype"}})}),
        ("messages", "created before all time", Kind.INFINITE_TIMESTAMP, {"created_at": f"-{INFINITE}"}),
        ("messages", "too large", Kind.DOCUMENT_TOO_LARGE, {"content": "x" * TOO_MANY_BYTES, "message_type": "text"}),
        ("ari_messages", "too large", Kind.DOCUMENT_TOO_LARGE, {"content": "🙏" * (TOO_MANY_BYTES // 4)}),
        ("ari_appointments", "scheduled never", Kind.INFINITE_TIMESTAMP, {"scheduled_at": INFINITE}),
        ("ari_ai_comparison", "no number", Kind.NOT_A_NUMBER, {"satisfaction_score": "NaN", "period_start": None}),
        ("tickets", "closed never", Kind.INFINITE_TIMESTAMP, {"closed_at": INFINITE}),
    ]
    return [BadRow(table=table, label=label, kind=kind, columns=columns) for table, label, kind, columns in bank]


def _bad_references(plan: Plan) -> list[BadRow]:
    gone = plan.id("gone", 0)
    never = plan.id("contacts", "bad: created never")
    # Contact and ARI conversation 1 lie in workspace 1, ARI conversation 2 in workspace 2.
    bank: list[tuple[str, str, Kind, dict[str, Any]]] = [
        ("messages", "conversation is gone", Kind.ORPHAN, {"conversation_id": gone}),
        ("contact_notes", "contact is gone", Kind.ORPHAN, {"contact_id": gone}),
        ("ari_messages", "ARI conversation is gone", Kind.ORPHAN, {"ari_conversation_id": gone}),
        ("ari_appointments", "payment is gone", Kind.ORPHAN, {"payment_id": gone}),
        ("ari_knowledge_entries", "category is gone", Kind.ORPHAN, {"category_id": gone}),
        ("articles", "workspace is gone", Kind.ORPHAN, {"workspace_id": gone}),
        ("ticket_comments", "ticket is gone", Kind.ORPHAN, {"ticket_id": gone}),
        (
            "conversations",
            "contact was never created",
            Kind.PARENT_FAILED,
            {"contact_id": never},
        ),
        (
            "conversations",
            "contact of another workspace",
            Kind.OTHER_WORKSPACE,
            {"contact_id": plan.id("contacts", 1), "workspace_id": plan.id("workspaces", 2)},
        ),
        (
            "ari_payments",
            "conversation of another workspace",
            Kind.OTHER_WORKSPACE,
            {"ari_conversation_id": plan.id("ari_conversations", 2), "workspace_id": plan.id("workspaces", 1)},
        ),
        (
            "webinar_registrations",
            "workspace from the body of a request",
            Kind.OTHER_WORKSPACE,
            _registration_elsewhere(plan),
        ),
    ]
    return [BadRow(table=table, label=label, kind=kind, columns=columns) for table, label, kind, columns in bank]


def _registration_elsewhere(plan: Plan) -> dict[str, Any]:
    """Return a registration of the last contact, who has none, for a webinar of its workspace, filed in the next."""
    contact = plan.count("contacts") - 1
    workspace = plan.workspace(contact)
    return {
        "contact_id": plan.id("contacts", contact),
        "webinar_id": plan.id("webinars", plan.in_workspace("webinars", workspace, 0)),
        "workspace_id": plan.id("workspaces", plan.workspace(contact + 1)),
    }
