"""The rules by which ties are derived, one by one, and how the answers are worded and bounded."""

from dataclasses import replace
from itertools import pairwise
from time import perf_counter
from typing import Any

import pytest

from schema.derivation import BASIS, RULES, Derived, DerivedKind, kinds_asked
from schema.derivation_sentences import derived_sentence
from schema.deriving import StatedTie, derive
from schema.edtf import PAST
from schema.errors import TooBroad
from schema.kinds import TieKind
from schema.resolution import FourDays
from schema.rows import TieRow
from schema.successions import LONGEST_LINE
from schema.vocabulary import Certainty
from tests.made_ties import dated, day, stated, tie


def test_nothing_follows_for_one_person_alone_nor_for_groups() -> None:
    alone = [dated("one", "a", "body", day(0)), dated("two", "a", "body", day(0), head=True)]
    assert derive(stated(*alone), list(DerivedKind)) == []
    group = StatedTie("CLAN", "INSTITUTION", dated("three", "clan", "body", day(0)))
    assert derive([*stated(alone[0]), group], list(DerivedKind)) == []


def test_a_country_is_no_workplace_but_has_a_head() -> None:
    rows = [dated("president", "a", "land", day(0), head=True), dated("aide", "b", "land", day(2))]
    found = derive(stated(*rows, to_kind="COUNTRY"), list(DerivedKind))
    assert [(each.kind, each.from_id, each.to_id) for each in found] == [(DerivedKind.PROMOTED_UNDER, "b", "a")]


def test_a_post_without_a_told_start_was_begun_under_nobody() -> None:
    rows = [dated("head", "a", "body", day(0), head=True), dated("post", "b", "body", day(2), start=None)]
    assert derive(stated(*rows), [DerivedKind.PROMOTED_UNDER]) == []


def test_of_a_heads_tenures_the_most_certain_counts() -> None:
    acting = tie("acting", "a", "body", head=True, latest_start=day(0), earliest_end=day(1), latest_end=day(6))
    full = dated("full", "a", "body", day(1), head=True)
    (found,) = derive(stated(acting, full, dated("post", "b", "body", day(3))), [DerivedKind.PROMOTED_UNDER])
    assert found.basis[1] == full
    assert found.certainty(None) is Certainty.CERTAIN


def test_a_head_stands_four_steps_up_and_no_more() -> None:
    bodies = [f"body{n}" for n in range(7)]
    parts = [dated(f"{a}-{b}", a, b, day(0), kind="PART_OF") for a, b in pairwise(bodies)]
    parts.append(dated("round", "body3", "body0", day(0), kind="PART_OF"))
    heads = [dated(f"head{n}", f"h{n}", body, day(0), head=True) for n, body in enumerate(bodies)]
    found = derive(stated(dated("post", "a", "body0", day(2)), *heads, *parts), [DerivedKind.PROMOTED_UNDER], ["a"])
    assert sorted(each.to_id for each in found) == ["h0", "h1", "h2", "h3", "h4"]
    assert {each.to_id: len(each.basis) for each in found} == {f"h{n}": 2 + n for n in range(5)}


def test_origin_and_education_are_told_by_roles() -> None:
    def place(identity: str, person: str, role: str | None, kind: str = "LOCATED_IN", **fields: Any) -> TieRow:
        return tie(identity, person, "there", kind, role=role, latest_start=day(3), **fields)

    born = [
        place("b1", "b", "Birthplace"),
        place("b2", "a", "Native"),
        place("b3", "c", None),
        place("b4", "d", "Visitor"),
    ]
    assert derive(stated(*born, to_kind="COUNTRY"), list(DerivedKind)) == []
    (origin,) = derive(stated(*born, to_kind="PLACE"), list(DerivedKind))
    assert (origin.kind, origin.from_id, origin.to_id) == (DerivedKind.SHARED_ORIGIN, "a", "b")
    assert origin.certainty("1500-01-01") is origin.certainty(None) is Certainty.CERTAIN
    studied = [
        place("s1", "a", "Student", "MEMBER_OF"), place("s2", "b", "Graduate", "MEMBER_OF"),
        place("s3", "b", "Doctoral student", "MEMBER_OF", earliest_start=day(1)),
        place("s4", "c", "Rector", "MEMBER_OF"),
    ]  # fmt: skip
    assert derive(stated(*studied, to_kind="CLAN"), list(DerivedKind)) == []
    (school,) = derive(stated(*studied), list(DerivedKind))
    assert school.basis == (studied[0], studied[1]), "two degrees of one school are one education"
    assert [school.certainty(day(n)) for n in (1, 3)] == [Certainty.POSSIBLE, Certainty.CERTAIN]


@pytest.mark.parametrize(
    ("former", "newcomer", "expected"),
    [
        (("2010-01-01", "2015-01-01"), "2015-01-01", Certainty.CERTAIN),
        (("2010-01-01", "2015-01-01"), "2015-04-03", Certainty.CERTAIN),
        (("2010-01-01", "2015-01-01"), "2015-04-04", None),
        (("2010-01-01", "2015-01-01"), "2014-12-31", None),
    ],
)
def test_a_post_may_stand_empty_for_three_months(
    former: tuple[str, str], newcomer: str, expected: Certainty | None
) -> None:
    for how in ({"head": True}, {"role": "Deputy"}):
        rows = [dated("old", "a", "body", *former, **how), dated("new", "b", "body", newcomer, **how)]
        found = derive(stated(*rows), [DerivedKind.SUCCESSOR_IN_POST])
        assert [each.certainty(None) for each in found] == ([expected] if expected else [])
    rows = [dated("old", "a", "body", *former, role="Deputy"), dated("new", "b", "body", newcomer, role="Clerk")]
    assert derive(stated(*rows), [DerivedKind.SUCCESSOR_IN_POST]) == []


