"""Svix's webhook signatures: HMAC-SHA256 over id, timestamp and the raw body, with a key of its own for each endpoint.

The scheme is that of the Standard Webhooks specification; the tests hold it against Svix's own package, which is not
used here because importing it takes half a second and its check cannot be given a clock.
"""

import binascii
import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping

SECRET_PREFIX = "whsec_"  # noqa: S105 - the prefix of every secret, not one.
VERSION = "v1"
# The specification's own tolerance: a captured message cannot be sent again later.
TOLERANCE_S = 300
MAX_ID_LENGTH = 256
MAX_SIGNATURES = 10


class SignatureRefusedError(Exception):
    """The message is not from the sender, or is too old. `code` says which."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def verify_signature(body: bytes, headers: Mapping[str, str], *, secret: str, now_s: float) -> str:
    """Return the message id of a genuine message. One good signature suffices: while keys rotate there are several.

    Raises:
        SignatureRefusedError: it is not genuine, or its time is not within TOLERANCE_S of now.
        ValueError: the secret is not one.
    """
    message_id, timestamp = headers.get("svix-id", ""), headers.get("svix-timestamp", "")
    signatures = headers.get("svix-signature", "").split(" ")[:MAX_SIGNATURES]
    if not 0 < len(message_id) <= MAX_ID_LENGTH or not (timestamp.isascii() and timestamp.isdigit()):
        raise SignatureRefusedError("webhook_unsigned", "The svix headers are missing or malformed.")
    expected = sign(body, message_id=message_id, timestamp=timestamp, secret=secret)
    if not any(hmac.compare_digest(expected.encode(), given.encode()) for given in signatures):
        raise SignatureRefusedError("webhook_bad_signature", "No signature fits the message.")
    if len(timestamp) > 12 or abs(now_s - int(timestamp)) > TOLERANCE_S:
        raise SignatureRefusedError("webhook_too_old", "The message is older or newer than five minutes.")
    return message_id


def sign(body: bytes, *, message_id: str, timestamp: str, secret: str) -> str:
    """Return the signature as the header has it.

    Raises:
        ValueError: the secret is not one.
    """
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    return f"{VERSION},{b64encode(hmac.digest(_key_of(secret), signed, 'sha256')).decode('ascii')}"


def _key_of(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix(SECRET_PREFIX) + "==", validate=False)
    except binascii.Error:
        key = b""
    if len(key) < 16:
        raise ValueError("The signing secret is malformed; copy it whole from the endpoint's page, with `whsec_`.")
    return key
