"""What a client is told of an error, and what only the log is.

Every error that leaves bears `extensions.code`: our own errors their own code and words, errors of the
request (syntax, validation, variables) BAD_INPUT with their place in the document. All else is INTERNAL:
the client reads a request id, the log the traceback.
"""

from collections.abc import Sequence
from types import TracebackType
from typing import Any

import structlog
from graphql import GraphQLError

from schema.errors import BadInput, RetinueError

# Where graphql-core raises for arguments that only the variables' values show to be wrong.
COERCION_MODULES = ("graphql.execution.values", "graphql.utilities.")

_log = structlog.get_logger(__name__)


def request_errors(errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
    """Errors of a document or its variables, before anything was executed."""
    return [_told(error, _origin(error)) or _with_code(error, BadInput.code) for error in errors]


def field_errors(errors: Sequence[GraphQLError], request_id: str) -> list[dict[str, Any]]:
    """Errors of fields while executing; those that are not ours are masked and logged."""
    return [_field_error(error, request_id) for error in errors]


def single_error(error: Exception, request_id: str) -> dict[str, Any]:
    """An error with no place in a document; masked and logged where it is not ours."""
    if isinstance(error, RetinueError):
        return {"message": str(error), "extensions": error.extensions}
    _log.error("internal_error", exc_info=error)
    return masked(request_id)


def masked(request_id: str) -> dict[str, Any]:
    """What is told of an error that is nobody's business but ours."""
    return {
        "message": f"Something went wrong; quote request id {request_id} when you report it.",
        "extensions": {"code": RetinueError.code, "requestId": request_id},
    }


def _field_error(error: GraphQLError, request_id: str) -> dict[str, Any]:
    origin = _origin(error)
    told = _told(error, origin)
    if told is not None:
        return told
    if isinstance(origin, GraphQLError) and _module_of(origin).startswith(COERCION_MODULES):
        return _with_code(error, BadInput.code)
    _log.error("internal_error", path=error.path, exc_info=origin)
    formatted = error.formatted
    places = {key: formatted[key] for key in ("locations", "path") if key in formatted}
    return masked(request_id) | places


def _told(error: GraphQLError, origin: Exception) -> dict[str, Any] | None:
    """The error as it stands, if it or what it came from is one of ours."""
    if not isinstance(origin, RetinueError):
        return None
    return dict(error.formatted) | {"extensions": origin.extensions}


def _with_code(error: GraphQLError, code: str) -> dict[str, Any]:
    return dict(error.formatted) | {"extensions": {"code": code}}


def _origin(error: Exception) -> Exception:
    """The error at the bottom: graphql-core wraps it once for the value and once for its place."""
    while isinstance(error, GraphQLError) and isinstance(error.cause, Exception):
        error = error.cause
    return error


def _module_of(error: Exception) -> str:
    """Name of the module that raised it, empty if nothing did."""
    traceback: TracebackType | None = error.__traceback__
    if traceback is None:
        return ""
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return str(traceback.tb_frame.f_globals.get("__name__", ""))