def test_an_end_that_is_not_known_to_the_year_has_no_successor() -> None:
    old = tie("old", "a", "body", head=True, earliest_end="2014-01-01", latest_end="2016-01-01", end="[..2016]")
    new = dated("new", "b", "body", "2015-06-01", head=True)
    assert derive(stated(old, new), [DerivedKind.SUCCESSOR_IN_POST]) == []
    assert derive(stated(old._replace(latest_end="2014-12-31"), new), [DerivedKind.SUCCESSOR_IN_POST]) == []
    assert derive(stated(old._replace(earliest_end="2015-02-01"), new), [DerivedKind.SUCCESSOR_IN_POST])


@pytest.mark.parametrize(
    ("settled", "fields"),
    [
        (True, {"from_id": "b", "to_id": "a"}),
        (True, {"from_id": "b", "to_id": "a", "institution": "body"}),
        (False, {"from_id": "b", "to_id": "a", "institution": "elsewhere"}),
        (True, {"from_id": "b", "to_id": "z", "institution": "body"}),
        (True, {"from_id": "z", "to_id": "a", "institution": "body"}),
        (False, {"from_id": "b", "to_id": "z", "institution": "body", "earliest_start": "2017-01-01"}),
        (False, {"from_id": "b", "to_id": "z"}),
    ],
)
def test_a_stated_succession_settles_it(settled: bool, fields: dict[str, Any]) -> None:
    rows = [
        dated("old", "a", "body", "2010-01-01", "2015-01-01", head=True),
        dated("new", "b", "body", "2015-01-02", head=True),
    ]
    said = tie("said", "b", "a", "SUCCEEDED", nature="ACT", latest_start="2018-01-01")._replace(**fields)
    found = derive(stated(*rows, said), [DerivedKind.SUCCESSOR_IN_POST])
    assert bool(found) is not settled


def test_an_institution_with_thousands_of_holders() -> None:
    many = [dated(f"post{n:04}", f"p{n:04}", "body", "2015-01-01", role="Clerk", end="x") for n in range(5_000)]
    begun = perf_counter()
    with pytest.raises(TooBroad, match="10,000 derived ties"):
        derive(stated(*many), [DerivedKind.SHARED_TENURE])
    assert len(many) > LONGEST_LINE
    assert derive(stated(*many), [DerivedKind.SUCCESSOR_IN_POST]) == []
    assert len(derive(stated(*many), [DerivedKind.SHARED_TENURE], {"p0007"})) == 4_999
    past: dict[str, Any] = {"earliest_start": "2001-01-01", "latest_start": "2001-01-01", "latest_end": "2002-01-01"}
    heads = [row._replace(id=f"h{row.id}", head=True, **past) for row in many]
    with pytest.raises(TooBroad, match="200,000 pairs"):
        derive(stated(*many, *heads), [DerivedKind.PROMOTED_UNDER])
    assert perf_counter() - begun < 10


def test_every_kind_has_its_rule_its_basis_and_its_sentence() -> None:
    assert RULES.keys() == BASIS.keys() == set(DerivedKind)
    assert kinds_asked(None) == tuple(DerivedKind)
    assert kinds_asked([]) == ()
    names = {"a": "Anna", "b": "Boris", "body": "Court"}
    one = dated("one", "a", "body", day(0), role="Judge")
    other = dated("other", "b", "body", day(0), head=True)
    for kind in DerivedKind:
        plain = Derived(kind, "a", "b", "body", FourDays(day(3), day(5), day(4), day(9)), True, (one, other))
        assert {"Anna", "Boris", "Court"} <= set(derived_sentence(plain, names).replace(",", "").split())
        contested = replace(plain, basis=(one, other._replace(standing="DISPUTED")))
        assert derived_sentence(contested, names).endswith(" (disputed)")
        # What follows from dates says that they leave it open; a promotion does by those of its basis.
        assert ("perhaps" in derived_sentence(plain, names)) is (kind is not DerivedKind.PROMOTED_UNDER)


@pytest.mark.parametrize(
    ("head", "part", "expected"),
    [
        ({}, {}, "Anna became judge of Bureau while Boris was head of Court, of which it was part"),
        (
            {},
            {"earliest_start": PAST, "latest_start": day(5)},
            "Anna became judge of Bureau while Boris was head of Court, of which it was perhaps part",
        ),
        (
            {"earliest_start": PAST, "latest_start": day(5)},
            {},
            "Anna became judge of Bureau, perhaps while Boris was head of Court, of which it was part",
        ),
    ],
)
def test_a_sentence_says_what_is_open(head: dict[str, Any], part: dict[str, Any], expected: str) -> None:
    rows = [
        dated("post", "a", "part", day(2), role="Judge"),
        dated("head", "b", "body", day(0), head=True)._replace(**head),
        dated("part", "part", "body", day(0), kind="PART_OF")._replace(**part),
    ]
    (found,) = derive(stated(*rows), [DerivedKind.PROMOTED_UNDER])
    assert derived_sentence(found, {"a": "Anna", "b": "Boris", "body": "Court", "part": "Bureau"}) == expected


def test_what_it_breaks_at_first() -> None:
    rows = [
        dated("one", "a", "body", day(0), voices=3),
        dated("other", "b", "body", day(0), voices=2, standing="ALLEGED", only_possible=True, sources=["radio"]),
    ]
    (found,) = derive(stated(*rows), [DerivedKind.SHARED_TENURE])
    assert found.weakest == rows[1]
    assert (found.row.standing, found.row.voices, found.row.sources) == ("ALLEGED", 2, ["paper", "radio"])
    assert found.row.kind not in set(TieKind)
