"""The README's question, asked of the seed data, has the answer that the README shows."""

import json
import re
from pathlib import Path

from tests.conftest import Asker

README = Path(__file__).parent.parent / "README.md"


async def test_the_question_has_the_answer_shown(ask: Asker) -> None:
    shown = re.search(
        r"<!-- question -->\n```graphql\n(.*?)```\n<!-- answer -->\n```json\n(.*?)```\n<!-- end -->",
        README.read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert shown, "the README has lost its question"
    question, answer = shown.groups()
    assert await ask(question) == json.loads(answer)["data"]
