"""Files of the claims format, as raw records with the place each stands at.

Reading knows the two spellings (JSON Lines and YAML) and nothing of what the records mean; that is
`service.sync.checking`. Whatever is wrong becomes a Problem; nothing is raised for bad content.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import yaml

from schema.errors import BadInput

# The lists of a YAML file, and the type that each item has on a line of JSON; what is referred to comes before what
# refers to it.
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


class Place(NamedTuple):
    """Where something stands: a file, and the line or the path within it."""

    file: str
    where: str

    def at(self, field: str) -> "Place":
        """A field of what stands here."""
        return Place(self.file, f"{self.where}.{field}" if self.where else field)

    def item(self, number: int) -> "Place":
        """An item, counted from 0, of the list that stands here."""
        return Place(self.file, f"{self.where}[{number}]")

    def __str__(self) -> str:
        return f"{self.file}: {self.where}" if self.where else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file, and where; `whole`: with all of the file, be it that its end is missing."""

    place: Place
    message: str
    whole: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Rejected(BadInput):
    """Files that cannot be imported: every problem at once, up to a hundred. Nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        shown_problems = problems[:MOST_PROBLEMS]
        lines = [str(problem) for problem in shown_problems]
        if len(problems) > len(shown_problems):
            lines.append(f"… and {len(problems) - len(shown_problems)} more")
        super().__init__("\n".join(lines), suggestion="Mend the places named and import again; nothing was written.")
        self.problems = shown_problems


class Raw(NamedTuple):
    """One record as it stands in a file."""

    type: str
    fields: dict[str, Any]
    place: Place


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Every file of the claims format among the paths; folders are walked. Raises BadInput for a path that is none."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.suffix.lower() in SUFFIXES and each.is_file())
            if not inside:
                raise BadInput(f"{path} holds no .jsonl or .yaml file")
            found += inside
        elif not path.exists():
            raise BadInput(f"{path} does not exist")
        elif path.suffix.lower() not in SUFFIXES:
            raise BadInput(f"{path} is neither .jsonl nor .yaml: only files of the claims format can be read")
        else:
            found.append(path)
    # A file named twice, in whatever way, is read once.
    once: dict[Path, Path] = {}
    for file in found:
        once.setdefault(file.resolve(), file)
    return list(once.values())


def contents(files: Iterable[Path], problems: list[Problem]) -> dict[Path, bytes]:
    """What the files hold, read once so that what is noted of them and what is imported are the same."""
    found: dict[Path, bytes] = {}
    for file in files:
        try:
            found[file] = file.read_bytes()
        except OSError as error:
            problems.append(Problem(Place(str(file), ""), f"cannot be read: {error.strerror}", whole=True))
    return found


def total_digest(digests: Iterable[tuple[str, bytes]]) -> str:
    """One digest for files, each given by its name and the SHA-256 of its content."""
    total = hashlib.sha256()
    for name, digest in digests:
        total.update(name.encode() + b"\0" + digest)
    return total.hexdigest()


def read(held: dict[Path, bytes], problems: list[Problem]) -> Iterator[Raw]:
    """Every record of the files; what cannot be read is added to `problems`."""
    for file, data in held.items():
        place = Place(str(file), "")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            found = f"byte {error.start} is {data[error.start]:#04x}"
            problems.append(Problem(place.at(f"line {line}"), f"is not UTF-8: {found}", whole=True))
            continue
        yield from (_json_lines if file.suffix.lower() == ".jsonl" else _yaml)(text, place, problems)


# -- JSON Lines ------------------------------------------------------------------------------------------


def _json_lines(text: str, file: Place, problems: list[Problem]) -> Iterator[Raw]:
    types = frozenset(LISTS.values())
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = file.at(f"line {number}")
        try:
            fields = _JSON.decode(line.strip())
        except json.JSONDecodeError as error:
            cut = number == len(lines)
            end = "; there is no line end: the file may have been cut off" if cut else ""
            message = f"is broken JSON: {error.msg} at column {error.colno}{end}"
            problems.append(Problem(place, message, whole=cut))
            continue
        except (ValueError, RecursionError) as error:
            problems.append(Problem(place, f"is broken JSON: {fault(error)}"))
            continue
        if not isinstance(fields, dict):
            problems.append(Problem(place, f"expected an object, found {shown(fields)}"))
            continue
        type_ = fields.pop("type", None)
        if not isinstance(type_, str) or type_ not in types:
            problems.append(
                Problem(place.at("type"), f"expected one of {listed(LISTS.values())}, found {shown(type_)}")
            )
            continue
        yield Raw(type_, fields, place)


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"“{writable(next(name for name in names if names.count(name) > 1))}” stands twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no value")


_JSON = json.JSONDecoder(object_pairs_hook=_without_repetition, parse_constant=_no_constant)


# -- YAML ------------------------------------------------------------------------------------------------


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]  # libyaml where built
    """YAML with text, true, false and null only: dates and numbers stay as written."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "expected the name of a field", key.start_mark)
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"“{key.value}” stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)  # type: ignore[no-any-return]  # PyYAML is untyped here


