"""Entities and ties that are one with others: the id that stands for all of them, and what follows for readers.

Data sets keep the ids that they use. Whatever a reader asks for by one of them is found under the id that stands for
all; statements, which keep the ids of their data sets, are found by any. Ids are one space: one map has both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cypher.conditions import AllOf, AnyOf, Condition, Holds, Not
from schema.records import ClaimRecord, TieRecord


@dataclass(frozen=True)
class Identities:
    """The entities and ties of a data version that are one with others."""

    # The id that stands for all, by each of them.
    one: Mapping[str, str] = field(default_factory=dict)
    # All of them, by the id that stands for them.
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of_rows(cls, rows: Iterable[tuple[str, list[str]]]) -> "Identities":
        """From the answer of `read/identities`."""
        members = {identity: tuple(found) for identity, found in rows}
        return cls({each: identity for identity, found in members.items() for each in found}, members)

    def of(self, identity: str) -> str:
        """The id that stands for an entity or tie; any other id as it is."""
        return self.one.get(identity, identity)

    def every(self, identity: str) -> list[str]:
        """All ids of an entity or tie, the one that stands for all first."""
        return list(self.members.get(self.of(identity), (identity,)))

    def once(self, ids: Iterable[str]) -> list[str]:
        """The ids that stand for entities, each once, in order."""
        return sorted({self.of(identity) for identity in ids})

    def applied(self, condition: Condition | None) -> Condition | None:
        """A condition by whatever ids, as one on the ids that the rows it looks at have."""
        match condition:
            case AllOf(parts):
                return AllOf(tuple(self._applied(part) for part in parts))
            case AnyOf(parts):
                return AnyOf(tuple(self._applied(part) for part in parts))
            case Not(part):
                return Not(self._applied(part))
            case Holds(name, values, inner):
                return Holds(name, tuple((key, self._value(key, value)) for key, value in values), self.applied(inner))
        return condition

    def _applied(self, condition: Condition) -> Condition:
        found = self.applied(condition)
        assert found is not None
        return found

    def _value(self, key: str, value: object) -> object:
        if key in _ENTITY and isinstance(value, str):
            return self.of(value)
        if key == _ENTITIES and isinstance(value, tuple):
            return tuple(each for given in value for each in self.every(given))
        return value


# How conditions call the parameters that name one entity, as derived rows do, and those that name it by all its ids.
_ENTITY = frozenset(("id", "country", "institution", "clan"))
_ENTITIES = "ids"
NONE = Identities()


def as_one(tie: TieRecord, one: Mapping[str, str]) -> TieRecord:
    """A tie as its states have it: between the ids that stand for all. Where its ends are one, each keeps its own."""
    ends = (one.get(tie.from_id, tie.from_id), one.get(tie.to_id, tie.to_id))
    if ends[0] == ends[1]:
        ends = (tie.from_id, tie.to_id)
    institution = one.get(tie.institution, tie.institution) if tie.institution else None
    if (*ends, institution) == (tie.from_id, tie.to_id, tie.institution):
        return tie
    return replace(tie, from_id=ends[0], to_id=ends[1], institution=institution)


def first_of(ids: Iterable[str]) -> tuple[str, ...]:
    """Ids of which the one that stands for all is first: what people give has few digits and is short."""
    return tuple(sorted(ids, key=lambda each: (sum(map(str.isdigit, each)), len(each), each)))


def defined(ties: Mapping[str, TieRecord], ids: Sequence[str]) -> TieRecord:
    """The definition of ties that are one, from theirs by id; the first of `ids` has the word where only one can."""
    first = ties[ids[0]]
    if len(ids) == 1:
        return first
    role = next((ties[each].role for each in ids if ties[each].role), None)
    return replace(first, role=role, head=any(ties[each].head for each in ids))


def spoken_as_one(claim: ClaimRecord, one: Mapping[str, str]) -> ClaimRecord:
    """A claim of which the speaker is the entity that stands for all."""
    speaker = claim.attributed_to
    return replace(claim, attributed_to=one[speaker]) if speaker and speaker in one else claim
