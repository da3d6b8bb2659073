"""An entry of a timeline as clients see it."""

import strawberry

from schema.claim import Claim, asserts, asserts_end, asserts_start, claims_on_ties
from schema.edtf import FUTURE, PAST, Day
from schema.entities import entities, entity_or_fail
from schema.entity import Entity
from schema.entity_kinds import Event
from schema.moment_sentences import tie_sentence
from schema.moments import Moment, TimelineKind
from schema.remark import Remark
from schema.rows import ClaimRow
from schema.scalars import EDTF, Date
from schema.scope import Scope
from schema.source import Source, source, sources
from schema.tie import Tie
from schema.vocabulary import Certainty, Modality, Stance, Standing


@strawberry.type(
    description=(
        "One entry of a timeline, fit to be drawn: in the lanes of the entities that it is about, from its earliest "
        "to its latest day."
    )
)
class Timeline:
    id: strawberry.ID = strawberry.field(
        description="Stable: the id of the tie, event or remark, and the kind of entry after a colon."
    )
    kind: TimelineKind = strawberry.field(description="What kind of entry it is.")
    date: EDTF | None = strawberry.field(
        description=(
            "Its date as the sources have it, or what they leave open of it; null where none gives one: an undated "
            "act or remark stands by the day on which it was first reported."
        )
    )
    earliest: Date | None = strawberry.field(description="The earliest day that it can have been; null is unbounded.")
    latest: Date | None = strawberry.field(description="The latest day that it can have been; null is unbounded.")
    when: str = strawberry.field(description="Its date for people: between 5 and 17 January 2022.")
    standing: Standing | None = strawberry.field(
        description=(
            "How the sources stand to the tie; of an event the best standing among the ties that date it; null for a "
            "remark."
        )
    )
    certainty: Certainty | None = strawberry.field(
        description=(
            "CERTAIN where it came about by every reading of the dates (on a view with asOf: by the end of that day), "
            "else POSSIBLE; null for a remark."
        )
    )
    remark: Remark | None = strawberry.field(description="The remark, where it is one.")
    tie: Tie | None = strawberry.field(description="The tie that began, ended or happened.")
    moment: strawberry.Private[Moment]
    scope: strawberry.Private[Scope]

    @classmethod
    def of(cls, scope: Scope, moment: Moment, remark: Remark | None) -> "Timeline":
        return cls(
            id=strawberry.ID(moment.id),
            kind=moment.kind,
            date=EDTF(moment.written) if moment.written else None,
            earliest=_shown(moment.bounds.lo),
            latest=_shown(moment.bounds.hi),
            when=moment.when,
            standing=moment.standing,
            certainty=None if remark else moment.certainty(scope.as_of),
            remark=remark,
            tie=Tie.of(scope, moment.row) if moment.row else None,
            moment=moment,
            scope=scope,
        )

    @strawberry.field(description="Which of the entities asked about it concerns: the lanes that it is drawn in.")
    async def about(self) -> list[Entity]:
        return await entities(self.scope, self.moment.about)

    @strawberry.field(description="The event, where it is one.")
    async def event(self) -> Event | None:
        if self.kind is not TimelineKind.EVENT:
            return None
        found = await entity_or_fail(self.scope, self.moment.subject)
        return found if isinstance(found, Event) else None

    @strawberry.field(description="In which voice the source of a remark says it; null for anything else.")
    def modality(self) -> Modality | None:
        return self.remark.modality if self.remark else None

    @strawberry.field(description="Whether the source of a remark says it or denies it; null for anything else.")
    def stance(self) -> Stance | None:
        return self.remark.stance if self.remark else None

    @strawberry.field(description="What began, ended, happened or was said, as a sentence; its day stands in when.")
    async def sentence(self) -> str:
        if self.remark:
            (about,) = await entities(self.scope, [self.remark.about_id])
            voice = "It is denied of" if self.remark.stance is Stance.DENIES else _VOICES[self.remark.modality]
            return f"{voice} {about.name}: {self.remark.text}"
        if self.moment.row is None:
            (event,) = await entities(self.scope, [self.moment.subject])
            return f"{event.name} took place."
        row = self.moment.row
        named = await entities(self.scope, [each for each in (row.from_id, row.to_id, row.institution) if each])
        return tie_sentence(self.moment, {each.id: each.name for each in named})

    @strawberry.field(
        description=(
            "The claims behind it that count in this view: those that assert that begin or end; where no claim dates "
            "an act, those that assert the act; of an event those on the ties that date it; none for a remark."
        )
    )
    async def claims(self) -> list[Claim]:
        batch = self.scope.batch("timeline.claims", lambda ids: _claims(self.scope, ids))
        waiting = [batch.get(tie) for tie in self.moment.ties]
        rows = [row for future in waiting for row in await future or [] if _is_behind(row, self.moment)]
        return sorted((Claim.of(self.scope, row) for row in rows), key=lambda claim: claim.key)

    @strawberry.field(description="The sources of the claims behind it; of a remark the one that makes it.")
    async def sources(self) -> list[Source]:
        if self.remark:
            found = await source(self.scope, self.remark.source_id)
            return [found] if found else []
        return await sources(self.scope, [claim.source_id for claim in await self.claims()])


_VOICES = {
    Modality.STATED: "Of",
    Modality.REPORTED: "It is reported of",
    Modality.ALLEGED: "It is alleged of",
    Modality.SPECULATED: "It is supposed of",
}


def _shown(day: Day) -> Date | None:
    return None if day in (PAST, FUTURE) else Date(day)


async def _claims(scope: Scope, ties: list[str]) -> dict[str, list[ClaimRow]]:
    remedy = "Ask for the claims and sources of fewer entries at once: a smaller first."
    return await claims_on_ties(scope, ties, scope.known, remedy)


def _is_behind(row: ClaimRow, moment: Moment) -> bool:
    if moment.kind is TimelineKind.ENDED:
        return asserts_end(row)
    if moment.kind is TimelineKind.BEGAN:
        return asserts_start(row)
    undated = moment.kind is TimelineKind.EVENT or moment.written is None
    return asserts_start(row) or (undated and asserts(row))
