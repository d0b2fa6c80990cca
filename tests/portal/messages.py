"""The translations of the pages: extracted from templates and Python, merged into the catalogue, and compiled.

`make messages` runs this module. It needs no GNU gettext: Django turns a template into what a Python extractor reads,
and Babel does the rest.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parents[2]
APPS = ("ari", "config", "portal", "tickets")
CATALOGUE = PROJECT / "locale" / "id" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
CALL = re.compile(r"\b(?:n?p?gettext|_)\((?:[^()\"']|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')*\)", re.DOTALL)
HEADER = "# The Indonesian of the pages.\n"

# A message is known by its context, its text, and the text of its plural.
Key = tuple[str | None, str, str | None]


def list_sources() -> list[Path]:
    """Return every file that may hold words for readers."""
    found = [path for app in APPS for path in (PROJECT / app).rglob("*") if path.suffix in (".py", ".html")]
    return sorted(found)


def extract_messages(path: Path) -> Iterator[Key]:
    """Yield the marked messages of a file."""
    text = path.read_text()
    if path.suffix == ".html":
        # Between the calls there is only filling, which no Python reads.
        text = "\n".join(match[0] for match in CALL.finditer(templatize(text)))
    for _line, found, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        single, plural = (found[0], found[1]) if isinstance(found, tuple) else (found, None)
        yield context, single, plural


def extract_all() -> Catalog:
    """Return a catalogue of all messages without translations, in the order of their files."""
    catalogue = Catalog(locale="id", header_comment=HEADER.rstrip(), charset="utf-8", fuzzy=False)
    for path in list_sources():
        for context, single, plural in extract_messages(path):
            message = (single, plural) if plural else single
            flags = ["python-format"] if re.search(r"%\(\w+\)[sd]", single) else []
            catalogue.add(message, context=context, flags=flags, locations=[(str(path.relative_to(PROJECT)), 0)])
    return catalogue


def read_catalogue() -> Catalog:
    """Return the catalogue of the project."""
    return read_po(io.BytesIO(CATALOGUE.read_bytes()), locale="id", abort_invalid=True)


def compile_catalogue(catalogue: Catalog) -> bytes:
    """Return the compiled form, which Django reads: the same for the same texts, whenever it is made."""
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def update_catalogue() -> None:
    """Bring the catalogue up to date with the sources: new messages come in untranslated, old ones go."""
    known = read_catalogue() if CATALOGUE.exists() else Catalog(locale="id")
    fresh = extract_all()
    for message in fresh:
        if message.id and (translated := known.get(message.id, message.context)) is not None:
            message.string = translated.string
    written = io.BytesIO()
    write_po(written, fresh, width=120, include_lineno=False, omit_header=False)
    text = re.sub(
        rb'"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid-Bugs-To|'
        rb'Project-Id-Version|Language-Team): [^"]*"\n',
        b"",
        written.getvalue(),
    )
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(text)
    CATALOGUE.with_suffix(".mo").write_bytes(compile_catalogue(read_catalogue()))


if __name__ == "__main__":
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure()
    django.setup()
    update_catalogue()
    missing = [message.id for message in read_catalogue() if message.id and not message.string]
    sys.stdout.write(f"{len(list(read_catalogue()))} messages, {len(missing)} without a translation\n")
