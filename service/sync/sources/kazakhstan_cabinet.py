"""Kazakhstan's office-holders, legislators, their families and cabinets: tables drawn from Wikidata.

    holders21, legislators   position, person, personID, start, end, gender, DOB, DOD, image, enwiki
    family                   id, name, relationship, relative, relativename
    positions                id, position, …, start, end, …
    all-cabinets             item, itemLabel, inception, abolished, startTime, endTime (with precisions), replaces …

Each table is published by itself and is a part with versions of its own. A person is known by the QID; a position by
its label alone, so that which body it belongs to stands in a table here. What is not used: gender and image, of which
the graph holds nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from schema.errors import BadInput
from service.sync.field_values import as_slug
from service.sync.reading import Place, Raw, listed
from service.sync.tables import TableRow, is_in_form, rows
from service.sync.upstream import Notes, Version, day_in_name, oldest_first

TITLE = "Office-holders of Kazakhstan, from Wikidata (every-politician-scrapers/kazakhstan-cabinet)"
REGISTER = True
FILES = ("holders21.csv", "legislators.csv", "family.csv", "positions.csv", "all-cabinets.csv")

NAME = "kazakhstan-cabinet"
URL = "https://github.com/every-politician-scrapers/kazakhstan-cabinet"

_PARTS = {file: file.removesuffix(".csv").removeprefix("all-") for file in FILES}
_HOLDERS = ("position", "person", "personID", "start", "end", "DOB", "DOD", "enwiki")
_FAMILY = ("id", "name", "relationship", "relative", "relativename")
_POSITIONS = ("id", "position", "start", "end")
_CABINETS = (
    "item", "itemLabel", "inception", "inceptionPrecision", "startTime", "startTimePrecision", "abolished",
    "abolishedPrecision", "endTime", "endTimePrecision", "replaces",
)  # fmt: skip

_DAY = re.compile(r"(?:\d+_)?(\d{4}-\d\d-\d\d)_")
_QID = re.compile(r"Q[1-9][0-9]*")
# Wikidata gives days as instants, too.
_MIDNIGHT = "T00:00:00Z"
_DATE = re.compile(rf"\d{{4}}(-\d\d(-\d\d)?)?({_MIDNIGHT})?")
_TOLD_APART = re.compile(r"\s*\([^)]*\)$")

_COUNTRY = "Kazakhstan"
_GOVERNMENT = "Government of Kazakhstan"
_ADMINISTRATION = "Presidential Administration of Kazakhstan"

# The body of each position, and whether its holder is the body's head.
_POSTS: dict[str, tuple[str, bool]] = {
    "President": (_COUNTRY, True),
    "Vice President": (_COUNTRY, False),
    "State Secretary": (_COUNTRY, False),
    "Prime Minister": (_GOVERNMENT, True),
    "First Deputy Prime Minister": (_GOVERNMENT, False),
    "Deputy Prime Minister": (_GOVERNMENT, False),
    "Head of the Office of the Prime Minister": ("Office of the Prime Minister of Kazakhstan", True),
    "Head of the Presidential Administration": (_ADMINISTRATION, True),
    "First Deputy Head of the Presidential Administration": (_ADMINISTRATION, False),
    "Chairman of the National Security Committee": ("National Security Committee of Kazakhstan", True),
    # The council's chair is another.
    "Secretary of the Security Council": ("Security Council of Kazakhstan", False),
    "Governor of the National Bank": ("National Bank of Kazakhstan", True),
    "Prosecutor General": ("Prosecutor General's Office of Kazakhstan", True),
    "Chair of the Senate": ("Senate of Kazakhstan", True),
    "Member of the Senate": ("Senate of Kazakhstan", False),
    "Deputy Chair of the Mazhilis": ("Mazhilis of Kazakhstan", False),
    "Member of the Mazhilis": ("Mazhilis of Kazakhstan", False),
    "Äkim of Nur-Sultan": ("Akimat of Nur-Sultan", True),
    "Mayor of Almaty": ("Akimat of Almaty", True),
}
_MINISTER = "Minister of "
_ENVOY = "ambassador to "

# Who is the elder: the person of the row (1), the relative (-1), neither (0); and what one is to the other. Rows that
# mirror each other, of a father and of his child, are one tie.
_KINSHIP = {
    "child": (1, "parent"),
    "father": (-1, "parent"),
    "mother": (-1, "parent"),
    "sibling": (0, "sibling"),
    "spouse": (0, "spouse"),
}


def versions(paths: Sequence[Path]) -> list[Version]:
    """Each file is a version of its part; a folder's are all its tables, oldest first. Raises BadInput."""
    found: list[Version] = []
    for path in paths:
        parts = {file: _part(file) for file in (path.glob("*.csv") if path.is_dir() else (path,))}
        known = [
            Version((file,), file.name, part, day_in_name(_DAY.match(file.name)))
            for file, part in parts.items()
            if part
        ]
        if not known:
            raise BadInput(f"{path} is no table of {NAME}: expected a file whose name ends in {listed(FILES)}")
        found += known
    return oldest_first(found)


