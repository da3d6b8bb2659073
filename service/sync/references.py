"""Whether every id that a record names is there, in the files or in the database, and of the right kind."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from schema.edtf import parse
from schema.records import SourceRecord, TieRecord
from schema.vocabulary import EntityKind
from service.sync.checking import UNDATED, Checked, _fits, ends_problem
from service.sync.reading import Place, Problem
from service.sync.rows import source_record, tie_record
from service.sync.store import Label, Store

_TYPES = {
    Label.ENTITY: "entity",
    Label.SOURCE: "source",
    Label.TIE: "tie",
    Label.CLAIM: "claim",
    Label.REMARK: "remark",
    Label.QUESTION: "question",
}


@dataclass
class Known:
    """What the database knows of the ids that files speak of."""

    types: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, EntityKind] = field(default_factory=dict)
    ties: dict[str, TieRecord] = field(default_factory=dict)
    sources: dict[str, SourceRecord] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Store, checked: Checked, version: int) -> "Known":
        """Look up every id that the files define or mention."""
        known = cls()
        ids = sorted(set(checked.types) | set(mentioned(checked)))
        for label, type_ in _TYPES.items():
            for row in store.rows_by_id(label, ids, version):
                known.types[row["id"]] = type_
                if label is Label.ENTITY:
                    known.kinds[row["id"]] = EntityKind(row["kind"])
                elif label is Label.TIE:
                    known.ties[row["id"]] = tie_record(row)
                elif label is Label.SOURCE:
                    known.sources[row["id"]] = source_record(row)
        return known


def mentioned(checked: Checked) -> Iterable[str]:
    """Every id that a record refers to."""
    for entity in checked.entities.values():
        yield from entity.sources
        for name in entity.names:
            yield from name.sources
    for tie in checked.ties.values():
        yield from filter(None, (tie.from_id, tie.to_id, tie.institution))
    for claim in checked.claims.values():
        yield from filter(None, (claim.tie, claim.source, claim.attributed_to))
    for remark in checked.remarks.values():
        yield from filter(None, (remark.about, remark.source, remark.attributed_to))
    for question in checked.questions.values():
        yield from question.about
        for position in question.positions:
            yield from (*position.claims, *position.remarks)
    for match in checked.matches.values():
        yield from (match.a, match.b)


def resolve_references(checked: Checked, known: Known, problems: list[Problem]) -> Checked:
    """Add a problem for every id that is missing or of the wrong kind; fill in reported days from known sources."""
    types = {**known.types, **checked.types}
    kinds = {**known.kinds, **{identity: entity.kind for identity, entity in checked.entities.items()}}

    def expect(identity: str | None, type_: str, place: Place) -> bool:
        if identity is None:
            return True
        found = types.get(identity)
        if found != type_:
            what = f"is the id of a {found}" if found else "is unknown"
            problems.append(Problem(place, f"“{identity}” {what}; expected the id of a {type_}"))
        return found == type_

    for identity, type_ in checked.types.items():
        before = known.types.get(identity)
        if before and before != type_:
            problems.append(
                Problem(checked.places[identity], f"“{identity}” is already the id of a {before}; ids are one space")
            )
    for identity, entity in checked.entities.items():
        place = checked.places[identity]
        if identity in known.kinds and known.kinds[identity] is not entity.kind:
            problems.append(Problem(place.at("kind"), f"“{identity}” is known as a {known.kinds[identity].value}"))
        for source in {*entity.sources, *(s for name in entity.names for s in name.sources)}:
            expect(source, "source", place.at("sources"))
    for identity, tie in checked.ties.items():
        _check_tie(tie, checked.places[identity], kinds, known, expect, problems)
    for identity, claim in list(checked.claims.items()):
        place = checked.places[identity]
        expect(claim.source, "source", place.at("source"))
        expect(claim.attributed_to, "entity", place.at("attributedTo"))
        if expect(claim.tie, "tie", place.at("tie")) and claim.tie not in checked.ties:
            _fits(claim, known.ties[claim.tie].nature, place, problems)
        checked.claims[identity] = _dated(claim, known, place, problems)
    for identity, remark in list(checked.remarks.items()):
        place = checked.places[identity]
        expect(remark.source, "source", place.at("source"))
        expect(remark.attributed_to, "entity", place.at("attributedTo"))
        expect(remark.about, "entity", place.at("about"))
        checked.remarks[identity] = _dated(remark, known, place, problems)
    for identity, question in checked.questions.items():
        place = checked.places[identity]
        for about in question.about:
            expect(about, "entity", place.at("about"))
        for number, position in enumerate(question.positions):
            at = Place(place.file, f"{place.where}.positions[{number}]")
            for claim_id in position.claims:
                expect(claim_id, "claim", at.at("claims"))
            for remark_id in position.remarks:
                expect(remark_id, "remark", at.at("remarks"))
    for key, match in checked.matches.items():
        for name in ("a", "b"):
            expect(getattr(match, name), "entity", checked.places[key].at(name))
    return checked


def _check_tie(tie, place, kinds, known, expect, problems) -> None:  # type: ignore[no-untyped-def]  # see resolve_references
    ends = [expect(getattr(tie, f"{end}_id"), "entity", place.at(end)) for end in ("from", "to")]
    if tie.institution and expect(tie.institution, "entity", place.at("institution")):
        if kinds[tie.institution] is not EntityKind.INSTITUTION:
            found = kinds[tie.institution].value
            problems.append(
                Problem(place.at("institution"), f"“{tie.institution}” is a {found}; expected an INSTITUTION")
            )
    if all(ends):
        problem = ends_problem(tie, kinds[tie.from_id], kinds[tie.to_id])
        if problem:
            problems.append(Problem(place, problem))
    before = known.ties.get(tie.id)
    if before and before.identity != tie.identity:
        problems.append(
            Problem(
                place,
                f"“{tie.id}” is defined otherwise in the database: {before.kind.value} from {before.from_id} to {before.to_id}",
            )
        )


def _dated(record, known, place, problems):  # type: ignore[no-untyped-def]  # a claim or a remark, given back as it came
    if record.reported_on != UNDATED:
        return record
    source = known.sources.get(record.source)
    if source and source.published_on:
        return replace(record, reported_on=parse(source.published_on))
    if source:
        problems.append(Problem(place.at("reportedOn"), f"is missing, and “{source.id}” has no publishedOn to take"))
    return record
