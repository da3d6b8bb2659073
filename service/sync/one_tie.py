"""Which ties of different data sets are one, worked out from what their data sets say of them.

They are, where kind and ends agree, and the office that they concern; where both are of the head of a body or in one
role; and where the days on which they can have held meet. Where several fit, none is joined and a person decides. Two
ties of one data set, which has reasons of its own to tell them apart, are never one by themselves; nor is a tie of
which every claim has been retracted or denies it, for it held on no day.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from schema.edtf import Day, day_after
from schema.identities import first_of
from schema.plain import plain
from schema.records import ClaimRecord, MatchRecord, TieRecord
from schema.resolution import counts, resolve
from schema.vocabulary import Standing, TieNature
from service.sync.identities import Together
from service.sync.rows import Row, claim_record

# What ties must agree on to be one at all: kind, ends, institution and the nature of both.
Slot = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A tie as the data sets tell it that have a claim on it which counts."""

    tie: TieRecord
    datasets: frozenset[str]
    role: str | None
    # From which day on it can have held, or an act taken place, and before which; None where it held on none.
    days: tuple[Day, Day] | None

    @classmethod
    def of(cls, tie: TieRecord, claims: Sequence[Row]) -> "Told":
        """From the claims' rows, by all that is known."""
        records: dict[str, ClaimRecord] = {row["id"]: claim_record(row) for row in claims}
        counting = [row for row in claims if counts(records[row["id"]])]
        datasets = frozenset(dataset for row in counting for dataset in row["datasets"])
        found = resolve(tie.nature, records.values(), role=tie.role)
        if found is None or found.standing is Standing.REFUTED:
            return cls(tie, datasets, tie.role, None)
        first, last = found.days.earliest_start, found.days.latest_start
        until = day_after(last) if tie.nature is TieNature.ACT else found.days.latest_end
        return cls(tie, datasets, found.role, (first, until))

    def fits(self, other: "Told") -> bool:
        """Whether the two, which agree on their slot, may be one."""
        if not self.datasets or not other.datasets or self.datasets & other.datasets:
            return False
        if not self.days or not other.days:
            return False
        heads = self.tie.head and other.tie.head
        if self.role or other.role:
            agree = heads or plain(self.role or "") == plain(other.role or "")
        else:
            agree = self.tie.head == other.tie.head
        return agree and self.days[0] < other.days[1] and other.days[0] < self.days[1]


@dataclass(slots=True)
class OneTie:
    """Ties that are one, by the id that stands for all, and pairs that fit where several do: a person decides."""

    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    undecided: list[tuple[TieRecord, TieRecord]] = field(default_factory=list)


def slot(tie: TieRecord) -> Slot:
    """What a tie must share with another one to be one with it. Its ends are those that stand for all."""
    kind, one, other, _, *rest = tie.identity
    return (kind, one, other, *rest)


def joined_ties(told: Mapping[str, Told], decisions: Iterable[MatchRecord]) -> OneTie:
    """Join ties of one slot. The outcome depends on no order. Raises BadInput where people disagree."""
    together = Together(told)
    together.decide(decisions)
    decided = {first_of(members) for members in together.one_with.values()}
    fitting: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    for one, other in combinations(sorted(decided), 2):
        if _fit(one, other, told, together):
            fitting[one].add(other)
            fitting[other].add(one)
    found = OneTie()
    for component in _components(fitting):
        if all(other in fitting[one] for one, other in combinations(sorted(component), 2)):
            first, *others = sorted(component)
            for each in others:
                together.unite(first[0], each[0])
        else:
            every = combinations(sorted(component), 2)
            pairs = ((one[0], other[0]) for one, other in every if other in fitting[one])
            found.undecided += [(told[a].tie, told[b].tie) for a, b in pairs]
    found.groups = together.groups()
    return found


def _fit(one: Collection[str], other: Collection[str], told: Mapping[str, Told], together: Together) -> bool:
    """Whether some of each fit, and nothing keeps any of them apart."""
    pairs = [(a, b) for a in one for b in other]
    apart = any(together.are_told_apart(a, b) or told[a].datasets & told[b].datasets for a, b in pairs)
    return not apart and any(told[a].fits(told[b]) for a, b in pairs)


def _components(fitting: Mapping[tuple[str, ...], set[tuple[str, ...]]]) -> Iterable[set[tuple[str, ...]]]:
    left = set(fitting)
    while left:
        component: set[tuple[str, ...]] = set()
        beyond = {min(left)}
        while beyond:
            component |= beyond
            beyond = {other for one in beyond for other in fitting[one]} - component
        left -= component
        yield component
