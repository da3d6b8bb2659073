"""What is kept of an upstream beside what it claims: records that the graph has no place for and others rest on.

A delta has what changed. What rests on it, and what it rests on, stands in versions before; a source that has such
records gives them beside the others, as records `kept`:

    id            the stem of the record's ids
    line          the record, as the source's module reads it again
    rests_on      stems of what else is kept, which may change without it
    unless_there  ids of entities that it names: it is kept for those that are not there, until they come

Each is a row for each of those it rests on. The rows have versions, as all others have; readers never see them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service.sync.planning import Plan, content
from service.sync.reading import Raw
from service.sync.rows import Row
from service.sync.spool import Spool
from service.sync.standing import Standing
from service.sync.store import Label, batches


@dataclass(frozen=True, slots=True)
class KeptInGraph:
    """What a dataset keeps, as a data version has it, for the module of its source."""

    standing: Standing
    dataset: str

    def of(self, stems: Iterable[str]) -> Iterator[str]:
        """The records with these stems."""
        return self._lines("write/kept_of_stems", stems)

    def resting_on(self, stems: Iterable[str]) -> Iterator[str]:
        """The records that rest on what these stems stand for."""
        return self._lines("write/kept_on_stems", stems)

    def ids(self, stems: Iterable[str]) -> Iterator[list[str]]:
        """The ids of the rows with these stems, some at a time."""
        for some in batches(stems, self.standing.store.batch):
            yield [identity for identity, _ in self._ask("write/kept_of_stems", some)]

    def _lines(self, name: str, stems: Iterable[str]) -> Iterator[str]:
        for some in batches(stems, self.standing.store.batch):
            yield from dict.fromkeys(line for _, line in self._ask(name, some))

    def _ask(self, name: str, stems: list[str]) -> list[list[str]]:
        store, version = self.standing.store, self.standing.version
        found: list[list[str]] = store.ask(name, stems=stems, dataset=self.dataset, version=version)
        return found


@dataclass(frozen=True, slots=True)
class Keeping:
    """Compares what a version has to keep with what is kept."""

    kept: KeptInGraph
    spool: Spool

    def plan(self, chunk: list[Raw]) -> Plan:
        """What becomes of the rows of a chunk of records `kept`."""
        plan = Plan()
        rows = {row["id"]: row for row in self._rows(chunk)}
        self.spool.say(Label.KEPT, rows)
        self.spool.touch(Label.KEPT, (raw.fields["id"] for raw in chunk))
        before = {row["id"]: row for row in self.kept.standing.rows(Label.KEPT, rows)}
        for identity, row in rows.items():
            if identity in before:
                if content(before[identity]) == content(row):
                    continue
                plan.close[Label.KEPT].append(identity)
            plan.write[Label.KEPT].append(row)
        return plan

    def gone(self, pages: Iterable[list[str]]) -> Iterator[Plan]:
        """What becomes of rows of these ids that the version does not have."""
        for ids in pages:
            plan = Plan()
            plan.close[Label.KEPT] += self.spool.unsaid(Label.KEPT, ids)
            yield plan

    def of_delta(self, named: Iterable[str]) -> Iterator[list[str]]:
        """The ids of the rows of what a delta names or has to keep."""
        self.spool.touch(Label.KEPT, named)
        return self.kept.ids(self.spool.touched(Label.KEPT))

    def _rows(self, chunk: list[Raw]) -> Iterator[Row]:
        ends = {end for raw in chunk for end in raw.fields.get("unless_there", ())}
        defined = self.spool.defined(ends)
        missing = {end for end in ends if end not in defined or defined[end][0] != "entity"}
        missing -= {row["id"] for row in self.kept.standing.rows(Label.ENTITY, sorted(missing))}
        for raw in chunk:
            given, stem = raw.fields, raw.fields["id"]
            on = {*given.get("rests_on", ()), *missing.intersection(given.get("unless_there", ()))}
            row = {"stem": stem, "line": given["line"], "datasets": [self.kept.dataset]}
            if not on and "rests_on" not in given:
                yield {**row, "id": stem, "rests_on": None}
            for each in on:
                yield {**row, "id": f"{stem} {each}", "rests_on": each}
