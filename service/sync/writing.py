"""Writing a plan: rows closed and rows made, in transactions of a bounded size."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from schema.vocabulary import EntityKind
from service.sync.planning import Plan
from service.sync.rows import Row
from service.sync.store import OPEN, Label
from service.sync.versions import Write

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how many more are done, and of how many (None: not known)."""


@dataclass
class Affected:
    """What is to be worked out again after a write: ties, and the spans of entities and sources."""

    ties: set[str] = field(default_factory=set)
    entities: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)


def write_plan(write: Write, plan: Plan, tell: Progress) -> Affected:
    """Write all rows of the plan as the new version; gives what must be derived from them."""
    affected = _affected(write, plan)
    total = sum(map(len, plan.write.values())) + sum(map(len, plan.close.values()))
    tell("writing", 0, total)

    def done(count: int) -> None:
        tell("writing", count, total)

    for label in Label:
        write.rows(
            "write/rows_closed", plan.close[label], key="ids", choices={"label": label},
            version=write.version, open=OPEN, progress=done,
        )  # fmt: skip
    _write_anchors(write, plan)
    for label in (Label.SOURCE, Label.ENTITY, Label.QUESTION, Label.TIE, Label.MATCH):
        write.rows("write/rows", map(write.new, plan.write[label]), choices={"label": label}, progress=done)
    for label, name in ((Label.CLAIM, "write/claims"), (Label.REMARK, "write/remarks")):
        written = write.rows(name, map(write.new, plan.write[label]), progress=done)
        if written != len(plan.write[label]):
            raise RuntimeError(f"{name}: {written} of {len(plan.write[label])} rows were written")
    return affected


def _write_anchors(write: Write, plan: Plan) -> None:
    """The nodes that relationships join. What has no versions is changed when the version is raised."""
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in plan.write[Label.ENTITY]:
        by_kind[row["kind"]].append({"id": row["id"], "kind": row["kind"], "name": row["name"]})
    for kind, anchors in by_kind.items():
        write.rows("write/anchors_outdated", anchors)
        write.rows("write/anchors_of_entities", anchors, choices={"kind": EntityKind(kind)}, version=write.version)
    sources = [{"id": row["id"], "title": row["title"]} for row in plan.write[Label.SOURCE]]
    write.rows("write/anchors_of_sources", sources, version=write.version)
    for label, name in (
        (Label.ENTITY, "write/anchors_renamed_entities"),
        (Label.SOURCE, "write/anchors_renamed_sources"),
    ):
        if renamed := plan.renamed[label]:
            write.at_raise(name, rows=[{"id": identity, "name": given} for identity, given in renamed.items()])
    if plan.roles:
        write.at_raise("write/ties_renamed", rows=[{"id": tie, "role": role} for tie, role in plan.roles.items()])


def _affected(write: Write, plan: Plan) -> Affected:
    found = Affected()
    found.entities |= {row["id"] for row in plan.write[Label.ENTITY]}
    found.sources |= {row["id"] for row in plan.write[Label.SOURCE]}
    found.ties |= plan.roles.keys()
    claims = plan.write[Label.CLAIM]
    found.ties |= {row["tie"] for row in claims}
    ties = {row["id"]: row for row in plan.write[Label.TIE]}
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
