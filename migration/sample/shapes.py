"""The shapes that JSON has in the columns of the source, one function a column."""

from typing import Any

from migration.sample.draws import Draws, at, hex_of
from migration.sample.plan import Plan
from migration.sample.vocabulary import (
    ANSWERS,
    COUNTRIES,
    KNOWLEDGE_CATEGORIES,
    PROGRAMS,
    QUESTIONS,
    TAGS,
    full_name,
    international_phone,
)

Json = Any
"""A value that `json.dumps` writes."""

EMPTY = "{}"


def workspace_settings(plan: Plan, n: int) -> Json:
    """Return settings with a key in the cipher format (`iv:tag:text` in hexadecimal), or with a legacy plain one."""
    cipher = ":".join(hex_of(plan.seed, "cipher", f"{n}:{part}", length=size) for part, size in enumerate((24, 32, 64)))
    return {
        "kapso_api_key": cipher if n % 2 == 0 else f"sample-key-{n}",
        "quick_replies": [{"id": f"reply-{i}", "label": f"Balasan {i}", "text": ANSWERS[i]} for i in range(3)],
        "contact_tags": list(TAGS[:4]),
        "whatsapp_number": international_phone(9_000 + n),
        "whatsapp_name": f"Bisnis Contoh {n}",
    }


def member_settings(plan: Plan, n: int) -> Json:
    """Return filters and notifications, whose ids point at rows of other tables without a constraint."""
    contact = plan.id("contacts", n % plan.count("contacts"))
    return {
        "filterPresets": [
            {
                "id": f"preset-{n}",
                "name": "Panas & belum ditugaskan",
                "filters": {
                    "active": True,
                    "statusFilters": ["hot_lead", "prospect"],
                    "tagFilters": ["1on1"],
                    "assignedTo": ("all", "unassigned", plan.id("users", n))[n % 3],
                },
            }
        ],
        "notifications": [
            {
                "id": plan.id("notifications", n),
                "type": "appointment_booked",
                "title": "Konsultasi baru",
                "message": f"{full_name(n)} memesan konsultasi",
                "contactId": contact,
                "appointmentId": plan.id("ari_appointments", n % plan.count("ari_appointments")),
                "read": n % 2 == 0,
                "createdAt": "2025-05-01T03:04:05.678Z",
            }
        ],
    }


def form_answers(draw: Draws) -> Json:
    """Return answers under the labels of one of the three forms: Indonesian with spaces, joined words, snake case."""
    level = draw.pick(("Pemula", "Menengah", "Mahir", "beginner", "intermediate", "has_score"))
    country, education = draw.pick(COUNTRIES), draw.pick(("SMA", "S1", "S2"))
    forms: tuple[Json, ...] = (
        {
            "Level Bahasa Inggris": level,
            "Budget": draw.pick(("<100jt", "100-300jt", "300-500jt", ">500jt", "500jt-1m", "scholarship")),
            "Kapan Mau Berangkat": draw.pick(("<3 bulan", "3-6 bulan", "6-12 bulan", ">1 tahun")),
            "Negara Tujuan": country,
            "Pendidikan": education,
            "Jurusan": draw.pick(PROGRAMS),
            "Remardk": "",
        },
        {"EnglishLevel": level, "TargetDeparture": "6-12 bulan", "Activity": "Bekerja", "TargetCountry": country},
        {"english_level": level, "timeline": "3months", "country": country, "program": draw.pick(PROGRAMS)},
    )
    return draw.pick(forms)


def contact_metadata(plan: Plan, n: int, draw: Draws) -> Json:
    """Return one of the eight shapes that imports, forms, advertisements and merges left behind, or an empty object."""
    answers = form_answers(draw)
    shapes: tuple[Json, ...] = (
        {},
        {"source": "google_form", "metadata": {"form_answers": answers}},
        {"metadata": {"notes": "dari pameran", "source": "offline", "form_answers": answers}},
        {"form_answers": answers},
        {"notes": "daftar lama", "source": "google_sheets", "imported_at": "2025-02-01T00:00:00.000Z", "Goals": "S2"},
        {
            "jenis_bisnis": "kursus",
            "dari_mana_tahu": "teman",
            "lead_sources": ["instagram", "whatsapp"],
            "current_tracking": "spreadsheet",
            "leads_per_month": "30-100",
            "masalah_bisnis": "lead hilang",
            "team_size": "2-5",
            "selected_plan": "team",
            "created_from_pricing_form": "2025-03-04T05:06:07.089Z",
        },
        {"source": "webinar_registration", "webinar_id": plan.id("webinars", n % plan.count("webinars"))},
        {"source": "meta_ads", "interest": draw.pick(PROGRAMS), "kapso_conversation_id": f"kapso-{n}"},
        {
            "source": "google_form",
            "merged_from": [plan.id("merged contacts", n)],
            "merged_phone": [international_phone(n)],
            "merged_at": "2025-06-07T08:09:10.011Z",
        },
    )
    return shapes[n % len(shapes)]


