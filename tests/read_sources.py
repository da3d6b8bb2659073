"""What a source's module makes of a version, checked as the sync checks it, for tests without a database."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from service.sync.checking import Checked, check
from service.sync.reading import Problem, Raw
from service.sync.references import Known, resolve_references
from service.sync.source_modules import source_module
from service.sync.upstream import Notes, Refused, Version

SAMPLES = Path(__file__).parent / "data" / "sources"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass
class Read:
    """The records of a version by type, and the notes on it."""

    raws: list[Raw]
    notes: Notes
    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    claims: list[dict[str, Any]] = field(default_factory=list)

    @property
    def rejected(self) -> list[str]:
        return [str(problem) for problem in self.notes.rejected]

    @property
    def unheld(self) -> dict[str, dict[str, int]]:
        return {what: dict(names) for what, names in self.notes.unheld.items()}

    def ties(self, kind: str) -> list[tuple[Any, ...]]:
        """From, to, role, start and end (or heldOn) of claims on ties of a kind."""
        return [
            (claim["tie"]["from"], claim["tie"]["to"], claim["tie"].get("role"), claim.get("start"),
             claim.get("end") or claim.get("heldOn"))
            for claim in self.claims
            if claim["tie"]["kind"] == kind
        ]  # fmt: skip

    def check(self) -> Checked:
        """The records as the format has them, ids of ties and days of claims filled in; fails where one is wrong."""
        problems: list[Problem] = []
        raws = []
        for number, raw in enumerate(raw for raw in self.raws if raw.type != "kept"):
            fields = dict(raw.fields)
            if raw.type == "claim":
                fields["tie"] = {"id": f"tie-{number}", **fields["tie"]}
                fields["reportedOn"] = "2026-01-01"
            raws.append(Raw(raw.type, fields, raw.place))
        checked = check(raws, problems)
        resolve_references(checked, Known(), problems)
        assert not problems, "\n".join(map(str, problems[:5]))
        return checked


def versions(source: str, *paths: Path) -> list[Version]:
    return source_module(source).versions(paths)


def read(source: str, version: Version) -> Read:
    notes = Notes()
    found = Read(list(source_module(source).records(version, notes)), notes)
    for raw in found.raws:
        if raw.type == "entity":
            assert raw.fields["id"] not in found.entities, "an entity is told once"
            found.entities[raw.fields["id"]] = raw.fields
        elif raw.type == "claim":
            found.claims.append(raw.fields)
    return found


def refused(source: str, file: Path, data: bytes, told: str) -> None:
    """A file of this content is one version, which is refused with these words (a regular expression)."""
    file.write_bytes(data)
    (version,) = versions(source, file)
    with pytest.raises(Refused, match=told):
        read(source, version)


def published(source: str, *paths: str) -> list[Version]:
    """The versions that are published, beside the repository; skipped where they are not there."""
    if not SHARED.is_dir():
        pytest.skip("there is no shared/data beside the repository")
    return versions(source, *(SHARED / path for path in paths))
