"""One malformed value among good ones: it is set aside with its place and the reason, and the others go on."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from service.address import Address
from service.sync.applying import SyncOptions, told
from service.sync.source_modules import SyncSource, source_module
from service.sync.spool import Spool
from service.sync.store import Store
from service.sync.syncing import sync_source
from tests.conftest import Asker
from tests.dumps import standing
from tests.read_sources import Read, read, refused, versions

DEEP = "[" * 100_000 + "]" * 100_000
LONG = "1" * 5_000
HALF = r'"x\ud800"'
IN_SHORT = {
    DEEP: "is broken JSON: it nests too deep",
    LONG: "is broken JSON: Exceeds the limit (4300 digits)",
    HALF: "is broken JSON: it holds half of a character",
}
GOOD = '{"id": "kay", "schema": "Person", "properties": {"name": ["Kay"]}}'


def kept(source: str, file: Path, text: str) -> Read:
    """A file as it is read, once all that is read and told of it has been written as a sync writes it."""
    file.write_text(text, encoding="utf-8")
    (version,) = versions(source, file)
    found = read(source, version)
    with Spool(file.parent) as spool:
        spool.add(found.raws)
    for each in (*found.rejected, told(found.notes) or ""):
        each.encode()
    return found


@pytest.mark.parametrize("value", [DEEP, LONG, HALF], ids=["deep", "long", "half"])
@pytest.mark.parametrize(
    "line",
    [
        '{"id": %s, "schema": "Person", "properties": {"name": ["Lou"]}}',
        '{"id": "lou", "schema": %s, "properties": {"name": ["Lou"]}}',
        '{"id": "lou", "schema": "Person", "properties": {"name": [%s]}}',
        '{"id": "lou", "schema": "Person", "properties": {"name": ["Lou"], "notes": [%s]}}',
        '{"id": "lou", "schema": "Person", "properties": {"name": ["Lou"], "birthDate": [%s]}}',
        '{"id": "lou", "schema": "Position", "properties": {"name": [%s]}}',
    ],
)
def test_a_line_is_set_aside_and_those_around_it_stay(tmp_path: Path, line: str, value: str) -> None:
    file = tmp_path / "x.json"
    # Without the end of a line, too.
    found = kept("followthemoney", file, f"{line % value}\n{GOOD}\n{line % value}")
    assert list(found.entities) == ["followthemoney-kay"]
    assert [each.partition(": is")[0] for each in found.rejected] == ["x.json: line 1", "x.json: line 3"]
    assert all(IN_SHORT[value] in each for each in found.rejected)
    assert (found.notes.rows, found.notes.rejected_rows) == (3, 2)


def test_halves_of_characters_as_bytes_are_told_too(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(GOOD.replace("Kay", "\ud800").encode(errors="surrogatepass") + f"\n{GOOD}\n".encode())
    (version,) = versions("followthemoney", file)
    found = read("followthemoney", version)
    assert list(found.entities) == ["followthemoney-kay"]
    assert found.rejected == ["x.json: line 1: is broken JSON: it holds half of a character"]


@pytest.mark.parametrize("value", [DEEP, LONG], ids=["deep", "long"])
def test_a_document_that_cannot_be_read_is_refused(tmp_path: Path, value: str) -> None:
    data = f'{{"persons": [{{"id": "1", "name": {value}}}]}}'.encode()
    refused("popolo", tmp_path / "x.json", data, rf"x\.json {IN_SHORT[value]}".replace("(", r"\(").replace(")", r"\)"))


@pytest.mark.parametrize("field", ["id", "name", "birth_date", "image"])
@pytest.mark.parametrize("value", [HALF, rf"[{HALF}]", rf'{{{HALF}: "x"}}'])
def test_a_person_of_a_document_is_set_aside_and_the_others_stay(tmp_path: Path, field: str, value: str) -> None:
    person = f'{{"id": "lou", "name": "Lou", "{field}": {value}}}'
    found = kept("popolo", tmp_path / "x.json", f'{{"persons": [{{"id": "kay", "name": "Kay"}}, {person}]}}')
    assert list(found.entities) == ["popolo-kay"]
    assert found.rejected == ["x.json: persons[1]: is broken JSON: it holds half of a character"]


@pytest.mark.parametrize("name", ["organizations", "memberships", "events", "posts", "areas"])
def test_an_item_of_any_list_is_set_aside(tmp_path: Path, name: str) -> None:
    found = kept("popolo", tmp_path / "x.json", f'{{"persons": [], "{name}": [{{"id": "a", "name": {HALF}}}]}}')
    assert found.rejected == [f"x.json: {name}[0]: is broken JSON: it holds half of a character"]


def test_what_a_document_tells_of_itself_is_set_aside(tmp_path: Path) -> None:
    text = rf'{{"persons": [{{"id": "kay", "name": "Kay"}}], "meta": {{"source": {HALF}}}, {HALF}: [1, {HALF}]}}'
    found = kept("popolo", tmp_path / "x.json", text)
    assert list(found.entities) == ["popolo-kay"]
    assert found.rejected == ["x.json: meta: is broken JSON: it holds half of a character"]
    with pytest.raises(Exception, match=r"memberships: expected a list, found \"x\\ud800\"") as raised:
        kept("popolo", tmp_path / "x.json", f'{{"persons": [], "memberships": {HALF}}}')
    str(raised.value).encode()


@pytest.mark.parametrize("address", [r'"https://example.org/\u0000"', '"  "', '{"url": "https://example.org"}'])
def test_an_address_that_cannot_be_kept_takes_nothing_along(tmp_path: Path, address: str) -> None:
    text = f'{{"persons": [{{"id": "kay", "name": "Kay"}}], "meta": {{"sources": [{address}]}}}}'
    found = kept("popolo", tmp_path / "x.json", text)
    assert (found.check().sources["popolo"].url, found.unheld) == (
        None,
        {"further source of the document": {address: 1}},
    )


# What of a record of the claims format is malformed, and what is told of it.
RECORDS = [
    (f'{{"type": "source", "id": "b", "title": {HALF}}}', "line 2: holds what cannot be kept: "),
    (f'{{"type": "source", "id": "b", "title": "B", {HALF}: 1}}', "line 2: holds what cannot be kept: "),
    (f'{{"type": "source", "id": "b", "title": {"1" * 40}}}', "line 2: holds what cannot be kept: "),
    (f'{{"type": {HALF}, "id": "b"}}', r'line 2.type: expected one of source, entity, claim, remark, question, match, '
     r'found "x\ud800"'),
    (f'{{"type": "source", {HALF}: 1, {HALF}: 2}}', r"line 2: is broken JSON: “x\ud800” stands twice"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), RECORDS)
def test_a_record_of_the_claims_format_is_set_aside_and_the_others_stay(tmp_path: Path, line: str, reason: str) -> None:
    source = '{"type": "source", "id": "%s", "title": "A title"}'
    found = kept("claims", tmp_path / "x.jsonl", "\n".join([source % "a", line, source % "c"]) + "\n")
    assert [raw.fields["id"] for raw in found.raws] == ["a", "c"]
    (rejected,) = found.rejected
    assert reason in rejected


async def test_a_sync_of_malformed_lines_brings_the_others(
    graph: Address, store: Store, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    """What is told of them reads well in the ledger, whatever the characters."""
    lou = '{"id": "lou", "schema": "Person", "properties": {"name": ["Lou"], "birthDate": [%s]}}'
    control = r'"\u0000"'
    file = tmp_path / "20240501120000-all.ftm.json"
    file.write_text("\n".join([lou % value for value in (DEEP, LONG, HALF, control)] + [GOOD]) + "\n", encoding="utf-8")
    source = SyncSource("followthemoney", source_module("followthemoney"))
    (synced,) = sync_source(store, source, [str(file)], SyncOptions(seen_on="2030-01-01"), lambda *_: None)
    assert synced.run.rejected == 4
    assert [json.loads(each)["name"] for each in standing(graph)["ENTITY"]] == ["Kay", "Lou"]
    asked = '{ syncRuns(source: "followthemoney", first: 1) { nodes { outcome rejected message } } }'
    (run,) = (await asking(graph)(asked))["syncRuns"]["nodes"]
    assert (run["outcome"], run["rejected"]) == ("SUCCEEDED", 4)
