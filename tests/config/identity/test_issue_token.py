"""`manage.py issue_token`: on a machine without Clerk, and nowhere else."""

import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from config.authentication import token_rules
from config.identity.errors import TokenRefusedError
from config.identity.local_issuer import LOCAL_ISSUER, LocalIssuer, LocalKeys, read_or_create_key
from config.identity.tokens import verify_token


@pytest.fixture
def key_file(settings: Settings, tmp_path: Path) -> Path:
    settings.CLERK_ISSUER = ""
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    settings.LOCAL_SIGNING_KEY = tmp_path / "identity" / "signing_key.pem"
    return tmp_path / "identity" / "signing_key.pem"


def issue(*arguments: str) -> str:
    out = StringIO()
    call_command("issue_token", *arguments, stdout=out)
    return out.getvalue().strip()


def user_of(token: str, *, after_s: float = 0) -> str:
    keys, policy = token_rules()
    return verify_token(token, keys=keys, policy=policy, now_s=time.time() + after_s).user_id


def test_the_token_signs_its_user_in_until_it_expires(key_file: Path) -> None:
    token = issue("--user", "user_1", "--ttl", "15m")
    assert user_of(token) == "user_1"
    assert user_of(token, after_s=890) == "user_1"
    with pytest.raises(TokenRefusedError, match="expired"):
        user_of(token, after_s=910)


def test_the_key_can_be_read_by_its_owner_alone(key_file: Path) -> None:
    issue("--user", "user_1")
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert [path.name for path in key_file.parent.iterdir()] == ["signing_key.pem"]


def test_a_machine_that_never_issued_a_token_accepts_none(key_file: Path, tmp_path: Path) -> None:
    elsewhere = LocalIssuer(path=tmp_path / "other.pem", authorized_party="http://127.0.0.1:8000")
    token = elsewhere.issue("user_1", ttl_s=60, now_s=int(time.time()))
    with pytest.raises(TokenRefusedError) as caught:
        user_of(token)
    assert caught.value.code == "token_unknown_key"
    issue("--user", "user_2")
    with pytest.raises(TokenRefusedError) as caught:
        user_of(token)
    assert caught.value.code == "token_unknown_key"


def test_a_key_that_was_made_anew_is_read_anew(key_file: Path) -> None:
    before = issue("--user", "user_1")
    assert user_of(before) == "user_1"
    key_file.unlink()
    after = issue("--user", "user_2")
    assert user_of(after) == "user_2"
    with pytest.raises(TokenRefusedError):
        user_of(before)


def test_where_clerk_is_configured_none_is_issued_and_none_accepted(key_file: Path, settings: Settings) -> None:
    token = issue("--user", "user_1")
    settings.CLERK_ISSUER = "https://clerk.example.com"
    settings.CLERK_JWKS_URL = "http://127.0.0.1:9/jwks.json"
    with pytest.raises(CommandError, match="CLERK_ISSUER is set"):
        issue("--user", "user_1")
    policy = token_rules()[1]
    assert policy.issuer == "https://clerk.example.com"
    with pytest.raises(TokenRefusedError) as caught:
        verify_token(token, keys=LocalKeys(key_file), policy=policy, now_s=time.time())
    assert caught.value.code == "token_wrong_issuer"


@pytest.mark.parametrize("user", ["", "staff:root", "a b", "x" * 129, "user\n1"])
def test_what_cannot_be_a_user_gets_no_token(key_file: Path, user: str) -> None:
    with pytest.raises(CommandError, match="cannot be the id of a user"):
        issue(f"--user={user}")
    assert not key_file.exists()


@pytest.mark.parametrize("ttl", ["0s", "31d", "-1h", "1", "h", "1w", "1h30m", "٣h", "999999999d"])
def test_a_life_time_must_be_a_duration_up_to_thirty_days(key_file: Path, ttl: str) -> None:
    with pytest.raises(CommandError, match="no duration like"):
        issue("--user=user_1", f"--ttl={ttl}")


def test_processes_that_make_the_key_at_once_agree_on_one(tmp_path: Path) -> None:
    path = tmp_path / "identity" / "signing_key.pem"
    code = "import sys, pathlib; from config.identity.local_issuer import *; "
    code += "print(key_id_of(read_or_create_key(pathlib.Path(sys.argv[1])).public_key()))"

    def make(_number: int) -> str:
        done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(make, range(4)))
    assert len(ids) == 1
    assert LocalKeys(path).find(ids.pop()) == read_or_create_key(path).public_key()


def test_the_local_issuer_cannot_be_taken_for_a_clerk_instance() -> None:
    assert not LOCAL_ISSUER.startswith("http")
