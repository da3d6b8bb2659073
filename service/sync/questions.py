"""Questions from their raw fields: the positions, and how each piece of evidence bears on every one of them."""

from typing import Any

from schema.records import EvidenceRecord, PositionRecord, QuestionRecord
from service.sync.fields import EVIDENCE, POSITION, values
from service.sync.reading import Place, Problem, shown


def question_of(found: dict[str, Any], place: Place, problems: list[Problem]) -> QuestionRecord | None:
    """The question that the checked fields make, its parts checked too; None where a problem was added."""
    before = len(problems)
    positions = _positions(found.pop("positions"), place.at("positions"), problems)
    # Where the positions are wrong nobody can say how many ratings a piece of evidence must have.
    wanted = len(positions) if len(problems) == before else None
    evidence = _evidence(found.pop("evidence", []), wanted, place.at("evidence"), problems)
    if len(problems) > before:
        return None
    return QuestionRecord(positions=positions, evidence=evidence, **found)


def _positions(value: Any, place: Place, problems: list[Problem]) -> tuple[PositionRecord, ...]:
    if not isinstance(value, list) or len(value) < 2:
        problems.append(Problem(place, f"expected a list of at least two positions, found {shown(value)}"))
        return ()
    found: list[PositionRecord] = []
    for number, item in enumerate(value):
        if not isinstance(item, dict):
            problems.append(Problem(place.item(number), f"expected a mapping, found {shown(item)}"))
        elif (given := values(item, POSITION, place.item(number), problems)) is not None:
            found.append(PositionRecord(**given))
    return tuple(found)


def _evidence(value: Any, wanted: int | None, place: Place, problems: list[Problem]) -> tuple[EvidenceRecord, ...]:
    """Each piece once, with one rating for each of the positions."""
    if not isinstance(value, list):
        problems.append(Problem(place, f"expected a list, found {shown(value)}"))
        return ()
    found: list[EvidenceRecord] = []
    weighed_at: dict[str, Place] = {}
    for number, item in enumerate(value):
        at = place.item(number)
        if not isinstance(item, dict):
            problems.append(Problem(at, f"expected a mapping, found {shown(item)}"))
            continue
        given = values(item, EVIDENCE, at, problems)
        if given is None:
            continue
        evidence = EvidenceRecord(**given)
        if (evidence.claim is None) == (evidence.remark is None):
            told = "both" if evidence.claim else "neither"
            problems.append(Problem(at, f"expected either a claim or a remark, found {told}"))
            continue
        if wanted is not None and len(evidence.bears) != wanted:
            message = f"expected one rating for each of the {wanted} positions, found {len(evidence.bears)}"
            problems.append(Problem(at.at("bears"), message))
        first = weighed_at.setdefault(evidence.statement, at)
        if first is not at:
            field = "claim" if evidence.claim else "remark"
            problems.append(Problem(at.at(field), f"“{evidence.statement}” is weighed already at {first.where}"))
        found.append(evidence)
    return tuple(found)
