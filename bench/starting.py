"""(e) From starting the service's process to its first answer: with nothing there, and for the second time.

Cold includes making the graph and importing the seed data; on the embedded database both include the start of the
engine. Neo4j runs already. The playground is built before, as it is after the first `make run`.
"""

import time
from statistics import median

from bench.effort import Effort
from bench.engines import Engine
from bench.report import Figure
from bench.served import body, served
from service.serving import FIRST_QUERY

# A second start answers its first query within so many seconds.
WARM_REACH = 10.0


def measure(engine: Engine, effort: Effort) -> list[Figure]:
    cold: list[float] = []
    warm: list[float] = []
    for _ in range(effort.starts):
        with engine.nothing() as environment:
            cold.append(_first_answer(environment))
            warm.append(_first_answer(environment))
    said = f"{effort.starts} starts of each"
    return [
        Figure("e", engine.name, "start to first answer, cold", median(cold), f"with the seed data; {said}", unit=" s"),
        Figure("e", engine.name, "start to first answer, warm", median(warm), said, WARM_REACH, unit=" s"),
    ]


def _first_answer(environment: dict[str, str]) -> float:
    begun = time.perf_counter()
    with served(environment) as client:
        client.ask(body(FIRST_QUERY))
        return time.perf_counter() - begun
