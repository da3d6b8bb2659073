"""Where the embedded engine can run, and what is said where it cannot."""

import pytest

from service.embedded_command import platform_problem


@pytest.mark.parametrize(
    ("system", "libc", "reason"),
    [
        ("Linux", ("glibc", "2.34"), None),
        ("Linux", ("glibc", "2.41"), None),
        ("Darwin", ("", ""), None),
        ("Linux", ("glibc", "2.31"), "glibc 2.34 or later; this system has 2.31"),
        ("Linux", ("", ""), "glibc 2.34 or later; this system has none"),
        ("Windows", ("", ""), "Windows"),
    ],
)
def test_platforms(system: str, libc: tuple[str, str], reason: str | None) -> None:
    problem = platform_problem(system, libc)
    assert problem is None if reason is None else reason in (problem or "")
