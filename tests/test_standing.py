"""Rows looked up by id at a data version, in labels that have few rows and many."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from service.address import Address
from service.sync import standing
from service.sync.standing import Standing
from service.sync.store import Label, Store
from tests.made_up import entity, told

ASKED = [f"e-{number}" for number in range(30)]


class Listening(Store):
    """A store that notes for how many ids rows were asked."""

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self.asked: list[int] = []

    def rows_by_id(self, label: Label, ids: Iterable[str], version: int) -> list[dict[str, Any]]:
        wanted = list(ids)
        self.asked.append(len(wanted))
        return super().rows_by_id(label, wanted, version)


@pytest.mark.parametrize(
    ("few", "asked"),
    [pytest.param(10, [2, 2], id="of few rows"), pytest.param(2, [30, 30], id="of many rows")],
)
def test_rows_are_those_that_stand_in_the_version(
    graph: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int, asked: list[int]
) -> None:
    told(graph, tmp_path, [entity("e-1"), entity("e-7"), entity("z")])
    told(graph, tmp_path, [entity("e-1"), entity("e-7", description="Another."), entity("z")])
    monkeypatch.setattr(standing, "FEW", few)
    monkeypatch.setattr(standing, "MANY", 20)
    store = Listening(graph)
    with store:
        before, after = Standing(store, store.version - 1), Standing(store, store.version)
        found = [
            {row["id"]: row.get("description") for row in each.rows(Label.ENTITY, ASKED)} for each in (before, after)
        ]
        assert found == [{"e-1": None, "e-7": None}, {"e-1": None, "e-7": "Another."}]
        assert after.rows(Label.QUESTION, ASKED) == []
        # No question is there, of which none need be asked for.
        assert store.asked == [*asked, 0]
        # A few are asked for as they are.
        assert [row["id"] for row in after.rows(Label.ENTITY, ASKED[:8])] == ["e-1", "e-7"]
        assert store.asked[-1] == 8
