"""Secrets that a machine makes for itself."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from config.local_secrets import read_local_secret, read_or_create_secret


def test_makes_a_secret_once_that_only_its_owner_can_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "key"

    secret = read_or_create_secret(path)

    assert len(secret) >= 64
    assert read_or_create_secret(path) == secret == read_local_secret(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["key"]


def test_whoever_is_first_wins(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _turn: read_or_create_secret(tmp_path / "key"), range(40)))

    assert len(secrets) == 1


def test_there_is_no_secret_before_one_is_made(tmp_path: Path) -> None:
    assert read_local_secret(tmp_path / "key") == ""
