"""What one business of the demonstration has beyond its talks: leads to book for, and what ARI answers from."""

import json
from datetime import datetime
from typing import Any

from tests.portal.browser.chromium import PROJECT
from tests.portal.demonstration import moment_ago, source_id
from tests.tickets.cast import MADE, Seeder

BUSINESS = "rumah-kuliah"
GUEST = "Sari Wulandari"
# What the site's process is told to run: `demonstration_bookings.py` needs its settings.
FILL = "from tests.portal.demonstration_bookings import fill; fill()"
DATA = PROJECT / "ari" / "demonstration"
LINKS = "links.json"
LEADS = (
    *("Adinda Larasati", "Bima Prasetya", "Citra Maharani", "Dimas Aryanto", "Eka Safitri", "Farhan Ramadhan"),
    *("Gita Permatasari", "Hendra Wijaya", "Intan Nuraini", "Joko Susilo", "Kirana Ayu", "Lukman Hakim"),
    *("Mega Lestari", "Nanda Putra", "Olivia Tan", "Putu Wirawan", "Ratna Dewanti", "Satria Nugraha"),
    *("Tiara Anjani", "Umar Faruq"),
)


def seed_leads(seeder: Seeder, now: datetime) -> None:
    """Write leads of the business who have talked to it some weeks ago."""
    for number, name in enumerate(LEADS):
        place: dict[str, Any] = {"workspace_id": {"id": source_id(BUSINESS)}}
        at = moment_ago(now, 24 * (21 + number))
        made = {"created_at": at, "updated_at": at}
        contact, phone = source_id(f"lead {number}"), f"+62812345679{number:02d}"
        scored = {"lead_score": 40 + number, "lead_status": "new", "phone": phone, "phone_normalized": phone}
        seeder.add("contacts", {"supabaseId": contact, "name": name, **scored, **place, **made})
        said = {
            "last_message_at": at,
            "last_message_preview": "Terima kasih, Kak. Saya kabari lagi ya.",
            "unread_count": 0,
        }
        talk = {"supabaseId": source_id(f"talk {number}"), "contact_id": {"id": contact}, "status": "closed", **said}
        seeder.add("conversations", {**talk, **place, **made})


def seed_knowledge(seeder: Seeder) -> None:
    """Write what ARI answers from: the knowledge and the universities of its own demonstration."""
    place: dict[str, Any] = {"workspace_id": {"id": source_id(BUSINESS)}, **MADE}
    entries, destinations = (json.loads((DATA / f"{name}.json").read_text()) for name in ("knowledge", "destinations"))
    names = list(dict.fromkeys(entry["category"] for entry in entries))
    categories = [
        {"supabaseId": source_id(f"category {name}"), "name": name, "display_order": n, **place}
        for n, name in enumerate(names)
    ]
    seeder.add("ariKnowledgeCategories", *categories)
    for entry in entries:
        written = {"title": entry["title"], "content": entry["content"], "is_active": True, **place}
        about = {"category_id": {"id": source_id(f"category {entry['category']}")}}
        seeder.add("ariKnowledgeEntries", {"supabaseId": source_id(f"entry {entry['key']}"), **written, **about})
    for number, destination in enumerate(destinations):
        seeder.add("ariDestinations", {"supabaseId": source_id(f"destination {number}"), **destination, **place})
