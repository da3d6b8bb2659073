"""Derived ties as steps of chains of patronage: who stands behind whom by them."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from schema.chains import Link
from schema.derivation import RULES, Derived, DerivedKind
from schema.derived import derived_of
from schema.edtf import Day
from schema.scope import Scope
from schema.vocabulary import Certainty, Standing


async def derived_links(
    scope: Scope,
    ids: Sequence[str],
    kinds: Sequence[DerivedKind],
    standings: Sequence[Standing],
    *,
    upward: bool,
    as_of: Day | None,
) -> list[Link]:
    """The steps from some entities along derived ties, upward to whoever stands behind, else downward.

    Those all of whose basis has one of the standings; with a day those that hold on it. Raises TooBroad.
    """
    if not kinds:
        return []
    seen = replace(scope, as_of=as_of, certainty=Certainty.POSSIBLE)
    found = await asyncio.gather(*(derived_of(seen, here, kinds) for here in ids))
    return [
        Link(here, there, derived.row, equals=RULES[derived.kind].patron == "either", derived=derived)
        for here, each in zip(ids, found, strict=True)
        for derived in each
        if all(row.standing in standings for row in derived.basis) and (there := _next(derived, here, upward))
    ]


def _next(derived: Derived, here: str, upward: bool) -> str | None:
    """The other end, if it stands behind this one (or the other way round, downward); None where it does not."""
    if RULES[derived.kind].patron == "either":
        return derived.to_id if here == derived.from_id else derived.from_id
    client, patron = derived.from_id, derived.to_id
    start, end = (client, patron) if upward else (patron, client)
    return end if here == start else None
