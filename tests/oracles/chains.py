"""Brute force over "Patronage" and "Timing": every simple way, every choice of parallel ties, no pruning."""

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeAlias

from .graph import (
    NEVER,
    EdgeTie,
    Four,
    World,
    certain_days,
    common,
    lifetime,
    on,
    overlap,
    period,
    possible_days,
    starts,
)

__all__ = ["EdgeTie", "FoundChain", "Hop", "World", "client_and_patron", "paths", "patronage"]

Links: TypeAlias = tuple[str, ...]

WORST_FIRST = ("DISPUTED", "ALLEGED", "ESTABLISHED")


@dataclass(frozen=True)
class Hop:
    """One step; reversed: the tie reads from ``dst`` to ``src``. ``parallel`` is sorted by id."""

    src: str
    tie: str
    dst: str
    reversed: bool
    parallel: tuple[str, ...]


@dataclass(frozen=True)
class FoundChain:
    """A chain; ``period`` as earliestStart, latestStart, earliestEnd, latestEnd; ``weakest`` is a tie's id."""

    hops: tuple[Hop, ...]
    certainty: str
    period: Four
    weakest: str


@dataclass(frozen=True)
class _Rules:
    """What one question demands of a chain's dates; ``upward``: influence flows against the order of the links."""

    world: World
    timing: str
    upward: bool
    as_of: date | None
    wanted: str

    def certainty(self, links: Links, ties: Sequence[EdgeTie]) -> str | None:
        """How certain the chain is, None where it fails or is not certain enough."""
        if all(certain_days(tie) != NEVER for tie in ties) and self._obeys(links, ties, certain=True):
            return "CERTAIN"
        if self.wanted == "POSSIBLE" and self._obeys(links, ties, certain=False):
            return "POSSIBLE"
        return None

    def _obeys(self, links: Links, ties: Sequence[EdgeTie], *, certain: bool) -> bool:
        days = [certain_days(tie) if certain else possible_days(tie) for tie in ties]
        if self.timing in ("SNAPSHOT", "CONTINUOUS"):
            people = [link for link in links if self.world.kinds[link] == "PERSON"]
            together = common([*days, *(lifetime(self.world, person, certain=certain) for person in people)])
            return together != NEVER if self.as_of is None else on(together, self.as_of)
        if self.as_of is not None and not on(days[0], self.as_of):
            return False
        if self.timing == "PAIRWISE":
            return all(common(pair) != NEVER for pair in itertools.pairwise(days))
        if self.timing == "CONSECUTIVE":
            flow = [tie for tie in (reversed(ties) if self.upward else ties) if tie.nature != "BOND"]
            return all(
                latest_before <= earliest_after if certain else earliest_before <= latest_after
                for (earliest_before, latest_before), (earliest_after, latest_after) in itertools.combinations(
                    map(starts, flow), 2
                )
            )
        return True


def patronage(
    world: World,
    around: str,
    *,
    direction: str = "UPWARD",
    through: Collection[str] | None = None,
    timing: str = "CONTINUOUS",
    standing: Collection[str] | None = None,
    max_depth: int = 4,
    as_of: date | None = None,
    certainty: str = "POSSIBLE",
) -> list[FoundChain]:
    """The chains of patronage around a person, clan or institution, in the domain's order.

    Raises ValueError around anything else, and for SNAPSHOT without ``as_of``.
    """
    if world.kinds.get(around) not in ("PERSON", "CLAN", "INSTITUTION"):
        raise ValueError(f"no chain begins at {around}")
    if timing == "SNAPSHOT" and as_of is None:
        raise ValueError("SNAPSHOT needs as_of")
    ties = [tie for tie in _taking_part(world, standing) if through is None or tie.kind in {*through, "HOLDS_POST"}]
    found: list[_Candidate] = []
    for upward in [True, False] if direction == "BOTH" else [direction == "UPWARD"]:
        rules = _Rules(world, timing, upward, as_of, certainty)
        step = partial(_patronage_step, world, upward)
        chains = _chains(rules, around, None, step, ties, max_depth)
        kept = (chain for chain in chains.values() if not any(_makes_redundant(o, chain) for o in chains.values()))
        found += kept
    # What BOTH finds twice, every tie of it, is given once, as it comes first in the order.
    told: list[_Candidate] = []
    for chain in sorted(found, key=lambda chain: chain.order):
        if not any(_tells(before, chain) for before in told):
            told.append(chain)
    return [chain.found for chain in told]


def _tells(before: "_Candidate", chain: "_Candidate") -> bool:
    if before.links != chain.links:
        return False
    steps = zip(before.found.hops, chain.found.hops, strict=True)
    return all(theirs.tie in {own.tie, *own.parallel} for own, theirs in steps)


def paths(
    world: World,
    frm: str,
    to: str,
    *,
    through: Collection[str] | None = None,
    timing: str = "CONTINUOUS",
    standing: Collection[str] | None = None,
    max_depth: int = 6,
    as_of: date | None = None,
    certainty: str = "POSSIBLE",
) -> list[FoundChain]:
    """Every way between two entities over ties of any kind, the longer after the shorter."""
    if frm not in world.kinds or to not in world.kinds:
        raise ValueError("unknown end")
    if timing == "SNAPSHOT" and as_of is None:
        raise ValueError("SNAPSHOT needs as_of")
    kinds = {tie.kind for tie in world.ties} - {"SAME_AS"} if through is None else through
    ties = [tie for tie in _taking_part(world, standing) if tie.kind in kinds]
    rules = _Rules(world, timing, False, as_of, certainty)
    chains = _chains(rules, frm, to, _any_step, ties, max_depth)
    return [chain.found for chain in sorted(chains.values(), key=lambda chain: (chain.length, chain.order))]


