"""A permalink gives the same answer after later imports, also such as report about earlier days."""

from collections.abc import Callable
from pathlib import Path

from service.address import Address
from service.sync.store import Store
from tests.conftest import Asker
from tests.made_up import told
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


async def test_permalinks_are_no_versioned_data(
    graph: Address, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    told(graph, tmp_path, FIRST, "village")
    record = await made(asking(graph), ASKED)
    with Store(graph) as store:
        assert store.version == record["dataVersion"] == 1
    assert not told(graph, tmp_path, FIRST, "village").anything
