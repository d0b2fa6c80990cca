"""Bytes to and from Convex's file storage, which is reached by addresses and not by functions."""

import os
from collections.abc import Iterator
from functools import cache
from types import TracebackType
from typing import IO, Self

import httpx

from config.addresses import is_loopback
from config.convex.errors import RequestError, UnavailableError
from config.convex.request_ids import current_request_id

TIMEOUT = httpx.Timeout(30.0, connect=5.0)
# What of the storage's answer describes the bytes; the content type is ours, from the record.
PASSED_HEADERS = ("Content-Length", "Content-Range", "Accept-Ranges")
OK_STATUSES = frozenset({200, 206, 416})


class StoredFile:
    """A file that is being read: its status (200, 206 or 416), headers about its bytes, and the bytes, once.

    It must be closed; Django closes what it streams.
    """

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.status_code = response.status_code
        self.headers = {name: response.headers[name] for name in PASSED_HEADERS if name in response.headers}

    def __iter__(self) -> Iterator[bytes]:
        """Read on."""
        return self._response.iter_raw(64 * 1024)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back."""
        self._response.close()


class FileStorage:
    """Sends bytes to upload addresses and reads them from storage addresses."""

    def store(self, upload_url: str, content: IO[bytes], *, content_type: str) -> str:
        """Upload the bytes, read from their beginning, and return their storage id.

        Raises:
            UnavailableError: the storage does not answer, or not now.
            RequestError: the storage refused them.
        """
        content.seek(0)
        # A body of known length: the storage refuses chunked ones.
        body = content.read()
        try:
            response = _http(upload_url).post(upload_url, content=body, headers={"Content-Type": content_type})
        except httpx.TransportError as error:
            raise _unavailable("upload", type(error).__name__) from error
        if response.status_code != httpx.codes.OK:
            raise _refused("upload", response.status_code)
        try:
            return str(response.json()["storageId"])
        except (ValueError, KeyError, TypeError):
            raise _refused("upload", response.status_code) from None

    def open_file(self, url: str, *, byte_range: str | None) -> StoredFile:
        """Start reading; the caller closes the file.

        Raises:
            UnavailableError: the storage does not answer, or not now.
            RequestError: the storage does not have it.
        """
        # Compressed bytes would not have the length that the header promises.
        headers = {"Accept-Encoding": "identity"} | ({"Range": byte_range} if byte_range else {})
        http = _http(url)
        try:
            response = http.send(http.build_request("GET", url, headers=headers), stream=True)
        except httpx.TransportError as error:
            raise _unavailable("download", type(error).__name__) from error
        if response.status_code not in OK_STATUSES:
            response.close()
            raise _refused("download", response.status_code)
        return StoredFile(response)


def _http(url: str) -> httpx.Client:
    """Return the process's client for that address: proxies of the environment are for the way out only."""
    return _make_client(os.getpid(), trust_env=not is_loopback(url))


@cache
def _make_client(_process_id: int, *, trust_env: bool) -> httpx.Client:
    # Node's server closes a connection after five idle seconds; ours is closed before that.
    limits = httpx.Limits(max_connections=20, max_keepalive_connections=5, keepalive_expiry=4.0)
    return httpx.Client(timeout=TIMEOUT, limits=limits, trust_env=trust_env)


def _refused(deed: str, status: int) -> UnavailableError | RequestError:
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return _unavailable(deed, f"status {status}")
    return RequestError(
        f"the file storage answered {status} and not as one; check whether CONVEX_URL is the right deployment",
        function=f"file {deed}",
        request_id=current_request_id(),
        http_status=status,
    )


def _unavailable(deed: str, problem: str) -> UnavailableError:
    return UnavailableError(
        f"no answer from the file storage ({problem})",
        function=f"file {deed}",
        request_id=current_request_id(),
        is_outcome_unknown=False,
    )
