"""Samples of what a run changes as people read them: the names of a claim's ends, what ties them, its dates."""

from collections.abc import Callable, Iterable, Mapping

from schema.edtf import Form
from schema.kinds import RULES, TieKind
from schema.records import ClaimRecord, TieRecord
from schema.vocabulary import Stance
from service.sync.checking import check
from service.sync.rows import tie_record
from service.sync.spool import Spool
from service.sync.store import Label, Store
from service.sync.tally import Sample, Tally


def tell_claims(tally: Tally, store: Store, version: int, said: Callable[[set[str]], Mapping[str, str]]) -> None:
    """Put into words the samples of claims. `said`: the names that what is read gives to entities, of these ids.

    What it has no name for goes by the name that the graph has at the data version, else by its id.
    """
    samples = [each for found in tally.named.values() for each in found if each.claim]
    ties = _ties(samples, store, version)
    ends = {end for tie in ties.values() for end in (tie.from_id, tie.to_id)}
    names = {row["id"]: str(row["name"]) for row in store.rows_by_id(Label.ENTITY, sorted(ends), version)}
    names |= said(ends)
    for sample in samples:
        if sample.claim and (tie := ties.get(sample.claim.tie)):
            sample.told = claim_sentence(sample.claim, tie, names)
            if sample.before:
                sample.told += f"; before: {_difference(sample.before, sample.claim, tie, names)}"


def claim_sentence(claim: ClaimRecord, tie: TieRecord, names: Mapping[str, str]) -> str:
    """A claim in a line: from, what is said of them, to, and the dates as they are given."""
    one, other = (names.get(end, end) for end in (tie.from_id, tie.to_id))
    role = claim.role or tie.role
    if tie.kind in (TieKind.HOLDS_POST, TieKind.KIN_OF) and role:
        said = f"{one} is {role} of {other}"
    else:
        said = f"{one} {RULES[tie.kind].phrase} {other}" + (f" ({role})" if role else "")
    denied = "denied: " if claim.stance is Stance.DENIES else ""
    return denied + ", ".join(filter(None, (said, _dates(claim))))


def _difference(before: ClaimRecord, claim: ClaimRecord, tie: TieRecord, names: Mapping[str, str]) -> str:
    """What was said before: the dates, where nothing else was said otherwise."""
    if (before.role, before.stance) == (claim.role, claim.stance) and _dates(before) != _dates(claim):
        return _dates(before) or "without dates"
    return claim_sentence(before, tie, names)


def _dates(claim: ClaimRecord) -> str:
    start, end = claim.start, claim.end
    if claim.held_on:
        return f"on {claim.held_on.text}"
    if start and end:
        return f"{start.text} – {end.text}"
    if start:
        return f"from {start.text}"
    return f"until {end.text}" if end and end.form is not Form.OPEN else ""


def _ties(samples: Iterable[Sample], store: Store, version: int) -> dict[str, TieRecord]:
    """The ties of claims by id, as they are told, else as the graph has them."""
    told = {sample.claim.tie: sample.tie for sample in samples if sample.claim}
    unknown = sorted(tie for tie, record in told.items() if record is None)
    known = {row["id"]: tie_record(row) for row in store.rows_by_id(Label.TIE, unknown, version)}
    return known | {tie: record for tie, record in told.items() if record}


def names_in(spool: Spool, ids: set[str]) -> dict[str, str]:
    """The names of entities of the version in a spool."""
    raws = list(spool.entities(ids))
    told = check(raws, [], {raw.place.file: "" for raw in raws}).entities
    return {identity: record.name for identity, record in told.items()}
