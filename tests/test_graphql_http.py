"""Answers of the GraphQL endpoint: data, errors and their statuses, over the toy schema."""

import asyncio
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
import strawberry
from graphql import get_introspection_query
from httpx import AsyncClient
from strawberry.extensions import SchemaExtension

from schema.errors import DatabaseUnavailable
from service.graphql_documents import Limits
from service.graphql_http import GraphQLHTTP
from tests.toy import (
    JSON,
    SCHEMA,
    SECRET,
    Contexts,
    Person,
    application,
    ask,
    client_of,
    code,
    post_scope,
)


async def test_errors_of_the_request_say_where(client: AsyncClient) -> None:
    syntax = await ask(client, "{ hello(")
    assert syntax.json()["errors"][0]["locations"] == [{"line": 1, "column": 9}]
    field = await ask(client, "{ helo }")
    assert field.json()["errors"] == [
        {
            "message": "Cannot query field 'helo' on type 'Query'. Did you mean 'hello'?",
            "locations": [{"line": 1, "column": 3}],
            "extensions": {"code": "BAD_INPUT"},
        }
    ]


async def test_our_errors_in_scalars_keep_their_suggestion(client: AsyncClient) -> None:
    in_document = await ask(client, '{ seen(on: "4 January") }')
    in_variable = await ask(client, "query ($on: Day!) { seen(on: $on) }", variables={"on": "4 January"})
    for answer in (in_document, in_variable):
        (error,) = answer.json()["errors"]
        assert answer.status_code == 400
        assert error["extensions"] == {"code": "BAD_INPUT", "suggestion": "Write it as 2022-01-04."}
        assert "'4 January' is not a day." in error["message"]
        assert error["locations"]


async def test_arguments_that_turn_out_wrong_while_executing_are_bad_input(client: AsyncClient) -> None:
    """A variable with a default may stand where null may not, and then be null all the same."""
    document = 'query ($name: String = "x") { hello(name: $name) }'
    assert (await ask(client, document)).json() == {"data": {"hello": "Hello, x"}}
    answer = await ask(client, document, variables={"name": None})
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT"}
    assert error["path"] == ["hello"]


async def test_a_bad_request_costs_no_context(client: AsyncClient, contexts: Contexts) -> None:
    for query in ("{", "{ helo }", "query ($a: Int!) { __typename @skip(if: $a) }", "subscription { ticks }"):
        assert (await ask(client, query)).status_code == 400
    assert (await ask(client, "query A { hello } query B { hello }")).status_code == 400
    assert (await ask(client, "query A { hello }", operationName="C")).status_code == 400
    assert contexts.made == 0
    assert (await ask(client, "{ a: used b: used }")).json() == {"data": {"a": 1, "b": 1}}
    assert contexts.made == 1


async def test_mutations_by_post(client: AsyncClient) -> None:
    assert (await ask(client, "mutation { add }")).json() == {"data": {"add": 1}}


async def test_operations_are_chosen_by_name(client: AsyncClient) -> None:
    document = 'query A { hello(name: "A") } query B { hello(name: "B") } mutation C { add }'
    assert (await ask(client, document, operationName="B")).json() == {"data": {"hello": "Hello, B"}}
    refused = await client.get("/graphql", params={"query": document, "operationName": "C"})
    assert refused.status_code == 405


async def test_our_errors_are_told(client: AsyncClient) -> None:
    answer = await ask(client, "{ missing hello }")
    assert answer.status_code == 200
    assert answer.json() == {
        "data": {"missing": None, "hello": "Hello, world"},
        "errors": [
            {
                "message": "There is no 'knbb'.",
                "locations": [{"line": 1, "column": 3}],
                "path": ["missing"],
                "extensions": {"code": "NOT_FOUND", "suggestion": "Did you mean 'knb'?", "nearest": ["knb"]},
            }
        ],
    }


async def test_all_other_errors_are_masked(client: AsyncClient, contexts: Contexts) -> None:
    answer = await ask(client, "{ broken hello }")
    assert answer.status_code == 200
    (error,) = answer.json()["errors"]
    request_id = error["extensions"].pop("requestId")
    assert request_id in error["message"]
    assert error["extensions"] == {"code": "INTERNAL"}
    assert error["path"] == ["broken"]
    assert SECRET not in answer.text
    contexts.error = RuntimeError(SECRET)
    failed = await ask(client, "{ hello }")
    assert (failed.status_code, code(failed)) == (500, "INTERNAL")
    assert SECRET not in failed.text


