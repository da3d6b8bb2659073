"""Orders through the API, against the same in plain Python over all data of a view, forwards and backwards."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.edtf import parse
from service.address import Address
from tests.conftest import Asker
from tests.made_up import claim, entity, source, tie, told
from tests.oracles.filters import Everything, Row, ordered
from tests.view_world import LISTS, OF_VIEW, View, variables, view, world

__all__ = ["view", "world"]  # fixtures

SOME = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


Key = Callable[[Row], Any]


def day(text: str | None) -> str | None:
    return parse(text).lo if text else None


async def in_order(ask: Asker, view: View, name: str, type_: str, order: list[Row]) -> list[str]:
    """All ids of a list in an order, in pages of seven, forwards; backwards they are the same."""
    query = f"""query($asOf: Date, $knownAt: Date, $certainty: Certainty, $order: [{type_}!],
      $first: Int, $after: String, $last: Int, $before: String) {{ {OF_VIEW} {{
      {name}(orderBy: $order, first: $first, after: $after, last: $last, before: $before)
      {{ nodes {{ id }} pageInfo {{ startCursor endCursor hasNextPage hasPreviousPage }} }} }} }}"""
    size = 23 if name not in ("ties", "claims", "remarks") else 97
    forwards: list[str] = []
    given: Row = {"first": size}
    while True:
        page = (await ask(query, variables(view, order=order, **given)))["view"][name]
        forwards += [row["id"] for row in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        given = {"first": size, "after": page["pageInfo"]["endCursor"]}
    backwards: list[str] = []
    given = {"last": size}
    while True:
        page = (await ask(query, variables(view, order=order, **given)))["view"][name]
        backwards = [row["id"] for row in page["nodes"]] + backwards
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        given = {"last": size, "before": page["pageInfo"]["startCursor"]}
    assert backwards == forwards
    return forwards


def orders_of(keys: dict[str, Key]) -> st.SearchStrategy[list[Row]]:
    one = st.fixed_dictionaries({"field": st.sampled_from(sorted(keys)), "direction": st.sampled_from(["ASC", "DESC"])})
    return st.lists(one, min_size=1, max_size=3)


TIE_KEYS: dict[str, Key] = {
    "START": lambda row: row["earliestStart"],
    "END": lambda row: row["latestEnd"],
    "KIND": lambda row: row["kind"],
    "ROLE": lambda row: row["role"].casefold() if row["role"] else None,
}


@settings(SOME, max_examples=4)
@given(data=st.data())
async def test_orders_of_entities(ask: Asker, view: View, world: Everything, data: st.DataObject) -> None:
    counts = {identity: 0 for identity in world.entities}
    for row in world.ties.values():
        for end in {row["from"], row["to"]}:
            if end in counts:
                counts[end] += 1
    keys: dict[str, Key] = {
        "NAME": lambda row: row["name"].casefold(),
        "BORN": lambda row: day(row["born"]),
        "DATE": lambda row: day(row["date"]),
        "TIES": lambda row: counts[row["id"]],
    }
    order = data.draw(orders_of(keys))
    for name in ("people", "events", "clans"):
        rows = [row for row in world.entities.values() if row["kind"] == LISTS[name]]
        wanted = ordered(rows, keyed(order, keys), lambda row: (row["name"].casefold(), row["id"]))
        assert await in_order(ask, view, name, "EntityOrder", order) == wanted


@settings(SOME, max_examples=4)
@given(order=orders_of(TIE_KEYS))
async def test_orders_of_ties(ask: Asker, view: View, world: Everything, order: list[Row]) -> None:
    wanted = ordered(world.ties.values(), keyed(order, TIE_KEYS), lambda row: (row["earliestStart"] or "", row["id"]))
    assert await in_order(ask, view, "ties", "TieOrder", order) == wanted


@settings(SOME, max_examples=3)
@given(order=orders_of({"REPORTED": str, "DATE": str}))
async def test_orders_of_statements(ask: Asker, view: View, world: Everything, order: list[Row]) -> None:
    keys: dict[str, Key] = {
        "REPORTED": lambda row: parse(row["reportedOn"]).hi,
        "DATE": lambda row: min(
            parse(date if date != ".." else row["reportedOn"]).lo for date in row["dates"] or [row["reportedOn"]]
        ),
    }
    for name, rows in (("claims", world.claims), ("remarks", world.remarks)):
        wanted = ordered(rows.values(), keyed(order, keys), lambda row: (parse(row["reportedOn"]).hi, row["id"]))
        assert await in_order(ask, view, name, "StatementOrder", order) == wanted


def keyed(order: list[Row], keys: dict[str, Key]) -> list[tuple[Key, bool]]:
    """The keys asked for; of one named twice the first counts."""
    seen = {each["field"]: each["direction"] == "DESC" for each in reversed(order)}
    fields = list(dict.fromkeys(each["field"] for each in order))
    return [(keys[field], seen[field]) for field in fields]


def _clerks(*years: int) -> list[dict[str, Any]]:
    """Somebody who began in each of the years, as a clerk of the hall, known by the year."""
    made = []
    for year in years:
        who = f"clerk-{year}"
        named = {**entity(who), "names": [{"text": f"Clerk of {year}"}]}
        post = tie("HOLDS_POST", who, "hall", f"post-{year}", role="clerk")
        made += [named, claim(post, "paper", id=f"claim-{year}", start=str(year))]
    return made


async def test_cursors_stay_where_they_are_while_rows_are_added(
    graph: Address, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    """In filtered lists in an order of their own, at the top and below."""
    ask = asking(graph)
    basis = [source("paper", "2020-01-01"), entity("hall", "INSTITUTION")]
    told(graph, tmp_path, [*basis, *_clerks(1970, 1980, 1990)])
    lists = {
        "people": 'people(%s, filter: {name: {contains: "clerk"}}, orderBy: [{field: NAME, direction: DESC}])',
        "ties": 'ties(%s, filter: {role: {eq: "clerk"}}, orderBy: [{field: START, direction: DESC}])',
        "claims": 'claims(%s, filter: {during: {from: "1960-01-01"}}, orderBy: [{field: DATE, direction: DESC}])',
        "holders": 'institution(id: "hall") { holders(%s, filter: {role: {eq: "clerk"}}, orderBy: [{field: START, direction: DESC}])',  # noqa: E501
    }
    shown = "{ nodes { id } pageInfo { endCursor } }"

    async def page(name: str, arguments: str) -> tuple[list[int], str]:
        asked = lists[name] % arguments
        found = (await ask(f"{{ {asked} {shown} {'}' if name == 'holders' else ''} }}"))[asked.partition("(")[0]]
        found = found.get(name, found)
        return [int(row["id"][-4:]) for row in found["nodes"]], found["pageInfo"]["endCursor"]

    begun = {name: await page(name, "first: 2") for name in lists}
    assert {name: years for name, (years, _) in begun.items()} == {name: [1990, 1980] for name in lists}
    told(
        graph,
        tmp_path,
        [source("paper", "2020-01-01"), entity("hall", "INSTITUTION"), *_clerks(1965, 1975, 1985)],
        "more",
    )
    for name, (_, cursor) in begun.items():
        assert (await page(name, f'first: 9, after: "{cursor}"'))[0] == [1975, 1970, 1965], name
        assert (await page(name, "first: 9"))[0] == [1990, 1985, 1980, 1975, 1970, 1965], name