def records(version: Version, notes: Notes) -> Iterator[Raw]:
    """The records of one table."""
    (file,) = version.files
    told = _Told(version.source or NAME, version.part, notes)
    table = version.part if told.name == NAME else told.source
    yield Raw("source", {"id": told.source, "title": f"{TITLE}: {table}", "publisher": "Wikidata", "url": URL},
              Place(file.name, ""))  # fmt: skip
    reading = {"family": _family, "positions": _positions, "cabinets": _cabinets}.get(version.part, _holders)
    yield from reading(file, told, notes)


def _part(file: Path) -> str | None:
    return next((part for name, part in _PARTS.items() if file.name.lower().endswith(name)), None)


def _holders(file: Path, told: "_Told", notes: Notes) -> Iterator[Raw]:
    for row in rows(file, _HOLDERS, notes):
        label = row["position"].removesuffix(" of Kazakhstan")
        body = _body(label)
        if body is None:
            notes.cannot_hold("position", row["position"])
            continue
        dates = _dates(row, ("start", "end", "DOB", "DOD"), notes)
        if dates is None or not _is_qid(row, "personID", notes):
            continue
        name, head = body
        yield from told.person(
            row["personID"], _names(row["person"], row["enwiki"]), row.place, dates["DOB"], dates["DOD"]
        )
        yield from told.body(name, row.place)
        ends = {"from": told.person_id(row["personID"]), "to": told.body_id(name)}
        tie = {"kind": "HOLDS_POST", **ends, "role": row["position"]}
        claim = {"tie": tie | ({"head": True} if head else {}), "source": told.source, "end": dates["end"] or ".."}
        yield Raw("claim", claim | ({"start": dates["start"]} if dates["start"] else {}), row.place)


def _family(file: Path, told: "_Told", notes: Notes) -> Iterator[Raw]:
    for row in rows(file, _FAMILY, notes):
        kinship = _KINSHIP.get(row["relationship"])
        if kinship is None:
            notes.cannot_hold("relationship", row["relationship"])
            continue
        if not (_is_qid(row, "id", notes) and _is_qid(row, "relative", notes)):
            continue
        yield from told.person(row["id"], [row["name"]], row.place)
        yield from told.person(row["relative"], [row["relativename"]], row.place)
        elder, role = kinship
        ends = (row["id"], row["relative"]) if elder > 0 else (row["relative"], row["id"])
        if not elder:
            ends = (min(ends), max(ends))
        tie = {
            "id": f"{told.source}-{role}-{ends[0].lower()}-{ends[1].lower()}", "kind": "KIN_OF",
            "from": told.person_id(ends[0]), "to": told.person_id(ends[1]), "role": role,
            **({} if elder else {"equals": True}), **({"blood": False} if role == "spouse" else {}),
        }  # fmt: skip
        yield Raw("claim", {"tie": tie, "source": told.source}, row.place)


def _positions(file: Path, told: "_Told", notes: Notes) -> Iterator[Raw]:
    """The bodies that the positions belong to. When a position began and ended, the graph has no place for."""
    for row in rows(file, _POSITIONS, notes):
        body = _body(re.sub(r" of (the Republic of )?Kazakhstan$", "", row["position"]))
        if body is None:
            notes.cannot_hold("position", row["position"])
            continue
        if row["start"] or row["end"]:
            notes.cannot_hold("dates of a position", row["position"])
        yield from told.body(body[0], row.place)


def _cabinets(file: Path, told: "_Told", notes: Notes) -> Iterator[Raw]:
    held = [row for row in rows(file, _CABINETS, notes) if _is_qid(row, "item", notes)]
    known = {row["item"] for row in held}
    for row in held:
        cabinet = {
            "id": told.person_id(row["item"]), "kind": "INSTITUTION", "externalIds": {"wikidata": row["item"]},
            "names": [{"text": row["itemLabel"] or row["item"], "sources": [told.source]}], "sources": [told.source],
        }  # fmt: skip
        began, ended = _exact(row, "inception", notes), _exact(row, "abolished", notes)
        began, ended = began or _exact(row, "startTime", notes), ended or _exact(row, "endTime", notes)
        yield Raw(
            "entity", cabinet | {name: date for name, date in (("born", began), ("died", ended)) if date}, row.place
        )
        before = row["replaces"]
        if not before:
            continue
        if before not in known:
            notes.cannot_hold("predecessor that is no row", before)
            continue
        tie = {
            "id": f"{told.source}-succeeded-{row['item'].lower()}-{before.lower()}", "kind": "SUCCEEDED",
            "from": told.person_id(row["item"]), "to": told.person_id(before),
        }  # fmt: skip
        yield Raw("claim", {"tie": tie, "source": told.source} | ({"start": began} if began else {}), row.place)


