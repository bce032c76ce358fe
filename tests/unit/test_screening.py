"""The screen gives for every pair what a check of the pair gives, and a table that is whole or not there."""

from __future__ import annotations

import csv
import functools
import gzip
import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graph.errors import ChoiceUnknown
from graph.names import ALKA
from graph.screening.answering import Screened, screen
from graph.screening.choosing import Choice, chosen, pairs_among, summary_of
from graph.screening.table import COLUMNS, write_table
from tests.screens import checked, screened
from tests.strategies import PARTICIPANTS, report, toy_store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.conftest import Run


@functools.cache
def everything() -> Screened:
    """Return the screen of the toy world."""
    return screen(toy_store())


def rows_of(path: Path, mark: str = "\t") -> list[dict[str, str]]:
    """Return the rows of a table that was written."""
    content = gzip.decompress(path.read_bytes()) if path.name.endswith(".gz") else path.read_bytes()
    return list(csv.DictReader(content.decode().splitlines(), delimiter=mark))


def test_every_pair_is_answered_as_in_a_check() -> None:
    """Answer, severity, seriousness, class, alert, level and mechanisms are those of a check of just these two."""
    for first, second in itertools.combinations(PARTICIPANTS, 2):
        for pair in report(first, second)["pairs"]:
            ends = pair["precipitant"]["id"], pair["object"]["id"]

            assert screened(everything(), *ends) == checked(pair), ends


def test_what_is_not_checked_is_not_screened() -> None:
    """The screen counts exactly the pairs that a check of everything makes, and a finding for each that is none."""
    pairs = report(*PARTICIPANTS)["pairs"]

    assert everything().pairs == len(pairs)
    assert len(everything()) == sum(pair["answer"] != "unstudied" for pair in pairs)
    assert everything().unstudied == everything().pairs - len(everything())


def test_a_row_says_what_was_found(tmp_path: Path) -> None:
    """A row names both ends, the judgement and the mechanisms; what is not known is an empty cell."""
    path = tmp_path / "all.tsv"
    count = write_table(everything(), chosen(everything(), Choice()), path)
    rows = rows_of(path)
    row = next(one for one in rows if (one["precipitant"], one["object"]) == ("calmazepam", "florbium"))

    assert tuple(rows[0]) == COLUMNS
    assert count == len(rows) == len(everything())
    assert (row["object_label"], row["answer"], row["severity"], row["orca_class"]) == (
        "florbium",
        "predicted",
        "major",
        "2",
    )
    assert (row["alert"], row["evidence_level"], row["mechanisms"]) == ("true", "mechanistic", "toy-rule-1")


@pytest.mark.parametrize(("name", "mark"), [("t.csv", ","), ("t.csv.gz", ","), ("t.tsv.gz", "\t"), ("t", "\t")])
def test_the_ending_names_the_form(tmp_path: Path, name: str, mark: str) -> None:
    """Commas or tabs, compressed or not, the rows are the same, and the same rows give the same bytes."""
    places = chosen(everything(), Choice())
    write_table(everything(), places, tmp_path / "plain.tsv")
    write_table(everything(), places, tmp_path / name)
    write_table(everything(), places, tmp_path / f"again-{name}")

    assert rows_of(tmp_path / name, mark) == rows_of(tmp_path / "plain.tsv")
    assert (tmp_path / name).read_bytes() == (tmp_path / f"again-{name}").read_bytes()


