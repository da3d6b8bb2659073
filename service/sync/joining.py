"""Making entities one in the graph, and parting them again, as a part of a write.

    what data sets say: a record for each id      (`member_of`: the id that stands for all that are one)
    what readers see: one record for all          (`members`: the ids of all), under the id that stands for them

Claims, remarks, ties' definitions and questions keep the ids that their data sets use; the states of ties and the
records that readers see carry the id that stands for all. So whatever joins entities can be taken back, and what is
derived comes out as it was.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from schema.edtf import Day
from schema.history import merged
from schema.identities import first_of
from schema.records import NameRecord
from service.sync.identities import Joinable, Joined, identifiers_of_row, joined
from service.sync.rows import Row, entity_record, entity_row, match_record
from service.sync.searching import widened
from service.sync.store import OPEN, Label, batches
from service.sync.versions import Write, unversioned


@dataclass(slots=True)
class Rejoined:
    """What became of entities: those that are one with others than before, and identifiers that joined nobody."""

    moved: set[str] = field(default_factory=set)
    ambiguous: dict[str, list[str]] = field(default_factory=dict)
    kept_apart: list[tuple[str, str, str]] = field(default_factory=list)


class Joining:
    """The entities that are one, in the version being written. `sources`: which source a dataset is of."""

    def __init__(self, write: Write, sources: Mapping[str, str] | None = None) -> None:
        self._write, self._store = write, write.store
        self._source_of = {**dict(self._store.ask("write/sources_of_datasets")), **(sources or {})}
        # The id that stands for all, by each id of those that are one with others.
        self.one: dict[str, str] = {}
        self._members: dict[str, tuple[str, ...]] = {}
        for identity, members in self._store.ask("write/joined_entities", version=write.version):
            self._enter(identity, tuple(members))
        self._to_put_together: set[str] = set()

    def _enter(self, identity: str, members: tuple[str, ...]) -> None:
        self._members[identity] = members
        self.one.update(dict.fromkeys(members, identity))

    def every(self, identity: str) -> tuple[str, ...]:
        """All ids of an entity."""
        return self._members.get(self.one.get(identity, identity), (identity,))

    # -- who is one ------------------------------------------------------------------------------------------

    def rejoin(self, touched: Callable[[], Iterable[str]]) -> Rejoined:
        """Find out anew which entities are one, where their records or decisions on them have changed.

        `touched` gives their ids, as often as it is called. To be called when all definitions have been written.
        Raises BadInput where decisions contradict each other.
        """
        found = Rejoined()
        for ids in batches(touched(), self._store.batch):
            self._note_identifiers(ids)
        for ids in batches(touched(), self._store.batch):
            self._rejoin_some(ids, found)
        return found

    def ties_of(self, moved: Iterable[str]) -> Iterator[str]:
        """The ties that are to be derived again where entities are one with others than before."""
        for ids in batches(moved, self._store.batch):
            yield from self._store.ask("write/ties_of_entities", ids=ids, version=self._write.version)

    def _rejoin_some(self, ids: list[str], found: Rejoined) -> None:
        rows, decisions = self._reached(ids)
        known = {identity: Joinable.of(row, self._source_of) for identity, row in rows.items()}
        outcome = joined(known, map(match_record, decisions))
        found.ambiguous |= outcome.ambiguous
        found.kept_apart += outcome.kept_apart
        self._regroup(set(ids) | rows.keys(), outcome, rows, found)

    def _reached(self, ids: Iterable[str]) -> tuple[dict[str, Row], list[Row]]:
        """The records of entities and of all that anything might make one with them, and the decisions on them."""
        rows: dict[str, Row] = {}
        decisions: dict[str, Row] = {}
        seen: set[str] = set()
        beyond = set(ids)
        while beyond:
            seen |= beyond
            wanted = sorted(beyond)
            now = self._store.rows_by_id(Label.ENTITY, wanted, self._write.version)
            rows |= {row["id"]: row for row in now}
            beyond = {each for old in wanted for each in self._members.get(self.one.get(old, ""), ())}
            keys = sorted({key for row in now for key in identifiers_of_row(row)})
            for row in self._store.rows_by_id(Label.IDENTIFIER, keys, self._write.version):
                beyond.update(row["entities"])
            for some in batches(wanted, self._store.batch):
                for row in self._store.ask("write/matches_of", ids=some, version=self._write.version):
                    decisions[row["id"]] = row
                    beyond |= {row["a"], row["b"]}
            beyond -= seen
        return rows, list(decisions.values())

    def _regroup(self, reached: set[str], outcome: Joined, rows: Mapping[str, Row], found: Rejoined) -> None:
        one = {member: identity for identity, members in outcome.groups.items() for member in members}
        for identity in reached:
            if self.one.get(identity, identity) != one.get(identity, identity):
                found.moved.add(identity)
            self._to_put_together.update(each[identity] for each in (self.one, one) if identity in each)
        for identity in reached:
            self._members.pop(identity, None)
            self.one.pop(identity, None)
        for identity, members in outcome.groups.items():
            self._enter(identity, members)
        self._set_members([row for row in rows.values() if row.get("member_of") != self.one.get(row["id"])])

    def _set_members(self, rows: list[Row]) -> None:
        write = self._write
        new = [{"id": row["id"], "member_of": self.one.get(row["id"])} for row in rows if _is_new(row, write.version)]
        write.rows("write/members_set", new, version=write.version)
        older = [row for row in rows if not _is_new(row, write.version)]
        self._rewrite(Label.ENTITY, [{**row, "member_of": self.one.get(row["id"])} for row in older])

    def _rewrite(self, label: Label, rows: list[Row]) -> None:
        """Close rows of earlier versions, and write what they are now."""
        self._write.close(label, [row["id"] for row in rows])
        self._write.add(label, rows)

    # -- identifiers -----------------------------------------------------------------------------------------

    def _note_identifiers(self, ids: list[str]) -> None:
        """Bring the identifiers up to date with the records of entities."""
        store, version = self._store, self._write.version
        now = {row["id"]: identifiers_of_row(row) for row in store.rows_by_id(Label.ENTITY, ids, version)}
        before = {row["id"]: identifiers_of_row(row) for row in store.rows_by_id(Label.ENTITY, ids, version - 1)}
        bearers: dict[str, set[str]] = defaultdict(set)
        touched = {key for each in (*now.values(), *before.values()) for key in each}
        there = {row["id"]: row for row in store.rows_by_id(Label.IDENTIFIER, sorted(touched), version)}
        for key in touched:
            bearers[key] = set(there[key]["entities"]) if key in there else set()
        for identity in ids:
            for key in before.get(identity, frozenset()) - now.get(identity, frozenset()):
                bearers[key].discard(identity)
            for key in now.get(identity, ()):
                bearers[key].add(identity)
        rows = {key: {"id": key, "entities": sorted(bearers[key])} for key in sorted(touched)}
        changed = [row for key, row in rows.items() if key not in there or there[key]["entities"] != row["entities"]]
        stale = [str(row["id"]) for row in changed if row["id"] in there]
        fresh = [row for row in changed if row["entities"]]
        # One that an earlier part of this write made goes; one of an earlier version is closed.
        choices = {"label": Label.IDENTIFIER}
        self._write.rows("write/rows_undone", stale, key="ids", choices=choices, version=version)
        self._write.close(Label.IDENTIFIER, stale)
        self._write.add(Label.IDENTIFIER, fresh)

    # -- what readers see ------------------------------------------------------------------------------------

    def put_together(self, touched: Iterable[str] = ()) -> int:
        """Bring the records that readers see up to date with those of which they are made; gives how many changed.

        To be called last, when it is known on which days the entities are spoken of. `touched`: entities whose own
        records may have changed since.
        """
        self._to_put_together.update(self.one[identity] for identity in touched if identity in self.one)
        changed = 0
        for ids in batches(sorted(self._to_put_together), self._store.batch):
            changed += self._put_some_together(ids)
        self._to_put_together.clear()
        if changed:
            self._write.at_raise("write/joined_noted", version=self._write.version)
        return changed

    def _put_some_together(self, ids: list[str]) -> int:
        store, write = self._store, self._write
        standing = {row["id"]: row for row in store.ask("write/joined_rows", ids=ids, version=write.version)}
        members = sorted({member for identity in ids for member in self._members.get(identity, ())})
        said = {row["id"]: row for row in store.rows_by_id(Label.ENTITY, members, write.version)}
        wanted = {
            identity: _together([said[member] for member in self._members[identity]])
            for identity in ids
            if identity in self._members
        }
        stale = [identity for identity, row in standing.items() if unversioned(row) != wanted.get(identity)]
        fresh = [row for identity, row in wanted.items() if identity not in standing or identity in stale]
        write.rows("write/joined_rows_dropped", stale, key="ids", version=write.version)
        write.rows("write/joined_rows_closed", stale, key="ids", version=write.version, open=OPEN)
        write.add(Label.ENTITY, fresh)
        if wider := widened(store, fresh):
            write.at_raise("write/search_keys_set", rows=wider)
        return len(stale) + len(fresh)


def _is_new(row: Row, version: int) -> bool:
    return bool(row["since_version"] == version)


def _together(rows: Sequence[Row]) -> Row:
    """The record of entities that are one, from theirs; the first has the word where only one can have it."""
    records = [entity_record(row) for row in rows]
    first = records[0]
    names: dict[tuple[str, str | None, str | None, str | None, str | None], NameRecord] = {}
    for record in records:
        for name in record.names:
            key = (name.text, name.language, name.script, name.start, name.end)
            if key in names:
                sources = tuple(sorted({*names[key].sources, *name.sources}))
                names[key] = replace(names[key], sources=sources)
            else:
                names[key] = name if record is first else replace(name, preferred=False)
    record = replace(
        first,
        names=tuple(names.values()),
        identified=any(each.identified for each in records),
        description=next((each.description for each in records if each.description), None),
        born=next((each.born for each in records if each.born), None),
        died=next((each.died for each in records if each.died), None),
        external_ids=tuple(dict.fromkeys(pair for each in records for pair in each.external_ids)),
        sources=tuple(dict.fromkeys(source for each in records for source in each.sources)),
    )
    row = entity_row(record) | {
        "datasets": sorted({dataset for each in rows for dataset in each["datasets"]}),
        "known": merged(span for each in rows for span in _spans(each.get("known", []))),
        "members": list(first_of(row["id"] for row in rows)),
    }
    return {name: value for name, value in row.items() if value is not None}


def _spans(known: list[Day]) -> Iterable[tuple[Day, Day]]:
    return zip(known[::2], known[1::2], strict=True)
