"""Bounds beyond which a question is told to be too broad: where, and what to do. Set low, for real ones are high."""

from types import ModuleType

import pytest

from schema import chain, change, claim, dispute, measuring, path_search, question_rows, scope, timeline
from service.exports import holdings
from tests.conftest import Asker

DAYS = 'from: "2021-12-01", to: "2022-02-28"'
BELIEVED = "view(policy: {modality: [STATED, REPORTED]})"
NEAR = 'patronage(around: "knb", maxDepth: 3) { totalCount }'


@pytest.mark.parametrize(
    ("module", "bound", "question", "told"),
    [
        (timeline, "MOST", '{ timeline(about: ["knb"]) { totalCount } }', "more than 2 "),
        (
            timeline,
            "MOST",
            '{ timeline(about: ["knb"], kinds: [HOLDS_POST]) { totalCount } }',
            "more than 2 ties concern",
        ),
        (chain, "WIDEST_LEVEL", f"{{ {NEAR} }}", "more than 2 ties lie 1 hops away"),
        (
            path_search,
            "WIDEST_LEVEL",
            '{ paths(from: "knb", to: "vladimir-putin", maxDepth: 3) { totalCount } }',
            None,
        ),
        (measuring, "MOST_TWO_PATHS", "{ measures(kind: CONSTRAINT) { totalCount } }", "hubs of too many neighbours"),
        (change, "MOST", f"{{ changes({DAYS}) {{ totalCount }} }}", "more than 2 ties, or states of ties, change"),
        (change, "MOST", f"{{ changes({DAYS}, axis: KNOWLEDGE) {{ totalCount }} }}", "more than 2 ties, or states"),
        (change, "MOST", f"{{ {BELIEVED} {{ changes({DAYS}) {{ totalCount }} }} }}", "more than 2 ties, or states"),
        (
            change,
            "MOST",
            f"{{ {BELIEVED} {{ changes({DAYS}, axis: KNOWLEDGE) {{ totalCount }} }} }}",
            "more than 2 ties, or states",
        ),
        (claim, "MOST", f"{{ changes({DAYS}) {{ nodes {{ claims {{ id }} }} }} }}", "more than 2 claims are made on"),
        (claim, "MOST", f"{{ changes({DAYS}, axis: KNOWLEDGE) {{ totalCount }} }}", "more than 2 claims are made on"),
        (
            claim,
            "MOST",
            '{ timeline(about: ["knb"]) { nodes { claims { id } } } }',
            "more than 2 claims are made on",
        ),
        (
            claim,
            "MOST",
            f"{{ {BELIEVED} {{ changes({DAYS}, axis: KNOWLEDGE) {{ totalCount }} }} }}",
            "more than 2 claims are made on",
        ),
        (dispute, "MOST", "{ disputes { totalCount } }", "more than 2 claims are made on disputed ties"),
        (
            dispute,
            "MOST",
            f"{{ {BELIEVED} {{ disputes {{ totalCount }} }} }}",
            "more than 2 claims are made on disputed ties",
        ),
        (question_rows, "MOST", "{ questions { totalCount } }", "more than 2 questions"),
        (question_rows, "MOST", "{ disputes { totalCount } }", "more than 2 questions"),
        (question_rows, "MOST", f"{{ {BELIEVED} {{ questions {{ totalCount }} }} }}", "more than 2 questions"),
        (
            scope,
            "WIDEST_LEVEL",
            "{ people(first: 20) { nodes { posts { totalCount } } } }",
            "at once; at most 2",
        ),
    ],
)
async def test_what_is_too_broad_is_told(
    module: ModuleType, bound: str, question: str, told: str | None, ask: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, bound, 2)
    error = await ask.error(question)
    assert error["extensions"]["code"] == "TOO_BROAD"
    assert error["extensions"]["suggestion"]
    assert told is None or told in error["message"]


async def test_too_wide_a_neighbourhood_is_not_exported(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holdings, "WIDEST", 2)
    answer = await ask.client.get("/export/ties.csv", params={"about": "knb", "depth": "2"})
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "TOO_BROAD"
    assert "more than 2 entities lie around those in about" in error["message"]


async def test_too_many_lives_on_the_ways(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(path_search, "LOOKED_THROUGH", 2)
    error = await ask.error('{ paths(from: "karim-masimov", to: "vladimir-putin", maxDepth: 4) { totalCount } }')
    assert error["extensions"]["code"] == "TOO_BROAD"
    assert error["extensions"]["suggestion"]
