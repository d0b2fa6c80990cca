"""Signing in over the wire: session tokens of a real issuer, and staff sessions of the portal."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from config.authentication import token_rules
from tests.config.api_client import Caller, read
from tests.config.identity.issuer import PARTY, Issuer

pytestmark = pytest.mark.urls("tests.config.api_urls")


@pytest.fixture(autouse=True)
def clerk(settings: Settings, issuer: Issuer, tmp_path: Path) -> Issuer:
    settings.CLERK_ISSUER = issuer.url
    settings.CLERK_JWKS_URL = issuer.jwks_url
    settings.CLERK_AUTHORIZED_PARTIES = [PARTY]
    settings.SHARED_STATE_PATH = tmp_path / "shared_state.sqlite3"
    return issuer


@pytest.fixture
def caller() -> Caller:
    return Caller("")


def test_a_good_token_makes_a_user(caller: Caller, clerk: Issuer) -> None:
    answer = caller.get("/api/echo/abc/", Authorization=f"Bearer {clerk.token()}")
    assert answer.body == {"id": "abc", "caller": {"user_id": "user_1", "kind": "user"}}


def test_the_scheme_may_be_written_small(caller: Caller, clerk: Issuer) -> None:
    assert caller.get("/api/echo/", Authorization=f"bearer {clerk.token()}").status == 200


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"exp": 1}, "token_expired"),
        ({"nbf": 4_000_000_000}, "token_not_yet_valid"),
        ({"iss": "https://clerk.example.com"}, "token_wrong_issuer"),
        ({"azp": "https://evil.example.com"}, "token_wrong_party"),
        ({"sub": None}, "token_malformed"),
    ],
)
def test_a_bad_token_is_a_401_that_says_why(
    caller: Caller, clerk: Issuer, claims: dict[str, object], code: str
) -> None:
    answer = caller.get("/api/echo/", Authorization=f"Bearer {clerk.token(claims=claims)}")
    assert (answer.status, answer.body["code"]) == (401, code)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="my21staff", error="invalid_token"'


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer a b", "Bearer \xff"])
def test_a_header_without_a_token_is_malformed(caller: Caller, header: str) -> None:
    assert caller.get("/api/echo/", Authorization=header).body["code"] == "token_malformed"


@pytest.mark.parametrize("header", ["", "Basic dXNlcjpwYXNz", "Convex a|b", "x"])
def test_another_scheme_does_not_sign_in(caller: Caller, header: str) -> None:
    answer = caller.get("/api/echo/", Authorization=header)
    assert (answer.status, answer.body["code"]) == (401, "not_authenticated")


def test_a_token_with_another_byte_is_refused(caller: Caller, clerk: Issuer) -> None:
    token = clerk.token()
    altered = token[:-10] + ("A" if token[-10] != "A" else "B") + token[-9:]
    assert caller.get("/api/echo/", Authorization=f"Bearer {altered}").body["code"] == "token_bad_signature"


def test_the_issuer_is_asked_for_its_keys_once(caller: Caller, clerk: Issuer) -> None:
    for _ in range(5):
        assert caller.get("/api/echo/", Authorization=f"Bearer {clerk.token()}").status == 200
    assert clerk.asked == 1


def test_a_key_of_which_the_issuer_knows_nothing_is_refused(caller: Caller, clerk: Issuer) -> None:
    answer = caller.get("/api/echo/", Authorization=f"Bearer {clerk.token('k2')}")
    assert (answer.status, answer.body["code"]) == (401, "token_unknown_key")


def test_while_the_issuer_is_down_the_answer_is_503_and_not_401(caller: Caller, clerk: Issuer) -> None:
    clerk.status = 500
    answer = caller.get("/api/echo/", Authorization=f"Bearer {clerk.token()}")
    assert (answer.status, answer.body["code"]) == (503, "identity_unavailable")
    assert 1 <= int(answer.headers["Retry-After"]) <= 10


def test_a_token_of_this_machine_is_not_accepted_where_clerk_is_configured(
    caller: Caller, settings: Settings, tmp_path: Path
) -> None:
    settings.LOCAL_SIGNING_KEY = tmp_path / "signing_key.pem"
    answer = caller.get("/api/echo/", Authorization=f"Bearer {Caller('user_1').token()}")
    assert (answer.status, answer.body["code"]) == (401, "token_unknown_key")


def test_keys_are_not_fetched_in_the_clear_over_a_network(settings: Settings) -> None:
    settings.CLERK_JWKS_URL = "http://clerk.example.com/jwks.json"
    with pytest.raises(ImproperlyConfigured, match="https"):
        token_rules()


@pytest.mark.django_db
class TestStaffSessions:
    """The session of the portal works in the API, with Django's CSRF check."""

    @pytest.fixture
    def browser(self) -> Client:
        account = User.objects.create_user("rina", is_staff=True, is_superuser=True)
        client = Client(enforce_csrf_checks=True)
        client.force_login(account)
        return client

    def csrf_token(self, browser: Client) -> str:
        page = browser.get("/portal/password_change/").content.decode()
        match = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert match
        return match[1]

    def test_a_staff_account_becomes_staff(self, browser: Client) -> None:
        answer = read(browser.get("/api/echo/abc/"))
        assert answer.body["caller"] == {"user_id": "staff:rina", "kind": "staff", "superuser": True}

    def test_an_account_that_is_not_staff_does_not_sign_in(self, browser: Client) -> None:
        User.objects.update(is_staff=False)
        assert read(browser.get("/api/echo/")).status == 401

    def test_an_account_that_was_switched_off_does_not_sign_in(self, browser: Client) -> None:
        User.objects.update(is_active=False)
        assert read(browser.get("/api/echo/")).status == 401

    def test_what_writes_needs_the_csrf_token(self, browser: Client) -> None:
        answer = read(browser.post("/api/echo/", {"title": "abc"}, content_type="application/json"))
        assert (answer.status, answer.body["code"]) == (403, "csrf_failed")
        headers = {"X-CSRFToken": self.csrf_token(browser)}
        answer = read(browser.post("/api/echo/", {"title": "abc"}, content_type="application/json", headers=headers))
        assert answer.status == 201

    def test_a_token_needs_no_csrf_token_and_goes_before_the_session(self, browser: Client, clerk: Issuer) -> None:
        headers = {"Authorization": f"Bearer {clerk.token()}"}
        answer = read(browser.post("/api/echo/", {"title": "abc"}, content_type="application/json", headers=headers))
        assert answer.status == 201
        assert read(browser.get("/api/echo/abc", headers=headers)).body["caller"]["kind"] == "user"
