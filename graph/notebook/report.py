"""The answers of a check and of an explanation: the plain JSON forms of the API that also show themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.compared import filtered
from graph.explaining import OPEN
from graph.notebook.frames import cell, frame
from graph.notebook.view import HEIGHT, View
from graph.outline import outline
from graph.summary import lost, summaries, written
from graph.templates import safe_link

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

Json = dict[str, Any]


class Report(Json):
    """The report of a check, as `POST /api/check` answers it."""

    def __repr__(self) -> str:
        lost = f", {len(self.lost)} NOT recognised" if self.lost else ""
        told = f"{len(self['substances'])} recognised{lost}, {len(self['pairs'])} ordered pairs"
        return f"<check: {told}, {self['alerts']} to act on>"

    def __str__(self) -> str:
        """Return the report as a terminal shows it, names that were not recognised first."""
        return "\n".join([*self.lost, *(line for line, _ in written(self))])

    @property
    def lost(self) -> list[str]:
        """What to say of each name that was not recognised and is not checked."""
        return [lost(item) for item in self["unresolved"]]

    def to_pandas(self) -> pd.DataFrame:
        """Return one row for each direction of each pair; raise LibraryMissing without pandas.

        `observed_ratios` are ratios of the areas under the curve seen in people, `predicted_ratio` that of a model with
        its bounds `predicted_low` and `predicted_high`; nothing stands where none is known.
        """
        return frame([{**row, **_figures(pair)} for row, pair in zip(summaries(self), self["pairs"], strict=True)])

    def view(self, *, height: int = HEIGHT) -> View:
        """Return the picture of exactly the mechanisms of the report."""
        return View.of_report(self, ", ".join(one["label"] for one in self["substances"]), height)

    def _repr_html_(self) -> str:
        rows = [
            {**row, "alert": pair["alert"], "answer_label": pair["answer_label"], "ways": _ways(pair)}
            for row, pair in zip(summaries(self), self["pairs"], strict=True)
        ]
        filters = filtered(self) if "filters" in self else ""
        return cell("report.html", report=self, rows=rows, lost=self.lost, filtered=filters)


class Explanation(Json):
    """Why a pair got its answer, as `GET /api/explain` tells it: `trees` of reasons down to the sources."""

    def __init__(self, told: Json, report: Json) -> None:
        super().__init__(told)
        self._report = report

    def __repr__(self) -> str:
        return f"<why: {'; '.join(tree['text'] for tree in self['trees'])}>"

    def __str__(self) -> str:
        """Return the trees as lines of text."""
        return "\n\n".join("\n".join(outline(tree)) for tree in self["trees"])

    def view(self, *, height: int = HEIGHT) -> View:
        """Return the picture of exactly the mechanisms that are explained."""
        return View.of_report(self._report, f"{self['precipitant']}, {self['object']}", height)

    def _repr_html_(self) -> str:
        return cell("explanation.html", trees=self["trees"], disclaimer=self["disclaimer"], opened=OPEN)


def _figures(pair: Json) -> Json:
    """Return what a table of pairs wants as values rather than as texts."""
    predicted = pair["exposure"]["predicted"] or {}
    return {
        "precipitant_id": pair["precipitant"]["id"],
        "object_id": pair["object"]["id"],
        "alert": pair["alert"],
        "orca_class": pair["recommended_action"]["orca_class"],
        "observed_ratios": [one["auc_ratio"] for one in pair["exposure"]["observed"]],
        "predicted_ratio": predicted.get("auc_ratio") or None,
        "predicted_low": predicted.get("low"),
        "predicted_high": predicted.get("high"),
    }


def _ways(pair: Json) -> list[list[Mapping[str, str]]]:
    """Return the steps of each mechanism of a pair: a sentence, its source, and where that can be read."""
    return [
        [
            {
                "text": f"{step['subject']} {step['predicate_label']} {step['object']}",
                "source": step["source"],
                "link": safe_link(step.get("url") or ""),
            }
            for step in mechanism["path"]
        ]
        for mechanism in pair["mechanisms"]
    ]
