"""(j) Filtered and ordered lists among 10,000 people, against their own queries by the raw driver.

As in (g) the whole HTTP request against the very queries that it sends. The people are those of (g): each has a post
and a patron.
"""

from bench.beside_queries import figure_beside_queries
from bench.effort import Effort
from bench.engines import Engine
from bench.growth import fill
from bench.made_up import AS_OF, KNOWN_AT
from bench.report import Figure
from bench.served import body

REACH = 3.0
REQUEST = """
query Lists($asOf: Date, $knownAt: Date!) {
  view(asOf: $asOf, knownAt: $knownAt) {
    people(first: 20, orderBy: [{field: NAME, direction: DESC}], filter: {
      name: {contains: "other 1"}, hasTie: {kinds: [HOLDS_POST], during: {from: "2015-01-01"}}
    }) { nodes { id name } }
    ties(first: 20, orderBy: [{field: START}], filter: {
      kinds: [HOLDS_POST], standing: [ESTABLISHED], or: [{during: {to: "2016-01-01"}}, {role: {startsWith: "head"}}]
    }) { nodes { id role from { id name } to { id name } } }
  }
}
"""


def measure(engine: Engine, effort: Effort) -> list[Figure]:
    with engine.graph() as graph:
        fill(graph, effort.around)
        request = body(REQUEST, {"asOf": AS_OF, "knownAt": KNOWN_AT})
        what = f"filtered lists among {effort.around:,} people"

        def told(view: dict[str, dict[str, list[object]]]) -> str:
            counts = {name: len(found["nodes"]) for name, found in view.items()}
            if not all(counts.values()):
                raise RuntimeError(f"(j): nothing is as the filters ask: {counts}")
            return ", ".join(f"{count} {name}" for name, count in counts.items())

        return [figure_beside_queries("j", engine, graph, what, request, told, effort, REACH)]