_DEEPEST = 50

_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])


def _yaml(text: str, file: Place, problems: list[Problem]) -> Iterator[Raw]:
    try:
        _refuse_depth(text)
        whole = yaml.load(text, _Loader)  # noqa: S506  # a SafeLoader that builds even fewer types
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}" if error.problem_mark else ""
        problems.append(Problem(file.at(line) if line else file, f"is broken YAML: {error.problem}", whole=True))
        return
    except _TooDeep as error:
        problems.append(Problem(file.at(f"line {error.line}"), "is broken YAML: it nests too deep", whole=True))
        return
    except (yaml.YAMLError, ValueError) as error:
        problems.append(Problem(file, f"is broken YAML: {error}", whole=True))
        return
    if whole is None:
        return
    if not isinstance(whole, dict):
        told = f"expected a mapping with the lists {listed(LISTS)}, found {shown(whole)}"
        problems.append(Problem(file, told, whole=True))
        return
    for name, items in whole.items():
        place = file.at(str(name))
        if name not in LISTS:
            problems.append(Problem(place, f"unknown list; expected one of {listed(LISTS)}"))
        elif not isinstance(items, list | None):
            problems.append(Problem(place, f"expected a list, found {shown(items)}"))
        else:
            for number, fields in enumerate(items or []):
                if isinstance(fields, dict):
                    yield Raw(LISTS[name], fields, place.item(number))
                else:
                    problems.append(Problem(place.item(number), f"expected a mapping, found {shown(fields)}"))


class _TooDeep(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _refuse_depth(text: str) -> None:
    """No record nests deeper than this; libyaml ends the process where thousands of levels are opened."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise _TooDeep(event.start_mark.line + 1 if event.start_mark else 1)


# -- words for messages ----------------------------------------------------------------------------------

_SHOWN = 60


def shown(value: object) -> str:
    """A value as a message shows it: as JSON, cut short; never more than that of it is looked at."""
    text = ""
    try:
        for piece in json.JSONEncoder(ensure_ascii=False, default=str).iterencode(value):
            text += piece
            if len(text) > _SHOWN:
                break
    except (ValueError, RecursionError):
        text += "…"  # YAML can put a list into itself
    text = writable(text)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def writable(text: str) -> str:
    """Text as it can be written anywhere: halves of characters, which JSON can hold, are spelt out."""
    return text.encode(errors="backslashreplace").decode()


def fault(error: ValueError | RecursionError) -> str:
    """What is wrong with JSON that cannot be read though it is in its form, or that could be written nowhere."""
    if isinstance(error, UnicodeEncodeError):
        return "it holds half of a character"
    return "it nests too deep" if isinstance(error, RecursionError) else str(error)


def listed(words: Iterable[str]) -> str:
    """Words as a message lists them."""
    return ", ".join(words)


def article(type_: str) -> str:
    """A kind of record with its article: an entity, a claim."""
    return f"an {type_}" if type_[0] in "aeiou" else f"a {type_}"
