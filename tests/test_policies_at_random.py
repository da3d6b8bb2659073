"""Policies at random: a view under a policy is that of a graph which was never told anything else.

Each example brings the same small world into the graph twice, under two prefixes: once whole, once with only those
claims and remarks that count under the policy, by a reading of the policy of its own. The first seen under the policy
and the second without one must say the same.
"""

import json
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.address import Address
from tests.conftest import Asker, Engine
from tests.made_up import claim, entity, made_up, source, tie, told

Record = dict[str, Any]

GRADES = {"good": "B", "fair": "C", "bad": "E", "odd": None}
PEOPLE = ("ann", "bob", "cy")
MODALITIES = ("STATED", "REPORTED", "ALLEGED", "SPECULATED")
TIES = {
    "post": ("HOLDS_POST", "ann", "hall"),
    "deputy": ("HOLDS_POST", "bob", "hall"),
    "patron": ("PATRON_OF", "bob", "ann"),
    "kin": ("KIN_OF", "cy", "bob"),
    "sacked": ("DISMISSED", "cy", "ann"),
}
_DAYS = ["2019", "2019-06", "2020-02-03", "[2019-05-01..2020-01-31]"]
CLAIMS = st.fixed_dictionaries(
    {"tie": st.sampled_from(sorted(TIES)), "source": st.sampled_from(sorted(GRADES))},
    optional={
        "stance": st.just("DENIES"),
        "modality": st.sampled_from(MODALITIES),
        "start": st.sampled_from(_DAYS),
        "end": st.sampled_from(["2020-06-01", "2021", ".."]),
        "reportedOn": st.sampled_from(["2020-03-01", "2021-06-15"]),
        "retractedOn": st.just("2021-09-01"),
        "attributedTo": st.sampled_from(PEOPLE),
    },
)


def _sound(said: Record) -> Record:
    """Without the dates that a bond, an act or a denial cannot have."""
    dateless = {"kin": ("start", "end"), "sacked": ("end",)}.get(said["tie"], ())
    if said.get("stance") == "DENIES" and said.get("end") == "..":
        dateless = (*dateless, "end")
    return {name: value for name, value in said.items() if name not in dateless}


REMARKS = st.fixed_dictionaries(
    {"about": st.sampled_from(PEOPLE), "source": st.sampled_from(sorted(GRADES))},
    optional={"modality": st.sampled_from(MODALITIES), "attributedTo": st.sampled_from(PEOPLE)},
)


