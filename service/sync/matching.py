"""Entities that may well be one and that nothing makes one yet: for a person to decide.

Two of one kind are put forward where a name of one is like a name of the other; what else speaks for it is told:
dates of birth or death, posts. Dates that contradict each other rule a pair out, and so does a source that has both.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from schema.edtf import FUTURE, parse
from schema.identities import Identities
from schema.likeness import Wanted, likeness
from schema.plain import plain
from schema.records import TieRecord
from schema.search_keys import index_keys
from schema.vocabulary import EntityKind
from service.sync.identities import Joinable, joined
from service.sync.rows import Row, match_record
from service.sync.store import OPEN, Label, Store, batches
from service.sync.tie_joining import all_judged

# How like two names must be, whole.
LEAST = 0.9
# A word that more entities bear than that tells too little to begin with.
COMMON = 100
# Words of names by their sounds, among the keys of search.
_WORD = "1"
# What a date and a post add to the likeness of names, for the order.
_AGREES = 0.1


@dataclass(frozen=True, slots=True)
class Likely:
    """Two entities that may be one, and why; `score` is for the order only."""

    a: str
    b: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unjoined:
    """Likely pairs, the likeliest first; identifiers that join nobody, with who bears them; ties that may be one."""

    likely: list[Likely]
    ambiguous: dict[str, list[str]]
    kept_apart: list[tuple[str, str, str]]
    ties: list[tuple[TieRecord, TieRecord]]


def unjoined(store: Store) -> Unjoined:
    """What in the graph may be one and is not."""
    version = store.version
    rows = {row["id"]: row for row in store.every_row(Label.ENTITY, version)}
    one = Identities.of_rows(store.ask("read/identities", version=version))
    decisions = [match_record(row) for row in store.every_row(Label.MATCH, version)]
    source_of: dict[str, str] = dict(store.ask("write/sources_of_datasets"))
    known = {identity: Joinable.of(row, source_of) for identity, row in rows.items()}
    found = joined(known, decisions)
    decided = {frozenset((one.of(each.a), one.of(each.b))) for each in decisions}
    pairs = [
        (a, b)
        for a, b in _named_alike(rows, one)
        if frozenset((one.of(a), one.of(b))) not in decided and not known[a].sources & known[b].sources
    ]
    posts = _posts(store, {one.of(each) for pair in pairs for each in pair})
    likely: dict[frozenset[str], Likely] = {}
    for a, b in pairs:
        pair = _likely(rows[a], rows[b], posts.get(one.of(a), []), posts.get(one.of(b), []))
        # Of several ids that are one already, the likeliest stands for all.
        key = frozenset((one.of(a), one.of(b)))
        if pair and (key not in likely or likely[key].score < pair.score):
            likely[key] = pair
    ordered = sorted(likely.values(), key=lambda pair: (-pair.score, pair.a, pair.b))
    return Unjoined(ordered, found.ambiguous, found.kept_apart, all_judged(store, version, one.one).undecided)


def _named_alike(rows: Mapping[str, Row], one: Identities) -> Iterator[tuple[str, str]]:
    """Pairs of one kind whose names share a word by its sound, be it not a very common one."""
    bearers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for identity in sorted(rows):
        kind = rows[identity]["kind"]
        for key in index_keys(_names(rows[identity])).split():
            if key[0] == _WORD:
                bearers[kind, key].append(identity)
    shared = {pair for held in bearers.values() if len(held) <= COMMON for pair in combinations(held, 2)}
    yield from (pair for pair in sorted(shared) if one.of(pair[0]) != one.of(pair[1]))


def _names(row: Row) -> list[str]:
    return [name["text"] for name in json.loads(row["names"])]


def _posts(store: Store, ids: Iterable[str]) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for some in batches(sorted(ids), store.batch):
        found |= dict(store.ask("write/posts_of", ids=some, open=OPEN, future=FUTURE))
    return found


def _likely(a: Row, b: Row, posts: Iterable[list[str]], others: Iterable[list[str]]) -> Likely | None:
    """The pair with all that speaks for it; None where too little does, or something against it."""
    person = a["kind"] == EntityKind.PERSON
    alike = max(
        (
            (found.score, name, other)
            for name in _names(a)
            for other in _names(b)
            if (found := likeness(Wanted.of(name), other, person=person))
        ),
        default=None,
    )
    if alike is None or alike[0] < LEAST:
        return None
    score, name, other = alike
    reasons = [f"named {name}" if plain(name) == plain(other) else f"named {name} and {other}"]
    for what in ("born", "died"):
        agrees = _agree(a.get(what), b.get(what))
        if agrees is False:
            return None
        if agrees:
            score += _AGREES
            reasons.append(f"{what} {a[what]}" if a[what] == b[what] else f"{what} {a[what]} and {b[what]}")
    if shared := _shared(posts, others):
        score += _AGREES
        reasons.append(shared)
    return Likely(a["id"], b["id"], round(score, 4), tuple(reasons))


def _agree(date: str | None, other: str | None) -> bool | None:
    """Whether two dates can be the same; None where one is not known."""
    if not date or not other:
        return None
    one, two = parse(date).bounds, parse(other).bounds
    return one.lo <= two.hi and two.lo <= one.hi


def _shared(posts: Iterable[list[str]], others: Iterable[list[str]]) -> str | None:
    """A post of one that may be one of the other's: of the same role or body, at the same time."""
    told = list(others)
    for body, role, first, last in posts:
        for its_body, its_role, its_first, its_last in told:
            same = plain(role) == plain(its_role) if role and its_role else plain(body) == plain(its_body)
            if same and first < its_last and its_first < last:
                return f"both {role}, {body}" if role else f"both in {body}"
    return None
