"""A wire to the deployment that can be cut and mended."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

from config.launch.processes import find_free_port


class Relay:
    """Passes bytes between a port of its own and the deployment while it is whole."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.port = find_free_port()
        self._listener: socket.socket | None = None
        self._open: list[socket.socket] = []

    @property
    def address(self) -> str:
        """Where the deployment seems to be."""
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> None:
        """Listen, and pass everything on."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Stop listening, and end every connection."""
        if self._listener is not None:
            _end(self._listener)
            self._listener = None
        for end in self._open:
            _end(end)
        self._open.clear()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _address = listener.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            self._open += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=_pass_on, args=(source, sink), daemon=True).start()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65_536):
            sink.sendall(data)
    except OSError:
        pass
    finally:
        _end(source)
        _end(sink)


def _end(end: socket.socket) -> None:
    # Whoever waits for the socket is woken by this, and not by its closing.
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
