"""What an import changes in sources, entities, questions, ties and matches, compared with what the graph holds.

Of sources, entities and questions the latest version stands. One that a dataset no longer has goes when no other
dataset has it and nothing refers to it. Claims and remarks are planned in `service.sync.statements`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schema.edtf import Day
from service.sync.checking import Checked
from service.sync.references import Known, mentioned
from service.sync.rows import Row, entity_row, match_row, question_row, source_row, tie_row
from service.sync.shares import without
from service.sync.store import OF_VERSIONS, Label, Store
from service.sync.tally import Sample, Tally

# The identifiers of an entity that has none, as its row holds them.
NO_IDENTIFIERS = "[]"


@dataclass(frozen=True, slots=True)
class Moment:
    """When an import takes place: the day from which what is gone counts as retracted, and the instant.

    `correct`: what is gone or changed was our own misreading.
    """

    day: Day
    instant: str
    correct: bool = False


@dataclass
class Plan(Tally):
    """Rows to write and ids of rows to close, by label, and what that amounts to."""

    write: dict[Label, list[Row]] = field(default_factory=lambda: {label: [] for label in Label})
    close: dict[Label, list[str]] = field(default_factory=lambda: {label: [] for label in Label})
    # Names of entities and titles of sources that are there already, by id.
    renamed: dict[Label, dict[str, str]] = field(default_factory=lambda: {Label.ENTITY: {}, Label.SOURCE: {}})
    # Entities that are there already and of which something changed that search finds them by.
    respelled: set[str] = field(default_factory=set)
    # Sources whose publisher changed: the ties that they speak of are to be derived again.
    republished: list[str] = field(default_factory=list)
    # How many claims and remarks that stood are retracted by what the version says of them.
    superseded: int = 0
    # What is to be told of identifiers that join nobody.
    ambiguous: list[str] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """Whether anything is to be written, be it only that a claim was seen for longer."""
        return any(self.write.values()) or any(self.close.values())

    @property
    def joinable(self) -> set[str]:
        """The entities that may be one with others than before: those with identifiers, changed, or decided on."""
        found = {row["id"] for row in self.write[Label.ENTITY] if row["external_ids"] != NO_IDENTIFIERS}
        found.update(self.close[Label.ENTITY])
        return found | self.decided_on

    @property
    def decided_on(self) -> set[str]:
        """The entities and ties of which people's decisions changed."""
        pairs = (*self.close[Label.MATCH], *(row["id"] for row in self.write[Label.MATCH]))
        return {identity for pair in pairs for identity in pair.split()}

    @property
    def datasets(self) -> set[str]:
        """The datasets that have the claims."""
        return {dataset for row in self.write[Label.CLAIM] for dataset in row["datasets"]}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a plan is made from: checked records, the graph at a version, and what is imported when."""

    store: Store
    checked: Checked
    known: Known
    # The datasets that are imported: what they no longer have is gone.
    datasets: frozenset[str]
    version: int
    moment: Moment
    # Ids of rows that are gone, by label, where the records are not all that the datasets have.
    missing: Mapping[Label, Sequence[str]] | None = None

    def gone(self, label: Label, records: Mapping[str, Any]) -> list[Row]:
        """The rows that stand, are of a dataset being imported (or of none any longer), and are not in the files."""
        if self.missing is not None:
            return self.store.rows_by_id(label, self.missing.get(label, ()), self.version)
        ids = self.store.ask(
            "write/ids_of_datasets", choices={"label": label}, datasets=sorted(self.datasets), version=self.version
        )
        return self.store.rows_by_id(label, sorted(set(ids) - records.keys()), self.version)

    def datasets_of(self, identity: str, before: Row | None) -> list[str]:
        """The datasets that say a record from now on: those of the files, and others that said it before."""
        return sorted(self.checked.datasets[identity] | (set((before or {}).get("datasets", [])) - self.datasets))


def plan_definitions(plan: Plan, by: Comparison) -> None:
    """Everything but claims and remarks."""
    checked = by.checked
    kept = set(mentioned(checked))
    # In this order: a question or match that goes may free an entity, an entity a source.
    _plan_matches(plan, by)
    _plan_shared(plan, by, Label.QUESTION, checked.questions, question_row, kept)
    _plan_shared(plan, by, Label.ENTITY, checked.entities, entity_row, kept)
    _plan_shared(plan, by, Label.SOURCE, checked.sources, source_row, kept)
    for source in checked.sources:
        before = by.known.rows[Label.SOURCE].get(source)
        if before and before.get("publisher") != checked.sources[source].publisher:
            plan.republished.append(source)
    _plan_ties(plan, by)


def _plan_shared(
    plan: Plan,
    by: Comparison,
    label: Label,
    records: Mapping[str, Any],
    to_row: Callable[[Any], Row],
    kept: set[str],
) -> None:
    for identity, record in records.items():
        before = by.known.rows[label].get(identity)
        known = before.get("known", []) if before else []
        row = {**to_row(record), "datasets": by.datasets_of(identity, before), "known": known}
        if shares := by.checked.shares.get(identity):
            row["shares"] = shares
        if before is None:
            plan.write[label].append(row)
            plan.added += 1
            plan.sample("new", label, Sample(identity, _shown(row)))
            continue
        if label is Label.ENTITY and not by.datasets.isdisjoint(before["datasets"]):
            plan.columns.compare(row, before)
        if content(row) != content(before):
            plan.changed += 1
            was = f", before: {_shown(before)}" if _shown(before) != _shown(row) else ""
            plan.sample("changed", label, Sample(identity, _shown(row) + was))
            _rename(plan, label, row, before)
        else:
            plan.unchanged += 1
            if row["datasets"] == before["datasets"] and row.get("shares") == before.get("shares"):
                continue
        plan.close[label].append(identity)
        plan.write[label].append(row)
    gone = by.gone(label, records)
    referred = kept | _referred(plan, by, label, [row["id"] for row in gone])
    for row in gone:
        left = sorted(set(row["datasets"]) - by.datasets)
        if left or row["id"] in referred:
            if left != row["datasets"]:
                stays = without(row, left) if label is Label.ENTITY else {**row, "datasets": left}
                plan.changed += content(stays) != content(row)
                _rename(plan, label, stays, row)
                plan.close[label].append(row["id"])
                plan.write[label].append(stays)
        else:
            plan.close[label].append(row["id"])
            plan.changed += 1
            plan.sample("gone", label, Sample(row["id"], _shown(row)))


def _shown(row: Row) -> str:
    """By what people know an entity, a source or a question."""
    return str(row.get("name") or row.get("title") or row.get("text") or "")


# A country is also found by the names of the territory that it is by its kind and identifiers.
_FOUND_BY = ("names", "kind", "external_ids")


def _rename(plan: Plan, label: Label, row: Row, before: Row) -> None:
    shown = {Label.ENTITY: "name", Label.SOURCE: "title"}.get(label)
    if shown and row[shown] != before[shown]:
        plan.renamed[label][row["id"]] = row[shown]
    if any(row.get(each) != before.get(each) for each in _FOUND_BY):
        plan.respelled.add(row["id"])


def _referred(plan: Plan, by: Comparison, label: Label, ids: list[str]) -> set[str]:
    """Which of the entities or sources something in the graph refers to that does not go itself."""
    if label is Label.QUESTION or not ids:
        return set()
    name = "write/referrers_of_entities" if label is Label.ENTITY else "write/referrers_of_sources"
    referrers = by.store.ask(name, ids=ids, version=by.version)
    # What stands in the files says itself what it refers to; what is closed and not written again is gone.
    other = {*by.checked.questions, *by.checked.matches} if label is Label.ENTITY else set(by.checked.entities)
    for each in (Label.QUESTION, Label.MATCH) if label is Label.ENTITY else (Label.ENTITY,):
        other |= set(plan.close[each]) - {row["id"] for row in plan.write[each]}
    return {identity for identity, for_ever, others in referrers if for_ever or set(others) - other}


def _plan_ties(plan: Plan, by: Comparison) -> None:
    for identity, tie in by.checked.ties.items():
        before = by.known.rows[Label.TIE].get(identity)
        if before is None:
            plan.write[Label.TIE].append(tie_row(tie))
            plan.added += 1
        elif tie.role and tie.role != before.get("role"):
            plan.close[Label.TIE].append(identity)
            plan.write[Label.TIE].append({**before, "role": tie.role})


def _plan_matches(plan: Plan, by: Comparison) -> None:
    label, matches = Label.MATCH, by.checked.matches
    for identity, match in matches.items():
        before = by.known.rows[label].get(identity)
        row = {**match_row(match), "datasets": by.datasets_of(identity, before)}
        if before is None:
            plan.added += 1
            plan.sample("new", label, Sample(identity))
        elif content(row) != content(before):
            plan.changed += 1
            plan.sample("changed", label, Sample(identity))
        else:
            plan.unchanged += 1
            if row["datasets"] == before["datasets"]:
                continue
        if before:
            plan.close[label].append(identity)
        plan.write[label].append(row)
    for row in by.gone(label, matches):
        plan.close[label].append(row["id"])
        if left := sorted(set(row["datasets"]) - by.datasets):
            plan.write[label].append({**row, "datasets": left})
        else:
            plan.retracted += 1
            plan.sample("retracted", label, Sample(row["id"]))


_ASIDE = {*OF_VERSIONS, "datasets", "known", "member_of", "shares"}


def content(row: Row) -> Row:
    """What a row says, apart from when it stands, who has it and when it is spoken of."""
    return {name: value for name, value in row.items() if name not in _ASIDE and value is not None}
