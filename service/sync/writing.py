"""Writing a plan: rows closed and rows made, in transactions of a bounded size."""

from collections import defaultdict
from collections.abc import Callable, Mapping

from schema.vocabulary import EntityKind
from service.sync.planning import Plan
from service.sync.rows import Row
from service.sync.searching import keys_of, widened
from service.sync.store import Label
from service.sync.versions import Progress, Write

# Rows for the nodes of entities that may be new, by kind.
Anchors = Mapping[str, list[Row]]


def write_definitions(write: Write, plan: Plan, anchors: Anchors, tell: Progress) -> None:
    """Write what of the plan other records refer to, and close its rows."""
    closed = sum(map(len, plan.close.values()))
    done = _teller(tell, closed + sum(len(plan.write[label]) for label in _DEFINITIONS))
    for label in Label:
        write.close(label, plan.close[label], done)
    _write_anchors(write, plan, anchors)
    for label in _DEFINITIONS:
        write.add(label, plan.write[label], done)
    write.rows("write/kept", map(write.new, plan.write[Label.KEPT]))


def write_statements(write: Write, plan: Plan, tell: Progress) -> None:
    """Write the claims and remarks of the plan."""
    done = _teller(tell, sum(len(plan.write[label]) for label in _STATEMENTS))
    for label, name in _STATEMENTS.items():
        written = write.rows(name, map(write.new, plan.write[label]), progress=done)
        if written != len(plan.write[label]):
            raise RuntimeError(f"{name}: {written} of {len(plan.write[label])} rows were written")


_DEFINITIONS = (Label.SOURCE, Label.ENTITY, Label.QUESTION, Label.TIE, Label.MATCH)
_STATEMENTS = {Label.CLAIM: "write/claims", Label.REMARK: "write/remarks"}


def _teller(tell: Progress, total: int) -> Callable[[int], None]:
    tell("writing", 0, total)
    return lambda count: tell("writing", count, total)


def anchors_of(plan: Plan) -> Anchors:
    """The nodes that the entities of a plan need which have no record yet, with the keys of their names."""
    by_kind: dict[str, list[Row]] = defaultdict(list)
    there = set(plan.close[Label.ENTITY])
    for row in plan.write[Label.ENTITY]:
        if row["id"] in there:
            continue
        anchor = {"id": row["id"], "kind": row["kind"], "name": row["name"], "search_keys": keys_of(row)}
        by_kind[row["kind"]].append(anchor)
    return by_kind


def _made(write: Write, kind: str, anchors: list[Row]) -> int:
    """Make those of the nodes that are not there."""
    return write.rows("write/anchors_of_entities", anchors, choices={"kind": EntityKind(kind)}, version=write.version)


def _write_anchors(write: Write, plan: Plan, by_kind: Anchors) -> None:
    """The nodes that relationships join. What has no versions is changed when the version is raised."""
    known = [row for row in plan.write[Label.ENTITY] if row["id"] in plan.respelled]
    for kind, anchors in by_kind.items():
        made = _made(write, kind, anchors)
        if made < len(anchors):  # some were gone and come back
            known += anchors
            if write.rows("write/anchors_outdated", anchors):
                _made(write, kind, anchors)
    if wider := widened(write.store, known):
        write.at_raise("write/search_keys_set", rows=wider)
    there = set(plan.close[Label.SOURCE])
    sources = [{"id": row["id"], "title": row["title"]} for row in plan.write[Label.SOURCE] if row["id"] not in there]
    write.rows("write/anchors_of_sources", sources, version=write.version)
    for label, name in (
        (Label.ENTITY, "write/anchors_renamed_entities"),
        (Label.SOURCE, "write/anchors_renamed_sources"),
    ):
        if renamed := plan.renamed[label]:
            write.at_raise(name, rows=[{"id": identity, "name": given} for identity, given in renamed.items()])
