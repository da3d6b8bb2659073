"""Files and deltas of FollowTheMoney, line by line, as tests sync them one after the other."""

import json
from pathlib import Path
from typing import Any

from service.sync.applying import SyncOptions
from service.sync.source_modules import SyncSource, source_module
from service.sync.store import Store
from service.sync.syncing import Synced, sync_source
from tests.dumps import Dump

SOURCE = SyncSource("followthemoney", source_module("followthemoney"))


def entity(identity: str, schema: str, **properties: str) -> dict[str, Any]:
    return {"id": identity, "schema": schema, "properties": {name: [value] for name, value in properties.items()}}


ROMAN, ACME = entity("roman", "Person", name="Roman"), entity("acme", "Company", name="Acme")
OWNS = entity("own", "Ownership", owner="roman", asset="acme", startDate="2019")


def synced(store: Store, folder: Path, name: str, *lines: dict[str, Any], source: SyncSource = SOURCE) -> Synced:
    """Sync a file of these lines."""
    file = folder / name
    file.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    (found,) = sync_source(store, source, [str(file)], SyncOptions(seen_on="2030-01-01"), lambda *_: None)
    return found


def whole(store: Store, folder: Path, *lines: dict[str, Any]) -> Synced:
    return synced(store, folder, "20240501120000-all.ftm.json", *lines)


def delta(
    store: Store, folder: Path, day: int, *lines: tuple[str, dict[str, Any]], source: SyncSource = SOURCE
) -> Synced:
    operations = ({"op": op, "entity": each} for op, each in lines)
    return synced(store, folder, f"202405{day:02}120000-abc.delta.json", *operations, source=source)


def names(dump: Dump) -> list[str]:
    return sorted(json.loads(each)["name"] for each in dump["ENTITY"])


def retracted(dump: Dump) -> list[str | None]:
    """The days from which on the claims are taken back."""
    return [json.loads(each).get("retracted_on") for each in dump["CLAIM"]]


def roles(dump: Dump) -> list[tuple[str, str | None]]:
    """The roles of claims, with the days from which on they are taken back."""
    claims = map(json.loads, dump["CLAIM"])
    return sorted((each["role"], each.get("retracted_on")) for each in claims)


# A post, who holds it, and the post under another name.
POST = entity("post", "Position", name="Clerk", organization="acme")
HOLDS = entity("holds", "Occupancy", holder="roman", post="post", startDate="2020")
RENAMED = entity("post", "Position", name="Registrar", organization="acme")
