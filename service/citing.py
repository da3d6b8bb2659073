"""How to cite the answer to a query: in words, as BibTeX and as CSL-JSON."""

from dataclasses import dataclass
from typing import Any

import orjson

from schema.edtf import Day
from schema.period import day_phrase
from service.exports.bibliography import bibtex, csl

SERVICE = "Retinue"
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Viewed:
    """A view that a query asks for: the days that it names, None where it names none; whether it holds only what is
    certain; and its policy as JSON, None where all claims count."""

    as_of: Day | None = None
    known_at: Day | None = None
    certain: bool = False
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited: a query under an address, its views, the data version that it reads, the day it was made on."""

    id: str
    url: str
    title: str
    views: tuple[Viewed, ...]
    version: int
    made_on: Day

    @property
    def note(self) -> str:
        """What the answer rests on, in a sentence."""
        views = "; ".join(_view_phrase(view, self.made_on) for view in self.views)
        return f"{views[:1].upper()}{views[1:]}; data version {self.version}."


def as_text(cited: Cited) -> str:
    made = day_phrase(cited.made_on)
    end = "" if cited.title[-1] in "?!." else "."
    return f"{SERVICE}. “{cited.title}{end}” {cited.note} {cited.url} (made on {made})."


def as_bibtex(cited: Cited) -> str:
    return bibtex(
        f"retinue-{cited.id}",
        cited.made_on,
        {"author": SERVICE, "title": cited.title, "howpublished": "Query", "url": cited.url, "note": cited.note},
    )


def as_csl(cited: Cited) -> dict[str, Any]:
    return csl(
        f"retinue-{cited.id}",
        "dataset",
        cited.made_on,
        {
            "title": cited.title,
            "author": [{"literal": SERVICE}],
            "publisher": SERVICE,
            "genre": "Query",
            "version": str(cited.version),
            "URL": cited.url,
            "note": cited.note,
        },
    )


def title_of(query: str, operation: str | None) -> str:
    """The question that the query's first comment asks, else the operation's name."""
    first = query.lstrip().partition("\n")[0]
    comment = first.lstrip("#").strip() if first.startswith("#") else ""
    return (" ".join(comment.split()) or operation or "A query")[:LONGEST_TITLE]


def _view_phrase(view: Viewed, made_on: Day) -> str:
    as_of = f"as of {day_phrase(view.as_of)}" if view.as_of else "of all time"
    certain = ", only what holds for certain" if view.certain else ""
    return f"{as_of}, as known on {day_phrase(view.known_at or made_on)}{certain}{_policy_phrase(view.policy)}"


def _policy_phrase(policy: str | None) -> str:
    if policy is None:
        return ""
    asked: dict[str, Any] = orjson.loads(policy)
    told = [f"{name}: {', '.join(value) if isinstance(value, list) else value}" for name, value in asked.items()]
    return f", under the policy ({'; '.join(told)})"
