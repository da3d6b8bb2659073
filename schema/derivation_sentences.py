"""A derived tie as a sentence for people. Pure functions."""

from collections.abc import Mapping

from schema.derivation import Derived, DerivedKind, doubtful
from schema.promotions import surely_held
from schema.rows import TieRow
from schema.vocabulary import Certainty
from schema.wording import doubt, lowered


def derived_sentence(derived: Derived, names: Mapping[str, str]) -> str:
    """What the two have in common, without a full stop; `names` has the ends, where they met, and the post's body."""
    one, other, there = names[derived.from_id], names[derived.to_id], names[derived.within]
    mine, theirs = derived.basis[:2]
    # What is disputed or alleged is said at the end; here only what the dates leave open.
    sure = doubtful(derived.basis) or derived.certainty(None) is Certainty.CERTAIN
    perhaps = "" if sure else "perhaps "
    match derived.kind:
        case DerivedKind.SHARED_TENURE:
            overlap = derived.days.latest_start < derived.days.earliest_end
            together = f"{one}{_in_role(mine)} and {other}{_in_role(theirs)} held posts at {there}"
            said = f"{together}{'' if overlap else ', perhaps'} at the same time"
        case DerivedKind.PROMOTED_UNDER:
            took = f"became {_role(mine)} of" if _role(mine) else "took up a post at"
            under = f"{'' if surely_held(theirs, mine) else ', perhaps'} while {other} was {_role(theirs)} of {there}"
            parts = derived.basis[2:]
            within = "" if all(surely_held(part, mine) for part in parts) else "perhaps "
            part = f", of which it was {within}part" if parts else ""
            said = f"{one} {took} {names[mine.to_id]}{under}{part}"
        case DerivedKind.SHARED_ORIGIN:
            said = f"{one} and {other} {perhaps}both come from {there}"
        case DerivedKind.SHARED_EDUCATION:
            said = f"{one} and {other} {perhaps}both studied at {there}"
        case DerivedKind.SUCCESSOR_IN_POST:
            said = f"{one} {perhaps}followed {other} as {_role(mine)} of {there}"
    return f"{said}{doubt(derived.standing)}"


def _role(post: TieRow) -> str | None:
    return lowered(post.role) if post.role else "head" if post.head else None


def _in_role(post: TieRow) -> str:
    role = _role(post)
    return f" ({role})" if role else ""
