"""The fields that stand on a view and, for the view without dates, on the query itself.

They are gathered here from the modules of their nouns: what a view can be asked is the sum of what each offers.
"""

import strawberry

from schema.chain_fields import ChainFields
from schema.derived_fields import DerivedFields
from schema.dispute import DisputeFields
from schema.record_fields import RecordFields
from schema.scalars import Date
from schema.scope import Scope
from schema.timeline import TimelineFields


@strawberry.type
class ViewFields(RecordFields, ChainFields, DisputeFields, TimelineFields, DerivedFields):
    """What can be asked of a view."""


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
