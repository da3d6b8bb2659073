"""Questions whose positions are exclusive hypotheses, and how the evidence of a view bears on each."""

import json
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.arguments import About, about_id
from schema.claim import Claim
from schema.entities import entities
from schema.entity import Entity
from schema.hypotheses import Score, Weighed, decisive, is_diagnostic, ranking, scores
from schema.node import Node
from schema.paging import BY_ID, After, Connection, First, Window, page_of, window
from schema.question_rows import evidence_in, questions_about
from schema.records import EvidenceRecord, evidence_of
from schema.remark import Remark
from schema.rows import ClaimRow, QuestionRow, RemarkRow, SourceRow
from schema.scope import Scope, scope_of
from schema.source import Source
from schema.threads import worked_out
from schema.vocabulary import Consistency


@strawberry.type(description="How often a rating was given.")
class ConsistencyCount:
    rating: Consistency = strawberry.field(description="The rating.")
    count: int = strawberry.field(description="How many pieces of evidence bear so on the hypothesis.")


@strawberry.type(
    description=(
        "One answer to a question, which excludes the others, with how the evidence that counts in the view speaks "
        "against it (analysis of competing hypotheses: Heuer, Psychology of Intelligence Analysis, 1999, chapter 8)."
    )
)
class Hypothesis:
    number: int = strawberry.field(description="Its place among the question's positions as recorded, from 1.")
    text: str = strawberry.field(description="What it says.")
    claims: list[Claim] = strawberry.field(description="The claims of the position that count in this view.")
    remarks: list[Remark] = strawberry.field(description="The remarks of the position that count in this view.")
    inconsistency: int | None = strawberry.field(
        description=(
            "How many pieces of evidence are inconsistent with it, the measure of Heuer (1999): the fewer, the "
            "better it stands; ranks go by the weighted score before it. Null where no evidence bears on any "
            "hypothesis."
        )
    )
    weighted_inconsistency: float | None = strawberry.field(
        description=(
            "The weighted score of PARC's ACH (Good and others, technical description of ACH 1.1, 2004): I counts 1, "
            "II counts 2, times one factor for the source's reliability and one for the statement's credibility, "
            "each from √2 (A, 1) over 1 (C, 3; F, 6 or not graded) to 1/√2 (E, 5). The smaller, the better it stands. "
            "Null where no evidence bears on any hypothesis."
        )
    )
    rank: int | None = strawberry.field(
        description=(
            "Its place among the hypotheses from 1, by the weighted score and then by the plain one; equals share a "
            "rank. Null where no evidence bears on any hypothesis."
        )
    )
    leads: bool = strawberry.field(
        description="Whether it has the least evidence against it; false for all where nothing tells them apart."
    )
    counts: list[ConsistencyCount] = strawberry.field(
        description="How often each rating was given to it, from very consistent to not applicable."
    )


@strawberry.type(
    description=(
        "One row of a question's matrix: a claim or a remark, how far it can be relied on, and how it bears on each "
        "hypothesis. The two axes of the Admiralty code are told apart: the reliability of the source and the "
        "credibility of the statement; only the weighted inconsistency of a hypothesis puts them together."
    )
)
class Evidence:
    claim: Claim | None = strawberry.field(description="The claim; null where the evidence is a remark.")
    remark: Remark | None = strawberry.field(description="The remark; null where the evidence is a claim.")
    source: Source = strawberry.field(description="The source that says it.")
    reliability: str | None = strawberry.field(
        description="The source's, A (completely reliable) to F (cannot be judged); null where it is not graded."
    )
    credibility: int = strawberry.field(
        description=(
            "The statement's, whoever says it: 1 confirmed by others, 2 probably true, 3 possibly true, 4 doubtful, "
            "5 improbable, 6 cannot be judged."
        )
    )
    ratings: list[Consistency] = strawberry.field(
        description="How it bears on each hypothesis, in the order of the question's hypotheses in this view."
    )
    note: str | None = strawberry.field(description="Why it bears so, in our own words.")
    diagnostic: bool = strawberry.field(
        description=(
            "Whether it helps to tell the hypotheses apart. Evidence that bears alike on all of them is of no "
            "diagnostic value (Heuer 1999)."
        )
    )
    decisive: bool = strawberry.field(
        description="Whether other hypotheses would lead if it alone fell away: what to check first (Heuer 1999)."
    )


@strawberry.type(
    description=(
        "A question that no single tie can answer, its positions taken as exclusive hypotheses and weighed against "
        "the evidence that counts in the view. Only what is known by knownAt is weighed, so that the order of the "
        "hypotheses changes with the day of knowledge."
    )
)
class Question(Node):
    text: str = strawberry.field(description="The question.")
    about_ids: strawberry.Private[list[str]]
    matrix: strawberry.Private["Matrix"]
    scope: strawberry.Private[Scope]

    @classmethod
    def of(cls, scope: Scope, row: QuestionRow) -> "Question":
        about = scope.request.known.once(row.about)
        return cls(id=strawberry.ID(row.id), text=row.text, about_ids=about, matrix=Matrix(scope, row), scope=scope)

    @strawberry.field(description="The entities that it concerns.")
    async def about(self) -> list[Entity]:
        return await entities(self.scope, self.about_ids)

    @strawberry.field(
        description=(
            "The answers that something known in this view stands for, the least inconsistent first; as recorded "
            "where no evidence bears on them."
        )
    )
    def hypotheses(self) -> list[Hypothesis]:
        return self.matrix.hypotheses()

    @strawberry.field(
        description="The matrix: each piece of evidence that counts in this view, by reported day and id."
    )
    def evidence(self) -> list[Evidence]:
        return self.matrix.evidence()


