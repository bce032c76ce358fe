"""Competency questions: what a pharmacist or teacher asks, and the whole answer the graph owes them.

A case is a folder `NN-slug` with three files:

    question.md    the question in their words, and why the answer matters
    case.json      what is asked: a check, a question of the library, or a command line
    expected.json  the answer in full, one row or pair a line, so that a change reads as a small difference

The words of `case.json`:

    {"check": ["kratom", "midazolam"], "only": ["kratom → midazolam"], "words": true, "statements": ["enzymes-0020"]}
        `only` keeps some of the ordered pairs; `words` adds the sentences people read; `statements` names statements
        that the report must let a reader reach.
    {"check": ["kratom", "quetiapine"], "context": true, "patient": {"liver": "child-pugh-b"}}
        what the patient and the rest of the list change, and what adds up, instead of the answers themselves
    {"text": "quetiapine 400 mg at night, kratom 4 g tds", "only": []}
        a list in free words; the answer holds how each substance was read
    {"ask": "who-clears", "inputs": {"drug": "midazolam"}}
    {"command": ["check", "kratom", "quetiapin", "--format", "csv"]}
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.checker import CheckRequest, check
from graph.names import iri, local
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.store import Store

HERE: Final = Path(__file__).parent
#: What a case holds fast of each substance: of a name, and of an entry in free words.
NAMED: Final = "input label kind matched_by checked_as"
READ: Final = "as_written label dose times_per_day when as_needed form matched_by ingredient_of unread"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One competency question."""

    folder: Path

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.name

    @property
    def asked(self) -> Json:
        """What is asked."""
        asked: Json = json.loads((self.folder / "case.json").read_text(encoding="utf-8"))
        return asked

    @property
    def expected(self) -> str:
        """The accepted answer as text; empty when nothing was accepted yet."""
        path = self.folder / "expected.json"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def accept(self, answer: str) -> None:
        """Take an answer as the right one."""
        (self.folder / "expected.json").write_text(answer, encoding="utf-8")


def cases() -> list[Case]:
    """Return every case in name order."""
    return [Case(path.parent) for path in sorted(HERE.glob("*/case.json"))]


def answer(case: Case, store: Store) -> str:
    """Return the answer of the graph to a case, as the text that `expected.json` holds."""
    asked = case.asked
    if "check" in asked or "text" in asked:
        return spell(of_check(store, asked))
    if "ask" in asked:
        rows = ask(store, asked["ask"], **{name: [iri(slug)] for name, slug in asked["inputs"].items()})
        return spell({"rows": [{name: local(value) for name, value in row.items()} for row in rows]})
    return spell(of_command(asked["command"]))


def of_check(store: Store, asked: Json) -> Json:
    """Return the report on a list of substances, cut to what a competency question holds fast."""
    sent = {"text": asked["text"]} if "text" in asked else {"substances": asked["check"]}
    report = check(store, CheckRequest.parse(sent | {"patient": asked.get("patient")}))
    if asked.get("context"):
        return _in_context(report, asked)
    told = READ if "text" in asked else NAMED
    statements = report["statements"]
    pairs = [_pair(pair, statements, words=asked.get("words", False)) for pair in report["pairs"]]
    cut = {
        "substances": [_picked(one, told) for one in report["substances"]],
        "unresolved": report["unresolved"],
        "pairs": [pair for pair in pairs if pair["pair"] in asked.get("only", [pair["pair"]])],
    }
    if "statements" in asked:
        cut["statements"] = [_statement(statements[name]) for name in asked["statements"]]
    return cut


def _in_context(report: Json, asked: Json) -> Json:
    """Return what the context changes for the pairs, and what adds up over the list."""
    pairs = [_changed(pair) for pair in report["pairs"]]
    return {
        "context": [_picked(part, "field value_label about factors") for part in report["context"]],
        "alerts": report["alerts"],
        "cumulative": [
            _picked(one, "id contributors rules severity orca_class alert proposed text")
            for one in report["cumulative"]
        ],
        "pairs": [pair for pair in pairs if pair["pair"] in asked.get("only", [pair["pair"]])],
    }


