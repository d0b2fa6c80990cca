"""manage.py tidy_tickets: what is old is forgotten. And what a migration brings needs no repair."""

import uuid
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from tests.tickets.cast import MADE, TICKET, Cast
from tests.tickets.outbox import send_all
from tickets.upkeep import KEYS_KEPT, MAILS_KEPT, tidy
from tickets.upkeep_repository import UpkeepRepository

# Whoever sends mail sends that of other tests too, some of it to staff accounts.
pytestmark = pytest.mark.django_db


def test_old_keys_and_mails_are_forgotten_and_new_ones_kept(cast: Cast) -> None:
    body = {"workspaceId": cast.workspace, **TICKET}
    first = cast.requester.post("/api/tickets/", body, Idempotency_Key="k")
    send_all(cast)
    upkeep, now = UpkeepRepository(cast.seeder.convex), datetime.now(UTC)

    soon = tidy(upkeep, now=now, repair=False)
    assert cast.requester.post("/api/tickets/", body, Idempotency_Key="k").body == first.body
    later = tidy(upkeep, now=now + max(KEYS_KEPT, MAILS_KEPT) + timedelta(minutes=1), repair=False)

    assert soon.keys == soon.mails == 0
    assert later.keys >= 1
    assert later.mails >= 1
    again = cast.requester.post("/api/tickets/", body, Idempotency_Key="k")
    assert again.body["ticket"]["id"] != first.body["ticket"]["id"]


def test_migrated_tickets_are_counted_and_found_without_a_repair(cast: Cast) -> None:
    workspace = {"id": cast.source_workspace}
    migrated = {**TICKET, "title": "Dari Supabase", "stage": "discuss", "pending_approval": False, **MADE}
    UpkeepRepository(cast.seeder.convex).repair_tickets(None)
    requester = {"requester_id": cast.requester.user_id, "workspace_id": workspace}
    cast.seeder.add("tickets", {"supabaseId": str(uuid.uuid4()), **migrated, **requester})

    report = tidy(UpkeepRepository(cast.seeder.convex), now=datetime.now(UTC), repair=True)

    assert report.repaired == 0
    assert report.numbered >= 1
    listed = cast.admin.get(f"/api/tickets/?workspaceId={cast.workspace}&search=supabase&counts=true").body
    assert [ticket["title"] for ticket in listed["tickets"]] == ["Dari Supabase"]
    assert (listed["counts"]["discuss"], listed["counts"]["total"]) == (1, 1)


def test_the_command_says_what_it_did(cast: Cast) -> None:
    tidy(UpkeepRepository(cast.seeder.convex), now=datetime.now(UTC), repair=True)
    out = StringIO()

    call_command("tidy_tickets", "--repair", stdout=out)

    assert out.getvalue() == "forgot 0 idempotency keys and 0 mails, numbered 0 tickets, repaired 0 tickets\n"
