"""How much of a source may be gone, bad, new or large before a version is refused, as its settings say."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from schema.errors import BadInput
from service.address import Address
from service.sync.applying import SyncOptions
from service.sync.fetching import Patience
from service.sync.refusing import Limits
from service.sync.store import Store
from service.sync.syncing import Synced, sync_source
from service.sync.upstream import Refused
from service.sync_command import REFUSED
from service.sync_jobs import SyncJob, sync_jobs
from tests.commands import database_variables, retinue
from tests.made_register import ANNA, MANY, OPTIONS, REGISTER, version
from tests.made_upstream import body, upstream
from tests.read_sources import SAMPLES

HEADER = "position,person,personID,start,end,gender,DOB,DOD,image,enwiki\n"


def job(folder: Path, *lines: str) -> SyncJob:
    """The job of a table with these lines."""
    file = folder / "sync.toml"
    file.write_text("\n".join(("[popolo]", 'from = "x"', *lines)), encoding="utf-8")
    return sync_jobs(file)["popolo"]


def test_a_source_that_says_nothing_of_limits_has_those_of_the_code(tmp_path: Path) -> None:
    found = job(tmp_path)
    assert (found.limits, found.patience) == (Limits(), Patience())
    assert (Limits(), Patience().size) == (Limits(gone=0.5, rejected=0.2, growth=10), 1024 * 1024 * 1024)


def test_limits_are_those_of_the_settings(tmp_path: Path) -> None:
    found = job(tmp_path, "most_gone = 0.75", "most_rejected = 0", "most_growth = 1.5", "most_megabytes = 2")
    assert found.limits == Limits(gone=0.75, rejected=0.0, growth=1.5)
    assert found.patience == Patience(size=2 * 1024 * 1024)
    assert job(tmp_path, "most_gone = 1").limits == Limits(gone=1.0)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("most_gone = 50", "expected a share from 0 to 1, such as 0.5, found 50"),
        ("most_gone = -0.1", "expected a share from 0 to 1, such as 0.5, found -0.1"),
        ("most_gone = true", "expected a share from 0 to 1, such as 0.5, found true"),
        ("most_gone = nan", "expected a share from 0 to 1, such as 0.5, found NaN"),
        ('most_rejected = "20%"', 'expected a share from 0 to 1, such as 0.2, found "20%"'),
        ("most_growth = 0.5", "expected how many times as many rows, 1 or more, such as 10, found 0.5"),
        ("most_megabytes = 1.5", "expected whole megabytes from 1 to 1000000, such as 1024, found 1.5"),
        ("most_megabytes = 0", "expected whole megabytes from 1 to 1000000, such as 1024, found 0"),
    ],
)
def test_a_limit_that_is_none_is_told_with_its_place(tmp_path: Path, line: str, told: str) -> None:
    field = line.split()[0]
    with pytest.raises(BadInput, match=re.escape(f"{tmp_path}/sync.toml: popolo: {field}: {told}")):
        job(tmp_path, line)


def table(people: range, *, bad: int = 0) -> bytes:
    """So many people in office, and so many of whom nobody can say since when."""
    starts = ["2019-01-01"] * len(people) + ["some day"] * bad
    rows = (f"President,Person {n},Q{n + 1},{start},,,,,,\n" for n, start in enumerate(starts, people.start))
    return (HEADER + "".join(rows)).encode()


def test_the_commands_go_by_the_limits_of_the_settings(graph: Address, tmp_path: Path) -> None:
    """By name, by `--due` as the service's schedule does it, and with `--from`."""
    toml = tmp_path / "sync.toml"
    variables = {**database_variables(graph), "RETINUE_SYNC": str(toml)}
    versions = {
        "2022-01-05_holders21.csv": table(range(40)),
        "2022-01-06_holders21.csv": table(range(8, 40)),  # a fifth gone
        "2022-01-07_holders21.csv": table(range(8, 40), bad=3),  # less than a tenth bad
        "2022-01-08_holders21.csv": table(range(8, 80)),  # twice as many and more
    }
    for name, data in versions.items():
        (tmp_path / name).write_bytes(data)
    first, fewer, worse, more = versions

    def run(name: str, limit: str, *arguments: str) -> tuple[int, str]:
        toml.write_text(f'[kazakhstan-cabinet]\nfrom = "{name}"\nschedule = "0 3 * * *"\n{limit}\n', encoding="utf-8")
        found = retinue("sync", *(arguments or ("kazakhstan-cabinet",)), wait=120, **variables)
        return found.returncode, " ".join(found.stderr.split())

    assert run(first, "", "--due")[0] == 0
    code, told = run(fewer, "most_gone = 0.1")
    assert (code, "would take back 8 of 40 claims and remarks; expected at most 10%" in told) == (REFUSED, True)
    assert "most_gone in the source's table of the settings says how much may be" in told
    code, told = run("elsewhere.csv", "most_gone = 0.1", "kazakhstan-cabinet", "--from", str(tmp_path / fewer))
    assert (code, "expected at most 10%" in told) == (REFUSED, True)
    assert run(fewer, "most_gone = 0.2")[0] == 0
    code, told = run(worse, "most_rejected = 0.05")
    assert (code, "3 of the 35 rows" in told, "expected at most 5%" in told) == (REFUSED, True, True)
    code, told = run(more, "most_growth = 2", "kazakhstan-cabinet")
    assert (code, "72 rows, and the last version had 32; expected at most 2 times" in told) == (REFUSED, True)
    assert run(more, "most_growth = 2.25")[0] == 0


def test_a_file_may_be_as_large_as_the_settings_say(graph: Address, tmp_path: Path) -> None:
    toml = tmp_path / "sync.toml"
    shutil.copy(SAMPLES / "popolo" / "01_2015-07-09_assembly.json", tmp_path / "assembly.json")
    large = (tmp_path / "assembly.json").read_bytes() + b" " * (1024 * 1024)
    with upstream() as made:
        made.answers["/assembly.json"] = body(large, Content_Type="application/json")

        def run(most: int) -> tuple[int, str]:
            toml.write_text(f'[popolo]\nfrom = "{made.url}/assembly.json"\nmost_megabytes = {most}\n', encoding="utf-8")
            found = retinue("sync", "popolo", wait=120, RETINUE_SYNC=str(toml), **database_variables(graph))
            return found.returncode, " ".join(found.stderr.split())

        code, told = run(1)
        assert (code, "is larger than 1,048,576 bytes" in told) == (REFUSED, True)
        assert "raise most_megabytes in the settings, or sync from a path with --force" in told
        assert run(2)[0] == 0


def test_a_file_at_a_path_is_refused_where_it_is_larger_and_forced_where_a_person_knows(
    store: Store, tmp_path: Path
) -> None:
    file = version(tmp_path, "2022-01-01", MANY)
    size = file.stat().st_size

    def synced(most: int, options: SyncOptions = OPTIONS) -> Synced:
        (found,) = sync_source(store, REGISTER, [str(tmp_path)], options, lambda *_: None, Patience(size=most))
        return found

    with pytest.raises(Refused, match=rf"2022-01-01\.csv has {size:,} bytes; expected at most {size - 1:,}") as told:
        synced(size - 1)
    assert "--force" in str(told.value.suggestion) and "most_megabytes" in str(told.value.suggestion)
    assert store.version == 0
    assert synced(size).run.read == len(MANY)
    # What has been applied is not looked at again.
    assert synced(size - 1).skipped
    version(tmp_path, "2022-01-01", [*MANY, ANNA])
    assert synced(size, replace(OPTIONS, force=True)).counts.added
