"""The key by which the records of a kind are looked up: the kind and the data version since which a record stands.

In order of these keys the records of a kind come in order of versions, so that a list reads those that are visible and
passes over what a write under way has made. One property in place of two, for ArcadeDB looks nothing up by a range of
the second property of an index.
"""


def kind_key(kind: str, version: int) -> str:
    """The key of records of a kind that stand since a version: `PERSON 0000000000000012`."""
    return f"{kind} {version:016d}"
