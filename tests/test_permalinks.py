"""Permalinks: what is kept under a short id, how it is cited, and what is refused."""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest
from bibtexparser.entrypoint import parse_string

from cypher import query
from service.address import Address
from service.citing import Viewed
from service.permalinks import ALPHABET, SHORTEST, Content, Permalinks, TooMany, _name
from service.settings import Settings
from tests.conftest import Asker, Engine
from tests.made_up import made_up, told
from tests.permalinks import ASKED, FIRST, QUERY, made


@pytest.fixture(scope="module")
def village(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    for address in made_up(engine):
        told(address, tmp_path_factory.mktemp("village"), FIRST, "village")
        yield address


@pytest.fixture
def ask(village: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(village)


async def test_what_is_kept_and_filled_in(ask: Asker) -> None:
    record = await made(ask, ASKED)
    today = datetime.now(UTC).date().isoformat()
    assert {name: record[name] for name in ASKED} == ASKED
    assert record["dataVersion"] == 1
    # The field beside the view stands on the view without dates: of all time, by what was known when it was made.
    plain = {"certainty": "POSSIBLE", "policy": None}
    assert record["views"] == [
        {"asOf": None, "knownAt": today, **plain},
        {"asOf": "2020-02-15", "knownAt": "2020-03-01", **plain},
        {"asOf": None, "knownAt": today, "certainty": "POSSIBLE", "policy": {"sources": ["paper"]}},
    ]
    assert (record["asOf"], record["knownAt"]) == (None, today)
    assert record["url"] == f"http://retinue.test/p/{record['id']}"
    assert len(record["id"]) == SHORTEST and set(record["id"]) <= set(ALPHABET)

    one_view = await made(ask, {"query": '{ view(asOf: "2020-02-15", knownAt: "2020-03-01") { asOf } }'})
    assert (one_view["asOf"], one_view["knownAt"]) == ("2020-02-15", "2020-03-01")
    no_view = await made(ask, {"query": "{ people { totalCount } }"})
    assert (no_view["asOf"], no_view["knownAt"]) == (None, today)
    of_a_default = 'query ($on: Date = "2020-02-15") { view(asOf: $on) { ...F } } fragment F on View { asOf }'
    assert (await made(ask, {"query": of_a_default}))["asOf"] == "2020-02-15"
    assert (await made(ask, {"query": of_a_default, "variables": {"on": None}}))["asOf"] is None


async def test_views_that_are_skipped_are_not_cited(ask: Asker) -> None:
    query = """query ($old: Boolean!, $new: Boolean = false) {
      old: view(asOf: "2019-02-15") @include(if: $old) { asOf }
      now: view(asOf: "2020-02-15") @skip(if: $old) { asOf }
      ...F @include(if: $new)
      ... @skip(if: true) { people { totalCount } }
    }
    fragment F on Query { view(asOf: "2021-02-15") @skip(if: false) @include(if: true) { asOf } }"""
    for variables, days in (
        ({"old": True}, ["2019-02-15"]),
        ({"old": False}, ["2020-02-15"]),
        ({"old": False, "new": True}, ["2020-02-15", "2021-02-15"]),
    ):
        record = await made(ask, {"query": query, "variables": variables})
        assert [view["asOf"] for view in record["views"]] == days
    # What is skipped has no versions to lack.
    await made(ask, {"query": "{ people { totalCount } ... @skip(if: true) { syncRuns { totalCount } } }"})


async def test_the_same_content_has_the_same_id(ask: Asker) -> None:
    first = await made(ask, ASKED)
    turned = {**ASKED, "variables": dict(reversed(list(ASKED["variables"].items())))}  # type: ignore[attr-defined]
    assert await made(ask, turned) == first
    together = await asyncio.gather(*(made(ask, {"query": "{ clans { totalCount } }"}) for _ in range(8)))
    assert len({record["id"] for record in together}) == 1
    ids = {first["id"], together[0]["id"]}
    for other in ({**ASKED, "variables": {"id": "mill"}}, {**ASKED, "query": QUERY + "\n"}):
        ids.add((await made(ask, other))["id"])
    assert len(ids) == 4
    pinned = {**ASKED, "extensions": {"dataVersion": first["dataVersion"]}}
    assert await made(ask, pinned) == first
    ids.add((await made(ask, {**ASKED, "extensions": {"dataVersion": 0}}))["id"])
    assert len(ids) == 5


async def test_ids_that_begin_alike_are_told_apart(ask: Asker) -> None:
    wanted = Content("{ places { totalCount } }", None, {}, 1)
    other = Content("{ events { totalCount } }", None, {}, 1)
    links = Permalinks(ask.database)
    views = (Viewed(),)
    short = _name(wanted.digest)[:SHORTEST]
    row = {"operation": None, "variables": "{}", "version": 1, "views": "[]", "made_at": "2020-01-01T00:00:00Z"}
    taken = {"id": short, "digest": other.digest, "query": other.query, **row}
    await ask.database.write(query("write/permalink"), taken)
    found = await links.keep(wanted, views)
    assert found.id == _name(wanted.digest)[: SHORTEST + 1]
    assert (await links.keep(wanted, views)).id == found.id
    assert (await links.get(short)).content == other


async def test_they_outlive_the_process(ask: Asker, village: Address, asking: Callable[[Address], Asker]) -> None:
    record = await made(ask, ASKED)
    await ask.database.close()
    assert (await asking(village).client.get(f"/p/{record['id']}.json")).json() == record


async def test_how_to_cite(ask: Asker) -> None:
    asked = {"query": '# Who “heads” the mill & why_not?\n{ view(asOf: "2020-02-15", knownAt: "2020-03-01") { asOf } }'}
    record = await made(ask, asked)
    citation = record["citation"]
    for suffix, media_type, expected in (
        ("bib", "application/x-bibtex", citation["bibtex"]),
        ("txt", "text/plain", citation["text"] + "\n"),
        ("csl.json", "application/vnd.citationstyles.csl+json", json.dumps([citation["csl"]])),
    ):
        answer = await ask.client.get(f"/p/{record['id']}.{suffix}")
        by_accept = await ask.client.get(f"/p/{record['id']}", headers={"accept": f"{media_type}, */*;q=0.1"})
        assert answer.text == by_accept.text
        assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
        assert json.loads(answer.text) == json.loads(expected) if suffix == "csl.json" else answer.text == expected
    assert citation["text"].startswith("Retinue. “Who “heads” the mill & why_not?” As of 15 February 2020, as known on")
    assert f"data version 1. {record['url']} (made on" in citation["text"]
    (entry,) = parse_string(citation["bibtex"]).entries
    assert entry.key == f"retinue-{record['id']}"
    fields = {each.key: each.value for each in entry.fields}
    assert fields["title"] == r"{Who “heads” the mill \& why\_not?}"
    assert fields["url"] == record["url"]
    assert "as known on 1 March 2020; data version 1." in fields["note"]
    assert citation["csl"]["version"] == "1"
    assert citation["csl"]["issued"]["date-parts"] == [[int(part) for part in record["madeAt"][:10].split("-")]]


async def test_the_address_opens_the_playground(ask: Asker) -> None:
    record = await made(ask, ASKED)
    page = await ask.client.get(f"/p/{record['id']}", headers={"accept": "text/html,application/xml;q=0.9,*/*;q=0.8"})
    front = await ask.client.get("/")
    assert page.text == front.text
    assert page.headers["content-security-policy"] == front.headers["content-security-policy"]
    assert page.headers["vary"] == "Accept"
    assert (await ask.client.get(f"/p/{record['id']}", headers={"accept": "application/json"})).json() == record
    assert (await ask.client.head(f"/p/{record['id']}.json")).status_code == 200


@pytest.mark.parametrize("name", ["0000000g", "short", "UPPERCASE", "a" * 300, "..%2f..", "%00%00%00%00%00%00%00%00"])
async def test_unknown_ids_are_not_found(ask: Asker, name: str) -> None:
    answer = await ask.client.get(f"/p/{name}.json")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    if "%2f" not in name:
        page = await ask.client.get(f"/p/{name}", headers={"accept": "text/html"})
        assert page.status_code == 404
        assert "No such permalink" in page.text or name.startswith("..")
        assert "default-src 'self'" in page.headers.get("content-security-policy", "default-src 'self'")


async def test_an_unknown_form_is_not_found(ask: Asker) -> None:
    record = await made(ask, ASKED)
    answer = await ask.client.get(f"/p/{record['id']}.docx")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["extensions"]["forms"] == ["json", "bib", "csl.json", "txt"]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]


async def test_what_is_not_kept(ask: Asker) -> None:
    post = ask.client.post
    assert refusal(await post("/permalinks", json={"query": "{ people("})) == (400, "BAD_INPUT")
    assert refusal(await post("/permalinks", json={"query": "{ nothing }"})) == (400, "BAD_INPUT")
    assert refusal(await post("/permalinks", json={"variables": {}})) == (400, "BAD_INPUT")
    assert refusal(await post("/permalinks", json={**ASKED, "variables": {}})) == (400, "BAD_INPUT")
    assert refusal(await post("/permalinks", json={**ASKED, "operationName": "Other"})) == (400, "BAD_INPUT")
    assert refusal(await post("/permalinks", json={**ASKED, "extensions": {"dataVersion": 2}})) == (400, "BAD_INPUT")
    many = " ".join(f"a{number}: __typename" for number in range(100))
    assert refusal(await post("/permalinks", json={"query": f"{{ {many} }}"})) == (400, "TOO_LARGE")
    assert refusal(await post("/permalinks", json={"query": "{ __typename }" + " " * 300_000})) == (413, "TOO_LARGE")
    # No form of a foreign page can send JSON without asking first.
    for content_type in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data"):
        sent = await post("/permalinks", content=json.dumps(ASKED), headers={"content-type": content_type})
        assert refusal(sent) == (415, "BAD_INPUT")
    assert (await ask.client.get("/permalinks")).status_code == 405
    assert (await ask.client.post("/p/00000000")).status_code == 405


@pytest.mark.parametrize("version", [2, -1, "1", True, 1.5, 2**60, [1]])
async def test_a_version_that_is_not_there_is_refused(ask: Asker, version: object) -> None:
    body = {"query": "{ __typename people { totalCount } }", "extensions": {"dataVersion": version}}
    answer = await ask.client.post("/graphql", json=body, headers={"accept": "application/graphql-response+json"})
    assert refusal(answer) == (400, "BAD_INPUT")
    assert "data" not in answer.json()


@pytest.mark.parametrize("header", ["2", "-1", "1.0", "one", "١", "9" * 30])
async def test_so_is_one_in_a_header(ask: Asker, header: str) -> None:
    headers = {b"Retinue-Data-Version": header.encode(), b"accept": b"application/graphql-response+json"}
    answer = await ask.client.post("/graphql", json={"query": "{ people { totalCount } }"}, headers=headers)
    assert refusal(answer) == (400, "BAD_INPUT")


async def test_two_versions_are_one_too_many(ask: Asker) -> None:
    body = {"query": "{ __typename }", "extensions": {"dataVersion": 1}}
    answer = await ask.client.post("/graphql", json=body, headers={"Retinue-Data-Version": "0"})
    assert refusal(answer) == (400, "BAD_INPUT")
    same = await ask.client.post("/graphql", json=body, headers={"Retinue-Data-Version": "1"})
    assert same.json() == {"data": {"__typename": "Query"}, "extensions": {"dataVersion": 1}}


async def test_a_version_can_be_named_by_get(ask: Asker) -> None:
    asked = {"query": "{ people { totalCount } }", "extensions": '{"dataVersion": 0}'}
    answer = await ask.client.get("/graphql", params=asked)
    assert answer.json()["data"]["people"]["totalCount"] == 0, "before the first import there was nothing"


async def test_only_so_many_a_minute(ask: Asker) -> None:
    links, views = Permalinks(ask.database, a_minute=2), (Viewed(),)
    contents = [Content("{ __typename }", None, {"of": n}, 1) for n in range(3)]
    for content in contents[:2]:
        await links.keep(content, views)
    with pytest.raises(TooMany):
        await links.keep(contents[2], views)
    await links.keep(contents[0], views)  # there already: nothing is written


async def test_over_http_too_many_are_429(village: Address, asking: Callable[..., Asker]) -> None:
    asker = asking(village, Settings())
    answers = [
        await asker.client.post("/permalinks", json={"query": "{ __typename }", "variables": {"n": number}})
        for number in range(61)
    ]
    assert [answer.status_code for answer in answers] == [201] * 60 + [429]
    assert refusal(answers[-1]) == (429, "RATE_LIMITED")
    assert answers[-1].headers["retry-after"] == "60"


async def test_a_permalink_tells_the_certainty_and_the_policy_of_a_view(ask: Asker) -> None:
    query = """query Believed($who: [ID!], $sure: Certainty = CERTAIN) {
      one: view(asOf: "2020-02-15", certainty: $sure, policy: {sources: $who, reliability: null}) { asOf }
      two: view(asOf: "2020-02-15", policy: {modality: [STATED, REPORTED], independentSources: 2}) { asOf }
      all: view(asOf: "2020-02-15", policy: {}) { asOf }
    }"""
    record = await made(ask, {"query": query, "variables": {"who": ["paper"]}})
    assert [(view["certainty"], view["policy"]) for view in record["views"]] == [
        ("CERTAIN", {"sources": ["paper"]}),
        ("POSSIBLE", {"independentSources": 2, "modality": ["STATED", "REPORTED"]}),
        ("POSSIBLE", None),
    ]
    text = record["citation"]["text"]
    assert ", only what holds for certain, under the policy (sources: paper); as of 15 February 2020" in text
    assert "under the policy (independentSources: 2; modality: STATED, REPORTED)" in text
