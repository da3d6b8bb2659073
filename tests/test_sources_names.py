"""Sources that one module reads under several names share nothing: the ids of each begin with its own."""

from dataclasses import replace

import pytest

from tests.read_sources import SAMPLES, Read, read, versions


def ids(found: Read) -> set[str]:
    """Every id that the records have, give or refer to; ties that the sync has to find have none."""
    given = {raw.fields["id"] for raw in found.raws if raw.type in ("source", "entity")}
    given |= {source for entity in found.entities.values() for source in entity["sources"]}
    given |= {source for entity in found.entities.values() for name in entity["names"] for source in name["sources"]}
    given |= {claim["source"] for claim in found.claims}
    return given | {claim["tie"][end] for claim in found.claims for end in ("id", "from", "to") if end in claim["tie"]}


@pytest.mark.parametrize("module", ["kazakhstan-cabinet", "popolo", "uk-ministers"])
def test_ids_begin_with_the_name_under_which_a_source_is_kept(module: str) -> None:
    """With the module's where nothing else is said, and but for it the records are the same."""
    for version in versions(module, SAMPLES / module):
        own, kept = read(module, version), read(module, replace(version, source="elsewhere"))
        assert ids(own) and ids(kept)
        assert all(each == module or each.startswith(f"{module}-") for each in ids(own))
        assert all(each == "elsewhere" or each.startswith("elsewhere-") for each in ids(kept))
        assert {each.removeprefix(module) for each in ids(own)} == {
            each.removeprefix("elsewhere") for each in ids(kept)
        }
        titles = [raw.fields["title"] for found in (own, kept) for raw in found.raws if raw.type == "source"]
        assert len(set(titles)) == 2
        kept.check()
