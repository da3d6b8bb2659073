"""Versions of which one table or one column is broken, among others that are right, are refused."""

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from service.sync.applying import SyncOptions
from service.sync.reading import Place
from service.sync.refusing import FEWEST, Limits, refuse_rows
from service.sync.source_modules import SyncSource, source_module
from service.sync.store import Store
from service.sync.syncing import Synced, sync_source
from service.sync.upstream import Notes, Refused, Version
from tests.deltas import delta, entity, whole

OPTIONS = SyncOptions(seen_on="2030-01-01")
MINISTERS = SyncSource("uk-ministers", source_module("uk-ministers"))
LINKS = 24


def ministers(folder: Path, day: str, written: Callable[[str], str] = str) -> Path:
    """A version of six tables: many appointments, and links of which the dates are `written` in some way."""
    tables: dict[str, Iterable[str]] = {
        "person": ["id,id_parliament,id_ifg_website,name,start_date,end_date", "p1,,,Anna Reed,,"],
        "organisation": [
            "id,name,short_name,start_date,end_date", *(f"o{n},Ministry {n},,," for n in range(LINKS + 1))
        ],
        "post": ["id,organisation_id,name,rank_equivalence", "post,o0,Minister,MoS"],
        "appointment": [
            "id,person_id,post_id,start_date,end_date",
            *(f"a{n},p1,post,{1800 + n}-01-01,{1800 + n}-02-01" for n in range(120)),
        ],
        "appointment_characteristics": [
            "appointment_id,cabinet_status,is_acting,is_on_leave,leave_reason", "a0,,False,False,"
        ],
        "organisation_link": [
            "predecessor_organisation_id,successor_organisation_id,type,link_start_date,link_end_date",
            *(f"o{n},o{n + 1},renamed,{written('2001-02-03')}," for n in range(LINKS)),
        ],
    }  # fmt: skip
    made = folder / day
    made.mkdir()
    for name, lines in tables.items():
        (made / f"{name}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return made


def synced(store: Store, source: SyncSource, path: Path, options: SyncOptions = OPTIONS) -> Synced:
    (found,) = sync_source(store, source, [str(path)], options, lambda *_: None)
    return found


def test_a_version_of_which_a_small_table_is_written_otherwise_is_refused(store: Store, tmp_path: Path) -> None:
    """Its rows are a seventh of all: fewer than may be set aside of a whole version."""
    assert synced(store, MINISTERS, ministers(tmp_path, "2026-01-05")).run.rejected == 0
    broken = ministers(tmp_path, "2026-01-06", lambda date: "/".join(reversed(date.split("-"))))
    told = (
        "24 of the 24 rows of organisation_link.csv in 2026-01-06 cannot be used; expected at most 20%. The "
        "first: organisation_link.csv: line 2.link_start_date: expected a day such as 2022-01-05, found “03/02/2001”"
    )
    with pytest.raises(Refused, match=re.escape(told)) as raised:
        synced(store, MINISTERS, broken)
    assert "most_rejected" in str(raised.value.suggestion)
    assert store.version == 1
    assert synced(store, MINISTERS, broken, replace(OPTIONS, force=True)).counts.retracted == LINKS


@pytest.mark.parametrize(("rows", "bad", "refused"), [(FEWEST, 5, True), (FEWEST, 4, False), (FEWEST - 1, 19, False)])
def test_shares_of_a_table_count_from_some_rows_on(rows: int, bad: int, refused: bool) -> None:
    notes = Notes()
    for _ in range(1_000):
        notes.count("large.csv")
    for number in range(rows):
        notes.count("small.csv")
        for column in ("start", "end") if number < bad else ():
            notes.reject(Place("small.csv", f"line {number}").at(column), "expected a day")
    version = Version((Path("large.csv"), Path("small.csv")), "some version")
    if not refused:
        refuse_rows(notes, None, version, Limits())
        return
    with pytest.raises(Refused, match=f"{bad} of the {rows} rows of small.csv in some version"):
        refuse_rows(notes, None, version, Limits())


HOLDERS = SyncSource("kazakhstan-cabinet", source_module("kazakhstan-cabinet"))
HEADER = ("position", "person", "personID", "start", "end", "gender", "DOB", "DOD", "image", "enwiki")
# Name, birth, death.
Person = tuple[str, str, str]
PEOPLE: list[Person] = [
    (f"Éric {chr(65 + n % 26)}. Reed {n}", f"19{10 + n}-02-03", f"20{10 + n}-02-03") for n in range(40)
]


def holders(folder: Path, day: str, people: Iterable[Person]) -> Path:
    """A version of people in one office."""
    file = folder / f"{day}_holders21.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(HEADER)
        for n, (name, born, died) in enumerate(people):
            writer.writerow(("President", name, f"Q{n + 1}", "2019-01-01", "", "", born, died, "", ""))
    return file


def of_some(people: list[Person], many: int, change: Callable[[Person], Person]) -> list[Person]:
    return [*map(change, people[:many]), *people[many:]]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda person: ("1", *person[1:]), "without any of the names that they had (PERSON)"),
        (lambda person: (person[0], "", person[2]), "without their birth (PERSON)"),
        (lambda person: (*person[:2], ""), "without their death (PERSON)"),
    ],
)
def test_a_version_of_which_a_column_is_emptied_or_holds_something_else_is_refused(
    store: Store, tmp_path: Path, change: Callable[[Person], Person], told: str
) -> None:
    synced(store, HOLDERS, holders(tmp_path, "2022-01-05", PEOPLE))
    broken = holders(tmp_path, "2022-01-06", of_some(PEOPLE, 21, change))
    whole = f"2022-01-06_holders21.csv would leave 21 of 40 entities {told}; expected at most 50%"
    with pytest.raises(Refused, match=re.escape(whole)) as raised:
        synced(store, HOLDERS, broken)
    assert "most_gone" in str(raised.value.suggestion)
    assert store.version == 1
    half = holders(tmp_path, "2022-01-07", of_some(PEOPLE, 20, change))
    assert synced(store, HOLDERS, half).counts.changed == 20


