"""Settings: one frozen value, read once from the environment.

Name, default and description of each setting stand with its field and nowhere else; the table in the
README is `settings_table()`. Tests make a `Settings` of their own, they never change the environment.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from service.setting_values import (
    NEO4J_SCHEMES,
    one_of,
    read_heap,
    read_neo4j_uri,
    read_origins,
    seconds,
    switch,
    whole,
    word,
)


class BadSetting(ValueError):
    """A variable holds what it cannot hold: says which, what was found and what was expected."""

    def __init__(self, variable: str, found: str, expected: str) -> None:
        super().__init__(f"{variable} is {found!r}; expected {expected}.")
        self.variable = variable


def _setting(
    variable: str,
    default: Any,
    says: str,
    read: Callable[[str], Any],
    expected: str,
    *,
    shown: str | None = None,
    secret: bool = False,
) -> Any:
    """A field with all there is to know of it; `shown` is the default as the table writes it."""
    metadata = {
        "variable": variable,
        "says": says,
        "read": read,
        "expected": expected,
        "shown": f"`{default}`" if shown is None else shown,
        "secret": secret,
    }
    return field(default=default, metadata=metadata, repr=not secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the service is told from outside; times in seconds, sizes in bytes."""

    host: str = _setting(
        "RETINUE_HOST",
        "127.0.0.1",
        "Address to listen on; `0.0.0.0` is every one of the machine's.",
        word,
        "a host name or an IP address",
    )
    port: int = _setting(
        "RETINUE_PORT",
        8000,
        "Port to listen on; `0` takes any that is free.",
        whole(0, 65535),
        "a whole number from 0 to 65535",
    )
    data: Path = _setting(  # noqa: RUF009 - a Path does not change
        "RETINUE_DATA",
        Path("data"),
        "Folder of the embedded database; a Neo4j needs none.",
        Path,
        "a path",
    )
    seed: bool = _setting(
        "RETINUE_SEED",
        True,
        "Whether to import the seed data at start; `0` starts with an empty graph.",
        switch,
        "1 or 0",
        shown="`1`",
    )
    neo4j_uri: str | None = _setting(
        "RETINUE_NEO4J_URI",
        None,
        "A Neo4j to use instead of the embedded database.",
        read_neo4j_uri,
        "an address that begins with " + ", ".join(f"{name}://" for name in NEO4J_SCHEMES),
        shown="none: the embedded database",
    )
    neo4j_user: str = _setting("RETINUE_NEO4J_USER", "neo4j", "User to log in to Neo4j with.", word, "a name")
    neo4j_password: str | None = _setting(
        "RETINUE_NEO4J_PASSWORD",
        None,
        "Password to log in to Neo4j with.",
        word,
        "a password",
        shown="none: log in without one",
        secret=True,
    )
    neo4j_database: str | None = _setting(
        "RETINUE_NEO4J_DATABASE",
        None,
        "Database within Neo4j.",
        word,
        "a name",
        shown="none: the server's default",
    )
    sync: Path | None = _setting(  # noqa: RUF009 - the default does not change
        "RETINUE_SYNC",
        None,
        "File of TOML with the sources to keep in step with, see docs/sync.md.",
        Path,
        "a path",
        shown="none: by hand only",
    )
    origins: tuple[str, ...] = _setting(
        "RETINUE_ORIGINS",
        (),
        "Origins whose pages may ask from a browser, with commas between them; `*` is every one.",
        read_origins,
        "origins such as https://desk.example.org, with commas between them, or *",
        shown="none: the playground's own",
    )
    documents: Path | None = _setting(  # noqa: RUF009 - the default does not change
        "RETINUE_DOCUMENTS",
        None,
        "File of JSON with trusted documents by their ids, which clients may send as `documentId`.",
        Path,
        "a path",
        shown="none",
    )
    only_documents: bool = _setting(
        "RETINUE_ONLY_DOCUMENTS",
        False,
        "Whether no other documents than those are answered; the playground is then of no use.",
        switch,
        "1 or 0",
        shown="`0`",
    )
    heap: str = _setting(
        "RETINUE_HEAP",
        "512m",
        "Memory of the embedded database, as Java writes it.",
        read_heap,
        "a whole number with k, m or g, such as 512m",
    )
    connections: int = _setting(
        "RETINUE_CONNECTIONS",
        20,
        "Most connections to the database at a time for reading; each import and sync opens up to 8 of its own.",
        whole(1, 1000),
        "a whole number from 1 to 1000",
    )
    database_timeout: float = _setting(
        "RETINUE_DATABASE_TIMEOUT",
        15.0,
        "Seconds that one database query may take.",
        seconds,
        "a number of seconds above 0, such as 15 or 0.5",
        shown="`15`",
    )
    request_timeout: float = _setting(
        "RETINUE_REQUEST_TIMEOUT",
        30.0,
        "Seconds that one request may take; of an export, the time until its first byte.",
        seconds,
        "a number of seconds above 0, such as 30 or 0.5",
        shown="`30`",
    )
    body_limit: int = _setting(
        "RETINUE_BODY_LIMIT",
        256 * 1024,
        "Bytes that the body of a request, or its query string, may hold.",
        whole(1024, 64 * 1024 * 1024),
        "a whole number from 1024 to 67108864",
    )
    max_tokens: int = _setting(
        "RETINUE_MAX_TOKENS",
        5_000,
        "Tokens that a GraphQL document may hold.",
        whole(100, 100_000),
        "a whole number from 100 to 100000",
    )
    max_depth_of_query: int = _setting(
        "RETINUE_MAX_DEPTH_OF_QUERY",
        20,
        "Levels that the fields of a query may nest; the standard introspection query needs 15.",
        whole(1, 100),
        "a whole number from 1 to 100",
    )
    max_aliases: int = _setting(
        "RETINUE_MAX_ALIASES",
        60,
        "Aliases that a query may give, each counted as often as its fragment is spread.",
        whole(0, 10_000),
        "a whole number from 0 to 10000",
    )
    slow_request: float = _setting(
        "RETINUE_SLOW_REQUEST",
        2.0,
        "Seconds from which on the log warns of a slow query.",
        seconds,
        "a number of seconds above 0, such as 2 or 0.5",
        shown="`2`",
    )
    log_format: str | None = _setting(
        "RETINUE_LOG",
        None,
        "Form of the log: `json` or `text`.",
        one_of("json", "text"),
        "json or text",
        shown="`text` on a terminal, else `json`",
    )
    log_level: str = _setting(
        "RETINUE_LOG_LEVEL",
        "info",
        "Least that the log tells: `debug`, `info`, `warning` or `error`.",
        one_of("debug", "info", "warning", "error"),
        "debug, info, warning or error",
    )

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read every setting; a variable that is absent or empty leaves the default.

        Raises BadSetting. The value of a secret is never told.
        """
        given: dict[str, Any] = {}
        for each in fields(cls):
            about = each.metadata
            text = environ.get(about["variable"], "")
            # Empty is absent: that is how `${RETINUE_PORT:-}` in a compose file arrives.
            if text.strip():
                try:
                    # A password's blanks are its own.
                    given[each.name] = about["read"](text if about["secret"] else text.strip())
                except (ValueError, KeyError):
                    found = "…" if about["secret"] else text
                    raise BadSetting(about["variable"], found, about["expected"]) from None
        return cls(**given)


# What a part of the service goes by that nobody gives settings.
DEFAULTS = Settings()


def settings_table() -> str:
    """The settings as a Markdown table, ending in a line break: what README.md shows."""
    rows = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for each in fields(Settings):
        about = each.metadata
        rows.append(f"| `{about['variable']}` | {about['shown']} | {about['says']} |")
    return "\n".join(rows) + "\n"
