"""Which session tokens are good, and by what code each bad one is refused."""

import base64
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from hypothesis import given
from hypothesis import strategies as st

from config.identity.errors import TokenRefusedError
from config.identity.tokens import Session, TokenPolicy, check_claims, is_user_id, verify_token
from tests.config.identity.issuer import PARTY, key_named

ISSUER = "https://clerk.example.com"
NOW = 1_800_000_000
POLICY = TokenPolicy(issuer=ISSUER, authorized_parties=frozenset({PARTY}))
GOOD: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "user_1",
    "sid": "sess_1",
    "azp": PARTY,
    "iat": NOW,
    "nbf": NOW - 10,
    "exp": NOW + 60,
}


class OneKey:
    """The public half of the key `k1`, or of another one under its id."""

    def __init__(self, name: str = "k1") -> None:
        self._key = key_named(name).public_key()

    def find(self, key_id: str) -> RSAPublicKey | None:
        return self._key if key_id == "k1" else None


def sign(claims: object = GOOD, *, key: str = "k1", **headers: Any) -> str:
    payload = json.dumps(claims).encode()
    return jwt.api_jws.encode(payload, key_named(key), algorithm="RS256", headers={"kid": "k1", **headers})


def refusal_of(token: str, *, now_s: float = NOW) -> str:
    with pytest.raises(TokenRefusedError) as caught:
        verify_token(token, keys=OneKey(), policy=POLICY, now_s=now_s)
    assert caught.value.detail.endswith(".")
    return caught.value.code


def unsigned(header: dict[str, Any]) -> str:
    parts = (json.dumps(header).encode(), json.dumps(GOOD).encode())
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


def test_a_token_that_was_good_is_tried_anew_by_another_key_and_at_each_moment() -> None:
    token, keys = sign(), OneKey()
    for _again in range(2):
        verify_token(token, keys=keys, policy=POLICY, now_s=NOW)

    with pytest.raises(TokenRefusedError) as later:
        verify_token(token, keys=keys, policy=POLICY, now_s=NOW + 65)
    with pytest.raises(TokenRefusedError) as rotated:
        verify_token(token, keys=OneKey("k2"), policy=POLICY, now_s=NOW)

    assert (later.value.code, rotated.value.code) == ("token_expired", "token_bad_signature")


def test_a_good_token_gives_its_session() -> None:
    session = verify_token(sign(), keys=OneKey(), policy=POLICY, now_s=NOW)
    assert session == Session(user_id="user_1", session_id="sess_1", authorized_party=PARTY)


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"exp": NOW - 5}, "token_expired"),
        ({"exp": -(10**400)}, "token_expired"),
        ({"nbf": NOW + 6}, "token_not_yet_valid"),
        ({"iat": NOW + 6}, "token_not_yet_valid"),
        ({"iat": 10**400}, "token_not_yet_valid"),
        ({"iss": "https://clerk.example.org"}, "token_wrong_issuer"),
        ({"iss": ISSUER + "/"}, "token_wrong_issuer"),
        ({"iss": [ISSUER]}, "token_wrong_issuer"),
        ({"azp": "https://evil.example.com"}, "token_wrong_party"),
        ({"azp": None}, "token_wrong_party"),
        ({"azp": [PARTY]}, "token_wrong_party"),
        ({"sts": "pending"}, "token_session_pending"),
        ({"exp": None}, "token_malformed"),
        ({"exp": "1900000000"}, "token_malformed"),
        ({"exp": True}, "token_malformed"),
        ({"exp": float("nan")}, "token_malformed"),
        ({"iat": None}, "token_malformed"),
        ({"nbf": "soon"}, "token_malformed"),
        ({"sub": None}, "token_malformed"),
        ({"sub": ""}, "token_malformed"),
        ({"sub": 7}, "token_malformed"),
        ({"sub": "staff:root"}, "token_malformed"),
        ({"sub": "a b"}, "token_malformed"),
        ({"sub": "u" * 129}, "token_malformed"),
        ({"sid": None}, "token_malformed"),
    ],
)
def test_a_claim_that_is_not_acceptable_is_refused(claims: dict[str, Any], code: str) -> None:
    changed = {name: value for name, value in {**GOOD, **claims}.items() if value is not None}
    assert refusal_of(sign(changed)) == code


