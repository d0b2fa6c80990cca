"""Timestamps as Postgres prints them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.verify.moments import EPOCH, read_moment


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    # Those beyond Python's calendar are what PostgreSQL and JavaScript say.
    [
        ("1970-01-01 00:00:00+00", 0),
        ("1970-01-01 00:00:00.000999+00", 0),
        ("1970-01-01 00:00:00.001+00", 1),
        ("1969-12-31 23:59:59.999999+00", -1),
        ("1969-12-31 23:59:59.999+00", -1),
        ("2024-12-31 23:59:59.999999+00", 1735689599999),
        ("2024-02-29 12:34:56.789012+00", 1709210096789),
        ("9999-12-31 23:59:59.999999+00", 253402300799999),
        ("10000-01-01 00:00:00+00", 253402300800000),
        ("12345-06-07 08:09:10.111213+00", 327416976550111),
        ("0001-01-01 00:00:00+00", -62135596800000),
        ("0001-12-31 23:59:59.9999+00 BC", -62135596800001),
        ("0044-03-15 12:00:00+00 BC", -63517780800000),
        ("infinity", None),
        ("-infinity", None),
    ],
)
def test_reads(text: str, milliseconds: int | None) -> None:
    assert read_moment(text).milliseconds == milliseconds


def test_keeps_the_text_for_the_report() -> None:
    assert str(read_moment("2024-02-29 12:34:56.789012+00")) == "2024-02-29 12:34:56.789012+00"


@pytest.mark.parametrize("text", ["", "now", "12345-06-07", "12345-13-01 00:00:00+00", "10000-01-01 00:00:00+07"])
def test_refuses_what_is_no_timestamp(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        read_moment(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_rounds_every_moment_down_to_the_millisecond(moment: datetime) -> None:
    read = read_moment(moment.isoformat(sep=" ")).milliseconds
    assert read is not None
    assert timedelta(0) <= moment - (EPOCH + timedelta(milliseconds=read)) < timedelta(milliseconds=1)
