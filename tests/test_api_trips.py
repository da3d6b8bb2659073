"""How often an answer goes to the database: once for the data version, and once for each level that is selected.

Never once for each parent: the same question for one parent and for a hundred takes the same trips. What takes more
than one trip for a level says so at its test.
"""

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_leaf_type,
)

from schema.query import sdl
from tests.conftest import Asker

VERSION = 1

# The question, and the levels below the data version that it selects.
LEVELS = [
    ("{ __typename }", -1),
    ("{ view { asOf knownAt } }", -1),
    ('{ person(id: "karim-masimov") { name born names { text } externalIds { value } } }', 1),
    ('{ person(id: "nobody-at-all") { name } }', 1),
    ('{ person(id: "karim-masimov") { ties { nodes { kind period { text } } totalCount } } }', 2),
    ("{ people(first: 100) { nodes { ties { nodes { kind period { text } } totalCount } } } }", 2),
    ('{ person(id: "karim-masimov") { posts { nodes { to { name } } } } }', 3),
    ("{ people(first: 100) { nodes { posts { nodes { to { name } } } } } }", 3),
    ('{ person(id: "karim-masimov") { ties { nodes { from { name } to { name } institution { name } } } } }', 3),
    ("{ ties(first: 100) { nodes { from { name } to { name } institution { name } } } }", 2),
    ('{ person(id: "karim-masimov") { ties { nodes { to { ties { nodes { to { name } } } } } } } }', 5),
    ("{ people(first: 100) { nodes { ties { nodes { to { ties { nodes { to { name } } } } } } } } }", 5),
    ("{ claims(first: 1) { nodes { source { title } } } }", 2),
    ("{ claims(first: 100) { nodes { source { title } } } }", 2),
    ("{ ties(first: 100) { nodes { claims { nodes { source { title } } } } } }", 3),
    ("{ sources { nodes { claims { nodes { attributedTo { name } } } } } }", 3),
    ("{ remarks(first: 100) { nodes { about { remarks { nodes { source { title } } } } } } }", 4),
    ("{ institutions(first: 100) { nodes { sources { title } names { sources { title } } } } }", 2),
    ("{ events(first: 100) { nodes { date } } }", 2),
    ('{ search(text: "Nazarbaev", first: 100) { matched { text } entity { name names { text } } } }', 1),
    ("{ institutions(first: 100) { nodes { country { name } } } }", 2),
    ("{ places(first: 100) { nodes { country { institutions { nodes { from { name } } } } } } }", 4),
    ("{ events(first: 100) { nodes { participants { nodes { from { name } } } } } }", 3),
    ("{ questions(first: 100) { nodes { hypotheses { rank } evidence { ratings source { title } } } } }", 1),
    ("{ questions(first: 100) { nodes { about { name } hypotheses { claims { attributedTo { name } } } } } }", 2),
    ('{ question(id: "q-violence-in-almaty") { hypotheses { leads } evidence { remark { about { name } } } } }', 2),
]


@pytest.mark.parametrize(("question", "levels"), LEVELS)
async def test_one_trip_for_each_level(question: str, levels: int, ask: Asker) -> None:
    await ask(question)
    assert ask.trips == VERSION + levels


async def test_aliases_share_their_level(ask: Asker) -> None:
    await ask(
        """{ a: person(id: "karim-masimov") { ...ties } b: person(id: "samat-abish") { ...ties }
             c: person(id: "nursultan-nazarbayev") { ...ties } }
           fragment ties on Person { ties { nodes { to { name } } } }"""
    )
    assert ask.trips == VERSION + 3


async def test_two_views_share_records_and_nothing_else(ask: Asker) -> None:
    """What an entity is, is alike in every view; which ties it has, is not.

    The ends of the two views' ties are one trip where both views' ties have come by then, else two.
    """
    await ask(
        """{ a: view(asOf: "2022-01-04") { ...one } b: view(asOf: "2022-01-06") { ...one } }
           fragment one on View { person(id: "karim-masimov") { posts { nodes { to { name } } } } }"""
    )
    assert ask.trips in (VERSION + 1 + 2 + 1, VERSION + 1 + 2 + 2)


async def test_the_same_page_asked_for_twice_is_read_once(ask: Asker) -> None:
    await ask(
        """{ a: person(id: "karim-masimov") { ties { totalCount } }
             b: person(id: "karim-masimov") { ties { nodes { id } } } }"""
    )
    assert ask.trips == VERSION + 2


