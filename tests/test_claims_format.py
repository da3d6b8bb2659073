"""The description of the claims format names every field, which of them must be given, and no other."""

import re
from pathlib import Path

import pytest
import yaml

from schema.vocabulary import Consistency
from service.sync.fields import EVIDENCE, NAME, POSITION, RECORDS, TIE, Spec
from tests.test_sync_checking import right

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "claims-format.md").read_text(encoding="utf-8")
PARTS = {"name": NAME, "tie": TIE, "position": POSITION, "evidence": EVIDENCE}


def section(heading: str) -> str:
    """What stands below a heading, up to the next."""
    found = re.search(rf"^#+ {heading}\n(.*?)(?=^#+ |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found.group(1)


@pytest.mark.parametrize(("heading", "spec"), [*RECORDS.items(), *PARTS.items()])
def test_every_field_is_described(heading: str, spec: Spec) -> None:
    described = dict(re.findall(r"^\| (\w+)(\*?) \| \S", section(heading), re.MULTILINE))
    described.pop("field")
    assert described == {name: "*" if field.required else "" for name, field in spec.items()}


def test_every_rating_is_described() -> None:
    assert all(re.search(rf"\b{rating} \w", section("evidence")) for rating in Consistency)


def test_the_example_is_in_order() -> None:
    found = re.search(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    assert found
    [question] = yaml.safe_load(found.group(1))["questions"]
    assert len(right({"type": "question", **question}).questions["where-was-anna"].evidence) == 2
