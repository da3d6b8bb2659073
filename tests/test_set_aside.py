"""Rows that are set aside: any number of them are counted, and the first are kept with their reasons."""

import json
import tracemalloc
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from service.sync.applying import SyncOptions
from service.sync.reading import Place
from service.sync.row_set import RowSet
from service.sync.store import Store
from service.sync.upstream import MOST_REJECTED, Notes
from tests.made_register import MANY, one, version
from tests.read_sources import Read, read, versions

MORE = MOST_REJECTED + 200


PLACES = st.builds(
    Place,
    st.sampled_from(["a.csv", "b.json"]),
    st.one_of(
        st.builds("line {}{}".format, st.integers(0, 5_000), st.sampled_from(["", ".start", ".end", ".names[3].text"])),
        st.builds(
            "{}[{}]{}".format,
            st.sampled_from(["persons", "claims"]),
            st.integers(0, 5_000),
            st.sampled_from(["", ".tie.id"]),
        ),
        st.sampled_from(["", "others", f"line {'9' * 5_000}"]),
    ),
)


@given(st.lists(PLACES))
def test_each_row_counts_once_in_whatever_order_its_cells_come(places: list[Place]) -> None:
    found = RowSet()
    for place in places:
        found.add(place)
    assert found.count == len({(place.file, place.where.split(".")[0]) for place in places})


def test_what_is_held_of_rows_that_are_set_aside_has_a_bound() -> None:
    notes = Notes()
    tracemalloc.start()
    for number in range(100_000):
        for column in ("start", "end"):
            notes.reject(Place("table.csv", f"line {number}").at(column), "expected a day")
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(notes.rejected), notes.problems, notes.rejected_rows) == (MOST_REJECTED, 200_000, 100_000)
    assert held < 1_000_000


def test_a_version_of_many_bad_rows_counts_them_all(store: Store, tmp_path: Path) -> None:
    """Rows of two bad cells, which are found in the comparison, and rows that lack a cell, which are found before."""
    file = version(tmp_path, "2022-01-01", [*MANY, *[("Dana", "Bank", "yesterday", "tomorrow")] * MORE])
    with file.open("a", encoding="utf-8") as opened:
        opened.write("Dana,Bank,2022\n" * 300)
    found = one(store, file, SyncOptions(seen_on="2030-01-01", force=True))
    assert (found.run.rejected, len(found.run.rejects)) == (MORE + 300, MOST_REJECTED)
    assert found.run.message and found.run.message.startswith(f"{MORE + 300} set aside: ")
    ((_, ((_, _, rejects, rows),)),) = store.ask("write/sync_rejects", source="register")
    assert (len(rejects), rows) == (MOST_REJECTED, MORE + 300)


def after_many(folder: Path, module: str, name: str, text: str) -> Read:
    (folder / name).write_text(text, encoding="utf-8")
    (found,) = versions(module, folder / name)
    return read(module, found)


def test_after_many_bad_rows_one_more_is_still_told_from_one_in_order(tmp_path: Path) -> None:
    """A delta that cannot be used takes nothing back, and of a membership without its dates there is no claim."""
    entity = {"id": "own", "schema": "Ownership", "properties": {"owner": ["roman"]}}
    lines = ['{"op": "ADD", "entity": []}'] * MORE + [json.dumps({"op": "MOD", "entity": entity})]
    found = after_many(tmp_path, "followthemoney", "20240502120000-x.delta.json", "\n".join([*lines, ""]))
    assert (found.notes.rejected_rows, found.notes.named) == (MORE + 1, [])
    document = {
        "persons": [{"id": "roman", "name": "Roman"}],
        "organizations": [{"id": "house", "name": "House"}],
        "memberships": [1] * MORE + [{"person_id": "roman", "organization_id": "house", "start_date": "some day"}],
    }
    found = after_many(tmp_path, "popolo", "assembly.json", json.dumps(document))
    assert (found.notes.rejected_rows, found.claims) == (MORE + 1, [])
