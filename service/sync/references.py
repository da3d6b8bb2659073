"""Whether every id that a record names is there, in the files or in the database, and of the right kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from schema.edtf import parse
from schema.kinds import TieKind
from schema.records import EntityRecord, MatchRecord, TieRecord
from schema.vocabulary import EntityKind
from service.sync.checking import UNDATED, Checked
from service.sync.definitions import difference, ends_problem, misfits
from service.sync.reading import Place, Problem, article
from service.sync.rows import Row, Statement, cited, claim_record, remark_record, said, tie_record
from service.sync.standing import Standing
from service.sync.store import Label

TYPES = {
    Label.ENTITY: "entity",
    Label.SOURCE: "source",
    Label.TIE: "tie",
    Label.CLAIM: "claim",
    Label.REMARK: "remark",
    Label.QUESTION: "question",
}


@dataclass
class Known:
    """What the database holds under the ids that files define or mention: rows by label and id."""

    rows: Mapping[Label, dict[str, Row]] = field(default_factory=lambda: {label: {} for label in Label})

    @classmethod
    def of(cls, standing: Standing, checked: Checked, others: Iterable[str]) -> "Known":
        """Look up every id that the files define, and others, which they mention."""
        ids = sorted({*checked.types, *others})
        rows = {label: {row["id"]: row for row in standing.rows(label, ids)} for label in TYPES}
        matches = standing.rows(Label.MATCH, sorted(checked.matches))
        return cls(rows | {Label.MATCH: {row["id"]: row for row in matches}})

    @cached_property
    def types(self) -> Mapping[str, str]:
        """What kind of record each id stands for."""
        return {identity: type_ for label, type_ in reversed(TYPES.items()) for identity in self.rows[label]}

    def kind_of(self, entity: str) -> EntityKind | None:
        row = self.rows[Label.ENTITY].get(entity)
        return EntityKind(row["kind"]) if row else None

    def tie(self, identity: str) -> TieRecord | None:
        row = self.rows[Label.TIE].get(identity)
        return tie_record(row) if row else None


def mentioned(checked: Checked) -> Iterable[str]:
    """Every id that a record refers to."""
    for entity in checked.entities.values():
        yield from cited(entity)
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
        yield from (evidence.statement for evidence in question.evidence)
    for match in checked.matches.values():
        yield from (match.a, match.b)
    yield from (identity for identity, _, _ in checked.mentions)


def resolve_references(checked: Checked, known: Known, problems: list[Problem]) -> None:
    """Add a problem for every id that is missing or of the wrong kind; fill in reported days from known sources."""
    _Resolving(checked, known, problems).resolve()


class _Resolving:
    def __init__(self, checked: Checked, known: Known, problems: list[Problem]) -> None:
        self.checked, self.known, self.problems = checked, known, problems

    def resolve(self) -> None:
        checked, places = self.checked, self.checked.places
        for identity, type_ in checked.types.items():
            before = self.known.types.get(identity)
            if before and before != type_:
                self._problem(
                    places[identity], f"“{identity}” is already the id of {article(before)}; ids are one space"
                )
        for entity in checked.entities.values():
            self._entity(entity, places[entity.id])
        for tie in checked.ties.values():
            self._tie(tie, places[tie.id])
        for claim in list(checked.claims.values()):
            place = places[claim.id]
            self._expect(claim.source, "source", place, "source")
            self._expect(claim.attributed_to, "entity", place, "attributedTo")
            if self._expect(claim.tie, "tie", place, "tie") and claim.tie not in checked.ties:
                known = self.known.tie(claim.tie)
                self.problems += misfits(claim, known.nature, place) if known else []
            checked.claims[claim.id] = claim = self._dated(claim, place)
            self._own(claim, self.known.rows[Label.CLAIM].get(claim.id), claim_record, place)
        for remark in list(checked.remarks.values()):
            place = places[remark.id]
            self._expect(remark.source, "source", place, "source")
            self._expect(remark.attributed_to, "entity", place, "attributedTo")
            self._expect(remark.about, "entity", place, "about")
            checked.remarks[remark.id] = remark = self._dated(remark, place)
            self._own(remark, self.known.rows[Label.REMARK].get(remark.id), remark_record, place)
        for question in checked.questions.values():
            place = places[question.id]
            for about in question.about:
                self._expect(about, "entity", place, "about")
            for number, position in enumerate(question.positions):
                at = place.at("positions").item(number)
                for claim_id in position.claims:
                    self._expect(claim_id, "claim", at, "claims")
                for remark_id in position.remarks:
                    self._expect(remark_id, "remark", at, "remarks")
            for number, evidence in enumerate(question.evidence):
                at = place.at("evidence").item(number)
                self._expect(evidence.claim, "claim", at, "claim")
                self._expect(evidence.remark, "remark", at, "remark")
        for key, match in checked.matches.items():
            self._match(match, places[key])
        for identity, type_, place in checked.mentions:
            self._expect(identity, type_, place)

    def _own(self, record: Statement, before: Row | None, to_record: Callable[[Row], Statement], place: Place) -> None:
        """What a dataset says, no other changes: a statement that says otherwise needs an id of its own."""
        # Of what comes later in the same files only the id is known.
        theirs = before.get("datasets") if before else None
        if not before or not theirs or self.checked.datasets[record.id].intersection(theirs):
            return
        if said(to_record(before)) != said(record):
            self._problem(
                place.at("id"),
                f"“{record.id}” says otherwise in the dataset “{theirs[0]}”; expected an id of its own, or "
                f"--dataset {theirs[0]} for that dataset's next version",
            )

    def _match(self, match: MatchRecord, place: Place) -> None:
        """Of two entities or of two ties; what is to be one is of one kind."""
        type_ = "tie" if self._type(match.a) == "tie" else "entity"
        there = [self._expect(match.a, type_, place, "a"), self._expect(match.b, type_, place, "b")]
        kind_of = self._kind_of_tie if type_ == "tie" else self._kind
        kinds = kind_of(match.a), kind_of(match.b)
        if all(there) and match.same and kinds[0] is not kinds[1] and all(kinds):
            found = " and ".join(kind.value for kind in kinds if kind)
            self._problem(place, f"“{match.a}” and “{match.b}” cannot be one: they are {found}")

    def _type(self, identity: str) -> str | None:
        return self.checked.types.get(identity) or self.known.types.get(identity)

    def _expect(self, identity: str | None, type_: str, place: Place, name: str = "") -> bool:
        """Whether an id, which the field of that name has, is of a type; none is."""
        if identity is None:
            return True
        found = self._type(identity)
        if found != type_:
            what = f"is the id of {article(found)}" if found else "is unknown"
            at = place.at(name) if name else place
            self._problem(at, f"“{identity}” {what}; expected the id of {article(type_)}")
        return found == type_

    def _kind(self, entity: str) -> EntityKind | None:
        here = self.checked.entities.get(entity)
        return here.kind if here else self.known.kind_of(entity)

    def _kind_of_tie(self, tie: str) -> TieKind | None:
        here, row = self.checked.ties.get(tie), self.known.rows[Label.TIE].get(tie, {})
        return here.kind if here else TieKind(row["kind"]) if "kind" in row else None

    def _entity(self, entity: EntityRecord, place: Place) -> None:
        before = self.known.kind_of(entity.id)
        if before and before is not entity.kind:
            self._problem(place.at("kind"), f"“{entity.id}” is known as {before.value}, found {entity.kind.value}")
        for source in sorted(cited(entity)):
            self._expect(source, "source", place, "sources")

    def _tie(self, tie: TieRecord, place: Place) -> None:
        there = [
            self._expect(identity, "entity", place, end) for end, identity in (("from", tie.from_id), ("to", tie.to_id))
        ]
        if tie.institution and self._expect(tie.institution, "entity", place, "institution"):
            kind = self._kind(tie.institution)
            if kind and kind is not EntityKind.INSTITUTION:
                message = f"“{tie.institution}” is of the kind {kind.value}; expected INSTITUTION"
                self._problem(place.at("institution"), message)
        from_kind, to_kind = self._kind(tie.from_id), self._kind(tie.to_id)
        if all(there) and from_kind and to_kind and (wrong := ends_problem(tie, from_kind, to_kind)):
            self._problem(place, wrong)
        before = self.known.tie(tie.id)
        if before and (otherwise := difference(before, tie)):
            self._problem(place, f"“{tie.id}” is defined otherwise in the database: {otherwise}")

    def _dated(self, record: Statement, place: Place) -> Statement:
        if record.reported_on != UNDATED:
            return record
        source = self.known.rows[Label.SOURCE].get(record.source)
        if source and source.get("published_on"):
            return replace(record, reported_on=parse(source["published_on"]))
        if source:
            self._problem(place.at("reportedOn"), f"is missing, and “{record.source}” has no publishedOn to take")
        return record

    def _problem(self, place: Place, message: str) -> None:
        self.problems.append(Problem(place, message))
