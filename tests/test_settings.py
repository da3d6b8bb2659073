"""Settings from an environment, and the README's table of them."""

import re
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path

import pytest

from service.settings import BadSetting, Settings, settings_table

README = Path(__file__).parent.parent / "README.md"


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = Settings.from_environment({})
    assert settings == Settings()
    assert (settings.host, settings.port, settings.data) == ("127.0.0.1", 8000, Path("data"))
    assert settings.seed is True
    assert settings.neo4j_uri is None
    assert settings.neo4j_database is None
    assert (settings.database_timeout, settings.request_timeout) == (15, 30)
    assert settings.body_limit == 262_144
    assert settings.log_format is None


def test_every_variable_is_read() -> None:
    environment = {
        "RETINUE_HOST": "192.0.2.1",
        "RETINUE_PORT": "9000",
        "RETINUE_DATA": "/srv/retinue",
        "RETINUE_SEED": "0",
        "RETINUE_NEO4J_URI": "neo4j+s://graph.example.org:7687",
        "RETINUE_NEO4J_USER": "reader",
        "RETINUE_NEO4J_PASSWORD": " with blanks ",
        "RETINUE_NEO4J_DATABASE": "research",
        "RETINUE_SYNC": "/srv/sync.toml",
        "RETINUE_ORIGINS": "https://desk.example.org/, http://localhost:3000",
        "RETINUE_DOCUMENTS": "/srv/documents.json",
        "RETINUE_ONLY_DOCUMENTS": "1",
        "RETINUE_HEAP": "1G",
        "RETINUE_CONNECTIONS": "5",
        "RETINUE_DATABASE_TIMEOUT": "2.5",
        "RETINUE_REQUEST_TIMEOUT": "10",
        "RETINUE_BODY_LIMIT": "1024",
        "RETINUE_MAX_TOKENS": "1000",
        "RETINUE_MAX_DEPTH_OF_QUERY": "15",
        "RETINUE_MAX_ALIASES": "0",
        "RETINUE_SLOW_REQUEST": "0.5",
        "RETINUE_LOG": "JSON",
        "RETINUE_LOG_LEVEL": "Debug",
    }
    assert set(environment) == {each.metadata["variable"] for each in fields(Settings)}
    settings = Settings.from_environment(environment)
    assert settings == Settings(
        host="192.0.2.1",
        port=9000,
        data=Path("/srv/retinue"),
        seed=False,
        neo4j_uri="neo4j+s://graph.example.org:7687",
        neo4j_user="reader",
        neo4j_password=" with blanks ",  # noqa: S106 - no real one
        neo4j_database="research",
        sync=Path("/srv/sync.toml"),
        origins=("https://desk.example.org", "http://localhost:3000"),
        documents=Path("/srv/documents.json"),
        only_documents=True,
        heap="1g",
        connections=5,
        database_timeout=2.5,
        request_timeout=10,
        body_limit=1024,
        max_tokens=1000,
        max_depth_of_query=15,
        max_aliases=0,
        slow_request=0.5,
        log_format="json",
        log_level="debug",
    )
    unchanged = [each.name for each in fields(Settings) if _same_as_default(settings, each.name)]
    assert unchanged == []


def _same_as_default(settings: Settings, name: str) -> bool:
    return bool(getattr(settings, name) == getattr(Settings(), name))


def test_an_empty_variable_is_an_absent_one() -> None:
    assert Settings.from_environment({"RETINUE_PORT": "", "RETINUE_NEO4J_URI": " "}) == Settings()


def test_variables_of_others_do_not_matter() -> None:
    assert Settings.from_environment({"PORT": "x", "HOST": "y"}) == Settings()


@pytest.mark.parametrize(
    ("variable", "found"),
    [
        ("RETINUE_PORT", "http"),
        ("RETINUE_PORT", "65536"),
        ("RETINUE_PORT", "-1"),
        ("RETINUE_PORT", "8_000"),
        ("RETINUE_PORT", "٨"),
        ("RETINUE_SEED", "perhaps"),
        ("RETINUE_NEO4J_URI", "http://localhost:7474"),
        ("RETINUE_NEO4J_URI", "localhost:7687"),
        ("RETINUE_NEO4J_URI", "bolt://"),
        ("RETINUE_ORIGINS", "desk.example.org"),
        ("RETINUE_ORIGINS", "https://desk.example.org/page"),
        ("RETINUE_HEAP", "lots"),
        ("RETINUE_HEAP", "512"),
        ("RETINUE_CONNECTIONS", "0"),
        ("RETINUE_DATABASE_TIMEOUT", "nan"),
        ("RETINUE_DATABASE_TIMEOUT", "0"),
        ("RETINUE_REQUEST_TIMEOUT", "-3"),
        ("RETINUE_BODY_LIMIT", "256k"),
        ("RETINUE_LOG", "xml"),
        ("RETINUE_LOG_LEVEL", "loud"),
    ],
)
def test_a_bad_value_is_told_with_its_variable_and_what_was_expected(variable: str, found: str) -> None:
    with pytest.raises(BadSetting) as caught:
        Settings.from_environment({variable: found})
    assert caught.value.variable == variable
    message = str(caught.value)
    assert message.startswith(f"{variable} is {found!r}; expected ")
    assert message.endswith(".")


def test_a_password_is_never_shown() -> None:
    settings = Settings(neo4j_password="tulip")  # noqa: S106 - no real one
    assert "tulip" not in repr(settings)


def test_settings_do_not_change() -> None:
    settings = Settings()
    with pytest.raises((FrozenInstanceError, TypeError)):
        settings.port = 1  # type: ignore[misc] # that is the point
    assert replace(settings, port=1).port == 1


def test_the_table_has_a_row_for_every_setting() -> None:
    rows = settings_table().splitlines()[2:]
    assert len(rows) == len(fields(Settings))
    for row, each in zip(rows, fields(Settings), strict=True):
        assert row.startswith(f"| `{each.metadata['variable']}` | ")
        assert row.endswith(". |"), "a description is a sentence"


def test_the_readme_shows_the_settings() -> None:
    """README.md holds settings_table() between two `<!-- settings -->` marks."""
    found = re.search(r"<!-- settings -->\n(.*?)<!-- settings -->", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found, "README.md has no table between two <!-- settings --> marks"
    assert found[1].strip() == settings_table().strip()
