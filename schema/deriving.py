"""How ties are derived from the stated ones of a view: all kinds together, and what two have in common. Pure functions.

The rules stand in `schema.derivation`.
"""

import heapq
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from schema.chains import common_period
from schema.derivation import Derived, DerivedKind, doubtful, since
from schema.edtf import Day
from schema.kinds import TieKind
from schema.pairing import PairSearch, by_place
from schema.promotions import promotions
from schema.resolution import ALWAYS, FourDays
from schema.rows import TieRow
from schema.successions import successions
from schema.vocabulary import EntityKind

# Roles, in lower case, by which somebody comes from a place or studied at an institution.
ORIGINS = frozenset({
    "birthplace", "born", "home town", "hometown", "native", "native place", "origin", "place of birth",
})  # fmt: skip
STUDIES = frozenset({
    "alumna", "alumnus", "cadet", "doctoral student", "graduate", "graduate student", "postgraduate", "pupil",
    "student", "trainee", "undergraduate",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatedTie:
    """A stated tie with the kinds of its ends, as the basis of derived ones."""

    from_kind: str
    to_kind: str
    row: TieRow

    @property
    def of_person(self) -> bool:
        return self.from_kind == EntityKind.PERSON.value


def derive(
    stated: Iterable[StatedTie],
    kinds: Collection[DerivedKind],
    focus: Collection[str] | None = None,
    as_of: Day | None = None,
) -> list[Derived]:
    """The derived ties of some kinds that follow from stated ones, in order; those that hold on `as_of`, if given.

    `focus`: only those with one of these persons. Raises TooBroad.
    """
    search = PairSearch(focus)
    ties = sorted((tie for tie in stated if tie.of_person or tie.row.kind == TieKind.PART_OF.value), key=_order)
    posts = [tie for tie in ties if tie.row.kind == TieKind.HOLDS_POST.value]
    if DerivedKind.SHARED_TENURE in kinds:
        common = [tie.row for tie in posts if tie.to_kind == EntityKind.INSTITUTION.value]
        _shared_tenures(search, common if as_of is None else [row for row in common if row.certainty(as_of)])
    rows = [tie.row for tie in posts]
    if DerivedKind.PROMOTED_UNDER in kinds:
        promotions(search, rows, [tie.row for tie in ties if tie.row.kind == TieKind.PART_OF.value])
    if DerivedKind.SHARED_ORIGIN in kinds:
        _shared(search, DerivedKind.SHARED_ORIGIN, _in_roles(ties, TieKind.LOCATED_IN, EntityKind.PLACE, ORIGINS))
    if DerivedKind.SHARED_EDUCATION in kinds:
        _shared(
            search, DerivedKind.SHARED_EDUCATION, _in_roles(ties, TieKind.MEMBER_OF, EntityKind.INSTITUTION, STUDIES)
        )
    if DerivedKind.SUCCESSOR_IN_POST in kinds:
        successions(search, rows, [tie.row for tie in ties if tie.row.kind == TieKind.SUCCEEDED.value])
    holding = (each for each in search.found if as_of is None or each.certainty(as_of))
    return sorted(holding, key=lambda each: each.key)


def _order(tie: StatedTie) -> tuple[Day, str]:
    return (tie.row.earliest_start, tie.row.id)


def _pair(kind: DerivedKind, one: TieRow, other: TieRow, days: FourDays) -> Derived:
    """A derived tie that reads alike from either end; it is given from the alphabetically first."""
    if other.from_id < one.from_id:
        one, other = other, one
    return Derived(kind, one.from_id, other.from_id, one.to_id, days, doubtful((one, other)), (one, other))


def _shared_tenures(search: PairSearch, posts: Iterable[TieRow]) -> None:
    for held in by_place(posts):
        # In order of their starts: who has surely left before a post begins meets none of those that follow.
        present: list[tuple[Day, str, TieRow]] = []
        asked: list[tuple[Day, str, TieRow]] = []
        for post in held:
            if post.earliest_start >= post.latest_end:
                continue
            for those in (present, asked):
                while those and those[0][0] <= post.earliest_start:
                    heapq.heappop(those)
            for other in search.others(post, [row for _, _, row in (present if search.asked(post) else asked)]):
                common = common_period((other, post))
                # Heads of one body follow one another: what is open of their dates puts no two of them side by side.
                if not (post.head and other.head) or common.latest_start < common.earliest_end:
                    search.add(_pair(DerivedKind.SHARED_TENURE, other, post, common))
            here = (post.latest_end, post.id, post)
            heapq.heappush(present, here)
            if search.asked(post):
                heapq.heappush(asked, here)


def _in_roles(ties: Iterable[StatedTie], kind: TieKind, there: EntityKind, roles: Collection[str]) -> list[TieRow]:
    chosen = (tie.row for tie in ties if tie.row.kind == kind.value and tie.to_kind == there.value)
    return [row for row in chosen if (row.role or "").casefold() in roles]


def _shared(search: PairSearch, kind: DerivedKind, rows: Iterable[TieRow]) -> None:
    """What two have in common for good: where they come from, where they studied."""
    for there in by_place(rows):
        # Two degrees of one school are one education: of each person's the one first begun counts.
        first = list({row.from_id: row for row in reversed(there)}.values())
        asked = [row for row in first if search.asked(row)]
        for row in first:
            for other in search.others(row, first if search.asked(row) else asked):
                if other.from_id > row.from_id:
                    both = common_period((row, other))
                    bond = kind is DerivedKind.SHARED_ORIGIN
                    search.add(
                        _pair(kind, row, other, ALWAYS if bond else since(both.earliest_start, both.latest_start))
                    )