async def test_an_answer_that_cannot_be_json_is_masked(client: AsyncClient) -> None:
    assert code(await ask(client, "{ unsendable }")) == "INTERNAL"


@pytest.mark.parametrize(
    ("field", "status", "expected"), [("offline", 503, "DATABASE_UNAVAILABLE"), ("late", 504, "TIMEOUT")]
)
async def test_without_data_the_status_tells_whose_fault_it_is(
    client: AsyncClient, field: str, status: int, expected: str
) -> None:
    answer = await ask(client, f"{{ hello {field} }}")
    assert (answer.status_code, code(answer)) == (status, expected)
    assert "data" not in answer.json()
    legacy = await ask(client, f"{{ hello {field} }}", accept=JSON)
    assert (legacy.status_code, code(legacy), legacy.json()["data"]) == (200, expected, None)


async def test_with_some_data_the_status_is_200(client: AsyncClient) -> None:
    answer = await ask(client, "{ hello partlyOffline }")
    assert (answer.status_code, code(answer)) == (200, "DATABASE_UNAVAILABLE")
    assert answer.json()["data"] == {"hello": "Hello, world", "partlyOffline": None}


async def test_a_context_without_its_database(client: AsyncClient, contexts: Contexts) -> None:
    contexts.error = DatabaseUnavailable("The database does not answer.", suggestion="Try again.")
    answer = await ask(client, "{ hello }")
    assert (answer.status_code, code(answer)) == (503, "DATABASE_UNAVAILABLE")
    assert (await ask(client, "{ hello }", accept=JSON)).status_code == 200


async def test_a_request_that_takes_too_long_is_cancelled(contexts: Contexts) -> None:
    client = client_of(application(contexts, request_timeout=0.1))
    answer = await ask(client, "{ sleep(seconds: 10) }")
    assert (answer.status_code, code(answer)) == (504, "TIMEOUT")
    assert contexts.cancelled.is_set()
    assert (await ask(client, "{ sleep(seconds: 10) }", accept=JSON)).status_code == 200


async def test_a_client_that_sends_too_slowly_is_told_so(contexts: Contexts) -> None:
    async def never() -> MutableMapping[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await GraphQLHTTP(SCHEMA, contexts, request_timeout=0.05)(post_scope(), never, send)
    assert sent[0]["status"] == 408


async def test_work_for_a_client_that_went_away_is_cancelled(contexts: Contexts) -> None:
    messages: Iterator[MutableMapping[str, Any]] = iter(
        [
            {"type": "http.request", "body": b'{"query": "{ sleep(seconds: 10) }"}', "more_body": False},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> MutableMapping[str, Any]:
        await asyncio.sleep(0.05)
        return next(messages)

    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await asyncio.wait_for(GraphQLHTTP(SCHEMA, contexts)(post_scope(), receive, send), 2)
    assert contexts.cancelled.is_set()
    assert sent[0]["status"] == 499


async def test_every_answer_bears_the_headers(client: AsyncClient) -> None:
    for answer in (await ask(client, "{ hello }"), await ask(client, "{"), await client.put("/graphql")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["vary"] == "Accept, Retinue-Data-Version"


async def test_the_standard_introspection_query_passes(client: AsyncClient) -> None:
    query = get_introspection_query(input_value_deprecation=True, specified_by_url=True, schema_description=True)
    answer = await ask(client, query)
    assert answer.status_code == 200
    assert answer.json()["data"]["__schema"]["queryType"]["name"] == "Query"


async def test_limits_are_told_with_what_to_do(contexts: Contexts) -> None:
    client = client_of(application(contexts, limits=Limits(depth=3)))
    assert (await ask(client, "{ person { patron { name } } }")).status_code == 200
    answer = await ask(client, "{ person { patron { patron { name } } } }")
    (error,) = answer.json()["errors"]
    assert answer.status_code == 400
    assert error["message"] == "The document has 4 levels; at most 3 may be asked for at once."
    assert error["extensions"] == {"code": "TOO_LARGE", "suggestion": "Split it into several documents."}
    assert error["locations"] == [{"line": 1, "column": 1}]
    assert (await ask(client, "{ person { patron { patron { name } } } }", accept=JSON)).status_code == 200


async def test_a_schema_with_extensions_is_refused(contexts: Contexts) -> None:
    with pytest.raises(ValueError, match="extensions"):
        GraphQLHTTP(strawberry.Schema(Person, extensions=[SchemaExtension]), contexts)
