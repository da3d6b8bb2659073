"""How roles and doubts are worded within sentences for people. Pure functions."""

from schema.vocabulary import Standing

_DOUBTS = {Standing.DISPUTED: " (disputed)", Standing.ALLEGED: " (alleged)"}


def lowered(role: str) -> str:
    """A role within a sentence; abbreviations stay as they are."""
    return role if role[1:2].isupper() else role[:1].lower() + role[1:]


def doubt(standing: Standing | None) -> str:
    """What is added to a sentence that the sources do not agree on or only allege."""
    return _DOUBTS.get(standing, "") if standing else ""