def _some(values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


POLICIES = st.fixed_dictionaries(
    {},
    optional={
        "sources": _some(tuple(GRADES)),
        "withoutSources": _some(tuple(GRADES)),
        "reliability": st.sampled_from("BCE"),
        "modality": _some(MODALITIES),
        "speakers": _some(PEOPLE),
        "withoutSpeakers": _some(PEOPLE),
        "independentSources": st.sampled_from([1, 2]),
    },
).filter(bool)

# Those whose values are ids.
OF_IDS = ("sources", "withoutSources", "speakers", "withoutSpeakers")

QUERY = """query Seen($around: ID!, $other: ID!, $policy: PolicyInput, $knownAt: Date, $asOf: Date) {
  view(policy: $policy, knownAt: $knownAt, asOf: $asOf) {
    person(id: $around) { ties(first: 50) { nodes { id kind standing certainty role period { text start end }
      from { id } to { id } sources { id } claims(first: 50) { nodes { id } } } }
      remarks { nodes { id } } }
    disputes(about: $around) { nodes { id aspect positions { text claims { id } } } }
    patronage(around: $around, timing: PAIRWISE) { nodes { sentence certainty steps { tie { id } } } }
    paths(from: $around, to: $other, timing: PAIRWISE) { nodes { sentence certainty steps { tie { id } } } }
    timeline(about: [$around]) { nodes { kind earliest latest sentence standing sources { id } claims { id } } }
    derivedTies(of: $around) { nodes { kind certainty sentence basis { id } } }
    changes(from: "2019-01-01", to: "2022-01-01", about: $around) { nodes { kind date tie { id } } }
    revisions: changes(from: "2019-01-01", to: "2022-01-01", axis: KNOWLEDGE, about: $around) { nodes {
      kind date tie { id period { text } } claims { id } } }
  } }"""


def counts(said: Record, policy: Record) -> bool:
    """Whether a claim or remark counts, as the description of each field has it."""
    grade, speaker = GRADES[said["source"]], said.get("attributedTo")
    if "sources" in policy and said["source"] not in policy["sources"]:
        return False
    if said["source"] in policy.get("withoutSources", ()):
        return False
    if "reliability" in policy and (grade is None or grade > policy["reliability"]):
        return False
    if "modality" in policy and said.get("modality", "STATED") not in policy["modality"]:
        return False
    if "speakers" in policy and speaker not in policy["speakers"]:
        return False
    return speaker is None or speaker not in policy.get("withoutSpeakers", ())


def world(prefix: str, claims: list[Record], remarks: list[Record]) -> list[Record]:
    """Records under ids with a prefix; every entity and source is there, whoever speaks of it."""

    def of(identity: str) -> str:
        return f"{prefix}-{identity}"

    def named(said: Record, *fields: str) -> Record:
        return {name: of(value) if name in fields else value for name, value in said.items()}

    records = [{**entity(of(who)), "names": [{"text": who.title()}]} for who in PEOPLE]
    records.append({**entity(of("hall"), "INSTITUTION"), "names": [{"text": "Hall"}]})
    records += [source(of(name), "2020-01-01", **({"reliability": grade} if grade else {}), publisher=name[0])
                for name, grade in GRADES.items()]  # fmt: skip
    for number, said in enumerate(claims):
        kind, start, end = TIES[said["tie"]]
        made = tie(kind, of(start), of(end), of(said["tie"]))
        rest = {name: value for name, value in named(said, "attributedTo").items() if name not in ("tie", "source")}
        records.append(claim(made, of(said["source"]), id=of(f"c{said.get('number', number)}"), **rest))
    for said in remarks:
        fields = {name: value for name, value in said.items() if name != "number"}
        made = named(fields, "about", "source", "attributedTo")
        records.append({"type": "remark", "id": of(f"r{said['number']}"), "text": "Well.", **made})
    return [{key: value for key, value in record.items() if key != "number"} for record in records]


@pytest.fixture(scope="module")
def address(engine: Engine) -> Iterator[Address]:
    yield from made_up(engine)


_numbers = count(1)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    claims=st.lists(CLAIMS.map(_sound), min_size=1, max_size=10),
    remarks=st.lists(REMARKS, max_size=3),
    policy=POLICIES,
    day=st.sampled_from([(None, None), ("2021-07-01", None), (None, "2020-05-05")]),
)
async def test_a_policy_is_a_graph_that_was_told_nothing_else(
    address: Address,
    asking: Callable[[Address], Asker],
    tmp_path: Path,
    claims: list[Record],
    remarks: list[Record],
    policy: Record,
    day: tuple[str | None, str | None],
) -> None:
    for number, said in enumerate((*claims, *remarks)):
        said["number"] = number
    prefix = f"x{next(_numbers)}"
    whole, part = f"{prefix}w", f"{prefix}p"
    told(address, tmp_path, world(whole, claims, remarks), f"{whole}-world")
    counted = [[said for said in every if counts(said, policy)] for every in (claims, remarks)]
    told(address, tmp_path, world(part, *counted), f"{part}-world")
    ask = asking(address)
    known_at, as_of = day
    of_whole = {
        name: [f"{whole}-{each}" for each in value] if name in OF_IDS else value for name, value in policy.items()
    }
    # How many must say so is asked of what counts.
    least = {"independentSources": policy["independentSources"]} if "independentSources" in policy else None
    for who, other in zip(PEOPLE, PEOPLE[1:] + PEOPLE[:1], strict=True):

        def asked(prefix: str, policy: Record | None, who: str = who, other: str = other) -> Record:
            ends = {"around": f"{prefix}-{who}", "other": f"{prefix}-{other}"}
            return {**ends, "policy": policy, "knownAt": known_at, "asOf": as_of}

        found = await ask(QUERY, asked(whole, of_whole))
        wanted = await ask(QUERY, asked(part, least))
        assert json.loads(json.dumps(found).replace(whole, part)) == wanted
