"""Filters and orders read anew over all data of a view: plain dictionaries as clients send them, plain lists.

Nothing of `schema.filters`, `schema.orders` or the graph's text is used here, only dates' bounds and text in one case.
A row is what the API gives for a record, its lists flattened to ids.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from schema.edtf import FUTURE, PAST, hull, parse
from schema.plain import plain

Row = dict[str, Any]
# A range without ends asks nothing.
RANGES = ("born", "during", "reported")
Filter = dict[str, Any]


class Everything:
    """All that a view holds; entities of all kinds, ties, claims, remarks by their ids. Told in short: it is large."""

    def __init__(self, **rows: list[Row]) -> None:
        by_id = {name: {row["id"]: row for row in found} for name, found in rows.items()}
        self.entities, self.ties = by_id["entities"], by_id["ties"]
        self.claims, self.remarks = by_id["claims"], by_id["remarks"]


def fits(text: str | None, asked: Filter) -> bool:
    if not {name for name, value in asked.items() if value is not None}:
        return True
    if text is None:
        return False
    found = plain(text)
    return all(
        {
            "eq": lambda value: found == plain(value),
            "in": lambda value: found in [plain(each) for each in value],
            "startsWith": lambda value: found.startswith(plain(value)),
            "contains": lambda value: plain(value) in found,
        }[name](value)
        for name, value in asked.items()
        if value is not None
    )


def within(lo: str, hi: str, asked: Filter) -> bool:
    """Whether two days can lie within a range, both ends included."""
    return lo <= (asked.get("to") or FUTURE) and hi >= (asked.get("from") or PAST)


def joined(asked: Filter, one: Callable[[Filter], bool], own: Callable[[str, Any], bool]) -> bool:
    """A filter whose fields `own` judges and whose and, or, not are of its own kind."""
    found = []
    for name, value in asked.items():
        if value is None or (name in RANGES and not any(value.values())):
            continue
        match name:
            case "and":
                found.append(bool(value) and all(map(one, value)))
            case "or":
                found.append(any(map(one, value)))
            case "not":
                found.append(not one(value))
            case _:
                found.append(own(name, value))
    return all(found)


def tie_holds(tie: Row, asked: Filter, of: str | None = None) -> bool:
    """`of`: the entity whose ties are listed."""

    def own(name: str, value: Any) -> bool:
        match name:
            case "kinds":
                return tie["kind"] in value
            case "role":
                return fits(tie["role"], value)
            case "standing":
                return tie["standing"] in value
            case "with":
                return value in ({tie["from"], tie["to"]} - ({of} if tie["from"] != tie["to"] else set()))
            case "source":
                return value in tie["sources"]
            case "during":
                if tie["standing"] == "REFUTED":
                    return False
                starts, latest = tie["earliestStart"] or PAST, tie["latestStart"] or FUTURE
                if tie["nature"] == "ACT":
                    return within(starts, latest, value)
                if tie["nature"] == "BOND":
                    return True
                # The end is the first day on which it no longer held.
                ends = tie["latestEnd"] or FUTURE
                return starts < ends and starts <= (value.get("to") or FUTURE) and ends > (value.get("from") or PAST)
        raise AssertionError(name)

    return joined(asked, lambda part: tie_holds(tie, part, of), own)


def entity_holds(entity: Row, asked: Filter, world: Everything) -> bool:
    identity = entity["id"]
    mine = [tie for tie in world.ties.values() if identity in (tie["from"], tie["to"])]
    held = [tie for tie in mine if tie["standing"] != "REFUTED" and tie["from"] == identity]

    def own(name: str, value: Any) -> bool:
        match name:
            case "name":
                return not _asks(value) or any(fits(text, value) for text in entity["names"])
            case "country" if entity["kind"] == "PERSON":
                bodies = {tie["to"] for tie in held if tie["kind"] == "HOLDS_POST"}
                return value in bodies or any(inside(body, value, world) for body in bodies)
            case "country":
                return inside(identity, value, world)
            case "institution":
                return any(tie["to"] == value and tie["kind"] in ("HOLDS_POST", "MEMBER_OF", "PART_OF") for tie in held)
            case "clan":
                return any(tie["to"] == value and tie["kind"] in ("MEMBER_OF", "LEADS") for tie in held)
            case "born":
                born = parse(entity["born"]) if entity["born"] else None
                return born is not None and within(born.lo, born.hi, value)
            case "hasTie":
                return any(tie_holds(tie, value, identity) for tie in mine)
        raise AssertionError(name)

    return joined(asked, lambda part: entity_holds(entity, part, world), own)


def _asks(text: Filter) -> bool:
    return any(value is not None for value in text.values())


def inside(identity: str, country: str, world: Everything) -> bool:
    """Part of it or located in it, over at most five steps."""
    reached = {identity}
    for _ in range(5):
        reached = {
            tie["to"]
            for tie in world.ties.values()
            if tie["kind"] in ("PART_OF", "LOCATED_IN") and tie["standing"] != "REFUTED" and tie["from"] in reached
        }
        if country in reached:
            return True
    return False


def statement_holds(statement: Row, asked: Filter) -> bool:
    """A claim or a remark."""
    reported = parse(statement["reportedOn"])

    def own(name: str, value: Any) -> bool:
        match name:
            case "about":
                return value in statement["about"]
            case "source":
                return bool(statement["source"] == value)
            case "attributedTo":
                return bool(statement["attributedTo"] == value)
            case "modality":
                return statement["modality"] in value
            case "stance":
                return statement["stance"] in value
            case "reported":
                return within(reported.lo, reported.hi, value)
            case "during":
                dates = [date if date != ".." else statement["reportedOn"] for date in statement["dates"]]
                whole = hull(parse(date).bounds for date in dates or [statement["reportedOn"]])
                return within(whole.lo, whole.hi, value)
        raise AssertionError(name)

    return joined(asked, lambda part: statement_holds(statement, part), own)


def ordered(rows: Iterable[Row], keys: Sequence[tuple[Callable[[Row], Any], bool]], last: Any) -> list[str]:
    """The ids by keys, each with whether it descends, nulls last, equals by `last`."""
    found = sorted(rows, key=last)
    for key, descending in reversed(keys):
        given = [row for row in found if key(row) is not None]
        found = sorted(given, key=key, reverse=descending) + [row for row in found if key(row) is None]
    return [row["id"] for row in found]
