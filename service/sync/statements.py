"""What an import changes in claims and remarks, compared with what the graph holds.

A statement is never overwritten. One that is gone gets the day of its retraction; one that is changed, or said
again after its retraction, is the old one retracted and a new one beside it. The old one then answers to its id
with `-superseded-1` (2, 3 …) behind it, so that every id stays the id of one thing.

A register has no ids of its claims; what a row says now is another claim than what it said before. Which of them
belong together is known when the whole version has been compared: what is said anew waits in the spool until then.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from schema.edtf import Day
from schema.records import ClaimRecord, RemarkRecord
from service.sync.planning import Comparison, Plan
from service.sync.reading import shown
from service.sync.rows import Row, claim_record, claim_row, remark_record, remark_row, said
from service.sync.spool import Spool
from service.sync.store import Label
from service.sync.tally import Sample

S = TypeVar("S", ClaimRecord, RemarkRecord)

_SUPERSEDED = re.compile(r"(.+)-superseded-[1-9][0-9]*")


def plan_statements(plan: Plan, by: Comparison, waiting: Spool | None = None) -> None:
    """Claims and remarks. `waiting`: of a register, where claims said anew wait for what they take the place of."""
    _Statements(plan, by, Label.CLAIM, by.checked.claims, claim_row, claim_record, waiting).plan_all()
    _Statements(plan, by, Label.REMARK, by.checked.remarks, remark_row, remark_record).plan_all()


@dataclass
class _Statements(Generic[S]):
    plan: Plan
    by: Comparison
    label: Label
    records: Mapping[str, S]
    to_row: Callable[[S], Row]
    to_record: Callable[[Row], S]
    waiting: Spool | None = None

    def plan_all(self) -> None:
        superseded: list[Row] = []
        for identity, record in self.records.items():
            before = self.by.known.rows[self.label].get(identity)
            if before is None:
                self._write(record, None)
                self._count_said("new", record)
            else:
                superseded += self._compared(record, self.to_record(before), before)
        self._retire(superseded)
        for row in self.by.gone(self.label, self.records):
            self._gone(row)

    def _compared(self, record: S, old: S, before: Row) -> list[Row]:
        """Plan a record that is there already; gives the row that it supersedes, if it does."""
        identity = record.id
        if said(old) == said(record) and not _seen_less(record, old):
            if record.retracted_on is None and old.retracted_on is not None:
                self._close(identity)
                self._write(record, None)
                self._count_said("said again", record)
                return [before]
            if record.retracted_on != old.retracted_on:
                withdrawn = record.withdrawn_at or old.withdrawn_at or self.by.moment.instant
                retracted = replace(_confirmed(old, record), retracted_on=record.retracted_on, withdrawn_at=withdrawn)
                self._rewrite(retracted, before)
                self.plan.retracted += 1
                self.plan.superseded += old.retracted_on is None
                self._sample("retracted", record)
                return []
            self.plan.unchanged += 1
            # A register that says so again confirms its claim: it was seen to say so for longer.
            if _seen(record) != _seen(old) or self.by.datasets_of(identity, before) != before.get("datasets"):
                self._rewrite(_confirmed(old, record), before)
            return []
        self._close(identity)
        self._write(record, None)
        if old.retracted_on and not record.retracted_on:
            self._count_said("said again", record)
        else:
            self.plan.changed += 1
            self.plan.superseded += old.retracted_on is None
            self._sample("changed", record, old)
        return [before if old.retracted_on else {**before, **self.to_row(self._retracted(old))}]

    def _gone(self, row: Row) -> None:
        if left := sorted(set(row["datasets"]) - self.by.datasets):
            # Another dataset still says it.
            self._close(row["id"])
            self.plan.write[self.label].append({**row, "datasets": left})
            return
        old = self.to_record(row)
        if old.retracted_on is None:
            self._close(old.id)
            self.plan.write[self.label].append({**row, **self.to_row(self._retracted(old))})
            self._count_gone(old)

    def _retracted(self, old: S) -> S:
        """Retracted as of the day; our own misreading as of the day it was reported, so that no view counts it."""
        moment = self.by.moment
        day: Day = min(old.reported_on.hi, moment.day) if moment.correct else moment.day
        return replace(old, retracted_on=day, withdrawn_at=moment.instant)

    def _retire(self, rows: list[Row]) -> None:
        """Write superseded rows under the next free ids, except those that the files have under such an id."""
        told: dict[str, list[S]] = defaultdict(list)
        for identity, record in self.records.items():
            if found := _SUPERSEDED.fullmatch(identity):
                told[found.group(1)].append(record)
        number = 1
        while rows := [row for row in rows if not self._is_told(row, told[row["id"]])]:
            names = {f"{row['id']}-superseded-{number}": row for row in rows}
            taken = {row["id"] for row in self.by.store.rows_by_id(self.label, names, self.by.version)}
            taken |= names.keys() & self.records.keys()
            self.plan.write[self.label] += [{**row, "id": name} for name, row in names.items() if name not in taken]
            rows = [row for name, row in names.items() if name in taken]
            number += 1

    def _is_told(self, row: Row, records: list[S]) -> bool:
        old = said(self.to_record(row))
        return any(said(replace(record, id=old.id)) == old for record in records)

    def _write(self, record: S, before: Row | None) -> None:
        instant = self.by.moment.instant
        record = replace(
            record,
            recorded_at=record.recorded_at or instant,
            withdrawn_at=record.withdrawn_at or (instant if record.retracted_on else None),
        )
        datasets = self.by.datasets_of(record.id, before)
        self.plan.write[self.label].append({**self.to_row(record), "datasets": datasets})

    def _rewrite(self, record: S, before: Row) -> None:
        self._close(record.id)
        datasets = self.by.datasets_of(record.id, before)
        self.plan.write[self.label].append({**before, **self.to_row(record), "datasets": datasets})

    def _close(self, identity: str) -> None:
        self.plan.close[self.label].append(identity)

    def _count_said(self, what: str, record: S) -> None:
        sample = self._sampled(record)
        if self.waiting is not None and sample.claim and sample.claim.tie in self.by.known.rows[Label.TIE]:
            self.waiting.put_off(sample.claim.tie, what, sample)
        else:
            self.plan.added += 1
            self.plan.sample(what, self.label, sample)

    def _count_gone(self, old: S) -> None:
        if self.waiting is not None and isinstance(old, ClaimRecord) and (new := self.waiting.taken_up(old.tie)):
            self.plan.changed += 1
            self.plan.sample("changed", self.label, replace(new, before=old))
        else:
            self.plan.retracted += 1
            self._sample("retracted", old)

    def _sample(self, what: str, record: S, before: S | None = None) -> None:
        self.plan.sample(what, self.label, self._sampled(record, before))

    def _sampled(self, record: S, before: S | None = None) -> Sample:
        if isinstance(record, RemarkRecord):
            return Sample(record.id, shown(record.text))
        old = before if isinstance(before, ClaimRecord) else None
        return Sample(record.id, claim=record, tie=self.by.checked.ties.get(record.tie), before=old)


def _seen(record: ClaimRecord | RemarkRecord) -> Day | None:
    return record.last_seen_on if isinstance(record, ClaimRecord) else None


def _seen_less(record: ClaimRecord | RemarkRecord, old: ClaimRecord | RemarkRecord) -> bool:
    """Whether a claim was not seen for as long as was said before: that is no confirmation but another claim."""
    return (_seen(record) or "") < (_seen(old) or "")


def _confirmed(old: S, record: S) -> S:
    return replace(old, last_seen_on=_seen(record)) if isinstance(old, ClaimRecord) else old
