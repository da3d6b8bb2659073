"""Every reading query, answered from a graph in memory, each in the form of the database's answer.

A function bears the query's name and takes its parameters, but for those of the view, which `Seen` has.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from cypher.conditions import Condition, Order, own_order
from cypher.loading import QueryError
from schema.memory.conditions import TieOf, event_earliest, keys_of, true_of, wholes
from schema.memory.graph import HeldEntity, Row, State, Statement
from schema.memory.seeing import Paging, Seen, page

Answer = Callable[..., Any]
ANSWERS: dict[str, Answer] = {}


def answers(answer: Answer) -> Answer:
    """Enter a function under the query that it answers."""
    ANSWERS[f"read/{answer.__name__}"] = answer
    return answer


def answer(seen: Seen, name: str, where: Condition | None, order: Sequence[Order], parameters: dict[str, Any]) -> Any:
    """The answer of a query. Raises QueryError for one that has no function here."""
    try:
        found = ANSWERS[name]
    except KeyError:
        raise QueryError(f"{name} is not answered from memory: write its twin in schema/memory") from None
    if "limit" in parameters and "backward" in parameters:
        paging = Paging(*(parameters.pop(each) for each in ("limit", "backward", "after", "before")))
        return found(seen, Listing(where, order or own_order(name), paging), **parameters)
    return found(seen, **parameters)


class Listing:
    """Which items a page is made of, in which order."""

    def __init__(self, where: Condition | None, order: Sequence[Order], paging: Paging) -> None:
        self.where, self.order, self.paging = where, order, paging

    def page(self, seen: Seen, items: Iterable[Any], row: Callable[[Any], Any]) -> tuple[list[Any], list[Any], int]:
        keys, turns = keys_of(seen, self.order)
        chosen = (item for item in items if true_of(self.where, seen, item))
        return page(chosen, keys, turns, self.paging, row)


def by_place(said: Iterable[Statement]) -> list[Statement]:
    return sorted(said, key=lambda each: (each.known_from, each.id))


def tie_rows(seen: Seen) -> Callable[[TieOf], Row]:
    return lambda tie: tie.state.tie_row(seen.known_next)


def of_kinds(seen: Seen, kinds: Sequence[str]) -> list[State]:
    return [state for state in seen.graph.every_state() if state.row[1] in kinds]


def concerns(state: State, about: str | None) -> bool:
    """Whether an entity is an end of a tie or its institution; any tie where none is named."""
    return about is None or about in (state.tie.from_id, state.tie.to_id, state.tie.institution)


# -- by id: in every view, whatever the policy ---------------------------------------------------------------


@answers
def entities_by_id(seen: Seen, ids: list[str]) -> list[Row]:
    return _rows(seen.graph.version.entities, ids)


@answers
def sources_by_id(seen: Seen, ids: list[str]) -> list[Row]:
    return _rows(seen.graph.version.sources, ids)


@answers
def claims_by_id(seen: Seen, ids: list[str]) -> list[Row]:
    return _rows(seen.graph.version.claims, ids)


@answers
def remarks_by_id(seen: Seen, ids: list[str]) -> list[Row]:
    return _rows(seen.graph.version.remarks, ids)


def _rows(held: Mapping[str, Any], ids: list[str]) -> list[Row]:
    return [held[identity].row for identity in ids if identity in held]


@answers
def ties_by_id(seen: Seen, ids: list[str]) -> list[list[Any]]:
    found = []
    for identity in ids:
        states = seen.graph.states_at_all(identity)
        if states:
            state = min(states, key=lambda each: _nearness(seen, each))
            counted = identity in seen.graph.states and seen.knows(state)
            found.append([state.tie_row(seen.known_next), counted])
    return found


def _nearness(seen: Seen, state: State) -> tuple[Any, ...]:
    """As last known by the day of knowledge, else as first known."""
    if state.known_from <= seen.known_at:
        # The latest end of knowledge first: its digits turned round sort the other way.
        return (0, tuple(-ord(sign) for sign in state.known_to), state.known_from)
    return (1, (), state.known_from)


@answers
def types_by_id(seen: Seen, ids: list[str]) -> list[list[str]]:
    version = seen.graph.version
    questions = {row[0] for row in version.questions}
    held: list[tuple[str, Any]] = [
        ("entity", version.entities),
        ("source", version.sources),
        ("tie", version.ties),
        ("claim", version.claims),
        ("remark", version.remarks),
        ("question", questions),
    ]
    return [[identity, type_] for type_, there in held for identity in ids if identity in there]


# -- entities and sources ------------------------------------------------------------------------------------


@answers
def entities_page(seen: Seen, listing: Listing, kind: str) -> list[Any]:
    found = (
        entity
        for entity in seen.graph.version.entities.values()
        if entity.row[1] == kind
        and seen.spoken_of(seen.graph.known_entities.get(entity.id))
        and not lies_after(seen, entity)
    )
    return [[None, *listing.page(seen, found, lambda entity: entity.row)]]


@answers
def entities_by_keys(seen: Seen, keys: str, kinds: list[str], limit: int) -> list[Row]:
    version = seen.graph.version
    likely: dict[str, float] = defaultdict(float)
    for key in keys.split():
        # As the full-text index has it: the more keys and the rarer, the better.
        having = version.by_key.get(key, ())
        for identity in having:
            likely[identity] += 1 / len(having)
    found = (version.entities[identity] for identity in sorted(likely, key=lambda each: (-likely[each], each)))
    seen_ones = (
        entity.row
        for entity in found
        if entity.row[1] in kinds
        and seen.spoken_of(seen.graph.known_entities.get(entity.id))
        and not lies_after(seen, entity)
    )
    return list(islice(seen_ones, limit))


def lies_after(seen: Seen, entity: HeldEntity) -> bool:
    """Whether an event lies wholly after the day that is looked at."""
    if seen.as_of is None:
        return False
    earliest = event_earliest(seen, entity)
    return earliest is not None and earliest > seen.as_of


@answers
def event_dates(seen: Seen, ids: list[str]) -> list[Any]:
    found = ((identity, [list(days) for days in seen.event_sides(identity)]) for identity in ids)
    return [[identity, days] for identity, days in found if days]


@answers
def countries_of(seen: Seen, ids: list[str]) -> list[Any]:
    found = []
    for identity in ids:
        for reached in wholes(seen, identity):
            if countries := sorted(each for each in reached if seen.kind_of(each) == "COUNTRY"):
                found.append([identity, seen.graph.version.entities[countries[0]].row])
                break
    return found


@answers
def sources_page(seen: Seen, listing: Listing) -> list[Any]:
    found = (
        source
        for identity, source in seen.graph.version.sources.items()
        if seen.spoken_of(seen.graph.known_sources.get(identity))
    )
    return [[None, *listing.page(seen, found, lambda source: source.row)]]


__all__ = ["ANSWERS", "Listing", "answer", "answers"]
