"""The command `retinue matches`: what it lists, and what it takes."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from service.address import Address
from service.sync.matching import Likely, unjoined
from service.sync.store import Store
from tests.commands import database_variables, retinue
from tests.conftest import Asker
from tests.dumps import standing
from tests.made_up import claim, entity, source, tie, told
from tests.two_versions import match


def named(identity: str, name: str, kind: str = "PERSON", **fields: str) -> dict[str, object]:
    return {**entity(identity, kind), "names": [{"text": name}], **fields}


HERE = [
    source("paper", "2020-01-01"),
    named("a-karimova", "Aigul Karimova", born="1970-05"),
    named("b-karimov", "Bolat Karimov", born="1950"),
    named("mill", "Great Mill", "INSTITUTION"),
    claim(tie("HOLDS_POST", "a-karimova", "mill", role="Director"), "paper", start="2019", end=".."),
]
THERE = [
    source("radio", "2020-01-01"),
    named("radio-1", "Karimova, Aigul", born="1970-05-03"),
    named("radio-2", "Bolat Karimov", born="1981"),
    named("radio-3", "Great Mill", "PLACE"),
    named("radio-4", "Aigul Karimova"),
    named("radio-5", "The mill", "INSTITUTION"),
    claim(tie("HOLDS_POST", "radio-1", "radio-5", role="director"), "radio", start="2020", end="2021"),
]


def test_likely_pairs_come_with_what_speaks_for_them(graph: Address, store: Store, tmp_path: Path) -> None:
    told(graph, tmp_path, HERE, "here")
    told(graph, tmp_path, THERE, "there")
    found = unjoined(store).likely
    assert found == [
        Likely(
            "a-karimova", "radio-1", found[0].score,
            ("named Aigul Karimova and Karimova, Aigul", "born 1970-05 and 1970-05-03", "both Director, Great Mill"),
        ),
        Likely("a-karimova", "radio-4", found[1].score, ("named Aigul Karimova",)),
    ]  # fmt: skip
    # A decision, whichever it is, takes a pair from the list.
    told(graph, tmp_path, [match("radio-4", "a-karimova", same=False)], "notes")
    assert [(pair.a, pair.b) for pair in unjoined(store).likely] == [("a-karimova", "radio-1")]
    told(graph, tmp_path, [match("radio-1", "a-karimova", same=True)], "more-notes")
    assert unjoined(store).likely == []


def test_the_list_as_people_see_it(graph: Address, tmp_path: Path) -> None:
    twice = [{**each, "externalIds": {"wikidata": "Q1"}} if each["type"] == "entity" else each for each in HERE]
    told(
        graph,
        tmp_path,
        [each for each in twice if each.get("kind") != "INSTITUTION" and each["type"] != "claim"],
        "here",
    )
    told(graph, tmp_path, THERE, "there")
    found = retinue("matches", "--first", "1", wait=120, **database_variables(graph))
    assert (found.returncode, found.stderr) == (0, "")
    first, more, joins = found.stdout.splitlines()
    assert first.startswith("a-karimova radio-")
    assert more == "1 more; see --first."
    assert joins == "The identifier wikidata Q1 stands on a-karimova and b-karimov: it joins nobody."
    assert (
        retinue("matches", "--decided", wait=120, **database_variables(graph)).stdout == "Nothing has been decided.\n"
    )


async def test_two_are_told_apart_by_the_command_and_one_again_when_that_is_taken_back(
    graph: Address, store: Store, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    """Two mills that bear one identifier."""
    for name, records in (("here", HERE), ("there", THERE)):
        identified = [
            {**each, "externalIds": {"wikidata": "Q1"}} if each.get("id") in ("mill", "radio-5") else each
            for each in records
        ]
        told(graph, tmp_path, identified, name)
    variables = database_variables(graph)
    query = """{
      mill: institution(id: "mill") { id otherIds names { text } ties { nodes { from { id } } } }
      other: institution(id: "radio-5") { id otherIds names { text } ties { nodes { from { id } } } }
    }"""

    async def mills() -> tuple[Any, Any]:
        found = await asking(graph)(query)
        return found["mill"], found["other"]

    joined: dict[str, Any] = {
        "id": "mill", "otherIds": ["radio-5"], "names": [{"text": "Great Mill"}, {"text": "The mill"}],
        "ties": {"nodes": [{"from": {"id": "a-karimova"}}, {"from": {"id": "radio-1"}}]},
    }  # fmt: skip
    assert _in_order(await mills()) == (joined, joined)
    before, version = standing(graph), store.version

    found = retinue(
        "matches", "--different", "radio-5", "mill", "--by", "A. Reader", "--reason", "Two towns", wait=120, **variables
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout == f"radio-5 and mill are told apart; data version {version + 1}\n"
    apart = (
        {**joined, "otherIds": [], "names": [{"text": "Great Mill"}], "ties": {"nodes": joined["ties"]["nodes"][:1]}},
        {"id": "radio-5", "otherIds": [], "names": [{"text": "The mill"}],
         "ties": {"nodes": joined["ties"]["nodes"][1:]}},
    )  # fmt: skip
    assert _in_order(await mills()) == apart
    decided = retinue("matches", "--decided", wait=120, **variables).stdout
    assert re.fullmatch(r"mill radio-5: not the same, A\. Reader, \d{4}-\d\d-\d\d: Two towns\n", decided)
    listed = retinue("matches", wait=120, **variables).stdout
    assert "The identifier wikidata Q1 would make one of mill and radio-5, which are told apart." in listed

    found = retinue("matches", "--take-back", "mill", "radio-5", wait=120, **variables)
    assert found.stdout == f"mill and radio-5 are no longer decided on; data version {version + 2}\n"
    assert _in_order(await mills()) == (joined, joined)
    assert standing(graph) == before
    # What a data version said stays so.
    assert standing(graph, version) == before


def _in_order(mills: tuple[Any, Any]) -> tuple[Any, Any]:
    for mill in mills:
        mill["names"].sort(key=lambda name: name["text"])
        mill["ties"]["nodes"].sort(key=lambda tie: tie["from"]["id"])
    return mills


def test_wrong_calls_are_told_without_a_database(tmp_path: Path) -> None:
    for arguments, message in (
        (("--same", "a", "b"), "a decision needs who decided and why"),
        (("--same", "a", "b", "--take-back", "a", "b"), "are given together"),
    ):
        found = retinue("matches", *arguments, RETINUE_DATA=str(tmp_path / "data"))
        assert found.returncode == 1
        assert message in found.stderr
    assert not (tmp_path / "data").exists()
