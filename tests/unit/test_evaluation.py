"""Evaluating predictions on a sheet: what is read, what is hidden, what is scored, and that no sheet breaks it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from graph import cli, snapshot
from graph.errors import NameUnresolved, SheetUnreadable
from graph.evaluation.naming import partners, substances
from graph.evaluation.ratios import evaluate_ratios
from graph.evaluation.scoring import Scored, score
from graph.evaluation.trials import read_trials
from graph.names import ALKA, local
from graph.pharmacokinetics.estimates import estimate, estimates_of, hiding
from graph.pharmacokinetics.observed import Ratio
from graph.pharmacokinetics.predicting import predict_many
from graph.resolve import names_of
from tests.strategies import toy_store, world

if TYPE_CHECKING:
    from pathlib import Path

PAIR = (ALKA + "blockazole", ALKA + "testazolam")
HEAD = "perpetrator\tvictim\tauc_ratio\n"
#: The keys that a program may count on.
KEYS = {
    "n_rows", "n_answered", "within_1_25_fold", "within_1_5_fold", "within_2_fold", "gmfe", "bias",
    "interval_coverage", "n_hidden", "by_basis", "by_mechanism", "worst",
}  # fmt: skip


def sheet(folder: Path, text: str, name: str = "pairs.tsv") -> Path:
    """Write a sheet."""
    path = folder / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tsv", HEAD + "blockazole\ttestazolam\t5\n"),
        ("a.tsv", "\ufeff" + HEAD.replace("\n", "\r\n") + "blockazole\ttestazolam\t5-fold\r\n\r\n"),
        ("a.csv", 'id,Perpetrator,Victim,AUC_ratio\n1,"blockazole",testazolam,"+400 %"\n'),
        ("a.csv", "victim;perpetrator;auc_ratio\ntestazolam;blockazole;5,0\n"),
        ("a.txt", "victim\tperpetrator\tauc_ratio\tnote\ntestazolam\tblockazole\t4-6.25\n"),
    ],
)
def test_a_sheet_is_read_in_any_dress(tmp_path: Path, name: str, text: str) -> None:
    """Tabs, commas and semicolons, marks, line ends, shares, folds and ranges all give the same row."""
    (trial,) = read_trials(sheet(tmp_path, text, name)).rows

    assert (trial.precipitant, trial.object) == ("blockazole", "testazolam")
    assert trial.ratio == pytest.approx(5.0)


def test_a_row_that_cannot_be_used_is_counted_with_its_reason(tmp_path: Path) -> None:
    """Empty names and ratios that are no numbers are left out and told."""
    text = HEAD + "blockazole\ttestazolam\tnot done\n\ttestazolam\t2\nblockazole\ttestazolam\t0\na\n"
    trials = read_trials(sheet(tmp_path, text))

    assert trials.rows == ()
    assert [line for line, _ in trials.skipped] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("text", "told"), [("perpetrator\tauc_ratio\nx\t2\n", "victim"), ("", "header"), ("\n\n", "header")]
)
def test_a_sheet_without_its_columns_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """The message names the column that is missing."""
    with pytest.raises(SheetUnreadable, match=told):
        read_trials(sheet(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("TESTAZOLAM", ["testazolam"]),
        ("Testix", ["testazolam"]),
        ("S-testazolam", ["testazolam"]),
        ("testazolam - not approved in Nowhere", ["testazolam"]),
        ("testazolam-not approved in Nowhere", ["testazolam"]),
        ("testazolam (extra strong)", ["testazolam"]),
        ("blockazole with inducin, oral", ["blockazole", "inducin"]),
        ("testazolam/weakazole", ["testazolam-weakazole"]),
    ],
)
def test_names_are_read_as_others_write_them(text: str, found: list[str]) -> None:
    """Case, brand, handedness, remarks and partners do not keep a name from being known."""
    assert [local(name) for name in substances(text, names_of(toy_store()))] == found


@pytest.mark.parametrize("text", ["hydroxytestazolam", "1'-hydroxytestazolam", "asdfgh", "", "-", "testazolam asdfgh"])
def test_what_is_not_known_is_never_guessed(text: str) -> None:
    """A metabolite or a misspelling is not taken for the medicine that it resembles."""
    with pytest.raises(NameUnresolved):
        substances(text, names_of(toy_store()))


def test_a_booster_is_found_in_the_dose() -> None:
    """A medicine that a dose adds acts too; remarks in brackets do not add one."""
    names = names_of(toy_store())

    assert [local(name) for name in partners("400 mg twice a day with blockazole 100 mg", names)] == ["blockazole"]
    assert partners("2 g (with blockazole as marker)", names) == ()
    assert partners("400 mg", names) == ()


def test_scores_are_those_of_the_formulas() -> None:
    """Fold error and bias are geometric, shares are fractions of the answers."""
    found = score([Scored(1.0, 2.0, 0.5, 4.0), Scored(2.0, 1.0, 0.9, 1.1), Scored(1.0, 1.0, 0.9, 1.1)])

    assert found["gmfe"] == pytest.approx(4 ** (1 / 3), abs=1e-4)
    assert found["bias"] == pytest.approx(1.0)
    assert found["within_2_fold"] == 1.0
    assert found["within_1_25_fold"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["interval_coverage"] == pytest.approx(2 / 3, abs=1e-4)


def test_an_observed_value_is_hidden_from_its_own_prediction() -> None:
    """What the graph holds of a pair, forms included, is kept from the model, and counted."""
    known = estimates_of(toy_store())
    pair = ALKA + "florbium-tea", ALKA + "testazolam"
    blind = hiding(known, [pair])

    assert blind.hidden == 1
    assert hiding(known, [(ALKA + "florbium", pair[1])]).hidden == 1
    assert hiding(known, [(pair[1], pair[0])]).hidden == 0
    assert ALKA + "toy-0101" not in {name for told in blind.sources.values() for name in told}


def test_hiding_moves_the_prediction_to_what_is_known_otherwise() -> None:
    """A pair that was seen pulls its prediction; hidden, it is as if it had never been seen."""
    before = estimates_of(toy_store())
    seen = Ratio(ALKA + "toy-new", *PAIR, 40.0, past_gut=False, once=False, lacking=frozenset(), citation=ALKA + "x")
    after = estimate(replace(before.evidence, ratios=(*before.evidence.ratios, seen)))
    blind, exact = hiding(after, [PAIR]), hiding(after, [PAIR], exactly=True)
    ratios = [predict_many(known, PAIR[:1], PAIR[1:]).ratio[0, 0] for known in (before, after, blind, exact)]

    assert ratios[1] > 1.2 * ratios[0]
    assert ratios[2] == pytest.approx(ratios[0], rel=0.1)
    assert ratios[3] == pytest.approx(ratios[0], rel=0.02)


def test_the_observed_ratio_serves_for_nothing_but_the_score(tmp_path: Path) -> None:
    """Another observed ratio leaves every prediction as it is."""
    found = [
        evaluate_ratios(toy_store(), read_trials(sheet(tmp_path, HEAD + f"blockazole\ttestazolam\t{ratio}\n")))
        for ratio in (1.5, 15)
    ]

    assert found[0]["worst"][0]["predicted"] == found[1]["worst"][0]["predicted"]
    assert found[0]["gmfe"] != found[1]["gmfe"]


def test_a_row_nobody_can_answer_is_told(tmp_path: Path) -> None:
    """Unknown names are counted, with their reason, and change no score."""
    text = HEAD + "asdfgh\ttestazolam\t2\nblockazole\ttestazolam\t5\n"
    found = evaluate_ratios(toy_store(), read_trials(sheet(tmp_path, text)))

    assert set(found) >= KEYS
    assert (found["n_rows"], found["n_answered"], found["share_answered"]) == (2, 1, 0.5)
    assert "asdfgh" in found["not_answered"][0]["reason"]


def test_the_command_writes_tables_and_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """People get tables, programs the whole report; a sheet without its columns is one clear message."""
    monkeypatch.setenv("ALKAGRAPH_HOME", str(tmp_path / "home"))
    snapshot.build(world(tmp_path / "facts"), tmp_path / "home")
    monkeypatch.setattr(snapshot, "is_stale", lambda *_: False)
    path = str(sheet(tmp_path, HEAD + "Blockazole\tTestix\t5\nasdfgh\ttestazolam\t2\nblockazole\t\t3\n"))
    told = [CliRunner().invoke(cli.whole(), ["evaluate", "auc", path, *more]) for more in ([], ["--format", "json"])]
    wrong = CliRunner().invoke(cli.whole(), ["evaluate", "auc", str(sheet(tmp_path, "a\tb\n1\t2\n", "wrong.tsv"))])

    assert [one.exit_code for one in told] == [0, 0]
    assert "n_answered 1" in told[0].stdout
    report = json.loads(told[1].stdout)
    assert set(report) >= KEYS
    assert (report["n_rows"], report["n_skipped"]) == (2, 1)
    assert wrong.exit_code == 1
    assert "perpetrator" in str(wrong.exception)
