"""Who followed whom in a post: the rule of SUCCESSOR_IN_POST. Pure functions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from schema.derivation import Derived, DerivedKind, doubtful, since
from schema.edtf import FUTURE, PAST, Day, day_before
from schema.pairing import PairSearch, by_place
from schema.rows import TieRow

# How long a post may have stood empty between two holders who are still called successor and predecessor, and how
# precisely the end of the one and the start of the other must be known: to the year.
VACANCY, PRECISION = timedelta(days=92), timedelta(days=366)
# A role that more than these have held is no single office, in which one follows the other.
LONGEST_LINE = 200


def successions(search: PairSearch, posts: Iterable[TieRow], stated: Sequence[TieRow]) -> None:
    """Add those among the heads of each body, and among the holders of each role in it."""
    for held in by_place(posts):
        series: dict[str, list[TieRow]] = defaultdict(list)
        for post in held:
            name = "" if post.head else (post.role or "").casefold()
            if post.head or name:
                series[name].append(post)
        for name, line in series.items():
            if name and len(line) > LONGEST_LINE:
                continue
            ended = [post for post in line if post.end]
            asked = [post for post in ended if search.asked(post)]
            for newcomer in line:
                if not newcomer.start:
                    continue
                for former in search.others(newcomer, ended if search.asked(newcomer) else asked):
                    made = _succession(newcomer, former, line)
                    if made and not any(_settles(each, newcomer, former) for each in stated):
                        search.add(made)


def _succession(newcomer: TieRow, former: TieRow, line: Iterable[TieRow]) -> Derived | None:
    lo = max(newcomer.earliest_start, former.earliest_end)
    hi = min(newcomer.latest_start, _later(former.latest_end))
    known = _known(newcomer.earliest_start, newcomer.latest_start) and _known(former.earliest_end, former.latest_end)
    if lo > hi or not known:
        return None
    others = [each for each in line if each.from_id not in (newcomer.from_id, former.from_id)]
    if any(_surely_between(each, newcomer, former) for each in others):
        return None
    sure = former.latest_end <= newcomer.earliest_start and newcomer.latest_start <= _later(former.earliest_end)
    sure = sure and not any(_possibly_between(each, newcomer, former) for each in others)
    basis = (newcomer, former)
    return Derived(
        DerivedKind.SUCCESSOR_IN_POST,
        newcomer.from_id,
        former.from_id,
        newcomer.to_id,
        since(lo, hi),
        doubtful(basis) or not sure,
        basis,
    )


def _later(day: Day, by: timedelta = VACANCY) -> Day:
    """The last day on which a successor of whoever left on that day may begin."""
    return day if day in (PAST, FUTURE) else (date.fromisoformat(day) + by).isoformat()


def _known(lo: Day, hi: Day) -> bool:
    return lo != PAST and hi != FUTURE and hi <= _later(lo, PRECISION)


def _surely_between(other: TieRow, newcomer: TieRow, former: TieRow) -> bool:
    """Whether somebody began once the former had left and before the newcomer, by every reading of the dates."""
    return former.latest_end <= other.earliest_start and other.latest_start < newcomer.earliest_start


def _possibly_between(other: TieRow, newcomer: TieRow, former: TieRow) -> bool:
    first = max(former.earliest_end, other.earliest_start)
    return first <= min(other.latest_start, day_before(newcomer.latest_start))


def _settles(stated: TieRow, newcomer: TieRow, former: TieRow) -> bool:
    """Whether a stated succession tells who followed the one, or whom the other followed, so that none is derived."""
    if stated.institution not in (None, newcomer.to_id):
        return False
    if (stated.from_id, stated.to_id) == (newcomer.from_id, former.from_id):
        return True
    if stated.institution is None:
        return False
    same_newcomer = stated.from_id == newcomer.from_id and _meets(
        stated, newcomer.earliest_start, newcomer.latest_start
    )
    return same_newcomer or (stated.to_id == former.from_id and _meets(stated, former.earliest_end, former.latest_end))


def _meets(stated: TieRow, lo: Day, hi: Day) -> bool:
    return stated.earliest_start <= hi and lo <= stated.latest_start
