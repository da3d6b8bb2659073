"""Queries shown in documents with their answers: read for the tests, and brought up to date by hand.

`python -m tests.shown_answers docs/guide.md` asks a service at http://127.0.0.1:8000 that has the seed data, and
writes what it answers into the document. Read the difference before you commit it.
"""

import json
import re
import sys
import urllib.request
from pathlib import Path
from typing import Any

_SHOWN = re.compile(
    r"<!-- question -->\n```graphql\n(?P<question>.*?)```\n<!-- answer -->\n(?:```json\n(?P<answer>.*?)```\n)?"
    r"<!-- end -->",
    re.DOTALL,
)
ADDRESS = "http://127.0.0.1:8000/graphql"


def shown(path: Path) -> list[tuple[str, str | None]]:
    """The queries of a document, each with the answer shown."""
    return [(each["question"], each["answer"]) for each in _SHOWN.finditer(path.read_text(encoding="utf-8"))]


def rewrite(path: Path) -> None:
    """Put what the service answers now below each query."""

    def answered(found: re.Match[str]) -> str:
        answer = json.dumps({"data": ask(found["question"])}, ensure_ascii=False, indent=2)
        question = f"<!-- question -->\n```graphql\n{found['question']}```\n"
        return f"{question}<!-- answer -->\n```json\n{answer}\n```\n<!-- end -->"

    path.write_text(_SHOWN.sub(answered, path.read_text(encoding="utf-8")), encoding="utf-8")


def ask(query: str) -> Any:
    body = json.dumps({"query": query}).encode()
    request = urllib.request.Request(ADDRESS, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        found = json.load(answer)
    if "errors" in found:
        raise SystemExit(f"{found['errors'][0]['message']}\n{query}")
    return found["data"]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        rewrite(Path(name))