def note_metadata(note_type: str) -> Json:
    """Return the old and new value of a change, or an empty object for a note."""
    changes: dict[str, Json] = {
        "status_change": {"old": "new", "new": "hot_lead"},
        "score_change": {"old": 40, "new": 72.5},
        "form_submission": {"form_answers": {"Goals": "S2 di luar negeri"}},
    }
    return changes.get(note_type, {})


def score_breakdown(draw: Draws) -> Json:
    """Return the parts of a score; documents count 7.5 each, so the parts are not whole numbers."""
    basic, qualification = draw.below(26), draw.below(39)
    documents, engagement = 7.5 * draw.below(5), draw.below(11)
    return {
        "basic_score": basic,
        "qualification_score": qualification,
        "document_score": documents,
        "engagement_score": engagement,
        "total": min(100, round(basic + qualification + documents + engagement)),
    }


def ari_context(plan: Plan, n: int, draw: Draws) -> Json:
    """Return what ARI knows of a lead. A document is true, false, or null: not asked yet."""
    return {
        "lead_data": {
            "name": full_name(n),
            "email": f"orang{n}@example.id",
            "destination_country": draw.pick(COUNTRIES),
            "target_program": draw.pick(PROGRAMS),
            "budget_range": {"min": 100_000_000, "max": 300_000_000, "currency": "IDR"},
            "ielts_score": 6.5,
            "gpa": 3.25,
            "has_documents": draw.chance(0.5),
        },
        "form_answers": form_answers(draw),
        "documents": {
            name: draw.pick((True, False, None)) for name in ("passport", "cv", "english_test", "transcript")
        },
        "pendingDocumentQuestion": draw.pick(("passport", "cv", None)),
        "askedFields": ["destination_country", "timeline"],
        "score_breakdown": score_breakdown(draw),
        "score_reasons": ["Negara tujuan jelas", "Dokumen belum lengkap"],
        "scheduling_step": draw.pick(("asking_day", "showing_slots", "confirming", "booked")),
        "selected_day": n % 7,
        "selected_slot": {
            "date": "2025-07-08",
            "start_time": "09:00:00",
            "duration_minutes": 60,
            "slot_id": plan.id("consultant_slots", n % plan.count("consultant_slots")),
        },
        "appointment_id": plan.id("ari_appointments", n % plan.count("ari_appointments")),
    }


def requirements(draw: Draws) -> Json:
    """Return what a university asks for; any key may be absent, and money is in whole rupiah a year."""
    known = {
        "ielts_min": draw.pick((5.5, 6.0, 6.5, 7.0, 7.5)),
        "gpa_min": draw.pick((2.75, 3.0, 3.5)),
        "budget_min": 300_000_000,
        "budget_max": 700_000_000,
        "deadline": "akhir Juni 2026",
    }
    return {key: value for key, value in known.items() if draw.chance(0.7)}


def gateway_response(plan: Plan, n: int) -> Json:
    """Return what a payment gateway calls back with: amounts and status as text, a local time, a signature."""
    return {
        "transaction_id": plan.id("gateway transactions", n),
        "order_id": f"ORDER-{n}",
        "gross_amount": "500000.00",
        "payment_type": "qris",
        "transaction_status": "settlement",
        "status_code": "200",
        "fraud_status": "accept",
        "currency": "IDR",
        "transaction_time": at(n * 3_600_000_000)[:19],
        "signature_key": hex_of(plan.seed, "signature", n, length=128),
    }


def tone(n: int) -> Json:
    """Return the tone of the assistant, for some workspaces with a description and a greeting of their own."""
    flags: Json = {"supportive": True, "clear": True, "encouraging": n % 2 == 0}
    if n % 2:
        return flags
    return flags | {
        "description": "Ramah, singkat, tanpa janji.",
        "greeting_template": f"Halo {{nama}}! {QUESTIONS[0]}",
    }


def flow_actions(n: int) -> Json:
    """Return the steps of an automation of the live-only table."""
    return [{"type": "tag", "value": TAGS[n % len(TAGS)]}, {"type": "notify", "category": KNOWLEDGE_CATEGORIES[n % 5]}]
