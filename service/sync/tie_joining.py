"""Making ties of different data sets one in the graph, and parting them again, as a part of a write.

Ties and claims keep the ids that their data sets use. The states that readers see are derived from the claims on all
ties that are one, under the id that stands for all; a row `JoinedTie` says which they are.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from schema.identities import as_one
from schema.kinds import is_symmetric
from schema.records import MatchRecord, TieRecord
from service.sync.joining import Joining
from service.sync.one_tie import OneTie, Slot, Told, joined_ties, slot
from service.sync.rows import Row, match_record, tie_record
from service.sync.store import Label, Store, batches
from service.sync.versions import Write


class TieJoining:
    """The ties that are one, in the version being written. `joining`: the entities that are."""

    def __init__(self, write: Write, joining: Joining) -> None:
        self._write, self._joining = write, joining
        rows = write.store.ask("write/joined_ties", version=write.version)
        self._standing = {row["id"]: tuple(row["ties"]) for row in rows}
        # All ties that are one, by the id of each.
        self.together: dict[str, tuple[str, ...]] = {}
        for ties in self._standing.values():
            self.together.update(dict.fromkeys(ties, ties))

    def rejoin(self, touched: Iterable[str]) -> Iterator[str]:
        """Find out anew which ties are one, where something was said of them or of what they are between.

        Gives those that are one with others than before. Raises BadInput where decisions contradict each other.
        """
        for ids in batches(touched, self._write.store.batch):
            yield from self._rejoin_some(ids)

    def keep(self) -> None:
        """Write down which ties are one, where that is otherwise than before."""
        write, standing = self._write, self._standing
        wanted = {ties[0]: ties for ties in self.together.values()}
        stale = [each for each, ties in standing.items() if wanted.get(each) != ties]
        new = {each: ties for each, ties in sorted(wanted.items()) if standing.get(each) != ties}
        fresh = [{"id": each, "ties": list(ties)} for each, ties in new.items()]
        write.close(Label.JOINED_TIE, stale)
        write.add(Label.JOINED_TIE, fresh)
        if stale or fresh:
            write.at_raise("write/joined_noted", version=write.version)

    def _rejoin_some(self, ids: list[str]) -> Iterator[str]:
        reached = sorted({each for identity in ids for each in (identity, *self.together.get(identity, ()))})
        found = self._by_slot(reached)
        evaluated = {tie for ties in found.values() for tie in ties}
        outcome = judged(self._write.store, found, self._write.version)
        now = {tie: ties for ties in outcome.groups.values() for tie in ties}
        for tie in sorted(evaluated):
            if self.together.get(tie) != now.get(tie):
                yield tie
                self.together.pop(tie, None)
                if tie in now:
                    self.together[tie] = now[tie]

    def _by_slot(self, ids: Collection[str]) -> dict[Slot, dict[str, TieRecord]]:
        """Ties by their slots, and with them all other ties of these; the ends of each are those that stand for all."""
        store, version = self._write.store, self._write.version
        found: dict[Slot, dict[str, TieRecord]] = defaultdict(dict)
        for tie in map(self._record, store.rows_by_id(Label.TIE, ids, version)):
            found[slot(tie)][tie.id] = tie
        firsts = [next(iter(ties.values())) for ties in found.values()]
        asked = [each for tie in firsts for each in between(tie, self._joining.every)]
        for tie in map(self._record, store.ask("write/ties_between", asked=asked, version=version)):
            if slot(tie) in found:
                found[slot(tie)][tie.id] = tie
        return found

    def _record(self, row: Row) -> TieRecord:
        return as_one(tie_record(row), self._joining.one)


def between(tie: TieRecord, every: Callable[[str], Sequence[str]]) -> list[Row]:
    """What to ask for all ties of one kind between two entities, by whatever ids."""
    ends = [list(every(tie.from_id)), list(every(tie.to_id))]
    ways = [ends, ends[::-1]] if is_symmetric(tie.kind, equals=tie.equals) else [ends]
    return [{"kind": tie.kind.value, "from_ids": one, "to_ids": other} for one, other in ways]


def all_judged(store: Store, version: int, one: Mapping[str, str]) -> OneTie:
    """Which of all ties of a version are one; `one`: the id that stands for all, by each id of entities that are."""
    found: dict[Slot, dict[str, TieRecord]] = defaultdict(dict)
    for row in store.every_row(Label.TIE, version):
        tie = as_one(tie_record(row), one)
        found[slot(tie)][tie.id] = tie
    return judged(store, found, version)


def judged(store: Store, found: Mapping[Slot, Mapping[str, TieRecord]], version: int) -> OneTie:
    """Which ties are one, slot by slot. Raises BadInput where decisions contradict each other."""
    outcome = OneTie()
    several = [ties for ties in found.values() if len(ties) > 1]
    ids = sorted({tie for ties in several for tie in ties})
    claims: dict[str, list[Row]] = defaultdict(list)
    decisions: dict[str, MatchRecord] = {}
    for some in batches(ids, store.batch):
        for row in store.ask("write/claims_of_ties_written", ids=some, version=version):
            claims[row["tie"]].append(row)
        for row in store.ask("write/matches_of", ids=some, version=version):
            decisions[row["id"]] = match_record(row)
    for ties in several:
        one = joined_ties({each: Told.of(tie, claims[each]) for each, tie in ties.items()}, decisions.values())
        outcome.groups |= one.groups
        outcome.undecided += one.undecided
    return outcome
