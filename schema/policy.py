"""Policies: which claims and remarks count, by who says them and how.

Source grading follows the Admiralty code, in which the reliability of a source (A to F) is an axis of its own. A
source that nobody has graded, or whose reliability cannot be judged (F), meets no least reliability.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

import strawberry

from schema.errors import BadInput
from schema.identities import Identities
from schema.vocabulary import Modality, described


class Reliability(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


described(
    Reliability,
    "How far a source can be relied on (Admiralty code). F, cannot be judged, is no grade to ask for.",
    A="Completely reliable.",
    B="Usually reliable.",
    C="Fairly reliable.",
    D="Not usually reliable.",
    E="Unreliable.",
)


@strawberry.input(
    description=(
        "Which claims and remarks count in a view; all fields given must hold. Ties are resolved anew from those that "
        "do: standing, dates, chains, disputes, changes and measures follow."
    )
)
class PolicyInput:
    sources: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET, description="Only what these sources say; with an empty list nothing counts."
    )
    without_sources: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET, description="Nothing that these sources say."
    )
    reliability: Reliability | None = strawberry.field(
        default=strawberry.UNSET,
        description="Only sources graded so or better. One without a grade, or graded F, meets no least reliability.",
    )
    modality: list[Modality] | None = strawberry.field(
        default=strawberry.UNSET, description="Only what is said in one of these modalities."
    )
    speakers: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Only what a source says to come from one of these; what it says in its own voice does not count.",
    )
    without_speakers: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Nothing that comes from one of these; what a source says in its own voice counts.",
    )
    independent_sources: int | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "The least number of independent sources of a tie: distinct speakers, else publishers, else sources. Who "
            "denies it is none of them. A tie with fewer is not in the view."
        ),
    )


@dataclass(frozen=True, slots=True)
class Policy:
    """What counts; None where a field asks nothing. Values are sorted, so that equal policies are the same key."""

    sources: tuple[str, ...] | None = None
    without_sources: tuple[str, ...] = ()
    reliability: Reliability | None = None
    modality: tuple[str, ...] | None = None
    speakers: tuple[str, ...] | None = None
    without_speakers: tuple[str, ...] = ()
    independent_sources: int = 1

    @classmethod
    def of(cls, asked: PolicyInput | None) -> "Policy | None":
        """None where nothing is asked: then all counts. Raises BadInput."""
        if not asked:
            return None
        least = 1 if asked.independent_sources in (None, strawberry.UNSET) else asked.independent_sources
        if least < 1:
            raise BadInput(f"policy: independentSources: {least} is less than 1")
        made = cls(
            sources=_sorted(asked.sources),
            without_sources=_sorted(asked.without_sources) or (),
            reliability=asked.reliability or None,
            modality=_sorted(asked.modality),
            speakers=_sorted(asked.speakers),
            without_speakers=_sorted(asked.without_speakers) or (),
            independent_sources=least,
        )
        return None if made == cls() else made

    def as_one(self, known: Identities) -> "Policy":
        """The same with the ids that stand for the speakers."""
        return replace(
            self,
            speakers=None if self.speakers is None else _sorted([known.of(each) for each in self.speakers]),
            without_speakers=_sorted([known.of(each) for each in self.without_speakers]) or (),
        )

    def counts(self, source: str, grade: str | None, modality: str, speaker: str | None) -> bool:
        """Whether a claim or remark counts; `grade` is its source's reliability."""
        return (
            (self.sources is None or source in self.sources)
            and source not in self.without_sources
            and (self.reliability is None or _meets(grade, self.reliability))
            and (self.modality is None or modality in self.modality)
            and (self.speakers is None or speaker in self.speakers)
            and speaker not in self.without_speakers
        )

    @property
    def named_sources(self) -> list[tuple[str, str]]:
        """The ids of the sources that it names, each with its field before it."""
        return [
            *(("sources", each) for each in self.sources or ()),
            *(("withoutSources", each) for each in self.without_sources),
        ]

    @property
    def named_speakers(self) -> list[tuple[str, str]]:
        """The same of the speakers."""
        return [
            *(("speakers", each) for each in self.speakers or ()),
            *(("withoutSpeakers", each) for each in self.without_speakers),
        ]


@strawberry.type(name="Policy", description="Which claims and remarks count in a view, as it was asked.")
class PolicyApplied:
    sources: list[strawberry.ID] | None = strawberry.field(description="Only what these sources say; null: all.")
    without_sources: list[strawberry.ID] = strawberry.field(description="Nothing that these sources say.")
    reliability: Reliability | None = strawberry.field(description="Only sources graded so or better; null: all.")
    modality: list[Modality] | None = strawberry.field(description="Only what is said so; null: all.")
    speakers: list[strawberry.ID] | None = strawberry.field(description="Only what comes from these; null: all.")
    without_speakers: list[strawberry.ID] = strawberry.field(description="Nothing that comes from these.")
    independent_sources: int = strawberry.field(description="The least number of independent sources of a tie.")

    @classmethod
    def of(cls, policy: Policy) -> "PolicyApplied":
        return cls(
            sources=_ids(policy.sources),
            without_sources=_ids(policy.without_sources) or [],
            reliability=policy.reliability,
            modality=None if policy.modality is None else [Modality(each) for each in policy.modality],
            speakers=_ids(policy.speakers),
            without_speakers=_ids(policy.without_speakers) or [],
            independent_sources=policy.independent_sources,
        )


def _ids(values: "tuple[str, ...] | None") -> list[strawberry.ID] | None:
    return None if values is None else [strawberry.ID(each) for each in values]


def _meets(grade: str | None, least: Reliability) -> bool:
    return grade in set(Reliability) and str(grade) <= least.value


def _sorted(values: Collection[str] | None) -> "tuple[str, ...] | None":
    if values is None or values is strawberry.UNSET:
        return None
    return tuple(sorted(set(values)))
