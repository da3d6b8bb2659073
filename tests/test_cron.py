"""The times of a schedule, which are those that cron would take it for."""

from datetime import UTC, datetime, timedelta

import pytest

from schema.errors import BadInput
from service.cron import is_due, trigger

# A Saturday.
BEGIN = datetime(2022, 1, 1, tzinfo=UTC)
EVERY_DAY = "sun mon tue wed thu fri sat"


def days(schedule: str, count: int) -> list[datetime]:
    """The first times of a schedule in 2022."""
    times, found = trigger(schedule), [BEGIN - timedelta(seconds=1)]
    while len(found) <= count:
        found.append(times.get_next_fire_time(None, found[-1] + timedelta(seconds=1)))
    return found[1:]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("0", "sun"),
        ("7", "sun"),
        ("1", "mon"),
        ("6", "sat"),
        ("1-5", "mon tue wed thu fri"),
        ("0,6", "sun sat"),
        ("0-2", "sun mon tue"),
        ("5-7", "sun fri sat"),
        ("0-7", EVERY_DAY),
        ("*", EVERY_DAY),
        ("*/2", "sun tue thu sat"),
        ("1-5/2,7", "sun mon wed fri"),
        ("sun", "sun"),
        ("MON-fri", "mon tue wed thu fri"),
        ("fri-sun", "sun fri sat"),
    ],
)
def test_days_of_the_week_are_those_of_cron(field: str, expected: str) -> None:
    found = {f"{day:%a}".lower() for day in days(f"0 4 * * {field}", 14)}
    assert found == set(expected.split())


@pytest.mark.parametrize("field", ["8", "5-2", "1/2", "mon-", "monday", "*-3", "1,,2", "*/0", ""])
def test_what_is_no_day_of_the_week_is_told(field: str) -> None:
    with pytest.raises(BadInput, match="is none that cron knows"):
        trigger(f"0 4 * * {field}")


def test_of_days_of_the_month_and_of_the_week_either_is_enough() -> None:
    assert [f"{day:%a %d %H}" for day in days("0 4 1,20 * 1", 6)] == [
        "Sat 01 04", "Mon 03 04", "Mon 10 04", "Mon 17 04", "Thu 20 04", "Mon 24 04",
    ]  # fmt: skip
    assert [f"{day:%a %d}" for day in days("0 4 */10 * 1", 2)] == ["Mon 31", "Mon 21"]


def test_a_source_of_sundays_is_not_due_on_a_monday() -> None:
    monday = datetime(2022, 1, 3, 5, tzinfo=UTC)
    assert not is_due("0 4 * * 0", "2022-01-02T04:00:30.000Z", monday)
    assert is_due("0 4 * * 0", "2022-01-01T04:00:00.000Z", monday)


def test_a_schedule_is_due_when_one_of_its_times_has_passed() -> None:
    now = datetime(2022, 1, 5, 4, 20, tzinfo=UTC)
    assert is_due("15 4 * * *", None, now)
    assert is_due("15 4 * * *", "2022-01-05T04:10:00.000Z", now)
    assert is_due("15 4 * * *", "2022-01-01T04:20:00.000Z", now)
    assert not is_due("15 4 * * *", "2022-01-05T04:16:00.000Z", now)


def test_a_schedule_that_is_none_is_told() -> None:
    with pytest.raises(BadInput, match="“61 4 \\* \\* \\*” is none that cron knows"):
        trigger("61 4 * * *")
