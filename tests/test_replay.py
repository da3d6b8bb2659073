"""Every published version of tables of Kazakhstan, in order: what a day of knowledge shows is what its version said.

What the versions say is read here once more, from the tables themselves and by other means than the sources' modules.
"""

from collections.abc import Callable, Iterator

import pytest

from service.address import Address
from service.serving import SEED
from service.sync.importing import Options, import_paths
from service.sync.matching import unjoined
from service.sync.store import Label, Store
from service.sync.syncing import Synced
from tests.conftest import Asker, Engine
from tests.dumps import session_on
from tests.replays import (
    CABINETS_DAY,
    KAZAKHSTAN,
    kin_of,
    last_of_each_day,
    replay,
    replayed,
    said,
    shown,
    table,
)

Asking = Callable[[Address], Asker]


@pytest.fixture(scope="module")
def kazakhstan(engine: Engine) -> Iterator[tuple[Address, list[Synced]]]:
    with replay(engine, "kazakhstan-cabinet", KAZAKHSTAN) as (address, runs):
        with Store(address) as store:
            # The name of this table tells no day.
            cabinets = replayed(store, "kazakhstan-cabinet", KAZAKHSTAN.parent / "all-cabinets.csv", day=CABINETS_DAY)
        yield address, [*runs, *cabinets]


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


@pytest.mark.parametrize("part", ["holders21", "legislators"])
async def test_a_view_of_a_day_of_knowledge_shows_what_that_days_version_said(
    kazakhstan: tuple[Address, list[Synced]], asking: Asking, part: str
) -> None:
    """The same by GraphQL, through the ties that are derived from the claims."""
    address, _ = kazakhstan
    ask, source = asking(address), f"kazakhstan-cabinet-{part}"
    for day, file in last_of_each_day(part).items():
        expected = {
            (f"kazakhstan-cabinet-{row['personID'].lower()}", row["position"], row["start"], row["end"])
            for row in table(file)
        }
        found = await shown(ask, source, day, "HOLDS_POST")
        assert {(who, role, start, end) for who, _, role, start, end in found} == expected, file.name


def test_every_version_is_a_run_and_none_was_refused(kazakhstan: tuple[Address, list[Synced]]) -> None:
    _, runs = kazakhstan
    assert len(runs) == len(list(KAZAKHSTAN.glob("*.csv"))) + 1
    assert [run.run.day for run in runs] == sorted(run.run.day or "" for run in runs)
    assert sum(run.run.rejected for run in runs) == 0


async def test_a_correction_of_one_day_is_seen_by_the_data_version_only(
    kazakhstan: tuple[Address, list[Synced]], asking: Asking
) -> None:
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
    # By GraphQL: two data versions of one day of knowledge, of which the later one has no trace of it.
    ask, source = asking(address), "kazakhstan-cabinet-holders21"
    dead, living = "kazakhstan-cabinet-q25483992", "kazakhstan-cabinet-q110557338"
    role = "Minister of National Economy"
    for run, holder, end in ((wrong, dead, "2020-12-13"), (right, living, "")):
        posts = await shown(ask, source, "2022-01-14", "HOLDS_POST", run.run.data_version)
        assert [(who, *dates) for who, _, held, *dates in posts if held == role and dates[0] == "2022-01-11"] == [
            (holder, "2022-01-11", end)
        ]
    told = await ask(
        'query Told($about: ID!) { changes(about: $about, axis: KNOWLEDGE, from: "2022-01-13", to: "2022-01-15") '
        "{ nodes { kind } } }",
        {"about": dead},
    )
    assert told == {"changes": {"nodes": []}}


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


async def test_kin_are_those_of_the_table_and_one_tie_from_either_side(
    kazakhstan: tuple[Address, list[Synced]], asking: Asking
) -> None:
    address, _ = kazakhstan
    ask, source = asking(address), "kazakhstan-cabinet-family"
    for day, file in last_of_each_day("family").items():
        found = await shown(ask, source, day, "KIN_OF")
        assert {(one, other, role) for one, other, role, _, _ in found} == kin_of(file)
        assert ("kazakhstan-cabinet-q57394", "kazakhstan-cabinet-q376532", "parent") in kin_of(file)
        with session_on(address) as session:
            ties = session.run("MATCH (t:Tie {kind: 'KIN_OF'}) RETURN count(t) AS found").single(strict=True)["found"]
        assert ties == len(kin_of(file))


async def test_cabinets_follow_one_another_as_the_table_says(
    kazakhstan: tuple[Address, list[Synced]], asking: Asking
) -> None:
    address, _ = kazakhstan
    rows = {row["item"]: row for row in table(KAZAKHSTAN.parent / "all-cabinets.csv")}
    found = await shown(asking(address), "kazakhstan-cabinet-cabinets", CABINETS_DAY, "SUCCEEDED")
    began = {
        (f"kazakhstan-cabinet-{item.lower()}", f"kazakhstan-cabinet-{row['replaces'].lower()}"): row["inception"]
        for item, row in rows.items()
        if row["replaces"] in rows
    }
    assert began
    assert {(one, other) for one, other, *_ in found} == set(began)
    for one, other, _, start, _ in found:
        assert began[one, other].startswith(start)


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
