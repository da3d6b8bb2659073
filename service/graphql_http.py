"""GraphQL over HTTP: one ASGI endpoint for GET and POST.

Follows https://graphql.github.io/graphql-over-http/draft/, where the status depends on the media type of
the answer: `application/graphql-response+json` tells by it whether there is data, `application/json` is
200 for whatever is a well-formed request.

Execution is graphql-core's, not `strawberry.Schema.execute`: that parses anew each time and does not tell
an error of the request (400, no data) from one of a field. Strawberry's schema extensions would be passed
over by it, so a schema with any is refused; its execution context class, which resolvers need, is kept.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast
from uuid import uuid4

import orjson
import strawberry
import structlog
from graphql import ExecutionResult, Executor, GraphQLError, OperationType, get_operation_ast
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.execution import optimized_is_awaitable

from schema.errors import BadInput, TimedOut
from service import http_errors
from service.entity_tags import holds, tag_of
from service.graphql_documents import Document, Documents, Limits, Rejected
from service.graphql_errors import field_errors, masked, request_errors, single_error
from service.graphql_request import (
    JSON,
    RESPONSE_JSON,
    VERSION_HEADER,
    VERSION_MEMBER,
    GraphQLRequest,
    Refused,
    answer_type,
    read_request,
)
from service.http_errors import FAULTS, status_of
from service.root_fields import OF_THE_LEDGER, root_fields
from service.settings import DEFAULTS
from service.trusted_documents import NONE as NO_DOCUMENTS
from service.trusted_documents import TrustedDocuments

HEADERS = {**http_errors.HEADERS, "Vary": f"Accept, {VERSION_HEADER}"}
# Nobody reads this answer; the number is nginx's and stands in the log.
CLIENT_GONE = 499

NOT_MODIFIED = 304

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response before its media type. `status` holds for every media type where `always`."""

    payload: Mapping[str, Any]
    status: int = 200
    always: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


class GraphQLHTTP:
    """The endpoint. `context` is awaited once for each operation that is executed."""

    def __init__(
        self,
        schema: strawberry.Schema,
        context: Callable[[Request], Awaitable[Any]],
        *,
        limits: Limits | None = None,
        body_limit: int = DEFAULTS.body_limit,
        request_timeout: float = DEFAULTS.request_timeout,
        execution_context_class: type[Executor[Any]] | None = None,
        data_version: Callable[[Any], Awaitable[int]] | None = None,
        trusted: TrustedDocuments = NO_DOCUMENTS,
    ) -> None:
        """`body_limit` in bytes, `request_timeout` in seconds from the first byte to the answer.

        `data_version` tells which one a context reads: then answers to GET have entity tags.
        """
        if schema.extensions or schema.directives:
            raise ValueError("Schema extensions and operation directives of Strawberry would not be run here.")
        self._schema = schema._schema
        self._context = context
        self._data_version = data_version
        self._trusted = trusted
        self._body_limit, self._request_timeout = body_limit, request_timeout
        self._documents = Documents(self._schema, limits or Limits())
        self._executor_class = execution_context_class or schema.execution_context_class

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        if not hasattr(request.state, "request_id"):
            request.state.request_id = uuid4().hex
        media_type = JSON
        try:
            media_type = answer_type(request.headers.get("accept"))
            answer = await self._answer_in_time(request)
        except Refused as refused:
            payload = {"errors": [single_error(refused.error, request.state.request_id)]}
            answer = Answer(payload, refused.status, True, refused.headers)
        await _response(answer, media_type, request.state.request_id)(scope, receive, send)

    async def _answer_in_time(self, request: Request) -> Answer:
        timeout = asyncio.timeout(self._request_timeout)
        asked: GraphQLRequest | None = None
        try:
            async with timeout:
                asked = await self.read(request)
                return await self._answer(request, asked)
        except TimeoutError:
            if not timeout.expired():
                raise
            error = TimedOut(
                f"The answer took longer than {self._request_timeout:g} seconds.",
                suggestion="Ask for less at once: fewer levels, smaller pages, a smaller maxDepth.",
            )
            payload = {"errors": [single_error(error, request.state.request_id)]}
            # Where not even the request had come whole, it is the client that was slow.
            return Answer(payload, 504) if asked else Answer(payload, 408, True, {"Connection": "close"})

    async def _answer(self, request: Request, asked: GraphQLRequest) -> Answer:
        state = request.state
        state.operation = asked.operation_name
        try:
            document = self.document(asked)
            state.document, state.query = document.digest, document.text
            state.operation = _check_operation(document, asked)
            executor = self._executor(document, asked)
        except Rejected as rejected:
            return Answer({"errors": request_errors(rejected.errors)}, 400)
        try:
            executor.context_value = context = await self._context(request)
            if asked.data_version is not None:
                await context.pin(asked.data_version)
            tag = None
            if asked.read_only and self._data_version:
                tag = tag_of(document, asked, await self._data_version(context))
            if tag and holds(tag, request.headers.get("if-none-match")):
                return Answer({}, NOT_MODIFIED, always=True, headers=_revalidated(tag))
            result = await _execute(executor, request)
        except Exception as error:
            told = single_error(error, state.request_id)
            return Answer({"errors": [told]}, status_of(told))
        if result is None:
            return Answer({}, CLIENT_GONE, always=True)
        answer = _executed(result, state.request_id)
        if tag and not result.errors:
            answer = replace(answer, headers=_revalidated(tag))
        if asked.data_version is None:
            return answer
        told = {"extensions": {VERSION_MEMBER: asked.data_version}}
        return replace(answer, payload={**answer.payload, **told})

    async def read(self, request: Request) -> GraphQLRequest:
        """What is asked, within the limits. Raises Refused."""
        return await read_request(request, self._body_limit, self._trusted)

    def document(self, asked: GraphQLRequest) -> Document:
        """The document that is asked for, within the limits and valid. Raises Rejected."""
        return self._documents.get(asked.query)

    def check(self, asked: GraphQLRequest) -> Document:
        """The same for who keeps it for later: a query of what has data versions, its variables of the right types.

        Raises Rejected.
        """
        document = self.document(asked)
        operation = get_operation_ast(document.node, asked.operation_name)
        if operation and operation.operation is not OperationType.QUERY:
            raise Rejected([GraphQLError("Only a query can be kept.", operation)])
        self._executor(document, asked)
        for each in root_fields(document.node, operation, asked.variables) if operation else ():
            if each.name.value in OF_THE_LEDGER:
                cause = BadInput(
                    f"{each.name.value} cannot be kept: the ledger of syncs has no data versions.",
                    suggestion="Leave it out of what is kept.",
                )
                raise Rejected([GraphQLError(str(cause), each, original_error=cause)])
        return document

    def _executor(self, document: Document, asked: GraphQLRequest) -> Executor[Any]:
        """Ready to execute but for the context, which no request with wrong variables should cost."""
        built = self._executor_class.build(
            self._schema,
            document.node,
            raw_variable_values=asked.variables,
            operation_name=asked.operation_name,
            is_awaitable=cast(Any, optimized_is_awaitable),  # annotated as a plain predicate
            operation_extensions=asked.extensions,
        )
        if isinstance(built, list):
            raise Rejected(built)
        return built


