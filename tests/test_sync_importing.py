"""Imports as their users see them: what a file says, then what the graph says and what the command tells.

Each test begins with an empty graph, tells it one version of something, then another, and looks at the rows.
"""

from pathlib import Path
from typing import Any

import pytest

from service.address import Address
from service.sync.importing import check_paths
from service.sync.reading import Rejected
from service.sync.store import Label, Store
from tests.dumps import everything, standing
from tests.made_up import claim, entity, source, tie, told
from tests.two_versions import FIRST, SECOND, Records, question, remark, written

PAPER = source("paper", "2020-02-01")
ANN, BEA, MILL = entity("ann"), entity("bea"), entity("mill", "INSTITUTION")
POST = tie("HOLDS_POST", "ann", "mill")
WORLD: Records = [PAPER, ANN, BEA, MILL]


def rows(address: Address, label: Label = Label.CLAIM) -> dict[str, dict[str, Any]]:
    with Store(address) as store:
        return {row["id"]: row for row in store.every_row(label, store.version)}


def problems(*records: dict[str, Any], folder: Path, store: Store | None = None) -> list[str]:
    with pytest.raises(Rejected) as found:
        check_paths([written(folder, list(records))], store)
    return [f"{problem.place.where}: {problem.message}" for problem in found.value.problems]


# -- new, unchanged, changed, gone -------------------------------------------------------------------------


def test_the_first_import_adds_and_the_second_changes_nothing(graph: Address, tmp_path: Path) -> None:
    first = told(graph, tmp_path, FIRST)
    # Ties are records of their own, defined within claims.
    assert (first.added, first.changed, first.retracted, first.version) == (len(FIRST) + 4, 0, 0, 1)
    whole = everything(graph)
    again = told(graph, tmp_path, FIRST)
    assert again.skipped and not again.anything and again.version == 1
    # The same records in another order and under another digest: looked at, and found to say the same.
    other = told(graph, tmp_path, FIRST[::-1])
    assert (other.added, other.changed, other.retracted, other.unchanged) == (0, 0, 0, len(FIRST))
    assert other.version == 1
    assert standing(graph) == standing(graph, 1)
    assert {name: found for name, found in everything(graph).items() if name != "Dataset"} == {
        name: found for name, found in whole.items() if name != "Dataset"
    }


def test_what_is_gone_is_retracted_as_of_the_day(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, [*WORLD, claim(POST, "paper", id="starts", start="2019")])
    outcome = told(graph, tmp_path, WORLD, day="2020-05-01")
    assert (outcome.added, outcome.changed, outcome.retracted) == (0, 0, 1)
    found = rows(graph)["starts"]
    assert (found["retracted_on"], found["known_from"], found["known_to"]) == ("2020-05-01", "2020-02-01", "2020-05-01")
    assert found["withdrawn_at"]
    # Gone for a second time is not news.
    assert told(graph, tmp_path, [*WORLD, entity("cy")]).retracted == 0


def test_without_a_day_it_is_retracted_today(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, [*WORLD, claim(POST, "paper", id="starts", start="2019")])
    told(graph, tmp_path, WORLD)
    found = rows(graph)["starts"]
    assert found["withdrawn_at"].startswith(found["retracted_on"])


def test_what_is_changed_is_the_old_one_retracted_and_a_new_one(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, [*WORLD, claim(POST, "paper", id="starts", start="2019")])
    for year, number in (("2018", 1), ("2017", 2)):
        changed = [*WORLD, claim(POST, "paper", id="starts", start=year)]
        outcome = told(graph, tmp_path, changed, day=f"2020-05-0{number}")
        assert (outcome.added, outcome.changed, outcome.retracted) == (0, 1, 0)
    found = rows(graph)
    assert {name: (row["start_date"], row.get("retracted_on")) for name, row in found.items()} == {
        "starts": ("2017", None),
        "starts-superseded-1": ("2019", "2020-05-01"),
        "starts-superseded-2": ("2018", "2020-05-02"),
    }


def test_a_correction_is_counted_by_no_view(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, [*WORLD, claim(POST, "paper", id="starts", start="2019"), claim(POST, "paper", id="gone")])
    told(graph, tmp_path, [*WORLD, claim(POST, "paper", id="starts", start="2018")], day="2020-05-01", correct=True)
    found = rows(graph)
    for name in ("gone", "starts-superseded-1"):
        assert found[name]["retracted_on"] == found[name]["known_from"] == "2020-02-01"
    states = [row for row in standing(graph)["HOLDS_POST"]]
    assert len(states) == 1 and '"2018"' in states[0]


