"""The command `retinue matches`: what may be one, what was decided, and decisions."""

from dataclasses import dataclass

import typer
from rich.console import Console

from schema.errors import BadInput
from schema.records import MatchRecord
from service.instants import today
from service.opening import opened
from service.progress import progress
from service.settings import Settings
from service.sync.deciding import decide, take_back
from service.sync.identities import named, told
from service.sync.matching import unjoined
from service.sync.rows import match_record
from service.sync.store import Label, Store

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class MatchesCall:
    """What the command was called with."""

    same: Pair | None
    different: Pair | None
    take_back: Pair | None
    by: str | None
    reason: str | None
    decided: bool
    first: int


def matches(settings: Settings, asked: MatchesCall, console: Console) -> None:
    """List likely pairs or decisions, or record or withdraw one. Raises BadInput, Rejected or Busy."""
    wanted = [pair for pair in (asked.same, asked.different, asked.take_back) if pair]
    if len(wanted) > 1:
        raise BadInput("--same, --different and --take-back are given together", suggestion="Decide on one at a time.")
    if (asked.same or asked.different) and not (asked.by and asked.reason):
        raise BadInput("a decision needs who decided and why", suggestion="Add --by NAME and --reason TEXT.")
    with opened(settings, writes=bool(wanted)) as address, Store(address) as store:
        if not wanted:
            _show_decided(store) if asked.decided else _show_likely(store, asked.first)
            return
        a, b = wanted[0]
        with progress(console) as tell:
            if asked.take_back:
                version = take_back(store, a, b, tell)
            else:
                same = asked.same is not None
                decision = MatchRecord(a, b, same, asked.by or "", today(), asked.reason or "")
                version = decide(store, decision, tell)
        what = "no longer decided on" if asked.take_back else "one" if asked.same else "told apart"
        typer.echo(f"{a} and {b} are {what}; data version {version}")


def _show_likely(store: Store, first: int) -> None:
    found = unjoined(store)
    for pair in found.likely[:first]:
        typer.echo(f"{pair.a} {pair.b}: {'; '.join(pair.reasons)}")
    if len(found.likely) > first:
        typer.echo(f"{len(found.likely) - first} more; see --first.")
    if not found.likely:
        typer.echo("No two entities look like one.")
    for identifier, bearers in sorted(found.ambiguous.items()):
        typer.echo(told(identifier, bearers))
    for a, b, identifier in found.kept_apart:
        typer.echo(f"The identifier {named(identifier)} would make one of {a} and {b}, which are told apart.")

    for one, other in found.ties:
        ends = f"{one.kind.value} from {one.from_id} to {one.to_id}"
        typer.echo(f"{one.id} {other.id}: ties that may be one ({ends}); several fit, so none is joined")


def _show_decided(store: Store) -> None:
    rows = list(store.every_row(Label.MATCH, store.version))
    for row in rows:
        match = match_record(row)
        what = "the same" if match.same else "not the same"
        typer.echo(f"{match.a} {match.b}: {what}, {match.by}, {match.on}: {match.reason}")
    if not rows:
        typer.echo("Nothing has been decided.")
