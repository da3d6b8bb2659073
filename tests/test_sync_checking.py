"""Records by themselves: their fields and defaults, ids, ties and dates, before any reference is looked up.

The fields' own module, `service.sync.fields`, is tested here too: through the records that it describes.
"""

from typing import Any

import pytest

from schema.kinds import TieKind
from schema.vocabulary import Aspect, Modality, Stance
from service.sync.checking import UNDATED, Checked, check
from service.sync.reading import LISTS, Place, Problem, Raw
from tests.made_up import claim, entity, source, tie
from tests.two_versions import FIRST, SECOND, match, question, remark

PAPER = source("paper", "2020-02-01")
POST = tie("HOLDS_POST", "ann", "mill")


def checked(*records: dict[str, Any], files: dict[int, str] | None = None) -> tuple[Checked, list[str]]:
    """The records, and the problems with them, as if each stood on a line of its own; `files` by line where not a."""
    files = files or {}
    problems: list[Problem] = []
    raws = [
        Raw(record["type"], {k: v for k, v in record.items() if k != "type"}, Place(files.get(n, "a"), f"line {n}"))
        for n, record in enumerate(records, start=1)
    ]
    found = check(raws, problems, {name: name for name in ("a", "b")})
    return found, [f"{problem.place.where}: {problem.message}" for problem in problems]


def right(*records: dict[str, Any]) -> Checked:
    found, problems = checked(*records)
    assert not problems
    return found


def wrong(*records: dict[str, Any]) -> list[str]:
    return checked(*records)[1]


def one_claim(**fields: Any) -> dict[str, Any]:
    return claim("post", "paper", **fields)


# -- fields and defaults -----------------------------------------------------------------------------------


def test_what_is_left_out_has_its_default() -> None:
    found = right(PAPER, claim(POST, "paper", id="c"), remark("ann", "paper", "Sings.", id="r"), entity("ann"))
    said = found.claims["c"]
    assert (said.stance, said.aspect, said.modality) == (Stance.ASSERTS, Aspect.TIE, Modality.STATED)
    assert said.reported_on.text == found.remarks["r"].reported_on.text == "2020-02-01"
    post = found.ties[POST["id"]]
    assert (post.head, post.blood, post.equals, post.role, post.institution) == (False, True, False, None, None)
    ann = found.entities["ann"]
    assert ann.identified and ann.names[0].preferred and ann.sources == ()


def test_the_first_name_is_the_preferred_one_unless_said() -> None:
    names: list[dict[str, Any]] = [{"text": "Ann"}, {"text": "Anna", "preferred": True}]
    assert right(entity("ann", names=names)).entities["ann"].name == "Anna"
    assert wrong(entity("ann", names=[{**name, "preferred": True} for name in names])) == [
        "line 1.names: more than one name is preferred"
    ]


def test_a_field_that_is_null_is_left_out() -> None:
    assert right(PAPER, one_claim(id="c", start=None, modality=None)).claims["c"].start is None


@pytest.mark.parametrize("type_", LISTS.values())
def test_every_required_field_is_asked_for(type_: str) -> None:
    required = {
        "source": ["id", "title"],
        "entity": ["id", "kind", "names"],
        "claim": ["tie", "source"],
        "remark": ["about", "text", "source"],
        "question": ["id", "text", "about", "positions"],
        "match": ["a", "b", "same", "by", "on", "reason"],
    }
    assert wrong({"type": type_}) == [f"line 1.{name}: is missing" for name in required[type_]]


def test_a_definition_asks_for_its_fields() -> None:
    assert wrong(claim({}, "paper")) == [f"line 1.tie.{name}: is missing" for name in ("id", "kind", "from", "to")]


