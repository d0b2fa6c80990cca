"""Reopen tokens: pure, with the clock by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tickets.domain import TicketId
from tickets.errors import ReopenTokenExpiredError, ReopenTokenInvalidError, ReopenTokenMismatchError
from tickets.reopen_tokens import LIFETIME, MAX_LENGTH, check_reopen_token, issue_reopen_token, read_reopen_token

CLOSED_AT = datetime(2026, 1, 23, 8, 15, tzinfo=UTC)
TICKET, REQUESTER, NONCE = TicketId("k57c1"), "user_2hQ", "0f8fad5b-d9cb-469f-a165-70867728950e"


def issue(ticket_id: TicketId = TICKET) -> str:
    return issue_reopen_token(ticket_id, requester_id=REQUESTER, nonce=NONCE, closed_at=CLOSED_AT)


def test_a_token_says_what_it_was_made_of() -> None:
    token = read_reopen_token(issue(), now=CLOSED_AT)

    assert (token.ticket_id, token.requester_id, token.nonce) == (TICKET, REQUESTER, NONCE)
    assert token.expires_at == CLOSED_AT + LIFETIME


def test_the_same_closing_gives_the_same_token() -> None:
    assert issue() == issue()


def test_it_is_good_for_seven_days_and_not_a_second_longer() -> None:
    end = CLOSED_AT + timedelta(days=7)

    assert read_reopen_token(issue(), now=end - timedelta(seconds=1))
    with pytest.raises(ReopenTokenExpiredError):
        read_reopen_token(issue(), now=end)


def test_it_is_for_its_ticket_alone() -> None:
    with pytest.raises(ReopenTokenMismatchError):
        check_reopen_token(issue(), TicketId("k57c2"), now=CLOSED_AT)


@given(st.data())
def test_one_altered_byte_spoils_it(data: st.DataObject) -> None:
    token = issue()
    place = data.draw(st.integers(0, len(token) - 1))
    byte = data.draw(st.characters(codec="utf-8").filter(lambda drawn: drawn != token[place]))

    with pytest.raises(ReopenTokenInvalidError):
        read_reopen_token(token[:place] + byte + token[place + 1 :], now=CLOSED_AT)


@given(st.text(max_size=200))
def test_no_other_text_is_a_token(text: str) -> None:
    with pytest.raises(ReopenTokenInvalidError):
        read_reopen_token(text, now=CLOSED_AT)


def test_what_is_far_too_long_is_no_token() -> None:
    with pytest.raises(ReopenTokenInvalidError):
        read_reopen_token("x" * (MAX_LENGTH + 1), now=CLOSED_AT)


def test_the_key_of_another_site_makes_no_token_here(settings: Settings) -> None:
    token = issue()
    settings.SECRET_KEY = "another"

    with pytest.raises(ReopenTokenInvalidError):
        read_reopen_token(token, now=CLOSED_AT)


def test_a_key_that_was_replaced_is_good_while_it_is_a_fallback(settings: Settings) -> None:
    token = issue()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]

    assert read_reopen_token(token, now=CLOSED_AT).nonce == NONCE


def test_other_things_signed_by_the_site_are_no_tokens() -> None:
    from django.core.signing import Signer

    with pytest.raises(ReopenTokenInvalidError):
        read_reopen_token(Signer().sign_object([TICKET, REQUESTER, NONCE, 4_000_000_000]), now=CLOSED_AT)


def test_the_longest_ids_fit() -> None:
    token = issue_reopen_token(TicketId("k" * 32), requester_id="u" * 200, nonce=NONCE, closed_at=CLOSED_AT)

    assert len(token) < MAX_LENGTH
