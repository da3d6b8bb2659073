"""Conditions and orders in memory: for each file of `cypher/conditions` and `cypher/orders` what it says, in Python."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cypher.conditions import AllOf, AnyOf, Condition, Holds, Not, Order, turns
from cypher.loading import fragment
from schema.edtf import FUTURE, PAST
from schema.memory.graph import HeldEntity, HeldSource, State, Statement
from schema.memory.seeing import Keys, Seen, bounded


@dataclass(frozen=True, slots=True)
class TieOf:
    """A tie as seen from an entity, or from nowhere where all ties are listed."""

    state: State
    entity: str | None = None

    @property
    def other(self) -> str:
        return self.state.other(self.entity) if self.entity else ""


def true_of(condition: Condition | None, seen: Seen, item: Any) -> bool:
    match condition:
        case None:
            return True
        case AllOf(parts):
            return all(true_of(part, seen, item) for part in parts)
        case AnyOf(parts):
            return any(true_of(part, seen, item) for part in parts)
        case Not(part):
            return not true_of(part, seen, item)
        case Holds(name, values, inner):
            given = dict(values)
            if inner is not None or name == "entity_has_tie":
                return _has_tie(seen, item, inner)
            return CONDITIONS[name](seen, item, **given)


def _text(
    word: str | None, eq: str | None, among: Sequence[str] | None, starts: str | None, contains: str | None
) -> bool:
    return (
        word is not None
        and (eq is None or word == eq)
        and (among is None or word in among)
        and (starts is None or word.startswith(starts))
        and (contains is None or contains in word)
    )


def _has_tie(seen: Seen, entity: HeldEntity, inner: Condition | None) -> bool:
    return any(
        seen.holds(state) and true_of(inner, seen, TieOf(state, entity.id)) for state in seen.graph.states_of(entity.id)
    )


def _led_to(seen: Seen, identity: str, kinds: Sequence[str]) -> set[str]:
    """Where an entity's ties of these kinds lead in the view, refuted ones aside."""
    return {
        state.tie.to_id
        for state in seen.graph.states_of(identity)
        if state.tie.from_id == identity and state.row[1] in kinds and state.row[8] != "REFUTED" and seen.holds(state)
    }


def _in_country(seen: Seen, entity: HeldEntity, country: str) -> bool:
    if entity.row[1] == "PERSON":
        bodies = _led_to(seen, entity.id, ("HOLDS_POST",))
        return any(body == country or _inside(seen, body, country) for body in bodies)
    return _inside(seen, entity.id, country)


def _inside(seen: Seen, identity: str, country: str) -> bool:
    return any(country in reached for reached in wholes(seen, identity))


def wholes(seen: Seen, identity: str) -> Iterator[set[str]]:
    """What an entity is part of or located in, what that is, and so on: a step further at a time, in the view."""
    reached = {identity}
    for _ in range(MOST_WHOLES):
        reached = {to for each in reached for to in _led_to(seen, each, ("PART_OF", "LOCATED_IN"))}
        yield reached


def _during(seen: Seen, tie: TieOf, first: str, last: str) -> bool:
    row = tie.state.row
    if row[8] == "REFUTED" or row[10] > last:
        return False
    return bool(row[11] >= first) if row[4] == "ACT" else bool(row[13] > first and row[10] < row[13])


def _about(seen: Seen, claim: Statement, ids: Sequence[str]) -> bool:
    tie = seen.graph.version.ties[claim.of]
    return bool({tie.from_id, tie.to_id, tie.institution}.intersection(ids))


