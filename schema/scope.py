"""What a request reads through: one data version, one view, one trip to the database for each level.

A `Request` is made for each operation and reads one data version throughout. A `Scope` is a view on it; every
object that comes out of a scope carries it, so that nested fields inherit the view.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from strawberry.types import Info

from cypher import Query, asked, query
from cypher.conditions import Condition, Order, values
from schema.cache import Cache
from schema.edtf import ALL_KNOWN, Day, day_after
from schema.errors import BadInput, TooBroad
from schema.identities import NONE, Identities
from schema.kind_keys import kind_key
from schema.memory import reading as memory
from schema.memory.seeing import Seen
from schema.policy import Policy
from schema.vocabulary import Certainty


@dataclass(frozen=True, slots=True)
class ScheduledSource:
    """A source that the service keeps in step with: its name and title, and when it is read, as cron writes it."""

    name: str
    title: str
    schedule: str | None = None


class Reader(Protocol):
    """A database that answers reading queries; `service.database` has it."""

    async def read(self, query: Query, parameters: dict[str, Any]) -> Any:
        """The query's answer: lists and plain values. Raises DatabaseUnavailable or TimedOut."""
        ...


# How many parents one level may have: pages of 100 in pages of 100 are as wide as an answer gets.
WIDEST_LEVEL = 10_000

MOST_MEMORIES = 6

# How many turns of the event loop a batch waits for more ids. graphql-core wraps what it awaits in tasks, one for
# each list and object on the way, so that siblings of one level begin some turns apart; a turn takes microseconds.
TURNS = 8

# Under this key the metadata of a field holds a function from its object to its value, for where that has been loaded
# already; it raises whatever it likes where not, and the field's resolver, which may wait, is then called as usual.
AT_HAND = "at_hand"

# Under this key the metadata of a field holds what its resolver does for many objects at once: a coroutine function
# that takes them as a list, with the same arguments, and gives as many values in their order.
TOGETHER = "together"

# Under this key the metadata of a field says that it must not be worked out twice, not even where it failed.
COSTLY = "costly"

Load = Callable[[list[str]], Awaitable[dict[str, Any]]]


class Batch:
    """Collects the ids that one level of a query asks for, and loads them in one trip.

    Ids asked for while the event loop has other work ready are loaded together; every id once a request.
    """

    __slots__ = ("_found", "_load", "_waiting")

    def __init__(self, load: Load) -> None:
        self._load = load
        self._found: dict[str, asyncio.Future[Any]] = {}
        self._waiting: list[str] = []

    def get(self, identity: str) -> asyncio.Future[Any]:
        """What belongs to the id; None where nothing does."""
        future = self._found.get(identity)
        if future is None:
            loop = asyncio.get_running_loop()
            future = self._found[identity] = loop.create_future()
            self._waiting.append(identity)
            if len(self._waiting) == 1:
                loop.call_soon(self._start, TURNS)
        return future

    def at_hand(self, identity: str) -> Any:
        """What belongs to the id, if it has been loaded. Raises where it has not, or could not be."""
        return self._found[identity].result()

    def _start(self, turns: int) -> None:
        if turns:
            asyncio.get_running_loop().call_soon(self._start, turns - 1)
            return
        ids, self._waiting = self._waiting, []
        task = asyncio.ensure_future(self._run(ids))
        _running.add(task)
        task.add_done_callback(_running.discard)

    async def _run(self, ids: list[str]) -> None:
        try:
            if len(ids) > WIDEST_LEVEL:
                raise TooBroad(
                    f"one level of the query asks about {len(ids):,} things at once; at most {WIDEST_LEVEL:,}",
                    suggestion="Ask for smaller pages above it, or for fewer levels at a time.",
                )
            found = await self._load(ids)
        except BaseException as error:
            for identity in ids:
                if not self._found[identity].done():
                    self._found[identity].set_exception(error)
                    # Somebody may have stopped waiting: that is no error of its own.
                    self._found[identity].exception()
            if not isinstance(error, Exception):
                raise
            return
        for identity in ids:
            if not self._found[identity].done():
                self._found[identity].set_result(found.get(identity))


_running: set[asyncio.Task[None]] = set()


