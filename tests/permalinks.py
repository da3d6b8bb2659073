"""What the tests of permalinks share: a small dataset, what is told later about days before, and a query."""

from typing import Any

from tests.conftest import Asker
from tests.made_up import claim, entity, source, tie

POST = tie("HOLDS_POST", "ann", "mill", head=True)
FIRST: list[dict[str, Any]] = [
    source("paper", "2020-02-01"),
    entity("ann"),
    entity("bea"),
    entity("mill", "INSTITUTION"),
    claim(POST, "paper", start="2019", end=".."),
]
# Told later, about days before: another head, an end, a denial, a new name, a further source.
LATER: list[dict[str, Any]] = [
    source("diary", "2019-06-01"),
    entity("cy", names=[{"text": "Cy the Elder"}]),
    entity("ann", names=[{"text": "Anna Miller"}]),
    entity("mill", "INSTITUTION", names=[{"text": "Old Mill"}]),
    claim(POST, "diary", end="2019-05-01", reportedOn="2019-06-01"),
    claim(POST["id"], "diary", stance="DENIES", reportedOn="2019-06-02"),
    claim(tie("HOLDS_POST", "cy", "mill", head=True), "diary", start="2018", reportedOn="2019-06-01"),
]
QUERY = """# Who heads the mill?
query Heads($id: ID!, $on: Date) {
  institution(id: $id) { name heads { totalCount nodes { standing certainty period { text } from { name } } } }
  view(asOf: $on, knownAt: "2020-03-01") {
    ties(first: 50) { totalCount nodes { id standing certainty period { text } claims { totalCount } } }
    people { totalCount nodes { name } } sources { totalCount nodes { title } } claims { totalCount }
  }
  all: view {
    search(text: "ann") { match matched { text } entity { id name } }
    measures(kind: DEGREE) { nodes { value rank ties entity { id } } }
    timeline(about: ["mill"]) { nodes { kind earliest latest sentence } }
    derivedTies { nodes { kind sentence } }
    paths(from: "ann", to: "mill") { nodes { sentence certainty } }
    disputes { nodes { id positions { text } } } questions { totalCount }
    changes(from: "2018-01-01", to: "2020-12-31", axis: KNOWLEDGE) { nodes { kind date } }
  }
  believed: view(policy: { sources: ["paper"] }) {
    ties { nodes { id standing period { text } } } people { totalCount }
  }
}"""
ASKED = {"query": QUERY, "variables": {"id": "mill", "on": "2020-02-15"}, "operationName": "Heads"}


async def made(asker: Asker, asked: dict[str, Any]) -> dict[str, Any]:
    answer = await asker.client.post("/permalinks", json=asked)
    assert answer.status_code == 201, answer.text
    record: dict[str, Any] = answer.json()
    assert answer.headers["location"] == record["url"]
    return record


async def opened(asker: Asker, record: dict[str, Any]) -> Any:
    """What the playground would get: the query as kept, with the data version sent along."""
    body = {name: record[name] for name in ("query", "variables", "operationName")}
    by_header = await asker.client.post(
        "/graphql", json=body, headers={"Retinue-Data-Version": str(record["dataVersion"])}
    )
    body["extensions"] = {"dataVersion": record["dataVersion"]}
    by_member = await asker.client.post("/graphql", json=body)
    assert by_header.json() == by_member.json()
    assert by_member.json()["extensions"] == {"dataVersion": record["dataVersion"]}
    return by_member.json()["data"]
