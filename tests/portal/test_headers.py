"""The headers that protect readers, on every address of the site."""

import os
import re
import subprocess
import sys

import pytest
from django.test import Client

from tests.portal.addresses import list_addresses
from tests.portal.browser.chromium import PROJECT
from tests.portal.conftest import LogIn
from tests.tickets.cast import Cast

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
# Addresses that need more, or less, and say so in their views.
OTHER_POLICIES = {"/api/docs/": {**POLICY, "img-src": "'self' blob: data:"}}
# Addresses with a key in them, which no other site may learn.
SECRET = ("/tickets/reopen/", "/appointments/")


def policy_of(header: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


@pytest.mark.parametrize("is_known", [False, True], ids=["stranger", "staff"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_carries_the_headers(cast: Cast, log_in: LogIn, method: str, is_known: bool) -> None:
    client = log_in() if is_known else Client(raise_request_exception=False)
    addresses = [address for address in list_addresses() if (method, address) != ("post", "/portal/logout/")]
    assert len(addresses) > 50

    for address in addresses:
        answer = getattr(client, method)(address)
        headers = answer.headers
        assert answer.status_code != 500, address
        assert policy_of(headers["Content-Security-Policy"]) == OTHER_POLICIES.get(address, POLICY), address
        assert headers["X-Frame-Options"] == "DENY", address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        # A method that is not taken is answered without a page that could lead anywhere.
        is_secret = address.startswith(SECRET) and answer.status_code != 405
        expected = "no-referrer" if is_secret else "same-origin"
        assert headers["Referrer-Policy"] == expected, address
        assert headers["Cross-Origin-Opener-Policy"] in ("same-origin", "unsafe-none"), address


def test_every_page_of_staff_is_closed_to_strangers_and_never_stored(cast: Cast) -> None:
    client = Client()
    open_to_all = {"/portal/login/", "/portal/preferences/theme/", "/portal/preferences/language/"}
    for address in list_addresses():
        if address.startswith("/portal/") and address not in open_to_all:
            answer = client.get(address)
            assert answer.status_code == 302, address
            assert answer.headers["Location"].startswith(("/portal/login/", "/portal/")), address
            assert "no-store" in answer.headers.get("Cache-Control", "no-store"), address


@pytest.mark.django_db
def test_no_page_holds_a_script_or_a_style(cast: Cast, log_in: LogIn) -> None:
    client = log_in()
    for address in list_addresses():
        answer = client.get(address)
        if "text/html" not in answer.headers.get("Content-Type", "") or address.startswith("/portal/auth/"):
            continue
        text = answer.content.decode()
        assert re.findall(r"<style|<[^>]*\sstyle=|<[^>]*\son\w+=|<[^>]*javascript:", text) == [], address
        assert re.findall(r"<script(?![^>]*\ssrc=)", text) == [], address


COOKIES = """
import django
django.setup()
from django.conf import settings
print(all((settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.LANGUAGE_COOKIE_SECURE)))
print(settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE, settings.SECURE_HSTS_SECONDS > 0)
from django.test import Client
answer = Client().post("/portal/preferences/theme/", {"theme": "dark"}, secure=True, headers={"host": "desk.example"})
print("secure" in str(answer.cookies["theme"]).lower(), answer.status_code)
answer = Client().get("/portal/login/", secure=True, headers={"host": "desk.example"})
print("secure" in str(answer.cookies["csrftoken"]).lower(), "httponly" in str(answer.cookies["csrftoken"]).lower())
"""


def test_cookies_travel_only_encrypted_where_the_site_is_https(tmp_path: object) -> None:
    environment = {
        **os.environ,
        "PUBLIC_URL": "https://desk.example",
        "SECRET_KEY": "x" * 60,
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOG_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "-c", COOKIES], cwd=PROJECT, env=environment, check=True, capture_output=True, text=True
    )

    assert done.stdout.split() == ["True", "True", "Lax", "True", "True", "302", "True", "True"]
