"""Every published version of two registers, in order: what a day of knowledge shows is what that day's version said.

The versions lie beside the repository, in `../shared/data`; without them the tests are skipped. What they say is read
here once more, from the tables themselves and by other means than the sources' modules.
"""

import csv
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.address import Address
from service.serving import SEED
from service.sync.importing import Options, import_paths
from service.sync.matching import unjoined
from service.sync.source_modules import Source, source_module
from service.sync.store import Label, Store
from service.sync.syncing import Synced, SyncOptions, sync_source
from tests.conftest import Asker, Engine
from tests.dumps import session_on

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
KAZAKHSTAN, UK = DATA / "kazakhstan-cabinet" / "history", DATA / "uk-ministers" / "history"
# The day on which the one version of the cabinets was public.
CABINETS_DAY = "2022-07-10"
OPTIONS = SyncOptions(seen_on="2026-11-27")

# Person, role, start, end.
Held = tuple[str, str, str, str]


def replayed(store: Store, name: str, *paths: Path, day: str | None = None) -> list[Synced]:
    source, options = Source(name, source_module(name)), replace(OPTIONS, day=day)
    return list(sync_source(store, source, [str(path) for path in paths], options, lambda *_: None))


def said(address: Address, source: str, known_at: str, kind: str = "HOLDS_POST") -> set[Held]:
    """What a source's claims say on a day of knowledge, by the states of the ties that stand then."""
    text = """
    MATCH (m:Meta {name: 'graph'})
    MATCH (x:Claim {source: $source}) WHERE x.since_version <= m.version AND m.version < x.until_version
      AND x.known_from <= $known_at AND $known_at < x.known_to
    MATCH (t:Tie {id: x.tie}) WHERE t.kind = $kind
    RETURN collect([t.from_id, x.role, t.role, x.start_date, x.end_date]) AS found
    """
    with session_on(address) as session:
        found = session.run(text, source=source, known_at=known_at, kind=kind).single(strict=True)["found"]
    return {
        (who, said_role or role, start or "", "" if end == ".." else end) for who, said_role, role, start, end in found
    }


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


@contextmanager
def replay(engine: Engine, name: str, *paths: Path) -> Iterator[tuple[Address, list[Synced]]]:
    """A graph with nothing but what versions of a source said, and their runs; skipped where there are no versions."""
    if not paths or not all(path.exists() for path in paths):
        pytest.skip(f"there is no shared/data with {name} beside the repository")
    address = engine.migrated()
    with Store(address) as store:
        runs = replayed(store, name, *paths)
    yield address, runs
    engine.drop(address)


@pytest.fixture(scope="module")
def kazakhstan(engine: Engine) -> Iterator[tuple[Address, list[Synced]]]:
    with replay(engine, "kazakhstan-cabinet", KAZAKHSTAN) as (address, runs):
        with Store(address) as store:
            # The name of this table tells no day.
            cabinets = replayed(store, "kazakhstan-cabinet", KAZAKHSTAN.parent / "all-cabinets.csv", day=CABINETS_DAY)
        yield address, [*runs, *cabinets]


def last_of_each_day(part: str) -> dict[str, Path]:
    """The last version of each day, by day."""
    files = sorted(KAZAKHSTAN.glob(f"*_{part}.csv"))
    return {file.name.split("_")[1]: file for file in files}


@pytest.mark.parametrize("part", ["holders21", "legislators"])
def test_a_day_of_knowledge_shows_what_that_days_version_said(
    kazakhstan: tuple[Address, list[Synced]], part: str
) -> None:
    address, _ = kazakhstan
    for day, file in last_of_each_day(part).items():
        expected = {
            (f"kazakhstan-cabinet-{row['personID'].lower()}", row["position"], row["start"], row["end"])
            for row in table(file)
        }
        assert said(address, f"kazakhstan-cabinet-{part}", day) == expected, file.name


def test_every_version_is_a_run_and_none_was_refused(kazakhstan: tuple[Address, list[Synced]]) -> None:
    _, runs = kazakhstan
    assert len(runs) == len(list(KAZAKHSTAN.glob("*.csv"))) + 1
    assert [run.run.day for run in runs] == sorted(run.run.day or "" for run in runs)
    assert sum(run.run.rejected for run in runs) == 0


