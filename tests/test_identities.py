"""Which entities are one: pure functions, with hypothesis over identifiers, sources and decisions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypher.conditions import AllOf, AnyOf, Holds, Not
from schema.errors import BadInput
from schema.identities import Identities, as_one, first_of
from schema.kinds import TieKind
from schema.records import MatchRecord, TieRecord
from service.sync.identities import Joinable, Joined, identifiers_of, joined, told

IDS = [f"e{number}" for number in range(7)]
KNOWN = st.dictionaries(
    st.sampled_from(IDS),
    st.builds(
        Joinable,
        st.frozensets(st.sampled_from(["P wikidata Q1", "P wikidata Q2", "P viaf 3"])),
        st.frozensets(st.sampled_from(["seeds", "cabinet", "popolo"]), max_size=2),
    ),
    min_size=1,
)


def match(a: str, b: str, *, same: bool = True) -> MatchRecord:
    return MatchRecord(a, b, same, "a reader", "2022-01-01", "the names")


def decisions(same: bool) -> st.SearchStrategy[list[MatchRecord]]:
    pairs = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda pair: pair[0] < pair[1])
    return st.lists(st.builds(lambda pair: match(*pair, same=same), pairs), max_size=4, unique_by=lambda m: (m.a, m.b))


def known(**entities: tuple[str, str]) -> dict[str, Joinable]:
    """Entities by id, each with the value of its one identifier and its one source."""
    return {
        identity: Joinable(frozenset({f"P wikidata {value}"}) if value else frozenset(), frozenset({source}))
        for identity, (value, source) in entities.items()
    }


def one_with(found: Joined, identity: str) -> set[str]:
    return next((set(members) for members in found.groups.values() if identity in members), {identity})


def test_a_shared_identifier_makes_one() -> None:
    found = joined(known(tokayev=("Q1", "seeds"), cabinet_q1=("Q1", "cabinet"), other=("Q2", "cabinet")), [])
    assert found.groups == {"tokayev": ("tokayev", "cabinet_q1")}


def test_an_identifier_on_two_keys_of_a_source_joins_nobody_and_is_told() -> None:
    found = joined(known(a=("Q1", "uk"), b=("Q1", "uk"), c=("Q1", "seeds")), [])
    assert found.groups == {}
    assert found.ambiguous == {"P wikidata Q1": ["a", "b", "c"]}
    assert told("P wikidata Q1", ["a", "b"]) == "The identifier wikidata Q1 stands on a and b: it joins nobody."


def test_decided_to_be_one_they_no_longer_make_an_identifier_ambiguous() -> None:
    found = joined(known(a=("Q1", "uk"), b=("Q1", "uk"), c=("Q1", "seeds")), [match("a", "b")])
    assert found.groups == {"a": ("a", "b", "c")}
    assert not found.ambiguous


def test_what_a_person_told_apart_no_identifier_joins_even_through_others() -> None:
    entities = known(a=("Q1", "one"), b=("Q1", "two"), c=("Q1", "three"))
    found = joined(entities, [match("a", "b", same=False)])
    assert "b" not in one_with(found, "a")
    assert found.kept_apart == [("a", "b", "P wikidata Q1")]


def test_through_a_third_no_two_of_a_source_become_one() -> None:
    entities = {
        "a": Joinable(frozenset({"P wikidata Q1"}), frozenset({"uk"})),
        "b": Joinable(frozenset({"P viaf 1"}), frozenset({"uk"})),
        "c": Joinable(frozenset({"P wikidata Q1", "P viaf 1"}), frozenset({"seeds"})),
    }
    found = joined(entities, [])
    assert "b" not in one_with(found, "a")
    assert len(found.kept_apart) == 1


def test_decisions_that_contradict_each_other_are_refused() -> None:
    entities = known(a=("", "x"), b=("", "y"), c=("", "z"))
    with pytest.raises(BadInput, match="a reader says that “a” and “c” are not the same"):
        joined(entities, [match("a", "b"), match("b", "c"), match("a", "c", same=False)])


def test_the_kind_belongs_to_the_identifier() -> None:
    assert identifiers_of("PERSON", [("wikidata", "Q1")]).isdisjoint(identifiers_of("PLACE", [("wikidata", "Q1")]))


def test_the_shortest_id_stands_for_all() -> None:
    assert first_of(["kazakhstan-cabinet-q1", "zed", "abe"]) == ("abe", "zed", "kazakhstan-cabinet-q1")


@given(KNOWN, decisions(True), decisions(False), st.randoms())
def test_joining_does_not_depend_on_any_order_and_keeps_to_its_rules(
    entities: dict[str, Joinable], same: list[MatchRecord], different: list[MatchRecord], chance: object
) -> None:
    decided = [each for each in (*same, *different) if each.a in entities and each.b in entities]
    try:
        found = joined(entities, decided)
    except BadInput:
        return
    items = list(entities.items())
    chance.shuffle(items)  # type: ignore[attr-defined]
    assert joined(dict(items), reversed(decided)) == found
    for decision in decided:
        assert (decision.b in one_with(found, decision.a)) is decision.same
    # Without identifiers those that people decided on are one, and nobody else; identifiers only add to that.
    by_people = joined({identity: Joinable(sources=each.sources) for identity, each in entities.items()}, decided)
    for members in found.groups.values():
        for a in members:
            assert one_with(by_people, a) <= set(members)
            for b in members:
                if entities[a].sources & entities[b].sources and b not in one_with(by_people, a):
                    raise AssertionError(f"{a} and {b} are of one source")


def test_ties_and_conditions_by_any_id() -> None:
    one = Identities.of_rows([("ann", ["ann", "annie"])])
    assert (one.of("annie"), one.of("bea"), one.every("annie")) == ("ann", "bea", ["ann", "annie"])
    tie = TieRecord("t", TieKind.HOLDS_POST, "annie", "mill", institution="annie")
    assert as_one(tie, one.one).identity[1:3] == ("ann", "mill")
    # A tie between two that are one keeps its ends: it would have no other.
    assert as_one(TieRecord("t", TieKind.SAME_AS, "ann", "annie"), one.one).to_id == "annie"

    def asked(tie: str, *remark: str) -> AllOf:
        about = AnyOf((Holds("remark_about", (("ids", remark),)),))
        return AllOf((Not(Holds("tie_to_other", (("id", tie),))), about))

    assert one.applied(asked("annie", "annie")) == asked("ann", "ann", "annie")
    assert one.applied(None) is None
