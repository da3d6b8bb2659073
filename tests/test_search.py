"""Search over the seed data: whom it finds under spellings that are not in the data, and whom it does not.

`tests/data/spellings.tsv` and `nobody.txt` are the lists; they say at their head what they hold.
"""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from schema.identities import NONE
from schema.likeness import LEAST
from schema.memory.answers import answer
from schema.memory.graph import Graph, loaded
from schema.memory.seeing import Seen
from schema.policy import Policy
from schema.scope import Request, Scope
from schema.search import CANDIDATES, LONGEST_TEXT, search
from schema.search_keys import text_keys
from schema.vocabulary import EntityKind
from schema.word_likeness import How
from service.address import Address
from service.database import Database
from service.serving import SEED
from tests.conftest import Asker

DATA = Path(__file__).with_name("data")
EVERY_KIND = tuple(EntityKind)
Found = list[tuple[str, str, float]]

SEARCH = """query ($text: String!, $kinds: [EntityKind!], $first: Int) {
  search(text: $text, kinds: $kinds, first: $first) { score match matched { text script } entity { id kind } } }"""


def lines(name: str) -> list[str]:
    """A list of tests/data without its comments."""
    text = (DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def spellings() -> list[tuple[str, str]]:
    """A text, and the id of whom it means."""
    found = [line.split("\t") for line in lines("spellings.tsv")]
    return [(text, identity) for text, identity in found]


def seed_names() -> set[str]:
    found = (yaml.safe_load(file.read_text(encoding="utf-8")) for file in (SEED / "entities").glob("*.yaml"))
    return {name["text"] for held in found for entity in held["entities"] for name in entity["names"]}


def test_the_lists_are_long_and_not_from_the_data() -> None:
    texts, names = [text for text, _ in spellings()], seed_names()
    assert len(set(texts)) == len(texts) >= 200
    assert len(names) > 400
    assert not names.intersection(texts)
    assert not names.intersection(lines("nobody.txt"))
    assert len(set(lines("nobody.txt"))) >= 100


async def found(address: Address, texts: list[str], **view: Any) -> dict[str, Found]:
    """The id, way and score of all hits for each text."""
    database = Database(address)
    try:
        several = asyncio.Semaphore(4)

        async def one(text: str) -> tuple[str, Found]:
            async with several:
                hits = await search(Scope(Request(database), **view), text, EVERY_KIND)
            return text, [(hit.entity.id, hit.match, hit.score) for hit in hits]

        return dict(await asyncio.gather(*map(one, texts)))
    finally:
        await database.close()


async def test_the_reach_of_the_list(seeded: Address) -> None:
    wanted = spellings()
    hits = await found(seeded, [text for text, _ in wanted])
    first = [text for text, identity in wanted if [hit for hit, *_ in hits[text][:1]] != [identity]]
    three = [text for text, identity in wanted if identity not in [hit for hit, *_ in hits[text][:3]]]
    assert len(first) <= 0.05 * len(wanted), first
    assert len(three) <= 0.01 * len(wanted), three


async def test_nobody_is_found_for_what_means_nobody(seeded: Address) -> None:
    hits = await found(seeded, lines("nobody.txt"))
    assert not {text: each for text, each in hits.items() if each}


async def test_a_hit_says_which_name_matched_and_how(ask: Asker) -> None:
    async def first(text: str) -> Any:
        return (await ask(SEARCH, {"text": text}))["search"][0]

    assert await first("karim masimov") == {
        "score": 1.0,
        "match": "exact",
        "matched": {"text": "Karim Masimov", "script": "Latn"},
        "entity": {"id": "karim-masimov", "kind": "PERSON"},
    }
    for text, name, how in [
        ("Карім Масімов", "Karim Masimov", "transliteration"),
        ("Nasarbaev", "Nazarbayev", "transliteration"),
        ("Karim Mazhimov", "Karim Masimov", "spelling"),
        ("Karim Masi", "Karim Masimov", "prefix"),
        ("Tasmag", "Tasmagambetov", "prefix"),
        ("K. Masimov", "Karim Masimov", "abbreviation"),
        ("ұқк", "ҰҚК", "exact"),
        ("UKK", "ҰҚК", "transliteration"),
        ("ИМЭиМО", "IMEMO", "transliteration"),
        ("SCK", "Security Council of Kazakhstan", "abbreviation"),
        ("MFK", "Ministry of Finance of Kazakhstan", "abbreviation"),
    ]:
        hit = await first(text)
        assert (hit["matched"]["text"], hit["match"]) == (name, how), text
        assert LEAST <= hit["score"] <= 1.0
        assert hit["match"] in [each.value for each in How]


async def test_a_surname_means_any_of_its_bearers(ask: Asker) -> None:
    hits = (await ask(SEARCH, {"text": "Nasarbajew", "kinds": ["PERSON"]}))["search"]
    assert hits[0]["entity"]["id"] == "nursultan-nazarbayev"
    assert {"bolat-nazarbayev", "satybaldy-nazarbayev"} <= {hit["entity"]["id"] for hit in hits}
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)


