"""One small dataset in two versions, between which everything happens that can: for the tests of what writes.

From FIRST to SECOND: a source gets another publisher and one goes, an entity is renamed, one goes and one comes, a
tie's definition gets a role, claims and remarks are added, changed, retracted, said again and seen for longer, a
question is reworded and weighed anew and one goes, a decision on a match is reversed.
"""

import json
from pathlib import Path
from typing import Any

from tests.made_up import claim, entity, source, tie

Records = list[dict[str, Any]]

POST = tie("HOLDS_POST", "ann", "mill", head=True)
GUILD = tie("MEMBER_OF", "bea", "guild")


def remark(about: str, said_by: str, text: str, **fields: Any) -> dict[str, Any]:
    return {"type": "remark", "about": about, "source": said_by, "text": text, **fields}


def question(identity: str, text: str, about: list[str], *positions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"type": "question", "id": identity, "text": text, "about": about, "positions": list(positions), **fields}


def evidence(credibility: int, *bears: str, **fields: Any) -> dict[str, Any]:
    """Of a claim or a remark, which `fields` names."""
    return {"credibility": credibility, "bears": list(bears), **fields}


def match(a: str, b: str, *, same: bool) -> dict[str, Any]:
    return {"type": "match", "a": a, "b": b, "same": same, "by": "a reader", "on": "2021-01-01", "reason": "the names"}


FIRST: Records = [
    source("paper", "2020-02-01", publisher="Press"),
    source("radio", "2020-03-01"),
    source("forgotten", "2020-01-01"),
    entity("ann"),
    entity("bea", sources=["paper"]),
    entity("cy", sources=["forgotten"]),
    entity("mill", "INSTITUTION"),
    entity("guild", "INSTITUTION"),
    claim(POST, "paper", id="ann-starts", start="2019", end=".."),
    claim(POST["id"], "radio", id="ann-stays", end="..", lastSeenOn="2020-04-01"),
    claim(GUILD, "paper", id="bea-joins", start="2018-05"),
    claim(GUILD["id"], "radio", id="bea-leaves", end="2020-02", modality="ALLEGED", attributedTo="ann"),
    claim(tie("KIN_OF", "ann", "bea"), "radio", id="kin"),
    claim(tie("PATRON_OF", "ann", "bea"), "radio", id="patron", retractedOn="2020-06-01"),
    remark("bea", "radio", "Is well liked.", id="liked", date="2019/2020"),
    remark("mill", "paper", "Makes flour.", id="flour"),
    question(
        "how-long",
        "How long?",
        ["bea"],
        {"text": "Long.", "claims": ["bea-joins"]},
        {"text": "Not.", "remarks": ["liked"]},
        evidence=[
            evidence(2, "CC", "II", claim="bea-joins", note="Her own word."),
            evidence(4, "N", "C", remark="flour"),
            evidence(6, "NA", "I", claim="patron"),
        ],
    ),
    question("who", "Who?", ["cy"], {"text": "Cy."}, {"text": "Nobody."}),
    match("ann", "bea", same=False),
]

SECOND: Records = [
    source("paper", "2020-02-01", publisher="Printers"),
    source("radio", "2020-03-01"),
    entity("ann", names=[{"text": "Anna", "sources": ["radio"]}, {"text": "Ann"}]),
    entity("bea", sources=["paper"]),
    entity("mill", "INSTITUTION"),
    entity("guild", "INSTITUTION"),
    entity("dot", "CLAN"),
    claim(POST | {"role": "Miller"}, "paper", id="ann-starts", start="2019", end=".."),
    claim(POST["id"], "radio", id="ann-stays", end="..", lastSeenOn="2020-09-01"),
    claim(GUILD, "paper", id="bea-joins", start="2018-06"),
    claim(tie("PATRON_OF", "ann", "bea"), "radio", id="patron"),
    claim(tie("LEADS", "ann", "dot"), "radio", id="leads", start="2020-02-20", role="Founder"),
    remark("bea", "radio", "Is very well liked.", id="liked", date="2019/2020"),
    remark("dot", "radio", "Meets on Mondays.", id="mondays"),
    question("how-long", "For how long?", ["bea"], {"text": "Long.", "claims": ["bea-joins"]}, {"text": "Not."},
             evidence=[evidence(3, "C", "II", claim="bea-joins"), evidence(1, "N", "NA", claim="patron")]),
    match("bea", "ann", same=True),
]  # fmt: skip


def written(folder: Path, records: Records, name: str = "village") -> Path:
    """The records as a file of that name."""
    file = folder / f"{name}.jsonl"
    file.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return file
