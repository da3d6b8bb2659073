"""Reading queries on claims, remarks and questions, answered from a graph in memory."""

from typing import Any

from schema.memory.answers import Listing, answers, by_place
from schema.memory.graph import Row, Statement
from schema.memory.seeing import Seen


def _row(said: Statement) -> Row:
    return said.row


@answers
def claims_page(seen: Seen, listing: Listing) -> list[Any]:
    return [[None, *listing.page(seen, filter(seen.counts, seen.graph.claims.values()), _row)]]


@answers
def claims_of_sources(seen: Seen, listing: Listing, ids: list[str]) -> list[Any]:
    said = seen.graph.claims_by_source
    pages = ((each, listing.page(seen, filter(seen.counts, said.get(each, ())), _row)) for each in ids)
    return [[identity, *page] for identity, page in pages if page[2]]


@answers
def claims_of_ties(seen: Seen, listing: Listing, asked: list[dict[str, Any]]) -> list[Any]:
    found = []
    for ask in asked:
        said = seen.graph.claims_by_tie.get(ask["ties"][0], ())
        page = listing.page(seen, (claim for claim in said if claim.counts(ask["known_at"])), _row)
        if page[2]:
            found.append([ask["key"], *page])
    return found


@answers
def claims_on_ties(seen: Seen, asked: list[tuple[str, list[str]]], limit: int) -> list[Any]:
    found: list[Any] = []
    for identity in sorted(identity for identity, _ in asked if identity in seen.graph.claims_by_tie):
        said = by_place(seen.graph.claims_by_tie[identity])[:limit]
        limit -= len(said)
        if said:
            found.append([identity, [claim.row for claim in said]])
    return found


@answers
def remarks_page(seen: Seen, listing: Listing) -> list[Any]:
    return [[None, *listing.page(seen, filter(seen.in_view, seen.graph.remarks.values()), _row)]]


@answers
def remarks_of_entities(seen: Seen, listing: Listing, asked: list[tuple[str, list[str]]]) -> list[Any]:
    said = seen.graph.remarks_by_entity
    pages = ((each, listing.page(seen, filter(seen.in_view, said.get(each, ())), _row)) for each, _ in asked)
    return [[identity, *page] for identity, page in pages if page[2]]


@answers
def remarks_of_sources(seen: Seen, listing: Listing, ids: list[str]) -> list[Any]:
    said = seen.graph.remarks_by_source
    pages = ((each, listing.page(seen, filter(seen.in_view, said.get(each, ())), _row)) for each in ids)
    return [[identity, *page] for identity, page in pages if page[2]]


@answers
def questions(seen: Seen, about: list[str] | None, limit: int) -> list[Any]:
    concerned = (row for row in seen.graph.version.questions if about is None or set(about) & set(row[2]))
    return [_question(seen, row) for row in sorted(concerned, key=lambda row: str(row[0]))[:limit]]


@answers
def questions_by_id(seen: Seen, ids: list[str]) -> list[Any]:
    return [_question(seen, row) for row in seen.graph.version.questions if row[0] in ids]


def _question(seen: Seen, row: Row) -> Row:
    """`fragments/question_row`."""
    identity, text, about, positions, claims, remarks, evidence = row
    said = [seen.graph.claims[each] for each in claims if each in seen.graph.claims]
    told = [seen.graph.remarks[each] for each in remarks if each in seen.graph.remarks]
    counted = [[each.row for each in some if seen.counts(each)] for some in (said, told)]
    version = seen.graph.version
    named = [version.claims[each] for each in claims] + [version.remarks[each] for each in remarks]
    sources = {each.source: version.sources[each.source].row for each in named}
    return [identity, text, about, positions, *counted, evidence, list(sources.values())]