@pytest.mark.parametrize("claims", [{"exp": NOW - 4}, {"nbf": NOW + 5}, {"iat": NOW + 5}, {"exp": NOW + 0.5}])
def test_clocks_may_differ_by_five_seconds(claims: dict[str, Any]) -> None:
    assert check_claims({**GOOD, **claims}, policy=POLICY, now_s=NOW).user_id == "user_1"


def test_a_token_needs_no_not_before() -> None:
    claims = {name: value for name, value in GOOD.items() if name != "nbf"}
    assert check_claims(claims, policy=POLICY, now_s=NOW).user_id == "user_1"


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS384", "ES256", "", None, 7])
def test_only_the_one_algorithm_is_read(algorithm: object) -> None:
    token = unsigned({"alg": algorithm, "typ": "JWT", "kid": "k1"}) + "AAAA"
    assert refusal_of(token) in {"token_wrong_algorithm", "token_malformed"}


def test_an_unsigned_token_is_refused() -> None:
    assert refusal_of(unsigned({"alg": "none", "typ": "JWT", "kid": "k1"})) == "token_malformed"


def test_the_public_key_is_not_taken_for_a_shared_secret() -> None:
    public = (
        key_named("k1")
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    header = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "k1"}).encode()).rstrip(b"=")
    payload = base64.urlsafe_b64encode(json.dumps(GOOD).encode()).rstrip(b"=")
    signature = base64.urlsafe_b64encode(hmac.digest(public, header + b"." + payload, "sha256")).rstrip(b"=")
    assert refusal_of(b".".join((header, payload, signature)).decode()) == "token_wrong_algorithm"


def test_a_token_of_another_key_is_refused() -> None:
    assert refusal_of(sign(key="k2")) == "token_bad_signature"
    assert refusal_of(sign(key="k2", kid="k2")) == "token_unknown_key"


@pytest.mark.parametrize(
    "headers",
    [{"crit": ["b64"], "b64": True}, {"typ": "at+jwt"}, {"kid": ""}, {"kid": "k" * 257}],
)
def test_a_header_that_is_not_a_session_token_s_is_refused(headers: dict[str, Any]) -> None:
    assert refusal_of(sign(**headers)) == "token_malformed"


@pytest.mark.parametrize(
    "token",
    ["", "a", "a.b", "a.b.c", "a.b.c.d", "..", "é.b.c", "x" * 9000, "eyJhbGciOiJSUzI1NiJ9.e30.AA==", "a b.c.d"],
)
def test_what_has_not_the_form_of_a_token_is_malformed(token: str) -> None:
    assert refusal_of(token) == "token_malformed"


@pytest.mark.parametrize("claims", [[], "text", 5, None, {"a": "[" * 5000}])
def test_signed_content_that_is_no_set_of_claims_is_refused(claims: object) -> None:
    assert refusal_of(sign(claims)) in {"token_malformed", "token_wrong_issuer"}


def test_signed_content_that_python_cannot_read_is_malformed() -> None:
    for content in (b"[" * 5900, b'{"exp": ' + b"9" * 5000 + b"}"):
        token = jwt.api_jws.encode(content, key_named("k1"), algorithm="RS256", headers={"kid": "k1"})
        assert refusal_of(token) == "token_malformed"


@given(data=st.data())
def test_no_token_with_one_changed_byte_is_good(data: st.DataObject) -> None:
    token = sign()
    place = data.draw(st.integers(0, len(token) - 1))
    new = data.draw(st.characters(codec="ascii").filter(lambda character: character != token[place]))
    assert refusal_of(token[:place] + new + token[place + 1 :]).startswith("token_")


def test_every_bit_of_the_last_byte_counts() -> None:
    token = sign()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for last in set(alphabet) - {token[-1]}:
        assert refusal_of(token[:-1] + last) in {"token_bad_signature", "token_malformed"}


@pytest.mark.parametrize("text", ["user_2abc", "0f8fad5b-d9cb-469f-a165-70867728950e", "a@b.example"])
def test_clerk_ids_and_uuids_are_user_ids(text: str) -> None:
    assert is_user_id(text)
