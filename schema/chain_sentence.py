"""A chain as a sentence for people. Pure functions."""

from collections.abc import Mapping, Sequence

from schema.chains import Link
from schema.derivation_sentences import derived_sentence
from schema.kinds import RULES, TieKind
from schema.vocabulary import Standing
from schema.wording import doubt, lowered


def chain_sentence(links: Sequence[Link], names: Mapping[str, str]) -> str:
    """The chain in words, each hop as its tie is read, doubtful ones marked."""
    said: list[str] = []
    for link in links:
        tie = link.tie
        if link.derived:
            said.append(derived_sentence(link.derived, names))
            continue
        rule = RULES[TieKind(tie.kind)]
        one, other = names[tie.from_id], names[tie.to_id]
        if link.is_post:
            hop = f"{one} is {lowered(tie.role) if tie.role else 'a post-holder'} of {other}"
        elif tie.kind == TieKind.KIN_OF.value and tie.role:
            hop = f"{one} is {lowered(tie.role)} of {other}"
        else:
            hop = f"{one} {rule.phrase} {other}"
        said.append(hop + doubt(Standing(tie.standing)))
    return "; ".join(said) + "."
