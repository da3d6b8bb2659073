"""Deriving ties from claims: the states of each tie, and from when until when entities and sources are spoken of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from schema.edtf import Day
from schema.history import merged, states
from schema.identities import as_one, defined, spoken_as_one
from schema.kinds import TieKind
from schema.records import TieRecord
from schema.state_rows import state_row
from service.sync.affected import Affected
from service.sync.joining import Joining
from service.sync.rows import Row, claim_record, tie_record
from service.sync.searching import key_names
from service.sync.store import OPEN, Label, Store, batches
from service.sync.tie_joining import TieJoining
from service.sync.versions import Progress, Write, unversioned, writing


@dataclass(frozen=True, slots=True)
class One:
    """What is one in the version being written: the id that stands for all entities, by each; all ties, by each."""

    entities: Mapping[str, str]
    ties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def derive_anew(
    write: Write, joining: Joining, affected: Affected, tell: Progress, *, alone: Set[str] = frozenset()
) -> None:
    """Find out which ties are one, and bring all that is affected up to date, with the ties that this affects beside.

    `alone`: the ties that are one with no others. To be called when entities have been joined. Raises BadInput where
    decisions contradict each other.
    """
    ties = TieJoining(write, joining)
    affected.ties.update(list(ties.rejoin(sorted(affected.ties - alone))))
    ties.keep()
    derive(write, affected, tell, One(joining.one, ties.together))
    refresh_spans(write, affected, tell)


def derive(write: Write, affected: Affected, tell: Progress, one: One) -> int:
    """Work out the states of ties anew and write those that differ; gives how many were written or closed."""
    wanted = sorted(affected.ties)
    tell("deriving ties", 0, len(wanted))
    publishers: dict[str, str | None] = {}
    changed = 0
    for ids in batches(wanted, write.store.batch):
        found = worked_out(write.store, write.version, ids, affected, one, publishers)
        changed += bring_to(write, found)
        tell("deriving ties", len(ids), len(wanted))
    return changed


@dataclass(slots=True)
class DerivedStates:
    """The states that ties are to have, by kind and by tie and day; and the ties that may have states already."""

    wanted: dict[TieKind, dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))
    there: dict[TieKind, list[str]] = field(default_factory=lambda: defaultdict(list))


def worked_out(
    store: Store,
    version: int,
    ids: Sequence[str],
    affected: Affected,
    one: One,
    publishers: dict[str, str | None],
) -> DerivedStates:
    """Work out the states of ties, and write nothing. `publishers` are those known so far, and is filled.

    Ties that are one have the states that all claims on all of them make, under the id that stands for all.
    """
    ids = sorted({each for identity in ids for each in one.ties.get(identity, (identity,))})
    there = [identity for identity in ids if identity not in affected.new_ties]
    rows = store.rows_by_id(Label.TIE, there, version)
    rows += [affected.new_ties[identity] for identity in ids if identity in affected.new_ties]
    claims = defaultdict(list)
    for row in store.ask("write/claims_of_ties_written", ids=there, version=version) if there else ():
        claims[row["tie"]].append(claim_record(row))
    for identity in ids:
        claims[identity] += map(claim_record, affected.new_claims.get(identity, ()))
    sources = {claim.source for found in claims.values() for claim in found} - publishers.keys()
    for row in store.rows_by_id(Label.SOURCE, sorted(sources), version):
        publishers[row["id"]] = row.get("publisher")
    found = DerivedStates()
    ties: dict[str, TieRecord] = {}
    for tie in map(tie_record, rows):
        ties[tie.id] = as_one(tie, one.entities)
        if tie.id not in affected.new_ties:
            found.there[tie.kind].append(tie.id)
    for all_ids in dict.fromkeys(one.ties.get(identity, (identity,)) for identity in ties):
        tie = defined(ties, all_ids)
        said = [spoken_as_one(claim, one.entities) for identity in all_ids for claim in claims[identity]]
        for state in states(tie.nature, said, role=tie.role):
            row = state_row(tie, state, publishers)
            found.wanted[tie.kind][f"{tie.id} {state.known_from}"] = {k: v for k, v in row.items() if v is not None}
    return found


def bring_to(write: Write, derived: DerivedStates) -> int:
    """Write the states that ties are to have, where they differ; gives how many were written or closed."""
    kinds = sorted(derived.wanted.keys() | derived.there.keys())
    return sum(_bring_to(write, kind, derived.there.get(kind, []), derived.wanted.get(kind, {})) for kind in kinds)


def _bring_to(write: Write, kind: TieKind, ties: list[str], wanted: Mapping[str, Row]) -> int:
    """Close the states of these ties of a kind that are not as wanted, and write those that are missing."""
    standing: dict[str, list[Row]] = defaultdict(list)
    for row in write.store.ask("write/states_of", choices={"kind": kind}, ids=ties, open=OPEN) if ties else ():
        standing[f"{row['tie']} {row['known_from']}"].append(row)
    # Two states of one day can only come from a damaged graph: both go, and one is written.
    right = {key for key, rows in standing.items() if len(rows) == 1 and unversioned(rows[0]) == wanted.get(key)}
    stale = [[rows[0]["tie"], rows[0]["known_from"]] for key, rows in standing.items() if key not in right]
    fresh = [write.new(row) for key, row in wanted.items() if key not in right]
    write.rows("write/states_closed", stale, choices={"kind": kind}, version=write.version, open=OPEN)
    write.rows("write/states", fresh, choices={"kind": kind})
    return len(stale) + len(fresh)


def refresh_spans(write: Write, affected: Affected, tell: Progress) -> int:
    """Bring the records of entities and sources up to date with the days on which something speaks of them."""
    changed = 0
    for label, ids, name in (
        (Label.ENTITY, affected.entities, "write/spans_of_entities"),
        (Label.SOURCE, affected.sources, "write/spans_of_sources"),
    ):
        tell("dating records", 0, len(ids))
        for some in batches(sorted(ids), write.store.batch):
            changed += _refresh_some(write, label, some, name)
            tell("dating records", len(some), len(ids))
    return changed


def _refresh_some(write: Write, label: Label, ids: list[str], name: str) -> int:
    spans: dict[str, list[Day]] = {
        identity: merged(found) for identity, found in write.store.ask(name, ids=ids, version=write.version)
    }
    rows = write.store.rows_by_id(label, ids, write.version)
    stale = [
        {**row, "known": spans.get(row["id"], [])} for row in rows if row.get("known", []) != spans.get(row["id"], [])
    ]
    version = write.version
    new = [row for row in stale if row["since_version"] == version]
    older = [row for row in stale if row["since_version"] < version]
    known = [{"id": row["id"], "known": row["known"]} for row in new]
    write.rows("write/spans_set", known, choices={"label": label}, version=version)
    ids = [row["id"] for row in older]
    write.close(label, ids)
    write.add(label, older)
    return len(stale)


def rebuild(store: Store, tell: Progress) -> int:
    """Join entities, derive every tie and every span again; a new version only where something comes out otherwise.

    Gives how many rows were written or closed.
    """
    with writing(store, "a rebuild") as write:
        kinds = {row["id"]: row["kind"] for row in store.every_row(Label.TIE, write.version)}
        affected = Affected(
            ties=set(kinds),
            entities=set(store.every_id(Label.ENTITY, write.version)),
            sources=set(store.every_id(Label.SOURCE, write.version)),
        )
        joining = Joining(write)
        joining.rejoin(lambda: sorted(affected.entities))
        derive_anew(write, joining, affected, tell)
        _close_strays(write, kinds)
        joining.put_together(affected.entities)
        if write.written:
            write.keep()
        changed = write.written
        # Whatever the fold of this release makes of names; no version of the data.
        key_names(store, lambda rows: write.rows("write/search_keys_set", rows))
    return changed


def _close_strays(write: Write, kinds: Mapping[str, str]) -> int:
    """Close states of ties that are not there, or are there as another kind: only a damaged graph has them."""
    changed = 0
    for kind in TieKind:
        held = write.store.ask("write/ties_with_states", choices={"kind": kind}, open=OPEN)
        strays = [tie for tie in held if kinds.get(tie) != kind]
        for some in batches(strays, write.store.batch):
            changed += _bring_to(write, kind, some, {})
    return changed
