"""(a) The playground's first example, chains around the KNB with the sources of every hop, against its own queries.

The whole HTTP request, from sending it to the parsed answer, on a service in a process of its own; against the very
queries that it sends with the very parameters, by the raw driver, one after another.
"""

from pathlib import Path

import orjson

from bench.clock import take_turns
from bench.effort import Effort
from bench.engines import Engine
from bench.raw_driver import raw_driver, recorded
from bench.report import Figure, milliseconds
from bench.served import ROOT, body, served
from service.serving import SEED, SEED_DATASET
from service.sync.importing import Options, import_paths
from service.sync.store import Store

REACH = 3.0


def example() -> bytes:
    """The first example with its variables, as the playground posts it."""
    (path,) = Path(ROOT, "web", "examples").glob("01-*.graphql")
    return body(path.read_text(encoding="utf-8"), orjson.loads(path.with_suffix(".json").read_bytes()))


def measure(engine: Engine, effort: Effort) -> list[Figure]:
    request = example()
    with engine.graph() as graph:
        with Store(graph.address) as store:
            import_paths(store, [SEED], Options(dataset=SEED_DATASET))
        trips, answer = recorded(graph.address, request)
        with served(graph.environment, "--no-seed") as client, raw_driver(graph.address) as raw:
            if client.ask(request) != answer:
                raise RuntimeError("(a): the service does not answer what the recorded queries were sent for")
            turns = take_turns(
                {
                    "request": lambda: client.ask(request),
                    "sync": lambda: raw.sync(trips),
                    "async": lambda: raw.asynchronous(trips),
                },
                warm_seconds=effort.warm,
                seconds=effort.measured,
            )
    better = turns.quickest("sync", "async")
    lower, upper = turns.spread("request", better)
    beside = (
        f"({lower:.2f}–{upper:.2f}) request {milliseconds(turns.median('request'))}, its {len(trips)} queries "
        f"{milliseconds(turns.median('sync'))} by the synchronous driver, {milliseconds(turns.median('async'))} by the "
        f"asynchronous; {better} taken; {len(answer['view']['patronage']['nodes'])} chains in the answer"
    )
    ratio = turns.ratio("request", better)
    return [Figure("a", engine.name, "KNB chain, depth 4: request ÷ raw driver", ratio, beside, REACH)]
