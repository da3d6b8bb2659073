"""Writing all that a write changes, and what follows from it: definitions, then who is one, then what is said."""

from collections.abc import Iterator, Mapping
from functools import partial

from service.sync.affected import Affected, affected_by, dated
from service.sync.ahead import ahead
from service.sync.deriving import DerivedStates, One, bring_to, derive, derive_anew, refresh_spans, worked_out
from service.sync.identities import told
from service.sync.joining import Joining, Rejoined
from service.sync.planning import Plan
from service.sync.spool import Spool
from service.sync.store import Label, batches
from service.sync.tie_joining import TieJoining
from service.sync.versions import Progress, Write
from service.sync.writing import Anchors, anchors_of, write_definitions, write_statements


def write_whole(write: Write, plan: Plan, tell: Progress) -> None:
    """Write a plan, join entities anew, derive ties and date records. Raises BadInput where decisions contradict."""
    affected = affected_by(plan, write.store, write.version - 1)
    new = dated(plan, Label.ENTITY, lambda each: affected.spans[Label.ENTITY].get(each, ()))
    affected.entities -= new
    affected.sources -= dated(plan, Label.SOURCE, lambda each: affected.spans[Label.SOURCE].get(each, ()))
    write_definitions(write, plan, anchors_of(plan), tell)
    joining = Joining(write)
    joinable = sorted(plan.joinable)
    rejoined = joining.rejoin(lambda: joinable)
    plan.ambiguous = [told(*each) for each in sorted(rejoined.ambiguous.items())]
    write_statements(write, plan, tell)
    affected.ties.update(joining.ties_of(sorted(rejoined.moved)), plan.decided_on)
    # New entities that are one with no other have ties of their own data set only.
    alone = new - joining.one.keys() if len(plan.datasets) == 1 else set()
    derive_anew(write, joining, affected, tell, alone=affected.between(alone))
    joining.put_together({*affected.entities, *(row["id"] for row in plan.write[Label.ENTITY])})


def write_spooled(write: Write, spool: Spool, sources: Mapping[str, str], tell: Progress) -> Rejoined:
    """Write the plans of a spool as one version, and work out what follows from them.

    `sources`: which sources datasets are of, beside those that the graph knows. Gives which entities are one with
    others than before.
    """
    datasets: set[str] = set()
    for plan, anchors, new in ahead(_definitions(spool)):
        datasets |= plan.datasets
        write_definitions(write, plan, anchors, tell)
        for label, made in new.items():
            spool.touch(f"new {label}", made)
        spool.touch("joinable", plan.joinable)
    joining = Joining(write, sources)
    rejoined = joining.rejoin(lambda: spool.touched("joinable"))
    spool.touch("ties", joining.ties_of(sorted(rejoined.moved)))
    for plan, affected, alone, states in ahead(_statements(spool, write, joining.one, several=len(datasets) > 1)):
        write_statements(write, plan, tell)
        bring_to(write, states)
        spool.touch("ties", (affected.ties | plan.decided_on) - alone)
        for label, spoken_of in ((Label.ENTITY, affected.entities), (Label.SOURCE, affected.sources)):
            spool.touch(label, spool.untouched(f"new {label}", spoken_of))
        # Of those that are one with others the records are put together anew.
        spool.touch("joined", (row["id"] for row in plan.write[Label.ENTITY] if row["id"] in joining.one))
    ties = TieJoining(write, joining)
    spool.touch("rejoined", ties.rejoin(spool.touched("ties")))
    ties.keep()
    spool.touch("ties", list(spool.touched("rejoined")))
    for ids in batches(spool.touched("ties"), write.store.batch):
        derive(write, Affected(ties=set(ids)), tell, One(joining.one, ties.together))
    for ids in batches(spool.touched(Label.ENTITY), write.store.batch):
        refresh_spans(write, Affected(entities=set(ids)), tell)
        spool.touch("joined", (identity for identity in ids if identity in joining.one))
    for ids in batches(spool.touched(Label.SOURCE), write.store.batch):
        refresh_spans(write, Affected(sources=set(ids)), tell)
    joining.put_together(spool.touched("joined"))
    return rejoined


def _definitions(spool: Spool) -> Iterator[tuple[Plan, Anchors, dict[Label, set[str]]]]:
    """Plans, the nodes that their entities need, and what in them is new, with the days on which it is spoken of."""
    for plan in spool.plans():
        new = {label: dated(plan, label, partial(spool.spans, label)) for label in (Label.ENTITY, Label.SOURCE)}
        yield plan, anchors_of(plan), new


def _statements(
    spool: Spool, write: Write, one: Mapping[str, str], *, several: bool
) -> Iterator[tuple[Plan, Affected, set[str], DerivedStates]]:
    """Plans, what they affect, the new ties that are one with no others, and the states of these.

    A new tie brings all its claims along; the other ties may have claims in several plans. New entities that are one
    with no other have ties of their own data set only, but where there are `several` in the plans.
    """
    publishers: dict[str, str | None] = {}
    for plan in spool.plans():
        affected = affected_by(plan, write.store, write.version - 1)
        ends = {end for tie in affected.new_ties.values() for end in (tie["from_id"], tie["to_id"])}
        known = set() if several else set(spool.untouched(f"new {Label.ENTITY}", ends))
        alone = affected.between(set() if several else ends - known - one.keys())
        alone &= affected.ties & affected.new_ties.keys()
        states = worked_out(write.store, write.version, sorted(alone), affected, One(one), publishers)
        yield plan, affected, alone, states
