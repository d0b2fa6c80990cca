"""The way to the file storage on bad days, and what becomes of bytes whose record is refused."""

import io
from collections.abc import Iterator

import pytest

from config.convex.client import ConvexClient
from config.convex.errors import RequestError, UnavailableError
from config.errors import ConflictError, NotFoundError
from config.idempotency import Idempotency
from config.identity.principal import PrincipalRepository
from tests.config.stand_in import StandIn, Step, answer, failure, hang_up, reset, success
from tests.tickets.pictures import make_picture
from tickets.attachment_repository import AttachmentRepository, Upload
from tickets.domain import TicketId
from tickets.file_storage import FileStorage
from tickets.images import Image
from tickets.repository import Write

CONTENT = make_picture("PNG")
UPLOAD = Upload(
    image=Image(content_type="image/png", size=len(CONTENT)), content=io.BytesIO(CONTENT), file_name="layar.png"
)
RECORD = {
    "id": "a1",
    "ticket_id": "k1",
    "uploaded_by": "user_1",
    "uploader": {"id": "user_1"},
    "file_name": "layar.png",
    "content_type": "image/png",
    "size": len(CONTENT),
    "is_internal": False,
    "created_at": 1_700_000_000_000,
}


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


@pytest.fixture
def attachments(stand_in: StandIn) -> Iterator[AttachmentRepository]:
    """A repository of which the deployment and its file storage are both the stand-in."""
    with ConvexClient(stand_in.url, deploy_key="prod:a|b") as client:
        yield AttachmentRepository(client, FileStorage())


def refusal(code: str, kind: str) -> Step:
    return failure("Refused", errorData={"code": code, "kind": kind, "detail": "No."})


def write(key: str | None = None) -> Write:
    """Return a write by somebody; nothing asks where they belong."""
    actor = PrincipalRepository(lambda: pytest.fail("nobody asks")).user("user_1")
    return Write(actor=actor, idempotency=Idempotency(key=key, fingerprint="f") if key else None)


def functions_called(stand_in: StandIn) -> list[str]:
    return [
        received.json["path"] if received.path.startswith("/api/") else received.path for received in stand_in.requests
    ]


def test_bytes_are_stored_before_their_record(stand_in: StandIn, attachments: AttachmentRepository) -> None:
    stand_in.plays(
        success({"upload_url": f"{stand_in.url}/upload"}),
        answer(200, {"storageId": "s1"}),
        success({"attachment": RECORD}),
    )

    stored = attachments.attach(TicketId("k1"), UPLOAD, write=write())

    assert stored.id == "a1"
    assert functions_called(stand_in) == ["attachments:createUploadUrl", "/upload", "attachments:attachFile"]
    assert stand_in.requests[1].body == CONTENT
    assert stand_in.requests[1].headers["content-type"] == "image/png"
    assert stand_in.requests[1].headers["content-length"] == str(len(CONTENT))


def test_who_may_not_attach_sends_no_byte(stand_in: StandIn, attachments: AttachmentRepository) -> None:
    stand_in.plays(refusal("ticket_not_found", "not_found"))

    with pytest.raises(NotFoundError):
        attachments.attach(TicketId("k1"), UPLOAD, write=write())
    assert functions_called(stand_in) == ["attachments:createUploadUrl"]


def test_bytes_whose_record_is_refused_are_removed(stand_in: StandIn, attachments: AttachmentRepository) -> None:
    stand_in.plays(
        success({"upload_url": f"{stand_in.url}/upload"}),
        answer(200, {"storageId": "s1"}),
        refusal("too_many_attachments", "conflict"),
        success({"discarded": True}),
    )

    with pytest.raises(ConflictError):
        attachments.attach(TicketId("k1"), UPLOAD, write=write())
    assert functions_called(stand_in)[-1] == "attachments:discardUpload"


def test_a_repeated_request_leaves_no_bytes_behind(stand_in: StandIn, attachments: AttachmentRepository) -> None:
    stand_in.plays(
        success({"upload_url": f"{stand_in.url}/upload"}),
        answer(200, {"storageId": "s2"}),
        success({"attachment": RECORD}),
        success({"discarded": True}),
    )

    attachments.attach(TicketId("k1"), UPLOAD, write=write("k"))

    last = stand_in.requests[-1].json
    assert (last["path"], last["args"]) == ("attachments:discardUpload", {"storage_id": "s2"})


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (answer(503, b""), UnavailableError),
        (answer(429, b""), UnavailableError),
        (reset(), UnavailableError),
        (hang_up(), UnavailableError),
        (answer(404, b""), RequestError),
        (answer(200, b"<html>"), RequestError),
        (answer(200, {}), RequestError),
        (answer(200, []), RequestError),
    ],
)
def test_an_upload_that_fails(stand_in: StandIn, step: Step, error: type[Exception]) -> None:
    stand_in.plays(step)

    with pytest.raises(error):
        FileStorage().store(f"{stand_in.url}/upload", io.BytesIO(CONTENT), content_type="image/png")


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (answer(500, b""), UnavailableError),
        (reset(), UnavailableError),
        (answer(404, b""), RequestError),
        (answer(302, b"", headers={"Location": "https://elsewhere.example"}), RequestError),
    ],
)
def test_a_download_that_fails(stand_in: StandIn, step: Step, error: type[Exception]) -> None:
    stand_in.plays(step)

    with pytest.raises(error):
        FileStorage().open_file(f"{stand_in.url}/file", byte_range=None)


def test_a_download_passes_its_range_on_and_takes_only_what_is_about_the_bytes(stand_in: StandIn) -> None:
    told = {"Content-Range": "bytes 0-2/9", "Accept-Ranges": "bytes", "Set-Cookie": "a=b", "ETag": '"theirs"'}
    stand_in.plays(answer(206, b"abc", headers=told, content_type="text/html"))

    with FileStorage().open_file(f"{stand_in.url}/file", byte_range="bytes=0-2") as stored:
        content = b"".join(stored)

    assert (stored.status_code, content) == (206, b"abc")
    assert stored.headers == {"Content-Length": "3", "Content-Range": "bytes 0-2/9", "Accept-Ranges": "bytes"}
    assert stand_in.requests[0].headers["range"] == "bytes=0-2"
