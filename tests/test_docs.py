"""Every query shown in the README and the guide has the answer that is shown below it."""

import json
from pathlib import Path

import pytest

from tests.conftest import Asker
from tests.shown_answers import shown

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guide.md"
SHOWN = [(path.name, number, *each) for path in (ROOT / "README.md", GUIDE) for number, each in enumerate(shown(path))]


@pytest.mark.parametrize(
    ("question", "answer"), [each[2:] for each in SHOWN], ids=[f"{name}-{number + 1}" for name, number, *_ in SHOWN]
)
async def test_the_question_has_the_answer_shown(ask: Asker, question: str, answer: str | None) -> None:
    assert answer is not None, "no answer is shown: python -m tests.shown_answers docs/guide.md"
    assert await ask(question) == json.loads(answer)["data"]


def test_the_documents_have_not_lost_their_questions() -> None:
    assert len(shown(ROOT / "README.md")) == 1
    assert len(shown(GUIDE)) > 12
    for path in (ROOT / "README.md", GUIDE):
        assert path.read_text(encoding="utf-8").count("```graphql") == len(shown(path)), "one has no answer to compare"


def test_links_between_documents_lead_somewhere() -> None:
    import re

    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([\w./-]+\.md)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).is_file(), f"{path.name} links to {target}"
