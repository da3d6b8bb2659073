"""Reading for a view under a policy: the graph in memory is made where nobody has asked for it yet."""

import asyncio
from collections.abc import Sequence
from typing import Any

from cypher.conditions import Condition, Order
from schema.cache import Cache
from schema.identities import Identities
from schema.memory import answers_basis, answers_statements, answers_ties  # noqa: F401 - they enter their answers
from schema.memory.answers import answer
from schema.memory.graph import DataVersion, Graph, Read, loaded
from schema.memory.seeing import Seen
from schema.policy import Policy
from schema.threads import worked_out

# Of graphs with more entities, ties, claims and remarks than this a page may take longer than other requests should
# wait: a thread of its own answers, and nothing that threads share is written but what each would write alike.
MOST_AT_ONCE = 2_000


async def read(
    seen: Seen, name: str, where: Condition | None, order: Sequence[Order], parameters: dict[str, Any]
) -> Any:
    """What the database would answer if only that counted which counts under the policy."""
    size = seen.graph.version.size
    return await worked_out(size, answer, seen, name, where, order, parameters, at_once=MOST_AT_ONCE)


async def graph_under(policy: Policy, number: int, one: Identities, kept: Cache, read_all: Read) -> Graph:
    """A data version as the policy has it; made at most once for as long as it is kept. Raises TooBroad."""

    async def load() -> DataVersion:
        return await loaded(read_all, one)

    async def make() -> Graph:
        version = await kept.get(("version", number), load)
        return await asyncio.to_thread(Graph, version, policy)

    return await kept.get(("graph", number, policy), make)
