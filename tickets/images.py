"""Which files may be attached: JPEG, PNG, GIF, WebP to 5 MiB, recognised by what they hold and not by their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

import PIL.Image

from tickets.errors import FileTooLargeError, FileTypeNotAllowedError

MAX_BYTES = 5 * 1024 * 1024
# Larger pictures bring browsers to their knees, however few bytes they have.
MAX_PIXELS = 100_000_000
# Phones write several pictures into one JPEG, which Pillow calls MPO; to everybody else it is a JPEG.
CONTENT_TYPE_BY_FORMAT: Mapping[str, str] = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")

# Only the header is read here, so that a picture of many pixels does no harm; `recognise_image` has a limit of its own.
PIL.Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """What a file was recognised as."""

    content_type: str
    size: int


def recognise_image(content: IO[bytes], *, size: int) -> Image:
    """Return what the file is. Only its beginning is read, and no pixel decoded; it is left at its start.

    Raises:
        FileTooLargeError: more than MAX_BYTES or MAX_PIXELS.
        FileTypeNotAllowedError: none of the four kinds.
    """
    if size > MAX_BYTES:
        raise _too_large(f"The file has {size} bytes; at most {MAX_BYTES} (5 MiB) can be attached.")
    content.seek(0)
    try:
        with PIL.Image.open(content, formats=FORMATS) as picture:
            content_type = CONTENT_TYPE_BY_FORMAT.get(picture.format or "")
            pixels = picture.width * picture.height
    except (OSError, ValueError, EOFError):
        raise _wrong_type() from None
    finally:
        content.seek(0)
    if content_type is None:
        raise _wrong_type()
    if pixels > MAX_PIXELS:
        raise _too_large(f"The picture has {pixels} pixels; at most {MAX_PIXELS} can be attached.")
    return Image(content_type=content_type, size=size)


def _too_large(detail: str) -> FileTooLargeError:
    return FileTooLargeError(detail, fields={"file": [detail]})


def _wrong_type() -> FileTypeNotAllowedError:
    return FileTypeNotAllowedError(fields={"file": [FileTypeNotAllowedError.default_detail]})