def test_a_row_said_again_after_its_retraction_is_a_new_claim(graph: Address, tmp_path: Path) -> None:
    said = [*WORLD, claim(POST, "paper", id="starts", start="2019")]
    told(graph, tmp_path, said)
    told(graph, tmp_path, WORLD, day="2020-05-01")
    outcome = told(graph, tmp_path, said)
    assert outcome.added == 1
    assert {name: row.get("retracted_on") for name, row in rows(graph).items()} == {
        "starts": None,
        "starts-superseded-1": "2020-05-01",
    }


def test_a_retraction_may_stand_in_the_file(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, [*WORLD, claim(POST, "paper", id="starts")])
    outcome = told(
        graph, tmp_path, [*WORLD, claim(POST, "paper", id="starts", retractedOn="2020-03-01",
                                        withdrawnAt="2020-03-02T00:00:00Z")], day="2021-01-01",
    )  # fmt: skip
    assert outcome.retracted == 1
    found = rows(graph)["starts"]
    assert (found["retracted_on"], found["withdrawn_at"]) == ("2020-03-01", "2020-03-02T00:00:00Z")


def test_being_seen_for_longer_is_a_confirmation_and_for_less_a_change(graph: Address, tmp_path: Path) -> None:
    def seen(day: str) -> Records:
        return [*WORLD, claim(POST, "paper", id="listed", end="..", lastSeenOn=day)]

    told(graph, tmp_path, seen("2020-03-01"))
    recorded = rows(graph)["listed"]["recorded_at"]
    outcome = told(graph, tmp_path, seen("2020-04-01"))
    assert (outcome.anything, outcome.unchanged, outcome.version) == (False, 5, 2)
    found = rows(graph)
    assert (set(found), found["listed"]["last_seen_on"]) == ({"listed"}, "2020-04-01")
    assert found["listed"]["recorded_at"] == recorded
    assert told(graph, tmp_path, seen("2020-03-15")).changed == 1


def test_the_latest_version_of_entities_sources_and_questions_stands(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, FIRST)
    outcome = told(graph, tmp_path, SECOND)
    assert (outcome.added, outcome.changed, outcome.retracted) == (5, 9, 3)
    assert rows(graph, Label.ENTITY)["ann"]["name"] == "Anna"
    assert rows(graph, Label.SOURCE)["paper"]["publisher"] == "Printers"
    assert rows(graph, Label.QUESTION)["how-long"]["text"] == "For how long?"


def test_one_that_is_gone_goes_when_nothing_refers_to_it(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, FIRST)
    told(graph, tmp_path, SECOND)
    # Cy was spoken of by a question that went too, the source only in the record of Cy.
    assert "cy" not in rows(graph, Label.ENTITY)
    assert "forgotten" not in rows(graph, Label.SOURCE)
    assert rows(graph, Label.QUESTION).keys() == {"how-long"}
    # A claim refers for ever, a retracted one too.
    told(graph, tmp_path, [PAPER])
    assert rows(graph, Label.ENTITY).keys() == {"ann", "bea", "mill", "guild", "dot"}
    assert rows(graph, Label.SOURCE).keys() == {"paper", "radio"}


def test_one_that_the_files_still_refer_to_does_not_go(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, WORLD)
    told(graph, tmp_path, [entity("cy", names=[{"text": "Cy", "sources": ["paper"]}]), claim(POST, "paper", id="new")])
    assert rows(graph, Label.ENTITY).keys() == {"ann", "mill", "cy"}
    assert rows(graph, Label.SOURCE).keys() == {"paper"}


def test_one_that_was_kept_for_a_reference_goes_with_it(graph: Address, tmp_path: Path) -> None:
    asked = question("who", "Who?", ["cy"], {"text": "Cy."}, {"text": "Nobody."})
    told(graph, tmp_path, [*WORLD, entity("cy")], "people")
    told(graph, tmp_path, [asked], "questions")
    told(graph, tmp_path, WORLD, "people")
    assert "cy" in rows(graph, Label.ENTITY)
    told(graph, tmp_path, [remark("ann", "paper", "Sings.")], "questions")
    assert "cy" not in rows(graph, Label.ENTITY)


def test_an_entity_may_come_back_as_another_kind_when_it_is_gone(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, [*WORLD, entity("cy")])
    with pytest.raises(Rejected, match="“cy” is known as PERSON, found CLAN"):
        told(graph, tmp_path, [*WORLD, entity("cy", "CLAN")])
    told(graph, tmp_path, WORLD)
    told(graph, tmp_path, [*WORLD, entity("cy", "CLAN"), claim(tie("LEADS", "ann", "cy"), "paper")])
    assert any('"cy"' in row for row in everything(graph)["Clan Entity"])


# -- against what the database knows -----------------------------------------------------------------------


