"""Ministers of the United Kingdom since 1979: the Institute for Government's database, six tables a version.

    person                       one row for each name that a person bore, from when until when
    organisation, post           departments and offices, and the posts in them
    appointment                  who held which post, from when until when; its id is the tenure
    appointment_characteristics  for a part of an appointment: cabinet status, whether acting, whether on leave
    organisation_link            which department came of which, how and when; known by all columns but the id

What the graph has no place for is counted: gender, rank (but that it tells who is head), cabinet status, leave.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from schema.errors import BadInput
from service.sync.reading import Place, Raw, listed
from service.sync.tables import TableRow, is_in_form, rows
from service.sync.upstream import Notes, Refused, Version, bare, day_in_name, oldest_first

TITLE = "Ministers of the United Kingdom (Institute for Government)"
REGISTER = True
_COLUMNS = {
    "person.csv": ("id", "id_parliament", "id_ifg_website", "name", "start_date", "end_date"),
    "organisation.csv": ("id", "name", "short_name", "start_date", "end_date"),
    "post.csv": ("id", "organisation_id", "name", "rank_equivalence"),
    "appointment.csv": ("id", "person_id", "post_id", "start_date", "end_date"),
    "appointment_characteristics.csv": ("appointment_id", "cabinet_status", "is_acting", "is_on_leave", "leave_reason"),
    "organisation_link.csv": (
        "predecessor_organisation_id", "successor_organisation_id", "type", "link_start_date", "link_end_date",
    ),
}  # fmt: skip
FILES = tuple(_COLUMNS)

NAME = "uk-ministers"
_PUBLISHED = {
    "publisher": "Institute for Government",
    "url": "https://github.com/instituteforgov/ifg-ministers-database-public", "note": "Licence: CC BY 4.0.",
}  # fmt: skip

_FOLDER = re.compile(r"(?:\d+_)?(\d{4}-\d\d-\d\d)(?:_.*)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_FLAG = re.compile(r"true|false|1|0", re.IGNORECASE)


def versions(paths: Sequence[Path]) -> list[Version]:
    """A folder with the six tables, folders of such folders, or the six files. Raises BadInput for anything else."""
    loose = [path for path in paths if path.is_file()]
    found = [_version(loose, _shared_name(loose))] if loose else []
    for path in paths:
        if path.is_dir():
            inside = [each for each in sorted(path.iterdir()) if each.is_dir() and (each / FILES[0]).is_file()]
            found += [_version(sorted(folder.glob("*.csv")), folder.name) for folder in inside or [path]]
        elif not path.exists():
            raise BadInput(f"{path} does not exist")
    return oldest_first(found)


def _shared_name(files: Sequence[Path]) -> str:
    """The name of a version given as files: that of their folder, where they lie in one."""
    if len(files) > 1 and len({file.parent for file in files}) == 1:
        return files[0].parent.name
    return files[0].name if len(files) == 1 else f"{files[0].name} and {len(files) - 1} more"


def _version(files: Sequence[Path], name: str) -> Version:
    by_name = {file.name: file for file in files}
    if len(by_name) < len(files):
        raise BadInput(f"{name}: a table is named twice; expected the six of one version")
    if missing := [each for each in FILES if each not in by_name]:
        raise BadInput(f"{name} is no version of {NAME}: it lacks {listed(missing)}")
    return Version(tuple(by_name[each] for each in FILES), name, day=day_in_name(_FOLDER.fullmatch(name)))


def records(version: Version, notes: Notes) -> Iterator[Raw]:
    """People, organisations, appointments and successions."""
    tables = {file.name: file for file in version.files}

    def table(name: str) -> Iterator[TableRow]:
        some = False
        for row in rows(tables[name], _COLUMNS[name], notes):
            some = True
            yield row
        if not some and not version.forced:
            # All that the table said would seem to be taken back, which may be too little of the whole to be noticed.
            told = f"{name} of {version.name} has no row that can be used; expected at least one"
            raise Refused(told, suggestion="Look at the upstream. If it is right, run the sync again with --force.")

    people = list(table("person.csv"))
    organisations = {row["id"]: row for row in table("organisation.csv")}
    posts = {row["id"]: row for row in table("post.csv")}
    for row in posts.values():
        if row["rank_equivalence"]:
            notes.cannot_hold("rank", row["rank_equivalence"])
    acting = _acting(table("appointment_characteristics.csv"), notes)
    name = version.source or NAME
    title = TITLE if name == NAME else f"{TITLE}: {name}"
    yield Raw("source", {"id": name, "title": title, **_PUBLISHED}, Place("person.csv", ""))
    yield from _people(name, people, notes)
    yield from _organisations(name, organisations.values(), notes)
    known = {row["id"] for row in people}
    for row in table("appointment.csv"):
        yield from _appointment(name, row, known, posts, organisations, acting, notes)
    for row in table("organisation_link.csv"):
        yield from _succession(name, row, organisations, notes)


def _people(source: str, people: Sequence[TableRow], notes: Notes) -> Iterator[Raw]:
    borne: dict[str, list[TableRow]] = defaultdict(list)
    for row in people:
        if _dated(row, ("start_date", "end_date"), notes):
            borne[row["id"]].append(row)
    for identity, named in borne.items():
        # The name that is borne now: the last one that has no end, else the last one.
        present = max(named, key=lambda row: (not row["end_date"], row["start_date"], row["end_date"]))
        names = [
            bare({
                "text": row["name"], "start": row["start_date"], "end": row["end_date"], "sources": [source],
                "preferred": row is present or None,
            })
            for row in named
        ]  # fmt: skip
        identifiers = bare({
            "ukparliament": _whole(present["id_parliament"]), "ifg": _whole(present["id_ifg_website"]),
        })  # fmt: skip
        fields = {
            "id": _id(source, identity), "kind": "PERSON", "names": names, "externalIds": identifiers,
            "sources": [source],
        }  # fmt: skip
        yield Raw("entity", fields, present.place)


def _organisations(source: str, organisations: Iterable[TableRow], notes: Notes) -> Iterator[Raw]:
    for row in organisations:
        if not _dated(row, ("start_date", "end_date"), notes):
            continue
        texts = [text for text in dict.fromkeys((row["name"], row["short_name"])) if text]
        fields = {
            "id": _id(source, row["id"]), "kind": "INSTITUTION", "born": row["start_date"], "died": row["end_date"],
            "names": [{"text": text, "language": "en", "sources": [source]} for text in texts], "sources": [source],
        }  # fmt: skip
        yield Raw("entity", bare(fields), row.place)


def _appointment(
    source: str,
    row: TableRow,
    people: set[str],
    posts: dict[str, TableRow],
    organisations: dict[str, TableRow],
    acting: set[str],
    notes: Notes,
) -> Iterator[Raw]:
    post = posts.get(row["post_id"])
    for column, there in (("person_id", row["person_id"] in people), ("post_id", post is not None)):
        if not there:
            notes.reject(row.place.at(column), f"“{row[column]}” is in no row of its table")
            return
    if post is None or not _dated(row, ("start_date", "end_date"), notes):
        return
    if post["organisation_id"] not in organisations:
        notes.cannot_hold("post without an organisation", post["name"])
        return
    # Each department has one secretary of state; others of that rank sit beside one.
    head = post["rank_equivalence"] == "PM" or (
        post["rank_equivalence"] == "SoS" and post["name"].startswith("Secretary of State")
    )
    tie = {
        "id": _id(source, row["id"]), "kind": "HOLDS_POST",
        "from": _id(source, row["person_id"]), "to": _id(source, post["organisation_id"]),
        "role": f"Acting {post['name']}" if row["id"] in acting else post["name"], "head": head or None,
    }  # fmt: skip
    claim = {"tie": bare(tie), "source": source, "start": row["start_date"], "end": row["end_date"] or ".."}
    yield Raw("claim", bare(claim), row.place)


def _acting(characteristics: Iterator[TableRow], notes: Notes) -> set[str]:
    """The appointments of which some part was acting; what else is told of their parts is counted."""
    found: set[str] = set()
    for row in characteristics:
        if not all(is_in_form(row, column, _FLAG, "True or False", notes) for column in ("is_acting", "is_on_leave")):
            continue
        if _holds(row["is_acting"]):
            found.add(row["appointment_id"])
        if _holds(row["is_on_leave"]):
            notes.cannot_hold("leave", row["leave_reason"] or "without a reason")
        if row["cabinet_status"]:
            notes.cannot_hold("cabinet status", row["cabinet_status"])
    return found


def _holds(flag: str) -> bool:
    return flag.lower() in ("true", "1")


def _succession(source: str, row: TableRow, organisations: dict[str, TableRow], notes: Notes) -> Iterator[Raw]:
    ends = {}
    for column in ("successor_organisation_id", "predecessor_organisation_id"):
        if row[column] not in organisations:
            notes.reject(row.place.at(column), f"“{row[column]}” is in no row of organisation.csv")
            return
        ends[column] = _id(source, row[column])
    if not _dated(row, ("link_start_date", "link_end_date"), notes):
        return
    known_by = "\n".join(row[column] for column in _COLUMNS["organisation_link.csv"])
    tie = {
        "id": f"{source}-link-{hashlib.sha256(known_by.encode()).hexdigest()[:16]}", "kind": "SUCCEEDED",
        "from": ends["successor_organisation_id"], "to": ends["predecessor_organisation_id"], "role": row["type"],
    }  # fmt: skip
    first, last = row["link_start_date"], row["link_end_date"]
    # It took place on some day of these.
    start = first if first == last or not last else f"[{first or ''}..{last}]"
    yield Raw("claim", bare({"tie": bare(tie), "source": source, "start": start}), row.place)


def _dated(row: TableRow, columns: Sequence[str], notes: Notes) -> bool:
    """Whether the dates of a row can be read; one that cannot is set aside."""
    given = (column for column in columns if row[column])
    return all(is_in_form(row, column, _DATE, "a day such as 2022-01-05", notes) for column in given)


def _whole(number: str) -> str | None:
    """A whole number that a table may have as 500.0."""
    return number.removesuffix(".0") or None


def _id(source: str, uuid: str) -> str:
    return f"{source}-{uuid.lower()}"
