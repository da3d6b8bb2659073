"""What is different between two days: what happened between them, or what was reported between them."""

from dataclasses import replace
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.arguments import Kinds, about_id, in_order
from schema.claim import Claim, claims_on_ties, record_of
from schema.edtf import FUTURE, Day, Form, day_after
from schema.paging import After, Connection, First, Types, Window, page_of, window
from schema.resolution import FourDays
from schema.scalars import EDTF, Date
from schema.scope import Scope, scope_of
from schema.tie import Tie, TieRow, kinds_asked
from schema.vocabulary import ChangeKind, Stance, Standing, TimeAxis

# By the earliest day, the tie and the kind of change; by the day and the tie.
WORLD_KEYS: Types = (str, str, str)
KNOWN_KEYS: Types = (str, str)


@strawberry.type(description="One thing that is different between two days.")
class Change:
    kind: ChangeKind = strawberry.field(description="What kind of change.")
    date: EDTF | None = strawberry.field(description="The day of the change, as precisely as it is known.")
    tie: Tie = strawberry.field(description="The tie; on the axis of knowledge as it looked after the change.")
    claims: list[Claim] = strawberry.field(
        description=(
            "On the world's axis the claims that assert that begin or end; on that of knowledge those reported or "
            "retracted that day."
        )
    )


async def in_world(
    scope: Scope, start: Day, end: Day, about: str | None, kinds: list[str], asked: Window
) -> Connection[Change]:
    """Begins and ends that a claim asserts and that can lie in the days after `start` up to and including `end`."""
    rows = await scope.read("read/changes_in_world", about=about, kinds=kinds, after_day=start, to_day=end)
    ties = [Tie.of(scope, TieRow(*row)) for row in rows]
    claims = await claims_on_ties(scope, [tie.id for tie in ties], scope.known)
    found: list[tuple[tuple[Day, str, str], Change]] = []
    for tie in ties:
        row = tie.row
        for kind, date, lo, hi in (
            (ChangeKind.BEGAN, row.start, row.earliest_start, row.latest_start),
            (ChangeKind.ENDED, row.end, row.earliest_end, row.latest_end),
        ):
            if date and lo <= end and hi > start:
                said = [claim for claim in claims.get(tie.id, []) if _asserts(claim, kind)]
                change = Change(kind=kind, date=EDTF(date), tie=tie, claims=[Claim.of(scope, each) for each in said])
                found.append(((lo, tie.id, kind.value), change))
    found.sort(key=lambda each: each[0])
    return page_of(asked, [change for _, change in found], [key for key, _ in found])


def _asserts(row: list[Any], kind: ChangeKind) -> bool:
    claim = record_of(row)
    if claim.stance is not Stance.ASSERTS:
        return False
    if kind is ChangeKind.BEGAN:
        return claim.start is not None
    return claim.end is not None and claim.end.form is not Form.OPEN


async def in_knowledge(
    scope: Scope, start: Day, end: Day, about: str | None, kinds: list[str], asked: Window
) -> Connection[Change]:
    """What the view looked like before and after each day on which something was reported or retracted.

    A view knows of no report after its day of knowledge.
    """
    end = min(end, scope.known)
    rows = await scope.read("read/changes_in_knowledge", about=about, kinds=kinds, after_day=start, to_day=end)
    states: dict[str, list[tuple[Day, Day, bool, TieRow]]] = {}
    for known_from, known_to, rolling, row in rows:
        found = TieRow(*row)
        states.setdefault(found.id, []).append((known_from, known_to, rolling, found))
    claims = await claims_on_ties(scope, sorted(states), None)
    changes: list[tuple[tuple[Day, str], Change]] = []
    for tie_id, looks in states.items():
        told: dict[Day, list[list[Any]]] = {}
        for claim in claims.get(tie_id, []):
            for day in (claim[17], claim[14]):
                if day and start < day <= end and claim[17] < (claim[14] or FUTURE):
                    told.setdefault(day, []).append(claim)
        for day, said in told.items():
            change = _change(scope, day, looks, said)
            if change:
                changes.append(((day, tie_id), change))
    changes.sort(key=lambda each: each[0])
    return page_of(asked, [change for _, change in changes], [key for key, _ in changes])


def _change(scope: Scope, day: Day, looks: list[tuple[Day, Day, bool, TieRow]], said: list[list[Any]]) -> Change | None:
    before = next((look for look in looks if look[0] < day <= look[1]), None)
    after = next((look for look in looks if look[0] <= day < look[1]), None)
    kind = _kind(before, after)
    shown = after or before
    if kind is None or shown is None:
        return None
    then = scope.as_known_on(day)
    _, _, rolling, row = shown
    if rolling:
        row = row._replace(earliest_end=day_after(day))
    tie = Tie.of(then, row, known=after is not None)
    return Change(kind=kind, date=EDTF(day), tie=tie, claims=[Claim.of(then, claim) for claim in said])


Look = tuple[Day, Day, bool, TieRow]


def _kind(before: Look | None, after: Look | None) -> ChangeKind | None:
    """The first that fits: REPORTED, RETRACTED, DISPUTED, REVISED."""
    if after is None:
        return ChangeKind.RETRACTED if before else None
    if before is None:
        return ChangeKind.REPORTED
    disputed = Standing.DISPUTED.value
    if after[3].standing == disputed and before[3].standing != disputed:
        return ChangeKind.DISPUTED
    if after[3].standing != before[3].standing or _days(before) != _days(after):
        return ChangeKind.REVISED
    return None


def _days(look: Look) -> FourDays:
    """The days that a report can move; an end that rolls with the day of knowledge is not moved by one."""
    _, _, rolling, row = look
    return replace(row.days, earliest_end=FUTURE) if rolling else row.days


@strawberry.type
class ChangeFields:
    """What is different between two days."""

    @strawberry.field(
        description=(
            "What is different between two days. WORLD: what happened between them, by all we know. KNOWLEDGE: what "
            "was reported between them."
        )
    )
    async def changes(
        self,
        info: Info[Any, Any],
        from_: Annotated[Date, strawberry.argument(name="from", description="Changes lie after this day …")],
        to: Annotated[Date, strawberry.argument(description="… up to and including this one.")],
        axis: Annotated[
            TimeAxis | None, strawberry.argument(description="The world's calendar or that of knowledge.")
        ] = TimeAxis.WORLD,
        about: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only ties with this entity as an end or as institution."),
        ] = strawberry.UNSET,
        kinds: Kinds = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Change]:
        scope = scope_of(self, info)
        in_order(from_, to)
        concerned = await about_id(scope, about)
        wanted = [kind.value for kind in kinds_asked(kinds)]
        compared, keys = (in_knowledge, KNOWN_KEYS) if axis is TimeAxis.KNOWLEDGE else (in_world, WORLD_KEYS)
        asked = window(("changes", scope.key, from_, to, axis, concerned, tuple(wanted)), first, after, keys=keys)
        return await compared(scope, from_, to, concerned, wanted, asked)
