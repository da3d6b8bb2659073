"""What an entity is called, here and elsewhere."""

import strawberry

from schema.scalars import EDTF
from schema.scope import Scope
from schema.source import Source, sources


@strawberry.type(description="One spelling of an entity's name. Where it was borne for a time only, from start to end.")
class Name:
    text: str = strawberry.field(description="The name as written.")
    language: str | None = strawberry.field(description="The language whose spelling it is (BCP 47): en, ru, kk, de.")
    script: str | None = strawberry.field(description="The script it is written in (ISO 15924): Latn, Cyrl.")
    preferred: bool = strawberry.field(description="Whether it is the one that the entity goes by here.")
    start: EDTF | None = strawberry.field(description="From when it was borne.")
    end: EDTF | None = strawberry.field(description="Until when it was borne.")
    source_ids: strawberry.Private[list[str]]
    scope: strawberry.Private[Scope]

    @strawberry.field(description="The sources that use this spelling.")
    async def sources(self) -> list[Source]:
        return await sources(self.scope, self.source_ids)


def unsaid(scope: Scope, text: str) -> Name:
    """A name that no source says."""
    return Name(
        text=text, language=None, script=None, preferred=False, start=None, end=None, source_ids=[], scope=scope
    )


@strawberry.type(description="An identifier in another register.")
class ExternalId:
    scheme: str = strawberry.field(description="The register: wikidata, iso3166, opensanctions …")
    value: str = strawberry.field(description="The identifier there.")