class _Told:
    """Entities as they are needed, each once; their ids begin with the name under which the source is kept."""

    def __init__(self, name: str, part: str, notes: Notes) -> None:
        self.name, self.source, self._notes = name, f"{name}-{part}", notes
        # By QID: names, date of birth, date of death.
        self._people: dict[str, tuple[list[str], str | None, str | None]] = {}
        self._bodies: set[str] = set()

    def person(
        self, qid: str, names: Sequence[str], place: Place, born: str | None = None, died: str | None = None
    ) -> Iterator[Raw]:
        given = [name for name in dict.fromkeys(names) if name] or [qid]
        if qid in self._people:
            self._count_others(qid, given, born, died)
            return
        self._people[qid] = given, born, died
        fields: dict[str, Any] = {
            "id": self.person_id(qid), "kind": "PERSON", "externalIds": {"wikidata": qid}, "sources": [self.source],
            "names": [{"text": name, "sources": [self.source]} for name in given],
        }  # fmt: skip
        yield Raw("entity", fields | {name: day for name, day in (("born", born), ("died", died)) if day}, place)

    def _count_others(self, qid: str, names: Sequence[str], born: str | None, died: str | None) -> None:
        """Count what a further row says otherwise of a person: the first one stands."""
        held, birth, death = self._people[qid]
        said: list[tuple[str, str | None, bool]] = [("second name", name, name in (*held, qid)) for name in names]
        said += [("second date of birth", born, born == birth), ("second date of death", died, died == death)]
        for what, told, known in said:
            if told and not known:
                self._notes.cannot_hold(what, f"{qid}: {told}")

    def body(self, name: str, place: Place) -> Iterator[Raw]:
        if name in self._bodies:
            return
        self._bodies.add(name)
        country = name == _COUNTRY
        fields: dict[str, Any] = {
            "id": self.body_id(name), "kind": "COUNTRY" if country else "INSTITUTION", "sources": [self.source],
            "names": [{"text": name, "language": "en", "sources": [self.source]}],
        }  # fmt: skip
        yield Raw("entity", fields | ({"externalIds": {"wikidata": "Q232"}} if country else {}), place)

    def person_id(self, qid: str) -> str:
        return f"{self.name}-{qid.lower()}"

    def body_id(self, name: str) -> str:
        plain = name.replace("'", "")
        return f"{self.name}-{as_slug(plain)}"


def _body(label: str) -> tuple[str, bool] | None:
    """The body that a position belongs to, and whether its holder is the head; None for a position not known here."""
    label = _SPELLINGS.get(label, label)
    if label in _POSTS:
        return _POSTS[label]
    if label.startswith(_MINISTER):
        return f"Ministry of {label.removeprefix(_MINISTER)} of Kazakhstan", True
    return (_COUNTRY, False) if label.startswith(_ENVOY) else None


_SPELLINGS: Mapping[str, str] = {
    "Minister of Defense": "Minister of Defence",
    "äkim of Nur-Sultan": "Äkim of Nur-Sultan",
}


def _names(label: str, article: str) -> list[str]:
    """A person's names: the label, and the title of the article without what tells it from others."""
    return [label, _TOLD_APART.sub("", article.replace("_", " ").strip())]


def _is_qid(row: TableRow, column: str, notes: Notes) -> bool:
    return is_in_form(row, column, _QID, "a QID such as Q57394", notes)


def _dates(row: TableRow, columns: Sequence[str], notes: Notes) -> dict[str, str | None] | None:
    """The dates of a row; None where one cannot be read, which is then set aside."""
    if not all(is_in_form(row, column, _DATE, "a date such as 2022-01-05", notes) for column in columns if row[column]):
        return None
    return {column: row[column].removesuffix(_MIDNIGHT) or None for column in columns}


def _exact(row: TableRow, column: str, notes: Notes) -> str | None:
    """A date of Wikidata as exact as its precision says: 9 a year, 10 a month, 11 a day."""
    dates = _dates(row, (column,), notes)
    text = dates[column] if dates else None
    length = {"9": 4, "10": 7, "11": 10}.get(row[f"{column}Precision"])
    if text and length is None:
        notes.cannot_hold("date of another precision", f"{row['item']}: {text}")
    return text[:length] if text and length else None
