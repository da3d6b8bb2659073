"""What nodes and edges bear in the graph formats: one list for GEXF and GraphML."""

from collections.abc import Mapping
from typing import NamedTuple

from schema.entity import Entity
from schema.kinds import RULES
from schema.tie import Tie
from service.exports.tables import BETWEEN

Value = str | int | bool | None


class Attribute(NamedTuple):
    """`type` is `string`, `int` or `boolean`."""

    name: str
    type: str = "string"


NODE = tuple(
    Attribute(*each)
    for each in (
        ("kind",), ("names",), ("description",), ("identified", "boolean"), ("born",), ("died",), ("sources",),
    )
)  # fmt: skip
EDGE = tuple(
    Attribute(*each)
    for each in (
        ("kind",), ("nature",), ("symmetric", "boolean"), ("role",), ("head", "boolean"), ("institution",),
        ("standing",), ("period",), ("start",), ("end",), ("earliest_start",), ("latest_start",), ("earliest_end",),
        ("latest_end",), ("voices", "int"), ("sources",),
    )
)  # fmt: skip


def of_entity(entity: Entity) -> Mapping[str, Value]:
    """By the names of NODE."""
    row = entity.row
    return {
        "kind": entity.kind.value, "names": BETWEEN.join(name.text for name in entity.names()),
        "description": entity.description, "identified": entity.identified, "born": row.born, "died": row.died,
        "sources": BETWEEN.join(row.sources) or None,
    }  # fmt: skip


def of_tie(tie: Tie) -> Mapping[str, Value]:
    """By the names of EDGE."""
    row, period = tie.row, tie.period()
    return {
        "kind": row.kind, "nature": row.nature, "symmetric": RULES[tie.kind()].symmetric, "role": row.role,
        "head": row.head, "institution": row.institution, "standing": row.standing, "period": period.text(),
        "start": period.start, "end": period.end, "earliest_start": period.earliest_start(),
        "latest_start": period.latest_start(), "earliest_end": period.earliest_end(), "latest_end": period.latest_end(),
        "voices": row.voices, "sources": BETWEEN.join(row.sources) or None,
    }  # fmt: skip
