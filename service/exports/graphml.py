"""The graph as GraphML: nodes and edges with all that the tables hold, for networkx, igraph, yEd, Cytoscape.

Format: http://graphml.graphdrawing.org
"""

from collections.abc import AsyncIterator, Iterable, Mapping

from schema.entity import Entity
from schema.tie import Tie
from service.exports.attributes import EDGE, NODE, Attribute, Value, of_entity, of_tie
from service.exports.gexf import about
from service.exports.holdings import Holdings
from service.exports.markup import DECLARATION, attributes, text
from service.exports.wording import relation

_NODE = (Attribute("label"), *NODE)
_EDGE = (Attribute("label"), *EDGE, Attribute("certainty"))
_HEAD = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<desc>{about}</desc>
"""


async def write(holdings: Holdings) -> AsyncIterator[bytes]:
    keys = _declared("node", _NODE) + _declared("edge", _EDGE)
    head = _HEAD.format(about=text(about(holdings)))
    yield DECLARATION + f'{head}{keys}<graph id="retinue" edgedefault="directed">\n'.encode()
    async for entities in holdings.entities():
        yield "".join(map(_node, entities)).encode()
    async for ties in holdings.ties():
        yield "".join(map(_edge, ties)).encode()
    yield b"</graph>\n</graphml>\n"


def _declared(class_: str, declared: Iterable[Attribute]) -> str:
    return "".join(
        f"<key{attributes({'id': f'{class_}_{name}', 'for': class_, 'attr.name': name, 'attr.type': type_})}/>\n"
        for name, type_ in declared
    )


def _node(entity: Entity) -> str:
    values = {"label": entity.name, **of_entity(entity)}
    return f"<node{attributes({'id': entity.id})}>{_values('node', values)}</node>\n"


def _edge(tie: Tie) -> str:
    certainty = tie.certainty()
    values = {"label": relation(tie), **of_tie(tie), "certainty": certainty.value if certainty else None}
    opening = attributes({"id": tie.id, "source": tie.row.from_id, "target": tie.row.to_id})
    return f"<edge{opening}>{_values('edge', values)}</edge>\n"


def _values(class_: str, values: Mapping[str, Value]) -> str:
    return "".join(
        f"<data{attributes({'key': f'{class_}_{name}'})}>{text(value)}</data>"
        for name, value in values.items()
        if value is not None
    )
