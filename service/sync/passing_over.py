"""Which of several versions of a dataset have been applied before, and so are passed over.

Passed over are those up to the one at which the dataset stands, be it that some were never applied: what was skipped is
older. But a delta that was never applied is not passed over, unless a whole version was applied after it: no other says
what it said. A later version is applied, be it that it says what an earlier one said: between the two the upstream said
something else.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from schema.edtf import Day
from service.sync.reading import total_digest
from service.sync.store import Store
from service.sync.upstream import Version


@dataclass(frozen=True, slots=True)
class DatedDigest:
    """A version by the digest of its files and its day; without a day where nothing tells it but the run's own."""

    digest: str
    day: Day | None
    delta: bool = False

    def is_of(self, digest: str | None, day: Day | None) -> bool:
        """Whether a run with this digest, of this day, was one of this version."""
        return self.digest == digest and self.day in (None, day)


def passed_over(store: Store, dataset: str, versions: Sequence[DatedDigest]) -> int:
    """How many of the versions of a dataset, oldest first, are passed over: so many from the first one on."""
    last_day, last_digest, *_ = store.ask("write/sync_state", name=dataset)
    runs = store.ask("write/sync_applied", dataset=dataset)
    standing = [number for number, each in enumerate(versions, start=1) if each.is_of(last_digest, last_day)]
    applied = [any(each.is_of(*run) for run in runs) for each in versions]
    # Where the one at which it stands is not among them, days alone tell which came before it.
    dated = sum(1 for _ in takewhile(lambda each: each.day is not None, versions))
    last = standing[-1] if standing else max((n for n in range(1, dated + 1) if applied[n - 1]), default=0)
    whole = max((n for n in range(last) if applied[n] and not versions[n].delta), default=0)
    return next((n for n in range(whole, last) if versions[n].delta and not applied[n]), last)


def digest_of(version: Version) -> str:
    """The digest of a version's files, however large they are."""
    return total_digest((file.name, _sha256(file)) for file in version.files)


def _sha256(file: Path) -> bytes:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()
