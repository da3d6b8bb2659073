"""Rows by id at one data version, for whoever asks for many that may not be there."""

from collections.abc import Collection
from dataclasses import dataclass, field

from service.sync.rows import Row
from service.sync.store import Label, Store

# So many ids of a label are read at once, and more are asked for: below, asking for each costs less.
FEW = 2_000
MANY = 200


@dataclass(slots=True)
class Standing:
    """The rows of the graph at a data version.

    Ids are one space, so that each is looked for under every label, and under most in vain. Of a label that has few
    rows all ids are read once, and only those that are among them are asked for.
    """

    store: Store
    version: int
    # The ids of all rows of a label; None where there are more than a few.
    _ids: dict[Label, frozenset[str] | None] = field(default_factory=dict)

    def rows(self, label: Label, ids: Collection[str]) -> list[Row]:
        """The rows of a label with these ids that stand in the version."""
        if len(ids) > MANY and (there := self._there(label)) is not None:
            ids = sorted(there.intersection(ids))
        return self.store.rows_by_id(label, ids, self.version)

    def _there(self, label: Label) -> frozenset[str] | None:
        if label not in self._ids:
            # One that comes with a later version does not stand in this one.
            found = self.store.ask("write/some_ids", choices={"label": label}, limit=FEW + 1)
            self._ids[label] = frozenset(found) if len(found) <= FEW else None
        return self._ids[label]