class Matrix:
    """What of a question counts in a view: the positions told, the evidence, and the scores that follow."""

    def __init__(self, scope: Scope, row: QuestionRow) -> None:
        self.claims = {claim.id: Claim.of(scope, claim) for claim in map(ClaimRow._make, row.claims)}
        self.remarks = {remark.id: Remark.of(scope, remark) for remark in map(RemarkRow._make, row.remarks)}
        self.sources = {source.id: Source.of(scope, source) for source in map(SourceRow._make, row.sources)}
        self.positions: list[dict[str, Any]] = json.loads(row.positions)
        # The others are not told yet, as in disputes.
        self.told = [n for n, position in enumerate(self.positions) if any(self._named(position))]
        self.records = [
            record
            for record in evidence_of(row.evidence)
            if record.claim in self.claims or record.remark in self.remarks
        ]
        self.records.sort(key=lambda record: self._statement(record).key)
        self.weighed = [
            Weighed(
                tuple(record.bears[n] for n in self.told),
                self.sources[self._statement(record).source_id].reliability,
                record.credibility,
            )
            for record in self.records
        ]
        self.scores: list[Score] = scores(len(self.told), self.weighed)
        # Places in `told`, the least inconsistent first.
        self.order = ranking(self.scores)

    def hypotheses(self) -> list[Hypothesis]:
        return [self._hypothesis(place) for place in self.order]

    def evidence(self) -> list[Evidence]:
        turning = decisive(len(self.told), self.weighed)
        return [
            Evidence(
                claim=self.claims.get(record.claim or ""),
                remark=self.remarks.get(record.remark or ""),
                source=self.sources[self._statement(record).source_id],
                reliability=weighed.reliability,
                credibility=record.credibility,
                ratings=[weighed.ratings[place] for place in self.order],
                note=record.note,
                diagnostic=is_diagnostic(weighed.ratings),
                decisive=turns,
            )
            for record, weighed, turns in zip(self.records, self.weighed, turning, strict=True)
        ]

    def _hypothesis(self, place: int) -> Hypothesis:
        number, score = self.told[place], self.scores[place]
        claims, remarks = self._named(self.positions[number])
        given = [weighed.ratings[place] for weighed in self.weighed]
        return Hypothesis(
            number=number + 1,
            text=self.positions[number]["text"],
            claims=claims,
            remarks=remarks,
            inconsistency=score.inconsistency,
            weighted_inconsistency=score.weighted,
            rank=score.rank,
            leads=score.leads,
            counts=[ConsistencyCount(rating=rating, count=given.count(rating)) for rating in Consistency],
        )

    def _named(self, position: dict[str, Any]) -> tuple[list[Claim], list[Remark]]:
        """The claims and remarks of a position that count, in their order."""
        claims = [self.claims[i] for i in position["claims"] if i in self.claims]
        remarks = [self.remarks[i] for i in position["remarks"] if i in self.remarks]
        return sorted(claims, key=lambda c: c.key), sorted(remarks, key=lambda r: r.key)

    def _statement(self, record: EvidenceRecord) -> Claim | Remark:
        return self.claims[record.claim] if record.claim else self.remarks[record.remark or ""]


async def question(scope: Scope, identity: str) -> Question | None:
    """A question by id, whatever of it is known in the view."""

    async def load(ids: list[str]) -> dict[str, Question]:
        rows = await scope.read("read/questions_by_id", ids=ids)
        return {row[0]: Question.of(scope, QuestionRow(*row)) for row in rows}

    found: Question | None = await scope.batch("question", load).get(identity)
    return found


async def questions(scope: Scope, about: str | None, asked: Window) -> Connection[Question]:
    """One page of the questions of which two positions have something known in them, by id; one trip.

    Raises TooBroad.
    """
    rows = await questions_about(scope, about)
    found = await worked_out(evidence_in(rows), _told, scope, rows)
    return page_of(asked, found, [(each.id,) for each in found])


def _told(scope: Scope, rows: list[QuestionRow]) -> list[Question]:
    found = [each for row in rows if len((each := Question.of(scope, row)).matrix.told) > 1]
    return sorted(found, key=lambda each: each.id)


@strawberry.type
class QuestionFields:
    """Questions, with their hypotheses weighed."""

    @strawberry.field(
        description=(
            "The questions that no single tie can answer, by id, once two of their positions have something known in "
            "them; each with its hypotheses weighed by the evidence of this view. Where there are more than 1,000, it "
            "is an error (TOO_BROAD)."
        )
    )
    async def questions(
        self,
        info: Info[Any, Any],
        about: About = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Question]:
        scope = scope_of(self, info)
        concerned = await about_id(scope, about)
        return await questions(scope, concerned, window(("questions", concerned, scope.key), first, after, keys=BY_ID))

    @strawberry.field(description="A question by id; null where there is none. Answers in every view.")
    async def question(
        self,
        info: Info[Any, Any],
        id: Annotated[
            strawberry.ID, strawberry.argument(description="The question's id, as in questions or disputes.")
        ],
    ) -> Question | None:
        return await question(scope_of(self, info), id)
