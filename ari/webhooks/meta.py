"""Read a webhook body of Meta's Cloud API: messages and delivery statuses. Pure.

A body has several entries with several changes with several messages, of several numbers. A part that is malformed is
reported and left out; the others are kept. Reports name the place and hold no value.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from ari.bursts import patience_for
from ari.consent import read_consent
from ari.inbox import DeliveryStatus, Inbound, StatusUpdate
from ari.phones import normalize_phone, spellings_of

JsonObject = Mapping[str, Any]
Part = TypeVar("Part")

# WhatsApp's own limits are lower; ours keep a document far below Convex's 1 MiB, whatever comes.
MAX_TEXT = 8_000
MAX_DETAIL = 1_000
MAX_NAME = 200
MAX_ID = 512
# Of a message in which people share many contacts or products.
MAX_ITEMS = 20
# The last moment that a timestamp of ten digits can mean is in the year 2286.
MAX_TIMESTAMP = 10**10
# Of Meta's error codes.
MAX_CODE = 10**9
# What is no turn in a talk: ARI does not answer it.
SILENT_KINDS = frozenset({"reaction", "system", "request_welcome"})


class MalformedPartError(Exception):
    """A part lacks what each of its kind has; the text names the field and holds no value."""


@dataclass(slots=True)
class Parsed:
    """What a body holds. `problems` are the malformed parts, `ignored` counts changes about other things."""

    messages: list[Inbound] = field(default_factory=list)
    statuses: list[StatusUpdate] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    ignored: int = 0


def parse_body(body: object) -> Parsed:
    """Return everything that is well-formed in the body, in its order, and what is not."""
    parsed = Parsed()
    for place, change in _changes_of(body, parsed):
        if change.get("field") != "messages":
            parsed.ignored += 1
            continue
        _Collector(place, parsed).collect(change)
    return parsed


def _changes_of(body: object, parsed: Parsed) -> Iterator[tuple[str, JsonObject]]:
    if not isinstance(body, Mapping) or not isinstance(body.get("entry"), list):
        parsed.problems.append("the body has no list entry")
        return
    for number, entry in enumerate(body["entry"]):
        changes = entry.get("changes") if isinstance(entry, Mapping) else None
        if not isinstance(changes, list):
            parsed.problems.append(f"entry {number} has no list changes")
            continue
        for position, change in enumerate(changes):
            place = f"entry {number}, change {position}"
            if isinstance(change, Mapping):
                yield place, change
            else:
                parsed.problems.append(f"{place} is no object")


class _Collector:
    """Reads one change into what is parsed."""

    def __init__(self, place: str, parsed: Parsed) -> None:
        self._place, self._parsed = place, parsed

    def collect(self, change: JsonObject) -> None:
        """Read the messages and statuses of the change."""
        try:
            value = _object(change, "value")
            number_id = _text(_object(value, "metadata"), "phone_number_id", MAX_ID)
            names = _profile_names(value)
        except MalformedPartError as error:
            self._parsed.problems.append(f"{self._place}: {error}")
            return
        messages = self._each(value, "messages", lambda part: _message_of(part, number_id, names))
        self._parsed.messages.extend(message for message in messages if message is not None)
        statuses = self._each(value, "statuses", lambda part: _status_of(part, number_id))
        self._parsed.statuses.extend(status for status in statuses if status is not None)

    def _each(self, value: JsonObject, name: str, read: Callable[[JsonObject], Part]) -> Iterator[Part]:
        parts = value.get(name, [])
        if not isinstance(parts, list):
            self._parsed.problems.append(f"{self._place}: {name} is no list")
            return
        for number, part in enumerate(parts):
            try:
                yield read(_object({"it": part}, "it"))
            except MalformedPartError as error:
                self._parsed.problems.append(f"{self._place}, {name} {number}: {error}")


def _profile_names(value: JsonObject) -> Mapping[str, str]:
    """Return the names of the profiles by WhatsApp id. Who has none is not malformed."""
    names: dict[str, str] = {}
    for contact in _objects(value.get("contacts")):
        profile = contact.get("profile")
        name = _text_or_none(profile, "name", MAX_NAME) if isinstance(profile, Mapping) else None
        if name is not None and isinstance(contact.get("wa_id"), str):
            names[contact["wa_id"]] = name
    return names


def _message_of(part: JsonObject, number_id: str, names: Mapping[str, str]) -> Inbound | None:
    """Return the message; None for one of a group, in which ARI does not talk."""
    if part.get("group_id"):
        return None
    sender = _text(part, "from", MAX_ID)
    kind = _text(part, "type", 64)
    content = _CONTENTS.get(kind, _unknown)(part)
    phone = normalize_phone(sender)
    patience = patience_for(content.text)
    return Inbound(
        phone_number_id=number_id,
        provider_id=_text(part, "id", MAX_ID),
        phone=phone,
        phone_spellings=spellings_of(sender, phone),
        profile_name=names.get(sender),
        kind=kind,
        text=content.text,
        marker=content.marker or f"[{kind}]",
        metadata={**content.details, **_surroundings(part)},
        sent_at=_moment_or_none(part),
        consent=read_consent(content.text) if kind not in SILENT_KINDS else None,
        wants_answer=kind not in SILENT_KINDS,
        wait=patience.wait,
        limit=patience.limit,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """What can be read of a message, what a list shows where that is nothing, and what else to keep."""

    text: str | None = None
    marker: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def _plain_text(part: JsonObject) -> _Content:
    return _Content(text=_text(_object(part, "text"), "body", MAX_TEXT))


def _media(part: JsonObject) -> _Content:
    kind = part["type"]
    media = _object(part, kind)
    details = {"media": _kept(media, ("id", "mime_type", "sha256", "filename")) | _flags(media, ("voice", "animated"))}
    file_name = _text_or_none(media, "filename", 100)
    marker = f"[{kind}: {file_name}]" if file_name else f"[{kind}]"
    return _Content(text=_text_or_none(media, "caption", MAX_TEXT), marker=marker, details=details)


def _button(part: JsonObject) -> _Content:
    button = _object(part, "button")
    return _Content(text=_text(button, "text", MAX_TEXT), details={"button": _kept(button, ("payload",))})


def _interactive(part: JsonObject) -> _Content:
    interactive = _object(part, "interactive")
    kind = _text(interactive, "type", 64)
    reply = _object(interactive, kind)
    if kind == "nfm_reply":
        details = {"form": _kept(reply, ("name", "response_json"))}
        return _Content(text=_text_or_none(reply, "body", MAX_TEXT), details=details)
    return _Content(text=_text(reply, "title", MAX_TEXT), details={"choice": _kept(reply, ("id", "description"))})


def _reaction(part: JsonObject) -> _Content:
    """Return the reaction; one without an emoji takes an earlier one away."""
    reaction = _object(part, "reaction")
    emoji = _text_or_none(reaction, "emoji", 64)
    return _Content(text=emoji, details={"reaction_to": _text(reaction, "message_id", MAX_ID)})


def _location(part: JsonObject) -> _Content:
    location = _object(part, "location")
    place = {name: location[name] for name in ("latitude", "longitude") if _is_number(location.get(name), 180)}
    named = [text for name in ("name", "address") if (text := _text_or_none(location, name, MAX_DETAIL))]
    return _Content(text=", ".join(named) or None, details={"location": place | _kept(location, ("name", "address"))})


def _contacts(part: JsonObject) -> _Content:
    names = [
        name
        for contact in _objects(part.get("contacts"))[:MAX_ITEMS]
        if (name := _text_or_none(contact.get("name"), "formatted_name", MAX_NAME))
    ]
    return _Content(text=", ".join(names) or None)


def _order(part: JsonObject) -> _Content:
    order = _object(part, "order")
    items = [_kept(item, ("product_retailer_id",)) for item in _objects(order.get("product_items"))[:MAX_ITEMS]]
    return _Content(text=_text_or_none(order, "text", MAX_TEXT), details={"order": items})


def _system(part: JsonObject) -> _Content:
    system = part.get("system")
    return _Content(marker=_text_or_none(system, "body", MAX_NAME))


def _unknown(part: JsonObject) -> _Content:
    """Return nothing of a type that is not known here, or that WhatsApp does not hand out, but what went wrong."""
    errors = _objects(part.get("errors"))[:MAX_ITEMS]
    codes = [error["code"] for error in errors if _is_number(error.get("code"), MAX_CODE)]
    return _Content(details={"error_codes": codes} if codes else {})


_CONTENTS: Mapping[str, Callable[[JsonObject], _Content]] = {
    "text": _plain_text,
    **dict.fromkeys(("image", "video", "audio", "document", "sticker"), _media),
    "button": _button,
    "interactive": _interactive,
    "reaction": _reaction,
    "location": _location,
    "contacts": _contacts,
    "order": _order,
    "system": _system,
}


def _surroundings(part: JsonObject) -> Mapping[str, Any]:
    """Return what the message replies to, and the advertisement that it came by."""
    found: dict[str, Any] = {}
    context, referral = part.get("context"), part.get("referral")
    if isinstance(context, Mapping):
        for name, ours in (("id", "reply_to_kapso_id"), ("from", "reply_to_from")):
            if (text := _text_or_none(context, name, MAX_ID)) is not None:
                found[ours] = text
    if isinstance(referral, Mapping):
        found["referral"] = _kept(referral, ("source_url", "source_id", "source_type", "headline", "body"))
    return found


# "Deleted" and "warning" tell nothing that a message could move to.
_STATUSES = frozenset({"sent", "delivered", "read", "failed"})


def _status_of(part: JsonObject, number_id: str) -> StatusUpdate | None:
    """Return the status, None for a word that moves no message."""
    status = _text(part, "status", 64)
    provider_id = _text(part, "id", MAX_ID)
    if status not in _STATUSES:
        return None
    return StatusUpdate(
        phone_number_id=number_id,
        provider_id=provider_id,
        status=DeliveryStatus(status),
        error=_error_of(part),
        sign=_text_or_none(part, "biz_opaque_callback_data", MAX_ID),
    )


def _error_of(part: JsonObject) -> str | None:
    """Return the code and title of the first error: they explain the failure without personal data."""
    for error in _objects(part.get("errors")):
        code = error.get("code")
        title = _text_or_none(error, "title", MAX_NAME) or "WhatsApp refused it"
        return f"{title} ({code})" if _is_number(code, MAX_CODE) else title
    return None


def _object(parent: JsonObject, name: str) -> JsonObject:
    value = parent.get(name)
    if not isinstance(value, Mapping):
        raise MalformedPartError(f"{name} is missing or no object")
    return value


def _objects(value: object) -> Sequence[JsonObject]:
    return [part for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []


def _text(parent: JsonObject, name: str, longest: int) -> str:
    text = _text_or_none(parent, name, longest)
    if text is None:
        raise MalformedPartError(f"{name} is missing, empty or no text")
    return text


def _text_or_none(parent: object, name: str, longest: int) -> str | None:
    """Return a text that Convex can store, cut where it is longer than anything WhatsApp sends; None for none."""
    value = parent.get(name) if isinstance(parent, Mapping) else None
    if not isinstance(value, str) or not value.strip():
        return None
    # Half a character, which JSON can spell and UTF-8 cannot, becomes the sign for one that is broken.
    return value[:longest].encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _kept(parent: JsonObject, names: Sequence[str]) -> dict[str, str]:
    return {name: text for name in names if (text := _text_or_none(parent, name, MAX_DETAIL)) is not None}


def _flags(parent: JsonObject, names: Sequence[str]) -> dict[str, bool]:
    return {name: True for name in names if parent.get(name) is True}


def _is_number(value: object, largest: int) -> bool:
    """Test if it is a number within the bounds, which Convex can store whatever JSON spelled."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -largest <= value <= largest


def _moment_or_none(part: JsonObject) -> datetime | None:
    """Return when the message was written, by WhatsApp's clock, to the second."""
    stamp = str(part.get("timestamp", ""))
    if not (stamp.isascii() and stamp.isdigit() and 0 < int(stamp[:20]) < MAX_TIMESTAMP):
        return None
    return datetime.fromtimestamp(int(stamp), UTC)
