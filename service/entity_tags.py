"""Entity tags of answers to GET, so that who has an answer already is told that it still holds.

An answer follows from the release, the data version and what is asked. So its tag is known before anything is
executed, at the price of the one trip that learns the data version. What the ledger of syncs says has no versions: a
query that asks for it has no tag.
"""

import hashlib
from importlib.metadata import version as release

import orjson
from graphql import get_operation_ast

from service.graphql_documents import Document
from service.graphql_request import GraphQLRequest
from service.root_fields import BY_ID, OF_THE_LEDGER, root_fields

_UNVERSIONED = OF_THE_LEDGER | BY_ID
_RELEASE = release("retinue")


def tag_of(document: Document, asked: GraphQLRequest, data_version: int) -> str | None:
    """The tag of the answer, quoted; None where it does not follow from the data version."""
    operation = get_operation_ast(document.node, asked.operation_name)
    if operation is None:
        return None
    if any(each.name.value in _UNVERSIONED for each in root_fields(document.node, operation, asked.variables)):
        return None
    told = [_RELEASE, data_version, asked.data_version is None, document.digest, asked.operation_name, asked.variables]
    digest = hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()
    # Weak: the media type, and with it the status of an error, may be another.
    return f'W/"{digest[:32]}"'


def holds(tag: str, if_none_match: str | None) -> bool:
    """Whether a client has the answer of that tag, by its header If-None-Match."""
    given = [each.strip().removeprefix("W/") for each in (if_none_match or "").split(",")]
    return "*" in given or tag.removeprefix("W/") in given
