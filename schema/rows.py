"""Rows: the columns that reading queries give of one thing, in the order in which `cypher/fragments` names them."""

from typing import Any, NamedTuple

from schema import period as periods
from schema.edtf import Day, parse
from schema.records import ClaimRecord
from schema.resolution import FourDays, certainty
from schema.scalars import EDTF, Date, DateTime
from schema.vocabulary import ASPECTS, MODALITIES, NATURES, STANCES, STANDINGS, Certainty


class EntityRow(NamedTuple):
    """An entity's record as `fragments/entity_row` gives it, in the same order."""

    id: str
    kind: str
    name: str
    names: str
    description: str | None
    identified: bool
    born: str | None
    died: str | None
    external_ids: str
    sources: list[str]
    sort_name: str
    # All ids of what is one under this record; null where it is one with no other.
    members: list[str] | None = None


class SourceRow(NamedTuple):
    """A source as `fragments/source_row` gives it, in the same order."""

    id: str
    title: str
    publisher: str | None
    author: str | None
    published_on: EDTF | None
    url: str | None
    reliability: str | None
    note: str | None


class TieRow(NamedTuple):
    """A tie's state as `fragments/tie_row` gives it, in the same order."""

    id: str
    kind: str
    from_id: str
    to_id: str
    nature: str
    head: bool
    role: str | None
    institution: str | None
    standing: str
    only_possible: bool
    earliest_start: Day
    latest_start: Day
    earliest_end: Day
    latest_end: Day
    start: EDTF | None
    end: EDTF | None
    start_phrase: str | None
    end_phrase: str | None
    sources: list[str]
    voices: int

    @property
    def days(self) -> FourDays:
        return FourDays(self.earliest_start, self.latest_start, self.earliest_end, self.latest_end)

    def period_text(self) -> str:
        nature, standing = NATURES[self.nature], STANDINGS[self.standing]
        return periods.text(nature, standing, self, self.start_phrase, self.end_phrase)

    def certainty(self, day: Day | None) -> Certainty | None:
        # By its own four days: a search for chains asks some thousand rows, and making `days` of each takes longer.
        return certainty(self, self.only_possible, day) if day else None


class ClaimRow(NamedTuple):
    """A claim as `fragments/claim_row` gives it, in the same order."""

    id: str
    tie: str
    stance: str
    aspect: str
    modality: str
    start: EDTF | None
    end: EDTF | None
    reported_on: EDTF
    last_seen_on: Date | None
    source: str
    attributed_to: str | None
    held_on: EDTF | None
    role: str | None
    note: str | None
    retracted_on: Date | None
    recorded_at: DateTime
    withdrawn_at: DateTime | None
    known_from: Day


def record_of(row: ClaimRow) -> ClaimRecord:
    """The claim as the rules of resolution read it."""
    return ClaimRecord(
        id=row.id, tie=row.tie, stance=STANCES[row.stance], aspect=ASPECTS[row.aspect],
        modality=MODALITIES[row.modality], start=parse(row.start) if row.start else None,
        end=parse(row.end) if row.end else None,
        reported_on=parse(row.reported_on), last_seen_on=row.last_seen_on, source=row.source,
        attributed_to=row.attributed_to, held_on=parse(row.held_on) if row.held_on else None, role=row.role,
        note=row.note, retracted_on=row.retracted_on,
    )  # fmt: skip


class RemarkRow(NamedTuple):
    """A remark as `fragments/remark_row` gives it, in the same order."""

    id: str
    about: str
    text: str
    date: EDTF | None
    stance: str
    modality: str
    reported_on: EDTF
    source: str
    attributed_to: str | None
    retracted_on: Date | None
    recorded_at: DateTime
    withdrawn_at: DateTime | None
    known_from: Day


class QuestionRow(NamedTuple):
    """A question as `fragments/question_row` gives it, in the same order."""

    id: str
    text: str
    about: list[str]
    # JSON: what each position says, and the ids of the claims and remarks on it.
    positions: str
    # Of all that the positions and the evidence name, what counts in the view.
    claims: list[list[Any]]
    remarks: list[list[Any]]
    evidence: str | None
    sources: list[list[Any]]
