"""The fields that stand on a view and, for the view without dates, on the query itself."""

import difflib
from typing import Annotated, Any, TypeVar

import strawberry
from strawberry.types import Info

from schema import chain, dispute
from schema.claim import Claim, all_claims_page
from schema.entities import entities_page
from schema.entities import entity as find_entity
from schema.entity import Clan, Country, Entity, Event, Institution, Person, Place
from schema.errors import NotFound
from schema.kinds import TieKind
from schema.paging import After, Before, Connection, First, Last, window
from schema.remark import Remark, all_remarks_page
from schema.scalars import Date
from schema.scope import Scope
from schema.source import Source, sources_page
from schema.source import source as find_source
from schema.tie import Tie, all_ties_page, kinds_asked
from schema.vocabulary import Direction, EntityKind, Standing, Timing

K = TypeVar("K", bound=Entity)

Id = Annotated[strawberry.ID, strawberry.argument(description="The id, a readable slug such as karim-masimov.")]
Kinds = Annotated[list[TieKind] | None, strawberry.argument(description="Only ties of these kinds; all unless said.")]
Through = Annotated[
    list[TieKind] | None,
    strawberry.argument(
        description="Only through ties of these kinds; all that bear patronage unless said. Posts always."
    ),
]
Standings = Annotated[
    list[Standing] | None,
    strawberry.argument(description="Only through ties of these standings; all but REFUTED unless said."),
]


