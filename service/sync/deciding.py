"""A person's decision that two entities or ties are one or not, written as a record of the graph, and taken back."""

from dataclasses import asdict

from schema.errors import BadInput
from schema.records import MatchRecord
from service.instants import this_instant
from service.sync.checking import Checked, check
from service.sync.planning import Comparison, Moment, Plan, plan_definitions
from service.sync.reading import Place, Problem, Raw, Rejected
from service.sync.references import Known, mentioned, resolve_references
from service.sync.standing import Standing
from service.sync.store import Label, Store
from service.sync.versions import Progress, writing
from service.sync.wholes import write_whole

# The dataset of what is decided at the command line.
DECISIONS = "decisions"


def decide(store: Store, decision: MatchRecord, tell: Progress) -> int:
    """Record a decision; gives the data version from which it holds. Raises Rejected, BadInput or Busy."""
    fields = asdict(decision)
    place = Place("the decision", "")
    problems: list[Problem] = []
    checked = check([Raw("match", fields, place)], problems, {place.file: DECISIONS})
    with writing(store, "a decision on a match") as write:
        known = Known.of(Standing(store, write.version), checked, mentioned(checked))
        resolve_references(checked, known, problems)
        if problems:
            raise Rejected(problems)
        for row in known.rows[Label.MATCH].values():
            _refuse_of_others(row["id"], row["datasets"])
        plan = _plan(store, checked, known, write.version, {})
        if not plan.anything:
            return write.version - 1
        write_whole(write, plan, tell)
        write.keep()
    return write.version


def take_back(store: Store, a: str, b: str, tell: Progress) -> int:
    """Withdraw a decision; gives the data version from which it no longer holds. Raises BadInput or Busy."""
    pair = " ".join(sorted((a, b)))
    with writing(store, "a decision on a match taken back") as write:
        rows = store.rows_by_id(Label.MATCH, [pair], write.version)
        if not rows:
            raise BadInput(f"nothing has been decided on “{a}” and “{b}”", suggestion="See retinue matches --decided.")
        _refuse_of_others(pair, rows[0]["datasets"])
        write_whole(write, _plan(store, Checked(), Known(), write.version, {Label.MATCH: [pair]}), tell)
        write.keep()
    return write.version


def _plan(store: Store, checked: Checked, known: Known, version: int, missing: dict[Label, list[str]]) -> Plan:
    plan, instant = Plan(), this_instant()
    moment = Moment(instant[:10], instant)
    plan_definitions(plan, Comparison(store, checked, known, frozenset({DECISIONS}), version, moment, missing))
    return plan


def _refuse_of_others(pair: str, datasets: list[str]) -> None:
    if others := sorted(set(datasets) - {DECISIONS}):
        a, b = pair.split()
        raise BadInput(
            f"“{a}” and “{b}” are decided on in the dataset {others[0]}",
            suggestion="Change its record `match` there, and import it again.",
        )
