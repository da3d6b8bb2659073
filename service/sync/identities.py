"""Which entities are one, worked out from their identifiers and from what people decided.

Entities of one kind that share an identifier are one, and so are those of which a person said it. Never put together
by identifiers are: what a person told apart; two entities of one source, which has reasons of its own to tell them
apart; and whatever bears an identifier that stands on two of a source's entities, for then it is a mistake.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from schema.errors import BadInput
from schema.identities import first_of
from schema.records import MatchRecord
from service.sync.rows import Row


@dataclass(frozen=True, slots=True)
class Joinable:
    """What an entity can be joined by. `identifiers` begin with its kind; `sources` are those that have it."""

    identifiers: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    @classmethod
    def of(cls, row: Row, source_of: Mapping[str, str]) -> "Joinable":
        """From an entity's row; `source_of`: which source a dataset is of, where it is of one."""
        return cls(identifiers_of_row(row), frozenset(source_of.get(each, each) for each in row["datasets"]))


@dataclass(slots=True)
class Joined:
    """Entities that are one, by the id that stands for all, and the identifiers that joined nobody."""

    # The ids of all, the one that stands for them first.
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # Identifiers that stand on several entities of one source, with all entities that bear them.
    ambiguous: dict[str, list[str]] = field(default_factory=dict)
    # Pairs that share an identifier and are told apart, with the identifier.
    kept_apart: list[tuple[str, str, str]] = field(default_factory=list)


def joined(entities: Mapping[str, Joinable], decisions: Iterable[MatchRecord]) -> Joined:
    """Join entities. The outcome does not depend on the order of anything. Raises BadInput where people disagree."""
    made = _Joining(entities, decisions)
    bearers: dict[str, list[str]] = defaultdict(list)
    for identity in sorted(entities):
        for identifier in entities[identity].identifiers:
            bearers[identifier].append(identity)
    for identifier in sorted(bearers):
        made.join(identifier, bearers[identifier])
    return made.outcome()


def identifiers_of(kind: str, external_ids: Iterable[Sequence[str]]) -> frozenset[str]:
    """By what an entity can be joined with others of its kind: kind, scheme and value."""
    return frozenset(f"{kind} {scheme} {value}" for scheme, value in external_ids)


def identifiers_of_row(row: Row) -> frozenset[str]:
    """The same from an entity's row."""
    return identifiers_of(row["kind"], json.loads(row["external_ids"]))


def told(identifier: str, bearers: Sequence[str]) -> str:
    """For people: an identifier that stands on several entities of one source."""
    return f"The identifier {named(identifier)} stands on {' and '.join(bearers)}: it joins nobody."


def named(identifier: str) -> str:
    """Scheme and value of an identifier, which the kind of its entity comes before."""
    return identifier.partition(" ")[2]


class Together:
    """What is one with what, as things are united; and which pairs a person told apart."""

    def __init__(self, ids: Iterable[str]) -> None:
        # All that each is one with, itself among them; those that are one have the same set.
        self.one_with: dict[str, set[str]] = {identity: {identity} for identity in ids}
        self._apart: set[frozenset[str]] = set()

    def unite(self, one: str, other: str) -> None:
        together = self.one_with[one] | self.one_with[other]
        for each in together:
            self.one_with[each] = together

    def decide(self, decisions: Iterable[MatchRecord]) -> None:
        """Do as people decided on what there is. Raises BadInput where they disagree."""
        there = (each for each in decisions if {each.a, each.b} <= self.one_with.keys())
        decided = sorted(there, key=lambda each: (each.a, each.b))
        for decision in decided:
            if decision.same:
                self.unite(decision.a, decision.b)
        for decision in decided:
            if not decision.same:
                self._tell_apart(decision)

    def _tell_apart(self, decision: MatchRecord) -> None:
        if decision.b in self.one_with[decision.a]:
            raise BadInput(
                f"match: {decision.by} says that “{decision.a}” and “{decision.b}” are not the same; other decisions "
                "make them one",
                suggestion="Take one of the decisions back: retinue matches --decided lists them.",
            )
        self._apart.add(frozenset((decision.a, decision.b)))

    def are_told_apart(self, one: str, other: str) -> bool:
        """Whether a person told these two apart, themselves and not others that are one with them."""
        return frozenset((one, other)) in self._apart

    def groups(self) -> dict[str, tuple[str, ...]]:
        """All that is one with others, by the id that stands for all, which comes first."""
        found = (first_of(members) for members in self.one_with.values() if len(members) > 1)
        return {members[0]: members for members in found}


class _Joining:
    def __init__(self, entities: Mapping[str, Joinable], decisions: Iterable[MatchRecord]) -> None:
        self._entities = entities
        self._together = Together(entities)
        self._together.decide(decisions)
        self._joined = Joined()

    def join(self, identifier: str, bearers: list[str]) -> None:
        if any(self._are_told_apart_by_a_source(one, other) for one, other in combinations(bearers, 2)):
            self._joined.ambiguous[identifier] = bearers
            return
        for one, other in pairwise(bearers):
            if other in self._together.one_with[one]:
                continue
            if self._must_not_be_one(one, other):
                self._joined.kept_apart.append((one, other, identifier))
            else:
                self._together.unite(one, other)

    def _are_told_apart_by_a_source(self, one: str, other: str) -> bool:
        """Whether a source has both, and nothing makes them one."""
        apart = other not in self._together.one_with[one]
        return apart and bool(self._entities[one].sources & self._entities[other].sources)

    def _must_not_be_one(self, one: str, other: str) -> bool:
        return any(
            self._together.are_told_apart(a, b) or self._are_told_apart_by_a_source(a, b)
            for a in self._together.one_with[one]
            for b in self._together.one_with[other]
        )

    def outcome(self) -> Joined:
        self._joined.groups = self._together.groups()
        return self._joined
