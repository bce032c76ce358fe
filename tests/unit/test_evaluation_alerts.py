"""Evaluating alerts: what counts as flagged, what is counted apart, and that no test set makes it fall over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from graph.errors import SheetUnreadable
from graph.evaluation.alerts import evaluate_alerts
from graph.evaluation.sheet import MAX_ROWS, read_rows
from tests.strategies import toy_store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.conftest import Run

HEADER = "drug_a\tdrug_b\texpected"


def found(folder: Path, *lines: str, header: str = HEADER) -> dict[str, Any]:
    """Return the figures for rows written one a line."""
    path = folder / "pairs.tsv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return evaluate_alerts(toy_store(), path)


def test_the_figures_are_counted_over_known_rows(tmp_path: Path) -> None:
    """Sensitivity is over pairs that must be flagged, specificity and alerts per 100 over those that must not."""
    figures = found(
        tmp_path,
        "blockazole\ttestazolam\tmust_flag",
        "florbium\ttestazolam\tmust_flag",
        "nobody\ttestazolam\tmust_flag",
        "calmazepam\tflorbium\tmust_not_interrupt",
        "florbium\trefutine\tmust_not_interrupt",
        "lonelol\ttestazolam\tnegative_control",
        "lonelol\tpumpidone\tnegative_control",
        "calmazepam\tzelkamine\tnegative_control",
        "lonelol\tcompanol\tnegative_control",
    )

    assert (figures["n_rows"], figures["n_known"], figures["n_unknown"]) == (9, 8, 1)
    assert figures["sensitivity"] == 1 / 2
    assert figures["specificity"] == 1 - 2 / 6
    assert figures["interruptive_per_100_low_priority"] == 50
    assert figures["interruptive_per_100_negative"] == 25
    assert figures["by_expected"]["must_flag"] == {"rows": 3, "known": 2, "flagged": 1}


def test_a_pair_is_flagged_when_either_direction_is(tmp_path: Path) -> None:
    """The order of the two names changes nothing."""
    there = found(tmp_path, "blockazole\ttestazolam\tmust_flag")
    back = found(tmp_path, "testazolam\tblockazole\tmust_flag")

    assert there["sensitivity"] == back["sensitivity"] == 1


def test_misses_and_false_alarms_say_why(tmp_path: Path) -> None:
    """Each is told with its line, the most urgent direction, severity, and the rule or ratio behind it."""
    figures = found(tmp_path, "florbium\ttestazolam\tmust_flag", "florbium\tcalmazepam\tnegative_control")
    missed, alarm = figures["missed"][0], figures["false_alarms"][0]

    assert (missed["line"], missed["severity"]) == (2, "minor")
    assert "1.39" in missed["reason"]
    assert (alarm["line"], alarm["answer"], alarm["severity"]) == (3, "predicted", "major")
    assert "toy-rule-1" in alarm["reason"]


def test_a_combination_counts_through_any_ingredient(tmp_path: Path) -> None:
    """A product, an ingredient list and several names in a cell stand for each of their parts."""
    for name in ("Calmolol", "calmazepam/lonelol", "calmazepam and lonelol", "lonelol, calmazepam"):
        assert found(tmp_path, f"{name}\tflorbium\tmust_flag")["sensitivity"] == 1, name
    assert found(tmp_path, "Calmolol\ttestazolam\tnegative_control")["false_alarms"] == []


@pytest.mark.parametrize("name", ["BLOCKAZOLE", "Blockazole 5 mg", " blockazole ", '"blockazole"'])
def test_a_name_is_read_as_in_a_check(tmp_path: Path, name: str) -> None:
    """Mixed case, doses, blanks and quotes change nothing."""
    assert found(tmp_path, f"{name}\tTestix\tmust_flag")["sensitivity"] == 1


def test_unknown_names_are_counted_apart_with_suggestions(tmp_path: Path) -> None:
    """A misspelt or ambiguous name is listed once with what may be meant and how many rows it takes away."""
    figures = found(
        tmp_path,
        "testazolan\tblockazole\tmust_flag",
        "blockazole\ttestazolan\tmust_flag",
        "Duplex\tflorbium\tmust_flag",
        f"{'x' * 5000}\tflorbium\tnegative_control",
        "testazolam something\tblockazole\tmust_flag",
    )

    assert (figures["n_known"], figures["sensitivity"], figures["specificity"]) == (0, None, None)
    assert figures["unknown_names"] == ["Duplex", "testazolam something", "testazolan", "x" * 5000]
    told = {one["name"]: one for one in figures["unknown"]}
    assert told["testazolan"] == {"name": "testazolan", "rows": 2, "suggestions": ["testazolam"]}
    assert told["Duplex"]["suggestions"] == ["calmazepam", "lonelol"]


def test_a_class_is_no_unknown_name_and_not_judged(tmp_path: Path) -> None:
    """A class is told from a name that is not known, and its rows count for nothing."""
    figures = found(tmp_path, "Sedatoids\tflorbium\tmust_flag", "florbium\tcalm agonist\tmust_flag")

    assert (figures["n_known"], figures["n_class"], figures["n_unknown"]) == (0, 2, 0)
    assert figures["class_names"] == ["Sedatoids", "calm agonist"]
    assert figures["unknown_names"] == []


def test_one_thing_twice_is_not_flagged(tmp_path: Path) -> None:
    """A pair the check never makes, of a thing with itself or with its own part, counts as not flagged."""
    figures = found(tmp_path, "florbium\tflor leaf\tmust_flag", "florbium\tzelkamine\tmust_flag")

    assert (figures["n_known"], figures["sensitivity"]) == (2, 0)
    assert {row["answer"] for row in figures["missed"]} == {"not checked"}


def test_other_expectations_are_reported(tmp_path: Path) -> None:
    """A word that is not known counts in no share and stands among the counts, however it is written."""
    figures = found(
        tmp_path, "calmazepam\tflorbium\tMust-Flag", "calmazepam\tflorbium\tperhaps", "calmazepam\tflorbium"
    )

    assert figures["sensitivity"] == 1
    assert figures["by_expected"]["perhaps"] == {"rows": 1, "known": 1, "flagged": 1}
    assert figures["by_expected"][""] == {"rows": 1, "known": 1, "flagged": 1}


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["\t\t"],
        ["\t\tmust_flag"],
        ["florbium"],
        ["florbium\t\tmust_flag"],
        ["a\tb\tc\td\te"],
        ["-\t+\t/"],
        ["\0\t\0"],
    ],
    ids=repr,
)
def test_rows_that_say_little_stop_nothing(tmp_path: Path, lines: list[str]) -> None:
    """Empty cells, short and long lines and an empty sheet give figures without a share."""
    figures = found(tmp_path, *lines)

    assert figures["n_known"] == 0
    assert [figures[key] for key in ("sensitivity", "specificity", "interruptive_per_100_negative")] == [None] * 3


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffDrug A\tdrug-b\tEXPECTED\tnote\r\nblockazole\ttestazolam\tmust flag\tx\r\n".encode(),
        b"expected,drug_b,drug_a\nmust_flag,testazolam,blockazole\n",
        b'drug_a;drug_b;expected\n"blockazole";testazolam;must_flag\n',
        b"\n\ndrug_a\tdrug_b\texpected\nblockazole\ttestazolam\tmust_flag",
        "drug_a\tdrug_b\texpected\r\nblockazole\ttestazolam\tmust_flag\r\n".encode("utf-16"),
        "drug_a\tdrug_b\texpected\tnote\nblockazole\ttestazolam\tmust_flag\tété\n".encode("latin-1"),
    ],
    ids=["mark and Windows", "commas", "semicolons and quotes", "blank lines", "UTF-16", "Latin-1"],
)
def test_a_sheet_may_come_from_any_program(tmp_path: Path, content: bytes) -> None:
    """Separator, line ends, byte order mark and order of columns are read off the file."""
    path = tmp_path / "pairs.txt"
    path.write_bytes(content)

    assert evaluate_alerts(toy_store(), path)["sensitivity"] == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no header"),
        (b"drug_a\tdrug_b\nflorbium\ttestazolam\n", "“expected” is missing"),
        (b"one,two\n1,2\n", "“drug_a”, “drug_b”, “expected” are missing"),
        (b"drug_a,drug_b,expected\n" + b"x" * 200_000 + b",b,c\n", "not valid CSV"),
    ],
    ids=["empty", "one missing", "all missing", "endless cell"],
)
def test_a_file_that_is_no_test_set_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    """The message names the file, the column and what to do."""
    path = tmp_path / "pairs.tsv"
    path.write_bytes(content)

    with pytest.raises(SheetUnreadable, match=said):
        read_rows(path, ("drug_a", "drug_b", "expected"))


def test_a_test_set_has_bounds(tmp_path: Path) -> None:
    """A sheet of millions of rows ends in a message."""
    path = tmp_path / "pairs.tsv"
    path.write_text("drug_a\n" + "x\n" * (MAX_ROWS + 1), encoding="utf-8")

    with pytest.raises(SheetUnreadable, match="At most"):
        read_rows(path, ("drug_a",))


def test_the_command_prints_figures_and_lists(home: Path, run: Run, tmp_path: Path) -> None:
    """People read shares, unknown names with suggestions, misses and false alarms; the exit status is 0."""
    path = tmp_path / "pairs.tsv"
    rows = [
        "florbium\ttestazolam\tmust_flag",
        "florbium\tcalmazepam\tnegative_control",
        "testazolan\tflorbium\tmust_flag",
    ]
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    status, out, _ = run("evaluate", "alerts", str(path))

    assert (status, home.exists()) == (0, True)
    for words in ("sensitivity", "0.000", "100.0 negative", "did you mean testazolam?", "missed: 1", "rule toy-rule-1"):
        assert words in out


def test_the_command_writes_json(home: Path, run: Run, tmp_path: Path) -> None:
    """Programs read the same figures, null where there is nothing to divide."""
    path = tmp_path / "pairs.tsv"
    path.write_text(f"{HEADER}\nblockazole\ttestazolam\tmust_flag\n", encoding="utf-8")
    status, out, _ = run("evaluate", "alerts", str(path), "--format", "json")
    figures = json.loads(out)

    assert (status, home.exists()) == (0, True)
    assert (figures["sensitivity"], figures["interruptive_per_100_negative"]) == (1, None)


def test_the_command_names_a_missing_column(home: Path, run: Run, tmp_path: Path) -> None:
    """A sheet without the columns ends with one message and status 1, a missing file with status 2."""
    path = tmp_path / "pairs.tsv"
    path.write_text("drug_a\tdrug_b\n", encoding="utf-8")
    status, _, err = run("evaluate", "alerts", str(path))

    assert (status, home.exists()) == (1, True)
    assert "“expected”" in err
    assert run("evaluate", "alerts", str(tmp_path / "nothing.tsv"))[0] == 2
