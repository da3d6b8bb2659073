"""The root of everything that has an id."""

import strawberry


@strawberry.interface(description="Anything with an id that answers to node(id:). Ids are one space over all types.")
class Node:
    id: strawberry.ID = strawberry.field(description="The id: a readable slug.")
