"""Hypothesis strategies: what may be claimed about one tie, and small worlds of resolved ties.

Everything lies within one calendar of 30 days, so that contradictions, overlaps and refinements are frequent.
All bounds can be written as EDTF (a day, or a one-of set ``[a..b]``), and natures are respected: acts have no ends,
bonds no dates. Where the domain does not say what a claim would mean, none is drawn: an asserted START or END
without its date, a ``heldOn`` interval without a beginning or end, a source last seen before it reported.
"""

from datetime import date, timedelta

from hypothesis import strategies as st

from .chains import EdgeTie, World
from .resolution import Aspect, Bounds, Modality, Nature, Said

FIRST = date(2022, 1, 1)
LENGTH = 30
NATURES: tuple[Nature, ...] = ("STATE", "ACT", "BOND")
MODALITIES: tuple[Modality, ...] = ("STATED", "REPORTED", "ALLEGED", "SPECULATED")
ROLES = ("chair", "deputy chair")  # of different length, so that the standing wording is never a matter of taste

# Which kinds of entity may stand at which end (the part of the claims format's table that the worlds draw from).
ANY = ("PERSON", "INSTITUTION", "CLAN", "COUNTRY", "PLACE")
ACTORS = ("PERSON", "INSTITUTION", "CLAN", "COUNTRY")
ENDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "HOLDS_POST": (("PERSON", "CLAN", "INSTITUTION"), ("INSTITUTION", "COUNTRY")),
    "REPORTS_TO": (("PERSON", "INSTITUTION"), ("PERSON", "INSTITUTION")),
    "PATRON_OF": (ANY, ANY),
    "ALLIED_WITH": (ANY, ANY),
    "RIVAL_OF": (ANY, ANY),
    "SAME_AS": (ANY, ANY),
    "KIN_OF": (("PERSON",), ("PERSON",)),
    "MEMBER_OF": (ACTORS, ("INSTITUTION", "CLAN", "COUNTRY")),
    "LEADS": (("PERSON", "CLAN", "COUNTRY"), ("CLAN", "INSTITUTION")),
    "CONTROLS": (ACTORS, ("INSTITUTION",)),  # of people and clans the domain's sentence leaves it open
    "APPOINTED": (ACTORS, ("PERSON",)),
}
# Kinds that carry a chain on are drawn more often than those that never do.
KINDS = (*ENDS, "HOLDS_POST", "PATRON_OF", "PATRON_OF", "CONTROLS", "KIN_OF", "REPORTS_TO", "ALLIED_WITH")


def day_of(number: int) -> date:
    """Give the numbered day of the calendar, from 0."""
    return FIRST + timedelta(days=number)


def days() -> st.SearchStrategy[date]:
    """Draw a day of the calendar."""
    return st.integers(0, LENGTH - 1).map(day_of)


@st.composite
def bounds(draw: st.DrawFn, *, unbounded: bool = True) -> Bounds:
    """Draw a date: mostly a day, else a stretch, sometimes open at one side."""
    first = draw(days())
    if draw(st.integers(0, 2)):
        return Bounds(first, first)
    last = max(first, draw(days()))
    side = draw(st.sampled_from(["both", "both", "from", "until"])) if unbounded else "both"
    return Bounds(None if side == "until" else first, None if side == "from" else last)


@st.composite
def saids(draw: st.DrawFn, nature: Nature, name: str) -> Said:
    """Draw one claim on a tie of that nature."""
    reported = draw(days())
    vague = draw(st.integers(0, 5)) == 0
    told = Bounds(reported, reported + timedelta(days=draw(st.integers(1, 4))) if vague else reported)
    assert told.hi is not None
    retracted = draw(st.none() | st.none() | st.integers(0, 10))
    asserts = draw(st.integers(0, 3)) > 0
    aspects: dict[Nature, list[Aspect]] = {
        "STATE": ["TIE", "TIE", "START", "END", "END", "ROLE"],
        "ACT": ["TIE", "TIE", "START", "ROLE"],
        "BOND": ["TIE", "TIE", "ROLE"],
    }
    aspect = draw(st.sampled_from(aspects[nature]))
    start = end = held = last_seen = None
    open_end = interval = False
    if asserts and aspect == "TIE" and nature != "BOND":
        start = draw(st.none() | bounds())
        if nature == "STATE":
            end = draw(st.none() | bounds())
            open_end = end is None and draw(st.booleans())
        if start is None and end is None and not open_end:
            held = draw(st.none() | bounds())
            interval = held is not None and None not in (held.lo, held.hi) and draw(st.booleans())
    elif aspect == "START":
        start = draw(bounds() if asserts else st.none() | bounds())
    elif aspect == "END":
        end = draw(bounds() if asserts else st.none() | bounds())
    if open_end:
        last_seen = draw(st.none() | st.integers(0, 12).map(lambda more: reported + timedelta(days=4 + more)))
    return Said(
        id=name,
        stance="ASSERTS" if asserts else "DENIES",
        aspect=aspect,
        modality=draw(st.sampled_from(MODALITIES)),
        reported=told,
        start=start,
        end=end,
        open_end=open_end,
        held_on=held,
        held_interval=interval,
        role=draw(st.sampled_from(ROLES)) if aspect == "ROLE" else None,
        last_seen=last_seen,
        retracted=None if retracted is None else told.hi + timedelta(days=retracted),
    )