def test_names_and_births_that_are_mended_are_no_columns_lost(store: Store, tmp_path: Path) -> None:
    synced(store, HOLDERS, holders(tmp_path, "2022-01-05", [(name, born, "") for name, born, _ in PEOPLE]))
    mended = [(name.upper().replace("É", "E"), born[:4], died) for name, born, died in PEOPLE]
    assert synced(store, HOLDERS, holders(tmp_path, "2022-01-06", mended)).counts.changed == len(PEOPLE)


def test_names_that_take_the_place_of_keys_are_no_column_lost(store: Store, tmp_path: Path) -> None:
    synced(store, HOLDERS, holders(tmp_path, "2022-01-05", [(f"Q{n + 1}", "", "") for n in range(len(PEOPLE))]))
    assert synced(store, HOLDERS, holders(tmp_path, "2022-01-06", PEOPLE)).counts.changed == len(PEOPLE)


def test_few_entities_say_nothing_of_a_column(store: Store, tmp_path: Path) -> None:
    """From as many on as the other shares."""
    few = PEOPLE[: FEWEST - 1]
    synced(store, HOLDERS, holders(tmp_path, "2022-01-05", few))
    assert synced(store, HOLDERS, holders(tmp_path, "2022-01-06", [("1", "", "")] * len(few))).counts.changed == len(
        few
    )


def test_a_delta_that_gives_most_of_all_entities_other_names_is_refused(store: Store, tmp_path: Path) -> None:
    """Of all that the dataset has, for what a delta leaves alone stands."""
    people = [entity(f"p{n}", "Person", name=f"Anna Reed {n}", birthDate="1970") for n in range(40)]
    whole(store, tmp_path, *people)
    nameless = [("MOD", entity(f"p{n}", "Person", name="?", birthDate="1970")) for n in range(25)]
    with pytest.raises(Refused, match="would leave 25 of 40 entities without any of the names that they had"):
        delta(store, tmp_path, 2, *nameless)
    assert store.version == 1
    assert delta(store, tmp_path, 2, *nameless[:20]).counts.changed == 20
