"""What an import changes: new records, changed ones, retractions, compared with what the graph holds.

A claim or remark is never overwritten. One that is gone gets the day of its retraction; one that is changed is
the old one retracted and a new one beside it. The old one then answers to its id with `-superseded-1` (2, 3 …)
behind it, so that every id stays the id of one thing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from schema.edtf import Day
from schema.records import ClaimRecord, RemarkRecord, TieRecord
from service.sync.checking import Checked
from service.sync.rows import (
    Row,
    claim_record,
    claim_row,
    entity_row,
    match_row,
    question_row,
    remark_record,
    remark_row,
    source_row,
    tie_row,
)
from service.sync.store import Label, Store

S = TypeVar("S", ClaimRecord, RemarkRecord)
MOST_SAMPLES = 10


@dataclass(frozen=True, slots=True)
class Moment:
    """When an import takes place: the day from which what is gone counts as retracted, and the instant."""

    day: Day
    instant: str
    correct: bool


@dataclass
class Plan:
    """Rows to write and ids of rows to close, by label, and what that amounts to."""

    write: dict[Label, list[Row]] = field(default_factory=lambda: {label: [] for label in Label})
    close: dict[Label, list[str]] = field(default_factory=lambda: {label: [] for label in Label})
    roles: list[Row] = field(default_factory=list)
    # Sources whose publisher changed: the ties that they speak of are to be derived again.
    republished: list[str] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    retracted: int = 0
    unchanged: int = 0
    # Rows that change without a statement being added, changed or retracted: confirmations, lists of datasets.
    quiet: int = 0
    samples: list[str] = field(default_factory=list)

    def sample(self, what: str) -> None:
        if len(self.samples) < MOST_SAMPLES:
            self.samples.append(what)


def make_plan(
    store: Store, checked: Checked, origin: dict[str, str], datasets: list[str], version: int, moment: Moment
) -> Plan:
    """Compare checked records with the graph at `version`. `origin` gives each record's dataset."""
    plan = Plan()
    _plan_shared(plan, store, Label.SOURCE, checked.sources, source_row, origin, datasets, version)
    _plan_shared(plan, store, Label.ENTITY, checked.entities, entity_row, origin, datasets, version)
    _plan_shared(plan, store, Label.QUESTION, checked.questions, question_row, origin, datasets, version)
    _plan_ties(plan, store, checked.ties, version)
    _plan_statements(
        plan, store, Label.CLAIM, checked.claims, claim_row, claim_record, origin, datasets, version, moment
    )
    _plan_statements(
        plan, store, Label.REMARK, checked.remarks, remark_row, remark_record, origin, datasets, version, moment
    )
    _plan_matches(plan, store, checked, origin, datasets, version)
    return plan


def _plan_shared(
    plan: Plan,
    store: Store,
    label: Label,
    records: dict[str, Any],
    to_row: Callable[[Any], Row],
    origin: dict[str, str],
    datasets: list[str],
    version: int,
) -> None:
    """Entities, sources and questions: the latest version stands, several datasets may speak of one."""
    there = {row["id"]: row for row in store.rows_by_id(label, list(records), version)}
    for identity, record in records.items():
        row, before = to_row(record), there.get(identity)
        named = {origin[identity]}
        if before is None:
            plan.write[label].append({**row, "datasets": sorted(named), "known": []})
            plan.added += 1
            plan.sample(f"new {label.name.lower()} {identity}")
            continue
        row = {**row, "datasets": sorted(named | set(before["datasets"])), "known": before.get("known", [])}
        if _content(row) != _content(before):
            plan.changed += 1
            plan.sample(f"changed {label.name.lower()} {identity}")
        elif row["datasets"] == before["datasets"]:
            plan.unchanged += 1
            continue
        else:
            plan.quiet += 1
        if label is Label.SOURCE and row.get("publisher") != before.get("publisher"):
            plan.republished.append(identity)
        plan.close[label].append(identity)
        plan.write[label].append(row)
    _plan_gone(plan, store, label, records, datasets, version)


def _plan_gone(
    plan: Plan, store: Store, label: Label, records: dict[str, Any], datasets: list[str], version: int
) -> None:
    """A record that a dataset no longer has goes when no dataset and nothing else speaks of it."""
    gone = sorted({i for name in datasets for i in store.ask("write/ids_of_dataset", choices={"label": label}, dataset=name, version=version)} - records.keys())  # fmt: skip
    rows = {row["id"]: row for row in store.rows_by_id(label, gone, version)}
    referred = store.referred(label, gone, version)
    for identity in gone:
        left = sorted(set(rows[identity]["datasets"]) - set(datasets))
        plan.close[label].append(identity)
        plan.quiet += 1
        if left or identity in referred:
            plan.write[label].append({**rows[identity], "datasets": left})
        else:
            plan.changed += 1
            plan.sample(f"gone {label.name.lower()} {identity}")


def _plan_ties(plan: Plan, store: Store, ties: dict[str, TieRecord], version: int) -> None:
    there = {row["id"]: row for row in store.rows_by_id(Label.TIE, list(ties), version)}
    for identity, tie in ties.items():
        before = there.get(identity)
        if before is None:
            plan.write[Label.TIE].append(tie_row(tie))
            plan.added += 1
        elif tie.role and not before.get("role"):
            plan.roles.append({"id": identity, "role": tie.role})
            plan.quiet += 1