def _changed(pair: Json) -> Json:
    action = pair["recommended_action"]
    return {
        "pair": f"{pair['precipitant']['id']} → {pair['object']['id']}",
        "action": {name: action.get(name) for name in ("orca_class", "from", "moved_from", "because", "text")},
        "context": [
            _picked(one, "label effect basis about text statements orca_class from") for one in pair["context"]
        ],
    }


def of_command(words: Sequence[str]) -> Json:
    """Run the command and return its exit status and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "graph", *words],
        cwd=HERE.parent.parent,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    return {"status": done.returncode, "said": done.stdout.splitlines(), "warned": done.stderr.splitlines()}


def spell(value: Json) -> str:
    """Write an answer with one row, pair or line of text to a line."""
    parts = []
    for name, part in value.items():
        if isinstance(part, list) and part:
            lines = ",\n  ".join(_folded(one) for one in part)
            parts.append(f' "{name}": [\n  {lines}\n ]')
        else:
            parts.append(f' "{name}": {json.dumps(part, ensure_ascii=False)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _folded(value: object) -> str:
    """Write a pair with one finding a line, anything else on one line."""
    if not (isinstance(value, dict) and "pair" in value):
        return json.dumps(value, ensure_ascii=False)
    lines = []
    for name, part in value.items():
        if isinstance(part, list) and part:
            inner = ",\n     ".join(json.dumps(one, ensure_ascii=False) for one in part)
            lines.append(f'   "{name}": [\n     {inner}\n   ]')
        else:
            lines.append(f'   "{name}": {json.dumps(part, ensure_ascii=False)}')
    return "{\n" + ",\n".join(lines) + "\n  }"


def _picked(value: Mapping[str, Any], names: str) -> Json:
    return {name: value[name] for name in names.split()}


def _pair(pair: Json, statements: Mapping[str, Json], *, words: bool) -> Json:
    found, action = pair["exposure"], pair["recommended_action"]
    cut = {
        "pair": f"{pair['precipitant']['id']} → {pair['object']['id']}",
        **_picked(pair, "answer severity seriousness alert evidence_level level_reason consequence"),
        "action": _picked(action, "orca_class from proposed"),
        "mechanisms": [_mechanism(one) for one in pair["mechanisms"]],
        "observed": [_ratio(one, statements) for one in found["observed"]],
        "predicted": _predicted(found["predicted"], statements),
        "in_animals": [_ratio(one, statements) for one in found["in_animals"]],
        "difference": found["difference"],
        "supports": _cited(pair["evidence"]["supports"]),
        "refutes": _cited(pair["evidence"]["refutes"]),
    }
    if words:
        cut |= {"in_words": pair["answer_text"], "advice": action["text"], "unknown": pair["unknown"]}
    return cut


def _mechanism(one: Json) -> Json:
    cited = one["rule"]["citation"]["id"] if one["rule"] and one["rule"]["citation"] else None
    return {
        "via": one["via"]["id"],
        **_picked(one, "kind effect severity derived_by"),
        "rule_citation": local(cited) if cited else None,
        "bands": [band["id"] for band in one["bands"]],
        "disputed_by": one["disputed_by"],
    }


def _ratio(one: Json, statements: Mapping[str, Json]) -> Json:
    cut = _picked(one, "auc_ratio ci interval n dose of species study_type stance assertion locator")
    return {**cut, "citation": statements[one["assertion"]]["citation"]["id"]}


def _predicted(one: Json | None, statements: Mapping[str, Json]) -> Json | None:
    if one is None:
        return None
    if "assertion" in one:
        return {"model": one["model"], **_ratio(one, statements)}
    return _picked(one, "auc_ratio low high model citation locator")


def _cited(told: Iterable[Json]) -> list[Json]:
    return [
        {
            "assertion": one["id"],
            **_picked(one, "predicate direction as_printed n study_type species locator"),
            "citation": one["citation"]["id"],
        }
        for one in told
    ]


def _statement(told: Json) -> Json:
    cut = _picked(told, "id subject predicate object endpoint value unit as_printed stance study_type locator")
    return {**cut, "citation": told["citation"]["id"]}
