"""Webhook bodies of Meta's Cloud API: every shape read, every malformed part left out and named."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari.inbox import Consent, DeliveryStatus, Inbound
from ari.webhooks.meta import MAX_TEXT, Parsed, parse_body
from tests.ari.conversations.business import Lead, status, text_message, webhook

LEAD = Lead(wa_id="6281234567890")


def parse(*messages: Any, **value: Any) -> Parsed:
    return parse_body(webhook("number-1", messages=list(messages), contacts=[LEAD.as_contact()], **value))


def read(kind: str, **content: Any) -> Inbound:
    """Read one message of that type."""
    parsed = parse({"from": LEAD.wa_id, "id": "wamid.1", "timestamp": "1764000000", "type": kind, **content})
    assert parsed.problems == []
    (message,) = parsed.messages
    return message


def test_a_text_has_everything_that_is_known_of_it() -> None:
    message = read("text", text={"body": "Halo kak"}, context={"id": "wamid.0", "from": "628"})
    assert (message.phone_number_id, message.provider_id, message.kind) == ("number-1", "wamid.1", "text")
    assert (message.text, message.profile_name, message.phone) == ("Halo kak", "Sari 🌸", "+6281234567890")
    assert message.phone_spellings == ("6281234567890", "+6281234567890", "081234567890")
    assert message.sent_at == datetime.fromtimestamp(1764000000, UTC)
    assert message.metadata == {"reply_to_kapso_id": "wamid.0", "reply_to_from": "628"}
    assert (message.consent, message.wants_answer) == (None, True)


@pytest.mark.parametrize(
    ("kind", "content", "text", "marker", "metadata"),
    [
        (
            "image",
            {"image": {"id": "m1", "mime_type": "image/jpeg", "caption": "paspor saya"}},
            "paspor saya",
            "[image]",
            {"media": {"id": "m1", "mime_type": "image/jpeg"}},
        ),
        ("audio", {"audio": {"id": "m2", "voice": True}}, None, "[audio]", {"media": {"id": "m2", "voice": True}}),
        ("video", {"video": {"id": "m3"}}, None, "[video]", {"media": {"id": "m3"}}),
        ("sticker", {"sticker": {"id": "m4", "animated": False}}, None, "[sticker]", {"media": {"id": "m4"}}),
        (
            "document",
            {"document": {"id": "m5", "filename": "CV Sari.pdf"}},
            None,
            "[document: CV Sari.pdf]",
            {"media": {"id": "m5", "filename": "CV Sari.pdf"}},
        ),
        ("button", {"button": {"text": "Ya", "payload": "yes"}}, "Ya", "[button]", {"button": {"payload": "yes"}}),
        (
            "interactive",
            {"interactive": {"type": "button_reply", "button_reply": {"id": "b1", "title": "Jadwal"}}},
            "Jadwal",
            "[interactive]",
            {"choice": {"id": "b1"}},
        ),
        (
            "interactive",
            {
                "interactive": {
                    "type": "list_reply",
                    "list_reply": {"id": "r1", "title": "Senin", "description": "10:00"},
                }
            },
            "Senin",
            "[interactive]",
            {"choice": {"id": "r1", "description": "10:00"}},
        ),
        (
            "interactive",
            {"interactive": {"type": "nfm_reply", "nfm_reply": {"name": "flow", "response_json": "{}"}}},
            None,
            "[interactive]",
            {"form": {"name": "flow", "response_json": "{}"}},
        ),
        (
            "location",
            {"location": {"latitude": -6.2, "longitude": 106.8, "name": "Kantor"}},
            "Kantor",
            "[location]",
            {"location": {"latitude": -6.2, "longitude": 106.8, "name": "Kantor"}},
        ),
        (
            "contacts",
            {"contacts": [{"name": {"formatted_name": "Budi"}}, {"name": {"formatted_name": "Ayu"}}]},
            "Budi, Ayu",
            "[contacts]",
            {},
        ),
        (
            "order",
            {"order": {"text": "pesan ini", "product_items": [{"product_retailer_id": "p1"}]}},
            "pesan ini",
            "[order]",
            {"order": [{"product_retailer_id": "p1"}]},
        ),
        ("unsupported", {"errors": [{"code": 131051}]}, None, "[unsupported]", {"error_codes": [131051]}),
        ("hologram", {"hologram": {"id": "h"}}, None, "[hologram]", {}),
    ],
)
def test_every_type_is_read(
    kind: str, content: dict[str, Any], text: str | None, marker: str, metadata: dict[str, Any]
) -> None:
    message = read(kind, **content)
    assert (message.text, message.marker, message.metadata) == (text, marker, metadata)
    assert message.wants_answer


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("reaction", {"reaction": {"message_id": "wamid.0", "emoji": "👍"}}, "👍"),
        ("reaction", {"reaction": {"message_id": "wamid.0", "emoji": ""}}, None),
        ("system", {"system": {"body": "Sari changed their number"}}, None),
        ("request_welcome", {}, None),
    ],
)
def test_what_is_no_turn_in_a_talk_wants_no_answer(kind: str, content: dict[str, Any], text: str | None) -> None:
    message = read(kind, **content)
    assert (message.wants_answer, message.text) == (False, text)


def test_the_advertisement_that_brought_somebody_is_kept() -> None:
    message = read(
        "text", text={"body": "halo"}, referral={"source_url": "https://fb.me/x", "headline": "Kuliah", "x": 1}
    )
    assert message.metadata == {"referral": {"source_url": "https://fb.me/x", "headline": "Kuliah"}}


def test_opting_out_is_read_of_words_alone() -> None:
    assert read("text", text={"body": "Stop ya kak"}).consent is Consent.OUT
    assert read("button", button={"text": "Berhenti"}).consent is Consent.OUT
    assert read("reaction", reaction={"message_id": "wamid.0", "emoji": "stop"}).consent is None


def test_several_entries_changes_numbers_and_messages_are_read_in_their_order() -> None:
    first, second = Lead(wa_id="6281111111111", name="A"), Lead(wa_id="6282222222222", name="B")
    body = webhook(
        "number-1", messages=[text_message(first, "1"), text_message(second, "2")], contacts=[first.as_contact()]
    )
    more = webhook("number-2", messages=[text_message(first, "3")], contacts=[second.as_contact()])
    body["entry"][0]["changes"].append(more["entry"][0]["changes"][0])
    body["entry"].append(webhook("number-3", messages=[text_message(second, "4")])["entry"][0])
    parsed = parse_body(body)

    assert [message.text for message in parsed.messages] == ["1", "2", "3", "4"]
    assert [message.phone_number_id for message in parsed.messages] == ["number-1", "number-1", "number-2", "number-3"]
    assert [message.profile_name for message in parsed.messages] == ["A", None, None, None]


def test_statuses_are_read_with_their_error_and_sign() -> None:
    errors = [{"code": 131047, "title": "Re-engagement message", "message": "… +62812 …"}]
    parsed = parse(
        statuses=[
            status("w1", "sent", biz_opaque_callback_data="message-1"),
            status("w2", "failed", errors=errors),
            status("w3", "read"),
            status("w4", "deleted"),
        ]
    )
    assert [(update.provider_id, update.status, update.error, update.sign) for update in parsed.statuses] == [
        ("w1", DeliveryStatus.SENT, None, "message-1"),
        ("w2", DeliveryStatus.FAILED, "Re-engagement message (131047)", None),
        ("w3", DeliveryStatus.READ, None, None),
    ]


def test_what_is_about_other_things_is_counted() -> None:
    body = webhook("number-1", messages=[text_message(LEAD, "1")])
    body["entry"][0]["changes"].append({"field": "account_update", "value": {}})
    parsed = parse_body(body)
    assert (len(parsed.messages), parsed.ignored, parsed.problems) == (1, 1, [])


def test_a_message_of_a_group_is_left_alone() -> None:
    parsed = parse(text_message(LEAD, "halo semua", group_id="g1"), text_message(LEAD, "halo"))
    assert ([message.text for message in parsed.messages], parsed.problems) == (["halo"], [])


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "text",
        {},
        {"id": "w", "type": "text", "text": {"body": "x"}},
        {"from": "628", "type": "text", "text": {"body": "x"}},
        {"from": "628", "id": "w", "text": {"body": "x"}},
        {"from": "628", "id": "w", "type": "text"},
        {"from": "628", "id": "w", "type": "text", "text": {"body": ""}},
        {"from": "628", "id": "w", "type": "text", "text": {"body": 5}},
        {"from": 628, "id": "w", "type": "text", "text": {"body": "x"}},
        {"from": "628", "id": "w", "type": "image"},
        {"from": "628", "id": "w", "type": "interactive", "interactive": {"type": "list_reply"}},
        {"from": "628", "id": "w", "type": "reaction", "reaction": {"emoji": "x"}},
    ],
)
def test_a_malformed_message_spoils_no_other(broken: Any) -> None:
    parsed = parse(text_message(LEAD, "1"), broken, text_message(LEAD, "2"), statuses=[{"id": 5}, status("w", "sent")])
    assert [message.text for message in parsed.messages] == ["1", "2"]
    assert len(parsed.statuses) == 1
    assert len(parsed.problems) == 2
    assert parsed.problems[0].startswith("entry 0, change 0, messages 1: ")


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"entry": {}},
        {"entry": [None]},
        {"entry": [{"changes": "x"}]},
        {"entry": [{"changes": [None]}]},
        {"entry": [{"changes": [{"field": "messages"}]}]},
        {"entry": [{"changes": [{"field": "messages", "value": {"metadata": {}}}]}]},
        {
            "entry": [
                {"changes": [{"field": "messages", "value": {"metadata": {"phone_number_id": "1"}, "messages": {}}}]}
            ]
        },
    ],
)
def test_a_malformed_body_is_reported(body: Any) -> None:
    parsed = parse_body(body)
    assert (parsed.messages, parsed.statuses, len(parsed.problems)) == ([], [], 1)


@pytest.mark.parametrize("stamp", ["", "x", "-5", "0", "99999999999", "1" * 40, None, 1764000000.5, []])
def test_a_strange_time_is_none(stamp: Any) -> None:
    parsed = parse(text_message(LEAD, "1", timestamp=stamp))
    assert parsed.messages[0].sent_at is None


def test_half_characters_become_signs_for_broken_ones() -> None:
    assert read("text", text={"body": "a\ud800b\udc00\ud83d\ude00"}).text == "a\ufffdb\ufffd😀"


def test_a_text_beyond_all_measure_is_cut() -> None:
    assert read("text", text={"body": "x" * 100_000}).text == "x" * MAX_TEXT


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_whatever_comes_is_read_or_reported(body: Any) -> None:
    parse_body(body)


@given(st.data())
def test_whatever_stands_in_a_place_spoils_no_other_message(data: st.DataObject) -> None:
    whole = text_message(LEAD, "1", context={"id": "x"}, referral={"headline": "y"}, timestamp="1764000000")
    place = data.draw(st.sampled_from(sorted(whole)))
    odd = data.draw(JSON)
    parsed = parse({**whole, place: odd}, text_message(LEAD, "2"))
    assert parsed.messages[-1].text == "2"
    for message in parsed.messages:
        json.dumps(dict(message.metadata))
