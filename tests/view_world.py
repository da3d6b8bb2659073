"""All that a view of the seed data holds, read through the API page by page, for comparisons in plain Python."""

from typing import Any

import pytest

from service.address import Address
from tests.conftest import Asker
from tests.oracles.filters import Everything, Row

View = tuple[str | None, str | None, str]
VIEWS: list[View] = [
    (None, None, "POSSIBLE"),
    ("2022-01-06", "2022-01-06", "POSSIBLE"),
    ("2022-01-20", None, "CERTAIN"),
]
LISTS = {
    "people": "PERSON",
    "institutions": "INSTITUTION",
    "clans": "CLAN",
    "countries": "COUNTRY",
    "events": "EVENT",
    "places": "PLACE",
}
TIE = """id kind nature role standing from { id } to { id } sources { id }
  period { start end earliestStart latestStart latestEnd }"""
STATEMENT = "id modality stance reportedOn source { id } attributedTo { id }"
FIELDS = {
    **dict.fromkeys(LISTS, "id kind name names { text } %s"),
    "ties": TIE,
    "claims": f"{STATEMENT} start end heldOn tie {{ from {{ id }} to {{ id }} institution {{ id }} }}",
    "remarks": f"{STATEMENT} date about {{ id }}",
}
OF_VIEW = "view(asOf: $asOf, knownAt: $knownAt, certainty: $certainty)"


def variables(view: View, **more: Any) -> dict[str, Any]:
    return {"asOf": view[0], "knownAt": view[1], "certainty": view[2], **more}


async def every(ask: Asker, view: View, name: str) -> list[Row]:
    """All records of a list, page by page."""
    own = {"people": "born", "events": "date"}.get(name, "")
    fields = FIELDS[name] % own if "%s" in FIELDS[name] else FIELDS[name]
    query = f"""query($asOf: Date, $knownAt: Date, $certainty: Certainty, $after: String) {{ {OF_VIEW} {{
      {name}(first: 100, after: $after) {{ nodes {{ {fields} }} pageInfo {{ endCursor hasNextPage }} }} }} }}"""
    found: list[Row] = []
    after = None
    while True:
        page = (await ask(query, variables(view, after=after)))["view"][name]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


async def everything(ask: Asker, view: View) -> Everything:
    entities = [row for name in LISTS for row in await every(ask, view, name)]
    for row in entities:
        row["names"] = [name["text"] for name in row["names"]]
        row.setdefault("born", None)
        row.setdefault("date", None)
    ties = await every(ask, view, "ties")
    for row in ties:
        row |= {"from": row["from"]["id"], "to": row["to"]["id"], "sources": [each["id"] for each in row["sources"]]}
        row |= row.pop("period")
    claims, remarks = await every(ask, view, "claims"), await every(ask, view, "remarks")
    for row in claims:
        tie = row.pop("tie")
        row["about"] = [end["id"] for end in tie.values() if end]
        row["dates"] = [date for date in (row["start"], row["heldOn"], row["end"]) if date]
    for row in remarks:
        row["about"] = [row["about"]["id"]]
        row["dates"] = [row["date"]] if row["date"] else []
    for row in claims + remarks:
        row["source"] = row["source"]["id"]
        row["attributedTo"] = row["attributedTo"]["id"] if row["attributedTo"] else None
    return Everything(entities=entities, ties=ties, claims=claims, remarks=remarks)


WORLDS: dict[tuple[str, str, View], Everything] = {}


@pytest.fixture(params=VIEWS, ids=str)
def view(request: pytest.FixtureRequest) -> View:
    found: View = request.param
    return found


@pytest.fixture
async def world(ask: Asker, seeded: Address, view: View) -> Everything:
    key = (seeded.uri, seeded.database, view)
    if key not in WORLDS:
        WORLDS[key] = await everything(ask, view)
    return WORLDS[key]
