"""Periods as people read them."""

import pytest

from schema.edtf import FUTURE, PAST, parse
from schema.period import chain_text, phrase, side_phrase, text
from schema.records import ClaimRecord
from schema.resolution import FourDays, resolve
from schema.vocabulary import Aspect, Stance, Standing, TieNature


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2016", "2016"),
        ("2022-01", "January 2022"),
        ("2022-01-05", "5 January 2022"),
        ("2022-01?", "perhaps January 2022"),
        ("1990~", "about 1990"),
        ("1990%", "perhaps about 1990"),
        ("199X", "the 1990s"),
        ("2021-21", "spring 2021"),
        ("2007/2012", "2007 – 2012"),
        ("2016/..", "2016 – ?"),
        ("..", "ongoing"),
        ("[..2019]", "by 2019"),
        ("[2022-01-13..]", "13 January 2022 or later"),
        ("[2022-01-05..2022-01-17]", "between 5 and 17 January 2022"),
        ("[2021-12-30..2022-01-17]", "between 30 December 2021 and 17 January 2022"),
        ("[2016,2018]", "2016 or 2018"),
        ("[2016,2018,2020]", "2016, 2018 or 2020"),
    ],
)
def test_dates(written: str, said: str) -> None:
    assert phrase(parse(written)) == said


def claim(identity: str, reported: str, **fields: object) -> ClaimRecord:
    return ClaimRecord(identity, "tie", "source", parse(reported), **fields)  # type: ignore[arg-type]  # as the tests give them


def said(nature: TieNature, *claims: ClaimRecord) -> str:
    found = resolve(nature, claims)
    assert found is not None
    return text(nature, found.standing, found.days, side_phrase(found.start), side_phrase(found.end))


def test_the_contested_end_of_a_post() -> None:
    assert (
        said(
            TieNature.STATE,
            claim("a", "2020-01-01", start=parse("2016")),
            claim("b", "2022-01-05", end=parse("2022-01-05")),
            claim("c", "2022-01-08", stance=Stance.DENIES, aspect=Aspect.END, end=parse("2022-01-05")),
            claim("d", "2022-01-17", end=parse("2022-01-17")),
        )
        == "2016 – 5 or 17 January 2022 (contested)"
    )


def test_what_is_only_attested() -> None:
    assert said(TieNature.STATE, claim("a", "2020-11-01")) == "by 1 November 2020 – ?"
    assert (
        said(TieNature.STATE, claim("a", "2020-11-01"), claim("b", "2021-11-01"))
        == "by 1 November 2020 – at least 1 November 2021"
    )


def test_a_former_post_says_nothing_of_its_start() -> None:
    assert said(TieNature.STATE, claim("a", "2022-01-08", end=parse("[..2022-01-08]"))) == "? – by 8 January 2022"


def test_an_end_that_is_contradicted_only_by_later_sightings() -> None:
    assert (
        said(TieNature.STATE, claim("a", "2022-01-05", end=parse("2022-01-05")), claim("b", "2022-01-08"))
        == "by 4 January 2022 – 5 January 2022 or later (contested)"
    )


def test_acts_bonds_and_refuted_ties() -> None:
    assert said(TieNature.ACT, claim("a", "2022-01-08", start=parse("2022-01-06"))) == "6 January 2022"
    assert said(TieNature.BOND, claim("a", "2022-01-08")) == "always"
    denied = claim("a", "2022-01-08", stance=Stance.DENIES)
    assert said(TieNature.STATE, denied) == "never (refuted)"


def test_a_chain() -> None:
    assert chain_text(FourDays("2016-01-01", "2016-12-31", "2022-01-05", "2022-01-05")) == (
        "between 1 January and 31 December 2016 – 5 January 2022"
    )
    assert chain_text(FourDays(PAST, PAST, FUTURE, FUTURE)) == "always"
    assert chain_text(FourDays(PAST, FUTURE, PAST, FUTURE)) == "? – ?"
    # An end that is only known not to lie before a day, on which the chain had not surely begun, says nothing.
    assert chain_text(FourDays("2022-01-05", "2022-01-06", "2020-01-02", FUTURE)) == "between 5 and 6 January 2022 – ?"
    assert chain_text(FourDays(PAST, "2022-01-09", "2022-01-02", FUTURE)) == "by 9 January 2022 – ?"
    assert chain_text(FourDays(PAST, "2022-01-09", "2022-01-11", FUTURE)) == (
        "by 9 January 2022 – 11 January 2022 or later"
    )
    assert Standing.DISPUTED == "DISPUTED"
