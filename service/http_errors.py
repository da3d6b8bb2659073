"""Answers in JSON and their headers, and errors in the form of GraphQL's: `{"errors": [{message, extensions}]}`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import orjson
from starlette.requests import Request
from starlette.responses import Response

from schema.errors import DatabaseUnavailable, NotFound, RetinueError, TimedOut
from service.graphql_documents import Rejected
from service.graphql_errors import request_errors, single_error
from service.graphql_request import JSON, Refused

# What is the service's fault, by the code of an error.
FAULTS = {DatabaseUnavailable.code: 503, TimedOut.code: 504, RetinueError.code: 500}
# Answers are of the moment, and are what their media type says.
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

Endpoint = Callable[[Request], Awaitable[Response]]


def told_as_errors(endpoint: Endpoint) -> Endpoint:
    """The endpoint with whatever it raises told to the client; what is not ours is masked and logged."""

    async def telling(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refused as refused:
            return errors_response([single_error(refused.error, _id(request))], refused.status, refused.headers)
        except Rejected as rejected:
            return errors_response(request_errors(rejected.errors), 400)
        except Exception as error:
            told = single_error(error, _id(request))
            return errors_response([told], status_of(told))

    return telling


def status_of(error: Mapping[str, Any]) -> int:
    """The status of an answer that is nothing but this error; whatever else is the client's is 400."""
    code = error["extensions"]["code"]
    return 404 if code == NotFound.code else FAULTS.get(code, 400)


def errors_response(
    errors: Sequence[Mapping[str, Any]], status: int, headers: Mapping[str, str] | None = None
) -> Response:
    """An answer that is nothing but errors."""
    return json_response({"errors": errors}, status, headers)


def json_response(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer in JSON; `content` is what orjson takes."""
    return Response(orjson.dumps(content), status, {**HEADERS, **(headers or {})}, media_type=f"{JSON}; charset=utf-8")


def _id(request: Request) -> str:
    return str(getattr(request.state, "request_id", None) or uuid4().hex)
