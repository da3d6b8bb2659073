"""Datasets: several in one import and one in several, where each comes from, and what is refused."""

from pathlib import Path

import pytest

from schema.errors import BadInput
from service.address import Address
from service.sync.importing import Options, import_paths
from service.sync.reading import Rejected
from service.sync.store import Label, Store
from tests.dumps import everything
from tests.made_up import claim, entity, told
from tests.test_sync_importing import POST, WORLD, rows
from tests.two_versions import FIRST, SECOND, match, remark, written


def test_several_datasets_may_say_the_same(graph: Address, tmp_path: Path) -> None:
    said = [
        *WORLD,
        claim(POST, "paper", start="2019"),
        remark("ann", "paper", "Sings."),
        match("ann", "bea", same=True),
    ]
    told(graph, tmp_path, said, "one")
    assert not told(graph, tmp_path, said, "two").anything
    assert told(graph, tmp_path, WORLD, "one", day="2020-05-01").retracted == 0
    assert all(row.get("retracted_on") is None for row in rows(graph).values())
    assert rows(graph, Label.MATCH)
    assert told(graph, tmp_path, WORLD, "two", day="2020-06-01").retracted == 3
    assert [row["retracted_on"] for row in rows(graph).values()] == ["2020-06-01"]


def test_a_known_dataset_from_another_path_is_refused(graph: Address, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = written(tmp_path / "a", WORLD), written(tmp_path / "b", [*WORLD, entity("cy")])
    with Store(graph) as store:
        import_paths(store, [one], Options())
        for options in (Options(), Options(dry_run=True)):
            with pytest.raises(
                BadInput, match=r"“village” is known from .*a/village.jsonl, not from .*b/village.jsonl"
            ):
                import_paths(store, [other], options)
        assert import_paths(store, [other], Options(dataset="village")).added == 1
        # From now on it is known from there.
        with pytest.raises(BadInput):
            import_paths(store, [one], Options())


def test_several_paths_at_once_may_refer_to_each_other(graph: Address, tmp_path: Path) -> None:
    claims = written(tmp_path, [claim(POST, "paper", id="starts")], "claims")
    things = written(tmp_path, WORLD, "things")
    with Store(graph) as store:
        outcome = import_paths(store, [claims, things, claims], Options())
        assert (outcome.datasets, outcome.added) == (["claims", "things"], 6)
        assert rows(graph)["starts"]["datasets"] == ["claims"]
        # Under one name they are one dataset, whose files are looked at together.
        assert import_paths(store, [claims, things], Options(dataset="all")).version == 2
        assert import_paths(store, [things, claims], Options(dataset="all")).skipped is False
        written(tmp_path, [claim(POST, "paper", id="starts", start="2019")], "claims")
        assert import_paths(store, [claims, things], Options(dataset="all")).changed == 1


def test_two_datasets_of_one_import_may_define_one_thing_and_the_last_stands(graph: Address, tmp_path: Path) -> None:
    one = written(tmp_path, [entity("ann", description="A miller.")], "one")
    two = written(tmp_path, [entity("ann", description="A baker.")], "two")
    with Store(graph) as store:
        import_paths(store, [one, two], Options())
    found = rows(graph, Label.ENTITY)["ann"]
    assert (found["description"], found["datasets"]) == ("A baker.", ["one", "two"])


@pytest.mark.parametrize(
    ("record", "otherwise"),
    [
        (claim(POST, "paper", id="said", start="2019"), {"start": "2018"}),
        (claim(POST, "paper", id="said", start="2019"), {"stance": "DENIES"}),
        (remark("ann", "paper", "Sings.", id="said"), {"text": "Dances."}),
    ],
)
def test_what_a_dataset_says_no_other_changes(
    graph: Address, tmp_path: Path, record: dict[str, object], otherwise: dict[str, object]
) -> None:
    told(graph, tmp_path, [*WORLD, record], "one")
    before = everything(graph)
    message = r"two\.jsonl: line \d+\.id: “said” says otherwise in the dataset “one”; expected an id of its own"
    with pytest.raises(Rejected, match=message):
        told(graph, tmp_path, [*WORLD, record | otherwise], "two")
    assert everything(graph) == before
    # Its own next version does, and who says the same may say it, too.
    assert told(graph, tmp_path, [*WORLD, record | otherwise], "one").changed == 1
    assert told(graph, tmp_path, [*WORLD, record | otherwise], "two").changed == 0


def test_a_record_may_name_its_dataset(graph: Address, tmp_path: Path) -> None:
    mine = [claim(POST, "paper", id="starts", dataset="other"), match("bea", "ann", same=False) | {"dataset": "other"}]
    told(graph, tmp_path, [*WORLD, *mine], "backup")
    assert rows(graph)["starts"]["datasets"] == ["other"]
    assert rows(graph, Label.MATCH)["ann bea"]["datasets"] == ["other"]
    # It is not the backup's to take back.
    told(graph, tmp_path, WORLD, "backup")
    assert rows(graph)["starts"].get("retracted_on") is None


def test_a_dry_run_tells_and_writes_nothing(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, FIRST)
    before = everything(graph)
    outcome = told(graph, tmp_path, SECOND, dry_run=True)
    assert (outcome.added, outcome.changed, outcome.retracted, outcome.version) == (5, 9, 3, 1)
    # Some of everything, however much there is of one.
    assert {sample.split()[0] for sample in outcome.samples} == {"new", "changed", "gone", "retracted", "said"}
    assert everything(graph) == before


@pytest.mark.parametrize("options", [Options(day="2022-13-01"), Options(day="yesterday"), Options(dataset="No name")])
def test_options_that_are_none_are_refused(graph: Address, tmp_path: Path, options: Options) -> None:
    with Store(graph) as store, pytest.raises(BadInput):
        import_paths(store, [written(tmp_path, WORLD)], options)
