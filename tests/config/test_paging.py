"""Cursor pages: complete, bounded, and answered only to the question that they belong to."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from config.paging import BadCursorError, open_cursor, seal_cursor
from tests.config.api_client import Caller, use_local_identity

pytestmark = pytest.mark.urls("tests.config.api_urls")


@pytest.fixture
def caller(settings: Settings, tmp_path: Path) -> Caller:
    use_local_identity(settings, tmp_path)
    return Caller()


def test_following_the_cursors_gives_everything_once(caller: Caller) -> None:
    things, cursor = [], ""
    while cursor is not None:
        body = caller.get(f"/api/echo/?limit=7&cursor={cursor}").body
        things += body["things"]
        cursor = body["next_cursor"]
    assert things == list(range(60))


def test_a_page_has_twenty_five_things_unless_asked_otherwise(caller: Caller) -> None:
    assert len(caller.get("/api/echo/").body["things"]) == 25
    assert len(caller.get("/api/echo/?limit=100").body["things"]) == 60


@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.5", "many", "٣", "9" * 30, "1 "])
def test_a_limit_out_of_bounds_is_refused(caller: Caller, limit: str) -> None:
    answer = caller.get(f"/api/echo/?limit={limit}")
    assert (answer.status, list(answer.body["fields"])) == (422, ["limit"])


@pytest.mark.parametrize("cursor", ["x", "%00", "AAAA", "A" * 5000, "é", base64.b64encode(b"0" * 40).decode()])
def test_a_cursor_of_their_own_making_is_refused(caller: Caller, cursor: str) -> None:
    answer = caller.get(f"/api/echo/?cursor={cursor}")
    assert (answer.status, answer.body["code"]) == (422, "bad_cursor")


def test_a_cursor_is_not_answered_to_another_question(caller: Caller) -> None:
    cursor = caller.get("/api/echo/?stage=report").body["next_cursor"]
    assert caller.get(f"/api/echo/?stage=report&cursor={cursor}").status == 200
    assert caller.get(f"/api/echo/?stage=closed&cursor={cursor}").body["code"] == "bad_cursor"


def test_an_unknown_parameter_is_refused(caller: Caller) -> None:
    answer = caller.get("/api/echo/?stgae=report")
    assert (answer.status, list(answer.body["fields"])) == (422, ["stgae"])


@given(cursor=st.text(), scope=st.binary(min_size=1), change=st.data())
def test_a_sealed_cursor_opens_to_itself_and_no_changed_one_opens(
    cursor: str, scope: bytes, change: st.DataObject
) -> None:
    try:
        cursor.encode()
    except UnicodeEncodeError:
        return
    sealed = seal_cursor(cursor, scope)
    assert open_cursor(sealed, scope) == cursor
    with pytest.raises(BadCursorError):
        open_cursor(sealed, scope + b"x")
    place = change.draw(st.integers(0, len(sealed) - 1))
    new = change.draw(st.sampled_from("ABCxyz019-_").filter(lambda character: character != sealed[place]))
    try:
        assert open_cursor(sealed[:place] + new + sealed[place + 1 :], scope) == cursor
    except BadCursorError:
        return
    # Only the bits of the last character that mean nothing may differ.
    assert place == len(sealed) - 1
