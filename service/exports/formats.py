"""The formats that can be exported, by the names of their files."""

from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

from service.exports import bibliography, claims, ftm, gexf, graphml, popolo, tables
from service.exports.holdings import Holdings


class Format(NamedTuple):
    """How a format is written, and under which media type it is sent."""

    media_type: str
    write: Callable[[Holdings], AsyncIterator[bytes]]


FORMATS: dict[str, Format] = {
    "claims.jsonl": Format("application/jsonl; charset=utf-8", claims.write),
    "claims.yaml": Format("application/yaml; charset=utf-8", claims.write_yaml),
    "entities.csv": Format("text/csv; charset=utf-8; header=present", tables.write_entities),
    "ties.csv": Format("text/csv; charset=utf-8; header=present", tables.write_ties),
    "graph.gexf": Format("application/gexf+xml; charset=utf-8", gexf.write),
    "graph.graphml": Format("application/graphml+xml; charset=utf-8", graphml.write),
    "entities.ftm.json": Format("application/json+ftm; charset=utf-8", ftm.write),
    "popolo.json": Format("application/json; charset=utf-8", popolo.write),
    "sources.bib": Format("application/x-bibtex; charset=utf-8", bibliography.write_bibtex),
    "sources.csl.json": Format("application/vnd.citationstyles.csl+json; charset=utf-8", bibliography.write_csl),
}
