"""Documents: each limit at its edge and beyond, and what is remembered."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from graphql import build_schema, get_introspection_query

from schema.errors import TooLarge
from service.graphql_documents import Documents, Limits, Rejected

SCHEMA = build_schema("type Query { a: Int b(x: Int): Int q: Query }")
LIMITS = Limits(tokens=1000, depth=5, aliases=4, fields=40, root_fields=10, directives=3, repeats=4, spreads=6)


def refusal(text: str, limits: Limits = LIMITS) -> TooLarge:
    with pytest.raises(Rejected) as caught:
        Documents(SCHEMA, limits).get(text)
    (error,) = caught.value.errors
    assert isinstance(error.original_error, TooLarge), error
    assert error.locations
    return error.original_error


def nested(levels: int) -> str:
    return "{q" * (levels - 1) + "{a}" + "}" * (levels - 1)


def aliased(number: int) -> str:
    return "{" + " ".join(f"a{i}: a" for i in range(number)) + "}"


def repeated(number: int) -> str:
    return "{ q {" + "a " * (number + 1) + "} }"


def directed(number: int) -> str:
    return "query ($x: Boolean!) {" + " ".join(["... @skip(if: $x) { a }"] * number) + "}"


def spread(number: int) -> str:
    return "{" + "...F " * number + "} fragment F on Query { a }"


def rooted(number: int) -> str:
    """Half of them hidden in a fragment."""
    fields = ["a", "b", "q { a }", "__typename", *(f"a{i}: a" for i in range(20))]
    half = number // 2
    return f"{{ {' '.join(fields[:half])} ...F }} fragment F on Query {{ {' '.join(fields[half:number])} }}"


@pytest.mark.parametrize(
    ("make", "most", "what"),
    [
        (nested, 5, "levels"),
        (aliased, 4, "aliases"),
        (repeated, 4, "repeated fields"),
        (directed, 3, "directives"),
        (spread, 6, "fragment spreads"),
    ],
)
def test_each_limit_at_its_edge(make: Callable[[int], str], most: int, what: str) -> None:
    assert Documents(SCHEMA, LIMITS).get(make(most)).text == make(most)
    assert str(refusal(make(most + 1))) == (
        f"The document has {most + 1} {what}; at most {most} may be asked for at once."
    )


def test_the_readme_tells_the_limits_that_are_no_settings() -> None:
    fixed = Limits()
    told = (
        f"{fixed.fields:,} fields, {fixed.root_fields} at its root, {fixed.directives} directives, "
        f"{fixed.repeats} repeats of fields, {fixed.spreads} spreads"
    )
    assert told in (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_root_fields_are_counted_through_fragments() -> None:
    limits = Limits(root_fields=10)
    Documents(SCHEMA, limits).get(rooted(10))
    assert "11 root fields" in str(refusal(rooted(11), limits))


def test_a_long_fragment_below_the_root_is_no_matter_of_root_fields() -> None:
    Documents(SCHEMA, Limits(root_fields=2)).get("{ q { ...F } } fragment F on Query { a b q { a } __typename }")


@pytest.mark.parametrize("text", ["{" + "a " * 1000 + "}", "{ a }" + "#\n" * 1001])
def test_tokens_and_comments_are_limited_while_parsing(text: str) -> None:
    error = refusal(text)
    assert "more than 1000" in str(error)
    assert error.suggestion


def test_nesting_is_limited_where_it_would_exhaust_the_stack() -> None:
    assert "nested too deeply" in str(refusal(nested(300), Limits(depth=100)))
    chain = "{ ...F0 }" + "".join(f"fragment F{i} on Query {{ ...F{i + 1} }}" for i in range(110))
    assert "nests more than" in str(refusal(chain + "fragment F110 on Query { a }"))


def test_a_fragment_counts_as_often_as_it_is_spread() -> None:
    """A hundred small fragments that ask for 2^100 fields."""
    bomb = "{ ...F0 }" + "".join(f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(90))
    began = time.perf_counter()
    error = refusal(bomb + "fragment F90 on Query { a }", Limits())
    assert "more than a million" in str(error)
    assert time.perf_counter() - began < 1


def test_fragments_in_a_circle_are_left_to_validation() -> None:
    with pytest.raises(Rejected) as caught:
        Documents(SCHEMA, LIMITS).get("{ ...F } fragment F on Query { q { ...G } } fragment G on Query { q { ...F } }")
    assert "Cannot spread fragment" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "{" + " ".join(["q{q{q{q{a}}}}"] * 61) + "}",
        "{" + "q{" * 18 + "a " * 61 + "}" * 19,
        "{"
        + " ".join(f"...F{i}" for i in range(200))
        + "}"
        + "".join(f"fragment F{i} on Query{{a}}" for i in range(200)),
        "{ a " + "@skip(if: true) " * 60 + "}",
        "{" + " ".join(f"zz{i}" for i in range(30)) + "}",
        aliased(60),
    ],
)
def test_no_document_within_the_limits_holds_the_service_up(text: str) -> None:
    began = time.perf_counter()
    try:
        Documents(SCHEMA, Limits()).get(text)
    except Rejected as rejected:
        assert len(rejected.errors) <= 21
    assert time.perf_counter() - began < 1


def test_introspection_passes_but_not_in_circles() -> None:
    documents = Documents(SCHEMA, Limits())
    documents.get(get_introspection_query(input_value_deprecation=True))
    with pytest.raises(Rejected, match="introspection depth"):
        documents.get("{__schema{types{fields{type{fields{type{fields{type{fields{name}}}}}}}}}}")


def test_documents_asked_for_last_are_kept() -> None:
    documents = Documents(SCHEMA, LIMITS, remembered=20)
    first = documents.get("{ a }")
    assert len(first.digest) == 64
    documents.get("{ b }")
    documents.get("{q{a}}")
    assert documents.get("{ a }") is first
    second = documents.get("{ q { a } }")
    assert documents.get("{ a }") is first, "used more recently than { b }"
    assert documents.get("{ q { a } }") is second
    documents.get("{ a b   q { b } }")
    assert documents.get("{ a }") is not first


def test_what_is_rejected_is_not_kept() -> None:
    documents = Documents(SCHEMA, LIMITS)
    for _ in range(2):
        with pytest.raises(Rejected):
            documents.get("{ c }")
