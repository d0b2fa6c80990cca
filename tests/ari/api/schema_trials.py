"""How Schemathesis tries the routes of `/api/ari/`: a few cases each, from several callers, held against the schema."""

from typing import Any

from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from schemathesis import Case

from tests.ari.api.company import Company
from tests.config.api_client import Caller
from tests.tickets.test_schema import CHECKS, make_whole_schema


def tries(number: int) -> hypothesis_settings:
    """Return the settings for so many cases of each operation."""
    return hypothesis_settings(
        max_examples=number,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def make_schema(routes: dict[str, set[str]]) -> dict[str, Any]:
    """Return the schema of these routes alone."""
    schema = make_whole_schema()
    schema["paths"] = {path: item for path, item in schema["paths"].items() if path in routes}
    return schema


def number_of(case: Case[Any]) -> int:
    """Return a number that is the same for the same case."""
    return sum(case.as_curl_command().encode())


def keeps_what_was_invented(case: Case[Any]) -> bool:
    """Test if this is the one case in four whose ids name nothing."""
    return number_of(case) % 4 == 0


def hold_to_the_schema(case: Case[Any], company: Company) -> None:
    """Send the case as one of four callers in turn; the answer must be one that the schema tells."""
    callers = (company.owner, company.admin, company.member, company.neighbour)
    caller = callers[number_of(case) // 4 % 4]
    assert isinstance(caller, Caller)

    response = case.call(headers={"Authorization": f"Bearer {caller.token()}"})

    case.validate_response(response, checks=CHECKS)
