"""A GraphQL request as it comes over HTTP: read no further than the limit, and checked member by member.

Follows https://graphql.github.io/graphql-over-http/draft/. What is not a request at all is refused with
the HTTP status that says so, whatever media type the answer has.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request

from schema.errors import BadInput, NotFound, RetinueError, TooLarge
from service.accepting import wanted
from service.trusted_documents import NONE as NO_DOCUMENTS
from service.trusted_documents import TrustedDocuments

JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"
METHODS = "GET, POST"
MEMBERS = ("query", "documentId", "operationName", "variables", "extensions")
# An earlier data version to read, as a header or as a member of `extensions`.
VERSION_HEADER = "Retinue-Data-Version"
VERSION_MEMBER = "dataVersion"
LARGEST_VERSION = 2**53 - 1


class Refused(Exception):
    """Not a GraphQL request: the HTTP status to answer with, and why."""

    def __init__(self, status: int, error: RetinueError, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(str(error))
        self.status, self.error, self.headers = status, error, dict(headers or {})


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """What is asked. `data_version` is the one to read, None for the present one."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    extensions: dict[str, Any] = field(default_factory=dict)
    read_only: bool = False
    data_version: int | None = None


def answer_type(accept: str | None) -> str:
    """The media type to answer in, as the Accept header wants it; `application/json` where it does not care.

    Raises Refused (406) where neither will do.
    """
    found = wanted(accept, (JSON, RESPONSE_JSON))
    if found is None:
        raise Refused(
            406,
            BadInput(
                f"Nothing in the Accept header can be answered: {(accept or '')[:200]!r}.",
                suggestion=f"Accept {RESPONSE_JSON} or {JSON}.",
            ),
        )
    return found


async def read_request(request: Request, body_limit: int, trusted: TrustedDocuments = NO_DOCUMENTS) -> GraphQLRequest:
    """Read a GET or POST. Raises Refused: 400, 403, 404, 405, 413, 415."""
    if request.method == "GET":
        return _from_members(_query_members(request, body_limit), request, trusted, read_only=True)
    if request.method != "POST":
        error = BadInput(f"GraphQL is not asked by {request.method}.", suggestion="Send a GET or a POST.")
        raise Refused(405, error, {"Allow": METHODS})
    _check_content_type(request.headers.get("content-type", ""))
    body = await _read_body(request, body_limit)
    try:
        members = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _bad(f"The body is not JSON in UTF-8: {error}.", 'Send an object such as {"query": "…"}.') from None
    if isinstance(members, list):
        raise _bad("The body is an array; operations are not taken in batches.", "Send one request for each.")
    if not isinstance(members, dict):
        raise _bad("The body is not a JSON object.", 'Send an object such as {"query": "{ __typename }"}.')
    return _from_members(members, request, trusted, read_only=False)


def _check_content_type(content_type: str) -> None:
    """Only JSON: no page of another origin can send that without asking first, which only the settings' may."""
    name, _, rest = content_type.partition(";")
    if name.strip().lower() != JSON:
        found = f"The content type is {content_type[:200]!r}." if content_type else "The content type is missing."
        raise Refused(415, BadInput(found, suggestion=f"Send the body as {JSON}."))
    for parameter in rest.split(";"):
        key, _, value = (part.strip().strip('"').lower() for part in parameter.partition("="))
        if key == "charset" and value not in ("utf-8", "utf8"):
            raise Refused(415, BadInput(f"The character set is {value[:50]!r}.", suggestion="Send the body in UTF-8."))


async def _read_body(request: Request, limit: int) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise _too_large("body", limit)
    body = bytearray()
    async for chunk in request.stream():
        # Before it is kept: what is held never passes the limit by more than one piece of the server's.
        if len(body) + len(chunk) > limit:
            raise _too_large("body", limit)
        body += chunk
    return bytes(body)


def _query_members(request: Request, limit: int) -> dict[str, Any]:
    raw: bytes = request.scope.get("query_string", b"")
    if len(raw) > limit:
        raise _too_large("query string", limit)
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise _bad("The query string is not percent-encoded UTF-8.") from None
    members: dict[str, Any] = {}
    for key, value in pairs:
        if key in MEMBERS and key in members:
            raise _bad(f"The query string gives {key!r} more than once.")
        members[key] = value
    for key in ("variables", "extensions"):
        if key in members:
            try:
                members[key] = orjson.loads(members[key]) if members[key] else None
            except orjson.JSONDecodeError as error:
                raise _bad(f"The parameter {key!r} is not JSON: {error}.") from None
    return members


def _from_members(
    members: Mapping[str, Any], request: Request, trusted: TrustedDocuments, *, read_only: bool
) -> GraphQLRequest:
    query = _document(members, trusted)
    operation_name = members.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise _bad(f"`operationName` is {_kind(operation_name)}, not a string or null.")
    for key in ("variables", "extensions"):
        if members.get(key) is not None and not isinstance(members[key], dict):
            raise _bad(f"`{key}` is {_kind(members[key])}, not an object or null.")
    extensions = members.get("extensions") or {}
    return GraphQLRequest(
        query,
        operation_name or None,
        members.get("variables") or {},
        extensions,
        read_only,
        _data_version(extensions, request.headers.get(VERSION_HEADER)),
    )


def _document(members: Mapping[str, Any], trusted: TrustedDocuments) -> str:
    query, identity = members.get("query"), members.get("documentId")
    for key, found in (("query", query), ("documentId", identity)):
        if found is not None and not isinstance(found, str):
            raise _bad(f"`{key}` is {_kind(found)}, not a string.")
    if query is not None and identity is not None:
        raise _bad("There are both `query` and `documentId`.", "Send one of them.")
    try:
        if identity is not None:
            return trusted.text(identity)
        if query is None:
            raise _bad("There is no query.", "Send a GraphQL document as `query`.")
        trusted.check(query)
    except NotFound as error:
        raise Refused(404, error) from None
    except BadInput as error:
        raise Refused(403, error) from None
    return str(query)


def _data_version(extensions: Mapping[str, Any], header: str | None) -> int | None:
    named = extensions.get(VERSION_MEMBER)
    if named is not None and (type(named) is not int or not 0 <= named <= LARGEST_VERSION):
        raise _bad(f"`extensions.{VERSION_MEMBER}` is not a data version: expected a whole number such as 7.")
    if header is None or not header.strip():
        return named
    text = header.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 16 and int(text) <= LARGEST_VERSION):
        raise _bad(f"The header {VERSION_HEADER} is not a data version: expected a whole number such as 7.")
    if named is not None and named != int(text):
        raise _bad(
            f"The header {VERSION_HEADER} and `extensions.{VERSION_MEMBER}` name two data versions.", "Name one."
        )
    return int(text)


def _kind(value: object) -> str:
    names = {
        dict: "an object",
        list: "an array",
        str: "a string",
        bool: "a boolean",
        int: "a number",
        float: "a number",
    }
    return names[type(value)]


def _bad(message: str, suggestion: str | None = None) -> Refused:
    return Refused(400, BadInput(message, suggestion=suggestion))


def _too_large(what: str, limit: int) -> Refused:
    error = TooLarge(
        f"The {what} holds more than {limit} bytes.",
        suggestion="Send less at once; long values belong in variables, repeated parts in fragments.",
    )
    # The rest of the body stays unread, so the connection is of no more use.
    return Refused(413, error, {"Connection": "close"})