TEXT, SLUG, FLAG = "expected text", "expected an id of lower-case letters, digits and hyphens", "expected true or false"
A_DAY, A_DATE = "expected a day such as 2022-01-05", "expected a date in quotes"


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (one_claim(begin="2019"), "begin: unknown field; expected one of tie, id, source, stance, modality"),
        (one_claim(id="Ann"), f'id: {SLUG}, found "Ann"'),
        (one_claim(id="a--"), f'id: {SLUG}, found "a--"'),
        (one_claim(id=5), f"id: {SLUG}, found 5"),
        (one_claim(stance="asserts"), 'stance: expected one of ASSERTS, DENIES, found "asserts"'),
        (one_claim(stance=["ASSERTS"]), "stance: expected one of ASSERTS, DENIES, found ["),
        (one_claim(aspect="WHOLE"), "aspect: expected one of TIE, START, END, ROLE, found"),
        (one_claim(modality=1), "modality: expected one of STATED, REPORTED, ALLEGED, SPECULATED, found 1"),
        (one_claim(start=2019), f"start: {A_DATE}, found 2019"),
        (one_claim(start="2019-02-30"), "start: “2019-02-30” is no date of the calendar"),
        (one_claim(start=".."), "start: an open end (..) cannot stand here: expected one date"),
        (one_claim(end="2019/2020"), "end: an interval cannot stand here: expected one date"),
        (one_claim(heldOn=".."), "heldOn: an open end (..) cannot stand here"),
        (one_claim(reportedOn="2019/2020"), "reportedOn: an interval cannot stand here"),
        (one_claim(lastSeenOn="2019"), "lastSeenOn: “2019” is not a calendar day"),
        (one_claim(retractedOn=True), f"retractedOn: {A_DAY}, found true"),
        (one_claim(recordedAt="2019-01-01"), "recordedAt: expected an instant with zone"),
        (one_claim(role=" "), f'role: {TEXT}, found " "'),
        (one_claim(note="a\u0000b"), "note: expected text without control characters, found"),
        (one_claim(note="\ud800"), "note: expected text without control characters, found"),
        (one_claim(dataset="My notes"), 'dataset: expected the name of a dataset, found "My notes"'),
        (claim(5, "paper"), "tie: expected a tie's id or its definition, found 5"),  # type: ignore[arg-type]
        (claim("The post", "paper"), "tie: expected a tie's id or its definition, found"),
        (claim(POST | {"kind": "FRIEND_OF"}, "paper"), "tie.kind: expected one of HOLDS_POST, REPORTS_TO"),
        (claim(POST | {"head": "yes"}, "paper"), f'tie.head: {FLAG}, found "yes"'),
        (claim(POST | {"start": "2019"}, "paper"), "tie.start: unknown field; expected one of id, kind, from, to"),
        (entity("ann", "MAN"), "kind: expected one of PERSON, INSTITUTION, CLAN, COUNTRY, EVENT, PLACE, found"),
        (entity("ann", names=[]), "names: expected a list of at least one name, found []"),
        (entity("ann", names=["Ann"]), 'names[0]: expected a mapping with a text, found "Ann"'),
        (entity("ann", names=[{"language": "en"}]), "names[0].text: is missing"),
        (entity("ann", names=[{"text": "A", "start": ".."}]), "names[0].start: an open end (..) cannot stand here"),
        (entity("ann", born="unknown"), "born: “unknown” is not a date that is understood"),
        (entity("ann", externalIds={"wikidata": 5}), "externalIds: expected text, found"),
        (entity("ann", externalIds="Q5"), "externalIds: expected a mapping from scheme to value, found"),
        (entity("ann", sources="paper"), "sources: expected a list, found"),
        (source("paper", reliability="G"), 'reliability: expected a grade from A to F, found "G"'),
        (question("q", "Who?", [], {"text": "A"}), "positions: expected a list of at least two positions, found"),
        (question("q", "Who?", [], {"text": "A"}, {}), "positions[1].text: is missing"),
        (match("ann", "bea", same=True) | {"on": "2020"}, "on: “2020” is not a calendar day"),
        (match("ann", "ann", same=True), "b: “ann” is the same id as a; expected another one"),
    ],
)
def test_what_cannot_stand_in_a_field_is_told_with_its_place(record: dict[str, Any], problem: str) -> None:
    problems = wrong(record)
    assert len(problems) == 1
    assert problems[0].startswith(f"line 1.{problem}")


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(wrong(one_claim(start="x", end="y"), entity("ann", born="z"), {"type": "source"})) == 5