@dataclass
class Request:
    """One operation's reading: its data version, its trips and what it has loaded.

    `cache` and `memories` outlive the operation; whoever makes many requests hands the same to each.
    """

    reader: Reader
    cache: Cache = field(default_factory=Cache)
    # Data versions and what policies make of them: some 100 MB each at their largest.
    memories: Cache = field(default_factory=lambda: Cache(MOST_MEMORIES))
    # What the service is set up to sync.
    sources: tuple[ScheduledSource, ...] = ()
    trips: int = 0
    _version: asyncio.Future[int] | None = None
    # Since which version entities are one with each other as they are at present; 0 where none ever was.
    _joined: int = 0
    # Which entities are one, as far as anything has been read: all reading through a view learns that first.
    known: Identities = NONE
    batches: dict[Hashable, Batch] = field(default_factory=dict)
    # An earlier data version to read, where the client names one: rows of every version stay.
    pinned: int | None = None

    async def version(self) -> int:
        """The data version that the whole request reads, fetched once. Raises BadInput for one that is not there."""
        if self._version is None:
            self._version = asyncio.ensure_future(self._fetch_version())
        return await asyncio.shield(self._version)

    async def _fetch_version(self) -> int:
        found: list[int] = await self.read(query("read/version"), {})
        present, self._joined = found
        if self.pinned is None:
            return present
        if not 0 <= self.pinned <= present:
            raise BadInput(
                f"dataVersion: {self.pinned} is not there; the present data version is {present}",
                suggestion="Leave it out to read the present one.",
            )
        return self.pinned

    async def pin(self, version: int | None) -> None:
        """Read a data version from now on, before anything is read; None for the present one. Raises BadInput."""
        self.pinned = version
        await self.version()

    async def afresh(self) -> "Request":
        """Another request on the same data version with nothing loaded yet, for what is too long to be kept."""
        made = Request(self.reader, self.cache, self.memories, self.sources)
        made._version = asyncio.get_running_loop().create_future()
        made._version.set_result(await self.version())
        made._joined, made.known = self._joined, self.known
        return made

    async def identities(self) -> Identities:
        """Which entities are one in the data version; fetched once for as long as they stay so."""
        version = await self.version()
        if not self._joined:
            return NONE

        async def load() -> Identities:
            return Identities.of_rows(await self.read(query("read/identities"), {"version": version}))

        self.known = await self.cache.get(("identities", min(version, self._joined)), load)
        return self.known

    def batch(self, key: Hashable, load: Load) -> Batch:
        """The batch of this request under a key; made with `load` where there is none yet.

        For what looks alike in every view. `Scope.batch` is for what does not.
        """
        found = self.batches.get(key)
        if found is None:
            found = self.batches[key] = Batch(load)
        return found

    async def read(self, found: Query, parameters: dict[str, Any]) -> Any:
        """One trip to the database."""
        self.trips += 1
        return await self.reader.read(found, parameters)


@dataclass(frozen=True, slots=True)
class Scope:
    """A view: the day on which things are looked at, and the day of knowledge."""

    request: Request
    as_of: Day | None = None
    known_at: Day | None = None
    certainty: Certainty = Certainty.POSSIBLE
    policy: Policy | None = None

    @property
    def known(self) -> Day:
        return self.known_at or ALL_KNOWN

    @property
    def next_known(self) -> Day:
        """The day after the day of knowledge: the earliest end of a tie that a register still vouches for."""
        return day_after(self.known) if self.known != ALL_KNOWN else ALL_KNOWN

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What tells this view from another in one request."""
        return (self.as_of, self.known_at, self.certainty, self.policy)

    def as_known_on(self, day: Day) -> "Scope":
        """The same view with another day of knowledge."""
        return replace(self, known_at=day)

    def without_policy(self) -> "Scope":
        """The same view in which all claims count."""
        return replace(self, policy=None)

    async def read(
        self,
        name: str,
        *,
        where: Condition | None = None,
        order: tuple[Order, ...] = (),
        left_out: frozenset[int] = frozenset(),
        **parameters: Any,
    ) -> Any:
        """One trip, with as many of the view's parameters as the query takes; under a policy none once it is loaded.

        Of rows of ties the columns `left_out` may be null.
        """
        one = await self.request.identities()
        where = one.applied(where)
        if self.policy is not None:
            seen = await self._seen(self.policy, one, parameters.pop("as_of", self.as_of))
            return await memory.read(seen, name, where, order, parameters)
        version = await self.request.version()
        view = {
            "version": version,
            "as_of": self.as_of,
            "known_at": self.known,
            "known_next": self.next_known,
            "certain": self.certainty is Certainty.CERTAIN,
            "kind_key": kind_key(parameters.get("kind", ""), version),
        }
        found = asked(name, where, order, left_out)
        of_view = {name: value for name, value in view.items() if name in found.parameters}
        return await self.request.read(found, {**of_view, **values(where), **parameters})

    async def _seen(self, policy: Policy, one: Identities, as_of: Day | None) -> Seen:
        """The graph as the policy has it; some queries have a day of their own: at a later hop it may not matter."""
        version, kept = await self.request.version(), self.request.memories
        graph = await memory.graph_under(policy, version, one, kept, self.without_policy().read)
        return Seen(graph, as_of, self.known, self.next_known, self.certainty is Certainty.CERTAIN)

    def batch(self, key: Hashable, load: Load) -> Batch:
        """The batch of this view under a key; made with `load` where there is none yet."""
        return self.request.batch((self.key, key), load)


def scope_of(view: object, info: Info[Any, Any]) -> Scope:
    """The view that a field stands on; on the query itself, whose value is None, the one without dates."""
    found = getattr(view, "scope", None)
    return found if isinstance(found, Scope) else Scope(info.context)
