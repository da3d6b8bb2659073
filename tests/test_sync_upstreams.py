"""Syncs from upstreams over HTTP: what they say of changes, and what becomes of the graph where they break."""

import gzip
import json
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from schema.vocabulary import SyncOutcome
from service.address import Address
from service.sync.fetching import Patience, UpstreamFailed
from service.sync.source_modules import SyncSource
from service.sync.store import Store
from service.sync.syncing import Synced, sync_source
from service.sync.upstream import Refused, Version
from tests.dumps import session_on, standing
from tests.made_register import ANNA, BORIS, CLARA, OPTIONS, REGISTER, Register, Row, version
from tests.made_upstream import Answer, Upstream, body, dripping, dripping_headers, in_turn, tagged

HASTY = Patience(silence=5.0, whole=20.0, attempts=2, size=100_000, longest_wait=0.1)
# For what comes slowly.
HASTIER = replace(HASTY, whole=1.0)
FIRST, SECOND = "/2022-01-01.csv", "/2022-02-01.csv"


def table(folder: Path, *rows: Row) -> bytes:
    return version(folder, "table", rows).read_bytes()


def synced(
    store: Store, made: Upstream, *paths: str, source: SyncSource = REGISTER, patience: Patience = HASTY
) -> list[Synced]:
    origins = [made.url + path for path in paths]
    return list(sync_source(store, source, origins, OPTIONS, lambda *_: None, patience))


def ledger(address: Address) -> list[tuple[str, str | None]]:
    """Outcome and message of every run, the first one first."""
    with session_on(address) as session:
        found = session.run("MATCH (n:SyncRun) RETURN n.outcome AS outcome, n.message AS told ORDER BY n.started_at")
        return [(each["outcome"], each["told"]) for each in found]


class Parted(Register):
    """A register in two tables, each a part with versions of its own."""

    FILES: tuple[str, ...] = ("one.csv", "two.csv")

    def versions(self, paths: Sequence[Path]) -> list[Version]:
        return [Version((path,), path.name, part=path.stem) for path in paths]


PARTED = SyncSource("parted", Parted())


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


def test_a_part_that_goes_back_to_what_it_said_before_is_taken_up(
    graph: Address, store: Store, made: Upstream, tmp_path: Path
) -> None:
    made.answers["/one.csv"] = body(table(tmp_path, CLARA))
    before, wrong = table(tmp_path, ANNA), table(tmp_path, ANNA, BORIS)
    for data in (before, wrong, before):
        made.answers["/two.csv"] = body(data)
        found = synced(store, made, "/", source=PARTED)
    assert [(each.run.dataset, each.counts.retracted) for each in found] == [("parted-two", 1)]
    # What was said and taken back on one day was known on none.
    posts = map(json.loads, standing(graph)["HOLDS_POST"])
    assert {post["from_id"] for post in posts if post["known_from"] < post["known_to"]} == {
        "register-anna",
        "register-clara",
    }


def test_an_upstream_that_says_that_nothing_has_changed_changes_nothing(
    graph: Address, store: Store, made: Upstream, tmp_path: Path
) -> None:
    made.answers[FIRST] = tagged(table(tmp_path, ANNA, BORIS), '"one"', Last_Modified="Sat, 01 Jan 2022 10:00:00 GMT")
    synced(store, made, FIRST)
    before, data_version = standing(graph), store.version
    (found,) = synced(store, made, FIRST)
    assert found.skipped
    assert found.run.message == "Nothing has changed since the last run, says the upstream."
    assert made.requests[-1][1]["if-none-match"] == '"one"'
    assert made.requests[-1][1]["if-modified-since"] == "Sat, 01 Jan 2022 10:00:00 GMT"
    assert (standing(graph), store.version) == (before, data_version)


def test_an_address_that_was_asked_before_another_one_is_read_again(
    graph: Address, store: Store, made: Upstream, tmp_path: Path
) -> None:
    """What it says has not changed since it was asked, but the graph has."""
    first = tagged(table(tmp_path, ANNA, BORIS), '"one"', Last_Modified="Sat, 01 Jan 2022 10:00:00 GMT")
    made.answers |= {"/first.csv": first, "/other.csv": tagged(table(tmp_path, ANNA, CLARA), '"two"')}
    for path in ("/first.csv", "/other.csv"):
        synced(store, made, path)
    with pytest.raises(Refused, match=r"first\.csv is of 2022-01-01, and a version of .* has been applied already"):
        synced(store, made, "/first.csv")
    assert "register-clara" in str(standing(graph))


def _broken(data: bytes) -> dict[str, tuple[Answer, str]]:
    """Answers of upstreams that break, and what is told of each."""
    bomb = gzip.compress(data + b"\n" * 1_000_000)
    return {
        "busy": (
            body(b"", status=503, Retry_After="60"),
            "answered 503 Service Unavailable and asks to be left alone for 60 seconds",
        ),
        "asked too often": (
            body(b"", status=429, Retry_After="2"),
            "answered 429 Too Many Requests and asks to be left alone for 2 seconds",
        ),
        "bomb": (body(bomb, Content_Encoding="gzip"), "unpacks to more than 100,000 bytes"),
        "slow": (dripping(data[:20]), "took more than 1 seconds"),
        "slow headers": (dripping_headers, "took more than 1 seconds"),
        "early": (body(data[:-20], Content_Length=str(len(data))), "ended early or could not be reached"),
        "circle": (body(b"", status=302, Location=SECOND), "redirects without an end"),
    }


def test_an_upstream_that_breaks_is_told_and_the_next_run_succeeds(
    graph: Address, store: Store, made: Upstream, tmp_path: Path
) -> None:
    """However it breaks, and however often."""
    made.answers[FIRST] = tagged(table(tmp_path, ANNA), '"one"')
    synced(store, made, FIRST)
    before, data_version = standing(graph), store.version
    data = table(tmp_path, ANNA, BORIS)
    broken = _broken(data)
    for how, (answer, told) in broken.items():
        made.answers[SECOND] = answer
        with pytest.raises(UpstreamFailed, match=told):
            synced(store, made, SECOND, patience=HASTIER if how.startswith("slow") else HASTY)
        assert (how, standing(graph), store.version) == (how, before, data_version)
        outcome, message = ledger(graph)[-1]
        assert (how, outcome) == (how, SyncOutcome.FAILED)
        assert str(message).startswith(f"{made.url}{SECOND}") and told in str(message)
    made.answers[SECOND] = body(data)
    (found,) = synced(store, made, SECOND)
    assert found.counts.added
    assert [outcome for outcome, _ in ledger(graph)] == ["SUCCEEDED", *["FAILED"] * len(broken), "SUCCEEDED"]


def test_an_upstream_that_breaks_once_is_asked_again_within_the_run(
    graph: Address, store: Store, made: Upstream, tmp_path: Path
) -> None:
    data = table(tmp_path, ANNA)
    made.answers[FIRST] = in_turn(_broken(data)["early"][0], body(data))
    (found,) = synced(store, made, FIRST)
    assert found.counts.added
    assert ledger(graph) == [("SUCCEEDED", None)]
