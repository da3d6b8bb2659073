"""Which kinds of ties are states, acts and bonds, as clients were told."""

import re

import pytest

from cypher import query
from schema.kinds import BEARING, RULES, nature_of
from schema.moment_sentences import TURNS
from schema.vocabulary import TieKind, TieNature

STATES = [
    "HOLDS_POST",
    "REPORTS_TO",
    "PATRON_OF",
    "ALLIED_WITH",
    "RIVAL_OF",
    "ASSOCIATED_WITH",
    "MEMBER_OF",
    "LEADS",
    "CONTROLS",
    "OWNS",
    "PART_OF",
    "LOCATED_IN",
]
ACTS = ["APPOINTED", "DISMISSED", "RESIGNED", "SUCCEEDED", "ARRESTED", "CONSULTED_WITH", "TOOK_PART_IN"]
# Beyond the contract, for what the documents tell.
MORE_STATES = ["INTERVENED_IN", "NAMED_AFTER"]
MORE_ACTS = ["ACCUSED", "APPEALED_TO", "SUPPORTED", "KILLED", "ANNEXED", "CREATED"]


@pytest.mark.parametrize("blood", [True, False])
def test_natures(blood: bool) -> None:
    expected = dict.fromkeys([*STATES, *MORE_STATES], "STATE") | dict.fromkeys([*ACTS, *MORE_ACTS], "ACT")
    expected |= {"SAME_AS": "BOND", "KIN_OF": "BOND" if blood else "STATE"}
    assert {kind.value: nature_of(kind, blood=blood).value for kind in TieKind} == expected


def test_every_kind_has_a_rule_with_a_nature_and_ends() -> None:
    assert RULES.keys() == set(TieKind)
    for rule in RULES.values():
        assert rule.nature in TieNature
        assert rule.from_kinds and rule.to_kinds and rule.about


def test_every_state_has_words_for_its_begin_and_its_end() -> None:
    assert TURNS.keys() == {kind for kind in TieKind if nature_of(kind, blood=False) is TieNature.STATE}


@pytest.mark.parametrize("level", ["read/patrons_of", "read/clients_of"])
def test_a_level_of_a_chain_search_goes_over_posts_and_every_kind_that_bears_patronage(level: str) -> None:
    (kinds,) = re.findall(r"\[r:([A-Z_|]+)\]", query(level).text)
    assert sorted(kinds.split("|")) == sorted([TieKind.HOLDS_POST, *BEARING])
