"""Lists of an entity's ties read from the database what is asked of the ties, and answer it as if all were read."""

from collections.abc import Callable
from typing import Any

import pytest

from schema.query import schema
from schema.rows import TieRow
from schema.tie_fields import READS, unread
from service.address import Address
from tests.conftest import Asker

SELECTIONS = {
    "from": "from { id name }",
    "to": "to { id }",
    "institution": "institution { id }",
    "claims": "claims { nodes { id } }",
    "sources": "sources { id }",
}


@pytest.fixture
def ask(norland: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(norland)


def test_what_each_field_reads_is_said_of_all_fields() -> None:
    types = schema._schema.type_map
    of_tie = set(types["Tie"].fields)  # type: ignore[attr-defined]
    of_period = {f"period.{name}" for name in types["Period"].fields}  # type: ignore[attr-defined]
    assert set(READS) - {"__typename", "period.__typename"} == of_tie | of_period
    assert set().union(*READS.values()) < set(TieRow._fields)


def test_columns_that_nothing_reads_are_left_out() -> None:
    names = TieRow._fields
    assert {names[place] for place in range(len(names))} - {names[place] for place in unread(frozenset({"role"}))} == {
        "id", "kind", "from_id", "to_id", "role",
    }  # fmt: skip
    assert {names[place] for place in unread(frozenset(READS))} == {"voices"}


LISTS = (
    "ties TIES",
    'anna: entity(id: "anna") { ties TIES }',
    'ministry: institution(id: "ministry") { holders TIES }',
)
FRAGMENTS = {
    "... on Tie { period { ...Words } }": "fragment Words on Period { text }",
    "...Whole": "fragment Whole on Tie { standing certainty }",
}


@pytest.mark.parametrize("view", ["asOf: null", 'asOf: "2021-06-01"', 'asOf: "2021-06-01", certainty: CERTAIN'])
async def test_each_field_by_itself_is_what_it_is_among_all(ask: Asker, view: str) -> None:
    every = [name for name in READS if "." not in name and name != "period"]
    every += [f"period {{ {name.removeprefix('period.')} }}" for name in READS if name.startswith("period.")]
    selections = [SELECTIONS.get(name, name) for name in every]
    together = await asked(ask, view, " ".join(selections))
    assert any(together.values())
    for selection in selections:
        for name, ties in (await asked(ask, view, selection)).items():
            assert ties == [within(tie, like) for tie, like in zip(together[name], ties, strict=True)], selection
    for fragment, text in FRAGMENTS.items():
        for name, ties in (await asked(ask, view, fragment, text)).items():
            assert ties == [within(tie, like) for tie, like in zip(together[name], ties, strict=True)], fragment


async def asked(ask: Asker, view: str, selection: str, fragment: str = "") -> dict[str, list[Any]]:
    """The ties of several lists, by nodes and by edges, each with what is selected."""
    found: dict[str, list[Any]] = {}
    for shape in (f"nodes {{ {selection} }}", f"edges {{ node {{ {selection} }} }}"):
        lists = " ".join(f"{field.replace('TIES', f'(first: 100) {{ {shape} }}')}" for field in LISTS)
        answer = (await ask(f"{{ view({view}) {{ {lists} }} }} {fragment}"))["view"]
        for name, page in (("all", answer["ties"]), *((of, *answer[of].values()) for of in ("anna", "ministry"))):
            found[f"{name} {shape[:5]}"] = page.get("nodes") or [edge["node"] for edge in page.get("edges", ())]
    return found


def within(whole: Any, like: Any) -> Any:
    """Of an answer what a narrower one has."""
    return {key: within(whole[key], value) for key, value in like.items()} if isinstance(like, dict) else whole
