"""Reading queries on ties and chains, answered from a graph in memory."""

from collections.abc import Callable
from typing import Any

from schema.edtf import Day
from schema.kinds import BEARING, TieKind
from schema.memory.answers import Listing, answers, by_place, concerns, of_kinds, tie_rows
from schema.memory.conditions import TieOf
from schema.memory.graph import Row, State
from schema.memory.seeing import Seen


@answers
def entity_ties(
    seen: Seen,
    listing: Listing,
    ids: list[str],
    outgoing: list[str],
    incoming: list[str],
    other: str | None,
    heads: bool,
) -> list[Any]:
    found = []
    for identity in ids:
        ties = [
            TieOf(state, identity)
            for state in seen.graph.states_of(identity)
            if (
                (state.tie.from_id == identity and state.row[1] in outgoing)
                or (state.tie.to_id == identity and state.row[1] in incoming)
            )
            and (other is None or seen.graph.version.entities[state.other(identity)].row[1] == other)
            and (state.row[5] or not heads)
            and seen.holds(state)
        ]
        rows, keys, total = listing.page(seen, ties, tie_rows(seen))
        if total:
            found.append([identity, rows, keys, total])
    return found


@answers
def ties_page(seen: Seen, listing: Listing, kinds: list[str]) -> list[Any]:
    ties = (TieOf(state) for state in of_kinds(seen, kinds) if seen.holds(state))
    return [[None, *listing.page(seen, ties, tie_rows(seen))]]


@answers
def every_tie(seen: Seen, kinds: list[str], limit: int) -> list[Row]:
    held = [state for state in of_kinds(seen, kinds) if seen.holds(state)]
    return [state.tie_row(seen.known_next) for state in sorted(held, key=lambda state: state.tie.id)[:limit]]


@answers
def changes_in_world(
    seen: Seen, kinds: list[str], about: str | None, after_day: Day, to_day: Day, limit: int
) -> list[Row]:
    found = []
    for state in of_kinds(seen, kinds):
        row = state.tie_row(seen.known_next)
        began = row[14] is not None and row[11] > after_day and row[10] <= to_day
        ended = row[15] is not None and row[13] > after_day and row[12] <= to_day
        if seen.knows(state) and row[8] != "REFUTED" and concerns(state, about) and (began or ended):
            found.append(row)
    return sorted(found, key=lambda row: str(row[0]))[:limit]


@answers
def changes_in_knowledge(
    seen: Seen, kinds: list[str], about: str | None, after_day: Day, to_day: Day, limit: int
) -> list[Any]:
    found: list[list[Any]] = [
        [state.known_from, state.known_to, state.rolling, state.tie_row(seen.known_next)]
        for state in of_kinds(seen, kinds)
        if concerns(state, about) and (after_day < state.known_from <= to_day or after_day < state.known_to <= to_day)
    ]
    return sorted(found, key=lambda look: (look[3][0], look[0]))[:limit]


@answers
def disputed_ties(seen: Seen, about: str | None, limit: int) -> list[Any]:
    found: list[Any] = []
    for state in sorted(seen.graph.every_state(), key=lambda state: state.tie.id):
        if state.row[8] == "DISPUTED" and seen.knows(state) and concerns(state, about):
            said = by_place(filter(seen.counts, seen.graph.claims_by_tie[state.tie.id]))[:limit]
            limit -= len(said)
            if said:
                found.append([state.tie_row(seen.known_next), state.tie.role, [claim.row for claim in said]])
    return found


# -- levels of chain searches --------------------------------------------------------------------------------


def _upward(seen: Seen, state: State, here: str, kinds: list[str]) -> bool:
    kind, tie = state.row[1], state.tie
    to_here = tie.to_id == here
    if seen.kind_of(here) == "INSTITUTION":
        return to_here and (kind == "HOLDS_POST" or (kind == "CONTROLS" and kind in kinds))
    if kind not in kinds:
        return False
    match kind:
        case "HOLDS_POST":
            return False
        case "REPORTS_TO":
            return tie.from_id == here
        case "MEMBER_OF":
            return tie.from_id == here and seen.kind_of(tie.to_id) == "CLAN"
        case "LEADS":
            return to_here and seen.kind_of(here) == "CLAN"
        case "KIN_OF":
            return to_here or tie.equals
        case "ALLIED_WITH":
            return True
    return to_here


def _downward(seen: Seen, state: State, here: str, kinds: list[str]) -> bool:
    kind, tie = state.row[1], state.tie
    from_here, to_here = tie.from_id == here, tie.to_id == here
    if seen.kind_of(here) == "INSTITUTION":
        return (kind == "HOLDS_POST" and to_here) or (kind == "CONTROLS" and from_here and kind in kinds)
    if kind not in kinds:
        return False
    match kind:
        case "HOLDS_POST":
            return False
        case "REPORTS_TO":
            return to_here
        case "MEMBER_OF":
            return to_here and seen.kind_of(here) == "CLAN"
        case "LEADS":
            return from_here and seen.kind_of(tie.to_id) == "CLAN"
        case "KIN_OF":
            return from_here or tie.equals
        case "ALLIED_WITH":
            return True
    return from_here


# What a level goes over: the kinds that bear patronage, and the posts by which an institution is left.
_GONE_OVER = frozenset([TieKind.HOLDS_POST, *BEARING])


def _level(
    seen: Seen, bears: Callable[..., bool], ids: list[str], kinds: list[str], standings: list[str], limit: int
) -> list[Any]:
    found: list[list[Any]] = []
    for here in ids:
        for state in seen.graph.states_of(here):
            row = state.row
            holds = seen.as_of is None or row[10] <= seen.as_of < row[13]
            if row[1] in _GONE_OVER and row[8] in standings and seen.knows(state) and holds:
                if not bears(seen, state, here, kinds):
                    continue
                there = state.other(here)
                equals = state.tie.equals
                found.append([here, there, seen.kind_of(there), equals, state.tie_row(seen.known_next)])
    return sorted(found, key=lambda hop: (hop[0], hop[4][0]))[:limit]


@answers
def patrons_of(seen: Seen, ids: list[str], kinds: list[str], standings: list[str], limit: int) -> list[Any]:
    return _level(seen, _upward, ids, kinds, standings, limit)


@answers
def clients_of(seen: Seen, ids: list[str], kinds: list[str], standings: list[str], limit: int) -> list[Any]:
    return _level(seen, _downward, ids, kinds, standings, limit)


@answers
def neighbours_of(seen: Seen, ids: list[str], kinds: list[str], standings: list[str], limit: int) -> list[Any]:
    found: list[list[Any]] = []
    for here in ids:
        for state in seen.graph.states_of(here):
            row, there = state.row, state.other(here)
            holds = seen.as_of is None or row[10] <= seen.as_of < row[13]
            if there != here and row[1] in kinds and row[8] in standings and holds and seen.knows(state):
                found.append([here, there, seen.kind_of(there), state.tie.equals, state.tie_row(seen.known_next)])
    return found[:limit]
