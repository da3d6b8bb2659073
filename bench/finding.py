"""(f) Searches for people among many: their names misspelt, transliterated, swapped, begun, surnames alone.

The same texts are asked of a graph with few names and of one with many, each through a service of its own, in turn. The
people are written as the rows that an import would leave, with the keys of their names; nothing else is known of them
but that something speaks of them. A tenth of the names have a tenth of all bearers, as names do.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import cycle
from statistics import quantiles

from bench.clock import take_turns
from bench.effort import Effort
from bench.engines import Engine, Graph
from bench.made_up import REPORTED
from bench.report import Figure, milliseconds
from bench.served import Client, body, served
from schema.edtf import FUTURE
from schema.records import EntityRecord, NameRecord
from schema.vocabulary import EntityKind
from service.sync.rows import entity_row
from service.sync.searching import keys_of
from service.sync.store import Label, Store, batches
from service.sync.versions import writing

P95_MILLISECONDS = 50.0
REACH = 4.0
PART = 10_000
TEXTS = 240

REQUEST = "query Find($text: String!) { search(text: $text) { score match matched { text } entity { id name } } }"

_ONSETS = ("b", "d", "g", "k", "l", "m", "n", "r", "s", "t", "zh", "sh", "kh", "")
_NUCLEI = ("a", "e", "i", "o", "u", "ai", "y")
_CODAS = ("", "", "", "n", "r", "l", "t", "m", "k", "z")
_ENDINGS = ("ov", "ev", "in", "bayev", "uly", "bekov", "")


def measure(engine: Engine, effort: Effort) -> list[Figure]:
    few, many = effort.names
    texts = list(asked(few))
    with ExitStack() as stack:
        ways: dict[str, Callable[[], object]] = {}
        clients: list[Client] = []
        for count in (few, many):
            graph = stack.enter_context(engine.graph())
            fill(graph, count)
            client = stack.enter_context(served(graph.environment, "--no-seed"))
            clients.append(client)
            requests = cycle([body(REQUEST, {"text": text}) for text in texts])
            ways[f"among {count}"] = partial(_ask, client, requests)
        for client in clients:
            _check(client, few)
        turns = take_turns(ways, warm_seconds=effort.warm * 2, seconds=effort.measured * 2)
    seconds = turns.seconds[f"among {many}"]
    p95 = quantiles(seconds, n=20, method="inclusive")[-1]
    lower, upper = turns.spread(f"among {many}", f"among {few}")
    beside = (
        f"({lower:.2f}–{upper:.2f}) {milliseconds(turns.median(f'among {many}'))} and "
        f"{milliseconds(turns.median(f'among {few}'))}; {len(texts)} texts, {len(seconds)} searches of each"
    )
    ratio = turns.ratio(f"among {many}", f"among {few}")
    return [
        Figure("f", engine.name, f"search among {many:,} ÷ {few:,} names", ratio, beside, REACH),
        Figure(
            "f", engine.name, f"search among {many:,} names, 95th of 100", p95 * 1000,
            "of the whole request", P95_MILLISECONDS, unit=" ms",
        ),
    ]  # fmt: skip


def _ask(client: Client, requests: Iterator[bytes]) -> object:
    return client.ask(next(requests))


def _check(client: Client, few: int) -> None:
    """Whether a person is found by the surname and the given name, swapped."""
    name = next(people(few))
    found = client.ask(body(REQUEST, {"text": " ".join(reversed(name.split()))}))["search"]
    if not any(hit["entity"]["name"] == name for hit in found):
        raise RuntimeError(f"(f): {name} is not found")


def people(count: int) -> Iterator[str]:
    """The names of so many people; the first are the same for any number."""
    chance = random.Random(6)  # noqa: S311 - nothing secret
    given = sorted({_word(chance, 2, "") for _ in range(900)})
    family = sorted({_word(chance, 2, chance.choice(_ENDINGS)) for _ in range(20_000)})
    for _ in range(count):
        yield f"{_one_of(chance, given)} {_one_of(chance, family)}"


def _word(chance: random.Random, syllables: int, ending: str) -> str:
    parts = (chance.choice(_ONSETS) + chance.choice(_NUCLEI) + chance.choice(_CODAS) for _ in range(syllables))
    return ("".join(parts) + ending).title()


def _one_of(chance: random.Random, names: list[str]) -> str:
    """One name; the first of the list more often."""
    return names[int(len(names) * chance.random() ** 1.3)]


def asked(few: int) -> Iterator[str]:
    """What is searched for: names of people who are there, written in other ways."""
    chance = random.Random(7)  # noqa: S311 - nothing secret
    names = list(people(few))
    for number in range(TEXTS):
        given, family = chance.choice(names).split()
        place = chance.randrange(1, len(family))
        yield (
            f"{given} {family}",
            f"{family} {given}",
            family,
            f"{given} {family[:place]}{family[place + 1 :]}",
            f"{family[:place]}o{family[place:]}",
            f"{given} {family}".replace("zh", "sch").replace("sh", "sch").replace("v", "w").replace("k", "q"),
            family[: max(3, place)],
            f"{given[0]}. {family}",
        )[number % 8]


def fill(graph: Graph, count: int) -> None:
    """So many people, as rows."""
    kind = EntityKind.PERSON
    with Store(graph.address) as store, writing(store, "the people of a measurement") as write:
        for part in batches(enumerate(people(count)), PART):
            records = [
                EntityRecord(f"person-{number}", kind, (NameRecord(name, preferred=True),)) for number, name in part
            ]
            rows = [{**entity_row(record), "datasets": ["bench"], "known": [REPORTED, FUTURE]} for record in records]
            anchors = [
                {"id": row["id"], "kind": kind.value, "name": row["name"], "search_keys": keys_of(row)} for row in rows
            ]
            write.rows("write/anchors_of_entities", anchors, choices={"kind": kind}, version=write.version)
            write.add(Label.ENTITY, rows)
        write.keep()
