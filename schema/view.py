"""The fields that stand on a view and, for the view without dates, on the query itself.

They are gathered here from the modules of their nouns: what a view can be asked is the sum of what each offers.
"""

import strawberry

from schema.chain_fields import ChainFields
from schema.change import ChangeFields
from schema.derived_fields import DerivedFields
from schema.dispute import DisputeFields
from schema.measures import MeasureFields
from schema.path_fields import PathFields
from schema.policy import PolicyApplied
from schema.question import QuestionFields
from schema.record_fields import RecordFields
from schema.scalars import Date
from schema.scope import Scope
from schema.search import SearchFields
from schema.timeline import TimelineFields


@strawberry.type
class ViewFields(
    RecordFields,
    SearchFields,
    ChainFields,
    PathFields,
    ChangeFields,
    DisputeFields,
    TimelineFields,
    DerivedFields,
    MeasureFields,
    QuestionFields,
):
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

    @strawberry.field(description="Which claims count; null where all do.")
    def policy(self) -> PolicyApplied | None:
        return PolicyApplied.of(self.scope.policy) if self.scope.policy else None
