"""The words of the domain as GraphQL enumerations, each value with its description.

Members are their own names, so that they can be stored and compared as plain text.
"""

from enum import StrEnum
from typing import TypeVar

import strawberry

E = TypeVar("E", bound=StrEnum)


def described(enumeration: type[E], about: str, **values: str) -> type[E]:
    """Make a Python enumeration a GraphQL one; `values` describes every member by its name."""
    if set(values) != set(enumeration.__members__):
        raise TypeError(f"{enumeration.__name__}: describe each of {', '.join(enumeration.__members__)}")
    made = strawberry.enum(enumeration, description=about)
    for value in made.__strawberry_definition__.values:  # type: ignore[attr-defined]  # set by strawberry.enum
        value.description = values[value.name]
    return made


class EntityKind(StrEnum):
    PERSON = "PERSON"
    INSTITUTION = "INSTITUTION"
    CLAN = "CLAN"
    COUNTRY = "COUNTRY"
    EVENT = "EVENT"
    PLACE = "PLACE"

    @property
    def label(self) -> str:
        """The node label in the database, and the name of the GraphQL type."""
        return self.value.capitalize()


class TieNature(StrEnum):
    STATE = "STATE"
    ACT = "ACT"
    BOND = "BOND"


class TieKind(StrEnum):
    HOLDS_POST = "HOLDS_POST"
    REPORTS_TO = "REPORTS_TO"
    PATRON_OF = "PATRON_OF"
    KIN_OF = "KIN_OF"
    ALLIED_WITH = "ALLIED_WITH"
    RIVAL_OF = "RIVAL_OF"
    ASSOCIATED_WITH = "ASSOCIATED_WITH"
    MEMBER_OF = "MEMBER_OF"
    LEADS = "LEADS"
    CONTROLS = "CONTROLS"
    OWNS = "OWNS"
    PART_OF = "PART_OF"
    LOCATED_IN = "LOCATED_IN"
    APPOINTED = "APPOINTED"
    DISMISSED = "DISMISSED"
    RESIGNED = "RESIGNED"
    SUCCEEDED = "SUCCEEDED"
    ARRESTED = "ARRESTED"
    CONSULTED_WITH = "CONSULTED_WITH"
    TOOK_PART_IN = "TOOK_PART_IN"
    SAME_AS = "SAME_AS"
    ACCUSED = "ACCUSED"
    APPEALED_TO = "APPEALED_TO"
    SUPPORTED = "SUPPORTED"
    INTERVENED_IN = "INTERVENED_IN"
    KILLED = "KILLED"
    ANNEXED = "ANNEXED"
    CREATED = "CREATED"
    NAMED_AFTER = "NAMED_AFTER"


class Standing(StrEnum):
    ESTABLISHED = "ESTABLISHED"
    ALLEGED = "ALLEGED"
    DISPUTED = "DISPUTED"
    REFUTED = "REFUTED"


# In what order a chain, or a derived tie, breaks at the ties that it rests on; refuted ones bear nothing.
WORST_FIRST = (Standing.DISPUTED, Standing.ALLEGED, Standing.ESTABLISHED)


class Certainty(StrEnum):
    CERTAIN = "CERTAIN"
    POSSIBLE = "POSSIBLE"


class SyncOutcome(StrEnum):
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    REFUSED = "REFUSED"
    FAILED = "FAILED"


class Direction(StrEnum):
    UPWARD = "UPWARD"
    DOWNWARD = "DOWNWARD"
    BOTH = "BOTH"


class TieDirection(StrEnum):
    OUTGOING = "OUTGOING"
    INCOMING = "INCOMING"
    BOTH = "BOTH"


class Timing(StrEnum):
    SNAPSHOT = "SNAPSHOT"
    CONTINUOUS = "CONTINUOUS"
    PAIRWISE = "PAIRWISE"
    CONSECUTIVE = "CONSECUTIVE"
    ANY = "ANY"


class TimeAxis(StrEnum):
    WORLD = "WORLD"
    KNOWLEDGE = "KNOWLEDGE"


class Stance(StrEnum):
    ASSERTS = "ASSERTS"
    DENIES = "DENIES"


class Aspect(StrEnum):
    TIE = "TIE"
    START = "START"
    END = "END"
    ROLE = "ROLE"


class Modality(StrEnum):
    STATED = "STATED"
    REPORTED = "REPORTED"
    ALLEGED = "ALLEGED"
    SPECULATED = "SPECULATED"


class Consistency(StrEnum):
    CC = "CC"
    C = "C"
    N = "N"
    I = "I"  # noqa: E741  # the method's own letter
    II = "II"
    NA = "NA"


class ChangeKind(StrEnum):
    BEGAN = "BEGAN"
    ENDED = "ENDED"
    REPORTED = "REPORTED"
    RETRACTED = "RETRACTED"
    DISPUTED = "DISPUTED"
    REVISED = "REVISED"


