"""Reading for a view under a policy: the graph in memory is made where nobody has asked for it yet."""

import asyncio
from collections.abc import Sequence
from typing import Any

from cypher.conditions import Condition, Order
from schema.memory import answers_basis, answers_statements, answers_ties  # noqa: F401 - they enter their answers
from schema.memory.answers import answer
from schema.memory.graph import DataVersion, Graph, loaded
from schema.memory.seeing import Seen
from schema.policy import Policy
from schema.scope import Scope
from schema.threads import worked_out
from schema.vocabulary import Certainty

# Of graphs with more entities, ties, claims and remarks than this a page may take longer than other requests should
# wait: a thread of its own answers, and nothing that threads share is written but what each would write alike.
MOST_AT_ONCE = 2_000


async def read(
    scope: Scope, policy: Policy, name: str, where: Condition | None, order: Sequence[Order], parameters: dict[str, Any]
) -> Any:
    """What the database would answer if only that counted which counts under the policy. Raises TooBroad."""
    graph = await _graph(scope, policy)
    # Some queries take the day that is looked at as their own: at a later hop of a chain it may not matter.
    as_of = parameters.pop("as_of", scope.as_of)
    seen = Seen(graph, as_of, scope.known, scope.next_known, scope.certainty is Certainty.CERTAIN)
    size = graph.version.size
    return await worked_out(size, answer, seen, name, where, order, parameters, at_once=MOST_AT_ONCE)


async def _graph(scope: Scope, policy: Policy) -> Graph:
    number = await scope.request.version()
    kept = scope.request.memories

    async def load() -> DataVersion:
        return await loaded(scope.without_policy().read, await scope.request.identities())

    async def make() -> Graph:
        version = await kept.get(("version", number), load)
        return await asyncio.to_thread(Graph, version, policy)

    return await kept.get(("graph", number, policy), make)
