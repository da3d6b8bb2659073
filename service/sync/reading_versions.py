"""What a version of a source changes, found out without writing: from its records to plans.

    records → ids and days of rows → checked → references resolved → compared with the graph → plans

Records go through in chunks, so that a version may be of any size. One that cannot be used is set aside with the
reason, and the others go on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from schema.edtf import parse
from service.sync.affected import affected_by
from service.sync.checking import Checked, check
from service.sync.identities import identifiers_of
from service.sync.keeping import Keeping, KeptInGraph
from service.sync.leaving_out import leave_out, stems_left_out
from service.sync.planning import Comparison, Moment, Plan, plan_definitions
from service.sync.reading import Problem, Raw, article
from service.sync.references import TYPES, Known, mentioned, resolve_references
from service.sync.register_rows import beside_others, complete
from service.sync.sampling import names_in, tell_claims
from service.sync.spool import Defined, Spool
from service.sync.standing import Standing
from service.sync.statements import plan_statements
from service.sync.store import Label, Store, batches
from service.sync.tally import Tally
from service.sync.upstream import Notes, Refused
from service.sync.versions import Progress


@dataclass
class Counts(Tally):
    """What a version would change, and how much of what the dataset said before is gone."""

    # What the dataset said before, and how much of that it says no longer: claims and remarks, entities.
    statements: int = 0
    statements_gone: int = 0
    entities: int = 0
    entities_gone: int = 0


@dataclass(slots=True)
class VersionReader:
    """Reads the spooled records of one version of a dataset against the graph at a data version."""

    standing: Standing
    spool: Spool
    notes: Notes
    dataset: str
    register: bool
    moment: Moment
    counts: Counts = field(default_factory=Counts)
    # Whether anything is to be written at all.
    anything: bool = False

    @property
    def store(self) -> Store:
        return self.standing.store

    @property
    def version(self) -> int:
        return self.standing.version

    def plan(self, tell: Progress, *, delta: bool) -> None:
        """Put all plans into the spool."""
        if delta:
            self._refuse_gap()
        total = len(self.spool)
        tell("comparing", 0, total)
        for chunk in self.spool.chunks():
            self._plan_chunk(chunk)
            tell("comparing", len(chunk), total)
        for missing in self._missing_of_delta() if delta else self._missing():
            self._plan_missing(missing)
        keeping = self._keeping
        pages = keeping.of_delta([*self.notes.named, *self.notes.again]) if delta else self._standing_pages(Label.KEPT)
        for plan in keeping.gone(pages):
            self._keep(plan)
        self.notes.ambiguous = self.spool.ambiguous()
        # What took nothing's place.
        for what, sample in self.spool.left_over():
            self.counts.added += 1
            self.counts.sample(what, Label.CLAIM, sample)
        if delta:
            self.counts.statements = self._size(Label.CLAIM) + self._size(Label.REMARK)
            self.counts.entities = self._size(Label.ENTITY)
            self.counts.columns = self.counts.columns.of_all(self.counts.entities)

    def tell_samples(self) -> None:
        """Put the samples of claims among the counts into words."""
        tell_claims(self.counts, self.store, self.version, partial(names_in, self.spool))

    # -- what the version says -------------------------------------------------------------------------------

    @property
    def _keeping(self) -> Keeping:
        return Keeping(KeptInGraph(self.standing, self.dataset), self.spool)

    def _plan_chunk(self, chunk: list[Raw]) -> None:
        if chunk[0].type == "kept":
            self._keep(self._keeping.plan(chunk))
            return
        if self.register and chunk[0].type == "claim":
            chunk = complete(chunk, self.standing, self.dataset, self.moment.day, self.notes)
        checked, known = self._checked(chunk)
        for identity, claim in checked.claims.items():
            before = known.rows[Label.CLAIM].get(identity)
            if self.register and before and not before.get("retracted_on"):
                # Said as of the day on which the row first appeared, and seen until now.
                seen = max(before.get("last_seen_on") or "", self.moment.day)
                told = parse(before["reported_on"])
                checked.claims[identity] = replace(claim, reported_on=told, last_seen_on=seen)
        if self.register:
            beside_others(checked, known, self.dataset)
        for label, records in _records(checked):
            self.spool.say(label, records)
        if not self.register:
            # For matches; registers have none.
            self.spool.say(Label.TIE, checked.ties)
        self.spool.publish(checked.sources.values())
        for identity, entity in checked.entities.items():
            if entity.external_ids:
                self.spool.identify(identity, identifiers_of(entity.kind, entity.external_ids))
        # What something refers to does not go, be it that the version no longer defines it.
        self.spool.touch("mentioned", set(mentioned(checked)) - checked.entities.keys() - checked.sources.keys())
        self._compare(checked, known, {})

    def _checked(self, chunk: list[Raw]) -> tuple[Checked, Known]:
        """The records of a chunk that are in order; the others are set aside."""
        problems: list[Problem] = []
        checked = check(chunk, problems, {raw.place.file: self.dataset for raw in chunk})
        ids = set(mentioned(checked))
        defined = self.spool.defined(ids)
        # What is right of these was compared with the graph where the version defines it.
        right = {each for each, (type_, kind, _) in defined.items() if kind or type_ == "source"}
        known = Known.of(self.standing, checked, ids - right)
        resolve_references(checked, self._with_those_to_come(checked, known, ids, defined), problems)
        if not self.register:
            # A register's ids tell what they are of.
            problems += self._said_before(checked, known)
        if problems:
            leave_out(checked, problems)
            self.notes.set_aside(problems)
            # What refers to them is set aside in its turn, unless the graph has them.
            here = {*checked.entities, *checked.sources}
            given = (raw.fields.get("id") for raw in chunk if raw.type in ("entity", "source"))
            self.spool.forget(each for each in given if isinstance(each, str) and each not in here)
            if self.register:
                entities, ties = stems_left_out(chunk, checked)
                self.spool.touch("set aside", (*entities, *ties))
                self.notes.unread += entities
        return checked, known

    def _said_before(self, checked: Checked, known: Known) -> Iterator[Problem]:
        """What is wrong with ids that the version has given to something else already, and that the graph has not."""
        new = [(each, of) for each, of in checked.types.items() if known.types.get(each, of) == of]
        for label, type_ in TYPES.items():
            # Claims on one tie may name it in different ways.
            ids = [each for each, of in new if (type_, of) != ("tie", "tie")]
            for identity in set(ids).difference(self.spool.unsaid(label, ids)):
                message = f"“{identity}” is the id of {article(type_)} before; ids are one space"
                yield Problem(checked.places[identity], message)

    def _with_those_to_come(self, checked: Checked, known: Known, ids: set[str], defined: Defined) -> Known:
        """What the graph holds, and what the version defines elsewhere of the `ids` that are mentioned."""
        rows = {label: dict(found) for label, found in known.rows.items()}
        for identity, (type_, kind, published) in defined.items():
            if type_ == "entity" and kind and identity not in rows[Label.ENTITY]:
                rows[Label.ENTITY][identity] = {"id": identity, "kind": kind.value}
            elif type_ == "source":
                # Sources come first: what the version says of one stands, whatever the graph has.
                rows[Label.SOURCE][identity] = {"id": identity, "published_on": published}
        if checked.questions or checked.matches:
            # These come last: what they refer to has been looked at, and what was set aside is not there.
            for label in (Label.CLAIM, Label.REMARK, Label.TIE):
                said = ids.difference(self.spool.unsaid(label, ids))
                rows[label] = {identity: {"id": identity} for identity in said} | rows[label]
        return Known(rows)

    def _refuse_gap(self) -> None:
        """Raise Refused for a delta that changes what the graph has not: one before it is missing.

        What was set aside is not in the graph either, and may be mended now.
        """
        missing: list[str] = []
        for stems in batches(self.notes.known, self.store.batch):
            there = {row["id"] for row in self.standing.rows(Label.ENTITY, stems)}
            missing += [stem for stem in stems if stem not in there]
        if missing:
            unread = set(self.store.ask("write/sync_unread", dataset=self.dataset))
            missing = [stem for stem in missing if stem not in unread]
        if missing:
            raise Refused(
                f"the delta changes “{missing[0]}”, which the graph does not have: a delta before it is missing",
                suggestion="Apply the deltas in order, or the whole file.",
            )

    # -- what it says no longer ------------------------------------------------------------------------------

    def _missing(self) -> Iterator[dict[Label, list[str]]]:
        """Ids of what stands, is of the dataset, and is not in the version; definitions last, all at once."""
        definitions: dict[Label, list[str]] = {}
        for label in (Label.CLAIM, Label.REMARK, Label.QUESTION, Label.MATCH, Label.ENTITY, Label.SOURCE):
            gone: list[str] = []
            for ids in self._standing_pages(label):
                unsaid = self.spool.unsaid(label, ids)
                if label in (Label.CLAIM, Label.REMARK):
                    self.counts.statements += len(ids)
                    self.counts.statements_gone += len(unsaid)
                    yield {label: unsaid}
                else:
                    gone += unsaid
                    if label is Label.ENTITY:
                        self.counts.entities += len(ids)
                        self.counts.entities_gone += len(unsaid)
            definitions[label] = gone
        yield definitions

    def _missing_of_delta(self) -> Iterator[dict[Label, list[str]]]:
        """The same of a delta: only what belongs to the upstream's records that it names can be gone."""
        # Of what the graph cannot use of a delta, what stands is not taken back.
        usable = self.spool.untouched("set aside", self.notes.named)
        for stems in batches([*usable, *self.notes.again], self.store.batch):
            claims = self.store.ask("write/claims_of_stems", stems=stems, dataset=self.dataset, version=self.version)
            there = self.standing.rows(Label.ENTITY, stems)
            entities = [row["id"] for row in there if self.dataset in row["datasets"]]
            missing = {
                Label.CLAIM: self.spool.unsaid(Label.CLAIM, claims),
                Label.ENTITY: self.spool.unsaid(Label.ENTITY, entities),
            }
            self.counts.statements_gone += len(missing[Label.CLAIM])
            self.counts.entities_gone += len(missing[Label.ENTITY])
            yield missing

    def _standing_pages(self, label: Label) -> Iterator[list[str]]:
        after = ""
        size = self.store.batch * 2
        while ids := self.store.ask(
            "write/page_of_dataset", choices={"label": label}, dataset=self.dataset, version=self.version,
            after=after, limit=size,
        ):  # fmt: skip
            yield ids
            after = ids[-1]

    def _size(self, label: Label) -> int:
        return sum(map(len, self._standing_pages(label)))

    def _plan_missing(self, missing: dict[Label, list[str]]) -> None:
        for label in (Label.ENTITY, Label.SOURCE):
            missing[label] = self.spool.untouched("mentioned", missing.get(label, ()))
        if any(missing.values()):
            self._compare(Checked(), Known(), missing)

    # -- plans -----------------------------------------------------------------------------------------------

    def _compare(self, checked: Checked, known: Known, missing: dict[Label, list[str]]) -> None:
        plan = Plan()
        comparison = Comparison(
            self.store, checked, known, frozenset({self.dataset}), self.version, self.moment, missing
        )
        plan_definitions(plan, comparison)
        # Claims that have ids of their own are told apart by these.
        plan_statements(plan, comparison, self.spool if self.register else None)
        self.counts.add(plan)
        # What it changes it says no longer, either.
        self.counts.statements_gone += plan.superseded
        self._keep(plan)

    def _keep(self, plan: Plan) -> None:
        if plan.anything:
            self.anything = True
            self.spool.keep(plan)
            for label, spans in affected_by(plan, self.store, self.version).spans.items():
                self.spool.date(label, spans)


def _records(checked: Checked) -> Iterator[tuple[Label, Iterable[str]]]:
    yield Label.SOURCE, checked.sources
    yield Label.ENTITY, checked.entities
    yield Label.CLAIM, checked.claims
    yield Label.REMARK, checked.remarks
    yield Label.QUESTION, checked.questions
    yield Label.MATCH, checked.matches
