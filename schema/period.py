"""A period as people read it: "2016 – 5 or 17 January 2022 (contested)"."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from schema.edtf import FUTURE, PAST, Bounds, Day, Edtf, Form, day_before, parse
from schema.resolution import Dated
from schema.sides import Side
from schema.vocabulary import Standing, TieNature

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_DOUBT = {"?": "perhaps {}", "~": "about {}", "%": "perhaps about {}"}


def day_phrase(day: Day) -> str:
    """5 January 2022."""
    found = date.fromisoformat(day)
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def phrase(written: Edtf) -> str:
    """A date as people say it: "January 2022", "about 1990", "the 1990s", "between 5 and 17 January 2022"."""
    match written.form:
        case Form.OPEN:
            return "ongoing"
        case Form.SET:
            return _set_phrase(written)
        case Form.INTERVAL:
            first = phrase(parse(written.text.split("/")[0])) if written.lo != PAST else "?"
            last = phrase(parse(written.text.split("/")[1])) if written.hi != FUTURE else "?"
            return f"{first} – {last}"
        case Form.DATE:
            return _date_phrase(written.text)


@lru_cache(maxsize=16_384)
def _date_phrase(text: str) -> str:
    if text[-1] in _DOUBT:
        return _DOUBT[text[-1]].format(_date_phrase(text[:-1]))
    pieces = text.split("-")
    if "X" in pieces[0]:
        return f"the {pieces[0].replace('X', '0')}s" if pieces[0].endswith("X") else pieces[0]
    if len(pieces) == 1 or "X" in pieces[1]:
        return f"{int(pieces[0])}"
    if pieces[1] in _SEASONS:
        return f"{_SEASONS[pieces[1]]} {int(pieces[0])}"
    month = _MONTHS[int(pieces[1]) - 1]
    if len(pieces) == 2 or "X" in pieces[2]:
        return f"{month} {int(pieces[0])}"
    return f"{int(pieces[2])} {month} {int(pieces[0])}"


def _set_phrase(written: Edtf) -> str:
    said: list[str] = []
    for item in written.text[1:-1].split(","):
        first, dots, last = (piece.strip() for piece in item.strip().partition(".."))
        if not dots:
            said.append(_date_phrase(first))
        elif not first:
            said.append(f"by {_date_phrase(last)}")
        elif not last:
            said.append(f"{_date_phrase(first)} or later")
        else:
            said.append(f"between {_shortened(_date_phrase(first), _date_phrase(last), ' and ')}")
    return _either(said)


def _either(said: Sequence[str]) -> str:
    """ "5 or 17 January 2022": what two share at their end is said once."""
    if len(said) < 2:
        return "".join(said)
    if len(said) == 2:
        return _shortened(said[0], said[1], " or ")
    return f"{', '.join(said[:-1])} or {said[-1]}"


def _shortened(first: str, last: str, joint: str) -> str:
    one, other = first.split(" "), last.split(" ")
    shared = 0
    while shared < min(len(one), len(other)) - 1 and one[-1 - shared] == other[-1 - shared]:
        shared += 1
    # Dates of one shape only: "5 or 17 January 2022", never "January or 5 January 2022".
    if shared and len(one) == len(other):
        one = one[: len(one) - shared]
    return " ".join(one) + joint + " ".join(other)


def bounds_phrase(bounds: Bounds) -> str:
    """Between two days, as people say it."""
    if bounds.lo == bounds.hi:
        return day_phrase(bounds.lo)
    if bounds.lo == PAST:
        return f"by {day_phrase(bounds.hi)}" if bounds.hi != FUTURE else "at an unknown time"
    if bounds.hi == FUTURE:
        return f"{day_phrase(bounds.lo)} or later"
    return f"between {_shortened(day_phrase(bounds.lo), day_phrase(bounds.hi), ' and ')}"


def side_phrase(side: Side) -> str | None:
    """The asserted dates of one side, alternatives joined by "or"; None where nothing was asserted."""
    if not side.surviving:
        return None
    said: list[str] = []
    for bounds in side.surviving:
        written = sorted({s.written.text for s in side.stated if s.bounds == bounds}, key=lambda t: (len(t), t))
        asked = parse(written[0])
        said.append(phrase(asked) if asked.form is not Form.SET or len(side.surviving) == 1 else bounds_phrase(bounds))
    return _either(said)


def text(
    nature: TieNature,
    standing: Standing,
    days: Dated,
    start_phrase: str | None,
    end_phrase: str | None,
) -> str:
    """The whole period for people, with what the sources think of it in brackets."""
    remark = {Standing.DISPUTED: " (contested)", Standing.ALLEGED: " (alleged)"}.get(standing, "")
    if standing is Standing.REFUTED:
        return "never (refuted)"
    if nature is TieNature.BOND:
        return f"always{remark}"
    start = start_phrase or _attested_by(days)
    if nature is TieNature.ACT:
        return f"{start}{remark}"
    if end_phrase is None:
        end_phrase = "?" if _unseen(days) else f"at least {day_phrase(day_before(days.earliest_end))}"
    elif days.latest_end == FUTURE and standing is Standing.DISPUTED and "later" not in end_phrase:
        end_phrase = f"{end_phrase} or later"
    return f"{start} – {end_phrase}{remark}"


def _unseen(days: Dated) -> bool:
    """Whether it may have ended as soon as it had begun, for all that is known."""
    return days.earliest_end == PAST or day_before(days.earliest_end) <= days.latest_start


def _attested_by(days: Dated) -> str:
    """By when it had begun, where nobody says when; nothing to tell where only its end was told."""
    if days.latest_start in (PAST, FUTURE) or days.latest_start == day_before(days.latest_end):
        return "?"
    return f"by {day_phrase(days.latest_start)}"


def chain_text(days: Dated) -> str:
    """The period of a whole chain: from the latest of its starts to the earliest of its ends."""
    start = (
        "?"
        if (days.earliest_start, days.latest_start) == (PAST, FUTURE)
        else _edge(days.earliest_start, days.latest_start)
    )
    ends = Bounds(days.earliest_end, days.latest_end)
    unseen = ends.hi == FUTURE != ends.lo and _unseen(days)
    end = "open" if ends.lo == FUTURE else "?" if unseen else _edge(ends.lo, ends.hi)
    if start == "always" and end == "open":
        return "always"
    return f"{start} – {end}"


def _edge(lo: Day, hi: Day) -> str:
    return "always" if hi == PAST else bounds_phrase(Bounds(lo, hi))
