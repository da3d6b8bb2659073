"""The records of a data version, and the graph that those make which count under a policy."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

from schema.edtf import FUTURE, Day, parse
from schema.errors import TooBroad
from schema.history import merged, states
from schema.identities import Identities, as_one, defined
from schema.kinds import TieKind
from schema.policy import Policy
from schema.records import ClaimRecord, TieRecord
from schema.rows import ClaimRow, EntityRow, RemarkRow, SourceRow, record_of
from schema.search_keys import entity_keys
from schema.state_rows import independent, state_row
from schema.vocabulary import Aspect, Stance

# Claims of a version that is held in memory: some 3 KB each with what is made of them, and a millisecond.
MOST_CLAIMS = 20_000
MOST_RECORDS = 50_000

Row = Sequence[Any]


class Read(Protocol):
    async def __call__(self, name: str, *, limit: int) -> Any: ...


@dataclass(frozen=True, slots=True, eq=False)
class HeldEntity:
    row: Row
    folded_names: list[str]
    born_lo: Day | None
    born_hi: Day | None

    @property
    def id(self) -> str:
        return str(self.row[0])

    @property
    def fields(self) -> EntityRow:
        return EntityRow(*self.row)


@dataclass(frozen=True, slots=True, eq=False)
class HeldSource:
    row: SourceRow
    published_lo: Day | None


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A claim or a remark: its row, and the columns that both have."""

    row: ClaimRow | RemarkRow
    # The tie of a claim, the entity of a remark.
    of: str
    source: str
    stance: str
    modality: str
    attributed_to: str | None
    known_from: Day
    known_to: Day
    reported_lo: Day
    dated_lo: Day
    dated_hi: Day
    date_lo: Day | None

    @property
    def id(self) -> str:
        return self.row.id

    def counts(self, known_at: Day) -> bool:
        return self.known_from <= known_at < self.known_to


def _claim(one: Identities, columns: Row, told: Day, lo: Day, hi: Day) -> Statement:
    row = ClaimRow._make(columns)
    by = one.of(row.attributed_to) if row.attributed_to else None
    until = row.retracted_on or FUTURE
    return Statement(
        row, one.of(row.tie), row.source, row.stance, row.modality, by, row.known_from, until, told, lo, hi, None
    )


def _remark(one: Identities, columns: Row, told: Day, lo: Day, hi: Day) -> Statement:
    row = RemarkRow._make(columns)
    by = one.of(row.attributed_to) if row.attributed_to else None
    until, dated = row.retracted_on or FUTURE, parse(row.date).lo if row.date else None
    return Statement(
        row, one.of(row.about), row.source, row.stance, row.modality, by, row.known_from, until, told, lo, hi, dated
    )


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """A tie from one day of knowledge until another; `row` as `fragments/tie_row` gives it, `rolling` apart."""

    tie: TieRecord
    row: Row
    known_from: Day
    known_to: Day
    rolling: bool
    folded_role: str | None

    def tie_row(self, known_next: Day) -> Row:
        """The row on a day of knowledge, whose day after ends a rolling state."""
        return [*self.row[:12], known_next, *self.row[13:]] if self.rolling else self.row

    def other(self, identity: str) -> str:
        return self.tie.to_id if self.tie.from_id == identity else self.tie.from_id


def _state(tie: TieRecord, row: dict[str, Any]) -> State:
    columns = [
        row["tie"], tie.kind.value, row["from_id"], row["to_id"], row["nature"], row["head"], row["role"],
        row["institution"], row["standing"], row["only_possible"], row["earliest_start"], row["latest_start"],
        row["earliest_end"], row["latest_end"], row["start_date"], row["end_date"], row["start_phrase"],
        row["end_phrase"], row["sources"], row["voices"],
    ]  # fmt: skip
    return State(tie, columns, row["known_from"], row["known_to"], row["rolling"], row["folded_role"])