def test_dates_of_every_form_that_may_stand() -> None:
    found = right(
        PAPER,
        one_claim(id="c", start="2019~", end="..", reportedOn="[2020-01-01..2020-01-03]"),
        one_claim(id="h", heldOn="2018/2019"),
        entity("a", names=[{"text": "A", "start": "2019", "end": ".."}]),
    )
    assert found.claims["c"].reported_on.hi == "2020-01-03"
    assert (found.claims["h"].held_on or UNDATED).lo == "2018-01-01"


# -- ids ---------------------------------------------------------------------------------------------------


def test_ids_are_one_space() -> None:
    assert wrong(PAPER, entity("paper")) == [
        "line 2.id: “paper” is already the id of a source at a: line 1; ids are one space"
    ]
    assert wrong(entity("x"), claim(POST | {"id": "x"}, "paper", reportedOn="2020")) == [
        "line 2.tie.id: “x” is already the id of an entity at a: line 1; ids are one space"
    ]


def test_the_same_record_read_twice_is_one_record() -> None:
    for record in (PAPER, entity("ann"), one_claim(reportedOn="2020"), one_claim(id="c", reportedOn="2020"),
                   remark("ann", "paper", "Sings.", reportedOn="2020"), match("ann", "bea", same=True),
                   question("q", "Who?", [], {"text": "A"}, {"text": "B"})):  # fmt: skip
        assert len(right(record, dict(record)).places) == 1
    assert len(right(match("ann", "bea", same=True), match("bea", "ann", same=True)).matches) == 1


def test_different_records_under_one_id_are_not() -> None:
    assert wrong(entity("ann"), entity("ann", born="1950")) == ["line 2.id: “ann” is defined otherwise at a: line 1"]
    assert wrong(one_claim(id="c", reportedOn="2020"), one_claim(id="c", reportedOn="2021")) == [
        "line 2.id: “c” is the id of another claim at a: line 1"
    ]
    assert wrong(match("ann", "bea", same=True), match("bea", "ann", same=False)) == [
        "line 2: “ann” and “bea” are decided on otherwise at a: line 1"
    ]
    said = one_claim(reportedOn="2020")
    assert wrong(said, said | {"retractedOn": "2021-01-01"}) == [
        "line 2.id: says the same as a: line 1, but for its retraction: give each an id of its own"
    ]


def test_of_two_datasets_the_later_says_what_a_thing_is() -> None:
    found, problems = checked(entity("ann"), entity("ann", born="1950"), files={2: "b"})
    assert not problems
    assert (found.entities["ann"].born, found.datasets["ann"]) == ("1950", {"a", "b"})


def test_an_id_follows_from_what_a_record_says() -> None:
    plain = one_claim(start="2019", reportedOn="2020")
    written_out = plain | {"stance": "ASSERTS", "aspect": "TIE", "modality": "STATED", "lastSeenOn": "2020-05-01"}
    [(identity, said)] = right(plain, written_out).claims.items()
    assert identity.startswith("claim-") and len(identity) == 26
    assert said.last_seen_on == "2020-05-01"
    others = [
        plain | change for change in ({"start": "2018"}, {"note": "x"}, {"source": "radio"}, {"stance": "DENIES"})
    ]
    assert len(right(plain, *others).claims) == 5
    # The id of a tie, or its definition: the claim says the same.
    assert (
        right(claim(POST, "paper", reportedOn="2020")).claims.keys()
        == right(claim(POST["id"], "paper", reportedOn="2020")).claims.keys()
    )


# -- ties --------------------------------------------------------------------------------------------------


def test_a_definition_may_stand_anywhere_and_be_repeated() -> None:
    found = right(
        PAPER,
        claim(POST["id"], "paper", start="2019"),
        claim(POST, "paper"),
        claim(POST | {"role": "Miller"}, "paper", end="2020"),
    )
    assert len(found.claims) == 3
    assert found.ties[POST["id"]].role == "Miller"


