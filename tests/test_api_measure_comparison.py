"""Who rose and who fell between days, in the seed data."""

from typing import Any

import pytest

from tests.conftest import Asker
from tests.test_api_measures import every

COMPARE = """
query ($kind: MeasureKind!, $days: [Date!]!, $among: [EntityKind!], $from: Date, $first: Int, $after: String) {
  compareMeasures(kind: $kind, asOf: $days, among: $among, from: $from, first: $first, after: $after) {
    totalCount
    pageInfo { endCursor }
    nodes { change ranksGained trend entity { id name } days { asOf value rank ties } definition { kind } }
  }
}
"""


async def test_who_rose_and_who_fell(ask: Asker) -> None:
    days = ["2022-01-04", "2022-01-12", "2022-01-31"]
    asked = {"kind": "DEGREE", "days": days, "among": ["PERSON"], "first": 100}
    rows = (await ask(COMPARE, asked))["compareMeasures"]["nodes"]
    single = {day: await every(ask, kind="DEGREE", among=["PERSON"], asOf=day) for day in days}
    for row in rows:
        for shown in row["days"]:
            there = [e for e in single[shown["asOf"]] if e["entity"]["id"] == row["entity"]["id"]]
            assert [(e["value"], e["rank"], e["ties"]) for e in there] == (
                [] if shown["value"] is None else [(shown["value"], shown["rank"], shown["ties"])]
            )
        first, last = (row["days"][end]["value"] for end in (0, -1))
        assert row["change"] == (last or 0) - (first or 0)
        told_trend = (
            "PASSED_THROUGH" if first is last is None else "APPEARED" if first is None else "DISAPPEARED"
            if last is None else "ROSE" if last > first else "FELL" if last < first else "UNCHANGED"
        )  # fmt: skip
        assert row["trend"] == told_trend
    assert {row["entity"]["id"] for row in rows} == {e["entity"]["id"] for found in single.values() for e in found}
    changes = [abs(row["change"]) for row in rows]
    assert changes == sorted(changes, reverse=True)
    assert rows[0]["entity"]["id"] == "kassym-jomart-tokayev" and rows[0]["trend"] == "ROSE"
    # The days in whatever order, and page by page.
    page = (await ask(COMPARE, {**asked, "days": days[::-1], "first": 3}))["compareMeasures"]
    assert page["nodes"] == rows[:3]
    rest = (await ask(COMPARE, {**asked, "first": 2, "after": page["pageInfo"]["endCursor"]}))["compareMeasures"]
    assert rest["nodes"] == rows[3:5]


async def test_in_a_view_it_is_that_views_measures_that_are_compared(ask: Asker) -> None:
    """The view's day has no part in it; what was known, and how sure it must be, has."""
    days, given = ["2022-01-04", "2022-01-12"], {"among": ["PERSON"]}
    fields = COMPARE[COMPARE.index("compareMeasures") : COMPARE.rindex("}")]
    query = COMPARE[: COMPARE.index("compareMeasures")] + f"view(knownAt: $known, certainty: CERTAIN) {{ {fields} }} }}"
    query = query.replace("($kind", "($known: Date, $kind")
    variables = {"kind": "DEGREE", "days": days, "known": "2022-01-12", "first": 100, **given}
    rows = (await ask(query, variables))["view"]["compareMeasures"]["nodes"]
    assert (
        rows
        != (await ask(COMPARE, {"kind": "DEGREE", "days": days, "first": 100, **given}))["compareMeasures"]["nodes"]
    )
    found = {day: {row["entity"]["id"]: place(row, day) for row in rows} for day in days}
    for day in days:
        single = (
            await ask(
                """query ($day: Date) { view(asOf: $day, knownAt: "2022-01-12", certainty: CERTAIN) {
                measures(kind: DEGREE, among: [PERSON], first: 100) { nodes { value rank ties entity { id } } } } }""",
                {"day": day},
            )
        )["view"]["measures"]["nodes"]
        wanted = {row["entity"]["id"]: (row["value"], row["rank"], row["ties"]) for row in single}
        assert {who: value for who, value in found[day].items() if value[0] is not None} == wanted


def place(row: dict[str, Any], day: str) -> tuple[Any, ...]:
    """Value, rank and ties on a day."""
    (shown,) = [each for each in row["days"] if each["asOf"] == day]
    return shown["value"], shown["rank"], shown["ties"]


async def test_less_constraint_is_a_rise(ask: Asker) -> None:
    rows = await ask(COMPARE, {"kind": "CONSTRAINT", "days": ["2022-01-04", "2022-01-31"], "first": 100})
    for row in rows["compareMeasures"]["nodes"]:
        if row["change"] is None:
            assert row["trend"] in ("APPEARED", "DISAPPEARED")
        else:
            assert row["trend"] == ("ROSE" if row["change"] < 0 else "FELL" if row["change"] > 0 else "UNCHANGED")


async def test_heads_compared_by_the_last_day_of_the_period(ask: Asker) -> None:
    asked = {"kind": "TURNOVER", "days": ["2022-01-04", "2022-01-31"], "from": "2016-01-01"}
    rows = (await ask(COMPARE, asked))["compareMeasures"]["nodes"]
    (knb,) = [row for row in rows if row["entity"]["id"] == "knb"]
    assert knb["trend"] == "ROSE"
    assert [day["ties"] for day in knb["days"]] == [1, 2]


@pytest.mark.parametrize(
    ("days", "message"),
    [
        (["2022-01-04"], "asOf: 2 to 12 different days are compared, not 1"),
        ([f"2022-01-{number:02}" for number in range(1, 14)], "asOf: 2 to 12 different days are compared, not 13"),
        (["2022-01-04", "2022-01-04"], "asOf: a day stands there twice"),
    ],
)
async def test_days_that_cannot_be_compared(days: list[str], message: str, ask: Asker) -> None:
    error = await ask.error(COMPARE, {"kind": "DEGREE", "days": days})
    assert (error["message"], error["extensions"]["code"]) == (message, "BAD_INPUT")
