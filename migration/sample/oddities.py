"""The odd rows: everything irregular that the source holds and that must migrate all the same.

A table has a mapping from a label, which names the oddity, to the columns in which the row departs from an ordinary
one. Besides these every table gets one row in which each nullable column is NULL; `fill` makes it from the catalogue.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any

from migration.sample.draws import as_json, hex_of
from migration.sample.plan import Plan
from migration.sample.vocabulary import emirates_phone, international_phone, local_phone, whatsapp_id

OddRows = dict[str, dict[str, Any]]

# Persons beyond those of the ordinary contacts of any scale that a sample has.
SAME_PERSON = 90_000_001
SHARED_PERSON = 90_000_002

LAST_MICROSECOND = "2024-12-31 23:59:59.999999+00"
BEFORE_1970 = "1969-12-31 23:59:59.999999+00"
LONG_BEFORE_1970 = "1955-08-17 03:00:00.000001+00"
LEAP_DAY = "2024-02-29 12:34:56.789012+00"
NEW_YEAR_IN_JAKARTA = "2025-01-01 00:00:00.000500+07"
LAST_MOMENT_WITH_FOUR_DIGITS = "9999-12-31 23:59:59.999999+00"

# Convex takes documents to 1 MiB; the other fields and the names of all of them take less than what is left.
NEARLY_ONE_MIB = 1_040_000
LONGEST_ARRAY = 8_192
DEEPEST_CERTAIN_NESTING = 12
# The largest whole number whose neighbours a float64 tells apart.
LARGEST_EXACT = 2**53 - 1

# Convex refuses `$` at the start of a key and everything but printable ASCII; a percent sign matters because the
# migration writes refused keys percent-encoded; the rest is legal and must arrive as it is.
ODD_KEYS = {
    "$price": 1,
    "$": 2,
    "Café ☕": "accent and emoji",
    "Kampung halaman 🏡": {"Ñandú": [{"$oid": "nested"}]},
    "日本": "not Latin at all",
    "tab\tand\nline": "control characters",
    "_hidden": "leading underscore",
    "constructor": "a name that JavaScript objects inherit",
    "toString": "another one",
    "Level Bahasa Inggris": "with spaces",
    "": "empty",
    " ": "a space",
    "100%": "percent",
    "%24price": "looks like the encoded form of another key",
    "Caf%C3%A9 %E2%98%95": "so does this",
    "a.b[c]/d": "punctuation",
    "price$": "dollar at the end",
    "~!@#^&*()": "printable",
}
TEXT_WITH_ESCAPES = "tab\t line\n return\r backslash \\ quote \" ' \\N \\. \x01 \x7f \u200d \u202e \ufeff end "
# A letter that UTF-16 writes as two units.
LONG_LETTER = "\U0001d518"
FAMILY = f"👨‍👩‍👧‍👦 keluarga 🇮🇩 naïve ﷽ {LONG_LETTER}"


def nearly_one_mib() -> str:
    """Return a text of Indonesian words and emoji whose UTF-8 has `NEARLY_ONE_MIB` bytes."""
    piece = "Terima kasih banyak ya kak 🙏✨ sudah dibantu sampai selesai. "
    times, rest = divmod(NEARLY_ONE_MIB, len(piece.encode()))
    return piece * times + "." * rest


def nested(depth: int) -> object:
    """Return objects inside objects, `depth` of them."""
    value: object = "paling dalam"
    for _ in range(depth):
        value = {"isi": value}
    return value


def reopen_token(plan: Plan, ticket: str, requester: str) -> str:
    """Return a token as the original application made it; whoever reads it finds the ids of ticket and requester."""
    text = f"{ticket}:{requester}:1751328000000:{hex_of(plan.seed, 'reopen mac', ticket, length=64)}"
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _workspaces(plan: Plan) -> OddRows:
    shared = {"kapso_phone_id": "300000000000001", "wa_phone_number": international_phone(SHARED_PERSON)}
    return {
        "suspended": {
            "status": "suspended",
            "suspended_at": LEAP_DAY,
            "suspended_by": plan.id("users", 0),
            "suspension_reason": "Tagihan belum dibayar",
        },
        "shares a phone with the next": shared,
        "shares a phone with the one before": shared | {"settings": as_json([1, "two", None])},
        "settings with odd keys": {"settings": as_json({"quick_replies": [], "extra": ODD_KEYS})},
        "settings are JSON null": {"settings": "null", "description": "", "created_at": LONG_BEFORE_1970},
    }


def _workspace_members(plan: Plan) -> OddRows:
    return {
        "in a second workspace": {
            "workspace_id": plan.id("workspaces", 0),
            "user_id": plan.member(1, 1),
            "role": "Admin",
        },
        "without a profile": {
            "workspace_id": plan.id("workspaces", 1),
            "user_id": plan.id("users", plan.count("users") - 1),
            "settings": "null",
        },
    }


def _contacts(plan: Plan) -> OddRows:
    def metadata(value: object) -> dict[str, Any]:
        return {"metadata": as_json(value)}

    first = {"workspace_id": plan.id("workspaces", 0), "name": "Kirantya Samudrawan"}
    phones: OddRows = {
        "three formats, WhatsApp id": first | {"phone": whatsapp_id(SAME_PERSON), "phone_normalized": None},
        "three formats, E.164": first | {"phone": international_phone(SAME_PERSON), "phone_normalized": None},
        "three formats, local": first
        | {"phone": local_phone(SAME_PERSON), "phone_normalized": international_phone(SAME_PERSON)},
        "shared phone, one workspace": {
            "workspace_id": plan.id("workspaces", 1),
            "phone": whatsapp_id(SHARED_PERSON),
        },
        "shared phone, another workspace": {
            "workspace_id": plan.id("workspaces", 2),
            "phone": whatsapp_id(SHARED_PERSON),
        },
        "placeholder for a phone": {"phone": "belum ada nomor", "phone_normalized": None},
        "empty phone": {"phone": ""},
        "number of the Emirates": {"phone": emirates_phone(42), "phone_normalized": emirates_phone(42)},
        "foreign number taken for an Indonesian one": {"phone": "97100000043", "phone_normalized": "+6297100000043"},
        "normalised without a plus": {"phone": local_phone(44), "phone_normalized": whatsapp_id(44)},
    }
    json: OddRows = {
        "odd keys": metadata(ODD_KEYS | {"form_answers": ODD_KEYS, "source": "google_form"}),
        "metadata is JSON null": metadata(None),
        "metadata is a text": metadata("bukan objek"),
        "metadata is a list": metadata(["a", {"source": "not the contact's"}]),
        "metadata is a number": metadata(7.5),
        "metadata is false": metadata(False),
        "source is no text": metadata({"source": {"name": "google_form"}}),
        "source is empty": metadata({"source": ""}),
        "longest array": metadata({"scores": list(range(LONGEST_ARRAY))}),
        "deep JSON": metadata(nested(DEEPEST_CERTAIN_NESTING)),
        "numbers of all sizes": metadata({"n": [0, -1, 1e-7, 7.5, 0.1, LARGEST_EXACT, -LARGEST_EXACT]}),
        "JSON with escapes": metadata({"text": TEXT_WITH_ESCAPES, "family": FAMILY}),
    }
    texts: OddRows = {
        "empty texts": {"name": "", "email": "", "tags": [], "kapso_name": "", "lead_status": ""},
        "text with escapes": {"name": TEXT_WITH_ESCAPES, "kapso_name": FAMILY, "tags": ["", " ", 'a,"b"', "NULL", "é"]},
        "longest name": {"name": LONG_LETTER * 255},
        "lead score out of range": {"lead_score": -2147483648},
        "lead score beyond a hundred": {"lead_score": 2147483647},
    }
    times: OddRows = {
        "last microsecond of a year": {"created_at": LAST_MICROSECOND, "updated_at": LAST_MICROSECOND},
        "before 1970": {"created_at": LONG_BEFORE_1970, "updated_at": BEFORE_1970, "kapso_last_seen": BEFORE_1970},
        "leap day": {"created_at": LEAP_DAY, "updated_at": LEAP_DAY, "cache_updated_at": LEAP_DAY},
        "new year in Jakarta": {"created_at": NEW_YEAR_IN_JAKARTA, "updated_at": NEW_YEAR_IN_JAKARTA},
        "last moment with four digits": {"updated_at": LAST_MOMENT_WITH_FOUR_DIGITS},
        "only created": {"updated_at": None},
        "only updated": {"created_at": None},
        "updated before it was created": {"created_at": LEAP_DAY, "updated_at": LONG_BEFORE_1970},
        "assigned to nobody's Clerk account": {"assigned_to": plan.id("users", 3)},
    }
    return {**phones, **json, **texts, **times}


def _conversations(plan: Plan) -> OddRows:
    contact = {"workspace_id": plan.id("workspaces", 0), "contact_id": plan.id("contacts", 0)}
    return {
        "another of the same contact": contact | {"status": "closed"},
        "a third of the same contact": contact | {"status": "handover", "unread_count": -1},
        "preview of a hundred emoji": {"last_message_preview": "🙏" * 100, "last_message_at": LAST_MICROSECOND},
        "only updated": {"created_at": None, "updated_at": LEAP_DAY},
    }


def _messages(plan: Plan) -> OddRows:
    nobody = plan.id("users that are gone", 0)
    from_user = {"direction": "outbound", "sender_type": "user"}
    return {
        "sender is gone": from_user | {"sender_id": nobody},
        "user without sender": from_user | {"sender_id": None},
        "sender is a contact": {"sender_type": "contact", "sender_id": plan.id("contacts", 0)},
        "sender is a bot with a user's id": {"sender_type": "bot", "sender_id": plan.id("users", 0)},
        "sender has no Clerk account": from_user | {"sender_id": plan.id("users", 3)},
        "nearly 1 MiB": {"content": nearly_one_mib(), "message_type": "text"},
        "reply to a message": {"metadata": as_json({"replyToId": plan.id("messages", 0)})},
        "reply to a message that is gone": {"metadata": as_json({"replyToId": plan.id("messages that are gone", 0)})},
        "type of a later WhatsApp": {"message_type": "reaction", "content": "👍"},
        "odd keys": {"metadata": as_json(ODD_KEYS)},
        "empty text": {"content": "", "kapso_message_id": ""},
        "text with escapes": {"content": TEXT_WITH_ESCAPES + FAMILY},
        "same WhatsApp id": {"kapso_message_id": "wamid.sample0"},
        "last microsecond of a year": {"created_at": LAST_MICROSECOND},
        "before 1970": {"created_at": BEFORE_1970},
        "leap day": {"created_at": LEAP_DAY},
    }


def _contact_notes(_plan: Plan) -> OddRows:
    return {
        "old and new are null": {"note_type": "status_change", "metadata": as_json({"old": None, "new": None})},
        "type of nobody's list": {"note_type": "Form Submission", "content": "", "metadata": as_json(ODD_KEYS)},
        "due on a leap day": {"due_date": LEAP_DAY, "completed_at": LAST_MICROSECOND, "updated_at": None},
    }


def _ari_conversations(plan: Plan) -> OddRows:
    documents = {"passport": None, "cv": None, "english_test": True, "transcript": False}
    score = {"basic_score": 10, "qualification_score": 38, "document_score": 22.5, "engagement_score": 5, "total": 76}
    return {
        "scores are not whole": {"context": as_json({"documents": documents, "score_breakdown": score})},
        "context is JSON null": {"context": "null"},
        "odd keys": {"context": as_json({"form_answers": ODD_KEYS, "lead_data": {}})},
        "ids that are gone": {
            "context": as_json(
                {
                    "appointment_id": plan.id("gone", 1),
                    "selected_slot": {"slot_id": plan.id("gone", 2)},
                    "selected_day": 0,
                }
            )
        },
        "state of nobody's list": {"state": "PAUSED", "lead_temperature": "lukewarm", "ai_model": "sea-lion"},
    }


def _ari_payments(_plan: Plan) -> OddRows:
    return {
        "largest amount": {"amount": 2_147_483_647, "currency": "USD"},
        "nothing to pay": {"amount": 0, "payment_method": "", "gateway_response": as_json(ODD_KEYS)},
        "response is JSON null": {"gateway_response": "null", "status": "SUCCESS"},
    }


def _ari_appointments(plan: Plan) -> OddRows:
    return {
        "consultant without a Clerk account": {"consultant_id": plan.id("users", 3)},
        "on the last microsecond of a year": {"scheduled_at": LAST_MICROSECOND, "duration_minutes": 0},
    }


def _ari_destinations(plan: Plan) -> OddRows:
    twin = {
        "workspace_id": plan.id("workspaces", 0),
        "country": "Japan",
        "city": None,
        "university_name": "Universitas Kembar",
    }
    return {
        "twin without a city": twin,
        "other twin without a city": twin | {"priority": -5, "requirements": "null"},
        "empty city": twin | {"city": "", "programs": ["", "Études"], "requirements": as_json(ODD_KEYS)},
    }


def _ari_ai_comparison(plan: Plan) -> OddRows:
    twin = {"workspace_id": plan.id("workspaces", 0), "ai_model": "grok", "period_start": None}
    return {
        "twin without a period": twin | {"satisfaction_score": "0.00"},
        "other twin without a period": twin | {"satisfaction_score": "5.00"},
        "satisfaction that binary fractions miss": {"satisfaction_score": "4.35", "period_start": LEAP_DAY},
        "satisfaction beyond five": {"satisfaction_score": "-9.99", "period_start": BEFORE_1970},
    }


def _consultant_slots(plan: Plan) -> OddRows:
    twin = {
        "workspace_id": plan.id("workspaces", 0),
        "consultant_id": None,
        "day_of_week": 0,
        "start_time": "08:00:00",
        "end_time": "09:00:00",
    }
    return {
        "twin without a consultant": twin,
        "other twin without a consultant": twin | {"duration_minutes": 30},
        "ends at midnight": {"start_time": "23:00:00", "end_time": "24:00:00", "day_of_week": 6},
        "starts at midnight": {"start_time": "00:00:00", "end_time": "00:30:00", "day_of_week": 6},
        "half hours, two at a time": {"start_time": "13:30:00", "end_time": "15:05:00", "max_bookings_per_slot": 2},
        "consultant without a Clerk account": {"consultant_id": plan.id("users", 3)},
    }


def _ari_flow_stages(plan: Plan) -> OddRows:
    first = {"workspace_id": plan.id("workspaces", 0)}
    return {
        "parked by a crash": first | {"stage_order": -1000},
        "parked next to it": first | {"stage_order": -1001, "is_active": False, "sample_script": FAMILY},
    }


def _ari_knowledge_categories(_plan: Plan) -> OddRows:
    return {"name with an accent": {"name": "Café & dapur 🍳", "display_order": -1}}


def _ari_knowledge_entries(_plan: Plan) -> OddRows:
    return {
        "nobody filed it": {"category_id": None, "title": "Tanpa kategori", "content": ""},
        "text with escapes": {"content": TEXT_WITH_ESCAPES + FAMILY},
    }


def _articles(plan: Plan) -> OddRows:
    same_slug = {"slug": "sama", "title": "Alamat yang sama di dua tempat"}
    return {
        "longest slug": {"slug": "a" * 100, "title": "Judul " + "é" * 249},
        "same slug, one workspace": same_slug | {"workspace_id": plan.id("workspaces", 0)},
        "same slug, another workspace": same_slug | {"workspace_id": plan.id("workspaces", 1)},
        "published at the end of a year": {"published_at": LAST_MICROSECOND, "created_at": None},
    }


def _webinars(_plan: Plan) -> OddRows:
    return {"on a leap day": {"scheduled_at": LEAP_DAY, "duration_minutes": 0, "max_registrations": 0, "status": ""}}


def _webinar_registrations(_plan: Plan) -> OddRows:
    return {"on the last microsecond of a year": {"registered_at": LAST_MICROSECOND}}


def _tickets(plan: Plan) -> OddRows:
    closed = {"stage": "closed", "closed_at": LEAP_DAY}
    app_token = reopen_token(plan, plan.id("tickets", "token of the application"), plan.member(0, 0))
    return {
        "token of the cron job": closed | {"reopen_token": hex_of(plan.seed, "cron", 0, length=64)},
        "token of the application": closed
        | {
            "workspace_id": plan.id("workspaces", 0),
            "requester_id": plan.member(0, 0),
            "reopen_token": app_token,
        },
        "approval pending": {"stage": "report", "pending_approval": True, "pending_stage": "closed"},
        "routed to the hub": {
            "workspace_id": plan.id("workspaces", 1),
            "admin_workspace_id": plan.id("workspaces", 0),
            "assigned_to": plan.id("users", 3),
        },
        "longest title": {"title": "🎫" * 255, "description": "Panjang. " * 2_000},
    }


def _ticket_comments(_plan: Plan) -> OddRows:
    return {
        "internal": {"is_internal": True, "content": "Jangan diteruskan ke klien."},
        "internal stage change": {"is_internal": True, "is_stage_change": True, "content": TEXT_WITH_ESCAPES},
    }


def _ticket_status_history(_plan: Plan) -> OddRows:
    return {"stage of an older version": {"from_stage": "open", "to_stage": "in_progress", "reason": ""}}


def _workspace_invitations(_plan: Plan) -> OddRows:
    return {"invited by nobody": {"invited_by": None, "email": "undangan.tanpa.pengundang@example.com"}}


ODD_ROWS: Mapping[str, Callable[[Plan], OddRows]] = {
    "workspaces": _workspaces,
    "workspace_members": _workspace_members,
    "contacts": _contacts,
    "conversations": _conversations,
    "messages": _messages,
    "contact_notes": _contact_notes,
    "ari_conversations": _ari_conversations,
    "ari_payments": _ari_payments,
    "ari_appointments": _ari_appointments,
    "ari_destinations": _ari_destinations,
    "ari_ai_comparison": _ari_ai_comparison,
    "consultant_slots": _consultant_slots,
    "ari_flow_stages": _ari_flow_stages,
    "ari_knowledge_categories": _ari_knowledge_categories,
    "ari_knowledge_entries": _ari_knowledge_entries,
    "articles": _articles,
    "webinars": _webinars,
    "webinar_registrations": _webinar_registrations,
    "tickets": _tickets,
    "ticket_comments": _ticket_comments,
    "ticket_status_history": _ticket_status_history,
    "workspace_invitations": _workspace_invitations,
}
