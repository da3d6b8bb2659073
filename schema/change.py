"""What is different between two days: what happened between them, or what was reported between them."""

from dataclasses import replace
from typing import Annotated, Any, NamedTuple

import strawberry
from strawberry.types import Info

from schema.arguments import Kinds, about_id, in_order
from schema.claim import Claim, asserts_end, asserts_start, claims_on_ties
from schema.edtf import FUTURE, Day, day_after
from schema.errors import TooBroad
from schema.paging import After, Connection, First, Types, Window, page_of, window
from schema.resolution import FourDays
from schema.rows import ClaimRow, TieRow
from schema.scalars import EDTF, Date
from schema.scope import Scope, scope_of
from schema.threads import worked_out
from schema.tie import Tie, kinds_asked
from schema.vocabulary import ChangeKind, Standing, TimeAxis

# More ties, or states of ties, than this are not compared for one answer.
MOST = 10_000
REMEDY = "Narrow the question: a shorter period, one entity in about, or fewer kinds."
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


Look = tuple[Day, Day, bool, TieRow]


class _Moved(NamedTuple):
    """A begin or an end that lies between the days; its place in the list first."""

    key: tuple[Day, str, str]
    kind: ChangeKind
    date: str
    row: TieRow


class _Learnt(NamedTuple):
    """What a day's reports changed; its place in the list first."""

    key: tuple[Day, str]
    kind: ChangeKind
    before: Look | None
    after: Look | None
    said: list[ClaimRow]


async def in_world(
    scope: Scope, start: Day, end: Day, about: str | None, kinds: list[str], asked: Window
) -> Connection[Change]:
    """Begins and ends that a claim asserts and that can lie in the days after `start` up to and including `end`.

    Raises TooBroad.
    """
    rows = await _read(scope, "read/changes_in_world", start, end, about, kinds)
    found = await worked_out(len(rows), _moved, rows, start, end)
    part: Connection[Any] = page_of(asked, found, [each.key for each in found])
    claims = await claims_on_ties(scope, dict.fromkeys(each.row.id for each in part.nodes), scope.known, REMEDY)
    part.nodes = [_change_of(scope, each, claims.get(each.row.id, [])) for each in part.nodes]
    return part


def _moved(rows: list[list[Any]], start: Day, end: Day) -> list[_Moved]:
    found = []
    for row in (TieRow(*row) for row in rows):
        for kind, date, lo, hi in (
            (ChangeKind.BEGAN, row.start, row.earliest_start, row.latest_start),
            (ChangeKind.ENDED, row.end, row.earliest_end, row.latest_end),
        ):
            if date and lo <= end and hi > start:
                found.append(_Moved((lo, row.id, kind.value), kind, date, row))
    return sorted(found, key=lambda each: each.key)


def _change_of(scope: Scope, moved: _Moved, claims: list[ClaimRow]) -> Change:
    asserts = asserts_start if moved.kind is ChangeKind.BEGAN else asserts_end
    said = [Claim.of(scope, claim) for claim in claims if asserts(claim)]
    return Change(kind=moved.kind, date=EDTF(moved.date), tie=Tie.of(scope, moved.row), claims=said)


async def in_knowledge(
    scope: Scope, start: Day, end: Day, about: str | None, kinds: list[str], asked: Window
) -> Connection[Change]:
    """What the view looked like before and after each day on which something was reported or retracted.

    A view knows of no report after its day of knowledge. Raises TooBroad.
    """
    end = min(end, scope.known)
    rows = await _read(scope, "read/changes_in_knowledge", start, end, about, kinds)
    states: dict[str, list[Look]] = {}
    for known_from, known_to, rolling, row in rows:
        states.setdefault(row[0], []).append((known_from, known_to, rolling, TieRow(*row)))
    claims = await claims_on_ties(scope, sorted(states), None, REMEDY)
    found = await worked_out(len(rows), _learnt, states, claims, start, end)
    part: Connection[Any] = page_of(asked, found, [each.key for each in found])
    part.nodes = [_change(scope, each) for each in part.nodes]
    return part


def _learnt(states: dict[str, list[Look]], claims: dict[str, list[ClaimRow]], start: Day, end: Day) -> list[_Learnt]:
    found = []
    for tie_id, looks in states.items():
        told: dict[Day, list[ClaimRow]] = {}
        for claim in claims.get(tie_id, []):
            for day in (claim.known_from, claim.retracted_on):
                if day and start < day <= end and claim.known_from < (claim.retracted_on or FUTURE):
                    told.setdefault(day, []).append(claim)
        for day, said in told.items():
            before = next((look for look in looks if look[0] < day <= look[1]), None)
            after = next((look for look in looks if look[0] <= day < look[1]), None)
            kind = _kind(before, after)
            if kind is not None:
                found.append(_Learnt((day, tie_id), kind, before, after, said))
    return sorted(found, key=lambda each: each.key)


def _change(scope: Scope, learnt: _Learnt) -> Change:
    day, shown = learnt.key[0], learnt.after or learnt.before
    assert shown is not None
    then = scope.as_known_on(day)
    _, _, rolling, row = shown
    if rolling:
        row = row._replace(earliest_end=day_after(day))
    tie = Tie.of(then, row, known=learnt.after is not None)
    return Change(kind=learnt.kind, date=EDTF(day), tie=tie, claims=[Claim.of(then, claim) for claim in learnt.said])


async def _read(scope: Scope, name: str, start: Day, end: Day, about: str | None, kinds: list[str]) -> list[Any]:
    rows: list[Any] = await scope.read(name, about=about, kinds=kinds, after_day=start, to_day=end, limit=MOST + 1)
    if len(rows) > MOST:
        raise TooBroad(f"more than {MOST:,} ties, or states of ties, change in these days", suggestion=REMEDY)
    return rows


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
            "was reported between them. Where more than 10,000 ties, or states of ties, change between them, it is an "
            "error (TOO_BROAD)."
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
