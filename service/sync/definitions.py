"""What must be right in a tie: its definition, the kinds of its ends, the dates of the claims on it."""

from schema.edtf import Form
from schema.kinds import RULES
from schema.records import ClaimRecord, TieRecord
from schema.vocabulary import Aspect, EntityKind, Stance, TieNature
from service.sync.reading import Place, Problem, listed

_NAMES = {
    "kind": "kind",
    "from_id": "from",
    "to_id": "to",
    "head": "head",
    "institution": "institution",
    "blood": "blood",
    "equals": "equals",
}


def difference(known: TieRecord, other: TieRecord) -> str | None:
    """In what two definitions under one id contradict each other; None where in nothing. Symmetric ends may swap."""
    if known.identity == other.identity:
        return None
    return ", ".join(
        f"{shown} {getattr(known, name)}, here {getattr(other, name)}"
        for name, shown in _NAMES.items()
        if getattr(known, name) != getattr(other, name)
    )


def ends_problem(tie: TieRecord, from_kind: EntityKind, to_kind: EntityKind) -> str | None:
    """What is wrong with the kinds of a tie's ends; None where nothing is."""
    rule = RULES[tie.kind]
    if tie.from_id == tie.to_id:
        return f"“{tie.id}” ties “{tie.from_id}” to itself"
    for end, kind, allowed in (("from", from_kind, rule.from_kinds), ("to", to_kind, rule.to_kinds)):
        if kind not in allowed:
            expected = listed(sorted(each.value for each in allowed))
            return f"{tie.kind.value} cannot have a {kind.value} as its {end}: expected {expected}"
    if rule.same_kind and from_kind is not to_kind:
        return f"{tie.kind.value} joins two of one kind, found {from_kind.value} and {to_kind.value}"
    return None


def misfits(claim: ClaimRecord, nature: TieNature, place: Place) -> list[Problem]:
    """What cannot stand in a claim on a tie of this nature. `heldOn` may: it tells when it was said to hold."""
    found: list[Problem] = []
    if nature is TieNature.ACT and claim.end:
        found.append(Problem(place.at("end"), "an act has no end: give its day as start"))
    if nature is TieNature.BOND and (claim.start or claim.end):
        found.append(Problem(place.at("start" if claim.start else "end"), "a bond has no dates"))
    if claim.stance is Stance.DENIES and claim.end and claim.end.form is Form.OPEN:
        found.append(Problem(place.at("end"), "a denial names the day that it denies, or none"))
    if claim.stance is Stance.DENIES and claim.start and claim.aspect is Aspect.END:
        found.append(Problem(place.at("start"), "a denial of the end says nothing of the start: give the day as end"))
    if claim.stance is Stance.DENIES and claim.end and claim.aspect is Aspect.START:
        found.append(Problem(place.at("end"), "a denial of the start says nothing of the end: give the day as start"))
    if claim.aspect is Aspect.ROLE and not claim.role:
        found.append(Problem(place.at("role"), "is missing: the claim speaks of the role"))
    return found
