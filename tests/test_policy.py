"""What counts under a policy: one claim at a time, without a graph."""

import pytest

from schema.errors import BadInput
from schema.policy import Policy, PolicyInput, Reliability
from schema.vocabulary import Modality


def policy(**fields: object) -> Policy:
    made = Policy.of(PolicyInput(**fields))  # type: ignore[arg-type]
    assert made is not None
    return made


def counts(made: Policy, source: str = "paper", grade: str | None = "C", modality: str = "STATED",
           speaker: str | None = None) -> bool:  # fmt: skip
    return made.counts(source, grade, modality, speaker)


def test_without_anything_asked_there_is_none() -> None:
    assert Policy.of(None) is None
    assert Policy.of(PolicyInput()) is None
    assert Policy.of(PolicyInput(independent_sources=1, without_sources=[])) is None


def test_sources_in_and_out() -> None:
    assert counts(policy(sources=["paper"]))
    assert not counts(policy(sources=["other"]))
    assert not counts(policy(sources=[]))
    assert not counts(policy(without_sources=["paper"]))
    assert not counts(policy(sources=["paper"], without_sources=["paper"]))


@pytest.mark.parametrize(
    ("grade", "counted"),
    [("A", True), ("B", True), ("C", True), ("D", False), ("E", False), ("F", False), (None, False)],
)
def test_least_reliability(grade: str | None, counted: bool) -> None:
    assert counts(policy(reliability=Reliability.C), grade=grade) is counted


def test_a_source_without_a_grade_or_graded_f_meets_no_least_reliability() -> None:
    for least in Reliability:
        assert not counts(policy(reliability=least), grade=None)
        assert not counts(policy(reliability=least), grade="F")
        assert counts(policy(reliability=least), grade="A")


def test_modality() -> None:
    vouched = policy(modality=[Modality.STATED, Modality.REPORTED])
    assert counts(vouched, modality="REPORTED")
    assert not counts(vouched, modality="ALLEGED")
    assert not counts(policy(modality=[]))


def test_speakers_in_and_out() -> None:
    assert counts(policy(speakers=["minister"]), speaker="minister")
    # What a source says in its own voice comes from no speaker.
    assert not counts(policy(speakers=["minister"]), speaker=None)
    assert not counts(policy(without_speakers=["minister"]), speaker="minister")
    assert counts(policy(without_speakers=["minister"]), speaker=None)


def test_equal_policies_are_one() -> None:
    assert policy(sources=["b", "a", "a"]) == policy(sources=["a", "b"])
    assert hash(policy(sources=["b", "a"])) == hash(policy(sources=["a", "b"]))


def test_fewer_than_one_independent_source() -> None:
    with pytest.raises(BadInput, match="independentSources: -1 is less than 1"):
        Policy.of(PolicyInput(independent_sources=-1))
