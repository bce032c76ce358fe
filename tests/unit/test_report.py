"""The evidence report and the matrices: every number is a count of the graph, and a blank stays a blank."""

from __future__ import annotations

import pytest

from graph import report
from graph.coverage import MATRICES, OTHERS, Matrix, Thing, matrix_of, part_of
from graph.errors import RequestInvalid
from graph.names import AGO
from graph.queries import ask
from graph.store import Store
from tests.strategies import toy_store


def found() -> report.Json:
    """Return the report of the toy world."""
    return report.report_of(toy_store())


def test_counts_are_those_of_the_graph() -> None:
    """What the counts say, a query finds."""
    counts = found()["counts"]
    for name, kind in (("alkaloids", "Alkaloid"), ("drugs", "Drug"), ("assertions", "Assertion")):
        rows = toy_store().select(f"SELECT DISTINCT ?x {{ ?x a <{AGO}{kind}> }}")
        assert counts[name] == len(rows) > 0
    assert counts["triples"] == len(toy_store())
    assert {name: found()[name] for name in counts} == counts


def test_a_narrower_kind_counts_as_the_wider() -> None:
    """An enzyme is a target."""
    rows = toy_store().select(f"SELECT ?x {{ ?x a <{AGO}Enzyme> }}")

    assert found()["targets"] >= len(rows) > 0


def test_what_is_not_there_is_none() -> None:
    """A kind without a thing counts zero, in an empty graph too."""
    assert report.report_of(Store())["counts"] == dict.fromkeys(["triples", *report.KINDS], 0)


@pytest.mark.parametrize("name", ["relation", "study_type", "stance", "tier", "decade", "review", "quoted", "level"])
def test_every_spread_adds_up(name: str) -> None:
    """Each way to spread the statements counts every statement once, and every refutation."""
    refuted = sum(int(row["refutes"]) for row in ask(toy_store(), "coverage"))
    (spread,) = (one for one in found()["statements"] if one["name"] == name)

    assert sum(row["count"] for row in spread["rows"]) == found()["assertions"]
    assert sum(row["against"] for row in spread["rows"]) == refuted > 0


def test_decades_stand_in_order() -> None:
    """Years are read as decades, the earliest first."""
    (spread,) = (one for one in found()["statements"] if one["name"] == "decade")

    assert [row["label"] for row in spread["rows"]] == ["2000s"]


def test_a_level_that_nobody_has_computed_is_not_shown() -> None:
    """A property that no statement has gives no rows, not a row of unknowns."""
    rows = [{"stance": AGO + "supports", "count": "3"}]

    assert report._spread({}, rows, "level")["rows"] == []
    assert report._spread({}, [*rows, {**rows[0], "level": AGO + "possible"}], "level")["rows"] != []


def test_gaps_are_named() -> None:
    """What is missing is counted with its whole, and examples lead to it."""
    gaps = {gap["label"]: gap for gap in found()["unknown"]}
    structures = next(gap for label, gap in gaps.items() if "SMILES" in label)
    once = next(gap for label, gap in gaps.items() if "only one reader" in label)

    assert (structures["count"], structures["of"]) == (1, 2)
    assert structures["examples"] == [{"id": "zelkamine", "label": "zelkamine"}]
    assert once["of"] == found()["assertions"]
    assert all(gap["count"] <= gap["of"] for gap in gaps.values())


def test_no_date_is_made_up() -> None:
    """Statements carry no date of reading, and the report says so; rules carry one once they are signed."""
    reviewed = found()["reviewed"]

    assert reviewed["statements"].startswith(report.NOT_RECORDED)
    assert " signed" in reviewed["interaction_rules"]


def test_the_report_is_rows_too() -> None:
    """As a table each line has its section, what it counts, how many, and how many against."""
    rows = report.rows_of(found())

    assert {"section": "Holds", "what": "alkaloids", "count": "2", "against": ""} in rows
    assert {row["section"] for row in rows} >= {"Holds", "By stance", "Not known", "Last review"}
    assert all(row["count"] for row in rows)


def test_it_is_computed_once() -> None:
    """A store never changes, so neither does its report."""
    assert found() is found()


def test_a_cell_counts_for_and_against() -> None:
    """The toy alkaloid has statements at its enzymes, one at its transporter against, and blanks elsewhere."""
    matrix = matrix_of(toy_store(), "alkaloid-target")

    assert matrix.cells["zelkamine", "pumpy"] == (1, 1)
    assert ("oxyzelkamine", "pumpy") not in matrix.cells
    assert {row.id for row in matrix.rows} == {"zelkamine", "oxyzelkamine"}


def test_the_way_counts_as_an_end() -> None:
    """An enzyme that forms a metabolite is known to touch the substance."""
    assert matrix_of(toy_store(), "alkaloid-target").cells["zelkamine", "cypx1"] == (2, 0)


@pytest.mark.parametrize("name", MATRICES)
def test_filled_and_blank_make_the_whole(name: str) -> None:
    """Every cell is filled or blank."""
    told = matrix_of(toy_store(), name).summary()

    assert told["filled"] + told["blank"] == told["cells"] == told["rows"] * told["columns"]
    assert 0 < told["filled"] < told["cells"]


def test_an_unknown_matrix_is_told() -> None:
    """A name that is no matrix is an error that names those there are."""
    with pytest.raises(RequestInvalid, match="alkaloid-target"):
        matrix_of(toy_store(), "nope")


def _matrix(count: int) -> Matrix:
    rows = tuple(Thing(f"d-{number}", f"{'AbZ9'[number % 4]} {number}", "drug") for number in range(count))
    columns = (Thing("one", "one", "enzyme"), Thing("none", "none", "enzyme"))
    return Matrix("m", "M", rows, columns, {("d-7", "one"): (0, 3), ("d-3", "one"): (1, 0)})


def test_many_rows_are_shown_with_the_fullest_first() -> None:
    """Without a letter the hundred with most statements stand first, and the rest is counted."""
    part = part_of(_matrix(130))

    assert [row["id"] for row in part["rows"][:2]] == ["d-7", "d-3"]
    assert (len(part["rows"]), part["rows_left"]) == (100, 30)


def test_a_letter_shows_all_of_its_rows() -> None:
    """Every row stands under one letter, blank or not; names that begin with no letter stand together."""
    matrix = _matrix(130)
    letters = part_of(matrix)["letters"]

    assert letters == ["A", "B", "Z", OTHERS]
    assert sum(len(part_of(matrix, letter)["rows"]) for letter in letters) == 130


def test_a_blank_column_is_named_apart() -> None:
    """A column without any statement is left out of the table and named."""
    part = part_of(_matrix(8))

    assert [column["id"] for column in part["columns"]] == ["one"]
    assert [column["id"] for column in part["blank_columns"]] == ["none"]
    assert [row["cells"] for row in part["rows"][:2]] == [[(0, 3)], [(1, 0)]]
