"""Corrections of a register: ties of which a version takes one claim back and says another in its place.

A register has no ids of its claims; what a row says now is another claim than what it said before. Which of them
belong together is known when the whole version has been compared: what is said anew waits until then.
"""

from service.sync.planning import Sample, Tally
from service.sync.spool import Spool
from service.sync.store import Label


class Corrections:
    """What one version says anew of ties that were there, on disk, and counted when what is gone is known."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    def wait(self, what: str, tie: str, sample: Sample) -> None:
        """Keep a claim that is said anew, be it `new` or `said again`."""
        self._spool.put_off(tie, what, sample)

    def taken(self, tie: str) -> Sample | None:
        """A claim that waits and takes the place of one that is gone; None where none does. Each is given once."""
        return self._spool.taken_up(tie)

    def count_rest(self, tally: Tally) -> None:
        """Count as added what took nothing's place."""
        for what, sample in self._spool.left_over():
            tally.added += 1
            tally.sample(what, Label.CLAIM, sample)
