"""How the web server is started."""

import sys

# Measured with 8 clients on two cores, beside Convex and the clients themselves: see `make bench`.
WORKERS = 2
THREADS = 8


def gunicorn_command(port: int, *, workers: int = WORKERS, threads: int = THREADS) -> list[str]:
    """Return the command that serves the site on the loopback address.

    Processes, because Python runs one thread at a time in each; threads, because a request mostly waits for Convex.
    """
    options = [f"--bind=127.0.0.1:{port}", f"--workers={workers}", f"--threads={threads}", "--worker-class=gthread"]
    return [sys.executable, "-m", "gunicorn", "config.wsgi", *options]
