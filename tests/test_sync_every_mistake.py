"""All that is wrong with some files is told at once, be it several things of one record."""

from pathlib import Path
from typing import Any

import pytest

from service.sync.importing import check_paths
from service.sync.reading import Rejected
from tests.made_up import claim, entity, source, tie
from tests.two_versions import question, remark, written

PAPER = source("paper", "2020-02-01")
POST = tie("HOLDS_POST", "ann", "mill", "post")
WORLD = [PAPER, entity("ann"), entity("mill", "INSTITUTION"), claim(POST, "paper", id="first")]


def mistakes(folder: Path, *records: dict[str, Any]) -> list[str]:
    """What is wrong with the records, which stand below the world's four, by line."""
    with pytest.raises(Rejected) as rejected:
        check_paths([written(folder, [*WORLD, *records])])
    return sorted(f"{problem.place.where}: {problem.message}" for problem in rejected.value.problems)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            claim("post", "radio", start="2022-13", attributedTo="nobody"),
            ["attributedTo: “nobody” is unknown", "source: “radio” is unknown", "start: "],
        ),
        (
            claim(POST | {"from": "mill", "to": "ann"}, "radio", end="2022-99"),
            ["end: ", "source: “radio” is unknown", "tie: “post” is defined otherwise at"],
        ),
        (
            claim(tie("HOLDS_POST", "eve", "hall", "other") | {"head": "yes"}, "paper", role=7),
            ["role: ", "tie.from: “eve” is unknown", "tie.head: ", "tie.to: “hall” is unknown"],
        ),
        (
            entity("bea", externalIds=["Q1"], sources=["radio"]),
            ["externalIds: ", "sources: “radio” is unknown"],
        ),
        (entity("bea", names=[], sources=["radio"]), ["names: ", "sources: “radio” is unknown"]),
        (remark("nobody", "paper", " "), ["about: “nobody” is unknown", "text: "]),
        (
            question("q", "Who?", ["nobody"], {"claims": ["first"]}, {"text": "Eve."}),
            ["about: “nobody” is unknown", "positions"],
        ),
        (
            claim(tie("APPOINTED", "ann", "ann", "act"), "radio", end="2020"),
            ["end: an act", "source: “radio”", "tie: "],
        ),
    ],
)
def test_all_that_is_wrong_with_a_record_is_told(tmp_path: Path, record: dict[str, Any], expected: list[str]) -> None:
    found = mistakes(tmp_path, record)
    assert len(found) == len(expected)
    for message, start in zip(found, expected, strict=True):
        assert message.startswith(f"line 5.{start}")


def test_what_refers_to_a_wrong_record_is_not_wrong_for_that(tmp_path: Path) -> None:
    wrong = [source("radio", "soon"), entity("bea", names=[]), claim("post", "paper", id="later", start="2022-13")]
    right = [
        claim("post", "radio", attributedTo="bea"),
        question("q", "Who?", ["bea"], {"text": "Ann.", "claims": ["later"]}, {"text": "Eve."}),
    ]
    found = mistakes(tmp_path, *wrong, *right)
    assert [message.partition(":")[0] for message in found] == ["line 5.publishedOn", "line 6.names", "line 7.start"]


def test_an_id_that_a_wrong_record_has_is_taken(tmp_path: Path) -> None:
    found = mistakes(tmp_path, source("ann", "soon"))
    assert found[0].startswith("line 5.id: “ann” is already the id of an entity")
    assert found[1].startswith("line 5.publishedOn")
