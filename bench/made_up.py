"""Knowledge made up for measuring, in the claims format; the same on every machine and every day."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson

Record = dict[str, Any]

SOURCES = 10
REPORTED = "2025-12-01"
# Every tie that is made up holds on this day, and everything was known by the other.
AS_OF, KNOWN_AT = "2022-01-04", "2025-12-31"
AROUND = "service"


def write_lines(path: Path, records: Iterable[Record]) -> None:
    """A file in the claims format."""
    with path.open("wb") as file:
        for record in records:
            file.write(orjson.dumps(record) + b"\n")


def tree(institutions: int, holders: int, ties: int) -> Iterator[Record]:
    """Institutions with so many holders of posts, each with so many ties to something else, his post included."""
    chance = random.Random(1)  # noqa: S311 - nothing secret
    yield from _sources()
    clubs = [f"club-{number:03}" for number in range(max(ties - 1, 1) * 20)]
    for club in clubs:
        yield _entity(club, "INSTITUTION", f"Club {club}")
    for number in range(institutions):
        body = f"agency-{number:03}"
        yield _entity(body, "INSTITUTION", f"Agency {number:03}")
        for place in range(holders):
            person = f"{body}-person-{place}"
            yield _entity(person, "PERSON", f"Person {place} of {number:03}")
            role = f"{'Chair' if place == 0 else 'Deputy'} {place}"
            post = _tie(f"{person}-post", "HOLDS_POST", person, body, role=role, head=place == 0)
            yield _claim(chance, post, role)
            for order, club in enumerate(chance.sample(clubs, ties - 1)):
                kind = ("MEMBER_OF", "CONTROLS", "OWNS", "MEMBER_OF")[order % 4]
                yield _claim(chance, _tie(f"{person}-tie-{order}", kind, person, club), f"Partner {order}")


def neighbourhood() -> Iterator[Record]:
    """What a chain search around `AROUND` finds, four hops deep: 64 chains."""
    chance = random.Random(2)  # noqa: S311 - nothing secret
    yield from _sources()
    yield _entity(AROUND, "INSTITUTION", "Service")
    levels = [[f"core-{level}-{place}" for place in range(6)] for level in range(5)]
    for level in levels:
        for person in level:
            yield _entity(person, "PERSON", person.replace("-", " ").title())
    for place, holder in enumerate(levels[0][:4]):
        yield _claim(chance, _tie(f"{holder}-post", "HOLDS_POST", holder, AROUND, head=place == 0), f"Deputy {place}")
    for clients, patrons in pairwise(levels):
        for place, client in enumerate(clients):
            for step in (1, 2):
                patron = patrons[(place + step) % len(patrons)]
                yield _claim(chance, _tie(f"{patron}-over-{client}", "PATRON_OF", patron, client), None)


def collection(claims: int) -> Iterator[Record]:
    """So many claims on half as many ties of a quarter as many people, as an import brings them."""
    chance = random.Random(3)  # noqa: S311 - nothing secret
    yield from _sources()
    people = [f"person-{number:05}" for number in range(max(claims // 4, 2))]
    bodies = [f"body-{number:04}" for number in range(max(claims // 200, 2))]
    for person in people:
        yield _entity(person, "PERSON", f"Person {person}")
    for body in bodies:
        yield _entity(body, "INSTITUTION", f"Body {body}")
    for number in range(claims // 2):
        one, other = chance.sample(people, 2)
        tie = (
            _tie(f"tie-{number}", "HOLDS_POST", one, chance.choice(bodies), role="Member of the board")
            if number % 2
            else _tie(f"tie-{number}", chance.choice(("PATRON_OF", "ALLIED_WITH", "REPORTS_TO")), one, other)
        )
        yield _claim(chance, tie, tie.get("role"))
        again = _claim(chance, tie["id"], None)
        # A second source, which says less: that it held.
        yield {**again, "id": f"{again['id']}-again", "start": None, "end": None, "heldOn": "2021"}


def period(chance: random.Random) -> tuple[str, str]:
    """A start before `AS_OF` and an end after it."""
    start = date(2010, 1, 1) + timedelta(days=chance.randrange(3650))
    return start.isoformat(), (date(2022, 6, 1) + timedelta(days=chance.randrange(1000))).isoformat()


def _sources() -> Iterator[Record]:
    for number in range(SOURCES):
        yield {
            "type": "source",
            "id": f"source-{number}",
            "title": f"Report {number}",
            "publisher": f"Publisher {number % 4}",
            "publishedOn": REPORTED,
        }


def _entity(identity: str, kind: str, name: str) -> Record:
    return {"type": "entity", "id": identity, "kind": kind, "names": [{"text": name}], "sources": ["source-0"]}


def _tie(identity: str, kind: str, one: str, other: str, **more: Any) -> Record:
    return {"id": identity, "kind": kind, "from": one, "to": other, **more}


def _claim(chance: random.Random, tie: Record | str, role: str | None) -> Record:
    start, end = period(chance)
    identity = tie if isinstance(tie, str) else tie["id"]
    source = f"source-{chance.randrange(SOURCES)}"
    record = {"type": "claim", "id": f"{identity}-claim", "tie": tie, "source": source, "start": start, "end": end}
    return record if role is None else {**record, "role": role}
