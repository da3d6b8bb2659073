"""Syncs from upstreams over HTTP: what they say of changes, and what becomes of the graph where they break."""

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import pytest

from service.address import Address
from service.sync.fetching import Patience
from service.sync.source_modules import Source
from service.sync.store import Store
from service.sync.syncing import Synced, SyncOptions, sync_source
from service.sync.upstream import Refused, Version
from tests.dumps import session_on
from tests.made_register import ANNA, BORIS, OPTIONS, REGISTER, Register, Row, version
from tests.made_upstream import Upstream, body, tagged, upstream

HASTY = Patience(silence=5.0, whole=20.0, attempts=2, longest_wait=0.1)


@pytest.fixture
def made() -> Iterator[Upstream]:
    with upstream() as made:
        yield made


def table(folder: Path, *rows: Row) -> bytes:
    return version(folder, "table", rows).read_bytes()


def synced(
    store: Store, made: Upstream, *paths: str, source: Source = REGISTER, options: SyncOptions = OPTIONS
) -> list[Synced]:
    origins = [made.url + path for path in paths]
    return list(sync_source(store, source, origins, options, lambda *_: None, HASTY))


class Parted(Register):
    """A register in two tables, each a part with versions of its own."""

    FILES: tuple[str, ...] = ("one.csv", "two.csv")

    def versions(self, paths: Sequence[Path]) -> list[Version]:
        return [Version((path,), path.name, part=path.stem) for path in paths]


PARTED = Source("parted", Parted())


def _datasets(address: Address) -> list[str]:
    with session_on(address) as session:
        found = session.run("MATCH (d:Dataset {source: 'parted'}) RETURN d.name AS name ORDER BY name")
        return [str(each["name"]) for each in found]


def test_a_run_that_stops_between_two_parts_is_completed_by_the_next(
    graph: Address, store: Store, made: Upstream, tmp_path: Path
) -> None:
    made.answers["/one.csv"] = tagged(table(tmp_path, ANNA), '"one"')
    made.answers["/two.csv"] = tagged(table(tmp_path, BORIS), '"two"')
    runs = sync_source(store, PARTED, [f"{made.url}/"], OPTIONS, lambda *_: None, HASTY)
    assert next(runs).run.dataset == "parted-one"
    assert isinstance(runs, Generator)
    runs.close()
    assert _datasets(graph) == ["parted-one"]
    assert [each.run.dataset for each in synced(store, made, "/", source=PARTED)] == ["parted-two"]
    assert _datasets(graph) == ["parted-one", "parted-two"]
    before = store.version
    (again,) = synced(store, made, "/", source=PARTED)
    assert again.skipped
    assert store.version == before


def test_a_part_that_is_refused_is_asked_for_again(
    graph: Address, store: Store, made: Upstream, tmp_path: Path
) -> None:
    made.answers["/one.csv"] = tagged(table(tmp_path, ANNA), '"one"')
    made.answers["/two.csv"] = tagged(b"person,post\n", '"two"')
    for _ in range(2):
        with pytest.raises(Refused, match=r"two\.csv has lost start, end"):
            synced(store, made, "/", source=PARTED)
    made.answers["/two.csv"] = tagged(table(tmp_path, BORIS), '"three"')
    synced(store, made, "/", source=PARTED)
    assert _datasets(graph) == ["parted-one", "parted-two"]


def test_each_part_is_noted_with_the_address_it_came_from(store: Store, made: Upstream, tmp_path: Path) -> None:
    made.answers["/one.csv"] = made.answers["/two.csv"] = body(table(tmp_path, ANNA))
    runs = synced(store, made, "/", source=PARTED)
    assert [each.run.origin for each in runs] == [f"{made.url}/one.csv", f"{made.url}/two.csv"]


def test_a_file_that_came_anew_with_what_it_held_is_not_fetched_again(
    store: Store, made: Upstream, tmp_path: Path
) -> None:
    """As after an upstream has been moved: all its files have other ETags."""
    data = {path: table(tmp_path, row) for path, row in (("/one.csv", ANNA), ("/two.csv", BORIS))}
    for etag in ('"old"', '"new"'):
        made.answers |= {path: tagged(each, etag) for path, each in data.items()}
        synced(store, made, "/", source=PARTED)
    made.requests.clear()
    (found,) = synced(store, made, "/", source=PARTED)
    assert found.skipped
    assert [path for path, _ in made.requests] == ["/one.csv", "/two.csv"]
