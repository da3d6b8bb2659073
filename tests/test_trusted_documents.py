"""Trusted documents: asked for by id, alone where the settings say so, and looked through at start."""

import json
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest
from httpx import AsyncClient

from schema.errors import BadInput
from service.app import create_app
from service.graphql_documents import Limits
from service.settings import Settings
from service.trusted_documents import TrustedDocuments
from tests.toy import SCHEMA, Contexts, application, client_of, code

HELLO = "query Hello($name: String!) { hello(name: $name) }"
HASH = sha256(HELLO.encode()).hexdigest()


async def ready() -> None:
    """Always."""


def manifest(folder: Path, documents: object) -> Path:
    file = folder / "documents.json"
    file.write_text(json.dumps(documents), encoding="utf-8")
    return file


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[AsyncClient]:
    file = manifest(tmp_path, {HASH: HELLO, "desk": "{ hello }"})
    trusted = TrustedDocuments.read(file, SCHEMA._schema, Limits())
    async with client_of(application(Contexts(), trusted=trusted)) as opened:
        yield opened


@pytest.mark.parametrize("identity", [HASH, f"sha256:{HASH}"])
async def test_a_document_is_asked_for_by_its_id(desk: AsyncClient, identity: str) -> None:
    asked = {"documentId": identity, "variables": {"name": "desk"}}
    assert (await desk.post("/graphql", json=asked)).json() == {"data": {"hello": "Hello, desk"}}
    by_address = await desk.get("/graphql", params={"documentId": identity, "variables": '{"name": "desk"}'})
    assert by_address.json() == {"data": {"hello": "Hello, desk"}}


async def test_others_are_answered_beside_them(desk: AsyncClient) -> None:
    assert (await desk.post("/graphql", json={"query": "{ person { name } }"})).status_code == 200


@pytest.mark.parametrize(
    ("members", "status", "expected", "message"),
    [
        ({"documentId": "nobody"}, 404, "NOT_FOUND", "'nobody'"),
        ({"documentId": 7}, 400, "BAD_INPUT", "a number, not a string"),
        ({"documentId": "desk", "query": "{ hello }"}, 400, "BAD_INPUT", "both"),
        ({}, 400, "BAD_INPUT", "no query"),
    ],
)
async def test_what_names_no_document_is_told(
    desk: AsyncClient, members: dict[str, object], status: int, expected: str, message: str
) -> None:
    answer = await desk.post("/graphql", json=members)
    assert (answer.status_code, code(answer)) == (status, expected)
    assert message in answer.json()["errors"][0]["message"]


async def test_where_the_settings_say_so_nothing_else_is_answered(tmp_path: Path) -> None:
    settings = Settings(documents=manifest(tmp_path, {"desk": "{ hello }"}), only_documents=True)
    async with client_of(create_app(settings, SCHEMA, Contexts(), ready, tmp_path)) as desk:
        for asked in ({"documentId": "desk"}, {"query": "{ hello }"}):
            assert (await desk.post("/graphql", json=asked)).json() == {"data": {"hello": "Hello, world"}}
        answer = await desk.post("/graphql", json={"query": "{ person { name } }"})
        assert (answer.status_code, code(answer)) == (403, "BAD_INPUT")
        assert "documentId" in answer.json()["errors"][0]["extensions"]["suggestion"]


async def test_without_documents_the_same_setting_leaves_nothing_to_answer(tmp_path: Path) -> None:
    async with client_of(create_app(Settings(only_documents=True), SCHEMA, Contexts(), ready, tmp_path)) as desk:
        answer = await desk.post("/graphql", json={"query": "{ hello }"})
        assert (answer.status_code, code(answer)) == (403, "BAD_INPUT")


@pytest.mark.parametrize(
    ("documents", "message"),
    [
        ([HELLO], "expected an object from ids to GraphQL documents"),
        ({"one": {"query": HELLO}}, "expected an object from ids to GraphQL documents"),
        ({"gone": "{ helo }"}, "the document gone cannot be answered: Cannot query field 'helo'"),
        ({"broken": "{"}, "the document broken cannot be answered: Syntax Error"),
        ({"deep": "{ person { patron { patron { name } } } }"}, "the document deep .* at most 3 may be asked for"),
    ],
)
def test_a_manifest_that_could_not_be_answered_is_told_at_start(
    tmp_path: Path, documents: object, message: str
) -> None:
    with pytest.raises(BadInput, match=rf"documents\.json: .*{message}"):
        TrustedDocuments.read(manifest(tmp_path, documents), SCHEMA._schema, Limits(depth=3))


def test_a_file_that_is_not_there_or_no_json_is_told(tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    for content in (None, "{"):
        if content:
            file.write_text(content, encoding="utf-8")
        with pytest.raises(BadInput, match=r"documents\.json: the trusted documents cannot be read"):
            TrustedDocuments.read(file, SCHEMA._schema, Limits())
