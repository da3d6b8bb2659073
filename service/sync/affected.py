"""What a plan affects beyond its own rows: ties to derive, entities and sources to date.

Of what is new, all that there is to know stands in the plan itself: it needs no reading back. A new entity gets the
days on which it is spoken of before it is written, a new tie brings its claims along.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field

from schema.edtf import Day
from schema.history import merged
from service.sync.planning import Plan
from service.sync.rows import Row
from service.sync.store import Label, Store

# From when until when each is spoken of, by id.
Spans = defaultdict[str, set[tuple[Day, Day]]]


@dataclass
class Affected:
    """What is to be worked out again after a write: ties, and the spans of entities and sources."""

    ties: set[str] = field(default_factory=set)
    entities: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    # The rows of new ties, and of the claims on each.
    new_ties: dict[str, Row] = field(default_factory=dict)
    new_claims: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    # From when until when entities and sources are spoken of, by label.
    spans: dict[Label, Spans] = field(default_factory=dict)

    def between(self, entities: Set[str]) -> set[str]:
        """The new ties of which an end is one of the entities."""
        return {tie for tie, row in self.new_ties.items() if row["from_id"] in entities or row["to_id"] in entities}


def affected_by(plan: Plan, store: Store, version: int) -> Affected:
    """Find out what a plan affects in the graph at a version."""
    defined_anew = set(plan.close[Label.TIE])
    new = {row["id"]: row for row in plan.write[Label.TIE] if row["id"] not in defined_anew}
    found = Affected(ties=defined_anew, new_ties=new)
    claims = plan.write[Label.CLAIM]
    unknown = sorted({row["tie"] for row in claims} - found.new_ties.keys())
    ties = found.new_ties | {row["id"]: row for row in store.rows_by_id(Label.TIE, unknown, version)}
    entities, sources = Spans(set), Spans(set)
    for row in claims:
        span, tie = (row["known_from"], row["known_to"]), ties[row["tie"]]
        for identity in (tie["from_id"], tie["to_id"], tie.get("institution"), row.get("attributed_to")):
            if identity:
                entities[identity].add(span)
        sources[row["source"]].add(span)
        found.ties.add(tie["id"])
        if tie["id"] in found.new_ties:
            found.new_claims[tie["id"]].append(row)
    for row in plan.write[Label.REMARK]:
        span = (row["known_from"], row["known_to"])
        entities[row["about"]].add(span)
        if row.get("attributed_to"):
            entities[row["attributed_to"]].add(span)
        sources[row["source"]].add(span)
    found.spans = {Label.ENTITY: entities, Label.SOURCE: sources}
    found.entities, found.sources = set(entities), set(sources)
    if plan.republished:
        found.ties |= set(store.ask("write/ties_of_sources", ids=plan.republished, version=version))
    return found


def dated(plan: Plan, label: Label, spans: Callable[[str], Iterable[tuple[Day, Day]]]) -> set[str]:
    """Date the rows of a plan that are new, of which `spans` knows all that there is to know; gives their ids."""
    there = set(plan.close[label])
    new = [row for row in plan.write[label] if row["id"] not in there]
    for row in new:
        row["known"] = merged(spans(row["id"]))
    return {row["id"] for row in new}