def test_a_correction_of_one_day_is_seen_by_the_data_version_only(kazakhstan: tuple[Address, list[Synced]]) -> None:
    """A dead man held a post, with an end before its start, for as long as it took to mend the identifier."""
    address, runs = kazakhstan
    (wrong,) = [
        run for run in runs if run.run.origin and "007_2022-01-14" in run.run.origin and "holders21" in run.run.origin
    ]
    (right,) = [run for run in runs if run.run.origin and "008_2022-01-14" in run.run.origin]
    assert right.counts.retracted >= 1
    text = (
        "MATCH (x:Claim) WHERE x.since_version <= $version AND $version < x.until_version AND x.retracted_on IS NULL "
        "AND x.source = 'kazakhstan-cabinet-holders21' AND x.end_date < x.start_date AND x.end_date <> '..' "
        "RETURN count(*) AS found"
    )
    with session_on(address) as session:
        found = [session.run(text, version=run.run.data_version).single(strict=True)["found"] for run in (wrong, right)]
    assert found[0] > found[1]


def test_the_fall_of_the_government_is_told_as_a_revision(kazakhstan: tuple[Address, list[Synced]]) -> None:
    _, runs = kazakhstan
    fall = next(run for run in runs if run.run.day == "2022-01-06")
    # Three left their posts, in which the table had them until then.
    assert (fall.run.added, fall.run.changed, fall.run.withdrawn) == (4, 3, 0)
    assert fall.counts.statements_gone == 3


def test_a_replay_of_all_that_was_applied_changes_nothing(kazakhstan: tuple[Address, list[Synced]]) -> None:
    address, _ = kazakhstan
    with Store(address) as store:
        version = store.version
        assert replayed(store, "kazakhstan-cabinet", KAZAKHSTAN) == []
        assert store.version == version


def test_kin_are_one_tie_from_either_side(kazakhstan: tuple[Address, list[Synced]]) -> None:
    address, _ = kazakhstan
    with session_on(address) as session:
        found = session.run(
            "MATCH (t:Tie {kind: 'KIN_OF'}) RETURN collect([t.from_id, t.to_id, t.role]) AS found"
        ).single(strict=True)["found"]
    father, daughter = "kazakhstan-cabinet-q57394", "kazakhstan-cabinet-q376532"
    assert [each for each in found if {father, daughter} == set(each[:2])] == [[father, daughter, "parent"]]


def test_what_one_table_knows_of_a_person_stays_when_another_is_read(
    kazakhstan: tuple[Address, list[Synced]],
) -> None:
    """The table of families knows no births; it is read after those that do."""
    address, _ = kazakhstan
    with session_on(address) as session:
        found = session.run(
            "MATCH (m:Meta {name: 'graph'}) MATCH (x:EntityRecord {id: 'kazakhstan-cabinet-q200881'}) "
            "WHERE x.since_version <= m.version AND m.version < x.until_version RETURN x.born AS born, x.name AS name"
        ).single(strict=True)
    assert dict(found) == {"born": "1953-05-17", "name": "Kassym-Jomart Tokayev"}


@pytest.fixture(scope="module")
def with_seeds(kazakhstan: tuple[Address, list[Synced]]) -> Address:
    """The same graph with the seed data, for the tests that come last."""
    address, _ = kazakhstan
    with Store(address) as store:
        import_paths(store, [SEED], Options(dataset="seed-data"))
    return address


# The people of the seed data who occur in the tables.
BOTH = {
    "akhmetzhan-yesimov": "q340561", "alikhan-smailov": "q56825894", "aliya-nazarbayeva": "q4312090",
    "askar-mamin": "q527063", "bolat-nazarbayev": "q91941470", "dariga-nazarbayeva": "q376532",
    "imangali-tasmagambetov": "q1377525", "karim-masimov": "q209639", "kassym-jomart-tokayev": "q200881",
    "murat-nurtleu": "q66648657", "nursultan-nazarbayev": "q57394", "umirzak-shukeyev": "q4527445",
    "yermek-sagimbayev": "q110434889",
}  # fmt: skip


async def test_the_seeds_people_are_one_with_those_of_the_tables(
    with_seeds: Address, asking: Callable[[Address], Asker]
) -> None:
    ask = asking(with_seeds)
    of_both = {seed: f"kazakhstan-cabinet-{qid}" for seed, qid in BOTH.items()}
    asked = " ".join(
        f'p{number}: person(id: "{other}") {{ id otherIds externalIds {{ scheme value }} '
        "names { sources { id } } ties(first: 100) { nodes { sources { id } } } }"
        for number, other in enumerate(of_both.values())
    )
    found = await ask(f"{{ {asked} }}")
    for number, (seed, other) in enumerate(of_both.items()):
        person = found[f"p{number}"]
        assert (person["id"], person["otherIds"]) == (seed, [other])
        # The evidence: the identifier that both have.
        assert person["externalIds"] == [{"scheme": "wikidata", "value": BOTH[seed].upper()}]
        cited = {source["id"] for tie in person["ties"]["nodes"] for source in tie["sources"]}
        assert any(source.startswith("kazakhstan-cabinet-") for source in cited), seed
        assert not all(source.startswith("kazakhstan-cabinet-") for source in cited), seed


