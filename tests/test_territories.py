"""Names of countries that no source says: what territory an entity is, what a text means, and what search finds."""

from pathlib import Path

import pytest

from schema.scope import Request, Scope
from schema.search import search
from schema.territories import Meant, english_names, meant, territory_of
from schema.vocabulary import EntityKind
from service.address import Address
from service.database import Database
from service.sync.migrating import migrate
from service.sync.store import Store
from tests.conftest import Asker
from tests.dumps import session_on
from tests.made_up import entity, source, told

COUNTRIES = [
    ("USA", "united-states", "USA", "abbreviation"),
    ("U.S.A.", "united-states", "U.S.A.", "exact"),
    ("United States of America", "united-states", "United States of America", "exact"),
    ("Vereinigte Staaten", "united-states", "Vereinigte Staaten", "exact"),
    ("États-Unis", "united-states", "États-Unis", "exact"),
    ("Соединённые Штаты", "united-states", "Соединённые Штаты", "exact"),
    ("Russland", "russia", "Russland", "exact"),
    ("Russian Federation", "russia", "Russian Federation", "exact"),
    ("Russian Federatoin", "russia", "Russian Federation", "spelling"),
    ("РФ", "russia", "РФ", "exact"),
    ("USSR", "soviet-union", "USSR", "exact"),
    ("UdSSR", "soviet-union", "UdSSR", "exact"),
    ("PRC", "china", "PRC", "exact"),
    ("People's Republic of China", "china", "People's Republic of China", "exact"),
    ("KZ", "kazakhstan", "KZ", "abbreviation"),
    ("KAZ", "kazakhstan", "KAZ", "abbreviation"),
    ("Weißrussland", "belarus", "Weissrussland", "exact"),
    ("Europäische Union", "european-union", "Europäische Union", "exact"),
    ("Moskau", "moscow", "moskau", "exact"),
]


@pytest.mark.parametrize(("text", "identity", "name", "how"), COUNTRIES)
async def test_a_country_is_found_by_a_name_that_no_source_says(
    text: str, identity: str, name: str, how: str, ask: Asker
) -> None:
    question = """query ($text: String!) { search(text: $text, first: 1) {
        match score matched { text language sources { id } } entity { id names { text } } } }"""
    (hit,) = (await ask(question, {"text": text}))["search"]
    assert (hit["entity"]["id"], hit["matched"], hit["match"]) == (
        identity,
        {"text": name, "language": None, "sources": []},
        how,
    )
    assert hit["score"] < 1.0, "a name of the record is worth more"
    assert name not in [each["text"] for each in hit["entity"]["names"]]


async def test_a_name_of_the_record_comes_before_the_same_of_the_territory(ask: Asker) -> None:
    question = '{ search(text: "Kazakhstan", first: 1) { match score matched { preferred sources { id } } } }'
    (hit,) = (await ask(question))["search"]
    assert (hit["match"], hit["score"], hit["matched"]["preferred"]) == ("exact", 1.0, True)
    assert hit["matched"]["sources"]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("kz", None),
        ("IS", Meant("is", "IS", code=True)),
        ("is", None),
        ("Q30", None),  # an identifier is no name
        ("Astana", None),  # nor is a city its country's
        ("Siberia", None),
        ("Karim Masimov", None),
        ("", None),
        ("–!?", None),
        ("ostdeutschland", None),
        ("East Germany", Meant("dd", "East Germany", code=False)),
        ("vereinigte staaten", Meant("us", "Vereinigte Staaten", code=False)),
    ],
)
def test_what_a_text_means(text: str, meaning: Meant | None) -> None:
    assert meant(text) == meaning


@pytest.mark.parametrize(
    ("kind", "name", "external_ids", "code"),
    [
        ("COUNTRY", "Norland", {"wikidata": "Q30"}, "us"),
        ("INSTITUTION", "EU", {"wikidata": "Q458"}, "eu"),
        ("PLACE", "Moscow", {"wikidata": "Q649"}, "ru-mow"),
        ("COUNTRY", "Norland", {"iso3166": "KZ"}, "kz"),
        ("COUNTRY", "Norland", {"iso3166": "kaz"}, "kz"),
        ("COUNTRY", "kazakhstan", {}, "kz"),
        ("COUNTRY", "Russian Federation", {"opensanctions": "x"}, "ru"),
        ("COUNTRY", "Soviet Union", {}, "suhh"),
        ("COUNTRY", "Georgia", {}, "ge"),
        ("PLACE", "Georgia", {}, None),
        ("INSTITUTION", "Kazakhstan", {"iso3166": "KZ"}, None),
        ("COUNTRY", "Russia", {"wikidata": "Q34266"}, None),  # the Empire
        ("COUNTRY", "Russia", {"wikidata": "nonsense"}, None),
        ("COUNTRY", "Norland", {}, None),
    ],
)
def test_which_territory_an_entity_is(kind: str, name: str, external_ids: dict[str, str], code: str | None) -> None:
    found = territory_of(kind, [name], external_ids.items())
    assert (found.code if found else None) == code


def test_the_full_name_of_a_part_of_a_country_is_not_looked_at() -> None:
    moscow, russia = (territory_of("PLACE", [], [("wikidata", item)]) for item in ("Q649", "Q159"))
    assert moscow
    assert russia
    assert english_names(moscow) == ["Moscow"]
    assert english_names(russia) == ["Russia", "Russian Federation"]


async def test_a_graph_of_an_earlier_form_gets_the_keys_of_territories(graph: Address, tmp_path: Path) -> None:
    start = "013_territories"

    def record(**more: object) -> dict[str, object]:
        return entity("usa-1", "COUNTRY", names=[{"text": "The States"}], **more)

    remark = {"type": "remark", "about": "usa-1", "text": "Is large.", "source": "paper"}
    told(graph, tmp_path, [source("paper", "2020-01-01"), record(externalIds={"wikidata": "Q30"}), remark])

    async def ids(text: str) -> list[str]:
        database = Database(graph)
        try:
            return [hit.entity.id for hit in await search(Scope(Request(database)), text, tuple(EntityKind))]
        finally:
            await database.close()

    assert await ids("Vereinigte Staaten") == await ids("United States") == ["usa-1"]
    with session_on(graph) as session:
        session.run("MATCH (e:Entity {id: 'usa-1'}) SET e.search_keys = '1kvarts'").consume()
        session.run("MATCH (m:Meta) SET m.done = [name IN m.done WHERE name <> $start]", start=start).consume()
    assert await ids("Vereinigte Staaten") == await ids("United States") == []
    with Store(graph, batch=1) as store:
        assert migrate(store) == [start]
        assert migrate(store) == []
    assert await ids("Vereinigte Staaten") == await ids("United States") == ["usa-1"]
    # And an identifier that comes later.
    told(graph, tmp_path, [source("paper", "2020-01-01"), record(externalIds={"wikidata": "Q159"}), remark])
    assert await ids("Russland") == ["usa-1"]
    assert await ids("Vereinigte Staaten") == []
