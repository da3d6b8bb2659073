"""Which records of a version go when something is wrong with them: those in which it stands, and what rests on them."""

from collections import defaultdict

from service.sync.checking import Checked
from service.sync.reading import Place, Problem, Raw


def leave_out(checked: Checked, problems: list[Problem]) -> None:
    """Take away the records that problems were found with, and claims on ties that are taken away."""
    wrong: dict[str, list[str]] = defaultdict(list)
    for problem in problems:
        wrong[problem.place.file].append(problem.place.where)
    bad = {identity for identity, place in checked.places.items() if _within(place, wrong[place.file])}
    for records in (
        checked.sources,
        checked.entities,
        checked.ties,
        checked.remarks,
        checked.questions,
        checked.matches,
    ):
        for identity in bad & records.keys():
            del records[identity]
    for identity, claim in list(checked.claims.items()):
        if identity in bad or claim.tie in bad:
            del checked.claims[identity]
    used = {claim.tie for claim in checked.claims.values()}
    for tie in checked.ties.keys() - used:
        del checked.ties[tie]


def stems_left_out(chunk: list[Raw], checked: Checked) -> tuple[list[str], list[str]]:
    """The upstream's records of which an entity was set aside, and those of which a tie was, as stems."""
    entities = [raw.fields["id"] for raw in chunk if raw.type == "entity"]
    ties = [raw.fields["tie"]["id"] for raw in chunk if raw.type == "claim"]
    return (
        [each for each in entities if each not in checked.entities],
        [each.rpartition("--")[0] for each in ties if each not in checked.ties],
    )


def _within(place: Place, wheres: list[str]) -> bool:
    """Whether something is wrong at a place, or within it."""
    return any(where == place.where or where.startswith((f"{place.where}.", f"{place.where}[")) for where in wheres)