def test_nobody_else_is_one_with_anybody(with_seeds: Address) -> None:
    with Store(with_seeds) as store:
        groups = dict(store.ask("write/joined_entities", version=store.version))
    assert {one for one in groups if one not in BOTH} == {"kazakhstan"}


def test_posts_that_both_know_are_one(with_seeds: Address) -> None:
    """A president's and a state secretary's; of another president's two terms in the documents a person must decide."""
    with Store(with_seeds) as store:
        ties = {row["id"]: row["ties"] for row in store.every_row(Label.JOINED_TIE, store.version)}
        undecided = {(one.id, other.id) for one, other in unjoined(store).ties}
    assert ties.keys() == {"karim-masimov-state-secretary-of-kazakhstan", "nursultan-nazarbayev-heads-kazakhstan"}
    assert all(other.startswith("kazakhstan-cabinet-holders21-") for _, other in ties.values())
    terms = {"kassym-jomart-tokayev-acting-head-of-kazakhstan", "kassym-jomart-tokayev-heads-kazakhstan"}
    assert {one for one, _ in undecided} == terms


def test_who_may_be_one_is_put_forward(with_seeds: Address) -> None:
    """A misspelled name that no identifier joins."""
    with Store(with_seeds) as store:
        found = unjoined(store)
    assert ("daniyar-akhmetov", "kazakhstan-cabinet-q324950") in {(pair.a, pair.b) for pair in found.likely}
    assert len(found.likely) < 30


@pytest.fixture(scope="module")
def uk(engine: Engine) -> Iterator[tuple[Address, list[Synced]]]:
    # Some versions are skipped: the next one that is there says all that it says.
    some = [UK / name for name in _versions() if not re.match("05[569]|061", name)]
    with replay(engine, "uk-ministers", *some) as found:
        yield found


def _versions() -> list[str]:
    return sorted(folder.name for folder in UK.iterdir() if folder.is_dir()) if UK.is_dir() else []


def test_a_day_of_knowledge_shows_the_appointments_of_that_days_version(uk: tuple[Address, list[Synced]]) -> None:
    address, runs = uk
    assert len(runs) >= 6
    for day, name in {run.run.day: Path(str(run.run.origin).split("\n")[0]).parent.name for run in runs}.items():
        posts = {row["id"]: row for row in table(UK / name / "post.csv")}
        acting = {
            row["appointment_id"]
            for row in table(UK / name / "appointment_characteristics.csv")
            if row["is_acting"] == "True"
        }
        expected = {
            (
                f"uk-ministers-{row['person_id']}",
                ("Acting " if row["id"] in acting else "") + posts[row["post_id"]]["name"],
                row["start_date"],
                row["end_date"],
            )
            for row in table(UK / name / "appointment.csv")
        }
        assert said(address, "uk-ministers", str(day)) == expected, name


def test_an_identifier_on_two_people_joins_nobody_and_every_run_tells(uk: tuple[Address, list[Synced]]) -> None:
    address, runs = uk
    told = {re.search(r"/(\d+)_", str(run.run.origin))[1]: run.notes.ambiguous for run in runs}  # type: ignore[index]
    assert told
    for number, ambiguous in told.items():
        assert bool(ambiguous) == ("054" <= number <= "060"), number
    with Store(address) as store:
        assert store.ask("read/identities", version=store.version) == []


def test_a_date_that_moved_is_a_revision_of_its_tie(uk: tuple[Address, list[Synced]]) -> None:
    address, _ = uk
    before, after = (
        {row["id"]: row for row in table(UK / name / "appointment.csv")}
        for name in _versions()
        if name[:3] in ("057", "058")
    )
    moved = [key for key in before.keys() & after.keys() if before[key] != after[key]]
    assert moved
    text = "MATCH ()-[r:HOLDS_POST {tie: $tie}]->() WHERE r.until_version > 1000000 RETURN count(r) AS found"
    with session_on(address) as session:
        for key in moved:
            found: Any = session.run(text, tie=f"uk-ministers-{key}").single(strict=True)["found"]
            assert found >= 2
