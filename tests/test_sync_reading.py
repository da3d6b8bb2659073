"""Files as they come from people's editors and other programs: what is read, and what is said of what cannot be."""

from pathlib import Path
from typing import Any

import pytest

from schema.errors import BadInput
from service.sync.reading import Place as At
from service.sync.reading import Problem, Raw, Rejected, contents, files_of, read, shown


def found(name: str, data: bytes | str) -> tuple[list[Raw], list[str]]:
    """What a file of that name and content gives: records, and problems without the file's name."""
    problems: list[Problem] = []
    raws = list(read({Path(name): data.encode() if isinstance(data, str) else data}, problems))
    return raws, [str(problem).removeprefix(f"{name}: ") for problem in problems]


def fields(name: str, data: bytes | str) -> list[dict[str, Any]]:
    raws, problems = found(name, data)
    assert not problems
    return [raw.fields for raw in raws]


# -- JSON Lines --------------------------------------------------------------------------------------------


def test_a_line_is_a_record_with_its_number() -> None:
    raws, problems = found("a.jsonl", '{"type": "claim", "id": "x"}\n\n  \n{"type": "entity"}')
    assert not problems
    assert raws == [Raw("claim", {"id": "x"}, At("a.jsonl", "line 1")), Raw("entity", {}, At("a.jsonl", "line 4"))]


def test_byte_order_mark_and_line_ends_of_other_systems() -> None:
    data = b'\xef\xbb\xbf{"type": "claim", "id": "x"}\r\n\r\n{"type": "claim", "id": "y"}\r\n'
    assert fields("a.jsonl", data) == [{"id": "x"}, {"id": "y"}]


def test_a_line_separator_within_a_text_ends_no_line() -> None:
    assert fields("a.jsonl", '{"type": "claim", "note": "one\u2028two"}') == [{"note": "one\u2028two"}]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"type": "claim"', "is broken JSON: Expecting ',' delimiter at column 17"),
        ("[1]", "expected an object, found [1]"),
        ("{}", ".type: expected one of source, entity, claim, remark, question, match, found null"),
        ('{"type": "tie"}', '.type: expected one of source, entity, claim, remark, question, match, found "tie"'),
        ('{"type": ["claim"]}', ".type: expected one of"),
        ('{"type": "claim", "id": "x", "id": "y"}', "is broken JSON: “id” stands twice"),
        ('{"type": "claim", "id": NaN}', "is broken JSON: NaN is no value"),
        ('{"type": "claim", "id": ' + "9" * 5000 + "}", "is broken JSON: Exceeds the limit"),
        ("[" * 100_000, "is broken JSON: it nests too deep"),
    ],
)
def test_a_broken_line_is_told_and_the_rest_read(line: str, problem: str) -> None:
    raws, problems = found("a.jsonl", f'{{"type": "claim"}}\n{line}\n{{"type": "claim"}}')
    assert len(raws) == 2
    assert len(problems) == 1
    assert problems[0].startswith(f"line 2{problem}" if problem[0] == "." else f"line 2: {problem}")


# -- YAML --------------------------------------------------------------------------------------------------


def test_records_of_lists_with_their_paths() -> None:
    raws, problems = found("a.yaml", "claims:\n- id: x\n- id: y\nsources:\n")
    assert not problems
    assert [(raw.type, str(raw.place)) for raw in raws] == [
        ("claim", "a.yaml: claims[0]"),
        ("claim", "a.yaml: claims[1]"),
    ]


def test_dates_and_numbers_stay_as_written() -> None:
    text = "claims: [{start: 2022-01-05, end: 2016, role: 1.50, note: 0x10, tie: yes, source: 12:30, id: 1_000}]"
    assert fields("a.yaml", text) == [
        {"start": "2022-01-05", "end": "2016", "role": "1.50", "note": "0x10", "tie": "yes", "source": "12:30",
         "id": "1_000"}
    ]  # fmt: skip


