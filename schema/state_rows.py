"""The known states of ties as flat rows: what the database holds of them, and what is made of them in memory."""

from collections.abc import Iterable, Mapping
from typing import Any

from schema.history import KnownState
from schema.period import side_phrase
from schema.plain import plain
from schema.records import ClaimRecord, TieRecord

Row = dict[str, Any]


def independent(claims: Iterable[ClaimRecord], publishers: Mapping[str, str | None]) -> int:
    """How many independent sources claims have: distinct speakers, else publishers, else sources."""
    return len(
        {
            ("speaker", claim.attributed_to)
            if claim.attributed_to
            else ("publisher", publishers[claim.source])
            if publishers.get(claim.source)
            else ("source", claim.source)
            for claim in claims
        }
    )


def state_row(tie: TieRecord, state: KnownState, publishers: Mapping[str, str | None]) -> Row:
    """One known state of a tie, as the relationship that holds it; `voices` counts the independent sources."""
    found, days = state.resolution, state.resolution.days
    return {
        "tie": tie.id,
        "from_id": tie.from_id,
        "to_id": tie.to_id,
        "nature": tie.nature.value,
        "head": tie.head,
        "equals": tie.equals,
        "role": found.role,
        "folded_role": plain(found.role) if found.role else None,
        "institution": tie.institution,
        "standing": found.standing.value,
        "only_possible": found.only_possible,
        "earliest_start": days.earliest_start,
        "latest_start": days.latest_start,
        "earliest_end": days.earliest_end,
        "latest_end": days.latest_end,
        "rolling": state.rolling,
        "start_date": found.start.edtf,
        "end_date": found.end.edtf,
        "start_phrase": side_phrase(found.start),
        "end_phrase": side_phrase(found.end),
        "sources": sorted({claim.source for claim in found.claims}),
        "voices": independent(found.claims, publishers),
        "known_from": state.known_from,
        "known_to": state.known_to,
    }
