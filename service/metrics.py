"""Metrics at `/metrics`, in the form that Prometheus reads: how many requests of what kind, how long, how many trips.

Counted since the process began. Addresses of single things do not stand in them, nor does anything that is asked.
"""

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, ProcessCollector, generate_latest
from starlette.requests import Request
from starlette.responses import Response

# The first segment of an address by which requests are told apart; all else is the playground and its files.
KINDS = frozenset({"graphql", "export", "permalinks", "p", "health", "metrics"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
TRIPS = (1, 2, 3, 5, 8, 13, 21, 34, 55)


class Metrics:
    """Made once for an application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._seconds = Histogram(
            "retinue_request_seconds",
            "Seconds until requests were answered, to the last byte.",
            ("kind", "status"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._trips = Histogram(
            "retinue_trips",
            "Trips to the database that GraphQL requests took.",
            buckets=TRIPS,
            registry=self._registry,
        )

    def note(self, path: str, status: int, seconds: float, trips: int | None) -> None:
        """A request that has been answered; `trips` where it had a context. Status 0: nothing could be sent."""
        kind = path.split("/", 2)[1] if "/" in path else ""
        self._seconds.labels(kind if kind in KINDS else "playground", str(status)).observe(seconds)
        if trips is not None:
            self._trips.observe(trips)

    async def tell(self, request: Request) -> Response:
        """The endpoint."""
        content = generate_latest(self._registry)
        return Response(content, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})
