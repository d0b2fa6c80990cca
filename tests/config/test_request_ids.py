"""The request id: one for a web request and its calls, and nothing from outside that could break a header or a log."""

import pytest

from config.convex.request_ids import bind_request_id, current_request_id


def test_calls_inside_share_the_bound_id_and_calls_outside_get_their_own() -> None:
    with bind_request_id("from-the-proxy.1") as bound:
        assert {bound, current_request_id(), current_request_id()} == {"from-the-proxy.1"}

    assert current_request_id() != current_request_id()


def test_an_inner_id_ends_with_its_block() -> None:
    with bind_request_id("outer"):
        with bind_request_id("inner"):
            assert current_request_id() == "inner"
        assert current_request_id() == "outer"


@pytest.mark.parametrize("proposed", [None, "", "a b", "a\r\nAuthorization: x", "x" * 65, "é"])
def test_an_id_that_is_not_short_and_plain_is_replaced(proposed: str | None) -> None:
    with bind_request_id(proposed) as bound:
        assert bound != proposed
        assert len(bound) == 16
