"""The terms of FollowTheMoney that the graph has terms for."""

import re
from dataclasses import dataclass

from schema.kinds import RULES, TieKind

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
    # The relationship says what the relative is to the person.
    "Family": Interval("KIN_OF", "person", "relative", "relationship", reversed=True),
    "Associate": Interval("ASSOCIATED_WITH", "person", "associate", "relationship"),
    # The newcomer succeeded the predecessor.
    "Succession": Interval("SUCCEEDED", "predecessor", "successor", reversed=True),
    "UnknownLink": Interval("ASSOCIATED_WITH", "subject", "object"),
}


@dataclass(frozen=True, slots=True)
class Kinship:
    """What a relationship says of a relative and a person; `role` is the elder's, between equals the relative's."""

    role: str | None
    person_is_elder: bool = False
    equals: bool = False
    blood: bool = True


# Words for the younger, and what the elder is to them.
_YOUNGER = {
    **dict.fromkeys(("child", "son", "daughter"), "parent"),
    **dict.fromkeys(("grandchild", "grandson", "granddaughter"), "grandparent"),
    **dict.fromkeys(("nephew", "niece"), "uncle or aunt"),
    **dict.fromkeys(("stepchild", "stepson", "stepdaughter"), "stepparent"),
    **dict.fromkeys(("child-in-law", "son-in-law", "daughter-in-law"), "parent-in-law"),
}
_ELDER = {
    "father", "mother", "grandfather", "grandmother", "uncle", "aunt", "stepfather", "stepmother", "father-in-law",
    "mother-in-law", *(role.replace(" ", "-") for role in _YOUNGER.values()),
}  # fmt: skip
_BY_MARRIAGE = re.compile(r"spouse|husband|wife|partner|step.*|.*-in-law")
_FORMER = re.compile(r"(ex|former)-")
# How an export of ours tells a tie whose role nobody named.
_WITHOUT_ROLE = RULES[TieKind.KIN_OF].phrase


def kinship(relationship: str) -> Kinship:
    """What a relationship says. Where it does not tell the elder, neither is, and it stands as the relative's role."""
    if relationship == _WITHOUT_ROLE:
        return Kinship(None)
    word = _FORMER.sub("", re.sub(r"[\s_-]+", "-", relationship.strip().lower()))
    great = "great-" * word.count("great-")
    word = word.removeprefix(great)
    blood = not _BY_MARRIAGE.fullmatch(word)
    if word in _YOUNGER:
        return Kinship(f"{great}{_YOUNGER[word]}", person_is_elder=True, blood=blood)
    return Kinship(relationship or "relative", equals=word not in _ELDER, blood=blood)
