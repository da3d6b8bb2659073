"""What formats without a place for doubt say of a tie in words, so that it is not lost."""

from schema.kinds import RULES
from schema.tie import Tie


def relation(tie: Tie) -> str:
    """The tie read from → to: its role, else the phrase of its kind."""
    return tie.role() or RULES[tie.kind()].phrase


def told(tie: Tie) -> str:
    """Kind, standing and period, with the dates as written and the days that bound them."""
    period = tie.period()
    parts = [f"{tie.row.kind}, {tie.row.standing}: {period.text()}."]
    if period.start:
        parts.append(f"Start {period.start}.")
    if period.end:
        parts.append(f"End {period.end}.")
    for name, lo, hi in (
        ("Began", period.earliest_start(), period.latest_start()),
        ("Ended", period.earliest_end(), period.latest_end()),
    ):
        if lo or hi:
            parts.append(f"{name} between {lo or '…'} and {hi or '…'}.")
    if certainty := tie.certainty():
        parts.append(f"{certainty.value.capitalize()} on the day of the view.")
    return " ".join(parts)
