"""Derived ties against a brute-force reading: every way in which the open dates of their basis can be filled in."""

from collections.abc import Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from schema.derivation import Derived, DerivedKind
from schema.deriving import derive
from schema.edtf import FUTURE
from schema.rows import TieRow
from schema.vocabulary import Certainty
from tests.made_ties import day, stated, tie

DAYS = range(8)


@st.composite
def bounds(draw: st.DrawFn) -> tuple[int, int]:
    lo = draw(st.sampled_from(DAYS))
    return lo, draw(st.one_of(st.just(lo), st.integers(lo, DAYS[-1])))


@st.composite
def posts(draw: st.DrawFn, identity: str, person: str, body: str, kind: str = "HOLDS_POST") -> TieRow:
    """A state with imprecise dates, its end possible only after its start."""
    start = draw(bounds())
    end = draw(bounds().filter(lambda ended: ended[0] > start[1]) | st.none())
    doubt = draw(st.sampled_from(["ESTABLISHED"] * 4 + ["DISPUTED", "ALLEGED"]))
    return tie(
        identity, person, body, kind, standing=doubt, only_possible=doubt == "ALLEGED",
        head=kind == "HOLDS_POST" and draw(st.booleans()), earliest_start=day(start[0]), latest_start=day(start[1]),
        start="told", earliest_end=day(end[0]) if end else FUTURE, latest_end=day(end[1]) if end else FUTURE,
        end="told" if end else None,
    )  # fmt: skip


def readings(row: TieRow) -> Iterator[tuple[int, int]]:
    """Every start and end that the tie can have had, as numbers of days; an end that is none lies after all."""

    def numbers(lo: str, hi: str) -> list[int]:
        return [99] if lo == FUTURE else [number for number in DAYS if lo <= day(number) <= hi]

    yield from product(numbers(row.earliest_start, row.latest_start), numbers(row.earliest_end, row.latest_end))


def sure(*rows: TieRow) -> bool:
    return all(row.standing == "ESTABLISHED" for row in rows)


def verdict(possible: list[bool], basis: list[TieRow]) -> Certainty | None:
    if not any(possible):
        return None
    return Certainty.CERTAIN if all(possible) and sure(*basis) else Certainty.POSSIBLE


def by_pair(found: list[Derived]) -> dict[tuple[str, str], Derived]:
    made = {(each.basis[0].id, each.basis[1].id): each for each in found}
    assert len(made) == len(found)
    return made


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=5).flatmap(
    lambda people: st.tuples(*(posts(f"t{n}", person, "body") for n, person in enumerate(people)))
))  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_shared_tenure_on_every_day(rows: tuple[TieRow, ...]) -> None:
    found = by_pair(derive(stated(*rows), [DerivedKind.SHARED_TENURE]))
    for one, other in ((a, b) for a in rows for b in rows if a.from_id < b.from_id):
        certain = any(one.certainty(day(n)) is other.certainty(day(n)) is Certainty.CERTAIN for n in DAYS)
        made = found.pop((one.id, other.id), None)
        if one.head and other.head and not any(
            row_one.latest_start <= day(n) < row_one.earliest_end and other.latest_start <= day(n) < other.earliest_end
            for row_one in [one] for n in DAYS
        ):  # fmt: skip
            assert made is None
            continue
        for n in DAYS:
            each = (one.certainty(day(n)), other.certainty(day(n)))
            expected = None if None in each else Certainty.POSSIBLE
            if each == (Certainty.CERTAIN, Certainty.CERTAIN) and sure(one, other):
                expected = Certainty.CERTAIN
            assert (made.certainty(day(n)) if made else None) == expected
        if made:
            assert made.certainty(None) is (Certainty.CERTAIN if certain and sure(one, other) else Certainty.POSSIBLE)
    assert not found


@given(st.tuples(
    posts("post", "a", "part"), posts("head", "b", "whole"), posts("part-of", "part", "whole", "PART_OF"), st.booleans()
))  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_promoted_under_by_every_reading(drawn: tuple[TieRow, TieRow, TieRow, bool]) -> None:
    post, head, part, inside = drawn
    head = head._replace(head=True)
    if inside:
        post, above = post._replace(to_id="whole", head=False), [head]
    else:
        above = [head, part]
    possible = [
        all(start <= began < end for start, end in others)
        for (began, _), *others in product(*map(readings, (post, *above)))
    ]
    found = derive(stated(post, head, part), [DerivedKind.PROMOTED_UNDER])
    under = [each for each in found if each.from_id == "a"]
    assert len(under) == (1 if any(possible) else 0)
    if under:
        assert under[0].certainty(None) is verdict(possible, [post, *above])
        assert (under[0].from_id, under[0].to_id, under[0].within) == ("a", "b", "whole")
        assert under[0].basis == (post, *above)


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=4).flatmap(
    lambda people: st.tuples(*(posts(f"t{n}", person, "body") for n, person in enumerate(people)))
))  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_succession_by_every_reading(rows: tuple[TieRow, ...]) -> None:
    """Within eight days no vacancy is too long: what counts is the order, and who came in between."""
    rows = tuple(row._replace(head=True) for row in rows)
    found = by_pair(derive(stated(*rows), [DerivedKind.SUCCESSOR_IN_POST]))
    for newcomer, former in ((a, b) for a in rows for b in rows if a.from_id != b.from_id):
        made = found.pop((newcomer.id, former.id), None)
        possible = [e <= s for (s, _), (_, e) in product(readings(newcomer), readings(former)) if e != 99]
        others = [row for row in rows if row.from_id not in (newcomer.from_id, former.from_id)]
        between = [
            [
                e <= o < s
                for (s, _), (_, e), (o, _) in product(readings(newcomer), readings(former), readings(other))
            ]
            for other in others
        ]  # fmt: skip
        expected = verdict(possible, [newcomer, former])
        if any(all(each) for each in between):
            expected = None
        elif expected is Certainty.CERTAIN and any(any(each) for each in between):
            expected = Certainty.POSSIBLE
        assert (made.certainty(None) if made else None) == expected
    assert not found


@given(st.lists(st.sampled_from("abcd"), min_size=2, max_size=6).flatmap(
    lambda people: st.tuples(*(posts(f"t{n}", person, "body") for n, person in enumerate(people)))
), st.sets(st.sampled_from("abcd"), min_size=1), st.sampled_from([None, 2, 5]))  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_those_of_some_persons_are_those_of_all_that_have_one(
    rows: tuple[TieRow, ...], focus: set[str], number: int | None
) -> None:
    as_of = None if number is None else day(number)
    every = derive(stated(*rows), list(DerivedKind), None, as_of)
    assert derive(stated(*rows), list(DerivedKind), focus, as_of) == [
        each for each in every if focus & {each.from_id, each.to_id}
    ]
    assert [each.key for each in every] == sorted(each.key for each in every)
    assert len({each.id for each in every}) == len(every)
    if as_of is not None:
        assert [each for each in derive(stated(*rows), list(DerivedKind)) if each.certainty(as_of)] == every