MOST_WHOLES = int(fragment("most_wholes", __name__))
CONDITIONS: dict[str, Callable[..., bool]] = {
    "entity_named": lambda seen, x, **asked: any(_text(name, **asked) for name in x.folded_names),
    "entity_born": lambda seen, x, first, last: x.born_lo is not None and x.born_lo <= last and x.born_hi >= first,
    "entity_in_country": _in_country,
    "entity_of_institution": lambda seen, x, institution: (
        institution in _led_to(seen, x.id, ("HOLDS_POST", "MEMBER_OF", "PART_OF"))
    ),
    "entity_of_clan": lambda seen, x, clan: clan in _led_to(seen, x.id, ("MEMBER_OF", "LEADS")),
    "tie_of_kind": lambda seen, r, kinds: r.state.row[1] in kinds,
    "tie_of_standing": lambda seen, r, standings: r.state.row[8] in standings,
    "tie_in_role": lambda seen, r, **asked: _text(r.state.folded_role, **asked),
    "tie_to_other": lambda seen, r, id: r.other == id,
    "tie_with_end": lambda seen, r, id: id in (r.state.tie.from_id, r.state.tie.to_id),
    "tie_said_by": lambda seen, r, source: source in r.state.row[18],
    "tie_during": _during,
    "claim_about": _about,
    "remark_about": lambda seen, x, ids: x.of in ids,
    "statement_by": lambda seen, x, source: x.source == source,
    "statement_attributed": lambda seen, x, ids: x.attributed_to in ids,
    "statement_modality": lambda seen, x, modalities: x.modality in modalities,
    "statement_stance": lambda seen, x, stances: x.stance in stances,
    "statement_during": lambda seen, x, first, last: x.dated_lo <= last and x.dated_hi >= first,
    "statement_reported": lambda seen, x, first, last: x.reported_lo <= last and x.known_from >= first,
}


def _nulls_last(value: Any) -> Keys:
    return [1, ""] if value is None else [0, value]


def event_earliest(seen: Seen, entity: HeldEntity) -> str | None:
    """`fragments/event_earliest`."""
    if entity.row[1] != "EVENT":
        return None
    found = []
    for earliest_start, latest_start, earliest_end, latest_end in seen.event_sides(entity.id):
        if bounded(earliest_start, latest_start):
            found.append(earliest_start)
        elif bounded(earliest_end, latest_end):
            found.append(earliest_end)
    return min(found, default=None)


def _tie_count(seen: Seen, entity: HeldEntity) -> int:
    return sum(1 for state in seen.graph.states_of(entity.id) if seen.holds(state))


def _published(source: HeldSource) -> Keys:
    return _nulls_last(source.published_lo)


ORDERS: dict[str, Callable[[Seen, Any], Keys]] = {
    "entity_name": lambda seen, x: [x.row[10]],
    "entity_id": lambda seen, x: [x.row[0]],
    "entity_born": lambda seen, x: _nulls_last(x.born_lo),
    "entity_date": lambda seen, x: _nulls_last(event_earliest(seen, x)),
    "entity_ties": lambda seen, x: [_tie_count(seen, x)],
    "tie_default": lambda seen, r: [r.state.row[10]],
    "tie_id": lambda seen, r: [r.state.row[0]],
    "tie_start": lambda seen, r: [int(r.state.row[10] == PAST), r.state.row[10]],
    "tie_end": lambda seen, r: _nulls_last(None if r.state.row[13] in (PAST, FUTURE) else r.state.row[13]),
    "tie_kind": lambda seen, r: [r.state.row[1]],
    "tie_role": lambda seen, r: _nulls_last(r.state.folded_role),
    "statement_reported": lambda seen, x: [x.known_from],
    "statement_id": lambda seen, x: [x.id],
    "statement_date": lambda seen, x: [x.dated_lo],
    "source_id": lambda seen, x: [x.row.id],
    "source_title": lambda seen, x: [x.row.title.lower()],
    "source_published": lambda seen, x: _published(x),
}


def keys_of(seen: Seen, order: Sequence[Order]) -> tuple[Callable[[Any], Keys], list[bool]]:
    """The keys of an item in an order, and which of them descend: a file has a line for each key."""
    parts = [ORDERS[each.name] for each in order]
    return lambda item: [key for part in parts for key in part(seen, item)], turns(order)
