"""Small made-up datasets in a database of their own, for one module of tests.

The files in `tests/data/` are in the claims format, each with a comment on what it is for. A module that wants one
says so in a fixture of its own:

    @pytest.fixture(scope="module")
    def norland(engine: Engine) -> Iterator[Address]:
        yield from made_up(engine, "norland.yaml")

Neo4j Community has one database: a module takes one such fixture, and neither `graph` nor `seeded` beside it.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from service.address import Address
from service.sync.importing import Options, Outcome, import_paths
from service.sync.store import Store
from tests.conftest import Engine

DATA = Path(__file__).with_name("data")


def made_up(engine: Engine, *files: str) -> Iterator[Address]:
    """A database with these files of tests/data in it, dropped afterwards."""
    address = engine.migrated()
    with Store(address) as store:
        if files:
            import_paths(store, [DATA / file for file in files], Options())
    yield address
    engine.drop(address)


def told(address: Address, folder: Path, records: Iterable[dict[str, Any]], name: str = "told", **how: Any) -> Outcome:
    """Import records as the dataset of that name; the same name again is its next version."""
    file = folder / f"{name}.jsonl"
    file.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    with Store(address) as store:
        return import_paths(store, [file], Options(**how))


def source(identity: str, published: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"type": "source", "id": identity, "title": identity.title(), "publishedOn": published, **fields}


def entity(identity: str, kind: str = "PERSON", **fields: Any) -> dict[str, Any]:
    return {"type": "entity", "id": identity, "kind": kind, "names": [{"text": identity.title()}], **fields}


def tie(kind: str, start: str, end: str, identity: str | None = None, **fields: Any) -> dict[str, Any]:
    """A tie's definition; the id follows from its ends."""
    made = identity or f"{start}-{kind.lower().replace('_', '-')}-{end}"
    return {"id": made, "kind": kind, "from": start, "to": end, **fields}


def claim(about: str | dict[str, Any], said_by: str, **fields: Any) -> dict[str, Any]:
    return {"type": "claim", "tie": about, "source": said_by, **fields}
