"""Tables: every row says what the API says."""

import csv
import io
from collections.abc import Callable, Iterator

import pytest

from service.address import Address
from service.exports.tables import ENTITY_COLUMNS, TIE_COLUMNS
from tests.conftest import Asker, Engine
from tests.exports import exports_world, fetched, table, ties_of_view


@pytest.fixture(scope="module")
def world(engine: Engine) -> Iterator[Address]:
    yield from exports_world(engine)


@pytest.fixture
def ask(world: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(world)


@pytest.mark.parametrize(("as_of", "known_at"), [(None, None), ("2020-05-11", None), ("2021-05-25", "2021-06-30")])
async def test_ties(ask: Asker, as_of: str | None, known_at: str | None) -> None:
    parameters = {name: day for name, day in (("asOf", as_of), ("knownAt", known_at)) if day}
    rows = await table(ask, "ties.csv", **parameters)
    ties = await ties_of_view(ask, as_of, known_at)
    assert [row["id"] for row in rows] == list(ties)
    assert list(rows[0]) == list(TIE_COLUMNS)
    for row in rows:
        tie = ties[row["id"]]
        period, office = tie["period"], tie["institution"] or {"id": "", "name": ""}
        said = {
            "id": tie["id"], "kind": tie["kind"], "nature": tie["nature"], "from": tie["from"]["id"],
            "from_name": tie["from"]["name"], "to": tie["to"]["id"], "to_name": tie["to"]["name"],
            "role": tie["role"] or "", "head": str(tie["isHead"]).lower(), "institution": office["id"],
            "institution_name": office["name"], "standing": tie["standing"], "certainty": tie["certainty"] or "",
            "start": period["start"] or "", "end": period["end"] or "",
            "earliest_start": period["earliestStart"] or "", "latest_start": period["latestStart"] or "",
            "earliest_end": period["earliestEnd"] or "", "latest_end": period["latestEnd"] or "",
            "period": period["text"], "claims": str(tie["claims"]["totalCount"]),
            "sources": " | ".join(source["id"] for source in tie["sources"]),
        }  # fmt: skip
        assert {name: value for name, value in row.items() if name != "voices"} == said
    by_id = {row["id"]: row for row in rows}
    if not as_of:
        assert by_id["eve-heads-firm"]["standing"] == "DISPUTED"
        assert (by_id["eve-heads-firm"]["claims"], by_id["eve-heads-firm"]["voices"]) == ("4", "3")
        assert by_id["boris-rival-of-carl"]["standing"] == "REFUTED"


async def test_entities(ask: Asker) -> None:
    rows = {row["id"]: row for row in await table(ask, "entities.csv")}
    assert list(rows["anna"]) == list(ENTITY_COLUMNS)
    assert rows["anna"] == {
        "id": "anna", "kind": "PERSON", "name": "Anna Berg", "names": "Anna Berg | Анна Берг | Anna Dal",
        "description": "A minister.", "identified": "true", "born": "1960", "died": "", "date": "",
        "external_ids": "elsewhere:a-1 | wikidata:Q0", "sources": "gazette",
    }  # fmt: skip
    assert rows["nephew"]["identified"] == "false"
    assert rows["congress"]["date"] == "[2020-05-10..2020-05-12]"
    assert rows["o-brien"]["names"] == 'Seán <O\'Brien> & Söhne | Ó Briain, "Seán" | Шон О’Брайен'
    assert rows["o-brien"]["description"] == 'He said: "x < y",\nthen left; =1+1 😀'
    assert "ella" not in rows, "nothing speaks of her"


async def test_it_is_csv_as_the_standard_has_it(ask: Asker) -> None:
    """RFC 4180: lines end in CR LF, cells with quotes, commas and line breaks stand in quotes."""
    content = (await fetched(ask, "entities.csv")).decode()
    assert content.startswith("id,kind,name,")
    assert content.endswith("\r\n")
    rows = list(csv.reader(io.StringIO(content, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(ENTITY_COLUMNS)}
