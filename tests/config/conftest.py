"""What the tests of the way to Convex share: a stand-in server, and a client that does not really wait."""

import ipaddress
import random
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from config.convex.client import ConvexClient
from tests.config.stand_in import StandIn

KEY = "prod:happy-animal-123|c0ffee0123456789"


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


@pytest.fixture
def pauses() -> list[float]:
    """The pauses that clients made by `connect` asked for, in order; they were not waited for."""
    return []


@pytest.fixture
def connect(stand_in: StandIn, pauses: list[float]) -> Iterator[Callable[..., ConvexClient]]:
    """Make clients of the stand-in; keyword arguments are the client's."""
    with ExitStack() as stack:

        def make(**options: Any) -> ConvexClient:
            defaults = {"deploy_key": KEY, "site_url": stand_in.url, "sleep": pauses.append, "rng": random.Random(1)}
            return stack.enter_context(ConvexClient(stand_in.url, **{**defaults, **options}))

        yield make


@pytest.fixture
def client(connect: Callable[..., ConvexClient]) -> ConvexClient:
    return connect()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a certificate for 127.0.0.1 and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    secret = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("authority") / "certificate.pem"
    path.write_bytes(certificate.public_bytes(encoding) + secret)
    return path


@pytest.fixture
def encrypted(authority: Path) -> Iterator[StandIn]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    with StandIn(certificate=context) as server:
        yield server
