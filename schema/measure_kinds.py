"""The measures that a view can be asked for: how each is defined, where that stands, and how its values read."""

from enum import StrEnum
from typing import Any

import strawberry

from schema.vocabulary import described

# More ties than this are not measured. Read, resolved and sent to the process that computes, so many take 2 s.
MOST_TIES = 20_000
MOST_ENTITIES = 10_000
# Betweenness takes time with entities times ties: 6 s for so many with 20,000 ties.
MOST_BETWEEN = 5_000
# Constraint takes memory with the ways over two ties: 350 MB for so many, a hub of 3,000 neighbours.
MOST_TWO_PATHS = 10_000_000


class MeasureKind(StrEnum):
    DEGREE = "DEGREE"
    BETWEENNESS = "BETWEENNESS"
    CONSTRAINT = "CONSTRAINT"
    CORE_NUMBER = "CORE_NUMBER"
    PAGERANK = "PAGERANK"
    TURNOVER = "TURNOVER"
    MEDIAN_TENURE = "MEDIAN_TENURE"


class MeasureOrder(StrEnum):
    LARGEST_FIRST = "LARGEST_FIRST"
    SMALLEST_FIRST = "SMALLEST_FIRST"


described(
    MeasureKind,
    "What is measured. The first five are of an entity's place among the view's ties, taken as a simple undirected "
    "graph; the last two of an institution's heads in a period.",
    DEGREE="To how many others an entity is tied.",
    BETWEENNESS="How often an entity lies on the shortest way between two others.",
    CONSTRAINT="How much an entity's contacts are tied to each other (Burt): the smaller, the more it brokers.",
    CORE_NUMBER="How deep in the dense core of the graph an entity lies.",
    PAGERANK="How much an entity is tied to such as are themselves much tied.",
    TURNOVER="How often in a year an institution changed its head.",
    MEDIAN_TENURE="How long half of an institution's heads, at least, stayed in office.",
)
described(
    MeasureOrder,
    "Which value comes first, and has rank 1.",
    LARGEST_FIRST="The largest.",
    SMALLEST_FIRST="The smallest.",
)


@strawberry.type(description="How a measure is defined, where that stands in the literature, and how its values read.")
class MeasureDefinition:
    kind: MeasureKind = strawberry.field(description="The measure.")
    name: str = strawberry.field(description="What the literature calls it.")
    definition: str = strawberry.field(description="What is computed, out of what, and what of it is left undefined.")
    normalisation: str = strawberry.field(description="By what the value is divided, or that it is not.")
    unit: str = strawberry.field(description="What the value counts.")
    reading: str = strawberry.field(description="What a large and a small value mean.")
    order: MeasureOrder = strawberry.field(description="Which value comes first in the list, and has rank 1.")
    source: str = strawberry.field(description="Where it is defined.")
    needs_period: bool = strawberry.field(
        description="Whether it is of a period and takes from and to; the others take through."
    )
    most_ties: int = strawberry.field(description="The most ties that it is computed of; TOO_BROAD beyond.")
    most_entities: int = strawberry.field(description="The most entities that it is computed of; TOO_BROAD beyond.")
    # What an entity has that stands outside the graph; None where the measure is not defined then.
    outside: strawberry.Private[float | None] = None

    @property
    def smallest_first(self) -> bool:
        return self.order is MeasureOrder.SMALLEST_FIRST


_GRAPH = (
    "The graph: whatever has a tie in the view, and an undirected tie wherever the view holds one or more between "
    "two, SAME_AS and REFUTED ones left out. "
)
_HEADS = (
    "Heads are those who hold a post with isHead by the view's knowledge and certainty, whatever its asOf; a "
    "person's terms without a gap between them, such as acting and then full, are one. An uncertain or contested "
    "begin or end is read as the middle of its two bounds, and has no day where one bound is missing. "
)
_LARGEST, _SMALLEST = MeasureOrder.LARGEST_FIRST, MeasureOrder.SMALLEST_FIRST


def _of_graph(kind: MeasureKind, definition: str, outside: float | None = 0.0, **told: Any) -> MeasureDefinition:
    return MeasureDefinition(
        kind=kind,
        definition=_GRAPH + definition,
        order=_SMALLEST if kind is MeasureKind.CONSTRAINT else _LARGEST,
        needs_period=False,
        most_ties=MOST_TIES,
        most_entities=MOST_BETWEEN if kind is MeasureKind.BETWEENNESS else MOST_ENTITIES,
        outside=outside,
        **told,
    )


def _of_heads(kind: MeasureKind, definition: str, **told: Any) -> MeasureDefinition:
    return MeasureDefinition(
        kind=kind,
        definition=_HEADS + definition,
        order=_LARGEST,
        needs_period=True,
        most_ties=MOST_TIES,
        most_entities=MOST_ENTITIES,
        **told,
    )


