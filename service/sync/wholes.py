"""Writing all that a write changes, and what follows from it: definitions, then who is one, then what is said."""

from collections.abc import Mapping
from functools import partial

from service.sync.affected import Affected, affected_by, dated
from service.sync.deriving import derive, refresh_spans
from service.sync.identities import told
from service.sync.joining import Joining, Rejoined
from service.sync.planning import Plan
from service.sync.spool import Spool
from service.sync.store import Label, batches
from service.sync.versions import Write
from service.sync.writing import Progress, write_definitions, write_statements


def write_whole(write: Write, plan: Plan, tell: Progress) -> None:
    """Write a plan, join entities anew, derive ties and date records. Raises BadInput where decisions contradict."""
    affected = affected_by(plan, write.store, write.version - 1)
    affected.entities -= dated(plan, Label.ENTITY, lambda each: affected.spans[Label.ENTITY].get(each, ()))
    affected.sources -= dated(plan, Label.SOURCE, lambda each: affected.spans[Label.SOURCE].get(each, ()))
    write_definitions(write, plan, tell)
    joining = Joining(write)
    joinable = sorted(plan.joinable)
    rejoined = joining.rejoin(lambda: joinable)
    plan.ambiguous = [told(*each) for each in sorted(rejoined.ambiguous.items())]
    write_statements(write, plan, tell)
    affected.ties.update(joining.ties_of(sorted(rejoined.moved)))
    derive(write, affected, tell, joining.one, plan.roles)
    refresh_spans(write, affected, tell)
    joining.put_together({*affected.entities, *(row["id"] for row in plan.write[Label.ENTITY])})


def write_spooled(write: Write, spool: Spool, sources: Mapping[str, str], tell: Progress) -> Rejoined:
    """Write the plans of a spool as one version, and work out what follows from them.

    `sources`: which sources datasets are of, beside those that the graph knows. Gives which entities are one with
    others than before.
    """
    before = write.version - 1
    for plan in spool.plans():
        for label, spans in affected_by(plan, write.store, before).spans.items():
            spool.date(label, spans)
    for plan in spool.plans():
        for label in (Label.ENTITY, Label.SOURCE):
            spool.touch(f"new {label}", dated(plan, label, partial(spool.spans, label)))
        write_definitions(write, plan, tell)
        spool.touch("joinable", plan.joinable)
    joining = Joining(write, sources)
    rejoined = joining.rejoin(lambda: spool.touched("joinable"))
    spool.touch("ties", joining.ties_of(sorted(rejoined.moved)))
    for plan in spool.plans():
        affected = affected_by(plan, write.store, before)
        write_statements(write, plan, tell)
        # A new tie brings all its claims along; the others may be in several plans.
        new = Affected(
            ties=affected.ties & affected.new_ties.keys(), new_ties=affected.new_ties, new_claims=affected.new_claims
        )
        derive(write, new, tell, joining.one, plan.roles)
        spool.touch("ties", affected.ties - new.ties)
        for label, spoken_of in ((Label.ENTITY, affected.entities), (Label.SOURCE, affected.sources)):
            spool.touch(label, spool.untouched(f"new {label}", spoken_of))
        # Of those that are one with others the records are put together anew.
        spool.touch("joined", (row["id"] for row in plan.write[Label.ENTITY] if row["id"] in joining.one))
    for ids in batches(spool.touched("ties"), write.store.batch):
        derive(write, Affected(ties=set(ids)), tell, joining.one)
    for ids in batches(spool.touched(Label.ENTITY), write.store.batch):
        refresh_spans(write, Affected(entities=set(ids)), tell)
        spool.touch("joined", (identity for identity in ids if identity in joining.one))
    for ids in batches(spool.touched(Label.SOURCE), write.store.batch):
        refresh_spans(write, Affected(sources=set(ids)), tell)
    joining.put_together(spool.touched("joined"))
    return rejoined
