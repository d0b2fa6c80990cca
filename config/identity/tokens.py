"""Verify a Clerk session token: signature by one of the issuer's keys, then what it claims.

Pure but for the keys, which `KeySource` finds; the time comes in as an argument. The claims are those of Clerk's
session tokens, versions 1 and 2, which are the same as far as they are read here. Tokens made from a JWT template carry
no session id (`sid`): they are handed to third parties, so they do not sign anybody in.
"""

import binascii
import json
import math
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from config.identity.errors import TokenRefusedError

ALGORITHM = "RS256"
# Clerk's tokens have about 900 characters, with custom claims up to 1.2 KB more (Clerk keeps them in a cookie).
MAX_TOKEN_LENGTH = 8192
MAX_KEY_ID_LENGTH = 256
MAX_USER_ID_LENGTH = 128
# How staff accounts of Django are spelled as user ids: no token can speak for one.
STAFF_PREFIX = "staff:"
COMPACT_FORM = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
USER_ID_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]*", re.ASCII)
_SIGNATURES = jwt.PyJWS(algorithms=[ALGORITHM])


class KeySource(Protocol):
    """Where the issuer's public keys are found."""

    def find(self, key_id: str) -> RSAPublicKey | None:
        """Return the key of that id, None when the issuer has none.

        Raises:
            KeysUnavailableError: that cannot be said now.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPolicy:
    """What a token must say: who issued it, and in which front end it was made (`azp`, an origin).

    `skew_s` is by how much the clocks of the issuer and of this machine may differ; 5 s is Clerk's own tolerance.
    """

    issuer: str
    authorized_parties: frozenset[str]
    skew_s: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A verified session: the user, the issuer's session id, and the origin in which it was opened."""

    user_id: str
    session_id: str
    authorized_party: str


def verify_token(token: str, *, keys: KeySource, policy: TokenPolicy, now_s: float) -> Session:
    """Return the session that the token proves; `now_s` is in seconds since 1970.

    Raises:
        TokenRefusedError: it proves nothing; the code says why.
        KeysUnavailableError: the keys to check it with cannot be had now.
    """
    key = keys.find(_key_id_of(token))
    if key is None:
        raise TokenRefusedError("token_unknown_key", "The token is signed with a key that the issuer does not publish.")
    return check_claims(_signed_claims(token, _Signer(key)), policy=policy, now_s=now_s)


def check_claims(claims: Mapping[str, Any], *, policy: TokenPolicy, now_s: float) -> Session:
    """Return the session that signed claims describe. A moment equal to `exp` plus the skew is too late.

    Raises:
        TokenRefusedError: a claim is missing, of a wrong form, or not acceptable now.
    """
    if claims.get("iss") != policy.issuer:
        raise TokenRefusedError("token_wrong_issuer", "The token was issued by another sign-in service.")
    if now_s >= _moment(claims, "exp") + policy.skew_s:
        raise TokenRefusedError("token_expired", "The token has expired. Fetch a new one and repeat the request.")
    starts_at = max(_moment(claims, "iat"), _moment(claims, "nbf") if "nbf" in claims else -math.inf)
    if starts_at > now_s + policy.skew_s:
        raise TokenRefusedError("token_not_yet_valid", "The token is not valid yet. Check the clock of its issuer.")
    party = claims.get("azp")
    if not isinstance(party, str) or party not in policy.authorized_parties:
        raise TokenRefusedError("token_wrong_party", "The token was made for another front end.")
    if claims.get("sts") == "pending":
        raise TokenRefusedError("token_session_pending", "The session is not complete: finish signing in.")
    user_id, session_id = claims.get("sub"), claims.get("sid")
    if not isinstance(user_id, str) or not is_user_id(user_id):
        raise _malformed("It names no user")
    if not isinstance(session_id, str) or not session_id:
        raise _malformed("It belongs to no session; send a session token, not one made from a template")
    return Session(user_id=user_id, session_id=session_id, authorized_party=party)


# A front end sends one token with all requests of a minute. What it says and who signed it stays true of the same text
# and the same key, so it is read once; refusals are not kept. Keys and moments are checked each time.
_READ_ONCE = 1_000


class _Signer:
    """A key as the key of a cache: one object is equal to itself alone, and lives as long as it is remembered."""

    __slots__ = ("key",)

    def __init__(self, key: RSAPublicKey) -> None:
        self.key = key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Signer) and other.key is self.key

    def __hash__(self) -> int:
        return id(self.key)


@lru_cache(maxsize=_READ_ONCE)
def _signed_claims(token: str, signer: _Signer) -> Mapping[str, Any]:
    """Return what the token claims, which the key has signed."""
    try:
        payload = _SIGNATURES.decode(token, signer.key, algorithms=[ALGORITHM])
        claims = json.loads(payload)
    except jwt.InvalidSignatureError:
        raise TokenRefusedError("token_bad_signature", "The token's signature does not fit its content.") from None
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        raise _malformed("Its content cannot be read") from None
    if not isinstance(claims, dict):
        raise _malformed("Its content is not a set of claims")
    return MappingProxyType(claims)


def is_user_id(text: str) -> bool:
    """Test if the text can be the id of a user: a Clerk id or a migrated UUID, never a staff account."""
    return len(text) <= MAX_USER_ID_LENGTH and USER_ID_FORM.fullmatch(text) is not None


@lru_cache(maxsize=_READ_ONCE)
def _key_id_of(token: str) -> str:
    """Return the id of the key that the header names, after checking the header. Nothing in it is trusted yet."""
    if len(token) > MAX_TOKEN_LENGTH or not COMPACT_FORM.fullmatch(token):
        raise _malformed("It does not have the form of a JSON Web Token")
    if not all(_is_canonical(part) for part in token.split(".")):
        raise _malformed("It is not encoded as a JSON Web Token is")
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        raise _malformed("Its header cannot be read") from None
    if header.get("alg") != ALGORITHM:
        raise TokenRefusedError("token_wrong_algorithm", f"The token is not signed with {ALGORITHM}.")
    if "crit" in header or header.get("typ", "JWT") != "JWT":
        raise _malformed("It is of a kind that does not sign anybody in")
    key_id = header.get("kid")
    if not isinstance(key_id, str) or not 0 < len(key_id) <= MAX_KEY_ID_LENGTH:
        raise _malformed("It does not name the key that signed it")
    return key_id


def _is_canonical(part: str) -> bool:
    """Test if the part is the one spelling of its bytes: base64's last character may carry bits that mean nothing."""
    try:
        decoded = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except binascii.Error:
        return False
    return urlsafe_b64encode(decoded).rstrip(b"=").decode("ascii") == part


def _moment(claims: Mapping[str, Any], name: str) -> float:
    """Return a claim in seconds since 1970. A number beyond all time stands for infinity."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _malformed(f"Its claim {name} is missing or no number")
    try:
        moment = float(value)
    except OverflowError:
        moment = math.inf if value > 0 else -math.inf
    if math.isnan(moment):
        raise _malformed(f"Its claim {name} is no number")
    return moment


def _malformed(problem: str) -> TokenRefusedError:
    return TokenRefusedError("token_malformed", f"The token cannot be used. {problem}.")
