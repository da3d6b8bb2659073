"""Who began a post under whom: the rule of PROMOTED_UNDER. Pure functions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from schema.derivation import Derived, DerivedKind, doubtful, since
from schema.edtf import day_before
from schema.pairing import PairSearch
from schema.rows import TieRow

# How far up PART_OF a head still stands above a post, and how many ways up from one body are followed, shorter first.
STEPS_UP, MOST_WAYS = 4, 100

Way = tuple[str, tuple[TieRow, ...]]


def promotions(search: PairSearch, posts: Sequence[TieRow], parts: Iterable[TieRow]) -> None:
    """Add those under the heads of each post's body and of what it is part of; `posts` in order of their starts."""
    heads: dict[str, list[TieRow]] = defaultdict(list)
    for post in posts:
        if post.head:
            heads[post.to_id].append(post)
    asked = defaultdict(list, {body: list(filter(search.asked, every)) for body, every in heads.items()})
    wholes: dict[str, list[TieRow]] = defaultdict(list)
    for part in parts:
        wholes[part.from_id].append(part)
    above: dict[str, list[Way]] = {}
    for post in posts:
        if not post.start:
            continue
        if post.to_id not in above:
            above[post.to_id] = list(islice(_ways_up(post.to_id, wholes), MOST_WAYS))
        best: dict[tuple[str, str], Derived] = {}
        for whole, way in above[post.to_id]:
            if post.head and not way:
                continue  # a head is no subordinate in the same body
            for head in search.others(post, (heads if search.asked(post) else asked)[whole]):
                found = _promotion(post, head, way)
                # Shorter ways come first, and the earlier of a head's tenures; another counts where it is more certain.
                key = (head.from_id, whole)
                if found and (key not in best or _doubts(found) < _doubts(best[key])):
                    best[key] = found
        for made in best.values():
            search.add(made)


def _ways_up(body: str, wholes: dict[str, list[TieRow]]) -> Iterator[Way]:
    """The body and all that it is part of, each with the PART_OF ties that lead there, shorter ways first."""
    level: list[Way] = [(body, ())]
    for _ in range(STEPS_UP + 1):
        yield from level
        level = [
            (part.to_id, (*way, part))
            for here, way in level
            for part in wholes.get(here, ())
            if part.to_id != body and all(part.to_id != step.to_id for step in way)
        ]


def _promotion(post: TieRow, head: TieRow, way: tuple[TieRow, ...]) -> Derived | None:
    above = (head, *way)
    lo = max(post.earliest_start, *(row.earliest_start for row in above))
    hi = min(post.latest_start, *(day_before(row.latest_end) for row in above))
    if lo > hi:
        return None
    sure = all(surely_held(row, post) for row in above)
    basis = (post, *above)
    return Derived(
        DerivedKind.PROMOTED_UNDER,
        post.from_id,
        head.from_id,
        head.to_id,
        since(lo, hi),
        doubtful(basis) or not sure,
        basis,
    )


def surely_held(row: TieRow, post: TieRow) -> bool:
    """Whether a tie held on the day on which the post began, by every reading of their dates."""
    return row.latest_start <= post.earliest_start and post.latest_start < row.earliest_end


def _doubts(found: Derived) -> tuple[bool, bool]:
    post, head = found.basis[:2]
    return (found.only_possible, not surely_held(head, post))
