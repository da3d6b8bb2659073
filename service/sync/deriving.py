"""Deriving ties from claims: the states of each tie, and from when until when entities and sources are spoken of."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from schema.edtf import Day
from schema.history import states
from schema.kinds import TieKind
from service.sync.rows import Row, claim_record, state_row, tie_record
from service.sync.store import BATCH, OPEN, Label, Store, Write, batches
from service.sync.writing import Affected

if TYPE_CHECKING:
    from service.sync.importing import Progress


def derive(write: Write, ties: Iterable[str], tell: "Progress") -> int:
    """Work out the states of ties anew and write those that differ; gives how many were written or closed."""
    wanted = sorted(ties)
    tell("deriving ties", 0, len(wanted))
    changed = 0
    for ids in batches(wanted, BATCH):
        changed += _derive_some(write, ids)
        tell("deriving ties", len(ids), len(wanted))
    return changed


def _derive_some(write: Write, ids: list[str]) -> int:
    store, version = write.store, write.version
    records = {row["id"]: tie_record(row) for row in store.rows_by_id(Label.TIE, ids, version)}
    claims = defaultdict(list)
    for row in store.ask("write/rows_of_ties", ids=ids, version=version):
        claims[row["tie"]].append(claim_record(row))
    sources = sorted({claim.source for found in claims.values() for claim in found})
    publishers = {row["id"]: row.get("publisher") for row in store.rows_by_id(Label.SOURCE, sources, version)}
    wanted: dict[TieKind, dict[str, Row]] = defaultdict(dict)
    by_kind: dict[TieKind, list[str]] = defaultdict(list)
    for tie in records.values():
        by_kind[tie.kind].append(tie.id)
        for state in states(tie.nature, claims[tie.id], role=tie.role):
            row = state_row(tie, state, publishers)
            wanted[tie.kind][f"{tie.id} {state.known_from}"] = {k: v for k, v in row.items() if v is not None}
    changed = 0
    for kind, tie_ids in by_kind.items():
        standing = {
            f"{row['tie']} {row['known_from']}": row
            for row in store.ask("write/states_of", choices={"kind": kind}, ids=tie_ids, open=OPEN)
        }
        stale = [key for key, row in standing.items() if wanted[kind].get(key) != _bare(row)]
        fresh = [row for key, row in wanted[kind].items() if key not in standing or key in stale]
        pairs = [[standing[key]["tie"], standing[key]["known_from"]] for key in stale]
        write.rows("write/states_closed", pairs, choices={"kind": kind}, version=version, open=OPEN)
        write.rows("write/states", [write.new(row) for row in fresh], choices={"kind": kind})
        changed += len(stale) + len(fresh)
    return changed


def _bare(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("since_version", "until_version")}


def refresh_spans(write: Write, affected: Affected, tell: "Progress") -> int:
    """Bring the records of entities and sources up to date with the days on which something speaks of them."""
    changed = 0
    for label, ids, name in (
        (Label.ENTITY, affected.entities, "write/spans_of_entities"),
        (Label.SOURCE, affected.sources, "write/spans_of_sources"),
    ):
        tell("dating records", 0, len(ids))
        for some in batches(sorted(ids), BATCH):
            changed += _refresh_some(write, label, some, name)
            tell("dating records", len(some), len(ids))
    return changed


def _refresh_some(write: Write, label: Label, ids: list[str], name: str) -> int:
    spans: dict[str, list[Day]] = {
        identity: merged(found) for identity, found in write.store.ask(name, ids=ids, version=write.version)
    }
    rows = write.store.rows_by_id(label, ids, write.version)
    stale = [row for row in rows if row.get("known", []) != spans.get(row["id"], [])]
    if not stale:
        return 0
    write.rows(
        "write/spans_set",
        [{"id": row["id"], "known": spans.get(row["id"], [])} for row in stale if row["since_version"] == write.version],
        choices={"label": label}, version=write.version,
    )  # fmt: skip
    older = [row for row in stale if row["since_version"] < write.version]
    write.rows(
        "write/rows_closed", [row["id"] for row in older], key="ids", choices={"label": label},
        version=write.version, open=OPEN,
    )  # fmt: skip
    fresh = [write.new({**row, "known": spans.get(row["id"], [])}) for row in older]
    write.rows("write/rows", fresh, choices={"label": label})
    return len(stale)


def merged(spans: Iterable[tuple[Day, Day]]) -> list[Day]:
    """Days of knowledge as pairs from and until, those that meet or overlap made one, flat and in order."""
    flat: list[Day] = []
    for known_from, known_to in sorted(tuple(span) for span in spans):
        if known_from >= known_to:
            continue
        if flat and known_from <= flat[-1]:
            flat[-1] = max(flat[-1], known_to)
        else:
            flat += [known_from, known_to]
    return flat


def rebuild(store: Store, tell: "Progress") -> int:
    """Derive every tie and every span again; a new version only where something comes out otherwise."""
    with store.writing("a rebuild") as write:
        changed = 0
        ids = list(store.every_id(Label.TIE, write.version))
        changed += derive(write, ids, tell)
        affected = Affected(
            entities=set(store.every_id(Label.ENTITY, write.version)),
            sources=set(store.every_id(Label.SOURCE, write.version)),
        )
        changed += refresh_spans(write, affected, tell)
        if changed:
            write.keep()
    return changed
