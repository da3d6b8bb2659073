"""Permalinks: a query with its variables and its data version, kept in the graph under a short id.

Rows of every data version stay, so a query that names its version gives the same answer whatever is imported later. The
id follows from what is kept: the same query is kept once. Permalinks have no versions themselves and raise none.
"""

import hashlib
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import orjson

from cypher import query
from schema.edtf import Day
from schema.errors import NotFound, RetinueError
from schema.vocabulary import Certainty
from service.citing import Cited, Viewed, as_bibtex, as_csl, as_text, title_of
from service.database import Database
from service.instants import this_instant

# Digits and lower-case letters but those that are taken for others.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
SHORTEST, LONGEST = 8, 26
# How many new ones may be kept a minute: each is a write that stays for ever.
A_MINUTE = 60


class TooMany(RetinueError):
    """More is asked to be kept than is kept at a time."""

    code: ClassVar[str] = "RATE_LIMITED"


@dataclass(frozen=True, slots=True)
class Content:
    """What is kept: by this the id is known. `version` is the data version that the query reads."""

    query: str
    operation: str | None
    variables: Mapping[str, Any]
    version: int

    @property
    def digest(self) -> str:
        """The SHA-256 of the content in one form, in hex."""
        parts = [self.query, self.operation, self.variables, self.version]
        return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()


@dataclass(frozen=True, slots=True)
class Permalink:
    """A permalink as kept; `made_at` is the instant at which it was made (ISO 8601, UTC)."""

    id: str
    content: Content
    views: tuple[Viewed, ...]
    made_at: str

    @property
    def made_on(self) -> Day:
        return self.made_at[:10]

    def cited(self, url: str) -> Cited:
        """What there is to cite; `url` is the address under which it is asked for."""
        title = title_of(self.content.query, self.content.operation)
        return Cited(self.id, url, title, self.views, self.content.version, self.made_on)

    def record(self, url: str) -> dict[str, Any]:
        """The permalink as clients read it.

        A view that names no day of knowledge bears the day on which the permalink was made: nothing of that data
        version was written later. One that names no day to look at looks at all time, which is null.
        """
        views = [
            {
                "asOf": view.as_of,
                "knownAt": view.known_at or self.made_on,
                "certainty": (Certainty.CERTAIN if view.certain else Certainty.POSSIBLE).value,
                "policy": orjson.loads(view.policy) if view.policy else None,
            }
            for view in self.views
        ]
        days = {view["asOf"] for view in views}
        cited = self.cited(url)
        return {
            "id": self.id,
            "url": url,
            "title": cited.title,
            "query": self.content.query,
            "operationName": self.content.operation,
            "variables": self.content.variables,
            "dataVersion": self.content.version,
            "asOf": views[0]["asOf"] if len(days) == 1 else None,
            "knownAt": max(str(view["knownAt"]) for view in views),
            "views": views,
            "madeAt": self.made_at,
            "citation": {"bibtex": as_bibtex(cited), "csl": as_csl(cited), "text": as_text(cited)},
        }


class Permalinks:
    """The permalinks of a database. `a_minute` bounds how many new ones this process keeps."""

    def __init__(self, database: Database, *, a_minute: int = A_MINUTE) -> None:
        self._database, self._a_minute = database, a_minute
        self._made: deque[float] = deque()

    async def get(self, identity: str) -> Permalink:
        """Raises NotFound."""
        found = await self._find(identity)
        if found is None:
            raise NotFound(
                f"there is no permalink “{identity[:50]}”", suggestion="Look at the address again: ids are short."
            )
        return found

    async def keep(self, content: Content, views: tuple[Viewed, ...]) -> Permalink:
        """The permalink of this content, the one there is or a new one. Raises TooMany."""
        digest = content.digest
        name = _name(digest)
        for length in range(SHORTEST, LONGEST + 1):
            identity = name[:length]
            found = await self._find(identity)
            if found is None:
                self._count()
                found = _of(await self._database.write(query("write/permalink"), _row(identity, content, views)))
            # Under a shorter id something else may be kept: another content with the same beginning of its digest.
            if found.content.digest == digest:
                return found
        raise LookupError(f"every id of {digest} is taken")

    async def _find(self, identity: str) -> Permalink | None:
        if not SHORTEST <= len(identity) <= LONGEST or set(identity) - set(ALPHABET):
            return None
        row = await self._database.read(query("read/permalink"), {"id": identity})
        return _of(row) if row else None

    def _count(self) -> None:
        now = time.monotonic()
        while self._made and self._made[0] <= now - 60:
            self._made.popleft()
        if len(self._made) >= self._a_minute:
            raise TooMany(
                f"more than {self._a_minute} permalinks in a minute are not kept",
                suggestion="Try again in a minute.",
            )
        self._made.append(now)


def _name(digest: str) -> str:
    """A digest in the letters of an id, from which ids are cut."""
    number, letters = int(digest, 16), ""
    for _ in range(LONGEST):
        number, rest = divmod(number, len(ALPHABET))
        letters += ALPHABET[rest]
    return letters


def _row(identity: str, content: Content, views: tuple[Viewed, ...]) -> dict[str, Any]:
    return {
        "id": identity,
        "digest": content.digest,
        "query": content.query,
        "operation": content.operation,
        "variables": orjson.dumps(content.variables).decode(),
        "version": content.version,
        "views": orjson.dumps([[view.as_of, view.known_at, view.certain, view.policy] for view in views]).decode(),
        "made_at": this_instant(),
    }


def _of(row: Mapping[str, Any]) -> Permalink:
    return Permalink(
        row["id"],
        Content(row["query"], row.get("operation"), orjson.loads(row["variables"]), row["version"]),
        tuple(Viewed(*view) for view in orjson.loads(row["views"])),
        row["made_at"],
    )
