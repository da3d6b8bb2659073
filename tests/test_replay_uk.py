"""Every published version of the ministers of the United Kingdom, in order: what a day shows is what its version said.

What the versions say is read here once more, from the tables themselves and by other means than the source's module.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.address import Address
from service.sync.store import Store
from service.sync.syncing import Synced
from tests.conftest import Asker, Engine
from tests.replays import UK, at_version, replay, said, shown, table, uk_versions

Asking = Callable[[Address], Asker]


def version_of(run: Synced) -> str:
    """The name of the version that a run was of."""
    return Path(str(run.run.origin).split("\n")[0]).parent.name


@pytest.fixture(scope="module")
def uk(engine: Engine) -> Iterator[tuple[Address, list[Synced]]]:
    with replay(engine, "uk-ministers", *(UK / name for name in uk_versions())) as found:
        yield found


def test_every_version_is_a_run_and_none_was_refused(uk: tuple[Address, list[Synced]]) -> None:
    _, runs = uk
    assert [version_of(run) for run in runs] == uk_versions()
    assert [run.run.rejected for run in runs] == [0] * 10


def test_a_day_of_knowledge_shows_the_appointments_of_that_days_version(uk: tuple[Address, list[Synced]]) -> None:
    address, runs = uk
    for day, name in {run.run.day: version_of(run) for run in runs}.items():
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


async def test_a_view_shows_the_appointments_of_the_last_version_at_their_organisations(
    uk: tuple[Address, list[Synced]], asking: Asking
) -> None:
    """By GraphQL, through the ties that are derived from the claims."""
    address, runs = uk
    last = UK / uk_versions()[-1]
    organisations = {row["id"]: row["organisation_id"] for row in table(last / "post.csv")}
    expected = {
        (
            f"uk-ministers-{row['person_id']}", f"uk-ministers-{organisations[row['post_id']]}",
            row["start_date"], row["end_date"],
        )
        for row in table(last / "appointment.csv")
    }  # fmt: skip
    found = await shown(asking(address), "uk-ministers", str(runs[-1].run.day), "HOLDS_POST")
    assert {(who, where, start, end) for who, where, _, start, end in found} == expected


async def test_a_day_of_knowledge_shows_which_bodies_followed_which(
    uk: tuple[Address, list[Synced]], asking: Asking
) -> None:
    address, runs = uk
    for day, name in {run.run.day: version_of(run) for run in runs}.items():
        expected = {
            (
                *(f"uk-ministers-{row[end]}" for end in ("successor_organisation_id", "predecessor_organisation_id")),
                row["type"],
                *sorted({row["link_start_date"], row["link_end_date"]}),
            )
            for row in table(UK / name / "organisation_link.csv")
        }
        found = await shown(asking(address), "uk-ministers", str(day), "SUCCEEDED")
        assert {(*said[:3], *re.findall(r"[0-9-]{10}", said[3])) for said in found} == expected, name


def test_an_identifier_on_two_people_joins_nobody_and_every_run_tells(uk: tuple[Address, list[Synced]]) -> None:
    address, runs = uk
    told = {version_of(run)[:3]: run.notes.ambiguous for run in runs}
    assert told
    for number, ambiguous in told.items():
        assert bool(ambiguous) == ("054" <= number <= "060"), number
    with Store(address) as store:
        assert store.ask("read/identities", version=store.version) == []


async def test_a_date_that_moved_is_told_as_a_revision_of_its_tie(
    uk: tuple[Address, list[Synced]], asking: Asking
) -> None:
    """By GraphQL, on the axis of knowledge, between the days of the two versions."""
    address, _ = uk
    old, new = (name for name in uk_versions() if name[:3] in ("057", "058"))
    before, after = ({row["id"]: row for row in table(UK / name / "appointment.csv")} for name in (old, new))
    moved = [key for key in before.keys() & after.keys() if before[key] != after[key]]
    assert moved
    days = old.split("_")[1], new.split("_")[1]
    query = """query Told($person: ID!, $from: Date!, $to: Date!) {
      changes(about: $person, axis: KNOWLEDGE, from: $from, to: $to) {
        nodes { kind date tie { id period { start } } claims { start retractedOn } } }
      before: view(knownAt: $from) { person(id: $person) { ties { nodes { id period { start } } } } }
    }"""
    for key in moved:
        person, tie = f"uk-ministers-{before[key]['person_id']}", f"uk-ministers-{key}"
        found = await at_version(asking(address), query, {"person": person, "from": days[0], "to": days[1]})
        (told,) = found["changes"]["nodes"]
        assert (told["kind"], told["date"], told["tie"]["id"]) == ("REVISED", days[1], tie)
        starts = before[key]["start_date"], after[key]["start_date"]
        assert told["tie"]["period"]["start"] == starts[1]
        assert sorted((claim["start"], claim["retractedOn"]) for claim in told["claims"]) == [
            (starts[0], days[1]), (starts[1], None),
        ]  # fmt: skip
        known = {each["id"]: each["period"]["start"] for each in found["before"]["person"]["ties"]["nodes"]}
        assert known[tie] == starts[0]
