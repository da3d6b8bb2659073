"""The timeline of entities: what began, ended, happened and was said of them, in order of time."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.arguments import given, in_order, known_entity
from schema.edtf import FUTURE, Day
from schema.entity import Entity
from schema.errors import BadInput, TooBroad
from schema.kinds import TieKind
from schema.moments import Moment, TimelineKind, moment_of_event, moment_of_remark, moments_of_ties
from schema.moments import in_order as in_order_of_time
from schema.paging import After, Connection, First, Types, Window, page_of, window
from schema.remark import Remark, remarks_of_entities
from schema.rows import RemarkRow, TieRow
from schema.scalars import Date
from schema.scope import Scope, scope_of
from schema.tie import kinds_asked
from schema.timeline_entry import Timeline
from schema.vocabulary import Certainty, EntityKind

MOST_ENTITIES = 20
# More ties, events or remarks than this are not put in order for one answer.
MOST = 10_000
# The first day, the last, the kind, the id.
KEYS: Types = (str, str, int, str)


async def timeline(
    scope: Scope,
    about: Sequence[Entity],
    start: Day | None,
    end: Day | None,
    kinds: list[TieKind] | None,
    asked: Window,
) -> Connection[Timeline]:
    """One page of what concerns the entities. Four trips at most, whatever their number. Raises TooBroad."""
    ids: list[str] = [entity.id for entity in about]
    moments, remarks = await asyncio.gather(
        _of_ties(scope, about, start, end, kinds_asked(kinds)), _remarks(scope, ids if kinds is None else [])
    )
    said = {f"{remark.id}:remark": remark for remark in remarks}
    moments += [
        moment_of_remark(remark.id, remark.about_id, remark.date, remark.reported_on, remark.modality)
        for remark in remarks
    ]
    found = in_order_of_time(moments, start, end, scope.as_of)
    if scope.certainty is Certainty.CERTAIN:
        found = [m for m in found if m.kind is TimelineKind.REMARK or m.certainty(scope.as_of) is Certainty.CERTAIN]
    entries = [Timeline.of(scope, moment, said.get(moment.id)) for moment in found]
    return page_of(asked, entries, [moment.key for moment in found])


async def _of_ties(
    scope: Scope, about: Sequence[Entity], start: Day | None, end: Day | None, kinds: Iterable[TieKind]
) -> list[Moment]:
    """The begins, ends and acts, and the events that the entities took part in or are."""
    ids = [entity.id for entity in about]
    wanted = [kind.value for kind in kinds]
    rows: list[TieRow] = []
    if ids and wanted:
        last_day = min(end or FUTURE, scope.as_of or FUTURE)
        known = await scope.request.identities()
        read = await scope.read(
            "read/ties_concerning", ids=ids, every_id=[each for identity in ids for each in known.every(identity)],
            kinds=wanted, limit=MOST + 1, first_day=start, last_day=last_day,
        )  # fmt: skip
        if len(read) > MOST:
            raise _too_broad(f"more than {MOST:,} ties concern these entities")
        rows = [TieRow(*row) for row in read]
    return moments_of_ties(rows, ids) + await _events(scope, about, rows, TieKind.TOOK_PART_IN.value in wanted)


async def _events(scope: Scope, about: Sequence[Entity], rows: Iterable[TieRow], wanted: bool) -> list[Moment]:
    if not wanted:
        return []
    concerned: dict[str, list[str]] = {entity.id: [entity.id] for entity in about if entity.kind is EntityKind.EVENT}
    asked = {entity.id for entity in about}
    for row in rows:
        if row.kind == TieKind.TOOK_PART_IN.value and row.from_id in asked:
            concerned.setdefault(row.to_id, []).append(row.from_id)
    if not concerned:
        return []
    read = dict(await scope.read("read/ties_of_events", ids=sorted(concerned), limit=MOST + 1))
    if sum(map(len, read.values())) > MOST:
        raise _too_broad(f"more than {MOST:,} ties date the events of these entities")
    return [
        moment_of_event(event, [TieRow(*row) for row in read.get(event, [])], tuple(dict.fromkeys(lanes)))
        for event, lanes in concerned.items()
    ]


async def _remarks(scope: Scope, ids: list[str]) -> list[Remark]:
    if not ids:
        return []
    rows = await remarks_of_entities(scope, ids, limit=MOST + 1, backward=False, after=None, before=None)
    found = [Remark.of(scope, RemarkRow(*row)) for _, each, *_ in rows for row in each]
    if len(found) > MOST:
        raise _too_broad(f"more than {MOST:,} remarks are made about these entities")
    return found


def _too_broad(message: str) -> TooBroad:
    return TooBroad(
        message,
        suggestion=(
            "Narrow the timeline: fewer entities in about, the days from and to, or kinds, which leaves remarks out "
            "and, without TOOK_PART_IN, events."
        ),
    )


@strawberry.type
class TimelineFields:
    """What happened to whom, in order of time."""

    @strawberry.field(
        description=(
            "All begins and ends of ties, acts, events and remarks that concern some entities, in order of time, each "
            "with its sources. A tie concerns its ends and its institution, an event itself and whoever took part in "
            "it. What is known only to have been so by a day stands on that day, such as an act or remark without a "
            "date on the day of its first report; an event that nothing dates comes last, and is left out where from "
            "or to is given. Bonds, and states whose begin and end no source tells, do not appear, nor does what every "
            "source denies. An asOf hides what lies wholly after it; unlike elsewhere in the view, what was over by "
            "then stays."
        )
    )
    async def timeline(
        self,
        info: Info[Any, Any],
        about: Annotated[
            list[strawberry.ID], strawberry.argument(description="The ids of the entities: at most 20 lanes.")
        ],
        from_: Annotated[
            Date | None, strawberry.argument(name="from", description="Only what can lie on this day or later.")
        ] = strawberry.UNSET,
        to: Annotated[
            Date | None, strawberry.argument(description="Only what can lie on this day or earlier.")
        ] = strawberry.UNSET,
        kinds: Annotated[
            list[TieKind] | None,
            strawberry.argument(
                description=(
                    "Only ties of these kinds, events where TOOK_PART_IN is among them, and no remarks; all unless "
                    "said."
                )
            ),
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Timeline]:
        scope = scope_of(self, info)
        ids = list(dict.fromkeys(about))
        if len(ids) > MOST_ENTITIES:
            raise BadInput(
                f"about: {len(ids)} entities are more than {MOST_ENTITIES}",
                suggestion="Draw them in several timelines.",
            )
        start, end, wanted = given(from_), given(to), given(kinds)
        in_order(start, end)
        key = ("timeline", tuple(ids), start, end, None if wanted is None else tuple(wanted), scope.key)
        asked = window(key, first, after, keys=KEYS)
        found = await asyncio.gather(*(known_entity(scope, each, "about") for each in ids))
        return await timeline(scope, found, start, end, wanted, asked)