def _revalidated(tag: str) -> dict[str, str]:
    """Headers by which a cache keeps an answer, and asks each time whether it still holds."""
    return {"ETag": tag, "Cache-Control": "no-cache"}


def _check_operation(document: Document, asked: GraphQLRequest) -> str | None:
    """The name of the operation that is asked for; a GET may only ask for a query."""
    operation = get_operation_ast(document.node, asked.operation_name)
    if operation is None:
        return asked.operation_name  # unknown or ambiguous: the executor tells which
    if operation.operation is OperationType.SUBSCRIPTION:
        cause = BadInput("Subscriptions are not answered here.", suggestion="Ask by a query.")
        raise Rejected([GraphQLError(str(cause), operation, original_error=cause)])
    if asked.read_only and operation.operation is not OperationType.QUERY:
        error = BadInput("A GET may only ask for a query.", suggestion="Send the mutation by POST.")
        raise Refused(405, error, {"Allow": "POST"})
    return operation.name.value if operation.name else None


async def _execute(executor: Executor[Any], request: Request) -> ExecutionResult | None:
    """The result, or None if the client went away, in which case the work is cancelled."""
    result = executor.execute_operation()
    if isinstance(result, Awaitable):
        work = asyncio.ensure_future(result)
        gone = asyncio.ensure_future(_disconnected(request))
        try:
            await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                return None
            result = work.result()
        finally:
            work.cancel()
            gone.cancel()
            # Also when cancelled itself: no work outlives its request.
            await asyncio.gather(work, gone, return_exceptions=True)
    # The other kind comes of @defer and @stream, which the schema does not have.
    assert isinstance(result, ExecutionResult)
    return result


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _executed(result: ExecutionResult, request_id: str) -> Answer:
    if not result.errors:
        return Answer({"data": result.data})
    errors = field_errors(result.errors, request_id)
    payload = {"errors": errors, "data": result.data}
    if result.data is not None:
        return Answer(payload)
    # With no data at all, the first error that is the service's fault rather than a field's gives the status.
    codes = [error["extensions"]["code"] for error in errors]
    return Answer(payload, next((FAULTS[code] for code in codes if code in FAULTS), 200))


def _response(answer: Answer, media_type: str, request_id: str) -> Response:
    status = answer.status if answer.always or media_type == RESPONSE_JSON else 200
    if status == NOT_MODIFIED:
        return Response(status_code=status, headers={**HEADERS, **answer.headers})
    payload = dict(answer.payload)
    if status != 200 and payload.get("data", ...) is None:
        # A status that says there is no data, and a `data` that is null, would contradict each other.
        del payload["data"]
    try:
        content = orjson.dumps(payload)
    except TypeError as error:
        _log.error("internal_error", exc_info=error)
        content = orjson.dumps({"errors": [masked(request_id)], "data": None})
    headers = {**HEADERS, **answer.headers}
    return Response(content, status, headers, media_type=f"{media_type}; charset=utf-8")
