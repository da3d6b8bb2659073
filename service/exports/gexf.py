"""The graph as GEXF 1.3 with spells, for Gephi and its timeline.

On every day the edges that are there are the ties that the view holds on that day; the dynamic attribute `certainty`
says whether certainly. Nodes are there while a person may have lived and on the days of an event, others always.
Format: https://gexf.net
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping

from schema.chain import life_of
from schema.edtf import FUTURE, PAST, Day, parse
from schema.entity import Entity
from schema.entity_kinds import Event
from schema.tie import Tie
from schema.vocabulary import EntityKind
from service.exports.attributes import EDGE, NODE, Attribute, Value, of_entity, of_tie
from service.exports.holdings import Holdings
from service.exports.markup import DECLARATION, attributes, text
from service.exports.spells import spells
from service.exports.wording import relation
from service.instants import today

# From the first to the last day, both included; None is unbounded.
_Days = tuple[Day | None, Day | None]

_TYPES = {"string": "string", "int": "integer", "boolean": "boolean"}
_HEAD = """<gexf xmlns="http://gexf.net/1.3" version="1.3">
<meta{modified}><creator>Retinue</creator><description>{about}</description></meta>
<graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">
"""


async def write(holdings: Holdings) -> AsyncIterator[bytes]:
    head = _HEAD.format(modified=attributes({"lastmodifieddate": today()}), about=text(about(holdings)))
    declared = [_declared("node", "static", NODE), _declared("edge", "static", EDGE)]
    certainty = _declared("edge", "dynamic", [Attribute("certainty")])
    yield DECLARATION + "".join([head, *declared, certainty, "<nodes>\n"]).encode()
    async for entities in holdings.entities():
        lives = await asyncio.gather(*map(_life, entities))
        yield "".join(map(_node, entities, lives)).encode()
    yield b"</nodes>\n<edges>\n"
    async for ties in holdings.ties():
        yield "".join(map(_edge, ties)).encode()
    yield b"</edges>\n</graph>\n</gexf>\n"


def about(holdings: Holdings) -> str:
    """What a file holds, in a sentence."""
    asked = holdings.asked
    parts = [
        f"as of {asked.as_of}" if asked.as_of else "of all time",
        f"as known on {asked.known_at}" if asked.known_at else "by all that was known",
        f"data version {holdings.version}",
    ]
    if asked.about:
        parts.append(f"up to {asked.depth} ties around {', '.join(asked.about)}")
    return f"Ties {', '.join(parts)}."


def _declared(class_: str, mode: str, declared: Iterable[Attribute]) -> str:
    lines = [f"<attributes{attributes({'class': class_, 'mode': mode})}>"]
    lines += [
        f"<attribute{attributes({'id': each.name, 'title': each.name, 'type': _TYPES[each.type]})}/>"
        for each in declared
    ]
    return "\n".join([*lines, "</attributes>\n"])


def _node(entity: Entity, life: _Days) -> str:
    opening = attributes({"id": entity.id, "label": _token(entity.name)})
    return f"<node{opening}>{_values(of_entity(entity))}{_spells(*life)}</node>\n"


def _edge(tie: Tie) -> str:
    found = spells(tie.row)
    if not found:
        return ""  # held on no day: a timeline would show it on all
    row = tie.row
    opening = attributes(
        {
            "id": tie.id,
            "source": row.from_id,
            "target": row.to_id,
            "label": _token(relation(tie)),
            "kind": tie.row.kind,
        }
    )
    dynamic = "".join(
        f"<attvalue{attributes({'for': 'certainty', 'value': certainty.value, 'start': start, 'end': end})}/>"
        for start, end, certainty in found
    )
    return f"<edge{opening}>{_values(of_tie(tie), dynamic)}{_spells(found[0].start, found[-1].end)}</edge>\n"


def _values(values: Mapping[str, Value], dynamic: str = "") -> str:
    lines = [
        f"<attvalue{attributes({'for': name, 'value': value})}/>" for name, value in values.items() if value is not None
    ]
    return f"<attvalues>{''.join(lines)}{dynamic}</attvalues>"


def _spells(start: Day | None, end: Day | None) -> str:
    """Without either the node or edge is there always, which is what no spell says."""
    return f"<spells><spell{attributes({'start': start, 'end': end})}/></spells>" if start or end else ""


async def _life(entity: Entity) -> _Days:
    """The days on which a person possibly lived or an event possibly took place."""
    lo, hi = PAST, FUTURE
    if isinstance(entity, Event):
        date = await entity.date()
        if date:
            lo, hi = parse(date).lo, parse(date).hi
    elif entity.kind is EntityKind.PERSON and (life := life_of(entity.row)):
        lo, hi = life.possible_from, life.possible_until
    return None if lo == PAST else lo, None if hi == FUTURE else hi


def _token(label: str) -> str:
    return " ".join(label.split())