def test_nothing_is_written_where_anything_is_wrong(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, FIRST)
    before = everything(graph)
    with pytest.raises(Rejected) as found:
        told(graph, tmp_path, [entity("new"), *(claim("no-tie", "paper", start=f"x{n}") for n in range(150))])
    assert len(found.value.problems) == 100
    # Each has two mistakes: its date and its tie.
    assert everything(graph) == before


def test_ids_resolve_over_files_and_database(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, [*WORLD, claim(POST, "paper", id="starts")], "known")
    outcome = told(
        graph, tmp_path,
        [claim(POST["id"], "paper", end="2020-01"), remark("ann", "paper", "Sings.", attributedTo="bea"),
         question("why", "Why?", ["ann"], {"text": "So.", "claims": ["starts"]}, {"text": "Not so."})], "more",
    )  # fmt: skip
    assert outcome.added == 3
    # Neither claim nor remark says when it was reported: that is when the source appeared.
    assert {row["reported_on"] for row in rows(graph).values()} == {"2020-02-01"}


def test_what_the_database_knows_otherwise_is_told(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, [*WORLD, claim(POST, "paper", id="starts"), source("undated")], "known")
    with Store(graph) as store:
        assert problems(
            entity("paper"),
            entity("mill", "CLAN"),
            claim(POST | {"to": "bea"}, "paper"),
            claim(tie("KIN_OF", "ann", "mill"), "paper"),
            claim("ann", "paper"),
            claim(POST["id"], "undated"),
            claim(POST["id"], "ann"),
            claim(POST["id"], "paper", reportedOn="2020", attributedTo="nobody"),
            folder=tmp_path,
            store=store,
        ) == [
            "line 1: “paper” is already the id of a source; ids are one space",
            "line 2.kind: “mill” is known as INSTITUTION, found CLAN",
            "line 3.tie: HOLDS_POST cannot have a PERSON as its to: expected COUNTRY, INSTITUTION",
            "line 3.tie: “ann-holds-post-mill” is defined otherwise in the database: to mill, here bea",
            "line 4.tie: KIN_OF cannot have a CLAN as its to: expected PERSON",
            "line 3.source: “paper” is the id of an entity; expected the id of a source",
            "line 4.source: “paper” is the id of an entity; expected the id of a source",
            "line 5.source: “paper” is the id of an entity; expected the id of a source",
            "line 5.tie: “ann” is the id of an entity; expected the id of a tie",
            "line 6.reportedOn: is missing, and “undated” has no publishedOn to take",
            "line 7.source: “ann” is the id of an entity; expected the id of a source",
            "line 8.source: “paper” is the id of an entity; expected the id of a source",
            "line 8.attributedTo: “nobody” is unknown; expected the id of an entity",
        ]


def test_the_ends_of_a_symmetric_tie_may_be_swapped(graph: Address, tmp_path: Path) -> None:
    allied = tie("ALLIED_WITH", "ann", "bea", "allies")
    told(graph, tmp_path, [*WORLD, claim(allied, "paper", start="2019")], "one")
    told(graph, tmp_path, [claim(allied | {"from": "bea", "to": "ann"}, "paper", end="2020")], "two")
    assert len(standing(graph)["ALLIED_WITH"]) == 1


def test_a_known_tie_takes_only_dates_that_fit_it(graph: Address, tmp_path: Path) -> None:
    kin = tie("KIN_OF", "ann", "bea", "kin")
    told(graph, tmp_path, [*WORLD, claim(kin, "paper", heldOn="2019")], "one")
    with pytest.raises(Rejected, match="a bond has no dates"):
        told(graph, tmp_path, [claim("kin", "paper", start="2019")], "two")


def test_the_latest_definition_gives_the_role(graph: Address, tmp_path: Path) -> None:
    for role in (None, "Miller", "Head miller", None):
        given = POST | ({"role": role} if role else {})
        told(graph, tmp_path, [*WORLD, claim(given, "paper", id="starts")])
        states = standing(graph)["HOLDS_POST"]
        assert len(states) == 1
        assert ('"role": "Head miller"' in states[0]) == (role in ("Head miller", None) and "Head" in states[0])
    assert '"role": "Head miller"' in states[0]


def test_what_speaks_of_entities_and_sources_is_dated(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, [*WORLD, claim(POST, "paper", id="starts"), remark("bea", "paper", "Sings.", id="sings")])
    told(graph, tmp_path, [*WORLD, claim(POST, "paper", id="starts")], day="2020-05-01")
    known = {row["id"]: row["known"] for row in rows(graph, Label.ENTITY).values()}
    assert known["ann"] == known["mill"] == ["2020-02-01", "9999-99-99"]
    assert known["bea"] == ["2020-02-01", "2020-05-01"]
