"""A derived tie as a sentence for people. Pure functions."""

from collections.abc import Mapping

from schema.derivation import Derived, DerivedKind
from schema.promotions import surely_held
from schema.tie import TieRow
from schema.vocabulary import Certainty
from schema.wording import doubt, lowered


def derived_sentence(derived: Derived, names: Mapping[str, str]) -> str:
    """What the two have in common, without a full stop; `names` has the ends, where they met, and the post's body."""
    one, other, there = names[derived.from_id], names[derived.to_id], names[derived.within]
    mine, theirs = derived.basis[:2]
    sure = derived.certainty(None) is Certainty.CERTAIN
    perhaps = "" if sure else "perhaps "
    match derived.kind:
        case DerivedKind.SHARED_TENURE:
            together = f"{one}{_in_role(mine)} and {other}{_in_role(theirs)} held posts at {there}"
            said = f"{together}{'' if sure else ', perhaps'} at the same time"
        case DerivedKind.PROMOTED_UNDER:
            took = f"became {_role(mine)} of" if _role(mine) else "took up a post at"
            above = f"{other} was {_role(theirs) or 'head'} of {there}"
            parts = derived.basis[2:]
            # What is open may be when the post began, or only whether its body was part of the other by then.
            under = sure or (bool(parts) and surely_held(theirs, mine))
            part = f", of which it was {'' if sure else 'perhaps '}part" if parts else ""
            said = f"{one} {took} {names[mine.to_id]}{'' if under else ', perhaps'} while {above}{part}"
        case DerivedKind.SHARED_ORIGIN:
            said = f"{one} and {other} {perhaps}both come from {there}"
        case DerivedKind.SHARED_EDUCATION:
            said = f"{one} and {other} {perhaps}both studied at {there}"
        case DerivedKind.SUCCESSOR_IN_POST:
            said = f"{one} {perhaps}followed {other} as {_role(mine) or 'head'} of {there}"
    return f"{said}{doubt(derived.standing)}"


def _role(post: TieRow) -> str | None:
    return lowered(post.role) if post.role else "head" if post.head else None


def _in_role(post: TieRow) -> str:
    role = _role(post)
    return f" ({role})" if role else ""
