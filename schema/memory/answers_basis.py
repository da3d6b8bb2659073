"""Reading queries on the ties that timelines and derived ties are worked out from, answered from a graph in memory."""

from typing import Any

from schema.edtf import FUTURE, PAST, Day
from schema.memory.answers import answers, concerns, of_kinds
from schema.memory.graph import Row, State
from schema.memory.seeing import Seen


@answers
def ties_concerning(
    seen: Seen,
    ids: list[str],
    every_id: list[str],
    kinds: list[str],
    first_day: Day | None,
    last_day: Day | None,
    limit: int,
) -> list[Row]:
    first, last = first_day or PAST, last_day or FUTURE
    found = []
    for state in of_kinds(seen, kinds):
        row = state.tie_row(seen.known_next)
        begins = row[10] <= last and row[11] >= first
        ends = row[15] is not None and row[12] <= last and row[13] >= first
        in_time = row[1] == "TOOK_PART_IN" or begins or ends
        concerned = any(concerns(state, identity) for identity in ids)
        if concerned and in_time and row[8] != "REFUTED" and seen.knows(state):
            found.append(row)
    return sorted(found, key=lambda row: str(row[0]))[:limit]


@answers
def ties_of_events(seen: Seen, ids: list[str], limit: int) -> list[Any]:
    every = [(identity, state) for identity in ids for state in seen.event_states(identity)]
    every.sort(key=lambda pair: (pair[0], pair[1].tie.id))
    found: dict[str, list[Row]] = {}
    for identity, state in every[:limit]:
        found.setdefault(identity, []).append(state.tie_row(seen.known_next))
    return [[identity, rows] for identity, rows in found.items()]


@answers
def basis_ties(seen: Seen, kinds: list[str], limit: int) -> list[Any]:
    held = [state for state in of_kinds(seen, kinds) if _is_basis(seen, state)]
    return [_with_ends(seen, state) for state in sorted(held, key=lambda state: state.tie.id)[:limit]]


@answers
def basis_ties_at(
    seen: Seen, ids: list[str], outgoing: list[str], incoming: list[str], only_heads: list[str], limit: int
) -> list[Any]:
    found: dict[str, State] = {}
    for identity in ids:
        for state in seen.graph.states_of(identity):
            going = state.tie.from_id == identity and state.row[1] in outgoing
            coming = state.tie.to_id == identity and state.row[1] in incoming
            if (going or (coming and (state.row[5] or identity not in only_heads))) and _is_basis(seen, state):
                found[state.tie.id] = state
    return [_with_ends(seen, found[identity]) for identity in sorted(found)[:limit]]


def _is_basis(seen: Seen, state: State) -> bool:
    """`fragments/basis_tie`."""
    row = state.row
    told = row[1] in ("HOLDS_POST", "PART_OF", "SUCCEEDED") or row[6] is not None
    return row[8] != "REFUTED" and told and seen.holds(state)


def _with_ends(seen: Seen, state: State) -> Row:
    return [*map(seen.kind_of, (state.tie.from_id, state.tie.to_id)), state.tie_row(seen.known_next)]