# Which steps there are


def _taking_part(world: World, standing: Collection[str] | None) -> list[EdgeTie]:
    return [tie for tie in world.ties if tie.standing != "REFUTED" and (standing is None or tie.standing in standing)]


def client_and_patron(world: World, tie: EdgeTie) -> list[tuple[str, str]]:
    """Who is whose client by this tie: both ways between equals and allies, none for what bears no patronage."""
    forward, backward = [(tie.src, tie.dst)], [(tie.dst, tie.src)]
    match tie.kind:
        case "PATRON_OF" | "APPOINTED" | "CONTROLS":
            return backward
        case "REPORTS_TO":
            return forward
        case "KIN_OF":
            return forward + backward if tie.equals else backward
        case "ALLIED_WITH":
            return forward + backward
        case "MEMBER_OF" if world.kinds[tie.dst] == "CLAN":
            return forward
        case "LEADS" if world.kinds[tie.dst] == "CLAN":
            return backward
    return []


def _patronage_step(world: World, upward: bool, tie: EdgeTie, here: str) -> str | None:
    """Where the tie leads from here, None where it is no step of patronage."""
    if world.kinds[here] == "INSTITUTION":
        if tie.kind == "HOLDS_POST":
            return tie.src if tie.dst == here else None
        if tie.kind != "CONTROLS":
            return None
    for client, patron in client_and_patron(world, tie):
        if here == (client if upward else patron):
            return patron if upward else client
    return None


def _any_step(tie: EdgeTie, here: str) -> str | None:
    return tie.dst if tie.src == here else tie.src if tie.dst == here else None


# Which chains there are


@dataclass(frozen=True)
class _Candidate:
    found: FoundChain
    links: Links
    length: int
    order: tuple[object, ...]
    kin_or_ally_last: bool


def _chains(
    rules: _Rules,
    start: str,
    to: str | None,
    step: Callable[[EdgeTie, str], str | None],
    ties: Sequence[EdgeTie],
    max_depth: int,
) -> dict[Links, _Candidate]:
    """Every chain that satisfies the rules, by its links, with the ties that put it first in the order."""
    found = {}
    post_free = to is None and rules.world.kinds[start] == "INSTITUTION"
    for links in _simple_ways(rules.world, start, step, ties, max_depth + post_free):
        if to is not None and links[-1] != to:
            continue
        choices = [[tie for tie in ties if step(tie, a) == b] for a, b in itertools.pairwise(links)]
        candidates = []
        for chosen in itertools.product(*choices):
            length = len(chosen) - (post_free and chosen[0].kind == "HOLDS_POST")
            how = rules.certainty(links, chosen)
            if how is not None and 1 <= length <= max_depth:
                candidates.append(_candidate(rules, links, chosen, choices, length, how))
        if candidates:
            found[links] = min(candidates, key=lambda candidate: candidate.order)
    return found


def _simple_ways(
    world: World, start: str, step: Callable[[EdgeTie, str], str | None], ties: Sequence[EdgeTie], hops: int
) -> Iterator[Links]:
    """Every sequence of at least two entities, none twice, that some ties join one to the next."""
    others = [entity for entity in world.kinds if entity != start]
    for count in range(1, min(hops, len(others)) + 1):
        for rest in itertools.permutations(others, count):
            links = (start, *rest)
            if all(any(step(tie, a) == b for tie in ties) for a, b in itertools.pairwise(links)):
                yield links


def _candidate(
    rules: _Rules,
    links: Links,
    chosen: tuple[EdgeTie, ...],
    choices: Sequence[Sequence[EdgeTie]],
    length: int,
    how: str,
) -> _Candidate:
    hops = []
    for place, tie in enumerate(chosen):
        instead = [
            other
            for other in choices[place]
            if other != tie and rules.certainty(links, (*chosen[:place], other, *chosen[place + 1 :])) is not None
        ]
        parallel = tuple(sorted(other.id for other in instead))
        hops.append(Hop(links[place], tie.id, links[place + 1], tie.src != links[place], parallel))
    order = (how != "CERTAIN", -overlap(chosen), length, links, tuple(tie.id for tie in chosen))
    last = [chosen[-1], *instead]
    return _Candidate(
        FoundChain(tuple(hops), how, period(chosen), _weakest(rules, chosen)),
        links,
        length,
        order,
        all(tie.kind == "ALLIED_WITH" or (tie.kind == "KIN_OF" and tie.equals) for tie in last),
    )


def _makes_redundant(other: _Candidate, chain: _Candidate) -> bool:
    """Whether the other continues the chain by one hop, at least as certain, to more than an ally or equal kin."""
    return (
        other.links[:-1] == chain.links
        and not other.kin_or_ally_last
        and (other.found.certainty == "CERTAIN" or chain.found.certainty == "POSSIBLE")
    )


def _weakest(rules: _Rules, chosen: Sequence[EdgeTie]) -> str:
    def weakness(place: int) -> tuple[int, int, int, int]:
        tie = chosen[place]
        # As of a day where that day binds this tie; else on any day.
        bound = rules.as_of is not None and (place == 0 or rules.timing in ("SNAPSHOT", "CONTINUOUS"))
        certain, possible = (
            on(days, rules.as_of) if bound and rules.as_of is not None else days != NEVER
            for days in (certain_days(tie), possible_days(tie))
        )
        return WORST_FIRST.index(tie.standing), certain + (certain or possible), tie.sources, place

    return chosen[min(range(len(chosen)), key=weakness)].id
