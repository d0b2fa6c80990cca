"""Which files are images, by what they hold."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tickets.pictures import SVG, make_large_png, make_picture
from tickets.errors import FileTooLargeError, FileTypeNotAllowedError
from tickets.images import MAX_BYTES, Image, recognise_image


def recognise(content: bytes) -> Image:
    return recognise_image(io.BytesIO(content), size=len(content))


def png_header(width: int, height: int) -> bytes:
    """Return the beginning of a PNG that claims to have that many pixels."""
    fields = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    header = struct.pack(">I", 13) + fields + struct.pack(">I", zlib.crc32(fields))
    return b"\x89PNG\r\n\x1a\n" + header + struct.pack(">I", 100) + b"IDAT" + b"\0" * 104


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("JPEG", "image/jpeg"), ("MPO", "image/jpeg"), ("PNG", "image/png"), ("GIF", "image/gif"), ("WEBP", "image/webp")],
)
def test_the_four_kinds_are_recognised(kind: str, content_type: str) -> None:
    content = make_picture(kind)

    assert recognise(content) == Image(content_type=content_type, size=len(content))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        SVG,
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7\n",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        b"\xff\xd8\xff",
        make_picture("BMP"),
        make_picture("TIFF"),
        make_picture("ICO"),
        make_picture("PPM"),
        b"MZ" + b"\0" * 200,
        b"PK\x03\x04" + b"\0" * 200,
    ],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(FileTypeNotAllowedError) as refused:
        recognise(content)
    assert list(refused.value.fields) == ["file"]


@given(st.binary(max_size=300), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff\xe0", b"RIFF"]))
def test_no_bytes_cause_anything_but_a_refusal(content: bytes, start: bytes) -> None:
    try:
        found = recognise(start + content)
    except (FileTypeNotAllowedError, FileTooLargeError):
        return
    assert found.content_type.startswith("image/")


def test_five_mebibytes_are_taken_and_not_a_byte_more() -> None:
    assert recognise(make_large_png(MAX_BYTES)).size == MAX_BYTES
    with pytest.raises(FileTooLargeError):
        recognise(make_large_png(MAX_BYTES + 1))


def test_a_bomb_of_pixels_is_refused_without_decoding_it() -> None:
    with pytest.raises(FileTooLargeError):
        recognise(png_header(65_000, 65_000))


def test_the_file_is_left_at_its_start() -> None:
    content = io.BytesIO(make_picture("PNG"))
    recognise_image(content, size=100)

    assert content.tell() == 0
