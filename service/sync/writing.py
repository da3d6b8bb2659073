"""Writing a plan: rows closed and rows made, in transactions of a bounded size."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from schema.vocabulary import EntityKind
from service.sync.planning import Plan
from service.sync.store import OPEN, Label, Write

if TYPE_CHECKING:
    from service.sync.importing import Progress


@dataclass
class Affected:
    """What is to be worked out again after a write: ties, and the spans of entities and sources."""

    ties: set[str] = field(default_factory=set)
    entities: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)


def write_plan(write: Write, plan: Plan, tell: "Progress") -> Affected:
    """Write all rows of the plan as the new version; gives what must be derived from them."""
    affected = _affected(write, plan)
    total = sum(map(len, plan.write.values())) + sum(map(len, plan.close.values()))
    tell("writing", 0, total)

    def done(count: int) -> None:
        tell("writing", count, total)

    for label in Label:
        if plan.close[label]:
            write.rows(
                "write/rows_closed", plan.close[label], key="ids", choices={"label": label},
                version=write.version, open=OPEN, progress=done,
            )  # fmt: skip
    by_kind = sorted(plan.write[Label.ENTITY], key=lambda row: row["kind"])
    for kind, rows in groupby(by_kind, key=lambda row: row["kind"]):
        anchors = [{"id": row["id"], "kind": kind, "name": row["name"]} for row in rows]
        write.rows("write/anchors_of_entities", anchors, choices={"kind": EntityKind(kind)})
        write.rows("write/anchors_named", anchors)
    anchors = [{"id": row["id"], "title": row["title"]} for row in plan.write[Label.SOURCE]]
    write.rows("write/anchors_of_sources", anchors)
    for label in (Label.SOURCE, Label.ENTITY, Label.QUESTION, Label.TIE, Label.MATCH):
        rows = [write.new(row) for row in plan.write[label]]
        write.rows("write/rows", rows, choices={"label": label}, progress=done)
    if plan.roles:
        write.rows("write/tie_roles", plan.roles)
    for label, name in ((Label.CLAIM, "write/claims"), (Label.REMARK, "write/remarks")):
        rows = [write.new(row) for row in plan.write[label]]
        written = write.rows(name, rows, progress=done)
        if written != len(rows):
            raise RuntimeError(f"{name}: {written} of {len(rows)} rows were written")
    return affected


def _affected(write: Write, plan: Plan) -> Affected:
    found = Affected()
    found.entities |= {row["id"] for row in plan.write[Label.ENTITY]}
    found.sources |= {row["id"] for row in plan.write[Label.SOURCE]}
    found.ties |= {row["id"] for row in plan.roles}
    ties = {row["id"]: row for row in plan.write[Label.TIE]}
    claims = plan.write[Label.CLAIM]
    found.ties |= {row["tie"] for row in claims}
    unknown = sorted({row["tie"] for row in claims} - ties.keys())
    ties |= {row["id"]: row for row in write.store.rows_by_id(Label.TIE, unknown, write.version)}
    for row in claims:
        tie = ties[row["tie"]]
        found.entities |= {tie["from_id"], tie["to_id"], tie.get("institution"), row.get("attributed_to")} - {None}
        found.sources.add(row["source"])
    for row in plan.write[Label.REMARK]:
        found.entities |= {row["about"], row.get("attributed_to")} - {None}
        found.sources.add(row["source"])
    if plan.republished:
        found.ties |= set(write.store.ask("write/ties_of_sources", ids=plan.republished, version=write.version - 1))
    return found
