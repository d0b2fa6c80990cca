"""What pages say when something fails, and that nothing is kept that must not be."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from config.launch.processes import find_free_port
from tests.portal.conftest import LogIn
from tests.tickets.cast import Cast

PAGE = "/portal/tickets/"
HTMX = {"HX-Request": "true"}
OURS, THEIRS = "http://testserver", "https://elsewhere.example"


@pytest.fixture
def outage(site: Settings) -> None:
    site.CONVEX_URL = f"http://127.0.0.1:{find_free_port()}"


def test_an_outage_is_told_and_the_page_loads_itself_again(outage: None, log_in: LogIn) -> None:
    answer = log_in().get(PAGE)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert '<meta http-equiv="refresh" content="5">' in answer.content.decode()


def test_a_form_in_an_outage_is_kept_and_does_not_send_itself(outage: None, log_in: LogIn) -> None:
    form = {"kind": "note", "content": "Tulisan panjang", "key": "k1"}

    text = log_in().post(f"{PAGE}t1/comment/", form).content.decode()

    assert "http-equiv" not in text
    assert ">Tulisan panjang</textarea>" in text
    assert 'name="key" value="k1"' in text
    assert f'action="{PAGE}t1/comment/"' in text


def test_for_htmx_an_outage_is_a_notice(outage: None, log_in: LogIn) -> None:
    answer = log_in().post(f"{PAGE}t1/comment/", {"content": "Halo"}, headers=HTMX)

    assert answer.status_code == 503
    assert answer.content.decode().startswith('<div class="notice error"')


def test_a_fault_of_ours_is_told_with_its_number(site: Settings, log_in: LogIn) -> None:
    site.CONVEX_DEPLOY_KEY = "embedded|wrong"

    answer = log_in().get(PAGE)

    assert answer.status_code == 502
    assert f"<code>{answer.headers['X-Request-ID']}</code>" in answer.content.decode()
    assert "embedded|wrong" not in answer.content.decode()


def test_programs_are_answered_in_their_own_way(outage: None) -> None:
    answer = Client().get("/api/tickets/", headers={"Accept-Language": "id"})

    assert answer.headers["Content-Type"] == "application/json"


def strict_client() -> Client:
    account = User.objects.create(username="teguh", is_staff=True, is_superuser=True)
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)
    return client


@pytest.mark.django_db
def test_a_page_older_than_the_log_in_keeps_its_text(cast: Cast) -> None:
    ticket = cast.open_routed_ticket()
    form = {"kind": "note", "content": "Jangan hilang", "csrfmiddlewaretoken": "y" * 32}

    answer = strict_client().post(f"{PAGE}{ticket['id']}/comment/", form, headers={"Origin": OURS})

    assert answer.status_code == 403
    assert ">Jangan hilang</textarea>" in answer.content.decode()
    assert "y" * 32 not in answer.content.decode()
    assert cast.history_of(ticket) == ["created"]


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{"Origin": THEIRS}, {"Origin": "null"}, {}])
def test_what_another_site_sends_is_not_shown(cast: Cast, headers: dict[str, str]) -> None:
    ticket = cast.open_routed_ticket()

    answer = strict_client().post(f"{PAGE}{ticket['id']}/comment/", {"content": "Klik saja"}, headers=headers)

    assert answer.status_code == 403
    assert "Klik saja" not in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_a_session_is_carried_through_the_log_in(cast: Cast) -> None:
    ticket = cast.open_routed_ticket()
    User.objects.create_user("sri", password="gula-aren-manis", is_staff=True, is_superuser=True)
    client = Client()

    asked = client.post(f"{PAGE}{ticket['id']}/comment/", {"kind": "note", "content": "Dibawa serta"})
    text = asked.content.decode()
    assert asked.status_code == 401
    assert 'name="kept:content" value="Dibawa serta"' in text
    assert 'action="/portal/login/"' in text
    log_in_form = {"username": "sri", "password": "gula-aren-manis", "unsent_to": f"{PAGE}{ticket['id']}/comment/"}
    shown = client.post("/portal/login/", {**log_in_form, "kept:content": "Dibawa serta", "kept:kind": "note"})

    assert shown.status_code == 200
    assert ">Dibawa serta</textarea>" in shown.content.decode()
    assert "gula-aren-manis" not in shown.content.decode()
    assert cast.history_of(ticket) == ["created"]


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["https://elsewhere.example/x", "//elsewhere.example/x"])
def test_a_form_is_never_carried_to_another_site(cast: Cast, target: str) -> None:
    User.objects.create_user("sri", password="gula-aren-manis", is_staff=True)
    form = {"username": "sri", "password": "gula-aren-manis", "unsent_to": target, "kept:content": "a b"}

    answer = Client().post("/portal/login/", form)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/")


@pytest.mark.django_db
def test_passwords_are_not_kept() -> None:
    form = {"old_password": "rahasia satu", "new_password1": "rahasia dua", "new_password2": "rahasia dua"}

    text = Client().post("/portal/password_change/", form).content.decode()

    assert "rahasia" not in text


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
@pytest.mark.parametrize("path", ["theme", "language"])
def test_a_preference_never_leads_elsewhere(path: str, target: str) -> None:
    answer = Client().post(f"/portal/preferences/{path}/", {path: "dark", "next": target})

    assert answer.headers["Location"] == "/portal/"


@pytest.mark.parametrize(
    ("path", "value", "cookie"), [("theme", "neon", "system"), ("language", "xx", None), ("language", "id", "id")]
)
def test_a_preference_is_one_that_we_have(path: str, value: str, cookie: str | None) -> None:
    answer = Client().post(f"/portal/preferences/{path}/", {path: value})

    name = "theme" if path == "theme" else "django_language"
    assert (answer.cookies[name].value if name in answer.cookies else None) == cookie
