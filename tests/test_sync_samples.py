"""What a run tells of what it changes: what was corrected, and samples by the names that people know."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from schema.edtf import parse
from schema.records import ClaimRecord, TieRecord
from schema.vocabulary import Stance, TieKind
from service.address import Address
from service.sync.applying import SyncOptions
from service.sync.sampling import claim_sentence
from service.sync.source_modules import SyncSource, source_module
from service.sync.store import Store
from service.sync.syncing import sync_source
from service.sync.upstream import Refused
from tests.commands import database_variables, retinue
from tests.dumps import session_on
from tests.made_register import ANNA, BORIS, CLARA, MANY, one, version
from tests.made_up import claim, entity, source, tie, told
from tests.two_versions import written

DRY = SyncOptions(seen_on="2030-01-01", dry_run=True)
ANNA_LEFT = ("Anna", "Bank", "2019-01-01", "2022-01-05")
ANNA_CAME_BACK = ("Anna", "Bank", "2023-01-01", "")


def counted(store: Store, file: Path) -> tuple[int, int, int]:
    """What the ledger has of a run: added, changed, withdrawn."""
    run = one(store, file).run
    return run.added, run.changed, run.withdrawn


def without_ids(samples: list[str]) -> list[str]:
    return [re.sub("register-[0-9a-f-]+: ", "", sample) for sample in samples]


def test_a_corrected_row_is_one_change(graph: Address, store: Store, tmp_path: Path) -> None:
    assert counted(store, version(tmp_path, "2022-01-01", [ANNA, BORIS])) == (9, 0, 0)
    assert counted(store, version(tmp_path, "2022-02-01", [ANNA_LEFT, BORIS])) == (0, 1, 0)
    # And back, which says again what was said before.
    assert counted(store, version(tmp_path, "2022-03-01", [ANNA, BORIS])) == (0, 1, 0)
    # Another tenure beside it is another tie.
    assert counted(store, version(tmp_path, "2022-04-01", [ANNA_LEFT, ANNA_CAME_BACK])) == (2, 1, 1)
    assert counted(store, version(tmp_path, "2022-05-01", [ANNA_LEFT, ANNA_CAME_BACK, BORIS])) == (1, 0, 0)
    with session_on(graph) as session:
        found = session.run("MATCH (n:SyncRun) RETURN n.changed AS changed ORDER BY n.started_at").value()
    assert found == [0, 1, 1, 1, 0]


def test_of_several_rows_of_one_tie_as_many_are_changed_as_are_gone(store: Store, tmp_path: Path) -> None:
    """A tie whose dates two rows tell differently, and then one."""
    source = SyncSource("followthemoney", source_module("followthemoney"))
    own = '{"id": "own", "schema": "Ownership", "properties": {"owner": ["roman"], "asset": ["acme"]%s}}\n'
    ends = "".join(f'{{"id": "{each}", "schema": "{schema}", "properties": {{"name": ["{each.title()}"]}}}}\n'
                   for each, schema in (("roman", "Person"), ("acme", "Company")))  # fmt: skip

    def synced(day: int, *starts: str) -> tuple[int, int, int]:
        file = tmp_path / f"2024050{day}120000-all.ftm.json"
        file.write_text(ends + "".join(own % f', "startDate": ["{start}"]' for start in starts), encoding="utf-8")
        (found,) = sync_source(store, source, [str(file)], SyncOptions(seen_on="2030-01-01"), lambda *_: None)
        return found.run.added, found.run.changed, found.run.withdrawn

    assert synced(1, "2019", "2020") == (6, 0, 0)
    assert synced(2, "2021") == (0, 1, 1)
    assert synced(3, "2022", "2023") == (1, 1, 0)


def test_what_is_corrected_counts_as_taken_back_where_most_of_it_is(store: Store, tmp_path: Path) -> None:
    one(store, version(tmp_path, "2022-01-01", MANY))
    shifted = [(person, post, start, end.replace("06", "07")) for person, post, start, end in MANY]
    with pytest.raises(Refused, match="would take back 30 of 30 claims and remarks; expected at most 50%"):
        one(store, version(tmp_path, "2022-02-01", shifted))


def test_samples_have_the_names_that_people_know(store: Store, tmp_path: Path) -> None:
    one(store, version(tmp_path, "2022-01-01", [ANNA, BORIS]))
    found = one(store, version(tmp_path, "2022-02-01", [ANNA_LEFT, CLARA]), DRY)
    assert (found.counts.added, found.counts.changed, found.counts.retracted) == (3, 1, 1)
    assert without_ids(found.counts.samples) == [
        "new entity register-clara: Clara",
        "new claim Clara is head of Court of Court, 2021-01-02 – ..",
        "changed claim Anna is head of Bank of Bank, 2019-01-01 – 2022-01-05; before: 2019-01-01 – ..",
        "retracted claim Boris is head of Court of Court, 2018-05-01 – 2021-01-01",
    ]


def test_a_sample_tells_what_was_said_before_where_more_than_dates_is_corrected(store: Store, tmp_path: Path) -> None:
    source = SyncSource("followthemoney", source_module("followthemoney"))
    lines = """{"id": "roman", "schema": "Person", "properties": {"name": ["Roman"]}}
        {"id": "acme", "schema": "Company", "properties": {"name": ["Acme"]}}
        {"id": "post", "schema": "Position", "properties": {"name": ["Clerk"], "organization": ["acme"]}}
        {"id": "holds", "schema": "Occupancy", "properties": {"holder": ["roman"], "post": ["post"]}}\n"""
    for day, text, options in ((1, lines, replace(DRY, dry_run=False)), (2, lines.replace("Clerk", "Registrar"), DRY)):
        file = tmp_path / f"2024050{day}120000-all.ftm.json"
        file.write_text(text, encoding="utf-8")
        (found,) = sync_source(store, source, [str(file)], options, lambda *_: None)
    (sample,) = found.counts.samples
    assert sample.endswith(": Roman is Registrar of Acme; before: Roman is Clerk of Acme")


def test_a_dry_run_tells_what_the_graph_cannot_hold(store: Store, tmp_path: Path) -> None:
    found = one(store, version(tmp_path, "2022-01-01", [ANNA, ("Dana", "unknown", "2020", "")]), DRY)
    assert found.run.message == "No place in the graph for 1 of the kind “post”: unknown."


def test_the_command_shows_them(graph: Address, tmp_path: Path) -> None:
    """Of a table of kin, which have no dates."""
    table = "id,name,relationship,relative,relativename\nQ900010,Ana Anova,child,Q900011,Bek Anov\n"
    (tmp_path / "2022-01-05_family.csv").write_text(table, encoding="utf-8")
    found = retinue(
        "sync", "kazakhstan-cabinet", "--from", tmp_path, "--dry-run", wait=120, **database_variables(graph)
    )
    assert found.returncode == 0, found.stderr
    assert ": Ana Anova is parent of Bek Anov\n" in found.stdout


def test_a_renamed_entity_shows_both_names(graph: Address, store: Store, tmp_path: Path) -> None:
    one(store, version(tmp_path, "2022-01-01", [ANNA, BORIS]))
    renamed = version(tmp_path, "2022-02-01", [ANNA, ("BORIS", *BORIS[1:])])
    found = one(store, renamed, DRY)
    assert found.counts.samples == ["changed entity register-boris: BORIS, before: Boris"]


def test_entities_of_an_import_have_their_names(graph: Address, tmp_path: Path) -> None:
    outcome = told(graph, tmp_path, [
        source("paper", "2020-01-01"), entity("anna"), entity("mill", "INSTITUTION"),
        claim(tie("HOLDS_POST", "anna", "mill"), "paper"),
    ])  # fmt: skip
    found = [sample for sample in outcome.samples if "entity" in sample or "source" in sample]
    assert found == ["new entity anna: Anna", "new entity mill: Mill", "new source paper: Paper"]


def test_claims_of_an_import_are_told_as_those_of_a_sync(graph: Address, tmp_path: Path) -> None:
    """By the names of the files, else by those of the graph."""
    world = [source("paper", "2020-01-01"), entity("anna"), entity("mill", "INSTITUTION")]
    post = tie("HOLDS_POST", "anna", "mill", role="miller")
    told(graph, tmp_path, [*world, entity("zed"), claim(post, "paper", id="post", start="2019"),
                            claim(tie("OWNS", "zed", "mill"), "paper", id="gone")])  # fmt: skip
    renamed = {**entity("anna"), "names": [{"text": "Anna the Miller"}]}
    file = written(tmp_path, [
        world[0], renamed, world[2], claim(post, "paper", id="post", start="2018"), entity("bank", "INSTITUTION"),
        claim(tie("OWNS", "anna", "bank"), "paper", id="owns", end="2020-05"),
    ], "told")  # fmt: skip
    found = retinue("import", file, "--dry-run", wait=120, **database_variables(graph))
    assert found.returncode == 0, found.stderr
    assert [line.strip() for line in found.stdout.splitlines() if " claim " in line] == [
        "changed claim post: Anna the Miller is miller of Mill, from 2018; before: from 2019",
        "new claim owns: Anna the Miller owns Bank, until 2020-05",
        "retracted claim gone: Zed owns Mill",
    ]


DATED = ClaimRecord("c", "t", "s", parse("2022-01-01"))


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        (TieKind.OWNS, {}, "A owns b"),
        (TieKind.OWNS, {"role": "silent partner"}, "A owns b (silent partner)"),
        (TieKind.OWNS, {"start": "2019"}, "A owns b, from 2019"),
        (TieKind.OWNS, {"end": "2019-05~"}, "A owns b, until 2019-05~"),
        (TieKind.OWNS, {"end": ".."}, "A owns b"),
        (TieKind.OWNS, {"held_on": "2019-05-01"}, "A owns b, on 2019-05-01"),
        (TieKind.HOLDS_POST, {}, "A holds a post at b"),
        (TieKind.HOLDS_POST, {"role": "Judge", "end": "2020"}, "A is Judge of b, until 2020"),
    ],
)
def test_a_claim_in_a_line(kind: TieKind, fields: dict[str, str], expected: str) -> None:
    given = {name: value if name == "role" else parse(value) for name, value in fields.items()}
    said = ClaimRecord("c", "t", "s", parse("2022-01-01"), **given)  # type: ignore[arg-type]
    assert claim_sentence(said, TieRecord("t", kind, "a", "b"), {"a": "A"}) == expected
    denial = ClaimRecord("c", "t", "s", parse("2022-01-01"), Stance.DENIES, **given)  # type: ignore[arg-type]
    assert claim_sentence(denial, TieRecord("t", kind, "a", "b"), {"a": "A"}) == f"denied: {expected}"
