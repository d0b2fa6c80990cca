"""The plan's way to migrate, for comparison: no stream, no session, one call at a time.

For each table: read all rows into memory, convert every value in Python, send 100 records a call to the same
`migrate:bulkInsert…` function of the same deployment, wait for the answer, send the next. The records are the same as
those of `migrate_supabase`; parents go first. Run as a program: it prints how many rows it sent, how many were
inserted, and the seconds.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time
from decimal import Decimal
from time import perf_counter as time_now
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
import psycopg
import requests
from psycopg.rows import dict_row

RECORDS_A_CALL = 100
TIMEOUT_S = 120.0

# source table → Convex table, function, references (field → referenced source table)
PLAN: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "workspaces": ("bulkInsertWorkspaces", {}),
    "profiles": ("bulkInsertUsers", {}),
    "workspace_members": ("bulkInsertWorkspaceMembers", {}),
    "contacts": ("bulkInsertContacts", {}),
    "conversations": ("bulkInsertConversations", {"contact_id": "contacts"}),
    "messages": ("bulkInsertMessages", {"conversation_id": "conversations"}),
    "contact_notes": ("bulkInsertContactNotes", {"contact_id": "contacts"}),
    "ari_config": ("bulkInsertAriConfig", {}),
    "ari_conversations": ("bulkInsertAriConversations", {"contact_id": "contacts", "conversation_id": "conversations"}),
    "ari_messages": ("bulkInsertAriMessages", {"ari_conversation_id": "ari_conversations"}),
}
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "contacts": {"lead_score": 0, "lead_status": "new"},
    "conversations": {"status": "open", "unread_count": 0},
    "messages": {"message_type": "text"},
    "workspace_members": {"role": "member"},
    "contact_notes": {"note_type": "note"},
    "ari_config": {"bot_name": "ARI", "greeting_style": "professional", "language": "id"},
    "ari_conversations": {"state": "greeting", "lead_score": 0},
}


def convert(value: Any) -> Any:
    """Convert one value for JSON, recursively."""
    match value:
        case datetime():
            return int(value.timestamp() * 1000)
        case UUID():
            return str(value)
        case Decimal():
            return float(value)
        case time():
            return value.strftime("%H:%M")
        case dict():
            return {convert_key(key): convert(item) for key, item in value.items()}
        case list():
            return [convert(item) for item in value]
    return value


def convert_key(key: str) -> str:
    """Make a key of a JSON object one that Convex takes."""
    return key if key.isascii() and key.isprintable() and not key.startswith("$") else quote(key)


def to_record(
    table: str, row: Mapping[str, Any], references: Mapping[str, str], slugs: Mapping[str, str]
) -> dict[str, Any]:
    """Build one record from one row."""
    record = {key: convert(value) for key, value in row.items() if value is not None}
    record["supabaseId"] = record.pop("id")
    for field in references:
        if field in record:
            record[field] = {"id": record[field]}
    if "workspace_id" in record:
        record["workspace_id"] = {"id": record["workspace_id"], "slug": slugs[record["workspace_id"]]}
    if table == "contact_notes":
        record["user_id"] = record.pop("author_id")
    for field, default in DEFAULTS.get(table, {}).items():
        record.setdefault(field, default)
    return record


def read_records(connection: psycopg.Connection[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield each table's function and all its records."""
    slugs = {str(row["id"]): row["slug"] for row in connection.execute("SELECT id, slug FROM workspaces")}
    for table, (function, references) in PLAN.items():
        rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - names stand above.
        yield function, [to_record(table, row, references, slugs) for row in rows]


def migrate(database_url: str, convex_url: str, key: str, post: Callable[..., Any]) -> tuple[int, int]:
    """Move the rows. Return how many were sent and how many the functions accepted."""
    sent = accepted = 0
    headers = {"Authorization": f"Convex {key}"}
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        for function, records in read_records(connection):
            for start in range(0, len(records), RECORDS_A_CALL):
                batch = records[start : start + RECORDS_A_CALL]
                body = {"path": f"migrate:{function}", "args": {"records": batch}, "format": "json"}
                answer = post(f"{convex_url}/api/mutation", json=body, headers=headers, timeout=TIMEOUT_S).json()
                if answer["status"] != "success":
                    sys.exit(f"{function}: {answer['errorMessage']}")
                sent += len(batch)
                accepted += int(answer["value"]["inserted"])
    return sent, accepted


if __name__ == "__main__":
    clients: Mapping[str, Callable[..., Any]] = {"httpx": httpx.post, "requests": requests.post}
    client = clients[sys.argv[1]]
    started = time_now()
    totals = migrate(os.environ["SUPABASE_DB_URL"], os.environ["CONVEX_URL"], os.environ["CONVEX_DEPLOY_KEY"], client)
    sys.stdout.write(f"{totals[0]} {totals[1]} {time_now() - started}\n")
