"""How the embedded engine is started: its program, its settings, the files it reads.

Everything that depends on the package `arcadedb-embedded` stands here and nowhere else; the
package is about to be renamed upstream.
"""

import importlib.util
import os
import platform
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from service.address import Address
from service.embedded_folder import EmbeddedFailed, Folder, root_option, write_private

PACKAGE = "arcadedb_embedded"
OLDEST_GLIBC = (2, 34)
# The engine's environment: nothing of ours, since that may hold the password of a production Neo4j.
_ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "TZ", "LD_LIBRARY_PATH")
# Its logging: what its own configuration says, but not a second time into files of its own.
_LOGGING = """\
handlers = java.util.logging.ConsoleHandler
.level = WARNING
com.arcadedb.level = INFO
java.util.logging.ConsoleHandler.level = INFO
java.util.logging.ConsoleHandler.formatter = com.arcadedb.log.LogFormatter
"""


@dataclass(frozen=True)
class Launch:
    """What one engine is started with; ports and password stay the same over restarts."""

    bolt_port: int
    http_port: int
    password: str = field(repr=False)
    database: str
    heap: str
    command_timeout_seconds: int

    @classmethod
    def at(cls, address: Address, *, heap: str, command_timeout_seconds: int) -> Self:
        """What an engine is started with that is to answer where another one did."""
        assert address.fulltext_http is not None
        bolt_port, http_port = (int(uri.rpartition(":")[2]) for uri in (address.uri, address.fulltext_http))
        return cls(bolt_port, http_port, address.password, address.database, heap, command_timeout_seconds)

    def address(self) -> Address:
        """Where the engine will answer."""
        return Address(
            uri=f"bolt://127.0.0.1:{self.bolt_port}",
            user="root",
            password=self.password,
            database=self.database,
            fulltext_http=f"http://127.0.0.1:{self.http_port}",
        )


def platform_problem(system: str, libc: tuple[str, str]) -> str | None:
    """Why the engine cannot run on such a system; None where it can.

    `libc` as `platform.libc_ver()` gives it: name and version, empty where unknown.
    """
    instead = "Use a Neo4j server instead (RETINUE_NEO4J_URI), or the Docker image of this service."
    if system == "Windows":
        return f"The embedded database does not run on Windows outside WSL. {instead}"
    if system != "Linux":
        return None
    name, version = libc
    needed = ".".join(map(str, OLDEST_GLIBC))
    if name == "glibc" and tuple(map(int, version.split(".")[:2])) >= OLDEST_GLIBC:
        return None
    has = version if name == "glibc" else "none"
    return f"The embedded database needs glibc {needed} or later; this system has {has}. {instead}"


def _runtime() -> Path:
    """The folder of the installed package, with jre/ and jars/ in it."""
    if problem := platform_problem(platform.system(), platform.libc_ver()):
        raise EmbeddedFailed(problem)
    # Found without importing: its own code would load a Java machine into this process.
    found = importlib.util.find_spec(PACKAGE)
    for place in (found and found.submodule_search_locations) or ():
        if (Path(place) / "jre" / "bin" / "java").is_file():
            return Path(place)
    raise EmbeddedFailed(
        "The package arcadedb-embedded is not installed here or brings no Java runtime for "
        f"{platform.system()} {platform.machine()}. Use a Neo4j server instead (RETINUE_NEO4J_URI)."
    )


def command(folder: Folder, launch: Launch) -> list[str]:
    """Java, its options and the server's settings. Errors: EmbeddedFailed where it cannot run."""
    runtime = _runtime()
    settings = {
        "java.util.logging.config.file": _logging_file(folder),
        "java.awt.headless": "true",
        "arcadedb.server.rootPasswordPath": folder.password_file,
        "arcadedb.server.logsDirectory": folder.root / "log",
        "arcadedb.server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "arcadedb.server.defaultDatabases": f"{launch.database}[root]",
        # Production mode hides the texts of errors, and our tests and logs want them.
        "arcadedb.server.mode": "development",
        "arcadedb.server.httpIncomingHost": "127.0.0.1",
        "arcadedb.server.httpIncomingPort": launch.http_port,
        "arcadedb.bolt.host": "127.0.0.1",
        "arcadedb.bolt.port": launch.bolt_port,
        # The default acknowledges before anything is on the disk.
        "arcadedb.txWalFlush": 1,
        # In milliseconds. The driver's own limit for transactions is ignored by the engine.
        "arcadedb.command.timeout": launch.command_timeout_seconds * 1000,
    }
    return [
        str(runtime / "jre" / "bin" / "java"),
        # All of it from the start, of which only what is used is taken: a heap that has to grow is collected twice as
        # often while much is written, and each time whoever reads waits.
        f"-Xms{launch.heap}",
        f"-Xmx{launch.heap}",
        "-XX:+UseSerialGC",
        "-XX:+UseCompactObjectHeaders",
        "-XX:-UsePerfData",
        # Out of memory it would limp on; dead it is started again.
        "-XX:+ExitOnOutOfMemoryError",
        root_option(folder.root),
        *(f"-D{name}={value}" for name, value in settings.items()),
        *("-cp", str(runtime / "jars" / "*"), "com.arcadedb.server.ArcadeDBServer"),
    ]


def prepare(folder: Folder, launch: Launch) -> None:
    """Write the files that the engine reads at its start."""
    folder.rotate_log()
    # By file and not by option, which every user of the machine could read in the process list.
    write_private(folder.password_file, launch.password)
    # The engine takes a root password only where it knows no root yet; this makes it forget.
    (folder.root / "config" / "server-users.jsonl").unlink(missing_ok=True)
    logging_file = _logging_file(folder)
    logging_file.parent.mkdir(exist_ok=True)
    logging_file.write_text(_LOGGING)


def _logging_file(folder: Folder) -> Path:
    return folder.root / "config" / "logging.properties"


def environment() -> dict[str, str]:
    """The environment of guard and engine."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    # Java takes the encoding of file names from here, and data folders have names in any script.
    return kept | {"LC_ALL": "C.UTF-8"}
