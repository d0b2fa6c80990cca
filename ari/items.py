"""The items that ARI asks for, and their order.

An item is a field's name, or `document:` and a document's name: the form in which `Memory` counts and remembers it.
"""

from ari.domain import REQUIRED_FIELDS, Document

DOCUMENT_PREFIX = "document:"
# The pending item while an offer of a consultation awaits its answer.
CONSULTATION = "consultation"
# The pending item while an offer of a human awaits its answer.
HUMAN = "human"
# Never pending, but counted as asked: when the community's link was sent, while the lead is opted out, and while they
# have an appointment that was booked in the chat.
COMMUNITY, OPT_OUT, BOOKED = "community", "opt_out", "booked"


def document_item(document: Document) -> str:
    """Return the item of a document."""
    return DOCUMENT_PREFIX + document.value


def item_document(item: str | None) -> Document | None:
    """Return the document of an item; None if the item is something else."""
    if item is None or not item.startswith(DOCUMENT_PREFIX):
        return None
    name = item.removeprefix(DOCUMENT_PREFIX)
    return Document(name) if name in {document.value for document in Document} else None


ITEMS = (*(field.value for field in REQUIRED_FIELDS), *(document_item(document) for document in Document))
# What is offered, not asked: the lead says yes or no to it.
OFFERS = frozenset({CONSULTATION, HUMAN})
