"""Keep the secrets that a machine makes for itself in files that only its owner can read."""

import os
import secrets
import tempfile
from pathlib import Path


def read_local_secret(path: Path) -> str:
    """Return the secret kept in the file, or "" where there is none yet."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return ""


def read_or_create_secret(path: Path, random_bytes: int = 48) -> str:
    """Return the secret kept in the file; make one at random where there is none.

    Processes and threads that start at once agree on one secret: whoever creates the file first wins.
    """
    if existing := read_local_secret(path):
        return existing
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp gives each caller a draft of its own that only the owner can read.
    handle, draft = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(random_bytes))
        os.link(draft, path)
    except FileExistsError:
        pass  # Another caller was first; its secret is the one that counts.
    finally:
        os.unlink(draft)
    return read_local_secret(path)
