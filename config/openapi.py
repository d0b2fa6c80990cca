"""What drf-spectacular cannot see by itself: how callers sign in, and the failures that every route can answer.

`config.apps` imports this module when Django starts, so that the extensions are registered.
"""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

ERROR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "A failure. `code` is stable and for programs, `detail` a sentence for people.",
    "properties": {
        "code": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        "detail": {"type": "string"},
        "fields": {
            "type": "object",
            "description": "Messages for single inputs, by their names.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["code", "detail"],
}
DESCRIPTIONS = {
    "400": "The body, a header or the address cannot be read.",
    "401": "Not signed in, or the token is not accepted; the code says why.",
    "403": "The caller sees the thing and may not do this.",
    "404": "There is no such thing, or the caller may not see it.",
    "405": "The path does not take this method.",
    "406": "No such form of answer: answers are JSON.",
    "409": "A rule of state forbids it now, or the thing was changed meanwhile.",
    "413": "The body is too large.",
    "415": "The content type is not one that the route takes.",
    "422": "A value breaks a rule; `fields` says which.",
    "429": "Too many requests; wait as long as Retry-After says.",
    "500": "A mistake of ours; the log has it under the answer's X-Request-ID.",
    "502": "The data store failed.",
    "503": "The data store or the sign-in service does not answer; try again after Retry-After.",
}
WITH_BODY = frozenset({"409", "413", "415"})
WRITES = frozenset({"post", "put", "patch", "delete"})
IDEMPOTENCY_PARAMETER: dict[str, Any] = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": "Sent again with the same body, the request gets its first answer and is not carried out twice.",
}


class SessionTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # Its metaclass is untyped.
    """The bearer token in the schema."""

    target_class = "config.authentication.SessionTokenAuthentication"
    name = "sessionToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Describe the header."""
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "A session token of Clerk; without Clerk, one of `manage.py issue_token`.",
        }


class StaffSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # Its metaclass is untyped.
    """The staff session in the schema."""

    target_class = "config.authentication.StaffSessionAuthentication"
    name = "staffSession"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Describe the cookie."""
        description = "A session of the portal. What writes also needs the X-CSRFToken header."
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": description}


def add_failures(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Give every operation the failures it can answer, and every POST the Idempotency-Key header.

    A postprocessing hook of drf-spectacular. What a view describes itself is left as it is.
    """
    result.setdefault("components", {}).setdefault("schemas", {})["Error"] = ERROR_SCHEMA
    for path in result["paths"].values():
        for method, operation in path.items():
            if isinstance(operation, dict) and "responses" in operation:
                _complete(operation, method)
    return result


def _complete(operation: dict[str, Any], method: str) -> None:
    for status, description in DESCRIPTIONS.items():
        if status in WITH_BODY and method not in WRITES:
            continue
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
        operation["responses"].setdefault(status, {"description": description, "content": content})
    if method == "post":
        parameters = operation.setdefault("parameters", [])
        if not any(parameter.get("name") == IDEMPOTENCY_PARAMETER["name"] for parameter in parameters):
            parameters.append(IDEMPOTENCY_PARAMETER)
