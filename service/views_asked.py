"""Which views a query asks for, read from the document and its variables."""

from collections.abc import Mapping
from typing import Any

import orjson
from graphql import DocumentNode, Undefined, get_operation_ast

from schema.vocabulary import Certainty
from service.citing import Viewed
from service.root_fields import arguments_of, root_fields, variables_of

VIEW = "view"


def views_asked(document: DocumentNode, operation_name: str | None, variables: Mapping[str, Any]) -> tuple[Viewed, ...]:
    """The distinct views in the order in which the query names them; a field beside them stands on the one without
    dates. The document is valid and has the operation."""
    operation = get_operation_ast(document, operation_name)
    assert operation is not None
    given = variables_of(operation, variables)
    found: dict[Viewed, None] = {}
    for field in root_fields(document, operation, variables):
        if field.name.value == VIEW:
            asked = arguments_of(field, given)
            certain = asked.get("certainty") == Certainty.CERTAIN.value
            viewed = Viewed(asked.get("asOf"), asked.get("knownAt"), certain, _policy(asked.get("policy")))
            found[viewed] = None
        elif not field.name.value.startswith("__"):
            found[Viewed()] = None
    return tuple(found) or (Viewed(),)


def _policy(asked: Mapping[str, Any] | None) -> str | None:
    """A policy in one form, whatever it was written like; None for one that asks for nothing."""
    told = {name: value for name, value in sorted((asked or {}).items()) if value not in (None, Undefined)}
    return orjson.dumps(told).decode() if told else None
