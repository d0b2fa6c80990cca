"""/api/tickets/{id}/attachments/ and /api/tickets/{id}/attachments/{attachmentId}/."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import StreamingHttpResponse
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.config.api_client import Answer, Caller
from tests.tickets.cast import Cast
from tests.tickets.pictures import SVG, make_large_png, make_picture

PNG = make_picture("PNG")


class NamedFile:
    """A file for a form: what Django's test client wants of one."""

    def __init__(self, content: bytes, name: str, content_type: str) -> None:
        self.content, self.name, self.content_type = content, name, content_type

    def read(self) -> bytes:
        return self.content


def path_of(ticket: dict[str, Any]) -> str:
    return f"/api/tickets/{ticket['id']}/attachments/"


def upload(
    caller: Caller,
    ticket: dict[str, Any],
    content: bytes = PNG,
    *,
    name: str = "layar.png",
    content_type: str = "image/png",
    headers: dict[str, str] | None = None,
    **fields: str,
) -> Answer:
    form = encode_multipart(BOUNDARY, {"file": NamedFile(content, name, content_type), **fields})
    return caller.send("POST", path_of(ticket), form, Content_Type=MULTIPART_CONTENT, **(headers or {}))


def download(caller: Caller, url: str, **headers: str) -> tuple[int, bytes, Any]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    sent |= {"Authorization": f"Bearer {caller.token()}"} if caller.user_id else {}
    response = caller.client.get(urlsplit(url).path, headers=sent)
    assert isinstance(response, StreamingHttpResponse), response
    pieces = response.streaming_content
    assert isinstance(pieces, Iterable)
    # Reading to the end closes it, as a server does.
    content = b"".join(pieces)
    return response.status_code, content, response.headers


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_an_image_comes_back_as_it_was_sent(cast: Cast, kind: str) -> None:
    ticket, content = cast.open_ticket(), make_picture(kind)

    stored = upload(cast.requester, ticket, content, name="layar.bin", content_type="application/octet-stream")

    assert stored.status == 200, stored.body
    record = stored.body["attachment"]
    assert (stored.body["size"], record["size"]) == (len(content), len(content))
    assert stored.body["path"] == f"{ticket['id']}/{record['id']}"
    status, body, headers = download(cast.member, stored.body["url"])
    assert (status, body) == (200, content)
    assert headers["Content-Type"] == f"image/{kind.lower()}"
    assert headers["Content-Length"] == str(len(content))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"] == 'inline; filename="layar.bin"'
    assert headers["Cache-Control"] == "private, no-cache"


def test_the_record_tells_who_sent_it(cast: Cast) -> None:
    ticket = cast.open_ticket()
    stored = upload(cast.requester, ticket).body

    answer = cast.admin.get(path_of(ticket).rstrip("/"))

    assert answer.body == {"attachments": [stored["attachment"]]}
    assert stored["attachment"]["uploader"]["full_name"] == "Ayu Lestari"


def test_a_part_of_it_can_be_read(cast: Cast) -> None:
    url = upload(cast.requester, cast.open_ticket()).body["url"]

    status, body, headers = download(cast.admin, url, Range="bytes=2-5")

    assert (status, body) == (206, PNG[2:6])
    assert headers["Content-Range"] == f"bytes 2-5/{len(PNG)}"
    assert download(cast.admin, url, Range="bytes=2-5", If_Range='"other"')[:2] == (200, PNG)
    assert download(cast.admin, url, Range=f"bytes={len(PNG)}-")[0] == 416


def test_what_the_caller_has_already_is_not_sent_again(cast: Cast) -> None:
    url = upload(cast.requester, cast.open_ticket()).body["url"]
    etag = download(cast.admin, url)[2]["ETag"]

    answer = cast.admin.get(urlsplit(url).path, If_None_Match=etag)

    assert (answer.status, answer.body) == (304, b"")


def test_a_browser_that_accepts_only_images_is_served(cast: Cast) -> None:
    url = upload(cast.requester, cast.open_ticket()).body["url"]

    assert download(cast.admin, url, Accept="image/avif,image/*")[1] == PNG


def test_a_file_of_a_note_is_for_those_who_work_the_ticket(cast: Cast) -> None:
    ticket = cast.open_ticket()
    stored = upload(cast.admin, ticket, is_internal="true").body

    assert stored["attachment"]["is_internal"] is True
    assert cast.requester.get(path_of(ticket)).body == {"attachments": []}
    answer = cast.requester.get(urlsplit(stored["url"]).path)
    assert (answer.status, answer.body["code"]) == (404, "attachment_not_found")
    assert upload(cast.requester, ticket, is_internal="true").status == 403


def test_who_sent_it_and_who_works_the_ticket_delete_it(cast: Cast) -> None:
    ticket = cast.open_ticket()
    mine, other = (urlsplit(upload(cast.requester, ticket).body["url"]).path for _ in range(2))

    assert cast.member.send("DELETE", mine).status == 403
    assert cast.requester.send("DELETE", mine).status == 204
    assert cast.admin.send("DELETE", other).status == 204
    assert cast.admin.get(mine).status == 404
    assert cast.admin.get(path_of(ticket)).body == {"attachments": []}


