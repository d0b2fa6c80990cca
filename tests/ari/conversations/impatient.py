"""`run_ari` with short leases and a brain that echoes, as a program: for tests that kill it and wait for its leases."""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - the settings come first.

from ari.management.commands.run_ari import Command  # noqa: E402
from ari.repositories.outbox import get_whatsapp_outbox  # noqa: E402
from ari.repositories.turns import get_turns  # noqa: E402
from ari.whatsapp import KapsoGateway  # noqa: E402
from ari.worker import Worker  # noqa: E402
from tests.ari.conversations.business import echo  # noqa: E402


class ImpatientCommand(Command):
    """The command as it is but for its worker."""

    def make_worker(self) -> Worker:
        """Return a worker whose work is another's some seconds after it died.

        As in the real one, the lease of a delivery is longer than an attempt to send can take.
        """
        gateway = KapsoGateway(base_url=settings.KAPSO_BASE_URL, api_key=settings.KAPSO_API_KEY, timeout_s=3.0)
        leases = {"lease": timedelta(seconds=2), "delivery_lease": timedelta(seconds=6)}
        return Worker(get_turns(), get_whatsapp_outbox(), gateway, echo, **leases)


if __name__ == "__main__":
    ImpatientCommand().run_from_argv(["manage.py", "run_ari", *sys.argv[1:]])
