"""The simulator's page, from address to HTML, over a real deployment."""

import re
import uuid

import pytest
from django.test import Client

from tests.ari.conversations.business import Business, Lead, open_business
from tests.portal.conftest import LogIn
from tests.portal.talks import log_in_granted, text_of
from tests.tickets.cast import Cast, Seeder

HTMX = {"HX-Request": "true"}


def page_of(cast: Cast) -> str:
    return f"/portal/simulator/?workspace={cast.workspace}"


def said(**fields: str) -> dict[str, str]:
    return {"text": "Halo", "lead": uuid.uuid4().hex[:12], "key": uuid.uuid4().hex, **fields}


def talk_in(text: str) -> str:
    found = re.search(r'name="conversation" value="(\w+)"', text)
    assert found
    return found[1]


def test_a_workspace_is_chosen_first(cast: Cast, log_in: LogIn) -> None:
    client = log_in_granted(cast, log_in, can_act=True)

    assert "Choose a workspace" in text_of(client.get("/portal/simulator/"))
    assert "Say hello to ARI of Kopi Nusantara." in text_of(client.get(page_of(cast)))


def test_ari_answers_and_says_why(cast: Cast, log_in: LogIn) -> None:
    form = said(text="Halo, saya Budi, mau kuliah S2 di Jepang", profile_name="Budi")

    answer = log_in().post(page_of(cast), form, headers=HTMX)

    text = text_of(answer)
    assert (answer.status_code, "<!doctype html>" in text) == (200, False)
    for words in ("Halo, saya Budi", "side-bot", "said in the chat", "Qualifying", "Score"):
        assert words in text
    for sentence in (
        "Read as: an answer, a greeting. Written in Indonesian.",
        "Learned: ",
        "Country “Jepang”",
        "The reply greets, ",
        "In ARI&#x27;s own words.",
    ):
        assert sentence in text


def test_the_talk_goes_on_without_scripts(cast: Cast, log_in: LogIn) -> None:
    client, form = log_in(), said(text="Mau kuliah di Jepang")
    moved = client.post(page_of(cast), form)
    first = text_of(client.get(moved.headers["Location"].partition("#")[0]))

    more = said(text="Nama saya Budi", lead=form["lead"], conversation=talk_in(first))
    second = text_of(client.get(client.post(page_of(cast), more).headers["Location"].partition("#")[0]))

    assert talk_in(second) == talk_in(first)
    assert "Mau kuliah di Jepang" in second
    assert "Nama saya Budi" in second


def test_the_same_form_sent_twice_is_one_message(cast: Cast, log_in: LogIn) -> None:
    client, form = log_in(), said()
    talk = talk_in(text_of(client.post(page_of(cast), form, headers=HTMX)))

    again = client.post(page_of(cast), {**form, "conversation": talk})

    assert again.status_code == 409
    assert "This was said already." in text_of(again)
    assert text_of(again).count("side-contact") == 1


def test_after_a_handoff_it_says_why_ari_is_silent(cast: Cast, log_in: LogIn) -> None:
    client, form = log_in(), said(text="Saya mau bicara dengan manusia, tolong")
    talk = talk_in(text_of(client.post(page_of(cast), form, headers=HTMX)))

    again = said(text="Halo?", lead=form["lead"], conversation=talk)

    assert "A person has this conversation" in text_of(client.post(page_of(cast), again, headers=HTMX))


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"text": " "}, "This field is required."), ({"text": "x" * 4_097}, "at most 4096 characters")],
)
def test_a_bad_form_is_shown_again(cast: Cast, log_in: LogIn, fields: dict[str, str], words: str) -> None:
    answer = log_in().post(page_of(cast), said(profile_name="Budi Baik", **fields))

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "Budi Baik" in text_of(answer)
    assert fields["text"].strip() in text_of(answer)


def test_simulated_leads_are_not_among_the_conversations(cast: Cast, log_in: LogIn) -> None:
    client = log_in()
    client.post(page_of(cast), said(profile_name="Tidak Ada"), headers=HTMX)

    assert "Tidak Ada" not in text_of(client.get(f"/portal/conversations/?workspace={cast.workspace}"))


def test_a_talk_with_a_real_lead_is_none(cast: Cast, seeder: Seeder, log_in: LogIn) -> None:
    business: Business = open_business(cast, seeder)
    conversation_id = business.say(Lead(), "rahasia")

    answer = log_in().get(f"{page_of(cast)}&talk={conversation_id}")

    assert (answer.status_code, "rahasia" in text_of(answer)) == (404, False)


@pytest.mark.parametrize(("can_act", "status"), [(True, 200), (False, 403), (None, 404)])
def test_it_is_for_who_may_act(cast: Cast, log_in: LogIn, can_act: bool | None, status: int) -> None:
    client = log_in_granted(cast, log_in, can_act=can_act)

    assert client.get(page_of(cast)).status_code == status
    assert client.post(page_of(cast), said(), headers=HTMX).status_code == status
    assert ("Kopi Nusantara" in text_of(client.get("/portal/simulator/"))) == bool(can_act)


def test_a_stranger_is_asked_to_log_in(cast: Cast) -> None:
    assert Client().get(page_of(cast)).status_code == 302
    assert Client().post(page_of(cast), said()).status_code in (302, 401)
