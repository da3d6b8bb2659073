"""What the sources contradict each other on: ties, found by rule, and questions, recorded by people."""

import asyncio
from typing import Any

import strawberry
from strawberry.types import Info

from schema.arguments import About, about_id
from schema.claim import Claim
from schema.edtf import Bounds
from schema.entities import entities
from schema.entity import Entity
from schema.errors import TooBroad
from schema.paging import BY_ID, After, Connection, First, Window, page_of, window
from schema.period import bounds_phrase, day_phrase
from schema.question import Hypothesis, Matrix
from schema.question_rows import evidence_in, questions_about
from schema.remark import Remark
from schema.resolution import Resolution, resolve
from schema.rows import ClaimRow, QuestionRow, TieRow, record_of
from schema.scope import Scope, scope_of
from schema.sides import Side
from schema.threads import worked_out
from schema.tie import Tie
from schema.vocabulary import Aspect, TieNature

# More claims on disputed ties than this are not resolved for one answer.
MOST = 10_000


@strawberry.type(description="One side of a dispute: what it says, and who says it.")
class Position:
    text: str = strawberry.field(description="What this side says.")
    claims: list[Claim] = strawberry.field(description="The claims on this side that count in this view.")
    remarks: list[Remark] = strawberry.field(description="The remarks on this side that count in this view.")


@strawberry.type(
    description=(
        "Statements that cannot all be true. Either claims on one aspect of one tie (found by rule; one position per "
        "side), or a question whose positions lie in several ties or remarks (recorded as a question, see the claims "
        "format)."
    )
)
class Dispute:
    id: strawberry.ID = strawberry.field(description="The question's id, or that of the tie with the aspect behind it.")
    tie: Tie | None = strawberry.field(description="The tie; null for a question.")
    aspect: Aspect | None = strawberry.field(description="What of the tie is disputed; null for a question.")
    question: str | None = strawberry.field(description="The question; null for a tie.")
    positions: list[Position] = strawberry.field(description="The sides, each with what speaks for it.")
    hypotheses: list[Hypothesis] = strawberry.field(
        description="The sides of a question as hypotheses, the least inconsistent first; empty for a tie."
    )
    about_ids: strawberry.Private[list[str]]
    scope: strawberry.Private[Scope]

    @strawberry.field(description="The entities that it concerns.")
    async def about(self) -> list[Entity]:
        return await entities(self.scope, self.about_ids)

    @strawberry.field(description="All claims of all positions.")
    def claims(self) -> list[Claim]:
        found = {claim.id: claim for position in self.positions for claim in position.claims}
        return sorted(found.values(), key=lambda claim: claim.key)

    @strawberry.field(description="All remarks of all positions.")
    def remarks(self) -> list[Remark]:
        found = {remark.id: remark for position in self.positions for remark in position.remarks}
        return sorted(found.values(), key=lambda remark: remark.key)


async def disputes(scope: Scope, about: str | None, asked: Window) -> Connection[Dispute]:
    """One page of what is disputed by what is known in the view, by id. Raises TooBroad."""
    (ties, count), questions = await asyncio.gather(_disputed(scope, about), questions_about(scope, about))
    found = await worked_out(count, _of_ties, scope, ties)
    found += await worked_out(evidence_in(questions), _of_questions, scope, questions)
    found.sort(key=lambda dispute: dispute.id)
    return page_of(asked, found, [(dispute.id,) for dispute in found])


async def _disputed(scope: Scope, about: str | None) -> tuple[list[Any], int]:
    """The rows of `read/disputed_ties`, and how many claims they bring. Raises TooBroad."""
    ties: list[Any] = await scope.read("read/disputed_ties", about=about, limit=MOST + 1)
    count = sum(len(claims) for *_, claims in ties)
    if count > MOST:
        raise TooBroad(
            f"more than {MOST:,} claims are made on disputed ties",
            suggestion="Name an entity in about, or one that fewer disputes concern.",
        )
    return ties, count


def _of_ties(scope: Scope, ties: list[Any]) -> list[Dispute]:
    return [
        dispute
        for row, role, claims in ties
        for dispute in _of_tie(scope, TieRow(*row), role, list(map(ClaimRow._make, claims)))
    ]


def _of_questions(scope: Scope, rows: list[QuestionRow]) -> list[Dispute]:
    return [dispute for row in rows if (dispute := _of_question(scope, row))]


def _of_question(scope: Scope, row: QuestionRow) -> Dispute | None:
    """A question, once two of its positions have something known in them; the others are not told yet."""
    weighed = Matrix(scope, row)
    if len(weighed.told) < 2:
        return None
    hypotheses = weighed.hypotheses()
    return Dispute(
        id=strawberry.ID(row.id),
        tie=None,
        aspect=None,
        question=row.text,
        positions=[
            Position(text=each.text, claims=each.claims, remarks=each.remarks)
            for each in sorted(hypotheses, key=lambda each: each.number)
        ],
        hypotheses=hypotheses,
        about_ids=scope.request.known.once(row.about),
        scope=scope,
    )


