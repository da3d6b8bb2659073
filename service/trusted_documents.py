"""Trusted documents: those of the clients that one builds oneself, known to the service by an id.

A client then sends `documentId` in place of a document, which is shorter, can be cached by its address, and where the
settings say so nothing else is answered. The file is the manifest that graphql-codegen's client preset and Relay's
compiler write: an object of JSON from ids, by default hashes of the documents, to documents.
"""

from collections.abc import Mapping
from pathlib import Path

import orjson
from graphql import GraphQLSchema

from schema.errors import BadInput, NotFound
from service.graphql_documents import Documents, Limits, Rejected

# What the specification of GraphQL over HTTP puts before an id that is a hash.
HASHED = "sha256:"
SHOWN = 60


class TrustedDocuments:
    """Documents by their ids. `only`: others are not answered."""

    def __init__(self, documents: Mapping[str, str] | None = None, *, only: bool = False) -> None:
        self._documents = {key.removeprefix(HASHED): text for key, text in (documents or {}).items()}
        self._texts = frozenset(self._documents.values())
        self.only = only

    @classmethod
    def read(cls, file: Path, schema: GraphQLSchema, limits: Limits, *, only: bool = False) -> "TrustedDocuments":
        """From a manifest. Raises BadInput for a file that is none, and for a document that could not be answered."""
        try:
            found = orjson.loads(file.read_bytes())
        except (OSError, orjson.JSONDecodeError) as error:
            raise BadInput(f"{file}: the trusted documents cannot be read: {error}") from None
        if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
            raise BadInput(
                f"{file}: expected an object from ids to GraphQL documents",
                suggestion="graphql-codegen writes one with `persistedDocuments: true` in the client preset.",
            )
        documents = Documents(schema, limits)
        for key, text in found.items():
            try:
                documents.get(text)
            except Rejected as rejected:
                raise BadInput(
                    f"{file}: the document {key[:SHOWN]} cannot be answered: {rejected}",
                    suggestion="Build the client anew against schema/schema.graphql.",
                ) from None
        return cls(found, only=only)

    def text(self, identity: str) -> str:
        """The document with an id. Raises NotFound."""
        try:
            return self._documents[identity.removeprefix(HASHED)]
        except KeyError:
            raise NotFound(
                f"No document is known by the id {identity[:SHOWN]!r}.", suggestion="Send the document as `query`."
            ) from None

    def check(self, text: str) -> None:
        """Raises BadInput for a document that is not answered here."""
        if self.only and text not in self._texts:
            raise BadInput(
                "Only documents that this service knows are answered.", suggestion="Send the id of one as `documentId`."
            )


NONE = TrustedDocuments()
