"""Dates that are open at one end, or lie at the edge of the calendar: what they resolve to, and that it can be told."""

from dataclasses import replace
from typing import Any

import pytest

from schema.dispute import positions_of
from schema.edtf import ALL_KNOWN, FUTURE, PAST, Form, day_after, day_before, parse
from schema.period import side_phrase, text
from schema.records import ClaimRecord
from schema.resolution import Resolution, resolve
from schema.vocabulary import Aspect, Modality, Stance, Standing, TieNature


def said(identity: str = "c", reported: str = "2022-02-01", **fields: str) -> ClaimRecord:
    """A claim of a paper on a tie, its dates as people write them."""
    values: dict[str, Any] = {"stance": Stance.ASSERTS, "aspect": Aspect.TIE, **fields}
    values |= {name: parse(fields[name]) for name in ("start", "end", "held_on") if name in fields}
    return ClaimRecord(identity, "tie", "paper", parse(reported), modality=Modality.STATED, **values)


def resolved(*claims: ClaimRecord, role: str | None = None) -> Resolution:
    found = resolve(TieNature.STATE, claims, ALL_KNOWN, role=role)
    assert found
    return found


def shown(found: Resolution) -> str:
    return text(found.nature, found.standing, found.days, side_phrase(found.start), side_phrase(found.end))


def days(found: Resolution) -> tuple[str, str, str, str]:
    each = found.days
    return each.earliest_start, each.latest_start, each.earliest_end, each.latest_end


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        # Every day up to the end of 2016, and on some day up to it.
        ("../2016", (PAST, "2016-12-31", "2017-01-01", FUTURE)),
        ("[..2016]", (PAST, "2016-12-31", PAST, FUTURE)),
        # Every day from its first up to the telling.
        ("2016/..", (PAST, "2016-01-01", "2022-02-02", FUTURE)),
        # On some day from its first up to the telling.
        ("[2016..]", (PAST, "2022-02-01", "2016-01-02", FUTURE)),
        # Foretold: on its first day.
        ("2023/..", (PAST, "2023-01-01", "2023-01-02", FUTURE)),
    ],
)
def test_held_on_an_interval_with_an_open_end(held: str, expected: tuple[str, str, str, str]) -> None:
    found = resolved(said(held_on=held))
    assert days(found) == expected
    assert shown(found)


def test_held_before_an_asserted_start_by_an_interval_without_a_beginning() -> None:
    found = resolved(said(held_on="../2016"), said("late", start="2020-01-01"))
    assert found.standing is Standing.DISPUTED
    positions = dict(positions_of(TieNature.STATE, found))[Aspect.START]
    assert positions == [("It began on 1 January 2020.", ["late"]), ("It held on 31 December 2016.", ["c"])]


@pytest.mark.parametrize("end", ["XXXX", "000X", "0001", "0001-01-01"])
def test_the_first_days_of_the_calendar_have_none_before_them(end: str) -> None:
    assert parse(end).form is Form.DATE
    assert day_before("0001-01-01") == PAST
    assert day_after("9998-12-31") == "9999-01-01"
    assert shown(resolved(said(end=end))).startswith("? – ")


def test_a_role_that_only_the_definition_gives_is_a_position_too() -> None:
    denial = said("no", stance=Stance.DENIES, aspect=Aspect.ROLE)
    found = resolved(said(start="2020"), denial, role="Clerk")
    assert found.standing is Standing.DISPUTED
    positions = dict(positions_of(TieNature.STATE, found))[Aspect.ROLE]
    assert positions == [("In the role of Clerk.", ["c"]), ("Not in that role.", ["no"])]


@pytest.mark.parametrize(
    ("seen", "known_at", "earliest_end"),
    [
        # The source was seen to say so on a day within the year in which it first did.
        ("2020-06-30", ALL_KNOWN, "2020-07-01"),
        ("2021-06-30", "2020-12-31", "2021-01-01"),
        ("2021-06-30", "2021-01-01", "2021-01-02"),
        ("2021-06-30", ALL_KNOWN, "2021-07-01"),
        # Before it said so it was not seen to.
        ("2019-06-30", ALL_KNOWN, "2020-01-02"),
    ],
)
def test_seen_within_an_imprecise_day_of_report(seen: str, known_at: str, earliest_end: str) -> None:
    claim = replace(said(reported="2020", start="2019-01-01", end=".."), last_seen_on=seen)
    found = resolve(TieNature.STATE, [claim], known_at)
    assert found
    assert found.days.earliest_end == earliest_end


def test_a_role_that_only_the_definition_gives_is_denied_beside_others() -> None:
    plain, other = said(), said("other", role="Boss")
    denied = replace(said("denied"), stance=Stance.DENIES, aspect=Aspect.ROLE, role="clerk")
    for claims in ((plain, denied), (plain, other, denied)):
        found = resolved(*claims, role="Clerk")
        assert found.standing is Standing.DISPUTED
        sides = dict(positions_of(TieNature.STATE, found))[Aspect.ROLE]
        assert ("In the role of Clerk.", ["c"]) in sides
    assert resolved(other, denied, role="Clerk").standing is not Standing.DISPUTED
