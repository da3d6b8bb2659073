"""A whole HTTP request against the very queries that it sends, by the raw driver."""

from collections.abc import Callable
from typing import Any

from bench.clock import take_turns
from bench.effort import Effort
from bench.engines import Engine, Graph
from bench.raw_driver import raw_driver, recorded
from bench.report import Figure, milliseconds
from bench.served import served


def figure_beside_queries(
    letter: str,
    engine: Engine,
    graph: Graph,
    what: str,
    request: bytes,
    told: Callable[[Any], str],
    effort: Effort,
    reach: float,
) -> Figure:
    """`told` says of the answer's view what is in it, and raises where too little is."""
    trips, answer = recorded(graph.address, request)
    found = told(answer["view"])
    with served(graph.environment, "--no-seed") as client, raw_driver(graph.address) as raw:
        if client.ask(request) != answer:
            raise RuntimeError(f"({letter}): the service does not answer what the recorded queries were sent for")
        turns = take_turns(
            {"request": lambda: client.ask(request), "queries": lambda: raw.sync(trips)},
            warm_seconds=effort.warm,
            seconds=effort.measured,
        )
    lower, upper = turns.spread("request", "queries")
    beside = (
        f"({lower:.2f}–{upper:.2f}) request {milliseconds(turns.median('request'))}, its {len(trips)} queries "
        f"{milliseconds(turns.median('queries'))} by the synchronous driver; {found}"
    )
    return Figure(
        letter, engine.name, f"{what}: request ÷ raw driver", turns.ratio("request", "queries"), beside, reach
    )
