"""What an answer means, as tables of cases: nothing is sent here."""

import pytest

from config.convex.answers import Answer, Call, FunctionKind, read_answer, summarize_failure
from config.convex.errors import FunctionError

QUERY = Call(kind=FunctionKind.QUERY, function="tickets:get", request_id="r1")
ID = "[Request ID: 0123456789abcdef] Server Error\n"


def answer_of(body: bytes) -> Answer:
    return Answer(status=200, content_type="application/json", retry_after_s=None, body=body)


@pytest.mark.parametrize(
    ("message", "code", "contains"),
    [
        ("Could not find public function for 'tickets:get'.", "function_not_found", "npx convex deploy"),
        (
            "Could not find function for 'a:b'. Did you forget to run `npx convex dev`?",
            "function_not_found",
            "npx convex deploy",
        ),
        ("Couldn't find JavaScript module 'x.js'.", "function_not_found", "npx convex deploy"),
        (
            "Trying to execute tickets.js:get as Query, but it is defined as Mutation.",
            "wrong_function_kind",
            "call it as the kind",
        ),
        (
            ID
            + 'ArgumentValidationError: Value does not match validator.\nPath: .ids[0].n\nValue: "628"\nValidator: x',
            "arguments_refused",
            "(at .ids[0].n)",
        ),
        (
            "ArgumentValidationError: Object is missing the required field `stage`. Consider …\n\nObject: {628}",
            "arguments_refused",
            "(missing field `stage`)",
        ),
        (
            "ArgumentValidationError: Object contains extra field `phone` that is not in the …\n\nObject: {628}",
            "arguments_refused",
            "(extra field `phone`)",
        ),
        (ID + "ReturnsValidationError: 628", "return_value_refused", "`returns` validator"),
        ("Arguments for a:b are too large (actual: 1, limit: 2)", "arguments_too_large", "fewer or smaller"),
        (
            ID + "Uncaught TypeError: 628 is no function\n    at handler (../convex/model/tickets.ts:12:7)\n    at x",
            "function_threw",
            "threw TypeError at ../convex/model/tickets.ts:12:7",
        ),
        (ID + "Uncaught Error: 628\n    at ../convex/a.ts:1:2", "function_threw", "threw Error at ../convex/a.ts:1:2"),
        (ID.strip(), "function_threw", "threw an error; the deployment's log"),
        ("Uncaught 628", "function_threw", "threw an error"),
        ("", "function_threw", "threw an error"),
    ],
)
def test_a_failure_is_summarized_without_its_values(message: str, code: str, contains: str) -> None:
    found_code, summary = summarize_failure(message)

    assert found_code == code
    assert contains in summary
    assert "628" not in summary


def test_a_code_that_no_class_has_stays_a_failure_with_its_data() -> None:
    body = b'{"status":"error","errorMessage":"x","errorData":{"code":"new_code","at":{"$integer":"BwAAAAAAAAA="}}}'

    with pytest.raises(FunctionError) as caught:
        read_answer(QUERY, answer_of(body))

    assert (caught.value.code, caught.value.data) == ("new_code", {"code": "new_code", "at": 7})
    assert (caught.value.function, caught.value.request_id, caught.value.status_code) == ("tickets:get", "r1", 502)
    assert str(caught.value) == "tickets:get: refused with the code 'new_code', which no error class has [request r1]"


def test_data_that_is_no_object_stays_with_the_failure() -> None:
    body = b'{"status":"error","errorMessage":"Uncaught ConvexError: Budi","errorData":"Budi"}'

    with pytest.raises(FunctionError) as caught:
        read_answer(QUERY, answer_of(body))

    assert (caught.value.code, caught.value.data) == ("function_threw", "Budi")
    assert caught.value.server_message == "Uncaught ConvexError: Budi"
    assert "Budi" not in str(caught.value)