def test_true_false_and_nothing_are_what_they_say() -> None:
    assert fields("a.yaml", "claims: [{a: true, b: false, c: null, d: ~, e: , f: 'true'}]") == [
        {"a": True, "b": False, "c": None, "d": None, "e": None, "f": "true"}
    ]


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "claims:\n", "claims: []\n"])
def test_a_file_without_records(text: str) -> None:
    assert found("a.yaml", text) == ([], [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("claims: [", "line 2: is broken YAML"),
        ("claims:\n- {id: x, id: y}", "line 2: is broken YAML: “id” stands twice"),
        ("claims: []\nclaims: []", "line 2: is broken YAML: “claims” stands twice"),
        ("claims: [{? [a, b] : c}]", "line 1: is broken YAML: expected the name of a field"),
        (
            "- a",
            'expected a mapping with the lists sources, entities, claims, remarks, questions, matches, found ["a"]',
        ),
        ("ties: []", "ties: unknown list; expected one of sources, entities, claims, remarks, questions, matches"),
        ("claims: x", 'claims: expected a list, found "x"'),
        ("claims: {id: x}", 'claims: expected a list, found {"id": "x"}'),
        ("claims: [x]", 'claims[0]: expected a mapping, found "x"'),
        ("--- {}\n--- {}", "line 2: is broken YAML: but found another document"),
        ("claims: !!python/object:os.system x", "line 1: is broken YAML: could not determine a constructor"),
        ("claims: !!timestamp 2022-13-45", "is broken YAML: month must be in 1..12"),
        ("claims: *nobody", "line 1: is broken YAML: found undefined alias"),
        ("claims: '\x01'", "is broken YAML: unacceptable character #x0001"),
        ("[" * 100_000, "line 1: is broken YAML: it nests too deep"),
        ("claims:\n" + "".join(" " * depth + "-\n" for depth in range(1000)), "line 51: is broken YAML: it nests"),
    ],
)
def test_what_is_wrong_with_a_file_of_yaml(text: str, problem: str) -> None:
    raws, problems = found("a.yaml", text)
    assert not raws
    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_a_bomb_of_aliases_costs_nothing() -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    # Written out it would hold 9 to the power of 30 items: that this ends is the test.
    _, problems = found("a.yaml", "\n".join([*levels, "claims: *a29"]))
    assert all(len(problem) < 200 for problem in problems)
    assert problems[-1].startswith("claims[8]: expected a mapping, found [[[[")


def test_a_list_within_itself() -> None:
    _, problems = found("a.yaml", "claims: &claims [*claims]")
    assert problems == ["claims[0]: expected a mapping, found […"]


# -- both --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.yaml", "a.jsonl"])
def test_what_is_not_utf8_is_told_with_its_line(name: str) -> None:
    raws, problems = found(name, b"\n\n\xd2\xf1")
    assert not raws
    assert problems == ["line 3: is not UTF-8: byte 2 is 0xd2"]


def test_files_of_folders_in_order_each_once(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.jsonl", "deeper/c.YML", "deeper/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "folder.yaml").mkdir()
    names = [str(file.relative_to(tmp_path)) for file in files_of([tmp_path, tmp_path / "deeper" / ".." / "a.jsonl"])]
    assert names == ["a.jsonl", "b.yaml", "deeper/c.YML"]


def test_paths_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("", encoding="utf-8")
    for path, said in (
        (tmp_path, "holds no .jsonl or .yaml file"),
        (tmp_path / "nowhere.yaml", "does not exist"),
        (tmp_path / "notes.txt", "is neither .jsonl nor .yaml"),
    ):
        with pytest.raises(BadInput, match=said):
            files_of([path])


def test_a_file_that_goes_away_is_a_problem(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert contents([tmp_path / "gone.yaml"], problems) == {}
    assert [problem.message for problem in problems] == ["cannot be read: No such file or directory"]


def test_a_hundred_problems_are_told_and_the_rest_counted() -> None:
    error = Rejected([Problem(At("a.yaml", f"claims[{n}]"), "is wrong") for n in range(250)])
    lines = str(error).splitlines()
    assert (len(lines), lines[0], lines[-1]) == (101, "a.yaml: claims[0]: is wrong", "… and 150 more")
    assert error.suggestion == "Mend the places named and import again; nothing was written."


def test_values_are_shown_short() -> None:
    assert shown("Тоқаев") == '"Тоқаев"'
    assert shown(None) == "null"
    assert shown("x" * 100) == '"' + "x" * 58 + "…"
    assert shown({"a": [1, True]}) == '{"a": [1, true]}'
