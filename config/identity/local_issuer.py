"""Session tokens without Clerk: signed with a key that one machine made for itself and that never leaves it."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from config.identity.tokens import ALGORITHM

# An issuer that no Clerk instance can have: theirs are https addresses.
LOCAL_ISSUER = "urn:my21staff:local"
KEY_BITS = 2048


class LocalKeys:
    """The public half of the machine's key, read again when its file changes; no key where there is no file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: tuple[tuple[int, int], Mapping[str, RSAPublicKey]] | None = None

    def find(self, key_id: str) -> RSAPublicKey | None:
        """Return the machine's key if that is its id."""
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            return None
        held, version = self._held, (stat.st_mtime_ns, stat.st_ino)
        if held is None or held[0] != version:
            key = _read_key(self._path)
            held = self._held = (version, {key_id_of(key.public_key()): key.public_key()})
        return held[1].get(key_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalIssuer:
    """Signs session tokens with the key in the file `path`; `authorized_party` is the front end they are made for."""

    path: Path
    authorized_party: str

    def issue(self, user_id: str, *, ttl_s: int, now_s: int) -> str:
        """Return a token that signs the user in until `now_s + ttl_s`. Makes the machine's key when there is none."""
        key = read_or_create_key(self.path)
        claims = {
            "iss": LOCAL_ISSUER,
            "azp": self.authorized_party,
            "sub": user_id,
            "sid": f"sess_{secrets.token_hex(12)}",
            "iat": now_s,
            "nbf": now_s,
            "exp": now_s + ttl_s,
        }
        return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": key_id_of(key.public_key())})


def read_or_create_key(path: Path) -> RSAPrivateKey:
    """Return the machine's key; make it where there is none, in a file that only its owner can read.

    Two processes that start at once agree on one key: whoever creates the file first wins.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # Another process was first; its key is the one that counts.
        finally:
            draft.unlink()
    return _read_key(path)


def key_id_of(key: RSAPublicKey) -> str:
    """Return the id of a key: a digest of it, so that a new key has a new id."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    return f"local_{digest.finalize().hex()[:24]}"


def _read_key(path: Path) -> RSAPrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"{path.name} holds no RSA key. Delete it; `manage.py issue_token` makes another.")
    return key
