"""Every failure has one shape, a code, and a status that tells the caller what to do."""

import json
import logging
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from config.json_bodies import JsonRenderer
from config.logs import JsonLineFormatter
from tests.config.api_client import Caller, use_local_identity

pytestmark = pytest.mark.urls("tests.config.api_urls")


@pytest.fixture(autouse=True)
def caller(settings: Settings, tmp_path: Path) -> Caller:
    use_local_identity(settings, tmp_path)
    return Caller()


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        ("forbidden", 403, "forbidden"),
        ("not_found", 404, "not_found"),
        ("conflict", 409, "version_conflict"),
        ("invalid", 422, "invalid_input"),
        ("unavailable", 503, "convex_unavailable"),
        ("busy", 503, "convex_unavailable"),
        ("refused", 502, "convex_request_refused"),
        ("threw", 502, "convex_function_failed"),
        ("keys", 503, "identity_unavailable"),
        ("http404", 404, "not_found"),
        ("django403", 403, "forbidden"),
        ("drf404", 404, "not_found"),
        ("ours", 500, "internal_error"),
    ],
)
def test_each_failure_has_its_status_and_code(caller: Caller, failure: str, status: int, code: str) -> None:
    answer = caller.get(f"/api/failures/{failure}/")
    assert (answer.status, answer.body["code"]) == (status, code)
    assert set(answer.body) - {"fields", "current"} == {"code", "detail"}
    assert "sari@example.com" not in json.dumps(answer.body)
    assert len(answer.headers["X-Request-ID"]) >= 16


def test_facts_and_fields_of_a_refusal_reach_the_caller(caller: Caller) -> None:
    assert caller.get("/api/failures/conflict").body == {
        "code": "version_conflict",
        "detail": "It moved on.",
        "current": {"version": 3},
    }
    assert caller.get("/api/failures/invalid").body["fields"] == {"title": ["Too dull."]}


@pytest.mark.parametrize(("failure", "pause"), [("unavailable", "2"), ("busy", "7"), ("keys", "3")])
def test_who_should_come_back_is_told_when(caller: Caller, failure: str, pause: str) -> None:
    assert caller.get(f"/api/failures/{failure}").headers["Retry-After"] == pause


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"title": NaN}',
        b'{"title": "\xff"}',
        b'{"title": "\\ud800"}',
        b"[" * 100_000,
        b"\xef\xbb\xbf{}",
        b"title=abc",
        b"[]",
        b"5",
        b'"text"',
        b"null",
    ],
)
def test_a_body_that_is_no_json_object_is_malformed(caller: Caller, body: bytes) -> None:
    answer = caller.post("/api/echo/", body)
    assert (answer.status, answer.body["code"]) == (400, "malformed_body")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["title"]),
        ({"title": "ab"}, ["title"]),
        ({"title": "   ab   "}, ["title"]),
        ({"title": None}, ["title"]),
        ({"title": ["abc"]}, ["title"]),
        ({"title": "a\0bc"}, ["title"]),
        ({"title": "abc", "count": "many"}, ["count"]),
        ({"title": "abc", "cuont": 1}, ["cuont"]),
        ({"titel": "abc"}, ["titel", "title"]),
        ({"title": "abc", "parts": [{"name": "ok"}, {"name": "too long"}]}, ["parts.1.name"]),
        ({"title": "abc", "parts": [{"name": "ok", "size": 1}]}, ["parts.0.size"]),
        ({"title": "abc", "parts": "none"}, ["parts"]),
    ],
)
def test_a_value_that_breaks_a_rule_is_named(caller: Caller, body: dict[str, Any], fields: list[str]) -> None:
    answer = caller.post("/api/echo/", body)
    assert (answer.status, answer.body["code"]) == (422, "invalid_input")
    assert sorted(answer.body["fields"]) == fields
    assert all(isinstance(text, str) for messages in answer.body["fields"].values() for text in messages)


def test_an_empty_body_lacks_what_is_required(caller: Caller) -> None:
    assert caller.post("/api/echo/").status == 422


def test_another_content_type_is_refused(caller: Caller) -> None:
    answer = caller.post("/api/echo/", b"title=abc", Content_Type="application/x-www-form-urlencoded")
    assert (answer.status, answer.body["code"]) == (415, "unsupported_media_type")


def test_another_method_is_refused_and_told_which_there_are(caller: Caller) -> None:
    answer = caller.send("PUT", "/api/echo/")
    assert (answer.status, answer.body["code"]) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_another_form_of_answer_is_refused(caller: Caller) -> None:
    answer = caller.get("/api/echo/", Accept="text/html")
    assert (answer.status, answer.body["code"]) == (406, "not_acceptable")


def test_a_body_that_is_too_large_is_refused(caller: Caller, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = caller.post("/api/echo/", {"title": "a" * 200})
    assert (answer.status, answer.body["code"]) == (413, "body_too_large")


def test_paths_answer_with_and_without_the_slash(caller: Caller) -> None:
    for path in ("/api/echo", "/api/echo/", "/api/echo/abc", "/api/echo/abc/"):
        assert caller.get(path).status == 200, path


def test_an_address_that_there_is_not_answers_json_to_programs_and_a_page_to_people(caller: Caller) -> None:
    assert caller.get("/api/nothing/").body == {"code": "not_found", "detail": "There is no such address."}
    assert b"<html" in caller.get("/nothing/").body


def test_a_host_that_is_not_ours_is_refused_in_json(caller: Caller) -> None:
    answer = caller.get("/api/echo/", Host="evil.example.com")
    assert (answer.status, answer.body["code"]) == (400, "malformed_request")


def test_who_has_not_signed_in_is_asked_for_a_token() -> None:
    answer = Caller("").get("/api/echo/")
    assert (answer.status, answer.body["code"]) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="my21staff"'


def test_a_mistake_of_ours_is_logged_without_its_text(caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        caller.get("/api/failures/ours/")
    lines = [JsonLineFormatter().format(record) for record in caplog.records]
    assert any("ZeroDivisionError" in line and "api_urls.py" in line for line in lines)
    assert not any("sari@example.com" in line for line in lines)


def test_datetimes_and_text_are_written_in_utf8_and_utc() -> None:
    moment = datetime(2026, 5, 1, 7, 0, tzinfo=timezone(timedelta(hours=7)))
    written = JsonRenderer().render({"at": moment.astimezone(UTC), "name": "Ayu 🌺"})
    assert written == '{"at":"2026-05-01T00:00:00Z","name":"Ayu 🌺"}'.encode()
