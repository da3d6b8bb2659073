"""The kinds of ties: how each is read, its nature, its ends, and who is the patron in it.

Terms follow the field: offices and memberships as in Popolo and FollowTheMoney, acts as in the coding of
political events (CAMEO).
"""

from dataclasses import dataclass
from typing import Literal

from schema.vocabulary import EntityKind, TieKind, TieNature, described

Ends = frozenset[EntityKind]
Patron = Literal["from", "to", "either"]

_ANY = frozenset(EntityKind)
_NO_EVENT = _ANY - {EntityKind.EVENT}
_ACTOR = _NO_EVENT - {EntityKind.PLACE}
_PERSON = frozenset({EntityKind.PERSON})
_BODY = frozenset({EntityKind.INSTITUTION, EntityKind.CLAN, EntityKind.COUNTRY})
_OFFICE_HOLDER = frozenset({EntityKind.PERSON, EntityKind.CLAN, EntityKind.INSTITUTION})
_PERSON_OR_INSTITUTION = frozenset({EntityKind.PERSON, EntityKind.INSTITUTION})


@dataclass(frozen=True, slots=True)
class KindRule:
    """What holds of every tie of a kind.

    `phrase` reads from → to. `patron` is the end that stands behind the other, None where the kind bears no
    patronage. KIN_OF, MEMBER_OF, LEADS and CONTROLS have conditions of their own, see `cypher/read/patrons_of`.
    """

    nature: TieNature
    from_kinds: Ends
    to_kinds: Ends
    phrase: str
    about: str
    symmetric: bool = False
    same_kind: bool = False
    patron: Patron | None = None


_S, _A, _B = TieNature.STATE, TieNature.ACT, TieNature.BOND