async def test_disputes(ask: Asker) -> None:
    """Ties and questions are two trips; entities, ends of ties and sources one each, two of them together or not."""
    answer = await ask(
        """{ disputes(first: 100) { nodes { about { name } tie { from { name } }
               positions { claims { source { title } } remarks { source { title } } } } } }"""
    )
    assert len(answer["disputes"]["nodes"]) > 20
    assert ask.trips in (VERSION + 2 + 2, VERSION + 2 + 3)


@pytest.mark.parametrize("axis", ["WORLD", "KNOWLEDGE"])
async def test_changes(axis: str, ask: Asker) -> None:
    """The ties and the claims on them are two trips."""
    question = """query ($to: Date!, $axis: TimeAxis) { changes(from: "2022-01-04", to: $to, axis: $axis, first: 100) {
      nodes { tie { from { name } to { name } } claims { source { title } } } } }"""
    for to in ("2022-01-05", "2022-01-31"):
        answer = await ask(question, {"to": to, "axis": axis})
        assert answer["changes"]["nodes"]
        assert ask.trips == VERSION + 2 + 2


async def test_nodes(ask: Asker) -> None:
    """One trip tells what the ids stand for, then one for each type among them."""
    await ask('{ nodes(ids: ["knb", "karim-masimov", "kazakhstan"]) { id } }')
    assert ask.trips == VERSION + 2
    await ask('{ nodes(ids: ["knb", "karim-masimov-heads-knb", "eurasianet-2022-whos-in-whos-out"]) { id } }')
    assert ask.trips == VERSION + 4


@pytest.mark.parametrize(
    ("around", "depth", "levels"), [("knb", 1, 2), ("knb", 2, 3), ("knb", 4, 5), ("karim-masimov", 2, 2)]
)
async def test_patronage(around: str, depth: int, levels: int, ask: Asker) -> None:
    """The start, each level of the neighbourhood (an institution's posts are one more), and the records in it."""
    question = """query ($around: ID!, $depth: Int) { patronage(around: $around, maxDepth: $depth, first: 100) {
      nodes { sentence steps { from { name } to { name } } } } }"""
    answer = await ask(question, {"around": around, "depth": depth})
    assert answer["patronage"]["nodes"]
    assert ask.trips == VERSION + 1 + levels + 1


async def test_the_sources_of_chains_are_one_more_level(ask: Asker) -> None:
    await ask('{ patronage(around: "knb", first: 100) { nodes { steps { tie { sources { title } } } } } }')
    assert ask.trips == VERSION + 1 + 5 + 1 + 1


# And nowhere anything for each parent: every field of every type, below a hundred parents of every list.

SCHEMA: GraphQLSchema = build_schema(sdl())
REQUIRED = {
    "paths": 'from: "karim-masimov", to: "nursultan-nazarbayev", first: 100',
    "patronage": 'around: "knb", first: 100',
    "measures": "kind: DEGREE, first: 100",
    "compareMeasures": 'kind: DEGREE, asOf: ["2022-01-04", "2022-01-31"], first: 100',
    "changes": 'from: "2022-01-01", to: "2022-01-31", first: 100',
    "timeline": 'about: ["knb", "karim-masimov"], first: 100',
}


def selection(type_: GraphQLNamedType, depth: int) -> Iterator[str]:
    """All fields of a type, objects down to a depth; connections by their nodes."""
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
    for name, field in type_.fields.items():
        below = get_named_type(field.type)
        if any(isinstance(argument.type, GraphQLNonNull) for argument in field.args.values()):
            continue
        if is_leaf_type(below):
            yield name
        elif below.name.endswith("Connection"):
            if depth:
                node = get_named_type(SCHEMA.type_map[below.name.removesuffix("Connection")])
                yield f"{name}(first: 20) {{ totalCount nodes {{ {' '.join(selection(node, depth - 1))} }} }}"
        elif depth or below.name == "Period":
            yield f"{name} {{ {' '.join(selection(below, max(depth - 1, 0)))} }}"


def lists() -> list[str]:
    """The lists that a query can begin with."""
    query = SCHEMA.query_type
    assert query is not None
    return [name for name, field in query.fields.items() if get_named_type(field.type).name.endswith("Connection")]


@pytest.mark.parametrize("name", lists())
async def test_nothing_is_read_for_each_parent(name: str, ask: Asker) -> None:
    assert SCHEMA.query_type is not None
    node = get_named_type(SCHEMA.query_type.fields[name].type).name.removesuffix("Connection")
    fields = selection(SCHEMA.type_map[node], 2)
    question = f"{{ {name}({REQUIRED.get(name, 'first: 100')}) {{ nodes {{ {' '.join(fields)} }} }} }}"
    await ask(question)
    # Two trips for each selected object at the most, however many there are of it.
    assert ask.trips <= VERSION + 2 * question.count("{")
    assert ask.trips < 50
