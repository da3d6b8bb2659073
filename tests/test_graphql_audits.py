"""The audits of the npm package graphql-http (serverAudits), by their numbers there, each taken as a must."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.toy import JSON, RESPONSE_JSON, code

TYPENAME = {"query": "{ __typename }"}
NAMED = {"query": "query Query { __typename }", "operationName": "Query"}
UNKNOWN_FIELD = {"query": "{ f31403dfe404bccbb0e835f2629c6a7 }"}
WITH_VARIABLE = "query Type($name: String!) { __type(name: $name) { name } }"
BAD_VARIABLE = {"query": "query CoerceFailure($id: ID!) { __typename }", "variables": {"id": None}}
WRONG = {"object": {"obj": "ect"}, "number": 0, "boolean": False, "array": ["array"], "string": "string"}

# Number, what is posted, the Accept header, the status that is a must.
AUDITS: list[tuple[str, Any, str | None, int]] = [
    ("22EB", TYPENAME, RESPONSE_JSON, 200),
    ("4655", TYPENAME, JSON, 200),
    ("47DE", TYPENAME, "*/*", 200),
    ("80D8", TYPENAME, None, 200),
    ("BF61", {"query": '{ __type(name: "Run🏃Swim🏊") { name } }'}, None, 200),
    ("2C94", TYPENAME, None, 200),
    ("423L", {"notquery": "{ __typename }"}, RESPONSE_JSON, 400),
    *((f"LKJ-{kind}", {"query": WRONG[kind]}, None, 400) for kind in ("object", "number", "boolean", "array")),
    ("34A2", TYPENAME, RESPONSE_JSON, 200),
    ("13EE", TYPENAME, JSON, 200),
    *(
        (f"6C0-{kind}", {**TYPENAME, "operationName": WRONG[kind]}, None, 400)
        for kind in ("object", "number", "boolean", "array")
    ),
    ("8161", NAMED, RESPONSE_JSON, 200),
    ("B8B3", NAMED, JSON, 200),
    *((f"94B-{name}", {**TYPENAME, name: None}, RESPONSE_JSON, 200) for name in ("variables", "operationName")),
    *((f"022-{name}", {**TYPENAME, name: None}, JSON, 200) for name in ("variables", "operationName", "extensions")),
    *(
        (f"476-{kind}", {**TYPENAME, "variables": WRONG[kind]}, None, 400)
        for kind in ("string", "number", "boolean", "array")
    ),
    ("2EA1", {"query": WITH_VARIABLE, "variables": {"name": "sometype"}}, RESPONSE_JSON, 200),
    ("28B9", {"query": WITH_VARIABLE, "variables": {"name": "sometype"}}, JSON, 200),
    *(
        (f"58B-{kind}", {**TYPENAME, "extensions": WRONG[kind]}, None, 400)
        for kind in ("string", "number", "boolean", "array")
    ),
    ("428F", {**TYPENAME, "extensions": {"some": "value"}}, RESPONSE_JSON, 200),
    ("1B7A", {**TYPENAME, "extensions": {"some": "value"}}, JSON, 200),
    ("BCF8", b'{ "not a JSON', JSON, 400),
    ("B7N8", b'{ "not a JSON', RESPONSE_JSON, 400),
    ("3E3A", {"qeury": "{ __typename }"}, None, 400),
    ("572B", {"query": "{"}, JSON, 200),
    ("FDE2", UNKNOWN_FIELD, JSON, 200),
    ("7B9B", BAD_VARIABLE, JSON, 200),
    ("556A", {"query": "{"}, RESPONSE_JSON, 400),
    ("74FF", UNKNOWN_FIELD, RESPONSE_JSON, 400),
    ("86EE", BAD_VARIABLE, RESPONSE_JSON, 400),
    ("A5BF", b"", None, 400),
]


@pytest.mark.parametrize(("number", "posted", "accept", "status"), AUDITS, ids=[audit[0] for audit in AUDITS])
async def test_audits_of_posts(client: AsyncClient, number: str, posted: Any, accept: str | None, status: int) -> None:
    headers = {"content-type": JSON, "accept": accept or ""}
    content = {"content": posted} if isinstance(posted, bytes) else {"json": posted}
    answer = await client.post("/graphql", headers=headers, **content)
    assert answer.status_code == status
    assert answer.headers["content-type"] == f"{RESPONSE_JSON if accept == RESPONSE_JSON else JSON}; charset=utf-8"
    body = answer.json()
    if status == 200 and number not in ("572B", "FDE2", "7B9B"):
        assert "errors" not in body
        assert body["data"]
    else:
        assert "data" not in body
        assert {error["extensions"]["code"] for error in body["errors"]} == {"BAD_INPUT"}


@pytest.mark.parametrize("accept", [JSON, RESPONSE_JSON])
async def test_audits_of_gets(client: AsyncClient, accept: str) -> None:
    """5A70, 9C48, D6D5, 6A70."""
    plain = await client.get("/graphql", params=TYPENAME, headers={"accept": accept})
    assert (plain.status_code, plain.json()) == (200, {"data": {"__typename": "Query"}})
    params = {"query": WITH_VARIABLE, "variables": '{"name": "Person"}', "extensions": "", "operationName": ""}
    variables = await client.get("/graphql", params=params, headers={"accept": accept})
    assert (variables.status_code, variables.json()) == (200, {"data": {"__type": {"name": "Person"}}})
    mutation = await client.get("/graphql", params={"query": "mutation { add }"}, headers={"accept": accept})
    assert (mutation.status_code, mutation.headers["allow"]) == (405, "POST")
    assert code(mutation) == "BAD_INPUT"
