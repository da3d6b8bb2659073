"""The root of every query, and the schema itself."""

import asyncio
from dataclasses import replace
from typing import Annotated, Any

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.types import Info

from schema import question, remark, source, tie
from schema.arguments import known_entity
from schema.claim import claim
from schema.entities import TYPES, load_entities
from schema.entities import entity as find_entity
from schema.errors import BadInput, NotFound
from schema.node import Node
from schema.policy import Policy, PolicyInput
from schema.scalars import SCALARS, Date
from schema.scope import Scope, scope_of
from schema.sync import SyncFields, sync_run
from schema.view import View, ViewFields
from schema.vocabulary import Certainty

MOST_NODES = 100


@strawberry.type(
    description="Where every query begins. Every field of View also stands here, meaning view() with no dates."
)
class Query(ViewFields, SyncFields):
    @strawberry.field(
        description=(
            "The graph as it stood at the end of day asOf, using only what had been reported by the end of day "
            "knownAt. A missing asOf means all time; a missing knownAt means all that is known now. Every nested "
            "field inherits the view."
        )
    )
    async def view(
        self,
        info: Info[Any, Any],
        as_of: Annotated[
            Date | None, strawberry.argument(description="The day to look at; all time unless said.")
        ] = strawberry.UNSET,
        known_at: Annotated[
            Date | None, strawberry.argument(description="The day of knowledge; all that is known now unless said.")
        ] = strawberry.UNSET,
        certainty: Annotated[
            Certainty | None,
            strawberry.argument(
                description="POSSIBLE: what holds by some reading of the dates; CERTAIN: what holds by every one."
            ),
        ] = Certainty.POSSIBLE,
        policy: Annotated[
            PolicyInput | None, strawberry.argument(description="Which claims count; all unless said.")
        ] = strawberry.UNSET,
    ) -> View:
        scope = Scope(info.context, as_of or None, known_at or None, certainty or Certainty.POSSIBLE)
        believed = Policy.of(policy)
        if believed:
            await _known(scope, believed)
            believed = believed.as_one(await scope.request.identities())
        return View(scope=replace(scope, policy=believed))

    @strawberry.field(
        description=(
            "Anything by its id: an entity, source, tie, claim, remark, question or run of a sync; null where there is "
            "none."
        )
    )
    async def node(
        self,
        info: Info[Any, Any],
        id: Annotated[strawberry.ID, strawberry.argument(description="The id of anything.")],
    ) -> Node | None:
        (found,) = await _nodes(scope_of(self, info), [id])
        return found

    @strawberry.field(description="Several things by their ids, in that order; null where there is none. At most 100.")
    async def nodes(
        self,
        info: Info[Any, Any],
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="The ids of anything.")],
    ) -> list[Node | None]:
        if len(ids) > MOST_NODES:
            raise BadInput(f"ids: {len(ids)} are more than {MOST_NODES}", suggestion="Ask for them in parts.")
        return await _nodes(scope_of(self, info), list(ids))


async def _known(scope: Scope, policy: Policy) -> None:
    """Raises NotFound for a source or speaker that is not there: one trip for all sources, one for all speakers."""
    named_sources, named_speakers = policy.named_sources, policy.named_speakers
    # Where none is named, the view's own reading is the first to load records.
    await asyncio.gather(
        *([source.sources(scope, [each for _, each in named_sources])] if named_sources else []),
        *([load_entities(scope, [each for _, each in named_speakers])] if named_speakers else []),
    )
    for field, identity in named_sources:
        if await source.source(scope, identity) is None:
            raise NotFound(
                f"policy: {field}: there is no source “{identity}”", suggestion="Look for its id in sources."
            )
    for field, identity in named_speakers:
        await known_entity(scope, identity, f"policy: {field}")


async def _nodes(scope: Scope, ids: list[str]) -> list[Node | None]:
    """Whatever the ids stand for: one trip to learn what they are, one for each type there is."""
    known = await scope.request.identities()
    types: dict[str, str] = dict(await scope.read("read/types_by_id", ids=list(dict.fromkeys(map(known.of, ids)))))
    loaders = {
        "entity": find_entity,
        "source": source.source,
        "tie": tie.tie,
        "claim": claim,
        "remark": remark.remark,
        "question": question.question,
        "sync_run": sync_run,
    }

    async def one(identity: str) -> Any:
        loader = loaders.get(types.get(known.of(identity), ""))
        return await loader(scope, identity) if loader else None

    return list(await asyncio.gather(*map(one, ids)))


schema = strawberry.Schema(
    query=Query,
    types=[*TYPES.values(), tie.Tie, source.Source],
    config=StrawberryConfig(auto_camel_case=True, scalar_map=SCALARS),
)


def sdl() -> str:
    """The schema in the schema definition language, as committed."""
    return schema.as_str().rstrip() + "\n"
