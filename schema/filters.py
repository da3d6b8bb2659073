"""Filters of lists: what clients may ask of entities, ties, claims and remarks, and the conditions that it makes.

A filter is worked out by the database in the trip that reads its list. Each of its parts is one of the closed set
in `cypher/conditions`; whatever a client sends is a parameter.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

import strawberry

from cypher.conditions import AllOf, AnyOf, Condition, Holds, Not, leaves
from schema.edtf import FUTURE, PAST
from schema.errors import BadInput
from schema.kinds import TieKind
from schema.plain import plain
from schema.scalars import Date
from schema.vocabulary import Modality, Stance, Standing

MOST_CONDITIONS = 20

_UNSET = strawberry.UNSET


@strawberry.input(
    description=(
        "A text as it should be, without regard to case and diacritics; of several fields all must hold of the same "
        "text. What has no text is not matched."
    )
)
class TextFilter:
    eq: str | None = strawberry.field(default=_UNSET, description="Just this.")
    in_: list[str] | None = strawberry.field(
        name="in", default=_UNSET, description="One of these; an empty list matches nothing."
    )
    starts_with: str | None = strawberry.field(default=_UNSET, description="Begins so.")
    contains: str | None = strawberry.field(default=_UNSET, description="Has this somewhere in it.")


@strawberry.input(
    description="Days from one up to and including another; either may be left open. Without both it asks nothing."
)
class DateRange:
    from_: Date | None = strawberry.field(name="from", default=_UNSET, description="The first day.")
    to: Date | None = strawberry.field(default=_UNSET, description="The last day.")


@strawberry.input(description="Which ties, as this view sees them; all fields given must hold.")
class TieFilter:
    kinds: list[TieKind] | None = strawberry.field(
        default=_UNSET, description="Of one of these kinds; an empty list matches nothing."
    )
    role: TextFilter | None = strawberry.field(default=_UNSET, description="In such a role.")
    standing: list[Standing] | None = strawberry.field(
        default=_UNSET, description="Of one of these standings; an empty list matches nothing."
    )
    with_: strawberry.ID | None = strawberry.field(
        name="with",
        default=_UNSET,
        description="With this entity as the other end; in a list of all ties as one of the ends.",
    )
    source: strawberry.ID | None = strawberry.field(
        default=_UNSET, description="On which a claim of this source counts."
    )
    during: DateRange | None = strawberry.field(
        default=_UNSET,
        description="That possibly held on one of these days; an act: that possibly happened on one of them.",
    )
    and_: list["TieFilter"] | None = strawberry.field(
        name="and", default=_UNSET, description="All of these hold; an empty list matches nothing."
    )
    or_: list["TieFilter"] | None = strawberry.field(
        name="or", default=_UNSET, description="One of these holds; an empty list matches nothing."
    )
    not_: "TieFilter | None" = strawberry.field(name="not", default=_UNSET, description="This does not hold.")


@strawberry.input(
    description=(
        "Which entities; all fields given must hold. What they say of ties looks at those that the view holds, REFUTED "
        "ones aside."
    )
)
class EntityFilter:
    name: TextFilter | None = strawberry.field(default=_UNSET, description="With such a name among its names.")
    country: strawberry.ID | None = strawberry.field(
        default=_UNSET,
        description="Part of it or located in it, within ten steps; a person: holding a post in an institution of it.",
    )
    institution: strawberry.ID | None = strawberry.field(
        default=_UNSET, description="Holding a post in this institution, or a member or part of it."
    )
    clan: strawberry.ID | None = strawberry.field(default=_UNSET, description="A member of this clan, or leading it.")
    born: DateRange | None = strawberry.field(default=_UNSET, description="Possibly born on one of these days.")
    has_tie: TieFilter | None = strawberry.field(default=_UNSET, description="With such a tie.")
    and_: list["EntityFilter"] | None = strawberry.field(
        name="and", default=_UNSET, description="All of these hold; an empty list matches nothing."
    )
    or_: list["EntityFilter"] | None = strawberry.field(
        name="or", default=_UNSET, description="One of these holds; an empty list matches nothing."
    )
    not_: "EntityFilter | None" = strawberry.field(name="not", default=_UNSET, description="This does not hold.")


@strawberry.input(description="Which claims or remarks; all fields given must hold.")
class StatementFilter:
    about: strawberry.ID | None = strawberry.field(
        default=_UNSET,
        description="A claim: on a tie with this entity as an end or as its institution. A remark: about this entity.",
    )
    source: strawberry.ID | None = strawberry.field(default=_UNSET, description="In this source.")
    attributed_to: strawberry.ID | None = strawberry.field(
        default=_UNSET, description="That comes, as the source says, from this entity."
    )
    modality: list[Modality] | None = strawberry.field(
        default=_UNSET, description="In one of these modalities; an empty list matches nothing."
    )
    stance: list[Stance] | None = strawberry.field(
        default=_UNSET, description="Of one of these stances; an empty list matches nothing."
    )
    during: DateRange | None = strawberry.field(
        default=_UNSET,
        description="Whose own dates can lie on one of these days; the reported day of what has no dates.",
    )
    reported: DateRange | None = strawberry.field(default=_UNSET, description="Possibly reported on one of these days.")
    and_: list["StatementFilter"] | None = strawberry.field(
        name="and", default=_UNSET, description="All of these hold; an empty list matches nothing."
    )
    or_: list["StatementFilter"] | None = strawberry.field(
        name="or", default=_UNSET, description="One of these holds; an empty list matches nothing."
    )
    not_: "StatementFilter | None" = strawberry.field(name="not", default=_UNSET, description="This does not hold.")


_WHICH = "Only those of which this holds; at most 20 conditions."
WhichEntities = Annotated[EntityFilter | None, strawberry.argument(description=_WHICH)]
WhichTies = Annotated[TieFilter | None, strawberry.argument(description=_WHICH)]
WhichStatements = Annotated[StatementFilter | None, strawberry.argument(description=_WHICH)]

F = TypeVar("F", EntityFilter, TieFilter, StatementFilter)


def entities_where(asked: EntityFilter | None) -> Condition | None:
    """The condition on an entity; None where nothing is asked. Raises BadInput."""
    return _checked(_built(asked, _entity))


def ties_where(asked: TieFilter | None, *, of_entity: bool) -> Condition | None:
    """The condition on a tie, among those of an entity or among all; None where nothing is asked. Raises BadInput."""
    return _checked(_built(asked, _tie_of_entity if of_entity else _tie))


def claims_where(asked: StatementFilter | None) -> Condition | None:
    """The condition on a claim; None where nothing is asked. Raises BadInput."""
    return _checked(_built(asked, _claim))


def remarks_where(asked: StatementFilter | None) -> Condition | None:
    """The condition on a remark; None where nothing is asked. Raises BadInput."""
    return _checked(_built(asked, _remark))


def _checked(condition: Condition) -> Condition | None:
    count = sum(1 for _ in leaves(condition))
    if count > MOST_CONDITIONS:
        raise BadInput(
            f"filter: {count} conditions are more than {MOST_CONDITIONS}",
            suggestion="Ask in parts, or with in: […] for several values of one field.",
        )
    return None if condition == AllOf(()) else condition


def _built(asked: F | None, fields: Callable[[F], list[Condition]]) -> Condition:
    if _absent(asked):
        return AllOf(())
    assert asked is not None
    parts = fields(asked)
    for given, joined in ((asked.and_, AllOf), (asked.or_, AnyOf)):
        if not _absent(given):
            every = tuple(_built(each, fields) for each in given or ())
            parts.append(joined(every) if every else AnyOf(()))
    if not _absent(asked.not_):
        parts.append(Not(_built(asked.not_, fields)))
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _absent(value: Any) -> bool:
    return value is None or value is strawberry.UNSET


def _entity(asked: EntityFilter) -> list[Condition]:
    parts: list[Condition] = []
    parts += _text("entity_named", asked.name)
    parts += _given("entity_in_country", "country", asked.country)
    parts += _given("entity_of_institution", "institution", asked.institution)
    parts += _given("entity_of_clan", "clan", asked.clan)
    parts += _range("entity_born", asked.born, "born")
    if not _absent(asked.has_tie):
        parts.append(Holds("entity_has_tie", inner=_built(asked.has_tie, _tie_of_entity)))
    return parts


def _tie_of_entity(asked: TieFilter) -> list[Condition]:
    return _tie_fields(asked, "tie_to_other")


def _tie(asked: TieFilter) -> list[Condition]:
    return _tie_fields(asked, "tie_with_end")


def _tie_fields(asked: TieFilter, with_: str) -> list[Condition]:
    return [
        *_among("tie_of_kind", "kinds", asked.kinds),
        *_text("tie_in_role", asked.role),
        *_among("tie_of_standing", "standings", asked.standing),
        *_given(with_, "id", asked.with_),
        *_given("tie_said_by", "source", asked.source),
        *_range("tie_during", asked.during, "during"),
    ]


def _claim(asked: StatementFilter) -> list[Condition]:
    return [*_by_any_id("claim_about", asked.about), *_statement(asked)]


def _remark(asked: StatementFilter) -> list[Condition]:
    return [*_by_any_id("remark_about", asked.about), *_statement(asked)]


def _statement(asked: StatementFilter) -> list[Condition]:
    return [
        *_given("statement_by", "source", asked.source),
        *_by_any_id("statement_attributed", asked.attributed_to),
        *_among("statement_modality", "modalities", asked.modality),
        *_among("statement_stance", "stances", asked.stance),
        *_range("statement_during", asked.during, "during"),
        *_range("statement_reported", asked.reported, "reported"),
    ]


def _given(name: str, parameter: str, value: str | None) -> list[Condition]:
    return [] if _absent(value) else [Holds(name, ((parameter, str(value)),))]


def _by_any_id(name: str, value: str | None) -> list[Condition]:
    return [] if _absent(value) else [Holds(name, (("ids", (str(value),)),))]


def _among(name: str, parameter: str, values: Sequence[Any] | None) -> list[Condition]:
    if _absent(values):
        return []
    return [Holds(name, ((parameter, tuple(str(value.value) for value in values or ())),))]


def _range(name: str, asked: DateRange | None, field: str) -> list[Condition]:
    if asked is None or asked is strawberry.UNSET or not (asked.from_ or asked.to):
        return []
    first, last = asked.from_ or PAST, asked.to or FUTURE
    if first > last:
        raise BadInput(f"{field}: from {first} lies after to {last}", suggestion="Exchange the two days.")
    return [Holds(name, (("first", str(first)), ("last", str(last))))]


def _text(name: str, asked: TextFilter | None) -> list[Condition]:
    if _absent(asked) or asked is None:
        return []
    among = None if _absent(asked.in_) else tuple(plain(each) for each in asked.in_ or ())
    given = {"eq": asked.eq, "starts": asked.starts_with, "contains": asked.contains}
    texts = {parameter: None if _absent(value) else plain(value or "") for parameter, value in given.items()}
    if among is None and not any(text is not None for text in texts.values()):
        return []
    return [Holds(name, (*texts.items(), ("among", among)))]
