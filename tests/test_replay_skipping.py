"""Some of the published versions of a table, in order: the next one that is there says all that those between said."""

from collections.abc import Iterator

import pytest

from service.address import Address
from service.sync.syncing import Synced
from tests.conftest import Engine
from tests.replays import KAZAKHSTAN, last_of_each_day, replay, said, table

SOURCE = "kazakhstan-cabinet-holders21"
# The first and the last, and between them a version before and one after the fall of the government.
SOME = [file for file in sorted(KAZAKHSTAN.glob("*_holders21.csv")) if file.name[:3] in ("001", "003", "006", "022")]


@pytest.fixture(scope="module")
def skipping(engine: Engine) -> Iterator[tuple[Address, list[Synced]]]:
    with replay(engine, "kazakhstan-cabinet", *SOME) as found:
        yield found


def test_a_day_of_knowledge_shows_what_the_last_version_until_then_said(
    skipping: tuple[Address, list[Synced]],
) -> None:
    address, runs = skipping
    days = {file.name.split("_")[1]: file for file in SOME}
    assert [run.run.day for run in runs] == list(days)
    for day in last_of_each_day("holders21"):
        file = days[max(each for each in days if each <= day)]
        expected = {
            (f"kazakhstan-cabinet-{row['personID'].lower()}", row["position"], row["start"], row["end"])
            for row in table(file)
        }
        assert said(address, SOURCE, day) == expected, day