def test_files_go_with_their_ticket(cast: Cast) -> None:
    ticket = cast.open_ticket()
    url = upload(cast.requester, ticket).body["url"]
    cast.admin.send("DELETE", f"/api/tickets/{ticket['id']}/")

    assert cast.admin.get(urlsplit(url).path).status == 404


def test_the_same_request_again_gets_its_first_answer(cast: Cast) -> None:
    ticket = cast.open_ticket()
    key = {"Idempotency_Key": "k"}
    first = upload(cast.requester, ticket, headers=key)
    again = upload(cast.requester, ticket, headers=key)
    other = upload(cast.requester, ticket, make_picture("PNG", size=(9, 9)), headers=key)

    assert (again.status, again.body) == (200, first.body)
    assert (other.status, other.body["code"]) == (422, "idempotency_key_reused")
    assert len(cast.admin.get(path_of(ticket)).body["attachments"]) == 1


def test_an_svg_named_png_is_refused(cast: Cast) -> None:
    answer = upload(cast.requester, cast.open_ticket(), SVG)

    assert (answer.status, answer.body["code"], list(answer.body["fields"])) == (422, "file_type_not_allowed", ["file"])


def test_six_mebibytes_are_refused(cast: Cast) -> None:
    answer = upload(cast.requester, cast.open_ticket(), make_large_png(6 * 1024 * 1024))

    assert (answer.status, answer.body["code"], list(answer.body["fields"])) == (422, "file_too_large", ["file"])


def test_far_too_much_is_not_even_read(cast: Cast) -> None:
    answer = upload(cast.requester, cast.open_ticket(), make_large_png(11 * 1024 * 1024))

    assert (answer.status, answer.body["code"]) == (413, "body_too_large")


def test_a_stranger_and_neighbours_find_nothing(cast: Cast) -> None:
    ticket = cast.open_ticket()
    file_path = urlsplit(upload(cast.requester, ticket).body["url"]).path

    assert upload(cast.nobody, ticket).status == 401
    assert cast.nobody.get(path_of(ticket)).status == 401
    assert cast.nobody.get(file_path).status == 401
    for caller in (cast.neighbour, cast.hub_admin):
        answers = [caller.get(path_of(ticket)), upload(caller, ticket), caller.get(file_path)]
        answers.append(caller.send("DELETE", file_path))
        assert [(answer.status, answer.body["code"]) for answer in answers] == [(404, "ticket_not_found")] * 4


def test_a_file_is_not_found_under_another_ticket(cast: Cast) -> None:
    stored = upload(cast.requester, cast.open_ticket()).body["attachment"]
    other = cast.open_ticket()

    answer = cast.requester.get(f"{path_of(other)}{stored['id']}/")

    assert (answer.status, answer.body["code"]) == (404, "attachment_not_found")


def test_a_file_that_there_is_not(cast: Cast) -> None:
    ticket = cast.open_ticket()

    for method in ("GET", "DELETE"):
        answer = cast.requester.send(method, f"{path_of(ticket)}nothing/")
        assert (answer.status, answer.body["code"]) == (404, "attachment_not_found")
    assert upload(cast.requester, {"id": "nothing"}).status == 404


@pytest.mark.parametrize(
    ("method", "suffix"), [("PUT", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "x/"), ("PUT", "x/")]
)
def test_a_method_that_files_do_not_take(cast: Cast, method: str, suffix: str) -> None:
    assert cast.requester.send(method, f"{path_of(cast.open_ticket())}{suffix}").status == 405


def test_forms_that_break_a_rule(cast: Cast) -> None:
    ticket = cast.open_ticket()
    empty_form = encode_multipart(BOUNDARY, {})

    missing = cast.requester.send("POST", path_of(ticket), empty_form, Content_Type=MULTIPART_CONTENT)
    assert (missing.status, list(missing.body["fields"])) == (422, ["file"])
    assert list(upload(cast.requester, ticket, b"").body["fields"]) == ["file"]
    assert list(upload(cast.requester, ticket, is_internal="maybe").body["fields"]) == ["is_internal"]
    assert list(upload(cast.requester, ticket, caption="x").body["fields"]) == ["caption"]
    unknown = upload(cast.requester, ticket, comment_id="nothing")
    assert (unknown.status, unknown.body["code"]) == (404, "comment_not_found")


def test_another_content_type(cast: Cast) -> None:
    for content_type in ("application/json", "image/png"):
        answer = cast.requester.send("POST", path_of(cast.open_ticket()), PNG, Content_Type=content_type)
        assert (answer.status, answer.body["code"]) == (415, "unsupported_media_type")


def test_a_malformed_form(cast: Cast) -> None:
    answer = cast.requester.send("POST", path_of(cast.open_ticket()), b"x", Content_Type="multipart/form-data")

    assert (answer.status, answer.body["code"]) == (400, "malformed_body")
