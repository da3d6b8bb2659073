"""Files of the claims format, as raw records with the place each stands at.

Reading knows the two spellings (JSON Lines and YAML) and nothing of what the records mean; that is
`service.sync.checking`. Whatever is wrong becomes a Problem; nothing is raised for bad content.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from schema.errors import BadInput

# The lists of a YAML file, and the type that each item has on a line of JSON.
LISTS = {
    "sources": "source",
    "entities": "entity",
    "claims": "claim",
    "remarks": "remark",
    "questions": "question",
    "matches": "match",
}
SUFFIXES = (".jsonl", ".yaml", ".yml")
MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file, and the line or the path within it."""

    file: str
    where: str

    def at(self, field: str) -> "Place":
        return Place(self.file, f"{self.where}.{field}" if self.where else field)

    def __str__(self) -> str:
        return f"{self.file}: {self.where}" if self.where else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Rejected(BadInput):
    """Files that cannot be imported: every problem at once, up to a hundred. Nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        shown = problems[:MOST_PROBLEMS]
        lines = [str(problem) for problem in shown]
        if len(problems) > len(shown):
            lines.append(f"… and {len(problems) - len(shown)} more")
        super().__init__("\n".join(lines), suggestion="Mend the places named and import again; nothing was written.")
        self.problems = shown


@dataclass(frozen=True, slots=True)
class Raw:
    """One record as it stands in a file."""

    type: str
    fields: dict[str, Any]
    place: Place


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]  # libyaml where built
    """YAML with text, true, false and null only: dates and numbers stay as written."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"“{key.value}” stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)  # type: ignore[no-any-return]  # PyYAML is untyped here


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", __import__("re").compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", __import__("re").compile(r"^(?:~|null|)$"), ["~", "n", ""])


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Every file of the claims format among the paths; folders are walked. Raises BadInput for a path that is none."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.suffix in SUFFIXES and each.is_file())
            if not inside:
                raise BadInput(f"{path} holds no .jsonl or .yaml file")
            found += inside
        elif not path.exists():
            raise BadInput(f"{path} does not exist")
        elif path.suffix not in SUFFIXES:
            raise BadInput(f"{path} is neither .jsonl nor .yaml: only files of the claims format can be read")
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def read(files: Iterable[Path], problems: list[Problem]) -> Iterator[Raw]:
    """Every record of the files; what cannot be read is added to `problems`."""
    for file in files:
        place = Place(str(file), "")
        try:
            text = file.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            problems.append(Problem(place, f"is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}"))
            continue
        except OSError as error:
            problems.append(Problem(place, f"cannot be read: {error.strerror}"))
            continue
        records = _json_lines(text, place, problems) if file.suffix == ".jsonl" else _yaml(text, place, problems)
        yield from records


def _json_lines(text: str, file: Place, problems: list[Problem]) -> Iterator[Raw]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = file.at(f"line {number}")
        try:
            fields = json.loads(line)
        except json.JSONDecodeError as error:
            problems.append(Problem(place, f"is broken JSON: {error.msg} at column {error.colno}"))
            continue
        if not isinstance(fields, dict):
            problems.append(Problem(place, f"expected an object, found {_shown(fields)}"))
            continue
        kind = fields.pop("type", None)
        if kind not in LISTS.values():
            problems.append(
                Problem(place.at("type"), f"expected one of {_listed(LISTS.values())}, found {_shown(kind)}")
            )
            continue
        yield Raw(kind, fields, place)


def _yaml(text: str, file: Place, problems: list[Problem]) -> Iterator[Raw]:
    try:
        whole = yaml.load(text, _Loader)  # noqa: S506  # a SafeLoader that builds even fewer types
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}" if error.problem_mark else ""
        problems.append(Problem(file.at(line) if line else file, f"is broken YAML: {error.problem}"))
        return
    except yaml.YAMLError as error:
        problems.append(Problem(file, f"is broken YAML: {error}"))
        return
    if whole is None:
        return
    if not isinstance(whole, dict):
        problems.append(Problem(file, f"expected a mapping with the lists {_listed(LISTS)}, found {_shown(whole)}"))
        return
    for name, items in whole.items():
        place = file.at(str(name))
        if name not in LISTS:
            problems.append(Problem(place, f"unknown list; expected one of {_listed(LISTS)}"))
        elif not isinstance(items, list | None):
            problems.append(Problem(place, f"expected a list, found {_shown(items)}"))
        else:
            for number, fields in enumerate(items or []):
                where = Place(file.file, f"{name}[{number}]")
                if isinstance(fields, dict):
                    yield Raw(LISTS[name], fields, where)
                else:
                    problems.append(Problem(where, f"expected a mapping, found {_shown(fields)}"))


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:59] + "…"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
