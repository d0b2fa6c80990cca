"""Small files of every kind that somebody might try to attach."""

import io

import PIL.Image

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def make_picture(kind: str, *, size: tuple[int, int] = (8, 8)) -> bytes:
    """Return a picture; kinds are those of Pillow, such as PNG."""
    out = io.BytesIO()
    PIL.Image.new("RGB", size, (45, 75, 62)).save(out, kind)
    return out.getvalue()


def make_large_png(size: int) -> bytes:
    """Return a PNG of exactly that many bytes: what follows its end is ignored."""
    picture = make_picture("PNG")
    return picture + b"\0" * (size - len(picture))