RULES: dict[TieKind, KindRule] = {
    TieKind.HOLDS_POST: KindRule(
        _S,
        _OFFICE_HOLDER,
        frozenset({EntityKind.INSTITUTION, EntityKind.COUNTRY}),
        "holds a post at",
        "State: a person holds a post at an institution or of a country.",
    ),
    TieKind.REPORTS_TO: KindRule(
        _S,
        _PERSON_OR_INSTITUTION,
        _PERSON_OR_INSTITUTION,
        "reports to",
        "State: subordinate → superior.",
        patron="to",
    ),
    TieKind.PATRON_OF: KindRule(_S, _NO_EVENT, _NO_EVENT, "is patron of", "State: patron → client.", patron="from"),
    TieKind.KIN_OF: KindRule(
        _B,
        _PERSON,
        _PERSON,
        "is elder kin of",
        "Elder → younger; by blood a bond, by marriage a state; between equals (brothers, spouses) either way.",
        patron="from",
    ),
    TieKind.ALLIED_WITH: KindRule(
        _S,
        _NO_EVENT,
        _NO_EVENT,
        "is allied with",
        "State, either way: two act together.",
        symmetric=True,
        patron="either",
    ),
    TieKind.RIVAL_OF: KindRule(
        _S,
        _NO_EVENT,
        _NO_EVENT,
        "is a rival of",
        "State, either way: two act against each other.",
        symmetric=True,
    ),
    TieKind.ASSOCIATED_WITH: KindRule(
        _S,
        _NO_EVENT,
        _NO_EVENT,
        "is associated with",
        "State, either way: a link that the source leaves unspecified.",
        symmetric=True,
    ),
    TieKind.MEMBER_OF: KindRule(
        _S,
        frozenset({EntityKind.PERSON, EntityKind.INSTITUTION, EntityKind.CLAN, EntityKind.COUNTRY}),
        _BODY,
        "is a member of",
        "State: member → body, clan or alliance.",
        patron="to",
    ),
    TieKind.LEADS: KindRule(
        _S,
        frozenset({EntityKind.PERSON, EntityKind.CLAN, EntityKind.COUNTRY}),
        frozenset({EntityKind.CLAN, EntityKind.INSTITUTION}),
        "leads",
        "State: person → clan, state → alliance.",
        patron="from",
    ),
    TieKind.CONTROLS: KindRule(
        _S,
        _ACTOR,
        _NO_EVENT,
        "controls",
        "State: whoever controls stands behind what is controlled.",
        patron="from",
    ),
    TieKind.OWNS: KindRule(_S, _ACTOR, _NO_EVENT, "owns", "State: owner → what is owned."),
    TieKind.PART_OF: KindRule(
        _S,
        _ANY,
        _BODY | {EntityKind.EVENT},
        "is part of",
        "State: part → whole.",
    ),
    TieKind.LOCATED_IN: KindRule(
        _S,
        _ANY,
        frozenset({EntityKind.PLACE, EntityKind.COUNTRY}),
        "is in",
        "State: where somebody or something is.",
    ),
    TieKind.APPOINTED: KindRule(
        _A,
        _OFFICE_HOLDER | {EntityKind.COUNTRY},
        _PERSON,
        "appointed",
        "Act: who → whom; institution: to what.",
        patron="from",
    ),
    TieKind.DISMISSED: KindRule(
        _A,
        _OFFICE_HOLDER | {EntityKind.COUNTRY},
        _PERSON,
        "dismissed",
        "Act: who → whom; institution: from what.",
    ),
    TieKind.RESIGNED: KindRule(
        _A,
        _PERSON,
        frozenset({EntityKind.INSTITUTION, EntityKind.COUNTRY}),
        "resigned from",
        "Act: person → institution.",
    ),
    TieKind.SUCCEEDED: KindRule(
        _A,
        _PERSON_OR_INSTITUTION,
        _PERSON_OR_INSTITUTION,
        "succeeded",
        "Act: newcomer → predecessor; institution: in what.",
        same_kind=True,
    ),
    TieKind.ARRESTED: KindRule(
        _A,
        _OFFICE_HOLDER | {EntityKind.COUNTRY},
        _PERSON,
        "arrested",
        "Act: authority → person.",
    ),
    TieKind.CONSULTED_WITH: KindRule(
        _A,
        _NO_EVENT,
        _NO_EVENT,
        "consulted with",
        "Act, either way: a meeting, a call, a visit.",
        symmetric=True,
    ),
    TieKind.TOOK_PART_IN: KindRule(
        _A,
        _NO_EVENT,
        frozenset({EntityKind.EVENT}),
        "took part in",
        "Act: participant → event.",
    ),
    TieKind.SAME_AS: KindRule(
        _B,
        _NO_EVENT,
        _NO_EVENT,
        "is the same as",
        "Bond: a source says that two are one; never merges them.",
        symmetric=True,
    ),
    TieKind.ACCUSED: KindRule(
        _A,
        _ACTOR,
        _ACTOR,
        "accused",
        "Act: accuser → accused; public criticism, blame or charge (CAMEO 11, disapprove).",
    ),
    TieKind.APPEALED_TO: KindRule(
        _A,
        _ACTOR,
        _ACTOR,
        "appealed to",
        "Act: who asked → who was asked, for help or support (CAMEO 02, appeal).",
    ),
    TieKind.SUPPORTED: KindRule(
        _A,
        _ACTOR,
        _NO_EVENT,
        "supported",
        "Act: backer → backed; political backing, said or shown (CAMEO 05, diplomatic cooperation).",
    ),
    TieKind.INTERVENED_IN: KindRule(
        _S,
        _ACTOR,
        frozenset({EntityKind.COUNTRY, EntityKind.PLACE}),
        "intervened in",
        "State: an actor's forces in a country or place, from their arrival to their leaving.",
    ),
    TieKind.KILLED: KindRule(_A, _ACTOR, _PERSON, "killed", "Act: killer → victim."),
    TieKind.ANNEXED: KindRule(
        _A,
        frozenset({EntityKind.COUNTRY}),
        frozenset({EntityKind.PLACE, EntityKind.COUNTRY}),
        "annexed",
        "Act: state → territory.",
    ),
    TieKind.CREATED: KindRule(
        _A,
        _ACTOR,
        _NO_EVENT - {EntityKind.PERSON},
        "created",
        "Act: founder or designer → what was founded.",
    ),
    TieKind.NAMED_AFTER: KindRule(
        _S,
        _ANY - {EntityKind.PERSON},
        _NO_EVENT,
        "is named after",
        "State: bearer of the name → who or what it honours (Wikidata P138).",
    ),
}

# The kinds that bear patronage.
BEARING = tuple(kind for kind, rule in RULES.items() if rule.patron)

described(
    TieKind,
    "The kinds of ties, read from → to.",
    **{kind.value: rule.about for kind, rule in RULES.items()},
)


def nature_of(kind: TieKind, *, blood: bool = True) -> TieNature:
    """The one nature of a tie; kinship by marriage is a state."""
    if kind is TieKind.KIN_OF and not blood:
        return TieNature.STATE
    return RULES[kind].nature


def is_symmetric(kind: TieKind, *, equals: bool = False) -> bool:
    """Whether the tie is the same read from either end."""
    return RULES[kind].symmetric or (kind is TieKind.KIN_OF and equals)


__all__ = ["BEARING", "RULES", "KindRule", "TieKind", "is_symmetric", "nature_of"]