described(
    EntityKind,
    "What an entity is.",
    PERSON="A human being, named or not.",
    INSTITUTION="A body with offices or members: a ministry, party, company, court, alliance, newspaper.",
    CLAN="Every informal group: family circle, faction, team, following.",
    COUNTRY="A state, present or past.",
    EVENT="Something that happened: a protest, a meeting, a summit, an attack.",
    PLACE="A city, region or building.",
)
described(
    TieNature,
    "How a kind of tie relates to time.",
    STATE="Begins and ends.",
    ACT="Happened on a day; from then on every view holds that it happened.",
    BOND="Has no dates and holds on every day.",
)
described(
    Standing,
    "How the sources stand to a tie, taken together.",
    ESTABLISHED="Stated or reported, and not contradicted.",
    ALLEGED="Only alleged or speculated.",
    DISPUTED="Sources contradict each other on it.",
    REFUTED="Every claim denies it.",
)
described(
    Certainty,
    "Whether a tie holds on a day by every reading of its dates, or by some.",
    CERTAIN="It held on that day, however the imprecise and contested dates are read.",
    POSSIBLE="It held on that day by at least one reading of the dates, or only by allegation.",
)
described(
    Direction,
    "Which way a chain of patronage is followed.",
    UPWARD="From client to patron: who stands behind.",
    DOWNWARD="From patron to client: whom they stand behind.",
    BOTH="The chains of each way, unmixed.",
)
described(
    TieDirection,
    "Which end of a tie an entity is.",
    OUTGOING="The entity is the tie's from.",
    INCOMING="The entity is the tie's to.",
    BOTH="Either end.",
)
described(
    Timing,
    "Which dates a chain must obey.",
    SNAPSHOT="Every tie holds on the view's asOf, and its people, where their deaths are known, are alive.",
    CONTINUOUS="There is a day on which all ties hold (asOf, where the view has one), within the people's lifetimes.",
    PAIRWISE="Any two neighbouring ties have a day in common.",
    CONSECUTIVE="In the direction of influence, from patron to client, no tie begins earlier than one before it.",
    ANY="Dates are ignored.",
)
described(
    TimeAxis,
    "The two calendars of political knowledge.",
    WORLD="When things happened, by all that the view knows.",
    KNOWLEDGE="When things were reported.",
)
described(
    Stance,
    "Whether a source says something or denies it.",
    ASSERTS="The source says that it is so.",
    DENIES="The source says that it is not so.",
)
described(
    Aspect,
    "What of a tie a claim speaks about.",
    TIE="The tie as a whole.",
    START="When it began.",
    END="When it ended; to deny an end is to say that it still held.",
    ROLE="In which role it was held.",
)
described(
    Modality,
    "In which voice the source says it.",
    STATED="In the source's own voice.",
    REPORTED="Passed on from a named or official origin.",
    ALLEGED="Passed on without vouching for it.",
    SPECULATED="Conjecture.",
)
described(
    Consistency,
    (
        "How a piece of evidence bears on a hypothesis: were the hypothesis true, would one expect to see this? "
        "The scale of the analysis of competing hypotheses (Heuer 1999; PARC's ACH)."
    ),
    CC="Very consistent: what the hypothesis leads one to expect, and hardly anything else.",
    C="Consistent: to be expected if the hypothesis is true.",
    N="Neutral: can be read either way.",
    I="Inconsistent: not to be expected if the hypothesis is true.",
    II="Very inconsistent: the hypothesis can hardly be true if this is.",
    NA="Not applicable: has nothing to do with the hypothesis.",
)
described(
    ChangeKind,
    "What kind of change. On the world's axis: BEGAN, ENDED; on that of knowledge: the others.",
    BEGAN="A claim says that the tie began.",
    ENDED="A claim says that the tie ended.",
    REPORTED="The tie was first heard of.",
    RETRACTED="No source says it any longer.",
    DISPUTED="It was first contradicted.",
    REVISED="Its dates or its standing moved.",
)
described(
    SyncOutcome,
    "How a run of a sync ended.",
    RUNNING="It is under way.",
    SUCCEEDED="The graph says what the source's version says; also where that changed nothing.",
    REFUSED="The version would have done more harm than an upstream may: nothing was written, a person decides.",
    FAILED="The version could not be had or read, or the run was broken off: nothing was written.",
)

# By their values: where thousands of rows are read this is quicker than to call the enumeration.
STANCES = {each.value: each for each in Stance}
ASPECTS = {each.value: each for each in Aspect}
MODALITIES = {each.value: each for each in Modality}
NATURES = {each.value: each for each in TieNature}
STANDINGS = {each.value: each for each in Standing}
