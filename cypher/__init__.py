"""Graph text: one query a file, the folder its area, the first line a plain sentence that says what it answers.

`read` answers whoever looks through a view. `write` holds what writers do and what they look up for it: rows by label
and data version, whatever a view would show.

`query("read/entity_ties")` loads a file, puts the fragments of the closed set in `cypher/fragments` where it
names them (`{{tie_in_view}}`), and checks the parameters of every call against those that the text uses. What
must vary beyond parameters, the type of a relationship or the label of a node, comes from enumerations
(`{{kind}}`, `{{label}}`), and conditions and orders from files (`cypher.conditions`), never from outside.

Every reading query returns one record with one value, `answer`: lists and plain values only, which is what
the driver unpacks fastest.
"""

from enum import StrEnum
from functools import lru_cache

from cypher.conditions import asked
from cypher.loading import FOLDER, Query, QueryError, filled, sentence_and_body

AREAS = ("read", "write", "migrations")

__all__ = ["AREAS", "FOLDER", "Query", "QueryError", "asked", "names", "query"]


def names() -> list[str]:
    """Every query of the project, as `area/name`."""
    return sorted(f"{file.parent.name}/{file.stem}" for area in AREAS for file in (FOLDER / area).glob("*.cypher"))


@lru_cache(maxsize=512)
def query(name: str, **choices: StrEnum) -> Query:
    """Load a query; `choices` fills the slots that vary over an enumeration, such as `kind=TieKind.LEADS`."""
    if not choices:
        return asked(name)
    about, body = sentence_and_body(name)
    # The text of a label, never a value from outside: enumerations only.
    slots = {word: str(getattr(choice, "label", choice.value)) for word, choice in choices.items()}
    return Query(name, about, filled(body, name, slots))
