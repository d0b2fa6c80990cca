"""Keep the secrets that a machine makes for itself in files that only its owner can read."""

import os
import secrets
from pathlib import Path


def read_local_secret(path: Path) -> str:
    """Return the secret kept in the file, or "" where there is none yet."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return ""


def read_or_create_secret(path: Path, random_bytes: int = 48) -> str:
    """Return the secret kept in the file; make one at random where there is none.

    Two processes that start at once agree on one secret: whoever creates the file first wins.
    """
    if existing := read_local_secret(path):
        return existing
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(random_bytes))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # Another process was first; its secret is the one that counts.
    finally:
        draft.unlink()
    return read_local_secret(path)
