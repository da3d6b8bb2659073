"""The begin or end of a tie, or an act, as a sentence for people. Pure functions."""

from collections.abc import Mapping

from schema.kinds import RULES, TieKind
from schema.moments import Moment, TimelineKind
from schema.rows import TieRow
from schema.wording import doubt, lowered

# How states begin and end, from → to; with a role, HOLDS_POST and KIN_OF are worded by it.
TURNS: dict[TieKind, tuple[str, str]] = {
    TieKind.HOLDS_POST: ("took up a post at", "left a post at"),
    TieKind.REPORTS_TO: ("began to report to", "no longer reported to"),
    TieKind.PATRON_OF: ("became patron of", "was no longer patron of"),
    TieKind.KIN_OF: ("became kin by marriage of", "was no longer kin by marriage of"),
    TieKind.ALLIED_WITH: ("became an ally of", "was no longer an ally of"),
    TieKind.RIVAL_OF: ("became a rival of", "was no longer a rival of"),
    TieKind.ASSOCIATED_WITH: ("became associated with", "was no longer associated with"),
    TieKind.MEMBER_OF: ("became a member of", "was no longer a member of"),
    TieKind.LEADS: ("came to lead", "no longer led"),
    TieKind.CONTROLS: ("gained control of", "no longer controlled"),
    TieKind.OWNS: ("came to own", "no longer owned"),
    TieKind.PART_OF: ("became part of", "was no longer part of"),
    TieKind.LOCATED_IN: ("came to be in", "was no longer in"),
    TieKind.INTERVENED_IN: ("began to intervene in", "no longer intervened in"),
    TieKind.NAMED_AFTER: ("was named after", "was no longer named after"),
}
# Acts that give or take an office: how the office follows the person.
_OFFICE = {
    TieKind.APPOINTED: ("as", "to an office at"),
    TieKind.DISMISSED: ("as", "from"),
    TieKind.SUCCEEDED: ("as", "at"),
}


def tie_sentence(moment: Moment, names: Mapping[str, str]) -> str:
    """What happened, without its day; `names` has the tie's ends and its institution by id."""
    assert moment.row is not None
    row = moment.row
    said = _act(row, names) if moment.kind is TimelineKind.HAPPENED else _turn(moment.kind, row, names)
    return f"{said}{doubt(moment.standing)}."


def _turn(turn: TimelineKind, row: TieRow, names: Mapping[str, str]) -> str:
    kind = TieKind(row.kind)
    began = turn is TimelineKind.BEGAN
    one, other = names[row.from_id], names[row.to_id]
    role = row.role or ("head" if row.head else None)
    if role and kind in (TieKind.HOLDS_POST, TieKind.KIN_OF):
        return f"{one} {'became' if began else 'was no longer'} {lowered(role)} of {other}"
    phrase = TURNS[kind][0 if began else 1]
    return f"{one} {phrase} {other}{f' ({lowered(row.role)})' if row.role else ''}"


def _act(row: TieRow, names: Mapping[str, str]) -> str:
    kind = TieKind(row.kind)
    one, other = names[row.from_id], names[row.to_id]
    where = names[row.institution] if row.institution else None
    if kind is TieKind.RESIGNED:
        return f"{one} resigned as {lowered(row.role)} of {other}" if row.role else f"{one} resigned from {other}"
    said = f"{one} {RULES[kind].phrase} {other}"
    if kind in _OFFICE:
        as_role, at_body = _OFFICE[kind]
        if row.role:
            return f"{said} {as_role} {lowered(row.role)}{f' of {where}' if where else ''}"
        return f"{said} {at_body} {where}" if where else said
    about = [*([lowered(row.role)] if row.role else []), *([where] if where else [])]
    return f"{said} ({', '.join(about)})" if about else said
