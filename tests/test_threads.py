"""What is worked out beside the event loop, and that it comes out the same."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from schema import threads
from tests.conftest import Asker

QUERY = """{
  world: changes(from: "2021-12-01", to: "2022-02-28", first: 50) { totalCount nodes { kind date tie { id }
    claims { id } } }
  knowledge: changes(from: "2021-12-01", to: "2022-02-28", axis: KNOWLEDGE, first: 50) { totalCount nodes { kind date
    tie { id period { text } } claims { id } } }
  disputes(first: 100) { totalCount nodes { id aspect positions { text claims { id } remarks { id } } } }
  questions(first: 100) { totalCount nodes { id hypotheses { text rank inconsistency } } }
}"""


async def test_much_is_worked_out_in_a_thread() -> None:
    def where() -> str:
        return threading.current_thread().name

    here = threading.main_thread().name
    assert await threads.worked_out(threads.MANY, where) == here
    assert await threads.worked_out(threads.MANY + 1, where) != here


async def test_it_comes_out_the_same(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "MANY", 100_000)
    wanted = await ask(QUERY)
    assert all(found["totalCount"] > 2 for found in wanted.values())
    worked: set[str] = set()
    monkeypatch.setattr(threads, "MANY", 0)
    own = asyncio.to_thread

    async def noting(work: Callable[..., Any], *given: Any) -> Any:
        worked.add(work.__name__)
        return await own(work, *given)

    monkeypatch.setattr(asyncio, "to_thread", noting)
    assert await ask(QUERY) == wanted
    assert worked >= {"_moved", "_learnt", "_of_ties", "_of_questions", "_told"}
