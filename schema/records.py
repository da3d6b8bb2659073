"""The records of the claims format, as immutable values.

These are what a source's file says, with dates parsed and defaults filled in; the database rows and the
GraphQL types are made from them. `recorded_at` and `withdrawn_at` are instants (ISO 8601 with zone) at which
this service wrote a claim or its retraction down; None where that is still to come.
"""

import json
from dataclasses import dataclass, field

from schema.edtf import Day, Edtf
from schema.kinds import TieKind, is_symmetric, nature_of
from schema.vocabulary import Aspect, Consistency, EntityKind, Modality, Stance, TieNature


@dataclass(frozen=True, slots=True)
class NameRecord:
    text: str
    language: str | None = None
    script: str | None = None
    preferred: bool = False
    start: str | None = None
    end: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceRecord:
    id: str
    title: str
    publisher: str | None = None
    author: str | None = None
    published_on: str | None = None
    url: str | None = None
    reliability: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class EntityRecord:
    id: str
    kind: EntityKind
    names: tuple[NameRecord, ...]
    identified: bool = True
    description: str | None = None
    born: str | None = None
    died: str | None = None
    external_ids: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The preferred name."""
        return next((name.text for name in self.names if name.preferred), self.names[0].text)


@dataclass(frozen=True, slots=True)
class TieRecord:
    """A tie's definition: what it is about, apart from what is said of it."""

    id: str
    kind: TieKind
    from_id: str
    to_id: str
    role: str | None = None
    head: bool = False
    institution: str | None = None
    blood: bool = True
    equals: bool = False

    @property
    def nature(self) -> TieNature:
        return nature_of(self.kind, blood=self.blood)

    @property
    def identity(self) -> tuple[object, ...]:
        """What two definitions under one id must agree on."""
        ends = (self.from_id, self.to_id)
        if is_symmetric(self.kind, equals=self.equals):
            ends = (min(ends), max(ends))
        return (self.kind, *ends, self.head, self.institution, self.blood, self.equals)


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    id: str
    tie: str
    source: str
    reported_on: Edtf
    stance: Stance = Stance.ASSERTS
    aspect: Aspect = Aspect.TIE
    modality: Modality = Modality.STATED
    start: Edtf | None = None
    end: Edtf | None = None
    held_on: Edtf | None = None
    attributed_to: str | None = None
    role: str | None = None
    note: str | None = None
    last_seen_on: Day | None = None
    retracted_on: Day | None = None
    recorded_at: str | None = field(default=None, compare=False)
    withdrawn_at: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RemarkRecord:
    id: str
    about: str
    text: str
    source: str
    reported_on: Edtf
    date: Edtf | None = None
    stance: Stance = Stance.ASSERTS
    modality: Modality = Modality.STATED
    attributed_to: str | None = None
    retracted_on: Day | None = None
    recorded_at: str | None = field(default=None, compare=False)
    withdrawn_at: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PositionRecord:
    text: str
    claims: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """How one claim or one remark bears on each position of a question, in their order.

    `credibility` is that of the statement itself, 1 to 6 of the Admiralty code; the reliability of who says it is
    the source's.
    """

    credibility: int
    bears: tuple[Consistency, ...]
    claim: str | None = None
    remark: str | None = None
    note: str | None = None

    @property
    def statement(self) -> str:
        """The id of the claim or remark."""
        return self.claim or self.remark or ""


def evidence_of(column: str | None) -> tuple[EvidenceRecord, ...]:
    """The pieces of evidence as a question's row holds them: JSON; a column that is missing holds none."""
    return tuple(
        EvidenceRecord(**{**each, "bears": tuple(map(Consistency, each["bears"]))})
        for each in json.loads(column or "[]")
    )


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    id: str
    text: str
    about: tuple[str, ...]
    positions: tuple[PositionRecord, ...]
    evidence: tuple[EvidenceRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """A person's decision that two entities, or two ties, are one, or are not."""

    a: str
    b: str
    same: bool
    by: str
    on: Day
    reason: str