@strawberry.type
class ViewFields:
    """What can be asked of a view."""

    @strawberry.field(description="An entity of any kind by its id; null where there is none. Answers in every view.")
    async def entity(self, info: Info[Any, Any], id: Id) -> Entity | None:
        return await find_entity(scope_of(self, info), id)

    @strawberry.field(description="A person by id; null where there is none.")
    async def person(self, info: Info[Any, Any], id: Id) -> Person | None:
        return await _of_kind(scope_of(self, info), id, Person)

    @strawberry.field(description="An institution by id; null where there is none.")
    async def institution(self, info: Info[Any, Any], id: Id) -> Institution | None:
        return await _of_kind(scope_of(self, info), id, Institution)

    @strawberry.field(description="A clan by id; null where there is none.")
    async def clan(self, info: Info[Any, Any], id: Id) -> Clan | None:
        return await _of_kind(scope_of(self, info), id, Clan)

    @strawberry.field(description="A country by id; null where there is none.")
    async def country(self, info: Info[Any, Any], id: Id) -> Country | None:
        return await _of_kind(scope_of(self, info), id, Country)

    @strawberry.field(description="An event by id; null where there is none.")
    async def event(self, info: Info[Any, Any], id: Id) -> Event | None:
        return await _of_kind(scope_of(self, info), id, Event)

    @strawberry.field(description="A place by id; null where there is none.")
    async def place(self, info: Info[Any, Any], id: Id) -> Place | None:
        return await _of_kind(scope_of(self, info), id, Place)

    @strawberry.field(description="A source by id; null where there is none.")
    async def source(self, info: Info[Any, Any], id: Id) -> Source | None:
        return await find_source(scope_of(self, info), id)

    @strawberry.field(description="The persons that something known in this view speaks of, by name.")
    async def people(
        self,
        info: Info[Any, Any],
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Person]:
        return await _list(scope_of(self, info), EntityKind.PERSON, first, after, last, before)

    @strawberry.field(description="The institutions that something known in this view speaks of, by name.")
    async def institutions(
        self,
        info: Info[Any, Any],
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Institution]:
        return await _list(scope_of(self, info), EntityKind.INSTITUTION, first, after, last, before)

    @strawberry.field(description="The clans that something known in this view speaks of, by name.")
    async def clans(
        self,
        info: Info[Any, Any],
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Clan]:
        return await _list(scope_of(self, info), EntityKind.CLAN, first, after, last, before)

    @strawberry.field(description="The countries that something known in this view speaks of, by name.")
    async def countries(
        self,
        info: Info[Any, Any],
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Country]:
        return await _list(scope_of(self, info), EntityKind.COUNTRY, first, after, last, before)

    @strawberry.field(
        description="The events that something known in this view speaks of, by name; none wholly after asOf."
    )
    async def events(
        self,
        info: Info[Any, Any],
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Event]:
        return await _list(scope_of(self, info), EntityKind.EVENT, first, after, last, before)

    @strawberry.field(description="The places that something known in this view speaks of, by name.")
    async def places(
        self,
        info: Info[Any, Any],
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Place]:
        return await _list(scope_of(self, info), EntityKind.PLACE, first, after, last, before)

    @strawberry.field(description="The sources of which a claim or remark counts in this view, by id.")
    async def sources(
        self,
        info: Info[Any, Any],
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Source]:
        scope = scope_of(self, info)
        return await sources_page(scope, window(("sources", scope.key), first, after, last, before))

    @strawberry.field(description="All ties of this view, by earliest start and id.")
    async def ties(
        self,
        info: Info[Any, Any],
        kinds: Kinds = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Tie]:
        scope, wanted = scope_of(self, info), kinds_asked(kinds)
        asked = window(("ties", wanted, scope.key), first, after, last, before)
        return await all_ties_page(scope, list(wanted), asked)

    @strawberry.field(description="All claims that count in this view, by reported day and id.")
    async def claims(
        self,
        info: Info[Any, Any],
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Claim]:
        scope = scope_of(self, info)
        return await all_claims_page(scope, window(("claims", scope.key), first, after, last, before))

    @strawberry.field(description="All remarks that this view holds, by reported day and id.")
    async def remarks(
        self,
        info: Info[Any, Any],
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Remark]:
        scope = scope_of(self, info)
        return await all_remarks_page(scope, window(("remarks", scope.key), first, after, last, before))

    @strawberry.field(
        description=(
            "Chains of patronage around an institution (its first step is then a post), a person or a clan. "
            "UPWARD: who stands behind; DOWNWARD: whom they stand behind."
        )
    )
    async def patronage(
        self,
        info: Info[Any, Any],
        around: Annotated[strawberry.ID, strawberry.argument(description="An institution, a person or a clan.")],
        direction: Annotated[
            Direction | None, strawberry.argument(description="From client to patron, from patron to client, or both.")
        ] = Direction.UPWARD,
        through: Through = strawberry.UNSET,
        timing: Annotated[
            Timing | None, strawberry.argument(description="Which dates the chain must obey.")
        ] = Timing.CONTINUOUS,
        standing: Standings = strawberry.UNSET,
        max_depth: Annotated[
            int | None, strawberry.argument(description="The most hops after the post at the start; at most 8.")
        ] = 4,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[chain.Chain]:
        scope = scope_of(self, info)
        begin = await known_entity(scope, around, "around")
        search = chain.checked(scope, begin, direction, _given(through), timing, _given(standing), max_depth)
        asked = window(("patronage", search.key, scope.key), first, after)
        return await chain.patronage(scope, begin, search, asked)

    @strawberry.field(
        description="What the sources contradict each other on: ties, and questions that no single tie can hold."
    )
    async def disputes(
        self,
        info: Info[Any, Any],
        about: dispute.About = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[dispute.Dispute]:
        scope = scope_of(self, info)
        concerned = await about_id(scope, about)
        return await dispute.disputes(scope, concerned, window(("disputes", concerned, scope.key), first, after))


@strawberry.type(
    description="The graph as it stood at the end of one day, by what had been reported by the end of another."
)
class View(ViewFields):
    scope: strawberry.Private[Scope]

    @strawberry.field(description="The day on which things are looked at; null for all time.")
    def as_of(self) -> Date | None:
        return Date(self.scope.as_of) if self.scope.as_of else None

    @strawberry.field(description="The day of knowledge; null for all that is known now.")
    def known_at(self) -> Date | None:
        return Date(self.scope.known_at) if self.scope.known_at else None


def scope_of(view: object, info: Info[Any, Any]) -> Scope:
    """The view that a field stands on; on the query itself, whose value is None, the one without dates."""
    return view.scope if isinstance(view, View) else Scope(info.context)


def _given(values: Any) -> Any:
    """An argument that was left out as None; an empty list stays one."""
    return None if values is strawberry.UNSET else values


async def _of_kind(scope: Scope, identity: str, kind: type[K]) -> K | None:
    found = await find_entity(scope, identity)
    return found if isinstance(found, kind) else None


async def _list(
    scope: Scope, kind: EntityKind, first: int | None, after: str | None, last: int | None, before: str | None
) -> Connection[Any]:
    asked = window((kind.value, scope.key), first, after, last, before)
    return await entities_page(scope, kind, asked)


async def about_id(scope: Scope, about: str | None) -> str | None:
    """The entity that an argument names, checked to be there."""
    if about is None or about is strawberry.UNSET:
        return None
    return (await known_entity(scope, about, "about")).id


async def known_entity(scope: Scope, identity: str, argument: str) -> Entity:
    """The entity that an argument needs. Raises NotFound, which tells the nearest ids."""
    found = await find_entity(scope, identity)
    if found is not None:
        return found
    rows = await scope.read("read/nearest_ids", limit=20_000)
    by_text = {text.lower(): row for row in rows for text in (row[0], row[1])}
    near = difflib.get_close_matches(identity.lower(), list(by_text), n=5, cutoff=0.5)
    nearest = list(dict.fromkeys(by_text[text][0] for text in near))
    raise NotFound(
        f"{argument}: there is no entity “{identity}”",
        suggestion=f"Did you mean {', '.join(nearest)}?"
        if nearest
        else "Look for its id in people, institutions or clans.",
        nearest=nearest,
    )