async def test_kinds(ask: Asker) -> None:
    async def ids(kinds: list[str] | None) -> list[str]:
        return [hit["entity"]["id"] for hit in (await ask(SEARCH, {"text": "Almaty", "kinds": kinds}))["search"]]

    every = await ids(None)
    assert every[0] == "almaty"
    assert {"almaty-airport", "akimat-of-almaty"} <= set(await ids(["INSTITUTION"])) <= set(every)
    assert (await ids(["PLACE", "PLACE"]))[0] == "almaty"
    assert "almaty" not in await ids(["INSTITUTION", "EVENT"])
    assert await ids(["PERSON"]) == await ids([]) == []


async def test_first(ask: Asker) -> None:
    async def size(first: int | None) -> int:
        return len((await ask(SEARCH, {"text": "Kazakhstan", "first": first}))["search"])

    assert [await size(1), await size(3), await size(None)] == [1, 3, 10]
    assert 10 < await size(100) <= 100
    assert len((await ask('{ search(text: "Kazakhstan") { score } }'))["search"]) == 10
    for wrong in (0, 101, -1):
        error = await ask.error(SEARCH, {"text": "Almaty", "first": wrong})
        assert error["extensions"]["code"] == "BAD_INPUT"
        assert error["message"].startswith("first: ")
        assert error["extensions"]["suggestion"]


@pytest.mark.parametrize("text", ["", "   ", "–!?", "\u200b", "'", "😀"])
async def test_a_text_without_letters_finds_nothing(text: str, ask: Asker) -> None:
    assert await ask(SEARCH, {"text": text}) == {"search": []}
    assert ask.trips == 0


async def test_a_long_text_is_an_error(ask: Asker) -> None:
    error = await ask.error(SEARCH, {"text": "a" * (LONGEST_TEXT + 1)})
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert error["message"].startswith("text: 301 characters")
    await ask(SEARCH, {"text": ("Nursultan Nazarbayev " * 20)[:LONGEST_TEXT]})


