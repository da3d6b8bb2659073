"""The rows of questions, as the database gives them."""

from typing import Any

from schema.errors import TooBroad
from schema.rows import QuestionRow
from schema.scope import Scope

# More questions than this are not weighed for one answer.
MOST = 1_000


async def questions_about(scope: Scope, about: str | None) -> list[QuestionRow]:
    """The rows of `read/questions`: those about any id of an entity, all where none is named. Raises TooBroad."""
    known = await scope.request.identities()
    every = None if about is None else known.every(about)
    rows: list[Any] = await scope.read("read/questions", about=every, limit=MOST + 1)
    if len(rows) > MOST:
        raise TooBroad(
            f"more than {MOST:,} questions are recorded",
            suggestion="Name an entity in about, or one that fewer questions concern.",
        )
    return [QuestionRow(*row) for row in rows]


def evidence_in(rows: list[QuestionRow]) -> int:
    """How many claims and remarks the rows of questions bring."""
    return sum(len(row.claims) + len(row.remarks) for row in rows)
