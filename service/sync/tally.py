"""What becomes of records, counted, with some of them by name."""

from dataclasses import dataclass, field

from schema.records import ClaimRecord, TieRecord
from service.sync.columns import Columns
from service.sync.store import Label

# Of each kind of change on each kind of record.
MOST_SAMPLES = 5


@dataclass(slots=True)
class Sample:
    """One record of which something becomes. `told`: what it is, for people; empty where that is not worked out.

    A claim comes with its tie, where the files define it, and with the claim that it corrects.
    """

    id: str
    told: str = ""
    claim: ClaimRecord | None = None
    tie: TieRecord | None = None
    before: ClaimRecord | None = None

    def __str__(self) -> str:
        return f"{self.id}: {self.told}" if self.told else self.id


@dataclass
class Tally:
    """What becomes of records, counted, and some of them by name."""

    added: int = 0
    changed: int = 0
    retracted: int = 0
    unchanged: int = 0
    # Of entities that were there before.
    columns: Columns = field(default_factory=Columns)
    # Some by what became of them and what they are of.
    named: dict[tuple[str, Label], list[Sample]] = field(default_factory=dict)

    def sample(self, what: str, label: Label, sample: Sample) -> None:
        named = self.named.setdefault((what, label), [])
        if len(named) < MOST_SAMPLES:
            named.append(sample)

    @property
    def samples(self) -> list[str]:
        """Some of what there is of each kind, for people."""
        return [f"{what} {label.name.lower()} {each}" for (what, label), found in self.named.items() for each in found]

    def add(self, other: "Tally") -> None:
        self.added += other.added
        self.changed += other.changed
        self.retracted += other.retracted
        self.unchanged += other.unchanged
        self.columns.add(other.columns)
        for (what, label), samples in other.named.items():
            for sample in samples:
                self.sample(what, label, sample)

    def sentence(self, *, dry_run: bool) -> str:
        """The counts for people."""
        would = "would be " if dry_run else ""
        return (
            f"{self.added} {would}added, {self.changed} {would}changed, {self.retracted} {would}retracted, "
            f"{self.unchanged} unchanged"
        )
