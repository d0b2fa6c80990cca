"""How the web server is started."""

import sys

# Measured with 8 clients on two cores, beside Convex and the clients themselves, four rounds in turn: p95 of a list 44
# to 49 ms of 2 by 8, 44 to 52 of 2 by 4, 47 to 60 of 1 by 8, 46 to 56 of 1 by 4; lists a second 270 to 310, 270 to 290,
# 220 to 260, 210 to 240. Again when a list took a third less of the processor, three rounds: 31 to 39 ms of 2 by 8, 29
# to 36 of 4 by 4, which takes twice the memory, 36 to 40 of 3 by 3; granian 25 to 29 where gunicorn had 26 to 28. Eight
# threads, because some requests wait for a model.
WORKERS = 2
THREADS = 8


def gunicorn_command(port: int, *, workers: int = WORKERS, threads: int = THREADS) -> list[str]:
    """Return the command that serves the site on the loopback address.

    Processes, because Python runs one thread at a time in each; threads, because a request mostly waits for Convex.
    """
    options = [
        f"--bind=127.0.0.1:{port}",
        f"--workers={workers}",
        f"--threads={threads}",
        "--worker-class=gthread",
        # It would lie in the home directory, one for all servers of a user.
        "--no-control-socket",
    ]
    return [sys.executable, "-m", "gunicorn", "config.wsgi", *options]
