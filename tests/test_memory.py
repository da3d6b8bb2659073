"""Views in memory: where a policy lets all claims count, every answer is the database's own."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cypher import names
from schema.memory import answers_basis, answers_statements, answers_ties
from schema.memory.answers import ANSWERS
from schema.memory.conditions import CONDITIONS, ORDERS
from tests.conftest import Asker
from tests.through_memory import through_memory, unwrapped

ROOT = Path(__file__).resolve().parent.parent
# One asks about policies itself, one about what knows no view.
EXAMPLES = sorted(
    path
    for path in (ROOT / "web" / "examples").glob("*.graphql")
    if not re.search(r"policy:|syncRuns", path.read_text(encoding="utf-8"))
)
# What is read to make the graph in memory, and what knows no view.
OF_THE_LOADER = {f"read/every_{what}" for what in ("entity", "source", "definition", "claim", "remark", "question")}
LEDGER = {"read/sync_runs", "read/sync_runs_by_id", "read/last_sync_runs"}
WITHOUT_VIEW = {"read/version", "read/identities", "read/permalink", *LEDGER}
VIEWS = [
    "",
    '(asOf: "2022-01-04", knownAt: "2022-02-28")',
    '(asOf: "2022-01-06", knownAt: "2022-01-06")',
    '(asOf: "2022-01-09", certainty: CERTAIN)',
    '(knownAt: "2022-01-10", certainty: CERTAIN)',
]
TIE = """{ totalCount nodes { id kind role isHead standing certainty from { id } to { id } institution { id }
  period { text start end earliestStart latestStart earliestEnd latestEnd } sources { id } claims(first: 3) { totalCount
  nodes { id note } } } pageInfo { hasNextPage endCursor } }"""
LISTS = f"""
  people(first: 30, orderBy: [{{field: TIES, direction: DESC}}]) {{ totalCount nodes {{ id born posts {TIE}
    patrons {{ nodes {{ id }} }} clans {{ nodes {{ id }} }} remarks {{ totalCount nodes {{ id }} }} }} }}
  institutions(first: 40) {{ nodes {{ id country {{ id }} heads {{ nodes {{ id certainty }} }}
    holders(last: 2) {{ nodes {{ id }} }} }} }}
  clans(first: 50) {{ totalCount nodes {{ id leaders {{ nodes {{ id }} }} members {{ totalCount }} }} }}
  countries {{ nodes {{ id institutions {{ totalCount }} memberships {{ nodes {{ id }} }} }} }}
  events(first: 50, orderBy: [{{field: DATE}}]) {{ totalCount nodes {{ id date participants {{ totalCount }} }} }}
  places(first: 50) {{ nodes {{ id country {{ id }} }} }}
  sources(orderBy: [{{field: PUBLISHED, direction: DESC}}]) {{ nodes {{ id
    claims(first: 4) {{ totalCount nodes {{ id }} }}
    remarks(first: 3) {{ totalCount nodes {{ id }} }} }} }}
  ties(first: 100, orderBy: [{{field: END, direction: DESC}}, {{field: ROLE}}]) {TIE}
  claims(first: 90, filter: {{during: {{from: "2022-01-01"}}, not: {{modality: [STATED]}}}}) {{ totalCount
    nodes {{ id tie {{ id standing certainty }} attributedTo {{ id }} source {{ id }} }} }}
  remarks(last: 50, filter: {{reported: {{to: "2022-01-20"}}}}) {{ totalCount nodes {{ id about {{ id }} }} }}
  disputes(first: 100) {{ totalCount nodes {{ id question aspect tie {{ id }} about {{ id }}
    positions {{ text claims {{ id }} remarks {{ id }} }} }} }}
"""
CHAINS = """
  up: patronage(around: "knb", first: 100) { totalCount nodes { sentence certainty length
    period { text } weakest { id } steps { tie { id } parallel { id } } } }
  down: patronage(around: "nursultan-nazarbayev", direction: DOWNWARD, timing: PAIRWISE, maxDepth: 3, first: 50) {
    totalCount nodes { sentence certainty } }
  clan: patronage(around: "nazarbayev-family", direction: BOTH, timing: CONSECUTIVE, maxDepth: 2, first: 50) {
    totalCount nodes { sentence } }
"""
OTHERS = """
  search(text: "Massimow", first: 5) { match score entity { id } }
  paths(from: "karim-masimov", to: "vladimir-putin", timing: PAIRWISE, maxDepth: 3, first: 20) { totalCount
    nodes { sentence certainty length } }
  timeline(about: ["knb", "samat-abish"], first: 100) { totalCount nodes { kind earliest latest sentence standing
    sources { id } claims { id } } }
  derivedTies(first: 50) { totalCount nodes { kind certainty sentence basis { id } } }
  led: patronage(around: "knb", derived: [PROMOTED_UNDER, SHARED_TENURE], maxDepth: 2, first: 50) { totalCount
    nodes { sentence } }
  measures(kind: BETWEENNESS, first: 20) { nodes { rank value ties entity { id } } }
  questions(first: 50) { totalCount nodes { id hypotheses { text rank inconsistency } evidence { credibility } } }
