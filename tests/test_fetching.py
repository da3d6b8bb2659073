"""Upstreams that are there, unchanged, broken and hostile, over HTTP on loopback."""

import gzip
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from service.sync.fetching import Fetched, Patience, UpstreamFailed, Validator, fetch
from service.sync.upstream import Refused
from tests.made_upstream import HASTY, TABLE, Upstream, body, in_turn, upstream


def _fetch(
    made: Upstream, folder: Path, path: str = "/table.csv", patience: Patience = HASTY, **known: Validator
) -> Fetched:
    by_url = {f"{made.url}/{name.replace('_', '.')}": validator for name, validator in known.items()}
    return fetch([made.url + path], ("a.csv", "b.csv"), folder, by_url, patience)


def test_a_file_comes_with_the_day_of_its_last_modification(made: Upstream, tmp_path: Path) -> None:
    made.answers["/table.csv"] = body(TABLE, Last_Modified="Wed, 05 Jan 2022 23:59:00 GMT", ETag='"one"')
    found = _fetch(made, tmp_path)
    (file,) = found.files
    assert file.name == "table.csv"
    assert file.read_bytes() == TABLE
    assert found.days == {file: "2022-01-05"}
    assert found.validators == {f"{made.url}/table.csv": Validator('"one"', "Wed, 05 Jan 2022 23:59:00 GMT")}


def test_where_nothing_tells_the_day_it_is_that_of_the_fetch(made: Upstream, tmp_path: Path) -> None:
    made.answers["/table.csv"] = body(TABLE)
    before = datetime.now(UTC).date().isoformat()
    (day,) = _fetch(made, tmp_path).days.values()
    assert before <= day <= datetime.now(UTC).date().isoformat()


@pytest.mark.parametrize(("ahead", "believed"), [(1, True), (2, False), (3000, False)])
def test_a_last_modification_that_is_still_to_come_is_not_believed(
    made: Upstream, tmp_path: Path, ahead: int, believed: bool
) -> None:
    """But for a day: of clocks that are ahead, and of zones."""
    said = datetime.now(UTC) + timedelta(days=ahead)
    made.answers["/table.csv"] = body(TABLE, Last_Modified=format_datetime(said, usegmt=True), ETag='"one"')
    before = datetime.now(UTC).date().isoformat()
    found = _fetch(made, tmp_path)
    (day,), (validator,) = found.days.values(), found.validators.values()
    # Nor is it what the upstream is asked with: all that changes before that day would pass for unchanged.
    assert (validator.last_modified is not None, validator.etag) == (believed, '"one"')
    if believed:
        assert day == said.date().isoformat()
    else:
        assert before <= day <= datetime.now(UTC).date().isoformat()


@pytest.mark.parametrize(
    "said", ["some day", "Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -0500"]
)
def test_a_last_modification_that_is_no_date_is_passed_over(made: Upstream, tmp_path: Path, said: str) -> None:
    made.answers["/table.csv"] = body(TABLE, Last_Modified=said)
    before = datetime.now(UTC).date().isoformat()
    (day,) = _fetch(made, tmp_path).days.values()
    assert before <= day <= datetime.now(UTC).date().isoformat()


def test_what_has_not_changed_is_not_fetched_again(made: Upstream, tmp_path: Path) -> None:
    made.answers["/table.csv"] = body(b"", status=304)
    found = _fetch(made, tmp_path, table_csv=Validator('"one"', "Wed, 05 Jan 2022 23:59:00 GMT"))
    assert found.unchanged
    assert not found.files
    ((_, headers),) = made.requests
    assert headers["if-none-match"] == '"one"'
    assert headers["if-modified-since"] == "Wed, 05 Jan 2022 23:59:00 GMT"


def test_below_an_address_that_ends_in_a_slash_all_files_are_fetched_where_one_has_changed(
    made: Upstream, tmp_path: Path
) -> None:
    made.answers["/of/a.csv"] = in_turn(body(b"", status=304), body(TABLE))
    made.answers["/of/b.csv"] = body(TABLE)
    known = {f"{made.url}/of/a.csv": Validator('"a"'), f"{made.url}/of/b.csv": Validator('"b"')}
    found = fetch([f"{made.url}/of/"], ("a.csv", "b.csv"), tmp_path, known, HASTY)
    assert sorted(file.name for file in found.files) == ["a.csv", "b.csv"]


def test_files_of_one_name_from_two_addresses_are_both_there(made: Upstream, tmp_path: Path) -> None:
    made.answers["/a/table.csv"], made.answers["/b/table.csv"] = body(TABLE), body(TABLE[:-1])
    found = fetch([f"{made.url}/a/table.csv", f"{made.url}/b/table.csv"], (), tmp_path, {}, HASTY)
    assert [(file.name, file.read_bytes()) for file in found.files] == [("table.csv", TABLE), ("table.csv", TABLE[:-1])]
    assert len(found.days) == 2


