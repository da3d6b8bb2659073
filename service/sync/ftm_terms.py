"""The terms of FollowTheMoney that the graph has terms for."""

from dataclasses import dataclass
from typing import Any

# Schemata of things that become entities, by what kind.
ENTITIES = {
    "Person": "PERSON",
    "Organization": "INSTITUTION",
    "PublicBody": "INSTITUTION",
    "Company": "INSTITUTION",
    "LegalEntity": "INSTITUTION",
}
# Properties whose values are names, the preferred one first.
NAMES = ("name", "alias", "weakAlias", "previousName", "abbreviation")
# When a thing began and ended, by kind.
LIFETIMES = {"PERSON": ("birthDate", "deathDate"), "INSTITUTION": ("incorporationDate", "dissolutionDate")}
# Properties whose values identify, by the scheme that they become.
IDENTIFIERS = {
    "wikidataId": "wikidata",
    "registrationNumber": "registration-number",
    "leiCode": "lei",
    "innCode": "inn",
    "ogrnCode": "ogrn",
    "taxNumber": "tax-number",
    "idNumber": "id-number",
    "permId": "permid",
    "icijId": "icij",
}


# When an interval began and ended, or on which day it was seen to hold.
DATES = ("startDate", "endDate", "date")
# What is read of a Position.
POSITION = ("name", "organization", "country")


@dataclass(frozen=True, slots=True)
class Interval:
    """A schema that becomes ties: of which kind, which properties are its ends, which one says the role."""

    kind: str
    source: str
    target: str
    role: str | None = "role"
    # Whether the tie runs from the target to the source.
    reversed: bool = False


INTERVALS = {
    "Occupancy": Interval("HOLDS_POST", "holder", "post", role=None),
    "Employment": Interval("HOLDS_POST", "employee", "employer"),
    "Directorship": Interval("HOLDS_POST", "director", "organization"),
    "Membership": Interval("MEMBER_OF", "member", "organization"),
    "Ownership": Interval("OWNS", "owner", "asset"),
    "Family": Interval("KIN_OF", "person", "relative", "relationship"),
    "Associate": Interval("ASSOCIATED_WITH", "person", "associate", "relationship"),
    # The newcomer succeeded the predecessor.
    "Succession": Interval("SUCCEEDED", "predecessor", "successor", reversed=True),
    "UnknownLink": Interval("ASSOCIATED_WITH", "subject", "object"),
}

_ELDER = ("father", "mother", "parent", "grandfather", "grandmother", "grandparent", "uncle", "aunt", "stepfather",
          "stepmother", "father-in-law", "mother-in-law", "parent-in-law")  # fmt: skip
_YOUNGER = ("child", "son", "daughter", "grandchild", "grandson", "granddaughter", "nephew", "niece", "stepson",
            "stepdaughter", "son-in-law", "daughter-in-law", "child-in-law")  # fmt: skip
_EQUAL = ("spouse", "husband", "wife", "partner", "sibling", "brother", "sister", "half-brother", "half-sister",
          "cousin", "brother-in-law", "sister-in-law")  # fmt: skip
_BY_MARRIAGE = ("spouse", "husband", "wife", "partner")


def kinship(relationship: str) -> dict[str, Any] | None:
    """How the relative stands to the person: whether the elder (else the younger), equal, by blood; None if unclear."""
    word = relationship.strip().lower().replace(" ", "-")
    if word not in (*_ELDER, *_YOUNGER, *_EQUAL):
        return None
    by_marriage = word in _BY_MARRIAGE or word.startswith("step") or word.endswith("-in-law")
    return {"elder": word in _ELDER, "equals": word in _EQUAL, "blood": not by_marriage}
