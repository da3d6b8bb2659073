"""What an export is asked for: the parameters of its address, checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from schema.edtf import Day, day
from schema.errors import BadInput

PARAMETERS = ("asOf", "knownAt", "about", "depth", "dataVersion")
DEEPEST = 4
MOST_ABOUT = 100
# How far an export goes around the entities it is about, where it is not said.
DEPTH = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """The view, what it is about (everything where empty), how many hops around that, and the data version."""

    as_of: Day | None = None
    known_at: Day | None = None
    about: tuple[str, ...] = ()
    depth: int = DEPTH
    data_version: int | None = None

    @property
    def everything(self) -> bool:
        """Whether neither a view nor a neighbourhood is asked for."""
        return not (self.as_of or self.known_at or self.about)


def asked_for(query_string: bytes, limit: int) -> Asked:
    """Read a query string of at most `limit` bytes. Raises BadInput, which names the parameter."""
    if len(query_string) > limit:
        raise BadInput(f"the query string holds more than {limit} bytes", suggestion="Name fewer entities in about.")
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError:
        raise BadInput("the query string is not percent-encoded UTF-8") from None
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in PARAMETERS:
            raise BadInput(f"{name[:50]}: there is no such parameter", suggestion=f"There are {', '.join(PARAMETERS)}.")
        given.setdefault(name, []).append(value.strip())
    return asked(
        _one(given, "asOf"),
        _one(given, "knownAt"),
        given.get("about", ()),
        _one(given, "depth"),
        _one(given, "dataVersion"),
    )


def asked(
    as_of: str | None = None,
    known_at: str | None = None,
    about: Sequence[str] = (),
    depth: str | None = None,
    data_version: str | None = None,
) -> Asked:
    """The same from texts: `about` are ids, or ids with commas between them. Raises BadInput."""
    ids = tuple(dict.fromkeys(part.strip() for text in about for part in text.split(",") if part.strip()))
    if about and not ids:
        raise BadInput("about: no entity is named", suggestion="Name one by its id, or leave about out.")
    if len(ids) > MOST_ABOUT:
        raise BadInput(f"about: {len(ids)} are more than {MOST_ABOUT} entities", suggestion="Ask for them in parts.")
    if depth is not None and not ids:
        raise BadInput("depth: there is nothing to go around", suggestion="Say about which entities, or leave it out.")
    return Asked(
        as_of=_day("asOf", as_of),
        known_at=_day("knownAt", known_at),
        about=ids,
        depth=DEPTH if depth is None else _number("depth", depth, DEEPEST),
        data_version=None if data_version is None else _number("dataVersion", data_version, 2**53 - 1),
    )


def _one(given: dict[str, list[str]], name: str) -> str | None:
    values = given.get(name, [])
    if len(values) > 1:
        raise BadInput(f"{name}: it is given more than once", suggestion="Give it once.")
    return values[0] if values and values[0] else None


def _day(name: str, text: str | None) -> Day | None:
    try:
        return day(text) if text else None
    except BadInput as error:
        raise BadInput(f"{name}: {error}", suggestion="Name one day; a view is that of the end of a day.") from None


def _number(name: str, text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 16 and int(text) <= most):
        raise BadInput(f"{name}: “{text[:20]}” is not a whole number from 0 to {most}")
    return int(text)
