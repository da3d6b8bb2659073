"""Days, instants and dates of stated precision as GraphQL scalars; in Python they are plain text."""

from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from schema import edtf
from schema.errors import BadInput

Date = NewType("Date", str)
DateTime = NewType("DateTime", str)
EDTF = NewType("EDTF", str)


def _day(value: Any) -> str:
    if not isinstance(value, str):
        raise BadInput(f'“{value}” is not a calendar day: expected text such as "2022-01-05"')
    return edtf.day(value)


def _edtf(value: Any) -> str:
    if not isinstance(value, str):
        raise BadInput(f'“{value}” is not a date: expected text such as "2022-01"')
    return edtf.parse(value).text


def _same(value: Any) -> Any:
    return value


SCALARS: dict[object, ScalarDefinition] = {
    Date: strawberry.scalar(
        name="Date",
        description="Calendar date, ISO 8601: 2022-01-05.",
        specified_by_url="https://scalars.graphql.org/andimarek/local-date.html",
        serialize=_same,
        parse_value=_day,
    ),
    DateTime: strawberry.scalar(
        name="DateTime",
        description="Instant with zone, ISO 8601: 2022-01-08T12:00:00Z.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
        serialize=_same,
        parse_value=_same,
    ),
    EDTF: strawberry.scalar(
        name="EDTF",
        description=(
            "Date of stated precision, ISO 8601-2 (EDTF) levels 0 and 1: 2016, 2022-01, 2022-01-05, 2022-01?, 1990~, "
            "199X, 2007/2012, ../2019, 2016/.. (open), 2016/ (unknown), .. (an open end on its own), "
            "[2022-01-05..2022-01-17]."
        ),
        specified_by_url="https://www.loc.gov/standards/datetime/",
        serialize=_same,
        parse_value=_edtf,
    ),
}