def test_a_table_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    """Nothing half-written ever stands under the name, and nothing is left beside it."""
    path = tmp_path / "all.tsv"
    path.write_text("old", encoding="utf-8")

    def stop(_step: str, _count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_table(everything(), chosen(everything(), Choice()), path, stop)
    assert [one.name for one in tmp_path.iterdir()] == ["all.tsv"]
    assert path.read_text(encoding="utf-8") == "old"


def test_a_choice_keeps_both_directions() -> None:
    """Pairs of one with another are kept whichever comes first, and counted as ordered pairs."""
    choice = Choice({ALKA + "calmazepam"}, {ALKA + "florbium", ALKA + "lonelol", ALKA + "calmazepam"})
    found = everything()
    ends = {divmod(int(found.pair[place]), found.cast.count) for place in chosen(found, choice)}
    names = {tuple(found.cast.participants[end].removeprefix(ALKA) for end in pair) for pair in ends}

    assert names == {("calmazepam", "florbium"), ("florbium", "calmazepam")}
    assert pairs_among(found, choice) == 4
    assert summary_of(found, choice, chosen(found, choice))["unstudied"] == 2


@pytest.mark.parametrize("these", [None, {"florbium"}, {"florbium", "zelkamine", "lonelol"}, set(PARTICIPANTS), set()])
def test_pairs_are_counted_as_they_are(these: set[str] | None) -> None:
    """The number of pairs of a choice is that of the pairs one would list, without those that do not meet."""
    others = {"zelkamine", "lonelol", "testazolam"}
    found, names = everything(), everything().cast.participants
    left = set(names) if these is None else {ALKA + name for name in these}
    right = {ALKA + name for name in others}
    listed = {
        (one, other)
        for one, other in itertools.permutations(names, 2)
        if (one in left and other in right) or (one in right and other in left)
    }
    listed -= {(names[one], names[other]) for one, other in found.cast.apart}

    assert pairs_among(found, Choice(None if these is None else left, right)) == len(listed)


def test_a_choice_by_severity_and_alert() -> None:
    """Severity keeps what is at least as grave; alerts keep what interrupts; both are counted."""
    found = everything()
    major, alerts = (chosen(found, choice) for choice in (Choice(severity="major"), Choice(alerts_only=True)))
    told = summary_of(found, Choice(severity="major"), major)

    assert set(told["by_severity"]) == {"major"}
    assert 0 < len(major) < len(found)
    assert found.judged.alert[alerts].all()
    assert told["rows"] == len(major)
    assert np.array_equal(chosen(found, Choice(severity="none")), np.flatnonzero(found.judged.severity >= 0))
    with pytest.raises(ChoiceUnknown, match="moderate"):
        chosen(found, Choice(severity="grave"))


def test_the_command_writes_the_table_and_counts(home: Path, run: Run, tmp_path: Path) -> None:
    """Everything against everything: rows in the file, counts in the answer, progress beside it."""
    path = tmp_path / "all.csv"
    status, out, err = run("screen", "--all", "--out", str(path))

    assert (status, home.exists()) == (0, True)
    assert len(rows_of(path, ",")) == len(everything())
    assert f"{everything().pairs:,} ordered pairs" in out
    assert f"{everything().unstudied:,} unstudied" in out
    assert "mechanisms joined" in err


def test_the_command_screens_some(home: Path, run: Run, tmp_path: Path) -> None:
    """Names stand for what a check would take them for; a combination for its ingredients."""
    path = tmp_path / "some.tsv"
    status, out, _ = run("screen", "Calmolol", "--with", "flor leaf", "--alerts-only", "-o", str(path))

    assert (status, home.exists()) == (0, True)
    assert {(row["precipitant"], row["object"]) for row in rows_of(path)} == {
        ("calmazepam", "florbium"),
        ("florbium", "calmazepam"),
    }
    assert "4 ordered pairs" in out


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((), 2, "--all"),
        (("florbium", "--all"), 2, "--all"),
        (("testazolan",), 1, "testazolam"),
        (("--all", "--with", "nobody-knows-this"), 1, "nobody-knows-this"),
        (("--all", "--min-severity", "grave"), 1, "moderate"),
    ],
)
def test_the_command_refuses(
    home: Path, run: Run, tmp_path: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    """Neither names nor --all, an unknown name or severity: one message, and no table."""
    path = tmp_path / "none.tsv"
    found, _, err = run("screen", *words, "--out", str(path))

    assert (found, home.exists(), path.exists()) == (status, True, False)
    assert said in err
