"""What the tests of exports share: fetching a file, and a database with all that a format can stumble over.

Each module makes the fixture its own:

    @pytest.fixture(scope="module")
    def world(engine: Engine) -> Iterator[Address]:
        yield from exports_world(engine)
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

from service.address import Address
from tests.conftest import Asker, Engine
from tests.made_up import made_up


def exports_world(engine: Engine) -> Iterator[Address]:
    return made_up(engine, "norland.yaml", "exports.yaml")


async def fetched(asker: Asker, name: str, **parameters: Any) -> bytes:
    """An export that must be given."""
    answer = await asker.client.get(f"/export/{name}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.content


async def table(asker: Asker, name: str, **parameters: Any) -> list[dict[str, str]]:
    """The rows of a table."""
    text = (await fetched(asker, name, **parameters)).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def ties_of_view(
    asker: Asker, as_of: str | None = None, known_at: str | None = None
) -> dict[str, dict[str, Any]]:
    """All ties that the API says a view holds, by id."""
    found: dict[str, dict[str, Any]] = {}
    after = None
    while True:
        page = (await asker(_TIES, {"asOf": as_of, "knownAt": known_at, "after": after}))["view"]["ties"]
        found |= {tie["id"]: tie for tie in page["nodes"]}
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


_TIES = """query ($asOf: Date, $knownAt: Date, $after: String) {
  view(asOf: $asOf, knownAt: $knownAt) {
    ties(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id kind nature isHead role standing certainty from { id name } to { id name } institution { id name }
        period { start end earliestStart latestStart earliestEnd latestEnd text }
        claims { totalCount } sources { id }
      }
    }
  }
}"""
