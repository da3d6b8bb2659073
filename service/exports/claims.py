"""The claims format, as JSON Lines and as YAML: imported elsewhere it gives the same graph.

Without a view everything is written, retracted claims and decisions on matches too, as `retinue export` does. In a
view: the claims that count, the remarks and questions that it holds, and every entity and source that these refer to,
so that the file can be imported by itself. A record is written as it stands in the data version, whatever the view.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import yaml

from cypher import query
from service.exports.holdings import Holdings
from service.sync.exporting import EXPORTED, Written, json_line
from service.sync.reading import LISTS
from service.sync.rows import Row
from service.sync.store import Label, batches

ROWS = 2_000

Records = AsyncIterator[list[dict[str, Any]]]

# The lists of a YAML file by the type of record.
_LISTS = {type_: name for name, type_ in LISTS.items()}
# libyaml where it is built: ten times as fast.
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


async def write(holdings: Holdings) -> AsyncIterator[bytes]:
    """A record a line."""
    async for records in _records(holdings):
        yield b"".join(map(json_line, records))


async def write_yaml(holdings: Holdings) -> AsyncIterator[bytes]:
    """One mapping of lists; records of a type come one after the other."""
    now = ""
    async for records in _records(holdings):
        for record in records:
            type_ = record.pop("type")
            opening = "" if type_ == now else f"{_LISTS[type_]}:\n"
            now = type_
            text = yaml.dump([record], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
            yield f"{opening}{text}".encode()


def _records(holdings: Holdings) -> Records:
    return _everything(holdings) if holdings.asked.everything else _of_view(holdings)


async def _everything(holdings: Holdings) -> Records:
    """Every record of the data version, in the order of `retinue export`."""
    written = Written()
    for label in EXPORTED:
        after = ""
        while rows := await _read(holdings, "write/page_of_rows", label, after=after, limit=ROWS):
            ties = await _rows(holdings, Label.TIE, written.undefined(label, rows))
            yield list(written.records(label, rows, ties))
            after = rows[-1]["id"]


async def _of_view(holdings: Holdings) -> Records:
    """What the view counts, then what that refers to. Only ids are kept."""
    written, named = Written(), _Named()
    async for claims in holdings.claims():
        named.claims.update(claim.id for claim in claims)
        for some in _parts(claim.id for claim in claims):
            rows = await _rows(holdings, Label.CLAIM, some)
            ties = await _rows(holdings, Label.TIE, written.undefined(Label.CLAIM, rows))
            named.by_claims(rows, ties)
            yield list(written.records(Label.CLAIM, rows, ties))
    async for remarks in holdings.remarks():
        named.remarks.update(remark.id for remark in remarks)
        for some in _parts(remark.id for remark in remarks):
            rows = await _rows(holdings, Label.REMARK, some)
            named.by_remarks(rows)
            yield list(written.records(Label.REMARK, rows))
    shown = [question.id for question in await holdings.questions()]
    for some in _parts(shown):
        rows = await _rows(holdings, Label.QUESTION, some)
        named.entities.update(about for row in rows for about in row["about"])
        yield [named.only_written(record) for record in written.records(Label.QUESTION, rows)]
    async for entities in holdings.entities():
        named.entities.update(entity.id for entity in entities)
    for some in _parts(sorted(named.entities)):
        rows = await _rows(holdings, Label.ENTITY, some)
        named.sources.update(source for row in rows for source in row["cited"])
        yield list(written.records(Label.ENTITY, rows))
    for some in _parts(sorted(named.sources)):
        yield list(written.records(Label.SOURCE, await _rows(holdings, Label.SOURCE, some)))


class _Named:
    """The ids that what has been written refers to, and those of the statements written."""

    def __init__(self) -> None:
        self.entities: set[str] = set()
        self.sources: set[str] = set()
        self.claims: set[str] = set()
        self.remarks: set[str] = set()

    def by_claims(self, claims: Iterable[Row], ties: Iterable[Row]) -> None:
        for tie in ties:
            self.entities.update(filter(None, (tie["from_id"], tie["to_id"], tie.get("institution"))))
        for claim in claims:
            self.sources.add(claim["source"])
            self.entities.update(filter(None, [claim.get("attributed_to")]))

    def by_remarks(self, remarks: Iterable[Row]) -> None:
        for remark in remarks:
            self.sources.add(remark["source"])
            self.entities.update(filter(None, (remark["about"], remark.get("attributed_to"))))

    def only_written(self, question: dict[str, Any]) -> dict[str, Any]:
        """The question without the statements that are not in the file: it could not be read again with them."""
        kept = {"claims": self.claims, "remarks": self.remarks}
        for position in question["positions"]:
            for name in kept.keys() & position.keys():
                position[name] = [identity for identity in position[name] if identity in kept[name]]
        if "evidence" in question:
            question["evidence"] = [
                each
                for each in question["evidence"]
                if each.get("claim") in self.claims or each.get("remark") in self.remarks
            ]
        return question


async def _rows(holdings: Holdings, label: Label, ids: list[str]) -> list[Row]:
    return await _read(holdings, "write/rows_by_id", label, ids=ids) if ids else []


async def _read(holdings: Holdings, name: str, label: Label, **parameters: Any) -> list[Row]:
    """Rows as they are kept: a record of the claims format says the same in every view."""
    asked = query(name, label=label)
    reader = holdings.scope.request.reader
    return await reader.read(asked, {"version": holdings.version, **parameters}) or []


def _parts(ids: Iterable[str]) -> Iterator[list[str]]:
    return batches(ids, ROWS)