@st.composite
def claims_strategy(draw: st.DrawFn, nature: Nature = "STATE", *, most: int = 6) -> list[Said]:
    """Draw what is claimed about one tie of that nature; ids c0, c1 and on."""
    return [draw(saids(nature, f"c{number}")) for number in range(draw(st.integers(1, 3) | st.integers(1, most)))]


@st.composite
def histories(draw: st.DrawFn) -> tuple[Nature, list[Said], date | None]:
    """Draw a nature, the claims on one tie of it, and a knownAt."""
    nature = draw(st.sampled_from([*NATURES, "STATE", "STATE"]))
    known_at = st.integers(0, LENGTH + 20).map(day_of)
    return nature, draw(claims_strategy(nature)), draw(st.none() | known_at)


@st.composite
def periods(draw: st.DrawFn, nature: str) -> tuple[date | None, date | None, date | None, date | None]:
    """Draw the four days: two vague or contested sides; a tie that holds on no day is possible, and null too."""
    if nature == "BOND":
        return None, None, None, None
    es, ls = sorted([draw(days()), draw(days())])
    precise = draw(st.booleans())
    start = (None if draw(st.integers(0, 5)) == 0 else es, None if draw(st.integers(0, 9)) == 0 else ls)
    if precise:
        start = (es, es)
    if nature == "ACT":
        return (*start, None, None)
    # Ends lie after starts but for the odd tie that its sources contradict each other on.
    after = es if draw(st.integers(0, 7)) else FIRST
    ee, le = sorted(max(after, draw(days())) for _ in range(2))
    if draw(st.booleans()):
        return (*start, le, le)
    return (*start, None if draw(st.integers(0, 5)) == 0 else ee, None if draw(st.integers(0, 2)) == 0 else le)


def nature_of(kind: str, *, blood: bool) -> str:
    """Give the nature that a kind has."""
    if kind == "SAME_AS" or (kind == "KIN_OF" and blood):
        return "BOND"
    return "ACT" if kind == "APPOINTED" else "STATE"


@st.composite
def edge_ties(draw: st.DrawFn, kinds: dict[str, str], name: str, earlier: list[EdgeTie]) -> EdgeTie | None:
    """Draw a tie, one in three between the ends of an earlier one; None where no such ends can be had."""
    kind = draw(st.sampled_from(KINDS))
    froms = [entity for entity in kinds if kinds[entity] in ENDS[kind][0]]
    pairs = [(a, b) for a in froms for b in kinds if a != b and kinds[b] in ENDS[kind][1]]
    again = [pair for tie in earlier for pair in [(tie.src, tie.dst), (tie.dst, tie.src)] if pair in pairs]
    if not pairs:
        return None
    src, dst = draw(st.sampled_from(again if again and draw(st.integers(0, 2)) == 0 else pairs))
    blood = kind == "KIN_OF" and draw(st.booleans())
    equals = kind == "KIN_OF" and draw(st.booleans())
    nature = nature_of(kind, blood=blood)
    standing = draw(st.sampled_from(["ESTABLISHED", "ESTABLISHED", "ESTABLISHED", "DISPUTED", "ALLEGED", "REFUTED"]))
    es, ls, ee, le = (None,) * 4 if standing == "REFUTED" else draw(periods(nature))
    capped = standing in ("ALLEGED", "REFUTED") or (standing == "DISPUTED" and draw(st.booleans()))
    head = kind == "HOLDS_POST" and draw(st.booleans())
    sources = draw(st.integers(1, 3))
    return EdgeTie(name, kind, src, dst, head, blood, equals, nature, standing, es, ls, ee, le, capped, sources)


@st.composite
def worlds(draw: st.DrawFn, *, most_ties: int = 14) -> World:
    """Draw 6 to 8 entities named a to h, two persons and one institution among them, and up to 14 ties."""
    drawn = draw(st.permutations("abcdefgh"))[: draw(st.integers(6, 8))]
    others = st.sampled_from(["PERSON", "PERSON", "PERSON", "INSTITUTION", "CLAN", "CLAN", "COUNTRY", "PLACE"])
    sorts = ["PERSON", "PERSON", "INSTITUTION", *(draw(others) for _ in drawn[3:])]
    kinds = dict(sorted(zip(drawn, sorts, strict=True)))
    count = draw(st.integers(1, most_ties) | st.integers(most_ties - 4, most_ties))
    ties: list[EdgeTie] = []
    for number in draw(st.permutations(range(count))):
        tie = draw(edge_ties(kinds, f"t{number:02}", ties))
        if tie is not None:
            ties.append(tie)
    people = [entity for entity, kind in kinds.items() if kind == "PERSON"]
    born = {person: draw(bounds()) for person in people if draw(st.integers(0, 4)) == 0}
    died = {person: draw(bounds()) for person in people if draw(st.integers(0, 4)) == 0}
    return World(kinds, tuple(ties), born, died)
