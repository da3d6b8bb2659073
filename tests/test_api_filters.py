"""Filters through the API, against a plain reading of the same over all data of a view.

hypothesis makes the filters; several go into one request, so that an example costs one.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Asker
from tests.oracles.filters import Everything, Filter, entity_holds, statement_holds, tie_holds
from tests.view_world import LISTS, OF_VIEW, View, variables, view, world

__all__ = ["view", "world"]  # fixtures

SOME = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


# -- made by hypothesis --------------------------------------------------------------------------------------

DAYS = st.sampled_from(
    ["1940-06-01", "2016-01-01", "2019-03-20", "2022-01-02", "2022-01-05", "2022-01-17", "2022-02-01"]
)
RANGES = st.one_of(
    st.builds(lambda a, b: {"from": min(a, b), "to": max(a, b)}, DAYS, DAYS),
    st.builds(lambda a: {"from": a}, DAYS),
    st.builds(lambda a: {"to": a, "from": None}, DAYS),
    st.just({}),
)
# Whole names and pieces of them, in any case, with and without diacritics.
TEXTS = st.sampled_from(
    [
        "Karim Masimov",
        "karim",
        "MASIMOV",
        "Тоқаев",
        "тока",
        "á",
        "n",
        "Chairman",
        "chair",
        "first deputy",
        "КНБ",
        "",
        "xyz",
    ]
)
TEXT_FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "eq": TEXTS,
        "in": st.lists(TEXTS, max_size=3),
        "startsWith": st.one_of(TEXTS, st.none()),
        "contains": TEXTS,
    },
)
IDS = st.sampled_from(
    ["knb", "kazakhstan", "karim-masimov", "nursultan-nazarbayev", "kassym-jomart-tokayev", "russia", "nobody-there"]
)
SOURCES = st.sampled_from(
    ["icds-2022-moscow-backed-coup", "rferl-2022-battle-for-power", "eurasianet-2022-whos-in-whos-out", "nothing-there"]
)
STANDINGS = st.lists(st.sampled_from(["ESTABLISHED", "ALLEGED", "DISPUTED", "REFUTED"]), max_size=3)
KINDS = st.lists(
    st.sampled_from(
        ["HOLDS_POST", "PATRON_OF", "PART_OF", "MEMBER_OF", "DISMISSED", "KIN_OF", "LOCATED_IN", "ACCUSED"]
    ),
    max_size=4,
)


def nested(own: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Filter]:
    leaf = st.fixed_dictionaries({}, optional=own)
    return st.recursive(
        leaf,
        lambda inner: st.fixed_dictionaries(
            {},
            optional={**own, "and": st.lists(inner, max_size=2), "or": st.lists(inner, max_size=2), "not": inner},
        ),
        max_leaves=3,
    ).filter(lambda made: conditions(made) <= 20)


def conditions(made: Any) -> int:
    if isinstance(made, list):
        return sum(map(conditions, made))
    if not isinstance(made, dict):
        return 0
    return sum(1 + conditions(value) for value in made.values())


TIE_FILTERS = nested(
    {"kinds": KINDS, "role": TEXT_FILTERS, "standing": STANDINGS, "with": IDS, "source": SOURCES, "during": RANGES}
)
ENTITY_FILTERS = nested(
    {
        "name": TEXT_FILTERS,
        "country": st.sampled_from(["kazakhstan", "russia", "nobody-there"]),
        "institution": IDS,
        "clan": st.sampled_from(["nazarbayev-family", "nobody-there"]),
        "born": RANGES,
        "hasTie": TIE_FILTERS,
    }
)
STATEMENT_FILTERS = nested(
    {
        "about": IDS,
        "source": SOURCES,
        "attributedTo": IDS,
        "modality": st.lists(st.sampled_from(["STATED", "REPORTED", "ALLEGED", "SPECULATED"]), max_size=3),
        "stance": st.lists(st.sampled_from(["ASSERTS", "DENIES"]), max_size=2),
        "during": RANGES,
        "reported": RANGES,
    }
)


async def filtered(ask: Asker, view: View, type_: str, lists: dict[str, str], filters: list[Filter]) -> list[Any]:
    """Of each filter the ids and the count of every list; all in one request."""
    names = ", ".join(f"$f{n}: {type_}" for n in range(len(filters)))
    fields = "\n".join(
        f"{name}{n}: {field.format(f'filter: $f{n}, first: 100')} {{ totalCount nodes {{ id }} }}"
        for n in range(len(filters))
        for name, field in lists.items()
    )
    query = f"query($asOf: Date, $knownAt: Date, $certainty: Certainty, {names}) {{ {OF_VIEW} {{ {fields} }} }}"
    given = {f"f{n}": made for n, made in enumerate(filters)}
    data = (await ask(query, variables(view, **given)))["view"]
    pages = [{name: data[f"{name}{n}"] for name in lists} for n in range(len(filters))]
    return [{name: ([row["id"] for row in p["nodes"]], p["totalCount"]) for name, p in each.items()} for each in pages]


def same(found: tuple[list[str], int], wanted: list[str]) -> None:
    ids, total = found
    assert (sorted(ids) if total <= 100 else total) == (sorted(wanted) if total <= 100 else len(wanted))
    assert total == len(wanted)


@SOME
@given(filters=st.lists(ENTITY_FILTERS, min_size=1, max_size=3))
async def test_entities(ask: Asker, view: View, world: Everything, filters: list[Filter]) -> None:
    lists = {name: f"{name}({{}})" for name in LISTS}
    for made, found in zip(filters, await filtered(ask, view, "EntityFilter", lists, filters), strict=True):
        for name, kind in LISTS.items():
            rows = [row for row in world.entities.values() if row["kind"] == kind]
            same(found[name], [row["id"] for row in rows if entity_holds(row, made, world)])


@SOME
@given(filters=st.lists(TIE_FILTERS, min_size=1, max_size=6))
async def test_ties(ask: Asker, view: View, world: Everything, filters: list[Filter]) -> None:
    for made, found in zip(filters, await filtered(ask, view, "TieFilter", {"x": "ties({})"}, filters), strict=True):
        same(found["x"], [row["id"] for row in world.ties.values() if tie_holds(row, made)])


@SOME
@given(filters=st.lists(TIE_FILTERS, min_size=1, max_size=4))
async def test_ties_of_entities(ask: Asker, view: View, world: Everything, filters: list[Filter]) -> None:
    names = ", ".join(f"$f{n}: TieFilter" for n in range(len(filters)))
    fields = "".join(f"t{n}: ties(filter: $f{n}, first: 100) {{ nodes {{ id }} }} " for n in range(len(filters)))
    query = f"""query($asOf: Date, $knownAt: Date, $certainty: Certainty, {names}) {{ {OF_VIEW} {{
      people(first: 8) {{ nodes {{ id {fields} }} }} }} }}"""
    given = {f"f{n}": made for n, made in enumerate(filters)}
    data = (await ask(query, variables(view, **given)))["view"]["people"]["nodes"]
    # The version, the people, and one trip a filter for the ties of all of them.
    assert ask.trips <= 2 + len(filters)
    for person in data:
        mine = [row for row in world.ties.values() if person["id"] in (row["from"], row["to"])]
        for n, made in enumerate(filters):
            wanted = [row["id"] for row in mine if tie_holds(row, made, person["id"])]
            assert sorted(row["id"] for row in person[f"t{n}"]["nodes"]) == sorted(wanted)


@SOME
@given(filters=st.lists(STATEMENT_FILTERS, min_size=1, max_size=4))
async def test_statements(ask: Asker, view: View, world: Everything, filters: list[Filter]) -> None:
    lists = {"claims": "claims({})", "remarks": "remarks({})"}
    for made, found in zip(filters, await filtered(ask, view, "StatementFilter", lists, filters), strict=True):
        same(found["claims"], [row["id"] for row in world.claims.values() if statement_holds(row, made)])
        same(found["remarks"], [row["id"] for row in world.remarks.values() if statement_holds(row, made)])


# -- by hand -----------------------------------------------------------------------------------------------


async def names(ask: Asker, arguments: str, field: str = "people") -> list[str]:
    return [row["name"] for row in (await ask(f"{{ {field}({arguments}) {{ nodes {{ name }} }} }}"))[field]["nodes"]]


async def test_a_name_is_any_name_without_case_and_diacritics(ask: Asker) -> None:
    assert await names(ask, 'filter: {name: {eq: "КАРИМ МАСИМОВ"}}') == await names(
        ask, 'filter: {name: {eq: "karim massimov"}}'
    )
    assert await names(ask, 'filter: {name: {startsWith: "KARIM MAS"}}') == ["Karim Masimov"]


async def test_an_empty_list_matches_nothing_and_an_empty_filter_everything(ask: Asker) -> None:
    for nothing in ("name: {in: []}", "or: []", "and: []", "hasTie: {kinds: []}", "not: {}", "not: {name: {}}"):
        assert await names(ask, f"filter: {{{nothing}}}") == []
    everybody = await names(ask, "first: 50")
    for anything in ("", "name: {}", "born: {}", "country: null", "not: {or: []}", "and: [{}]"):
        assert await names(ask, f"filter: {{{anything}}}, first: 50") == everybody, anything


async def test_a_filter_sees_a_tie_as_the_view_sees_it(ask: Asker) -> None:
    query = """query($asOf: Date, $knownAt: Date) { view(asOf: $asOf, knownAt: $knownAt) {
      people(filter: {hasTie: {kinds: [HOLDS_POST], with: "knb", standing: [DISPUTED]}}) { nodes { id } } } }"""
    then = (await ask(query, {"asOf": "2022-01-09", "knownAt": "2022-01-09"}))["view"]["people"]["nodes"]
    assert {"id": "samat-abish"} in then
    before = (await ask(query, {"asOf": "2022-01-06", "knownAt": "2022-01-06"}))["view"]["people"]["nodes"]
    assert before == []


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ("filter: {born: {from: \"2022-01-02\", to: \"2022-01-01\"}}", "BAD_INPUT", "born: from 2022-01-02 lies after"),
        (
            "filter: {or: [" + 21 * '{clan: "x"}' + "]}",
            "BAD_INPUT",
            "filter: 21 conditions are more than 20",
        ),
        ('filter: {born: {from: "yesterday"}}', "BAD_INPUT", "yesterday"),
    ],
)  # fmt: skip
async def test_what_is_wrong_with_a_filter(ask: Asker, arguments: str, code: str, told: str) -> None:
    error = await ask.error(f"{{ people({arguments}) {{ nodes {{ id }} }} }}")
    assert error["extensions"]["code"] == code
    assert told in error["message"]


async def test_a_cursor_belongs_to_its_filter_and_order(ask: Asker) -> None:
    page = (await ask("{ people(first: 2) { pageInfo { endCursor } } }"))["people"]["pageInfo"]
    for other in ("orderBy: [{field: TIES}]", 'filter: {country: "kazakhstan"}'):
        error = await ask.error(f'{{ people({other}, after: "{page["endCursor"]}") {{ nodes {{ id }} }} }}')
        assert error["extensions"]["code"] == "BAD_CURSOR"


async def test_filters_are_one_trip_a_level(ask: Asker) -> None:
    await ask(
        """{ institutions(filter: {country: "kazakhstan", hasTie: {kinds: [HOLDS_POST]}}, orderBy: [{field: TIES}]) {
          nodes { holders(filter: {role: {contains: "chair"}}, orderBy: [{field: START, direction: DESC}]) {
            nodes { claims(filter: {modality: [STATED]}) { nodes { id } } } } } } }"""
    )
    assert ask.trips == 4  # the version and one a level


async def test_what_is_drawn_is_there(ask: Asker) -> None:
    """Otherwise the filters above would be compared on nothing."""
    for field, drawn in (("source", SOURCES), ("entity", IDS)):
        for identity in drawn.elements[:-1]:  # type: ignore[attr-defined]
            assert (await ask(f'{{ {field}(id: "{identity}") {{ id }} }}'))[field], identity