def test_a_definition_that_contradicts_another_is_told() -> None:
    assert wrong(PAPER, claim(POST, "paper"), claim(POST | {"to": "guild", "head": True}, "paper", start="2019")) == [
        "line 3.tie: “ann-holds-post-mill” is defined otherwise at a: line 2.tie: to mill, here guild, "
        "head False, here True"
    ]


def test_ends_may_swap_where_direction_is_ignored() -> None:
    for kind, fields in (("ALLIED_WITH", {}), ("KIN_OF", {"equals": True})):
        allied = tie(kind, "ann", "bea", "t", **fields)
        assert right(
            PAPER, claim(allied, "paper"), claim(allied | {"from": "bea", "to": "ann"}, "paper", note="x")
        ).ties
    patron = tie("PATRON_OF", "ann", "bea", "t")
    assert wrong(PAPER, claim(patron, "paper"), claim(patron | {"from": "bea", "to": "ann"}, "paper"))


def test_dates_that_a_kind_does_not_have() -> None:
    act, bond = tie("APPOINTED", "ann", "bea"), tie("KIN_OF", "ann", "bea")
    assert wrong(PAPER, claim(act, "paper", start="2019", end="2020")) == [
        "line 2.end: an act has no end: give its day as start"
    ]
    assert wrong(PAPER, claim(bond, "paper", start="2019")) == ["line 2.start: a bond has no dates"]
    assert wrong(PAPER, claim(POST, "paper", stance="DENIES", aspect="END", end="..")) == [
        "line 2.end: a denial names the day that it denies, or none"
    ]
    assert wrong(PAPER, claim(POST, "paper", stance="DENIES", aspect="END", start="2019")) == [
        "line 2.start: a denial of the end says nothing of the start: give the day as end"
    ]
    assert wrong(PAPER, claim(POST, "paper", stance="DENIES", aspect="START", end="2019")) == [
        "line 2.end: a denial of the start says nothing of the end: give the day as start"
    ]
    # When it was said to hold may be told of any; kinship by marriage is a state.
    right(PAPER, claim(bond, "paper", heldOn="2019"), claim(act, "paper", heldOn="2019"))
    right(PAPER, claim(bond | {"blood": False}, "paper", start="2019", end="2020"))


def test_what_a_claim_or_a_kind_does_not_have() -> None:
    assert wrong(PAPER, claim(POST, "paper", stance="DENIES", aspect="ROLE")) == [
        "line 2.role: is missing: the claim speaks of the role"
    ]
    right(PAPER, claim(POST, "paper", stance="DENIES", aspect="ROLE", role="head"))
    patron = tie("PATRON_OF", "ann", "bea")
    assert wrong(PAPER, claim(patron | {"equals": True}, "paper")) == ["line 2.tie.equals: only KIN_OF has it"]
    assert wrong(PAPER, claim(patron | {"blood": False}, "paper")) == ["line 2.tie.blood: only KIN_OF has it"]


# -- reported days -----------------------------------------------------------------------------------------


def test_the_reported_day_comes_from_the_source_wherever_it_stands() -> None:
    assert right(one_claim(id="c"), PAPER).claims["c"].reported_on.text == "2020-02-01"
    assert right(one_claim(id="c", reportedOn="2021"), PAPER).claims["c"].reported_on.text == "2021"
    assert wrong(one_claim(), source("paper")) == [
        "line 1.reportedOn: is missing, and “paper” has no publishedOn to take"
    ]
    # The database may know the source.
    assert right(one_claim(id="c")).claims["c"].reported_on == UNDATED


def test_whole_datasets_are_in_order() -> None:
    for records in (FIRST, SECOND):
        found = right(*records)
        assert sum(len(each) for each in (found.sources, found.entities, found.claims, found.remarks,
                                          found.questions, found.matches)) == len(records)  # fmt: skip
    assert found.ties["ann-leads-dot"].kind is TieKind.LEADS
