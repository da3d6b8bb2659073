"""Claims that never counted, for they were our own misreading: they answer by their ids, and so do their ties."""

from collections.abc import Callable
from pathlib import Path

from service.address import Address
from tests.conftest import Asker
from tests.made_up import claim, entity, source, tie, told

QUERY = """{
  node(id: "c1") { ... on Claim { retractedOn tie { id kind role certainty standing period { text } from { id } } } }
  nodes(ids: ["c1", "c2", "helps"]) { id }
  ties { nodes { id } }
  person(id: "ann") { ties { nodes { id } } }
  changes(from: "2019-01-01", to: "2023-01-01", axis: KNOWLEDGE) { nodes { kind tie { id } } }
  disputes { nodes { id } }
  view(policy: {withoutSources: []}) { claims { nodes { id } } ties { nodes { id } } }
}"""


async def test_a_tie_that_was_never_known_is_told_as_its_claims_have_it(
    graph: Address, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    village = [source("paper", "2021-01-10"), entity("ann"), entity("bea")]
    helps = claim(tie("PATRON_OF", "ann", "bea", "helps", role="Aunt"), "paper", id="c1", start="2020")
    met = claim(tie("ASSOCIATED_WITH", "ann", "bea", "met"), "paper", id="c2")
    told(graph, tmp_path, [*village, helps, met], "village")
    told(graph, tmp_path, [*village, met], "village", correct=True)
    found = await asking(graph)(QUERY)
    assert found["node"] == {
        "retractedOn": "2021-01-10",
        "tie": {
            "id": "helps", "kind": "PATRON_OF", "role": "Aunt", "certainty": None, "standing": "ESTABLISHED",
            "period": {"text": "2020 – ?"}, "from": {"id": "ann"},
        },
    }  # fmt: skip
    assert [each["id"] for each in found["nodes"]] == ["c1", "c2", "helps"]
    assert found["ties"]["nodes"] == found["person"]["ties"]["nodes"] == [{"id": "met"}]
    assert found["view"] == {"claims": {"nodes": [{"id": "c2"}]}, "ties": {"nodes": [{"id": "met"}]}}
    assert found["changes"]["nodes"] == [{"kind": "REPORTED", "tie": {"id": "met"}}]
    assert found["disputes"]["nodes"] == []