@pytest.mark.parametrize(
    "text",
    [
        "ю",
        "x",
        "xc",
        "zhsh",
        "щ",
        "1",
        "a b ",
        "ab cd ef ",
        "X.",
        "Nursultan-",
        "abcdefghijklmnopqrstuvw",
        '+-&|!(){}"~*?:/',
    ],
)
async def test_a_text_of_any_letters_up_to_the_longest_is_answered(text: str, ask: Asker) -> None:
    for length in (LONGEST_TEXT, LONGEST_TEXT // 2):
        hits = (await ask(SEARCH, {"text": (text * LONGEST_TEXT)[:length]}))["search"]
        assert all(hit["score"] >= LEAST for hit in hits)


@pytest.mark.parametrize(
    "text",
    ['Karim" OR "Masimov', "Karim AND NOT Masimov", "search_keys:*", "*", "~2", "a\\", "(", "1karim", "[a TO b]"],
)
async def test_nothing_of_a_text_is_the_language_of_the_index(text: str, ask: Asker) -> None:
    hits = (await ask(SEARCH, {"text": text}))["search"]
    assert all(hit["score"] >= LEAST for hit in hits)


VIEW = """query ($text: String!, $asOf: Date, $knownAt: Date) { view(asOf: $asOf, knownAt: $knownAt) {
  search(text: $text) { entity { id } } } }"""


@pytest.mark.parametrize(
    ("text", "as_of", "known_at", "found"),
    [
        ("Samat Abisch", None, None, True),
        ("Samat Abisch", None, "2022-02-28", True),
        ("Samat Abisch", None, "2021-01-31", False),  # nobody had spoken of him
        ("Imangali Tasmagambetow", None, "2021-01-31", True),
        ("Imangali Tasmagambetow", None, "2010-01-01", False),
        ("Samat Abisch", "1995-01-01", None, True),  # a person is there in every asOf
        ("Bloody Januari", None, None, True),
        ("Bloody Januari", "2022-01-31", None, True),
        ("Bloody Januari", "2021-06-30", None, False),  # wholly after it
    ],
)
async def test_search_sees_what_the_view_holds(
    text: str, as_of: str | None, known_at: str | None, found: bool, ask: Asker
) -> None:
    answer = await ask(VIEW, {"text": text, "asOf": as_of, "knownAt": known_at})
    wanted = {"S": "samat-abish", "I": "imangali-tasmagambetov", "B": "january-2022-protests"}[text[0]]
    ids = [hit["entity"]["id"] for hit in answer["view"]["search"]]
    assert ids[:1] == ([wanted] if found else ids[:1])
    assert (wanted in ids) is found


async def test_one_trip_with_the_records_and_one_for_each_level_below(ask: Asker) -> None:
    await ask(SEARCH, {"text": "Nazarbayev"})
    assert ask.trips == 2, "the data version and the search"
    question = (
        '{ search(text: "Nazarbayev", first: 100) { matched { sources { title } } entity { ties { nodes { id } } } } }'
    )
    assert len((await ask(question))["search"]) > 3
    assert ask.trips == 4, "the ties and the sources, for all hits together"


async def test_hits_inherit_the_view(ask: Asker) -> None:
    answer = await ask(
        """{ view(asOf: "2022-01-04", knownAt: "2022-02-28") { search(text: "Massimoff", first: 1) {
               entity { ... on Person { posts { nodes { certainty to { id } } } } } } } }"""
    )
    (hit,) = answer["view"]["search"]
    assert {"certainty": "CERTAIN", "to": {"id": "knb"}} in hit["entity"]["posts"]["nodes"]


async def test_the_nearest_ids_are_told(ask: Asker) -> None:
    for wrong, meant in [("karim-massimov", "karim-masimov"), ("knbb", "knb"), ("tokayev", "kassym-jomart-tokayev")]:
        error = await ask.error("query ($id: ID!) { patronage(around: $id) { totalCount } }", {"id": wrong})
        assert error["extensions"]["code"] == "NOT_FOUND"
        assert meant in error["extensions"]["nearest"], json.dumps(error)
        assert len(error["extensions"]["nearest"]) <= 5


@pytest.mark.parametrize(("as_of", "known_at"), [(None, None), ("2021-06-30", None), (None, "2021-01-31")])
async def test_a_version_in_memory_finds_the_same(as_of: str | None, known_at: str | None, seeded: Address) -> None:
    database = Database(seeded)
    try:
        scope = Scope(Request(database), as_of, known_at)
        seen = Seen(Graph(await loaded(scope.read, NONE), Policy()), as_of, scope.known, scope.next_known, False)
        for text in ("Bloody Januari", "Samat Abisch", "Tokajew", "Kasachstan", "Massimof Karim", "États-Unis"):
            asked: dict[str, Any] = {
                "keys": " ".join(text_keys(text)),
                "kinds": [kind.value for kind in EVERY_KIND],
                "limit": 300,
            }
            there = await scope.read("read/entities_by_keys", **asked)
            here = answer(seen, "read/entities_by_keys", None, (), asked)
            assert sorted(row[0] for row in here) == sorted(row[0] for row in there), text
            assert len(answer(seen, "read/entities_by_keys", None, (), {**asked, "limit": 1})) == min(1, len(here))
    finally:
        await database.close()


async def test_the_index_is_asked_for_a_bounded_number(asking: Callable[[Address], Asker], seeded: Address) -> None:
    database = Database(seeded)
    try:
        rows = await Scope(Request(database)).read(
            "read/entities_by_keys", keys="1kasakstan 1almati", kinds=[kind.value for kind in EVERY_KIND], limit=4
        )
    finally:
        await database.close()
    assert len(rows) == 4 < CANDIDATES
    # Both keys are nobody's, so those with one of them come, and the rarer key first.
    assert any("lmaty" in row[3] for row in rows)