@dataclass(frozen=True, eq=False)
class DataVersion:
    """Everything that a data version holds, by id; ties and statements by the ids that stand for all that are one."""

    entities: dict[str, HeldEntity]
    sources: dict[str, HeldSource]
    ties: dict[str, TieRecord]
    claims: dict[str, Statement]
    remarks: dict[str, Statement]
    questions: list[Row]
    records: dict[str, ClaimRecord] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many entities, ties, claims and remarks there are."""
        return len(self.entities) + len(self.ties) + len(self.claims) + len(self.remarks)

    @cached_property
    def publishers(self) -> dict[str, str | None]:
        return {identity: source.row.publisher for identity, source in self.sources.items()}

    @cached_property
    def by_key(self) -> dict[str, list[str]]:
        """The ids of entities by the keys of their names; worked out when it is first searched."""
        found: dict[str, list[str]] = defaultdict(list)
        for identity, entity in self.entities.items():
            fields = entity.fields
            names = [name["text"] for name in json.loads(fields.names)]
            for key in entity_keys(identity, fields.kind, names, json.loads(fields.external_ids)).split():
                found[key].append(identity)
        return found

    def record(self, claim: Statement) -> ClaimRecord:
        """The claim as the rules of resolution read it; read once."""
        found = self.records.get(claim.id)
        if found is None:
            assert isinstance(claim.row, ClaimRow)
            found = self.records[claim.id] = replace(record_of(claim.row), attributed_to=claim.attributed_to)
        return found


async def loaded(read: Read, one: Identities) -> DataVersion:
    """A data version, in six trips. Raises TooBroad where it is too large to be held."""

    async def rows(name: str, what: str, most: int) -> list[Row]:
        found: list[Row] = await read(name, limit=most + 1)
        if len(found) > most:
            raise TooBroad(
                f"policy: the graph holds more than {most:,} {what}; a view under a policy is worked out in memory",
                suggestion="Ask without a policy, and filter claims by source or modality instead.",
            )
        return found

    held = [
        await rows("read/every_claim", "claims", MOST_CLAIMS),
        await rows("read/every_remark", "remarks", MOST_RECORDS),
        await rows("read/every_entity", "entities", MOST_RECORDS),
        await rows("read/every_source", "sources", MOST_RECORDS),
        await rows("read/every_definition", "ties", MOST_RECORDS),
        await rows("read/every_question", "questions", MOST_RECORDS),
    ]
    return await asyncio.to_thread(_version, one, *held)


def _version(
    one: Identities,
    claims: list[Row],
    remarks: list[Row],
    entities: list[Row],
    sources: list[Row],
    definitions: list[Row],
    questions: list[Row],
) -> DataVersion:
    """A version from the rows of the queries that read it, each in the query's own form."""
    ties = {row[0]: as_one(TieRecord(row[0], TieKind(row[1]), *row[2:]), one.one) for row in definitions}
    return DataVersion(
        entities={row[0][0]: HeldEntity(*row) for row in entities},
        sources={row[0]: HeldSource(SourceRow._make(row), published) for row, published in sources},
        ties={each: defined(ties, one.every(each)) for each in map(one.of, ties)},
        claims={row[0][0]: _claim(one, *row) for row in claims},
        remarks={row[0][0]: _remark(one, *row) for row in remarks},
        questions=questions,
    )


class Graph:
    """A version under a policy; what no policy touches is the version's own."""

    def __init__(self, version: DataVersion, policy: Policy) -> None:
        self.version = version
        self.policy = policy
        self.claims = {claim.id: claim for claim in version.claims.values() if self._counts(claim)}
        self.remarks = {remark.id: remark for remark in version.remarks.values() if self._counts(remark)}
        self.claims_by_tie = _grouped(self.claims.values(), lambda claim: claim.of)
        self.claims_by_source = _grouped(self.claims.values(), lambda claim: claim.source)
        self.remarks_by_entity = _grouped(self.remarks.values(), lambda remark: remark.of)
        self.remarks_by_source = _grouped(self.remarks.values(), lambda remark: remark.source)
        self.states: dict[str, list[State]] = {}
        ties_by_end: dict[str, list[str]] = defaultdict(list)
        for identity, tie in version.ties.items():
            found = self._states(tie, self.claims_by_tie.get(identity, ()), policy.independent_sources)
            if found:
                self.states[identity] = found
                for end in {tie.from_id, tie.to_id}:
                    ties_by_end[end].append(identity)
        # A plain dict, which no reading adds to: threads share it.
        self.ties_by_end = dict(ties_by_end)
        self.known_entities, self.known_sources = self._spans()

    def _counts(self, said: Statement) -> bool:
        source = self.version.sources.get(said.source)
        grade = source.row.reliability if source else None
        return self.policy.counts(said.source, grade, said.modality, said.attributed_to)

    def _states(self, tie: TieRecord, claims: Iterable[Statement], least: int) -> list[State]:
        records, publishers = [self.version.record(claim) for claim in claims], self.version.publishers
        return [
            _state(tie, state_row(tie, each, publishers))
            for each in states(tie.nature, records, role=tie.role)
            if least <= 1 or independent(filter(_supports, each.resolution.claims), publishers) >= least
        ]

    def states_at_all(self, identity: str) -> list[State]:
        """The states of a tie; where none is in the view of this policy, those that all claims make."""
        tie = self.version.ties.get(identity)
        if identity in self.states or tie is None:
            return self.states.get(identity, [])
        return self._states(tie, (claim for claim in self.version.claims.values() if claim.of == identity), 1)

    def states_of(self, entity: str) -> Iterable[State]:
        """Every state of every tie that an entity is an end of."""
        for identity in self.ties_by_end.get(entity, ()):
            yield from self.states[identity]

    def every_state(self) -> Iterable[State]:
        for found in self.states.values():
            yield from found

    def _spans(self) -> tuple[dict[str, list[Day]], dict[str, list[Day]]]:
        """From when until when something that counts speaks of entities and sources."""
        entities: dict[str, set[tuple[Day, Day]]] = defaultdict(set)
        sources: dict[str, set[tuple[Day, Day]]] = defaultdict(set)
        for said in (*self.claims.values(), *self.remarks.values()):
            span = (said.known_from, said.known_to)
            sources[said.source].add(span)
            tie = self.version.ties[said.of] if said.id in self.claims else None
            ends = (tie.from_id, tie.to_id, tie.institution) if tie else (said.of,)
            for identity in (*ends, said.attributed_to):
                if identity:
                    entities[identity].add(span)
        return (
            {identity: merged(spans) for identity, spans in entities.items()},
            {identity: merged(spans) for identity, spans in sources.items()},
        )


def _grouped(said: Iterable[Statement], key: Callable[[Statement], str]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = defaultdict(list)
    for each in said:
        found[key(each)].append(each)
    return dict(found)


def _supports(claim: ClaimRecord) -> bool:
    """Whether a claim says that the tie holds or held; who denies its end does so, too."""
    return claim.stance is Stance.ASSERTS or claim.aspect is Aspect.END
