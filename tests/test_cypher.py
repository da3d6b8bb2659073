"""The graph text: every query and every fragment as a file, and both databases' word that they can read it.

Queries are only explained, in a database of their own: explaining a constraint or an index is making it on ArcadeDB.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import neo4j
import neo4j.exceptions
import pytest

import cypher
from cypher import FOLDER, QueryError, asked, query
from cypher.conditions import AllOf, AnyOf, Condition, Holds, Not, Order, values
from cypher.loading import PARAMETER
from schema.kinds import TieKind
from schema.orders import EntityOrderField, SourceOrderField, StatementOrderField, TieOrderField
from schema.rows import ClaimRow, EntityRow, RemarkRow, SourceRow, TieRow
from schema.vocabulary import EntityKind
from service.address import Address
from service.sync.store import Label
from tests.conftest import Engine

QUERIES = cypher.names()
FRAGMENTS = sorted((FOLDER / "fragments").glob("*.cypher"))
PARTS = sorted(file for area in ("conditions", "orders") for file in (FOLDER / area).glob("*.cypher"))
# The queries whose rows a condition or an order of this first word speaks of.
HOSTS = {
    "entity": ["read/entities_page"],
    "tie": ["read/entity_ties", "read/ties_page"],
    "statement": ["read/claims_page", "read/remarks_page", "read/claims_of_ties", "read/claims_of_sources"],
    "claim": ["read/claims_page"],
    "remark": ["read/remarks_page", "read/remarks_of_entities", "read/remarks_of_sources"],
    "source": ["read/sources_page"],
    "run": ["read/sync_runs"],
}
ROOT = FOLDER.parent
NEO4J_ONLY = {"write/replanned"}

_SLOT = re.compile(r"\{\{(\w+)\}\}")
# Which enumeration fills a slot that is no fragment, by the slot, and by query where that is another one.
CHOICES: dict[str, type[StrEnum]] = {"kind": TieKind, "label": Label}
CHOICES_OF: dict[str, dict[str, type[StrEnum]]] = {"write/anchors_of_entities": {"kind": EntityKind}}


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.cypher").read_text(encoding="utf-8")


def versions(name: str) -> list[cypher.Query]:
    """The query as it is run: once for each value of the enumeration that fills its slot."""
    slots = set(_SLOT.findall(text_of(name))) & CHOICES.keys()
    if not slots:
        return [query(name)]
    (slot,) = slots
    enumeration = CHOICES_OF.get(name, CHOICES)[slot]
    return [query(name, **{slot: choice}) for choice in enumeration]


@pytest.fixture(scope="module")
def session(engine: Engine) -> Iterator[neo4j.Session]:
    address: Address = engine.empty()
    with (
        neo4j.GraphDatabase.driver(
            address.uri, auth=(address.user, address.password), notifications_min_severity="OFF"
        ) as driver,
        driver.session(database=address.database) as session,
    ):
        yield session
    engine.drop(address)


@pytest.mark.parametrize("name", QUERIES)
def test_both_databases_understand_it(name: str, session: neo4j.Session, engine: Engine) -> None:
    if engine.address.fulltext_http and (FOLDER / f"{name}.sql").is_file():
        pytest.skip("ArcadeDB takes the file of SQL beside it")
    if engine.address.fulltext_http and name in NEO4J_ONLY:
        pytest.skip("only Neo4j has it")
    for version in versions(name):
        assert not _SLOT.search(version.text)
        statements = version.text.split(";") if name.startswith("migrations/") else [version.text]
        for statement in filter(str.strip, statements):
            plan = session.run(f"EXPLAIN {statement}").consume().plan
            # ArcadeDB has no plan for what changes or shows the form of the graph: it has just done it.
            assert plan is not None or statement.strip().startswith(("CREATE ", "DROP ", "SHOW "))


def hosts(part: Path) -> list[str]:
    word = part.stem.split("_")[0]
    return [name for name in HOSTS[word] if part.stem != "tie_to_other" or name == "read/entity_ties"]


@pytest.mark.parametrize(
    "part", [part for part in PARTS if part.parent.name == "conditions"], ids=lambda part: part.stem
)
def test_both_databases_understand_a_condition(part: Path, session: neo4j.Session) -> None:
    found = part.read_text(encoding="utf-8")
    view = query("read/entity_ties").parameters
    own = tuple((word, None) for word in sorted(set(PARAMETER.findall(found)) - view))
    inner = Holds("tie_of_kind", (("kinds", ()),)) if "{{inner}}" in found else None
    condition = Holds(part.stem, own, inner)
    wheres: list[Condition] = [condition, Not(AnyOf((condition, AllOf((condition,)))))]
    if part.stem.startswith("tie_") and part.stem != "tie_with_end":
        explain(session, asked("read/entities_page", Holds("entity_has_tie", inner=condition)))
    for host in hosts(part):
        for where in wheres:
            explain(session, asked(host, where))
            assert values(where).keys() <= asked(host, where).parameters


@pytest.mark.parametrize("part", [part for part in PARTS if part.parent.name == "orders"], ids=lambda part: part.stem)
def test_both_databases_understand_an_order(part: Path, session: neo4j.Session) -> None:
    for host in hosts(part):
        for descending in (False, True):
            explain(session, asked(host, order=[Order(part.stem, descending)]))


def explain(session: neo4j.Session, found: cypher.Query) -> None:
    assert not _SLOT.search(found.text)
    assert session.run(f"EXPLAIN {found.text}").consume().plan is not None


def test_explaining_finds_mistakes(session: neo4j.Session) -> None:
    with pytest.raises(neo4j.exceptions.CypherSyntaxError):
        session.run("EXPLAIN MATCH (x RETURN x AS answer").consume()


@pytest.mark.parametrize("name", [name for name in QUERIES if not name.startswith("migrations/")])
def test_it_answers_with_one_value(name: str) -> None:
    """Lists and plain values only come out, under one name; only statements on form and plans return nothing."""
    body = versions(name)[0].text
    assert (body.count(" AS answer") == 1 and body.endswith(" AS answer")) or body.startswith(
        ("CREATE CONSTRAINT", "SHOW CONSTRAINTS", "CALL db.prepareForReplanning")
    )


@pytest.mark.parametrize("name", QUERIES)
def test_it_is_used(name: str) -> None:
    area, stem = name.split("/")
    if area == "migrations":
        assert re.fullmatch(r"\d{3}_\w+", stem)
        return
    users = [file for folder in ("schema", "service") for file in (ROOT / folder).rglob("*.py")]
    assert any(f'"{name}"' in file.read_text(encoding="utf-8") for file in users)


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [int(name.split("/")[1][:3]) for name in QUERIES if name.startswith("migrations/")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_file_is_a_query_or_a_fragment() -> None:
    every = set(FOLDER.rglob("*.cypher"))
    assert every == {FOLDER / f"{name}.cypher" for name in QUERIES} | set(FRAGMENTS) | set(PARTS)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.parent.name}-{part.stem}")
def test_a_part_says_what_it_is_and_is_used(part: Path) -> None:
    first, _, body = part.read_text(encoding="utf-8").partition("\n")
    assert first.startswith("// ") and first.endswith(".")
    assert body.strip()
    users = [(ROOT / "schema" / name).read_text(encoding="utf-8") for name in ("filters.py", "orders.py", "sync.py")]
    fields = {
        f"{area}_{field.value.lower()}"
        for area, fields in (
            ("entity", EntityOrderField),
            ("tie", TieOrderField),
            ("statement", StatementOrderField),
            ("source", SourceOrderField),
        )
        for field in fields
    }
    assert part.stem in fields or any(f'"{part.stem}"' in user for user in users)


@pytest.mark.parametrize("file", FRAGMENTS, ids=lambda file: file.stem)
def test_a_fragment_says_what_it_is_and_is_used(file: Path) -> None:
    first, _, body = file.read_text(encoding="utf-8").partition("\n")
    assert first.startswith("// ") and first.endswith(".")
    assert body.strip()
    assert any(f"{{{{{file.stem}}}}}" in other.read_text(encoding="utf-8") for other in FOLDER.rglob("*.cypher"))


ROWS = [
    ("entity_row", EntityRow),
    ("tie_row", TieRow),
    ("claim_row", ClaimRow),
    ("remark_row", RemarkRow),
    ("source_row", SourceRow),
]


@pytest.mark.parametrize(("fragment", "row"), ROWS)
def test_rows_are_as_long_as_the_types_that_read_them(fragment: str, row: Any) -> None:
    text = (FOLDER / "fragments" / f"{fragment}.cypher").read_text(encoding="utf-8").partition("\n")[2]
    assert len(text.strip().strip("[]").split(", ")) == len(row._fields)


# The loader.


def test_a_call_gives_each_parameter_and_no_other() -> None:
    found = query("read/entities_by_id")
    assert found.parameters == {"ids", "version"}
    assert found.bind({"ids": [], "version": 1}) == {"ids": [], "version": 1}
    with pytest.raises(QueryError, match="read/entities_by_id: missing parameters: version; unused: none"):
        found.bind({"ids": []})
    with pytest.raises(QueryError, match="missing parameters: none; unused: extra"):
        found.bind({"ids": [], "version": 1, "extra": 1})


def test_the_driver_does_not_write_out_what_it_sends() -> None:
    """For its log it makes text of all parameters, whether the log is kept or not."""
    rows = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    given = query("read/entities_by_id").bind({"ids": rows, "version": 1})
    assert given["ids"] == rows
    assert repr(given) == "{'ids': <list of 2>, 'version': 1}"


def test_the_sentence_above_a_query_is_its_documentation() -> None:
    found = query("read/version")
    assert found.about.startswith("The present data version, ")
    assert "//" not in found.text


def test_an_unknown_query() -> None:
    with pytest.raises(QueryError, match="there is no query read/nothing"):
        query("read/nothing")


def written(folder: Path, text: str) -> str:
    """The name under which the loader finds a file outside its folder."""
    (folder / "made_up.cypher").write_text(text, encoding="utf-8")
    return str(folder / "made_up")


@pytest.mark.parametrize("text", ["RETURN 1 AS answer", "// No sentence\nRETURN 1 AS answer", "", "//\nRETURN 1"])
def test_a_query_without_its_sentence(text: str, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="first line must be a comment with a sentence"):
        query(written(tmp_path, text))


def test_a_slot_that_nothing_fills(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="there is no fragment nowhere"):
        query(written(tmp_path, "// Answers nothing.\nMATCH (x) WHERE {{nowhere}} RETURN x AS answer"))


def test_fragments_may_name_fragments_and_bring_their_parameters(tmp_path: Path) -> None:
    found = query(written(tmp_path, "// Answers something.\nMATCH ()-[r]->() WHERE {{tie_in_view}} RETURN 1 AS answer"))
    assert {"as_of", "certain", "known_at", "known_next", "version"} == found.parameters
    assert "{{" not in found.text


def test_labels_and_types_come_from_enumerations(tmp_path: Path) -> None:
    name = written(tmp_path, "// Answers something.\nMATCH (x:{{label}})-[r:{{kind}}]->() RETURN x AS answer")
    assert query(name, label=EntityKind.CLAN, kind=TieKind.LEADS).text.startswith("MATCH (x:Clan)-[r:LEADS]->()")