_ALL = (
    _of_graph(
        MeasureKind.DEGREE,
        "The number of an entity's neighbours; several ties to the same one count once.",
        name="Degree centrality",
        normalisation="None: a plain count.",
        unit="entities",
        reading="The larger, the more others it is in touch with.",
        source="L. C. Freeman (1978), Centrality in social networks: conceptual clarification, Social Networks 1, "
        "215–239.",
    ),
    _of_graph(
        MeasureKind.BETWEENNESS,
        "For each two others, the share of the shortest ways between them that lead over the entity, summed up.",
        name="Betweenness centrality",
        normalisation="Divided by the number of pairs of others, (n − 1)(n − 2)/2, n being the entities of the graph; "
        "0 where there are fewer than three.",
        unit="share of the pairs of others, 0 to 1",
        reading="The larger, the more of what passes between others can pass through it.",
        source="L. C. Freeman (1977), A set of measures of centrality based on betweenness, Sociometry 40, 35–41; "
        "computed as in U. Brandes (2001), A faster algorithm for betweenness centrality, Journal of Mathematical "
        "Sociology 25, 163–177.",
    ),
    _of_graph(
        MeasureKind.CONSTRAINT,
        "With p(i,j) = 1 ÷ the neighbours of i where j is one of them, else 0: for each neighbour j the square of "
        "p(i,j) plus the sum over all others q of p(i,q)·p(q,j), summed up over j.",
        None,
        name="Network constraint (structural holes)",
        normalisation="None; above 1 in small, closed groups only.",
        unit="none, from near 0 to 1.125",
        reading="The smaller, the more its contacts lack contact with each other, and the more of a broker it is; "
        "so the smallest comes first. Whoever has one contact has 1.",
        source="R. S. Burt (1992), Structural Holes, Harvard University Press, ch. 2; R. S. Burt (2004), Structural "
        "holes and good ideas, American Journal of Sociology 110, 349–399.",
    ),
    _of_graph(
        MeasureKind.CORE_NUMBER,
        "The largest k for which the entity belongs to a part of the graph in which each has k neighbours or more.",
        name="Core number (k-core)",
        normalisation="None.",
        unit="neighbours",
        reading="The larger, the deeper it lies in a group of many ties among themselves.",
        source="S. B. Seidman (1983), Network structure and minimum degree, Social Networks 5, 269–287.",
    ),
    _of_graph(
        MeasureKind.PAGERANK,
        "The share of time that a walk along the ties spends at the entity, if at each step it goes on to a random "
        "neighbour with probability 0.85 and else to a random entity.",
        name="PageRank",
        normalisation="The values of all entities of the graph add up to 1.",
        unit="share, 0 to 1",
        reading="The larger, the more it is tied to such as are themselves much tied.",
        source="S. Brin, L. Page (1998), The anatomy of a large-scale hypertextual Web search engine, Computer "
        "Networks and ISDN Systems 30, 107–117.",
    ),
    _of_heads(
        MeasureKind.TURNOVER,
        "The number of heads who left on a day of the period, or of those who came, whichever the sources date more "
        "of: each change has both, and sources often tell one. low counts what falls into the period by every "
        "reading of the dates, high what does by some. A change that no source dates counts nowhere: see observed.",
        name="Turnover rate of heads",
        normalisation="Divided by the length of the period in years of 365.25 days.",
        unit="changes a year",
        reading="The larger, the more often its head changed.",
        source="A. Cukierman, S. B. Webb, B. Neyapti (1992), Measuring the independence of central banks and its "
        "effect on policy outcomes, World Bank Economic Review 6, 353–398 (their turnover of governors).",
    ),
    _of_heads(
        MeasureKind.MEDIAN_TENURE,
        "Whole terms of those who were in office on a day of the period, so that long terms are likelier to count "
        "than short ones; those still in office when the period ended, and those whose begin or end has no day, stayed "
        "at least as long as they are known to have (censored). The median is that of the product-limit estimate: the "
        "shortest time that no more than half are estimated to outstay; null where more than half may. low and high: "
        "the median (of an even number the lower one) of the shortest and of the longest times that the dates allow, "
        "high null where a censored term could be it.",
        name="Median tenure of heads",
        normalisation="None.",
        unit="years of 365.25 days",
        reading="The larger, the longer its heads stay.",
        source="E. L. Kaplan, P. Meier (1958), Nonparametric estimation from incomplete observations, Journal of the "
        "American Statistical Association 53, 457–481; on terms of office J. Fischer, K. Dowding, P. Dumont (2012), "
        "The duration and durability of cabinet ministers, International Political Science Review 33, 505–519.",
    ),
)
DEFINITIONS: dict[MeasureKind, MeasureDefinition] = {each.kind: each for each in _ALL}
