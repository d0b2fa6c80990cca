"""The refusals of the domain, sorted by what the caller does about them.

    RefusalError
    ├── ForbiddenError      403  the caller sees it and may not do it
    ├── NotFoundError       404  there is none, or it is not theirs: existence is never revealed
    ├── ConflictError       409  a rule of state forbids it now
    └── InvalidInputError   422  a value breaks a rule

A Convex function refuses with `ConvexError({ code, kind, detail, fields?, …facts })` (`refuse` in
`convex/model/refusals.ts`). The code travels unchanged: a subclass that sets `code` in its body is the one raised for
that code. Where no class has the code, `kind` (`forbidden`, `not_found`, `conflict`, `invalid`) chooses the family;
where there is no `kind` either, it is no refusal but a failure of the function (`config.convex.errors.FunctionError`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

_CLASS_BY_CODE: dict[str, type["RefusalError"]] = {}


class RefusalError(Exception):
    """The domain said no.

    `detail` is a sentence fit for the reader, `fields` the messages of single inputs, `facts` what else the function
    told, such as the present stage; all three may be shown to the caller.
    """

    status_code: ClassVar[int] = 400
    code: str = "refused"
    default_detail: ClassVar[str] = "This is not possible."

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Register the subclass under the code it sets, and refuse a code that another class has."""
        super().__init_subclass__(**kwargs)
        if "code" not in vars(cls):
            return
        taken = _CLASS_BY_CODE.setdefault(cls.code, cls)
        if taken is not cls:
            raise TypeError(f"{cls.__qualname__} and {taken.__qualname__} both have the code {cls.code!r}; rename one.")

    def __init__(self, detail: str | None = None, *, fields: Mapping[str, Sequence[str]] | None = None) -> None:
        self.detail = detail or self.default_detail
        self.fields = dict(fields or {})
        self.facts: dict[str, Any] = {}
        super().__init__(self.detail)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Build the refusal from the data of a ConvexError. A subclass with arguments of its own overrides this."""
        detail, fields = data.get("detail"), data.get("fields")
        return cls(detail if isinstance(detail, str) else None, fields=_messages_by_field(fields))


class ForbiddenError(RefusalError):
    """The caller may see the thing and may not do this to it."""

    status_code = 403
    code = "forbidden"
    default_detail = "You may not do this."


class NotFoundError(RefusalError):
    """There is no such thing, or it is not the caller's: the two answers are the same."""

    status_code = 404
    code = "not_found"
    default_detail = "Not found."


class ConflictError(RefusalError):
    """A rule of state forbids it now."""

    status_code = 409
    code = "conflict"
    default_detail = "This is not possible in the present state."


class InvalidInputError(RefusalError):
    """A value breaks a rule."""

    status_code = 422
    code = "invalid_input"
    default_detail = "A value is not valid."


_CLASS_BY_KIND: Mapping[str, type[RefusalError]] = {
    "forbidden": ForbiddenError,
    "not_found": NotFoundError,
    "conflict": ConflictError,
    "invalid": InvalidInputError,
}
_NO_FACTS = frozenset({"code", "kind", "detail", "fields"})


def refusal_from(data: object) -> RefusalError | None:
    """Return the refusal that the data of a ConvexError means, or None when neither its code nor its kind is known."""
    if not isinstance(data, Mapping) or not isinstance(code := data.get("code"), str):
        return None
    refusal_class = _CLASS_BY_CODE.get(code) or _CLASS_BY_KIND.get(str(data.get("kind")))
    if refusal_class is None:
        return None
    refusal = refusal_class.from_data(data)
    refusal.code = code
    refusal.facts = {name: fact for name, fact in data.items() if name not in _NO_FACTS}
    return refusal


def _messages_by_field(fields: object) -> Mapping[str, Sequence[str]] | None:
    """Return lists of messages, whether the function gave one sentence for each field or several."""
    if not isinstance(fields, Mapping):
        return None
    return {
        str(name): [messages] if isinstance(messages, str) else [str(message) for message in messages]
        for name, messages in fields.items()
        if isinstance(messages, str | list)
    }
