"""ArcadeDB's SQL over its HTTP API: for the statements on indexes that its Cypher lacks."""

import json
import urllib.error
import urllib.request
from base64 import b64encode

from schema.errors import DatabaseUnavailable
from service.address import Address

SECONDS = 600.0  # an index over all that is there is made before the answer


class SqlRefused(Exception):
    """The database does not take a statement, or not now; with what it said."""


def sql(address: Address, statement: str) -> None:
    """Run one statement. Raises SqlRefused, and DatabaseUnavailable where nothing answers."""
    key = b64encode(f"{address.user}:{address.password}".encode()).decode()
    request = urllib.request.Request(  # noqa: S310 - the embedded engine on loopback
        f"{address.fulltext_http}/api/v1/command/{address.database}",
        json.dumps({"language": "sql", "command": statement}).encode(),
        {"Authorization": f"Basic {key}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310 - as above
            pass
    except urllib.error.HTTPError as error:
        raise SqlRefused(f"{statement}: {error.read().decode(errors='replace')[:1000]}") from error
    except OSError as error:
        raise DatabaseUnavailable("the database does not answer", suggestion="Try again in a moment.") from error
