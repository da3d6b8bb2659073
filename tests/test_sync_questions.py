"""Questions with evidence: checked by themselves, against what else is there, and brought up to date by an import."""

import json
from pathlib import Path
from typing import Any

import pytest

from schema.vocabulary import Consistency
from service.address import Address
from service.sync.importing import check_paths
from service.sync.reading import Rejected
from service.sync.store import Label, Store
from tests.made_up import claim, entity, source, tie, told
from tests.test_sync_checking import right, wrong
from tests.two_versions import Records, evidence, question, remark, written

POST = tie("HOLDS_POST", "ann", "mill")
WORLD: Records = [
    source("paper", "2020-02-01"),
    entity("ann"),
    entity("mill", "INSTITUTION"),
    claim(POST, "paper", id="starts"),
    remark("ann", "paper", "Sings.", id="sings"),
]


def weighed(*pieces: Any) -> dict[str, Any]:
    """A question with two positions and this evidence."""
    return question("q", "Who?", [], {"text": "A"}, {"text": "B"}, evidence=list(pieces))


EITHER = "evidence[0]: expected either a claim or a remark, found"
GRADE = "evidence[0].credibility: expected a grade from 1 to 6, found"


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (question("q", "Who?", [], {"text": "A"}, 5), "positions[1]: expected a mapping, found 5"),  # type: ignore[arg-type]
        (weighed() | {"evidence": "c"}, 'evidence: expected a list, found "c"'),
        (weighed("c"), 'evidence[0]: expected a mapping, found "c"'),
        (weighed(evidence(1, "C", "I")), f"{EITHER} neither"),
        (weighed(evidence(1, "C", "I", claim="c", remark="r")), f"{EITHER} both"),
        (weighed(evidence(1, "C", "I", claim="C c")), "evidence[0].claim: expected an id of lower-case letters"),
        (weighed({"claim": "c", "bears": ["C", "I"]}), "evidence[0].credibility: is missing"),
        (weighed({"claim": "c", "credibility": 1}), "evidence[0].bears: is missing"),
        (weighed(evidence(7, "C", "I", claim="c")), f"{GRADE} 7"),
        (weighed(evidence(True, "C", "I", claim="c")), f"{GRADE} true"),
        (weighed(evidence(1, "C", "X", claim="c")), "evidence[0].bears: expected one of CC, C, N, I, II, NA, found"),
        (
            weighed(evidence(1, "C", "I", claim="c"), evidence(1, "C", claim="d")),
            "evidence[1].bears: expected one rating for each of the 2 positions, found 1",
        ),
        (
            weighed(evidence(1, "C", "I", claim="c"), evidence(2, "C", "C", claim="c")),
            "evidence[1].claim: “c” is weighed already at line 1.evidence[0]",
        ),
        (weighed(evidence(1, "C", "I", claim="c", weight=2)), "evidence[0].weight: unknown field; expected one of"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(record: dict[str, Any], problem: str) -> None:
    problems = wrong(record)
    assert len(problems) == 1
    assert problems[0].startswith(f"line 1.{problem}")


def test_every_mistake_of_a_question_is_told_at_once() -> None:
    assert len(wrong(weighed(evidence(9, "X", claim="c"), evidence(1, "C"), "c"))) == 4


def test_ratings_are_not_counted_where_the_positions_are_wrong() -> None:
    assert len(wrong(question("q", "Who?", [], {"text": "A"}, evidence=[evidence(1, "C", claim="c")]))) == 1


def test_evidence_with_its_grades() -> None:
    in_yaml = {**evidence(6, "N", "I", remark="r"), "credibility": "6"}
    first, second = right(weighed(evidence(2, "CC", "NA", claim="c", note="Seen."), in_yaml)).questions["q"].evidence
    assert (first.claim, first.remark, first.credibility, first.note) == ("c", None, 2, "Seen.")
    assert first.bears == (Consistency.CC, Consistency.NA)
    assert (second.statement, second.credibility) == ("r", 6), "YAML keeps digits as text"


def test_evidence_may_be_left_out() -> None:
    plain = right(question("q", "Who?", [], {"text": "A"}, {"text": "B"}))
    assert plain.questions["q"].evidence == ()
    assert plain.questions == right(weighed()).questions == right(weighed() | {"evidence": None}).questions


def test_evidence_names_what_is_there(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, WORLD, "known")
    asked = weighed(
        evidence(1, "C", "I", claim="starts"),
        evidence(1, "C", "I", claim="sings"),
        evidence(1, "C", "I", remark="dances"),
    )
    with Store(graph) as store, pytest.raises(Rejected) as found:
        check_paths([written(tmp_path, [asked])], store)
    assert [f"{problem.place.where}: {problem.message}" for problem in found.value.problems] == [
        "line 1.evidence[1].claim: “sings” is the id of a remark; expected the id of a claim",
        "line 1.evidence[2].remark: “dances” is unknown; expected the id of a remark",
    ]
    assert told(graph, tmp_path, [weighed(evidence(1, "C", "I", claim="starts"))], "more").added == 1


def test_a_question_is_weighed_anew(graph: Address, tmp_path: Path) -> None:
    def row() -> dict[str, Any]:
        with Store(graph) as store:
            [found] = store.every_row(Label.QUESTION, store.version)
            return found

    told(graph, tmp_path, [*WORLD, weighed()])
    assert "evidence" not in row(), "as in a graph from before there was any"
    first = [*WORLD, weighed(evidence(2, "C", "I", claim="starts"))]
    assert told(graph, tmp_path, first).changed == 1
    assert not told(graph, tmp_path, first[::-1]).anything
    assert told(graph, tmp_path, [*WORLD, weighed(evidence(3, "C", "I", claim="starts"))]).changed == 1
    assert json.loads(row()["evidence"])[0]["credibility"] == 3
    assert (row()["claims"], row()["remarks"]) == (["starts"], [])
    told(graph, tmp_path, [*WORLD, weighed()])
    assert "evidence" not in row() and row()["claims"] == []


def test_a_retracted_claim_stays_where_evidence_names_it(graph: Address, tmp_path: Path) -> None:
    """As where a position names it: it is known for ever, and the question may be imported again."""
    told(graph, tmp_path, WORLD, "known")
    told(graph, tmp_path, [weighed(evidence(2, "C", "I", claim="starts"))], "questions")
    told(graph, tmp_path, WORLD[:3], "known", day="2020-06-01")
    assert not told(graph, tmp_path, [weighed(evidence(2, "C", "I", claim="starts"))], "questions").anything
    assert told(graph, tmp_path, [weighed(evidence(4, "C", "I", claim="starts"))], "questions").changed == 1
