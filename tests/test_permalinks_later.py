"""A permalink gives the same answer after later imports, also such as report about earlier days."""

import json
from collections.abc import Callable
from pathlib import Path

from service.address import Address
from service.sync.store import Store
from tests.conftest import Asker
from tests.made_register import MANY, one, version
from tests.made_up import claim, entity, source, tie, told
from tests.permalinks import ASKED, FIRST, LATER, QUERY, made, opened


async def test_the_answer_stays_the_same_after_a_later_import_about_earlier_days(
    graph: Address, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    told(graph, tmp_path, FIRST, "village")
    ask = asking(graph)
    seen = await ask(QUERY, ASKED["variables"])  # type: ignore[arg-type]
    record = await made(ask, ASKED)
    assert await opened(ask, record) == seen

    told(graph, tmp_path, LATER, "diary")
    told(graph, tmp_path, [FIRST[0], FIRST[1], FIRST[3], FIRST[4] | {"start": "2017"}], "village")
    now = await ask(QUERY, ASKED["variables"])  # type: ignore[arg-type]
    assert now != seen, "the import must change what the query answers"
    again = (await ask.client.get(f"/p/{record['id']}.json")).json()
    assert again == record
    assert await opened(ask, again) == seen
    assert await ask(QUERY, ASKED["variables"]) == now, "only who names a version gets an earlier one"  # type: ignore[arg-type]

    # What is made now is another permalink, for it reads another version; the first can be made again by its version.
    assert (await made(ask, ASKED))["id"] != record["id"]
    pinned = {**ASKED, "extensions": {"dataVersion": record["dataVersion"]}}
    assert await made(ask, pinned) == record


async def test_a_role_given_later_changes_nothing_of_an_earlier_version(
    graph: Address, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    """A tie's definition is a record as any other: views, policies and exports of a version read its own."""
    post = tie("HOLDS_POST", "ann", "mill", "post")
    village = [source("paper", "2020-01-01"), entity("ann"), entity("mill", "INSTITUTION")]
    told(graph, tmp_path, [*village, claim(post, "paper", id="c")], "village")
    ask = asking(graph)
    query = '{ ties { nodes { role } } view(policy: {sources: ["paper"]}) { ties { nodes { role } } } }'

    async def roles(version: int) -> list[str | None]:
        asked = {"query": query, "extensions": {"dataVersion": version}}
        data = (await ask.client.post("/graphql", json=asked)).json()["data"]
        exported = (await ask.client.get(f"/export/claims.jsonl?dataVersion={version}")).text
        [told_there] = [json.loads(line) for line in exported.splitlines() if '"type":"claim"' in line]
        seen = [view["ties"]["nodes"][0]["role"] for view in (data, data["view"])]
        return [*seen, told_there["tie"].get("role")]

    assert await roles(1) == [None, None, None]
    told(graph, tmp_path, [*village, claim({**post, "role": "Miller"}, "paper", id="c")], "village")
    assert await roles(2) == ["Miller"] * 3
    assert await roles(1) == [None, None, None]


async def test_permalinks_are_no_versioned_data(
    graph: Address, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    told(graph, tmp_path, FIRST, "village")
    record = await made(asking(graph), ASKED)
    with Store(graph) as store:
        assert store.version == record["dataVersion"] == 1
    assert not told(graph, tmp_path, FIRST, "village").anything


async def test_what_has_no_versions_is_not_kept(
    graph: Address, store: Store, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    one(store, version(tmp_path, "2022-01-01", MANY))
    ask = asking(graph)
    (run,) = (await ask("{ syncRuns { nodes { id } } }"))["syncRuns"]["nodes"]
    (source,) = (await ask("{ sources { nodes { id } } }"))["sources"]["nodes"]
    by_variable = "query Run($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    by_default = f'query Run($id: ID! = "{run["id"]}") {{ ...F }} fragment F on Query {{ node(id: $id) {{ id }} }}'
    for query, variables, named in (
        ("{ syncRuns { totalCount } }", {}, "syncRuns"),
        ("{ ...F } fragment F on Query { people { totalCount } ... { syncSources { name } } }", {}, "syncSources"),
        (f'{{ nodes(ids: "{run["id"]}") {{ id }} }}', {}, run["id"]),
        (by_variable, {"ids": [source["id"], run["id"]]}, run["id"]),
        (by_default, {}, run["id"]),
    ):
        answer = await ask.client.post("/permalinks", json={"query": query, "variables": variables})
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["extensions"]["code"]) == (400, "BAD_INPUT"), query
        assert named in error["message"] and "no data versions" in error["message"]
        assert error["extensions"]["suggestion"] == "Leave it out of what is kept."
    await made(ask, {"query": by_variable, "variables": {"ids": [source["id"]]}})
    await made(ask, {"query": by_default, "variables": {"id": source["id"]}})
