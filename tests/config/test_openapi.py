"""The OpenAPI schema tells how to sign in and every failure, and its page needs nothing from elsewhere."""

import re
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.config import api_urls

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:drf_spectacular")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    generator: Any = SchemaGenerator
    made: dict[str, Any] = generator(urlconf=api_urls).get_schema(request=None, public=True)
    return made


def test_the_schema_is_valid_openapi(schema: dict[str, Any]) -> None:
    validate: Any = validate_schema
    validate(schema)


def test_paths_are_written_with_their_slash(schema: dict[str, Any]) -> None:
    assert {"/api/echo/", "/api/echo/{id}/"} <= set(schema["paths"])


def test_every_operation_has_its_failures_in_one_shape(schema: dict[str, Any]) -> None:
    for path in schema["paths"].values():
        for method, operation in path.items():
            responses = operation["responses"]
            assert {"400", "401", "403", "404", "422", "429", "500", "502", "503"} <= set(responses)
            assert ("409" in responses) is (method != "get")
            reference = responses["401"]["content"]["application/json"]["schema"]["$ref"]
            assert reference == "#/components/schemas/Error"


def test_posts_take_an_idempotency_key(schema: dict[str, Any]) -> None:
    names = [parameter["name"] for parameter in schema["paths"]["/api/echo/"]["post"]["parameters"]]
    assert names == ["Idempotency-Key"]


def test_both_ways_to_sign_in_are_described(schema: dict[str, Any]) -> None:
    assert set(schema["components"]["securitySchemes"]) == {"sessionToken", "staffSession"}
    assert {"sessionToken": []} in schema["paths"]["/api/echo/"]["get"]["security"]


def test_the_schema_and_its_page_are_served_from_this_machine() -> None:
    assert Client().get("/api/schema/").status_code == 200
    page = Client().get("/api/docs/").content.decode()
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert "/static/drf_spectacular_sidecar/" in page
