"""The Idempotency-Key header: read, digested, and refused while its twin is being served."""

import hashlib
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from config.shared_state import get_store
from tests.config.api_client import Answer, Caller, read, use_local_identity

pytestmark = pytest.mark.urls("tests.config.api_urls")


@pytest.fixture
def caller(settings: Settings, tmp_path: Path) -> Caller:
    use_local_identity(settings, tmp_path)
    return Caller()


def fingerprint(answer: Answer) -> str:
    return str(answer.body["args"]["fingerprint"])


def test_without_the_header_nothing_is_sent_to_convex(caller: Caller) -> None:
    assert caller.post("/api/echo/", {"title": "abc"}).body["args"] == {}


def test_the_same_request_has_the_same_fingerprint_and_another_has_another(caller: Caller) -> None:
    key = {"Idempotency_Key": "k1"}
    first = caller.post("/api/echo/", b'{"title": "abc", "count": 1}', **key)
    assert first.body["args"]["idempotency_key"] == "k1"
    assert fingerprint(caller.post("/api/echo", b'{ "count":1, "title":"abc" }', **key)) == fingerprint(first)
    assert fingerprint(caller.post("/api/echo/", {"title": "abc", "count": 2}, **key)) != fingerprint(first)


def test_the_parameters_of_the_address_belong_to_the_request(caller: Caller) -> None:
    """They name the workspace in which a thing is made."""

    def sent(query: str) -> str:
        return fingerprint(caller.post(f"/api/echo/{query}", {"title": "abc"}, Idempotency_Key="k1"))

    assert sent("?workspaceId=1&page=2") == sent("?page=2&workspaceId=1")
    assert len({sent("?workspaceId=1"), sent("?workspaceId=2"), sent("")}) == 3


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "k" * 201, "a\tb"])
def test_a_key_that_is_none_is_refused(caller: Caller, key: str) -> None:
    answer = caller.post("/api/echo/", {"title": "abc"}, Idempotency_Key=key)
    assert (answer.status, answer.body["code"]) == (400, "bad_idempotency_key")


def test_files_count_by_what_they_hold(caller: Caller) -> None:
    def upload(content: bytes, name: str = "a.png") -> Answer:
        headers = {"Authorization": f"Bearer {caller.token()}", "Idempotency-Key": "k1"}
        return read(caller.client.post("/api/files/", {"file": SimpleUploadedFile(name, content)}, headers=headers))

    first = upload(b"one")
    assert first.body["size"] == 3
    assert upload(b"one", "b.png").body == first.body
    assert upload(b"two").body["fingerprint"] != first.body["fingerprint"]


def test_while_a_request_is_served_its_twin_is_refused(caller: Caller) -> None:
    name = "flight:" + hashlib.sha256(b"user_1\nk1").hexdigest()[:40]
    claim = get_store().claim(name, now_s=time.time(), lease_s=60)
    assert claim is not None
    answer = caller.post("/api/echo/", {"title": "abc"}, Idempotency_Key="k1")
    assert (answer.status, answer.body["code"]) == (409, "request_in_flight")
    assert Caller("user_2").post("/api/echo/", {"title": "abc"}, Idempotency_Key="k1").status == 201
    get_store().release(name, claim)
    assert caller.post("/api/echo/", {"title": "abc"}, Idempotency_Key="k1").status == 201


def test_a_refused_request_gives_its_key_back(caller: Caller) -> None:
    assert caller.post("/api/echo/", {"title": ""}, Idempotency_Key="k1").status == 422
    assert caller.post("/api/echo/", {"title": "abc"}, Idempotency_Key="k1").status == 201