def _of_tie(scope: Scope, row: TieRow, role: str | None, claim_rows: list[ClaimRow]) -> list[Dispute]:
    """`role`: that of the tie's definition."""
    tie = Tie.of(scope, row)
    nature = TieNature(tie.row.nature)
    resolution = resolve(nature, map(record_of, claim_rows), scope.known, role=role)
    if resolution is None:
        return []
    claims = {claim.id: Claim.of(scope, claim) for claim in claim_rows}
    about = [each for each in (tie.row.from_id, tie.row.to_id, tie.row.institution) if each]
    return [
        Dispute(
            id=strawberry.ID(f"{tie.id}:{aspect.value.lower()}"),
            tie=tie,
            aspect=aspect,
            question=None,
            positions=[
                Position(text=text, claims=sorted((claims[i] for i in ids), key=lambda c: c.key), remarks=[])
                for text, ids in positions
                if ids
            ],
            hypotheses=[],
            about_ids=about,
            scope=scope,
        )
        for aspect, positions in positions_of(nature, resolution)
    ]


Sides = list[tuple[str, list[str]]]


def positions_of(nature: TieNature, found: Resolution) -> list[tuple[Aspect, Sides]]:
    """The disputed aspects of a tie, each with its sides: what they say, and the ids of the claims that say so."""
    disputed: list[tuple[Aspect, Sides]] = []
    if found.tie_disputed:
        disputed.append(
            (
                Aspect.TIE,
                [
                    ("It is so.", [claim.id for claim in found.assertions]),
                    ("It is not so.", [claim.id for claim in found.denials]),
                ],
            )
        )
    if nature is not TieNature.BOND and found.start.disputed:
        word = "It happened" if nature is TieNature.ACT else "It began"
        disputed.append((Aspect.START, _sides(found.start, word)))
    if nature is TieNature.STATE and (found.end.disputed or found.inverted):
        sides = _sides(found.end, "It ended")
        if found.inverted:
            sides += _sides(found.start, "It began")
        disputed.append((Aspect.END, sides))
    if found.role_disputed:
        asserted: dict[str, list[str]] = {}
        for claim in found.claims:
            if claim in found.assertions and (role := claim.role or found.defined_role):
                asserted.setdefault(role, []).append(claim.id)
        denied = [claim.id for claim in found.role_denials]
        sides = [(f"In the role of {role}.", ids) for role, ids in sorted(asserted.items())]
        disputed.append((Aspect.ROLE, [*sides, ("Not in that role.", denied)]))
    return disputed


def _sides(side: Side, word: str) -> Sides:
    """The bounds that survive, joined where they meet; those who saw it hold all the same; those who deny."""
    groups: list[list[Bounds]] = []
    for bounds in side.surviving:
        if groups and any(bounds.meets(other) for other in groups[-1]):
            groups[-1].append(bounds)
        else:
            groups.append([bounds])
    found: Sides = []
    for group in groups:
        ids = [s.claim.id for s in side.stated if any(s.bounds.contains(bounds) for bounds in group)]
        found.append((f"{word} {' or '.join(_phrase(bounds) for bounds in group)}.", ids))
    denying = [claim.id for claim in side.denials]
    placed = {identity for _, ids in found for identity in ids} | set(denying)
    for attestation in side.contradicting:
        if attestation.claim.id not in placed:
            placed.add(attestation.claim.id)
            day = day_phrase(attestation.last if word == "It ended" else attestation.first)
            found.append((f"It held on {day}.", [attestation.claim.id]))
    if denying:
        days = sorted({claim_day for claim in side.denials if (claim_day := _denied(claim))})
        found.append((f"Not so{': ' + ', '.join(days) if days else ''}.", denying))
    return found


def _phrase(bounds: Bounds) -> str:
    phrase = bounds_phrase(bounds)
    return f"on {phrase}" if bounds.lo == bounds.hi else phrase


def _denied(claim: Any) -> str | None:
    date = claim.end or claim.start
    return f"denied for {bounds_phrase(date.bounds)}" if date else None


@strawberry.type
class DisputeFields:
    """What is contested."""

    @strawberry.field(
        description=(
            "What the sources contradict each other on: ties, and questions that no single tie can hold. Where more "
            "than 10,000 claims are made on the disputed ties, or there are more than 1,000 questions, it is an error "
            "(TOO_BROAD)."
        )
    )
    async def disputes(
        self,
        info: Info[Any, Any],
        about: About = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Dispute]:
        scope = scope_of(self, info)
        concerned = await about_id(scope, about)
        return await disputes(scope, concerned, window(("disputes", concerned, scope.key), first, after, keys=BY_ID))
