"""Which tie a row of a register is about, where the upstream has no id for the tenure.

One person can hold one post several times; each is a tie of its own, known by person, post and start. A row whose
start was corrected and whose end stayed, or the other way round, goes on with the tie that it had.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

# A start and an end, as written; None where none is given.
Span = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Tenure:
    """A tie that is known, with the spans that its claims give: those that stand, and those that were retracted."""

    tie: str
    standing: frozenset[Span]
    retracted: frozenset[Span] = frozenset()


def assigned(rows: Iterable[Span], known: Sequence[Tenure], new: Callable[[str | None], str]) -> dict[Span, str]:
    """The tie of each span that rows between the same ends, in the same post, give.

    `new` makes the id of a tie from its start; where that is taken, a number is added.
    """
    left = sorted(set(rows), key=_in_order)
    free = sorted(known, key=lambda tenure: tenure.tie)
    found: dict[Span, str] = {}
    for alike in (_still_said, _said_again, _same_start, _same_end, _same_start_before):
        for span in list(left):
            tenure = next((each for each in free if alike(each, span)), None)
            if tenure:
                found[span] = tenure.tie
                left.remove(span)
                free.remove(tenure)
    taken = {each.tie for each in known}
    for span in left:
        identity = stem = new(span[0])
        number = 1
        while identity in taken:
            number += 1
            identity = f"{stem}-{number}"
        taken.add(identity)
        found[span] = identity
    return found


def _in_order(span: Span) -> tuple[str, str]:
    return span[0] or "", span[1] or ""


def _still_said(tenure: Tenure, span: Span) -> bool:
    return span in tenure.standing


def _said_again(tenure: Tenure, span: Span) -> bool:
    return not tenure.standing and span in tenure.retracted


def _same_start(tenure: Tenure, span: Span) -> bool:
    """With a start; two rows without one say nothing of each other."""
    return span[0] is not None and any(start == span[0] for start, _ in tenure.standing)


def _same_end(tenure: Tenure, span: Span) -> bool:
    return span[1] is not None and any(end == span[1] for _, end in tenure.standing)


def _same_start_before(tenure: Tenure, span: Span) -> bool:
    return span[0] is not None and any(start == span[0] for start, _ in tenure.retracted)
