"""What leads from one page to another: a ticket, its requester's conversation, the appointments, and back."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from tests.ari.conversations.business import Business, Lead, open_business
from tests.portal.conftest import LogIn
from tests.portal.consulting import Practice, tomorrow
from tests.portal.talks import let_ari_answer, log_in_granted, text_of
from tests.tickets.cast import MADE, Cast, Seeder, sign_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def practice(cast: Cast) -> Practice:
    practice = Practice(cast=cast)
    practice.open_hours()
    return practice


@pytest.fixture
def business(cast: Cast, seeder: Seeder) -> Business:
    return open_business(cast, seeder)


def real_lead(business: Business, name: str) -> dict[str, Any]:
    """Let somebody write on WhatsApp; return the conversation with what a booking needs of it."""
    lead = Lead(name=name)
    conversation_id = business.say(lead, "Halo")
    return {"id": str(conversation_id), "contact": {"id": str(business.conversation_of(lead).contact.id)}}


def panel_of(client: Client, conversation_id: str) -> str:
    """Return the list of appointments beside a conversation."""
    found = re.search(r'aria-labelledby="lead-appointments">.*?</section>', talk(client, conversation_id), re.DOTALL)
    assert found is not None
    return found[0]


def talk(client: Client, conversation_id: str) -> str:
    return text_of(client.get(f"/portal/conversations/{conversation_id}/"))


def page_of(practice: Practice, appointment: dict[str, Any]) -> str:
    return f"/portal/appointments/{practice.workspace}/{appointment['id']}/"


def test_beside_a_conversation_stand_its_appointments_the_next_first(practice: Practice, log_in: LogIn) -> None:
    lead, client = practice.add_lead("Wulan Sari"), log_in()
    done, missed = practice.book_past(lead, 9), practice.book_past(lead, 5)
    practice.call("ari:completeAppointment", appointment_id=done["id"])
    practice.call("ari:markNoShow", appointment_id=missed["id"])
    called_off = practice.book(lead, practice.free(tomorrow())[9])
    practice.call("ari:cancelAppointment", appointment_id=called_off["id"])
    coming = practice.book(lead, practice.free(tomorrow())[2])
    practice.book(practice.add_lead("Bagus Prakoso"), practice.free(tomorrow())[4])

    panel = panel_of(client, lead["id"])

    links = re.findall(r'href="(/portal/appointments/[^"]+)"', panel)
    assert links == [page_of(practice, one) for one in (coming, called_off, missed, done)]
    assert re.findall(r'class="badge[^"]*">([^<]+)<', panel) == ["Scheduled", "Cancelled", "No-show", "Done"]
    assert "Times in Asia/Jakarta (WIB)" in panel


def test_a_lead_is_booked_from_their_conversation_unless_an_appointment_lies_ahead(
    business: Business, practice: Practice, log_in: LogIn
) -> None:
    lead, client = real_lead(business, "Wulan Sari"), log_in()
    book = f"/portal/appointments/{practice.workspace}/book/?conversation={lead['id']}"

    assert f'href="{book}"' in panel_of(client, lead["id"])
    assert "Wulan Sari" in text_of(client.get(book))
    practice.book(lead, practice.free(tomorrow())[2])
    assert "book/" not in panel_of(client, lead["id"])


def test_an_invented_lead_is_not_booked_from_their_conversation(practice: Practice, log_in: LogIn) -> None:
    assert "book/" not in panel_of(log_in(), practice.add_lead("Wulan Sari")["id"])


def test_who_may_only_see_reads_the_appointments_and_books_none(practice: Practice, cast: Cast, log_in: LogIn) -> None:
    lead, other = practice.add_lead("Wulan Sari"), practice.add_lead("Bagus Prakoso")
    appointment = practice.book(lead, practice.free(tomorrow())[2])
    client = log_in_granted(cast, log_in, can_act=False)

    assert page_of(practice, appointment) in panel_of(client, lead["id"])
    assert "book/" not in panel_of(client, other["id"])


def test_an_open_conversation_hears_of_an_appointment(practice: Practice, log_in: LogIn) -> None:
    lead, client = practice.add_lead("Wulan Sari"), log_in()
    digest = re.search(r'data-digest="(\w+)"', talk(client, lead["id"]))
    assert digest is not None
    asked = {"digest": digest[1], "seen": "9999999999999"}
    news = f"/portal/conversations/{lead['id']}/news/"
    assert client.get(news, asked, headers=HTMX).status_code == 204

    appointment = practice.book(lead, practice.free(tomorrow())[2])

    assert page_of(practice, appointment) in text_of(client.get(news, asked, headers=HTMX))


def test_an_appointment_leads_to_its_conversation(
    business: Business, practice: Practice, cast: Cast, log_in: LogIn
) -> None:
    lead = real_lead(business, "Wulan Sari")
    appointment = practice.book(lead, practice.free(tomorrow())[2])

    for client in (log_in(), log_in_granted(cast, log_in, can_act=False)):
        page = text_of(client.get(page_of(practice, appointment)))
        assert f'href="/portal/conversations/{lead["id"]}/"' in page


def test_an_appointment_of_a_lead_who_never_wrote_leads_nowhere(practice: Practice, cast: Cast, log_in: LogIn) -> None:
    source, place = str(uuid.uuid4()), {"workspace_id": {"id": cast.source_workspace}, **MADE}
    contact = {"supabaseId": source, "phone": "+628000000001", "lead_score": 0, "lead_status": "new", "name": "Diam"}
    talk_id = str(uuid.uuid4())
    cast.seeder.add("contacts", {**contact, **place})
    ari = {"supabaseId": talk_id, "contact_id": {"id": source}, "state": "scheduling", "lead_score": 0, "context": {}}
    cast.seeder.add("ariConversations", {**ari, **place})
    booked = {"supabaseId": str(uuid.uuid4()), "ari_conversation_id": {"id": talk_id}, "status": "scheduled"}
    cast.seeder.add("ariAppointments", {**booked, "scheduled_at": 1_790_000_000_000, "duration_minutes": 60, **place})
    (appointment,) = practice.call("ari:listAppointments")["appointments"]

    page = log_in().get(page_of(practice, appointment))

    assert page.status_code == 200
    assert "Diam" in text_of(page)
    assert 'href="/portal/conversations/j' not in text_of(page)


def requester_panel(client: Client, ticket: dict[str, Any]) -> Any:
    return client.get(f"/portal/tickets/{ticket['id']}/requester/", headers=HTMX)


def open_ticket_of(cast: Cast, **profile: str) -> dict[str, Any]:
    """Return a ticket of a new member of Kopi whose profile has these fields."""
    user_id = f"user_{uuid.uuid4().hex}"
    place = {"workspace_id": {"id": cast.source_workspace}}
    cast.seeder.add("users", {"supabaseId": str(uuid.uuid4()), "clerk_id": user_id, **profile, **MADE})
    member = {"supabaseId": str(uuid.uuid4()), "user_id": user_id, "role": "member", **place}
    cast.seeder.add("workspaceMembers", {**member, "created_at": MADE["created_at"]})
    return cast.open_ticket(sign_in(user_id), route_to_hub=True)


def test_beside_a_ticket_stands_the_conversation_with_the_requesters_number(
    business: Business, practice: Practice, log_in: LogIn
) -> None:
    lead = Lead(name="Ayu dari WhatsApp")
    conversation_id = business.say(lead, "Halo")
    other = business.say(Lead(name="Orang lain"), "Halo, email saya ayu@example.com")
    let_ari_answer(business, other)
    contact_id = str(business.conversation_of(lead).contact.id)
    appointment = practice.book({"contact": {"id": contact_id}}, practice.free(tomorrow())[2])
    ticket = open_ticket_of(business.cast, phone=f"0{lead.wa_id[2:]}", email="ayu@example.com")
    client = log_in()

    assert f"/portal/tickets/{ticket['id']}/requester/" in text_of(client.get(f"/portal/tickets/{ticket['id']}/"))
    panel = text_of(requester_panel(client, ticket))
    assert f"/portal/conversations/{conversation_id}/" in panel
    assert f'The requester\'s number: <span class="mono">+{lead.wa_id}</span>' in panel.replace("&#x27;", "'")
    assert page_of(practice, appointment) in panel
    assert str(other) not in panel


def test_beside_a_ticket_stands_the_conversation_with_the_requesters_address(business: Business, log_in: LogIn) -> None:
    conversation_id = business.say(Lead(name="Ayu dari WhatsApp"), "Halo, saya Ayu, email saya ayu@example.com")
    let_ari_answer(business, conversation_id)
    ticket = business.cast.open_routed_ticket()

    panel = text_of(requester_panel(log_in(), ticket))

    assert f"/portal/conversations/{conversation_id}/" in panel
    assert "ayu@example.com" in panel
    assert f"book/?conversation={conversation_id}" in panel


def test_a_requester_whom_no_contact_is_like_has_no_conversation(business: Business, log_in: LogIn) -> None:
    business.say(Lead(name="Ayu Lestari"), "Halo, saya Ayu Lestari")
    panel = text_of(requester_panel(log_in(), business.cast.open_routed_ticket()))

    assert "No contact of this workspace has the requester" in panel
    assert "/portal/conversations/" not in panel


def test_the_conversation_beside_a_ticket_is_for_who_sees_the_ticket(
    business: Business, cast: Cast, log_in: LogIn
) -> None:
    conversation_id = business.say(Lead(name="Ayu dari WhatsApp"), "Halo, saya Ayu, email saya ayu@example.com")
    let_ari_answer(business, conversation_id)
    ticket = cast.open_routed_ticket()

    sees = requester_panel(log_in_granted(cast, log_in, can_act=False), ticket)
    assert (sees.status_code, "book/" in text_of(sees)) == (200, False)
    assert str(conversation_id) in text_of(sees)
    stranger = requester_panel(log_in_granted(cast, log_in, can_act=None), ticket)
    assert (stranger.status_code, str(conversation_id) in text_of(stranger)) == (404, False)
    client = log_in()
    assert requester_panel(client, {"id": "nothing"}).status_code == 404
    assert client.post(f"/portal/tickets/{ticket['id']}/requester/").status_code == 405
    whole = client.get(f"/portal/tickets/{ticket['id']}/requester/")
    assert "<!doctype html>" in text_of(whole)
