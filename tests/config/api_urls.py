"""A small API of its own, to hold `config.api` and its neighbours against: it echoes, and fails on demand."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import include, path
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from config.api import StrictSerializer, refuse_unknown_parameters
from config.authentication import principal_of
from config.convex.errors import FunctionError, RequestError, UnavailableError
from config.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, RefusalError
from config.idempotency import InFlightGuard, idempotency_args
from config.identity.errors import KeysUnavailableError
from config.json_bodies import JsonParser
from config.paging import read_page_request
from config.routing import ApiRouter
from config.urls import urlpatterns as project_urls

WHERE = {"function": "things:get", "request_id": "0123456789abcdef"}


class PartSerializer(StrictSerializer):
    name = serializers.CharField(max_length=5)


class EchoSerializer(StrictSerializer):
    title = serializers.CharField(min_length=3, max_length=20)
    count = serializers.IntegerField(required=False, min_value=0)
    parts = PartSerializer(many=True, required=False)


def refusal_with_facts() -> RefusalError:
    refusal = ConflictError("It moved on.")
    refusal.code, refusal.facts = "version_conflict", {"current": {"version": 3}}
    return refusal


FAILURES: dict[str, Any] = {
    "forbidden": ForbiddenError,
    "not_found": NotFoundError,
    "conflict": refusal_with_facts,
    "invalid": lambda: InvalidInputError("No.", fields={"title": ["Too dull."]}),
    "unavailable": lambda: UnavailableError("gone", is_outcome_unknown=False, function="a:b", request_id="c"),
    "busy": lambda: UnavailableError(
        "busy", is_outcome_unknown=False, retry_after_s=6.2, function="a:b", request_id="c"
    ),
    "refused": lambda: RequestError("bad key", **WHERE, http_status=401),
    "threw": lambda: FunctionError("threw", **WHERE, code="function_threw", server_message="secret sari@example.com"),
    "keys": lambda: KeysUnavailableError("down", retry_after_s=3),
    "http404": Http404,
    "django403": PermissionDenied,
    "drf404": NotFound,
    "ours": lambda: ZeroDivisionError("secret sari@example.com"),
}


class EchoViewSet(InFlightGuard, ViewSet):
    parser_classes = (JsonParser, MultiPartParser)

    def list(self, request: Request) -> Response:
        refuse_unknown_parameters(request.query_params, ("cursor", "limit", "stage"))
        page = read_page_request(request, question={"stage": request.query_params.get("stage")})
        start = int(page.cursor or 0)
        things = list(range(start, min(start + page.limit, 60)))
        return Response(page.body("things", things, str(start + page.limit) if start + page.limit < 60 else None))

    def create(self, request: Request) -> Response:
        body = EchoSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return Response({"echo": body.validated_data, "args": idempotency_args(request)}, status=201)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response({"id": pk, "caller": principal_of(request).as_actor()})

    def destroy(self, request: Request, pk: str) -> Response:
        return Response(status=204)


class OpenViewSet(ViewSet):
    permission_classes = (AllowAny,)

    def retrieve(self, request: Request, pk: str) -> Response:
        raise FAILURES[pk]()


class FileViewSet(InFlightGuard, ViewSet):
    parser_classes = (MultiPartParser,)

    def create(self, request: Request) -> Response:
        args = idempotency_args(request)
        return Response({"fingerprint": args["fingerprint"], "size": len(request.FILES["file"].read())})


router = ApiRouter()
router.register("echo", EchoViewSet, basename="echo")
router.register("failures", OpenViewSet, basename="failures")
router.register("files", FileViewSet, basename="files")
urlpatterns = [path("api/", include(router.urls)), *project_urls]
handler400 = "config.api.answer_400"
handler404 = "config.api.answer_404"
handler500 = "config.api.answer_500"