"""
FILTERS = [
    'people(filter: {name: {contains: "нов"}, not: {country: "russia"}}) { totalCount nodes { id } }',
    'people(filter: {born: {to: "1990-01-01"}}) { nodes { id } }',
    'people(filter: {or: [{clan: "nazarbayev-family"}, {institution: "knb"}]}) { nodes { id } }',
    """institutions(filter: {country: "kazakhstan", hasTie: {kinds: [HOLDS_POST], role: {startsWith: "chair"},
      not: {source: "nobody"}}}) { nodes { id } }""",
    """people(filter: {hasTie: {with: "knb", standing: [DISPUTED, ESTABLISHED], during: {from: "2022-01-06"}}}) {
      nodes { id ties(filter: {with: "knb"}, orderBy: [{field: KIND}]) { nodes { id } } } }""",
    'ties(filter: {with: "knb", kinds: [DISMISSED]}) { totalCount nodes { id } }',
    'claims(filter: {about: "knb", stance: [DENIES], reported: {to: "2022-01-20"}}) { totalCount nodes { id } }',
    """remarks(filter: {about: "knb", or: [{attributedTo: "nobody"}, {source: "nobody"}, {modality: [STATED]}]},
      orderBy: [{field: DATE, direction: DESC}]) { totalCount nodes { id } }""",
    "people(orderBy: [{field: BORN, direction: DESC}]) { nodes { id } }",
    "sources(orderBy: [{field: TITLE}]) { nodes { id } }",
]
CHANGES = """{
  world: changes(from: "2021-12-01", to: "2022-02-01", first: 100) { totalCount nodes { kind date tie { id }
    claims { id } } }
  knowledge: changes(from: "2021-12-01", to: "2022-02-01", axis: KNOWLEDGE, about: "knb", first: 100) { totalCount
    nodes { kind date tie { id standing period { text } } claims { id } } }
}"""


def test_every_reading_query_has_a_twin() -> None:
    assert answers_basis and answers_statements and answers_ties
    read = {name for name in names() if name.startswith("read/")}
    assert ANSWERS.keys() == read - OF_THE_LOADER - WITHOUT_VIEW


def test_every_condition_and_order_has_a_twin() -> None:
    folder = ROOT / "cypher"
    assert CONDITIONS.keys() | {"entity_has_tie"} == {file.stem for file in (folder / "conditions").glob("*.cypher")}
    orders = {file.stem for file in (folder / "orders").glob("*.cypher") if not file.stem.startswith("run_")}
    assert ORDERS.keys() == orders


async def same(ask: Asker, query: str, variables: dict[str, Any] | None = None) -> None:
    wanted = await ask(query, variables)
    found = unwrapped(await ask(through_memory(query), variables))
    assert without_cursors(found) == without_cursors(wanted)


def without_cursors(found: Any) -> Any:
    """A cursor belongs to its view, and so to its policy."""
    if isinstance(found, dict):
        return {name: without_cursors(value) for name, value in found.items() if not name.lower().endswith("cursor")}
    return list(map(without_cursors, found)) if isinstance(found, list) else found


def example(path: Path) -> tuple[str, dict[str, Any]]:
    given = path.with_suffix(".json")
    variables = json.loads(given.read_text(encoding="utf-8")) if given.is_file() else {}
    return path.read_text(encoding="utf-8"), variables


@pytest.mark.parametrize(("query", "variables"), list(map(example, EXAMPLES)), ids=[path.stem for path in EXAMPLES])
async def test_examples(ask: Asker, query: str, variables: dict[str, Any]) -> None:
    await same(ask, query, variables)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    "fields",
    [LISTS, CHAINS, OTHERS, " ".join(f"f{n}: {each}" for n, each in enumerate(FILTERS))],
    ids=["lists", "chains", "others", "filters"],
)
async def test_views(ask: Asker, view: str, fields: str) -> None:
    await same(ask, f"{{ view{view} {{ asOf {fields} }} }}")


async def test_changes(ask: Asker) -> None:
    await same(ask, CHANGES)


async def test_a_second_view_under_the_same_policy_reads_nothing(ask: Asker) -> None:
    query = through_memory('{ people(first: 5) { nodes { id } } person(id: "karim-masimov") { name } }')
    await ask(query)
    assert ask.trips == 7  # the version, and six to load it
    await ask(query)
    assert ask.trips == 1
