"""How much is measured: sizes of what is made up, and how long each comparison goes on."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Effort:
    """Times in seconds."""

    warm: float = 6.0
    measured: float = 12.0
    # (b): the page of institutions, the holders of each, the ties of each holder.
    institutions: int = 100
    holders: int = 10
    ties: int = 5
    # (c): among how many people.
    people: tuple[int, ...] = (1_000, 10_000, 100_000)
    # (d): half as many ties, a quarter as many people; and how often each side is loaded.
    claims: int = 20_000
    loads: int = 3
    # (f): among how few, and how many, names.
    names: tuple[int, int] = (1_000, 100_000)
    # (g): among how many people, and how many of them the hub has.
    around: int = 10_000
    # (e): how often the service is started, cold and warm.
    starts: int = 2

    # (h): how many people the measured graph has, each with two ties.
    measured_people: int = 2_000

    # (i): how often a register is synced, and how often while readers ask; its rows, those of a small one and of the
    # largest.
    syncs: int = 5
    reads: int = 3
    rows: int = 50_000
    few_rows: int = 10_000
    most_rows: int = 100_000

    def longer(self) -> "Effort":
        """With a million people in (c) and a million rows in (i), which takes some hours."""
        return replace(self, people=(*self.people, 1_000_000), most_rows=1_000_000)


SMOKE = Effort(
    warm=0.0,
    measured=0.0,
    institutions=3,
    holders=2,
    ties=2,
    people=(20, 40),
    claims=80,
    names=(20, 60),
    loads=1,
    starts=1,
    measured_people=30,
    around=30,
    syncs=1,
    reads=1,
    rows=80,
    few_rows=40,
    most_rows=120,
)