def test_a_file_that_is_not_there_is_told_at_once(made: Upstream, tmp_path: Path) -> None:
    made.answers["/table.csv"] = body(b"", status=404)
    with pytest.raises(UpstreamFailed, match="answered 404 Not Found"):
        _fetch(made, tmp_path)
    assert len(made.requests) == 1


def test_an_upstream_that_is_away_is_told(tmp_path: Path) -> None:
    with upstream() as gone:
        pass
    with pytest.raises(UpstreamFailed, match="could not be reached"):
        fetch([f"{gone.url}/table.csv"], (), tmp_path, {}, HASTY)


def test_an_upstream_that_ends_early_is_tried_again_and_told(made: Upstream, tmp_path: Path) -> None:
    made.answers["/table.csv"] = body(TABLE[:10], Content_Length=str(len(TABLE)))
    with pytest.raises(UpstreamFailed, match="ended early"):
        _fetch(made, tmp_path)
    assert len(made.requests) == HASTY.attempts


def test_redirects_in_a_circle_are_told(made: Upstream, tmp_path: Path) -> None:
    made.answers["/table.csv"] = body(b"", status=302, Location="/table.csv")
    with pytest.raises(UpstreamFailed, match="redirects without an end"):
        _fetch(made, tmp_path)


def test_a_redirect_to_another_scheme_is_told_at_once(made: Upstream, tmp_path: Path) -> None:
    made.answers["/table.csv"] = body(b"", status=302, Location="ftp://upstream.example.org/table.csv")
    with pytest.raises(UpstreamFailed, match=r"table\.csv is no address .*, or redirects to none: .*ftp://"):
        _fetch(made, tmp_path)
    assert len(made.requests) == 1


def test_a_packed_file_is_unpacked(made: Upstream, tmp_path: Path) -> None:
    # In one part, in several behind each other, or nothing at all, which the sync refuses as it does any empty file.
    for packed, whole in ((gzip.compress(TABLE), TABLE), (gzip.compress(TABLE) * 2, TABLE * 2), (b"", b"")):
        made.answers["/table.csv"] = body(packed, Content_Encoding="gzip")
        (file,) = _fetch(made, tmp_path).files
        assert file.read_bytes() == whole


def test_a_packed_file_that_is_not_whole_is_not_used(made: Upstream, tmp_path: Path) -> None:
    """Though it is as long as its Content-Length says, and ends with a line."""
    unfinished = zlib.compressobj(wbits=31)
    begun = unfinished.compress(TABLE) + unfinished.flush(zlib.Z_SYNC_FLUSH)
    made.answers["/table.csv"] = body(begun, Content_Encoding="gzip")
    with pytest.raises(UpstreamFailed, match="ended early: what is packed as gzip is not whole"):
        _fetch(made, tmp_path, patience=HASTY)
    made.answers["/table.csv"] = body(b"no gzip", Content_Encoding="gzip")
    with pytest.raises(UpstreamFailed, match=r"is packed as gzip and cannot be unpacked: .*incorrect header"):
        _fetch(made, tmp_path, patience=HASTY)


def test_what_is_packed_otherwise_than_asked_for_is_told(made: Upstream, tmp_path: Path) -> None:
    made.answers["/table.csv"] = body(TABLE, Content_Encoding="br")
    with pytest.raises(UpstreamFailed, match=r"table\.csv is packed as br, which it was not asked for; expected gzip"):
        _fetch(made, tmp_path)
    assert made.requests[0][1]["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("table.csv", "csv or plain"),
        ("claims.jsonl", "json or plain"),
        ("claims.yaml", "yaml or plain"),
        ("claims.yml", "yaml or plain"),
        ("download", "a file of data"),
        ("table.tsv", "a file of data"),
    ],
)
def test_a_page_that_comes_in_place_of_a_file_is_refused(
    made: Upstream, tmp_path: Path, name: str, expected: str
) -> None:
    made.answers[f"/{name}"] = body(b"<html>", Content_Type="text/html; charset=utf-8")
    with pytest.raises(Refused, match=f"is text/html by its Content-Type; expected {expected}"):
        _fetch(made, tmp_path, f"/{name}")


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("claims.jsonl", "application/x-ndjson"),
        ("claims.jsonl", "application/jsonl"),
        ("claims.yaml", "application/yaml"),
        ("claims.yml", "text/x-yaml; charset=utf-8"),
        ("claims.yml", "text/plain"),
        ("download", "application/zip"),
    ],
)
def test_a_file_that_is_what_its_name_says_is_taken(
    made: Upstream, tmp_path: Path, name: str, content_type: str
) -> None:
    made.answers[f"/{name}"] = body(b"a: b\n", Content_Type=content_type)
    assert _fetch(made, tmp_path, f"/{name}").files


def test_a_file_that_is_not_what_its_name_says_is_refused(made: Upstream, tmp_path: Path) -> None:
    made.answers["/claims.yaml"] = body(b"%PDF", Content_Type="application/pdf")
    with pytest.raises(Refused, match="is application/pdf by its Content-Type; expected yaml or plain"):
        _fetch(made, tmp_path, "/claims.yaml")
