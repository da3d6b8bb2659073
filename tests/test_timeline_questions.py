"""What the people of the five documents lived through, and who rose under whom: asked as a researcher would."""

from typing import Any

from tests.conftest import Asker

TIMELINE = """query ($about: [ID!]!, $from: Date, $to: Date, $kinds: [TieKind!], $knownAt: Date) {
  view(knownAt: $knownAt) { timeline(about: $about, from: $from, to: $to, kinds: $kinds, first: 100) { nodes {
    id kind sentence when certainty standing about { id } sources { id } claims { id } } } } }"""
DERIVED = """query ($of: ID, $with: ID, $kinds: [DerivedKind!], $asOf: Date, $sure: Certainty) {
  view(asOf: $asOf, certainty: $sure) { derivedTies(of: $of, with: $with, kinds: $kinds, first: 100) { nodes {
    kind sentence certainty from { id } to { id } within { id } basis { id } sources { id } } } } }"""


async def told(ask: Asker, *about: str, **arguments: Any) -> list[dict[str, Any]]:
    found = (await ask(TIMELINE, {"about": list(about), **arguments}))["view"]["timeline"]["nodes"]
    assert all(entry["sources"] for entry in found), "nothing without its source"
    return list(found)


async def test_the_end_of_karim_masimov(ask: Asker) -> None:
    """Dismissed and gone on 5 January, arrested on the 6th."""
    found = await told(ask, "karim-masimov", **{"from": "2022-01-05", "to": "2022-01-06"}, kinds=[
        "HOLDS_POST", "DISMISSED", "ARRESTED",
    ])  # fmt: skip
    assert [(entry["when"], entry["sentence"]) for entry in found] == [
        ("5 January 2022",
         "Kassym-Jomart Tokayev dismissed Karim Masimov as chairman of National Security Committee."),
        ("5 January 2022", "Karim Masimov was no longer chairman of National Security Committee."),
        ("between 5 and 8 January 2022",
         "Authorities of Kazakhstan arrested Karim Masimov (suspected of treason)."),
        ("6 January 2022", "National Security Committee arrested Karim Masimov."),
    ]  # fmt: skip
    assert len(found[1]["sources"]) == 3


async def test_a_post_lost_and_kept_and_lost(ask: Asker) -> None:
    def ends(entries: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
        chosen = [entry for entry in entries if entry["id"].startswith("samat-abish-first-deputy")]
        return [(e["when"], e["standing"], e["certainty"]) for e in chosen if e["kind"] == "ENDED"]

    assert ends(await told(ask, "samat-abish", "knb")) == [("5 or 17 January 2022", "DISPUTED", "CERTAIN")]
    then = await told(ask, "samat-abish", knownAt="2022-01-09")
    assert ends(then) == [("5 January 2022 or later", "DISPUTED", "POSSIBLE")]


async def test_two_lanes_meet_in_what_concerns_both(ask: Asker) -> None:
    found = await told(ask, "karim-masimov", "knb", kinds=["HOLDS_POST"])
    both = [entry["id"] for entry in found if len(entry["about"]) == 2]
    assert both == ["karim-masimov-heads-knb:began", "karim-masimov-heads-knb:ended"]


async def derived(ask: Asker, **arguments: Any) -> list[dict[str, Any]]:
    return list((await ask(DERIVED, arguments))["view"]["derivedTies"]["nodes"])


async def test_who_rose_under_nazarbayev(ask: Asker) -> None:
    found = await derived(ask, of="nursultan-nazarbayev", kinds=["PROMOTED_UNDER"])
    under = [each for each in found if each["to"]["id"] == "nursultan-nazarbayev"]
    assert {each["from"]["id"] for each in under} == {"kassym-jomart-tokayev", "karim-masimov", "askar-mamin"}
    (chairman,) = [each for each in under if "chairman" in each["sentence"]]
    assert chairman["sentence"] == (
        "Karim Masimov became chairman of National Security Committee while Nursultan Nazarbayev was president of "
        "Kazakhstan, of which it was perhaps part."
    )
    assert [each["id"] for each in chairman["basis"]] == [
        "karim-masimov-heads-knb", "nursultan-nazarbayev-heads-kazakhstan", "knb-part-of-kazakhstan",
    ]  # fmt: skip


async def test_who_served_together_at_the_knb_before_the_events(ask: Asker) -> None:
    found = await derived(ask, of="karim-masimov", kinds=["SHARED_TENURE"], asOf="2022-01-04")
    assert {each["to"]["id"] for each in found if each["within"]["id"] == "knb"} == {
        "masimovs-arrested-deputy-1", "masimovs-arrested-deputy-2", "samat-abish",
    } | {"karim-masimov"}  # fmt: skip
    (abish,) = [each for each in found if each["to"]["id"] == "samat-abish"]
    assert (abish["certainty"], abish["sentence"]) == (
        "POSSIBLE",
        "Karim Masimov (chairman) and Samat Abish (first deputy chairman) held posts at National Security Committee "
        "at the same time (disputed).",
    )


async def test_what_is_certain_the_day_after(ask: Asker) -> None:
    (found,) = await derived(ask, asOf="2022-01-06", sure="CERTAIN")
    assert (found["from"]["id"], found["to"]["id"]) == ("yermek-sagimbayev", "kassym-jomart-tokayev")


async def test_no_succession_is_derived_where_one_is_told(ask: Asker) -> None:
    """Who headed the KNB after Masimov, and who came after Abish, the documents say themselves."""
    assert await derived(ask, kinds=["SUCCESSOR_IN_POST"]) == []


async def test_a_derived_hop_in_a_chain_is_marked(ask: Asker) -> None:
    answer = await ask(
        """{ patronage(around: "state-protection-service", through: [], derived: [PROMOTED_UNDER]) { nodes { sentence
             steps { tie { id } derived { kind basis { id } sources { id } } } } } }"""
    )
    hops = [step for chain in answer["patronage"]["nodes"] for step in chain["steps"] if step["derived"]]
    assert hops
    for hop in hops:
        assert hop["derived"]["kind"] == "PROMOTED_UNDER"
        assert hop["derived"]["sources"]
        assert hop["tie"] == hop["derived"]["basis"][0]
