"""Dates of stated precision in the forms that other tools read."""

from schema.edtf import FUTURE, PAST, Day, Edtf, Form, parse


def iso_prefix(text: str | None) -> str | None:
    """The longest of year, month and day that covers all that an EDTF date can mean: 2022, 2022-01 or 2022-01-05.

    None where there is none, as for a decade, an open end or a date that reaches into two years.
    """
    written = parse(text) if text else None
    if written is None or written.form is Form.OPEN or PAST in (written.lo, written.hi) or written.hi == FUTURE:
        return None
    return common_prefix(written.lo, written.hi)


def common_prefix(lo: Day, hi: Day) -> str | None:
    """What two days have in common: the day, the month or the year."""
    if lo == hi:
        return lo
    if lo[:7] == hi[:7]:
        return lo[:7]
    return lo[:4] if lo[:4] == hi[:4] else None


def ends_of(text: str | None) -> tuple[Day | None, Day | None]:
    """The first and the last day that a date can mean; None where unbounded."""
    if not text:
        return None, None
    written = parse(text)
    return None if written.lo == PAST else written.lo, None if written.hi == FUTURE else written.hi


def date_parts(text: str | None) -> dict[str, object] | None:
    """A date as CSL writes it: parts of one date, or of the first and the last; doubt as `circa`."""
    written = parse(text) if text else None
    if written is None or written.form is Form.OPEN or PAST in (written.lo, written.hi) or written.hi == FUTURE:
        return None
    prefix = common_prefix(written.lo, written.hi) if _is_plain(written) else None
    ends = [prefix] if prefix else [written.lo, written.hi]
    parts: dict[str, object] = {"date-parts": [[int(part) for part in end.split("-")] for end in ends]}
    return parts | ({"circa": True} if text and text[-1] in "?~%" else {})


def _is_plain(written: Edtf) -> bool:
    """Whether the date is a year, a month or a day and nothing else."""
    pieces = written.text.rstrip("?~%").split("-")
    return written.form is Form.DATE and "X" not in written.text and (len(pieces) < 2 or int(pieces[1]) <= 12)
