"""The playground's examples: each asks one question that the schema can answer.

That they are answered, and rightly, is tested against the running service.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from graphql import (
    DocumentNode,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "web" / "examples").glob("*.graphql"))
SCHEMAS = [ROOT / "schema" / "schema.graphql", ROOT.parent / "shared" / "contract.graphql"]
MIN_EXAMPLES = 10
# What these show has come beside the contract that clients were promised.
BEYOND_THE_CONTRACT = {
    "timeline",
    "derived-ties",
    "brokers-4-january",
    "rose-and-fell",
    "competing-hypotheses",
    "questions-and-their-leads",
    "whom-one-believes",
    "filters",
    "chains-over-derived-ties",
    "claims-and-denials",
    "where-it-comes-from",
}
MAX_SENTENCES = 3
# What a researcher can ask, each of which an example shows: fields of a view, and arguments and values that matter.
CAPABILITIES = """search patronage paths timeline derivedTies measures compareMeasures disputes question questions
changes claims remarks ties sources people institutions clans events institution person syncSources syncRuns policy
asOf: knownAt: certainty: timing: direction: through: standing: derived: filter: orderBy: maxDepth: axis: among:
SNAPSHOT CONTINUOUS PAIRWISE CONSECUTIVE ANY hypotheses evidence parallel reversed weakest"""


def operation(document: DocumentNode) -> OperationDefinitionNode:
    """The only operation of an example: with two, Run would ask which."""
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    assert len(operations) == 1
    return operations[0]


@pytest.fixture(scope="module", params=SCHEMAS, ids=["schema", "contract"])
def schema(request: pytest.FixtureRequest) -> GraphQLSchema:
    path: Path = request.param
    if not path.is_file():
        pytest.skip(f"{path.name} is not here")
    return build_schema(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_validate(path: Path, schema: GraphQLSchema) -> None:
    document = parse(path.read_text(encoding="utf-8"))
    if "PolicyInput" not in schema.type_map and path.stem.split("-", 1)[1] in BEYOND_THE_CONTRACT:
        assert validate(schema, document) != []
        return
    assert validate(schema, document) == []
    variables = path.with_suffix(".json")
    given = json.loads(variables.read_text(encoding="utf-8")) if variables.is_file() else {}
    definitions = operation(document).variable_definitions or ()
    assert set(given) == {definition.variable.name.value for definition in definitions}
    coerced = get_variable_values(schema, definitions, given)
    assert not isinstance(coerced, list), coerced


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_says_what_it_asks(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    comment: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        comment.append(line.removeprefix("# "))
    assert comment, "the comment's first line is the question in the panel"
    assert comment[0].endswith("?")
    assert len(re.findall(r"[.?!](?=\s|$)", " ".join(comment))) <= MAX_SENTENCES
    assert operation(parse(text)).name is not None, "the name is the tab's title"


@pytest.mark.parametrize("word", CAPABILITIES.split())
def test_what_can_be_asked_is_shown(word: str) -> None:
    there = [path.stem for path in EXAMPLES if re.search(rf"(?<!\w){word}(?!\w)", path.read_text(encoding="utf-8"))]
    assert there, f"no example shows {word}"


def test_examples_are_numbered_in_the_order_of_the_tabs() -> None:
    assert len(EXAMPLES) >= MIN_EXAMPLES
    numbers = [int(path.name.split("-")[0]) for path in EXAMPLES]
    assert numbers == list(range(1, len(EXAMPLES) + 1))
    with_variables = {path.stem for path in EXAMPLES[0].parent.glob("*.json")}
    assert with_variables <= {path.stem for path in EXAMPLES}