def _plan_statements(
    plan: Plan,
    store: Store,
    label: Label,
    records: dict[str, S],
    to_row: Callable[[S], Row],
    to_record: Callable[[Row], S],
    origin: dict[str, str],
    datasets: list[str],
    version: int,
    moment: Moment,
) -> None:
    there = {row["id"]: row for row in store.rows_by_id(label, list(records), version)}
    for identity, record in records.items():
        before = there.get(identity)
        row = {**to_row(_recorded(record, moment)), "dataset": origin[identity]}
        if before is None:
            plan.write[label].append(row)
            plan.added += 1
            plan.sample(f"new {label.name.lower()} {identity}")
            continue
        old = to_record(before)
        if _said(old) == _said(record):
            if record.retracted_on == old.retracted_on:
                _confirm(plan, label, record, old, before, to_row)
            elif old.retracted_on is None:
                _retract(plan, label, old, before, to_row, record.retracted_on or moment.day, moment)
            else:
                _supersede(plan, store, label, old, before, to_row, version)
                plan.write[label].append(row)
                plan.added += 1
                plan.sample(f"said again {label.name.lower()} {identity}")
            continue
        retired = old if old.retracted_on else _retracted(old, moment)
        _supersede(plan, store, label, retired, before, to_row, version)
        plan.write[label].append(row)
        plan.changed += 1
        plan.sample(f"changed {label.name.lower()} {identity}")
    gone = {i for name in datasets for i in store.ask("write/ids_of_dataset", choices={"label": label}, dataset=name, version=version)}  # fmt: skip
    for before in store.rows_by_id(label, sorted(gone - records.keys()), version):
        old = to_record(before)
        if old.retracted_on is None:
            _retract(plan, label, old, before, to_row, None, moment)


def _recorded(record: S, moment: Moment) -> S:
    recorded = record.recorded_at or moment.instant
    withdrawn = record.withdrawn_at or (moment.instant if record.retracted_on else None)
    return replace(record, recorded_at=recorded, withdrawn_at=withdrawn)


def _said(record: S) -> S:
    """What a statement says, apart from whether it still stands and how long it was seen."""
    plain = replace(record, retracted_on=None)
    return replace(plain, last_seen_on=None) if isinstance(plain, ClaimRecord) else plain


def _confirm(plan: Plan, label: Label, record: S, old: S, before: Row, to_row: Callable[[S], Row]) -> None:
    """A register that says so again confirms its claim: it was seen to say so for longer."""
    if isinstance(record, ClaimRecord) and isinstance(old, ClaimRecord) and record.last_seen_on != old.last_seen_on:
        plan.close[label].append(record.id)
        plan.write[label].append({**before, **to_row(replace(old, last_seen_on=record.last_seen_on))})
        plan.quiet += 1
    else:
        plan.unchanged += 1


def _retracted(old: S, moment: Moment, day: Day | None = None) -> S:
    """Retracted as of the day; where it was our own misreading, as of the day it was reported: no view counts it."""
    as_of = min(old.reported_on.hi, moment.day) if moment.correct else day or moment.day
    return replace(old, retracted_on=as_of, withdrawn_at=moment.instant)


def _retract(
    plan: Plan, label: Label, old: S, before: Row, to_row: Callable[[S], Row], day: Day | None, moment: Moment
) -> None:
    plan.close[label].append(old.id)
    plan.write[label].append({**before, **to_row(_retracted(old, moment, day))})
    plan.retracted += 1
    plan.sample(f"retracted {label.name.lower()} {old.id}")


def _supersede(
    plan: Plan, store: Store, label: Label, retired: S, before: Row, to_row: Callable[[S], Row], version: int
) -> None:
    """Close the row under its id and write it again under the next free id of a superseded one."""
    number = 1
    taken = {row["id"] for row in plan.write[label]}
    while (name := f"{retired.id}-superseded-{number}") in taken or store.rows_by_id(label, [name], version):
        number += 1
    plan.close[label].append(retired.id)
    plan.write[label].append({**before, **to_row(replace(retired, id=name))})


def _plan_matches(
    plan: Plan, store: Store, checked: Checked, origin: dict[str, str], datasets: list[str], version: int
) -> None:
    rows = {row["id"]: row for row in map(match_row, checked.matches.values())}
    there = {row["id"]: row for row in store.rows_by_id(Label.MATCH, list(rows), version)}
    for identity, row in rows.items():
        before = there.get(identity)
        if before and _content(before) == _content(row):
            plan.unchanged += 1
            continue
        if before:
            plan.close[Label.MATCH].append(identity)
        plan.write[Label.MATCH].append({**row, "dataset": origin[identity]})
        plan.added += not before
        plan.changed += bool(before)
    gone = {i for name in datasets for i in store.ask("write/ids_of_dataset", choices={"label": Label.MATCH}, dataset=name, version=version)}  # fmt: skip
    plan.close[Label.MATCH] += sorted(gone - rows.keys())
    plan.retracted += len(gone - rows.keys())


_ASIDE = {"since_version", "until_version", "datasets", "dataset", "known"}


def _content(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in _ASIDE and value is not None}
