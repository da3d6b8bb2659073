"""Where a graph database is and how to log in: all that an adapter needs to know."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Address:
    """A Bolt server, embedded or not.

    `fulltext_http` is the base URL of ArcadeDB's HTTP API, which takes the statements that its
    Cypher lacks (full-text indexes, creating databases); None on Neo4j, which needs no such thing.
    """

    uri: str
    user: str
    # Out of the repr, so that no log line and no traceback ever shows it.
    password: str = field(repr=False)
    database: str
    fulltext_http: str | None = None
