"""Rows of a register made whole: which tie each is about, its id, and the days on which it was said.

A register is read again and again and has neither ids of its claims nor days of its own. A claim's id follows from its
tie and from what is said of it, so that a row that is still there is the claim that it was.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import orjson

from schema.edtf import Day
from schema.records import NameRecord, TieRecord
from service.sync.checking import Checked
from service.sync.definitions import difference
from service.sync.fields import TIE, values
from service.sync.reading import Raw
from service.sync.references import Known
from service.sync.rows import cited, entity_record, tie_record
from service.sync.shares import put_together, share, shares_beside, written
from service.sync.standing import Standing
from service.sync.store import Label, batches
from service.sync.tenures import Span, Tenure, assigned
from service.sync.upstream import Notes


def complete(chunk: list[Raw], standing: Standing, dataset: str, day: Day, notes: Notes) -> list[Raw]:
    """The claims of a chunk with their ties' ids, ids of their own, reported and last seen on a day.

    All claims between two entities stand in one chunk. One without a tie is set aside.
    """
    claims = [raw for raw in chunk if _has_a_tie(raw, notes)]
    posts: dict[str, list[Raw]] = defaultdict(list)
    for raw in claims:
        if "id" not in raw.fields["tie"]:
            posts[_post(raw.fields["tie"])].append(raw)
    _part_ways([raw for raw in claims if "id" in raw.fields["tie"]], standing)
    known = _tenures((raws[0].fields["tie"] for raws in posts.values()), standing, dataset) if posts else {}
    for post, raws in posts.items():
        stem = f"{dataset}-{_digest(post)}"

        def new(start: str | None, stem: str = stem) -> str:
            return f"{stem}-{_digest(start or '')[:6]}"

        found = assigned(map(_span, raws), known.get(post, ()), new)
        for raw in raws:
            raw.fields["tie"] = {**raw.fields["tie"], "id": found[_span(raw)]}
    for raw in claims:
        # In the claim too: a definition is only what its latest version says.
        if raw.fields["tie"].get("role"):
            raw.fields.setdefault("role", raw.fields["tie"]["role"])
        raw.fields.update(id=_claim_id(raw.fields), reportedOn=day, lastSeenOn=day)
    return claims


def _part_ways(claims: list[Raw], standing: Standing) -> None:
    """Give a tie another id where the upstream's own now stands for something else: another body, another head.

    An appointment that turns out to be one at another department is another tie; the old one keeps what was said of it.
    So is a bond between equals of which the other one has a role now.
    """
    ids = sorted({str(raw.fields["tie"]["id"]) for raw in claims})
    rows = {row["id"]: row for row in standing.rows(Label.TIE, ids)}
    for raw in claims:
        tie = raw.fields["tie"]
        row = rows.get(str(tie["id"]))
        given = values(tie, TIE, raw.place, []) if row else None
        if row and given and _is_another(tie_record(row), TieRecord(**given)):
            raw.fields["tie"] = {**tie, "id": f"{tie['id']}-{_digest(_post({**tie, 'role': None}))}"}


def _is_another(known: TieRecord, given: TieRecord) -> bool:
    """Whether a tie is not the known one of this id: of a role it matters who has it, be the kind symmetric."""
    return difference(known, given) is not None or (given.role is not None and given.from_id != known.from_id)


def beside_others(checked: Checked, known: Known, dataset: str) -> None:
    """Leave what other datasets say of the entities that checked records define.

    Of an entity the latest version stands, as a whole; two tables of one upstream, of which each knows something else
    of it, would take turns. What a name cites as its source tells whose it is, and its share of the rest the row keeps.
    """
    for identity, record in checked.entities.items():
        row = known.rows[Label.ENTITY].get(identity)
        if row is None or not set(row["datasets"]) - {dataset}:
            continue
        before = entity_record(row)
        theirs = [name for name in before.names if set(name.sources) - cited(record)]
        if not theirs:
            continue
        names = sorted(
            {_bare(name): name for name in (*theirs, *record.names)}.values(),
            # Whoever comes first in the alphabet says which name is preferred, whatever the order of the syncs.
            key=lambda name: (min(name.sources, default=""), not name.preferred),
        )
        shares = shares_beside(row, dataset) | {dataset: share(record)}
        checked.shares[identity] = written(shares)
        # What this dataset says itself goes before what others say.
        said = [shares[dataset], *(shares[each] for each in sorted(shares) if each != dataset)]
        checked.entities[identity] = replace(
            put_together(record, said),
            names=tuple(replace(name, preferred=place == 0) for place, name in enumerate(names)),
            sources=tuple(sorted({*before.sources, *record.sources})),
        )


def _bare(name: NameRecord) -> NameRecord:
    return replace(name, preferred=False)


def _has_a_tie(raw: Raw, notes: Notes) -> bool:
    if isinstance(raw.fields.get("tie"), dict):
        return True
    notes.reject(raw.place, "the claim has no tie")
    return False


def _tenures(ties: Iterable[dict[str, Any]], standing: Standing, dataset: str) -> dict[str, list[Tenure]]:
    """The ties of a dataset that the graph has between the ends of some, by post."""
    wanted = list(ties)
    found: dict[str, list[Tenure]] = defaultdict(list)
    ids = sorted({str(tie.get("from")) for tie in wanted})
    kinds = sorted({str(tie.get("kind")) for tie in wanted})
    store, version = standing.store, standing.version
    for some in batches(ids, store.batch):
        rows = store.ask("write/tenures", ids=some, kinds=kinds, prefix=f"{dataset}-", version=version)
        for row, claims in rows:
            spans: dict[bool, set[Span]] = {False: set(), True: set()}
            for start, end, retracted in claims:
                spans[retracted].add((start, end))
            tie = {**row, "from": row["from_id"], "to": row["to_id"]}
            found[_post(tie)].append(Tenure(row["id"], frozenset(spans[False]), frozenset(spans[True])))
    return found


def _span(raw: Raw) -> Span:
    return raw.fields.get("start"), raw.fields.get("end")


def _post(tie: dict[str, Any]) -> str:
    """What tells a post from another: its ends, its role, whether it is the head's."""
    return orjson.dumps(
        [tie.get(name) or None for name in ("kind", "from", "to", "role", "head", "institution")]
    ).decode()


def _claim_id(fields: dict[str, Any]) -> str:
    """An id that follows from the tie and what is said of it."""
    tie = fields["tie"]
    said = {**fields, "tie": tie.get("id")}
    return f"{tie.get('id')}-{_digest(orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode())}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
