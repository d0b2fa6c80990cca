"""How the web server is started."""

import sys

# Measured with 8 clients on two cores, beside Convex and the clients themselves (`make bench`): p95 of a list 32 to
# 38 ms in five rounds of 2 by 8, 28 to 35 ms of 2 by 4; in slower minutes of the same machine 36 to 53 and 38 to 50.
# 2 by 2 had 47 to 52 beside 38 to 42 of 2 by 8, 3 by 4 52 to 58. Eight threads, because some requests wait for a model.
WORKERS = 2
THREADS = 8


def gunicorn_command(port: int, *, workers: int = WORKERS, threads: int = THREADS) -> list[str]:
    """Return the command that serves the site on the loopback address.

    Processes, because Python runs one thread at a time in each; threads, because a request mostly waits for Convex.
    """
    options = [f"--bind=127.0.0.1:{port}", f"--workers={workers}", f"--threads={threads}", "--worker-class=gthread"]
    return [sys.executable, "-m", "gunicorn", "config.wsgi", *options]
