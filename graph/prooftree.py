"""Lay out why a pair of substances got its answer, as a tree: answer, mechanisms, rules, edges, statements, citations.

A node has `kind`, `id`, `text` and `because`, the list of nodes it rests on; some have `stance`, `link`, `file`,
`statement` or `count` as well. Of several ways each holds by itself; a branch ends at a citation.
The tree shows only statements that the report tells, so what a report left out cannot come back in its explanation.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

from graph import answers
from graph.banding import band_of
from graph.compared import unfiltered
from graph.derivations import Grounds, grounds_of
from graph.names import ALKA, local, words
from graph.telling import statement_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.records import Code
    from graph.store import Store

Json = dict[str, Any]

#: Kinds of judgement about a pair, as the report names them, in the order they are explained.
_JUDGED: Final = ("severity", "seriousness", "alert")
_ALERT: Final = "alert"
#: Signs before a number that is compared with bands.
_EXACT: Final = {"=", "~"}


def tree_of(store: Store, report: Mapping[str, Any], pair: Mapping[str, Any]) -> Json:
    """Return the proof of one pair of a finished report; `store` is the graph the report was made from."""
    premises = [ALKA + name for mechanism in pair["mechanisms"] for name in mechanism["premises"]]
    codes, computed = answers.codes(store), pair["exposure"].get("computed")
    known = answers.listed(store, "weights", "statement")
    named = [ALKA + name for one in (computed or {"inputs": ()})["inputs"] for name in one["statements"]]
    named = [name for name in named if name in known]  # a default is a row of a table, and no statement
    inputs = {local(name): statement_json(codes, said) for name, said in answers.statements(store, named).items()}
    return _Tree(report["statements"], inputs, grounds_of(store, premises), tables_of(store), codes).answer(pair)


def node(kind: str, name: str, text: str, because: Iterable[Json | None] = (), **more: object) -> Json:
    """Return a node; branches that are None are left out, and so are extra values that are empty."""
    kept = {key: value for key, value in more.items() if value not in ("", None, [], {})}
    return {"kind": kind, "id": name, "text": text, **kept, "because": [one for one in because if one]}


class _Tree:
    """Builds the nodes of one pair from the statements a report tells and the grounds of its edges."""

    def __init__(
        self,
        told: Mapping[str, Json],
        inputs: Mapping[str, Json],
        grounds: Grounds,
        tables: Mapping[str, Json],
        codes: Mapping[str, Code],
    ) -> None:
        self._told, self._inputs, self._grounds, self._tables, self._codes = told, inputs, grounds, tables, codes

    def answer(self, pair: Mapping[str, Any]) -> Json:
        """Return the root: what is said of the pair, and everything that speaks for it."""
        first, second = pair["precipitant"], pair["object"]
        studied = [*self._statements(pair["evidence"]["supports"]), *self._statements(pair["evidence"]["refutes"])]
        branches = [
            node("without", "", f"without {unfiltered(pair)}") if "without_filters" in pair else None,
            node("evidence", "", "statements about the pair itself", studied) if studied else None,
            *(self._mechanism(mechanism) for mechanism in pair["mechanisms"]),
            *self._exposure(pair),
            self._level(pair),
            *(self._judged(pair, about) for about in _JUDGED),
            self._action(pair["recommended_action"]),
            *(self._why(pair, way) for way in ("not_stronger", "not_weaker")),
            node("unknown", "", "not known", (node("gap", "", text) for text in pair["unknown"])),
        ]
        text = f"{first['label']} → {second['label']}: {pair['answer_label']}. {pair['answer_text']}"
        return node("answer", f"{first['id']}--{second['id']}", text, branches, answer=pair["answer"])

    def _mechanism(self, mechanism: Mapping[str, Any]) -> Json:
        rule = mechanism["rule"]
        sides = [self._edge(ALKA + name) for name in mechanism["premises"]]
        against = self._statements({"id": name} for name in mechanism["disputed_by"])
        branches = [
            self._rule(mechanism["derived_by"]),
            self._class_rule(mechanism) if rule else None,
            *sides,
            node("against", "", "disputed by", against) if against else None,
        ]
        made = self._grounds.rules.get(mechanism["derived_by"])
        by = f" ({made.label})" if made and not rule else ""
        text = f"{mechanism['via']['label']}: {mechanism['effect_text']}{by}"
        return node("mechanism", mechanism["id"], text, branches, effect=mechanism["effect"])

    def _class_rule(self, mechanism: Mapping[str, Any]) -> Json:
        rule = mechanism["rule"]
        rested = [name for step in mechanism["path"] if step["subject_id"] == rule["id"] for name in step["assertions"]]
        signed = f"signed by {rule['reviewed_by']}" if rule["reviewed_by"] else "proposed, no pharmacist has signed it"
        because = [*self._statements({"id": name} for name in rested), self._source(rule["citation"], rule["locator"])]
        return node("class_rule", rule["id"], f"{rule['label']}: {rule['mechanism']} ({signed})", because)

    def _rule(self, name: str) -> Json | None:
        rule = self._grounds.rules.get(name)
        return node("rule", name, f"{rule.label}: {rule.says}", file=rule.file) if rule else None

    def _edge(self, name: str, above: tuple[str, ...] = ()) -> Json | None:
        """Return an edge with all it rests on, or None when nothing the report tells holds it up."""
        derivation = self._grounds.derivations.get(name)
        if derivation is None or name in above:
            return None
        said = self._statements({"id": local(one)} for one in derivation.statements)
        ways = list(filter(None, (self._way(way, (*above, name)) for way in derivation.ways)))
        if not said and not ways:
            return None
        ways.sort(key=lambda way: (-way["count"], way["id"]))
        rules = [self._rule(rule) for rule in derivation.rules]
        edge = derivation.edge
        text = f"{edge.subject_label} {self._words(edge.predicate)} {edge.object_label}"
        count = len(said) + sum(way["count"] for way in ways)
        return node("edge", local(name), text, [*rules, *said, *ways], count=count)

    def _way(self, way: Sequence[str], above: tuple[str, ...]) -> Json | None:
        """Return one way in which an edge follows from others; None when part of it does not hold."""
        edges = [self._edge(name, above) for name in way]
        held = [edge for edge in edges if edge]
        if len(held) < len(way):
            return None
        if len(held) == 1:
            return held[0]
        through = self._grounds.derivations[way[0]].edge
        count = sum(edge["count"] for edge in held)
        return node("way", local(through.object), f"through {through.object_label}", held, count=count)

    def _exposure(self, pair: Mapping[str, Any]) -> list[Json]:
        exposure, predicted = pair["exposure"], pair["exposure"]["predicted"]
        found = [self._observed(one, pair["object"]["id"]) for one in exposure["observed"]]
        if exposure.get("computed"):
            found.append(self._computed(exposure["computed"]))
        if predicted and predicted["citation"]:
            inputs = [node("input", "", str(text)) for text in predicted["inputs"]]
            source = self._source({"label": predicted["citation"], "url": predicted["url"]}, predicted["locator"])
            text = f"predicted: {_shown(predicted)} ({predicted['model'] or 'model not named'})"
            found.append(node("predicted", predicted.get("assertion", ""), text, [*inputs, source]))
        if exposure["difference"]:
            found.append(node("difference", "", exposure["difference"]))
        return found

    def _computed(self, computed: Mapping[str, Any]) -> Json:
        """Return what a model of the project makes of numbers that others published, each with its statements."""
        inputs = []
        for one in computed["inputs"]:
            about = " ".join(filter(None, (one["label"], one["of_label"], one["via_label"])))
            unit = "" if one["unit"] == "1" else f" {one['unit']}"
            text = f"{about}: {one['value']:g}{unit} ({one['low']:g} to {one['high']:g}), {one['basis_label']}"
            said = [self._statement(self._inputs[name]) for name in one["statements"] if name in self._inputs]
            inputs.append(node("input", one["name"], text, said))
        hangs = [node("input", "", f"hangs on {one['text']}") for one in computed["hangs_on"]]
        assumed = [node("assumption", one["code"], one["text"]) for one in computed["assumptions"]]
        text = f"computed: AUC ratio {computed['auc_ratio']:g}, {computed['interval']} interval {computed['low']:g} to "
        text += f"{computed['high']:g}, by {computed['model_label']} ({computed['basis_label']})"
        return node("computed", computed["model"], text, [*inputs, *hangs, *assumed])

    def _observed(self, ratio: Mapping[str, Any], whole: str) -> Json:
        """Return a ratio that people showed, and the band it lies in where it is one of the object itself."""
        said = self._told[ratio["assertion"]]
        counts = said["relation"] in _EXACT and said["object"] == whole and ratio["auc_ratio"] is not None
        doubtful = any(self._codes[mark].left_out for mark in said["appraisal"] if mark in self._codes)
        bands = [row for row in self._tables.values() if "band" in row and "step" not in row]
        band = band_of(bands, ratio["auc_ratio"]) if counts and not doubtful else None
        text = f"observed: {_shown(ratio)} of {ratio['of']}, {_people(ratio['n'])}"
        return node("observed", said["id"], text, [self._band(band) if band else None, self._statement(said)])

    def _band(self, band: Mapping[str, str]) -> Json:
        source = self._source({"label": band["source"], "url": ""}, band["locator"])
        text = f"lies in the band “{band['label']}” of AUC ratios, severity {local(band['severity'])} (proposed)"
        return node("band", local(band["band"]), text, [source])

    def _level(self, pair: Mapping[str, Any]) -> Json:
        level = pair["evidence_level"]
        carried = [one for one in pair["evidence"]["supports"] if one["level"] == level]
        return node("level", level, f"evidence: {pair['level_reason']}", self._statements(carried))

    def _judged(self, pair: Mapping[str, Any], about: str) -> Json:
        """Return a judgement with the rows of declared tables that decided it: an alert has rows of its own."""
        shown = {True: "yes", False: "no"}.get(pair[about], words(str(pair[about])))
        rules = {mechanism["rule"]["id"]: mechanism for mechanism in pair["mechanisms"] if mechanism["rule"]}
        rows = [one for one in pair["judged_by"] if (_ALERT in self._tables.get(one["id"], {})) == (about == _ALERT)]
        because = [self._row(one, rules) for one in rows if about != "seriousness"]
        return node(about, str(pair[about]), f"{about}: {shown}", because)

    def _row(self, named: Mapping[str, Any], rules: Mapping[str, Mapping[str, Any]]) -> Json:
        """Return a row of a table that decided: its name, what it says, and who stands behind it."""
        row = self._tables.get(named["id"], {})
        if named["id"] in rules:
            mechanism = rules[named["id"]]
            rule = mechanism["rule"]
            text = f"severity {mechanism['severity']}, ORCA class {rule['orca_class']}"
            source = self._source(rule["citation"], rule["locator"])
        elif _ALERT in row:
            text = f"severity {local(row['severity'])} or worse, ORCA class {row['orca']} or more cautious, "
            text += f"evidence {self._words(local(row['level']))} or better"
            source = self._source({"label": row["locator"], "url": ""}, "")
        else:
            orca = f", ORCA class {row['orca']}" if "orca" in row else ""
            text = f"severity {local(row['severity'])}{orca}" if row else ""
            source = self._source({"label": row.get("source", ""), "url": ""}, row.get("locator", ""))
        return node("policy", named["id"], ": ".join(filter(None, (named["label"], text))), [source])

    def _action(self, action: Mapping[str, Any]) -> Json:
        signed = "proposed, no pharmacist has signed it" if action["proposed"] else f"signed by {action['reviewed_by']}"
        orca = f"ORCA class {action['orca_class']}, " if action["orca_class"] else ""
        origin = f", from {action['from']}" if action["from"] else ""
        return node("action", action["from"], f"do: {action['text']} ({orca}{signed}{origin})")

    def _why(self, pair: Mapping[str, Any], way: str) -> Json | None:
        texts = pair.get("why", {}).get(way, ())
        return node("why", way, f"why {words(way)}", (node("reason", "", text) for text in texts)) if texts else None

    def _statements(self, named: Iterable[Mapping[str, Any]]) -> list[Json]:
        names = dict.fromkeys(one["id"] for one in named)
        return [self._statement(self._told[name]) for name in names if name in self._told]

    def _statement(self, said: Json) -> Json:
        about = " ".join(filter(None, (said["subject_label"], said["predicate_label"], said["object_label"])))
        through = f" through {said['via_label']}" if said["via_label"] else ""
        measured = f", {said['endpoint_label']}" if said["endpoint_label"] else ""
        number = f": {said['as_printed']}" if said["as_printed"] else ""
        people = f"n = {said['n']}" if said["n"] else ""
        study = ", ".join(filter(None, (said["study_type_label"], said["species_label"], said["system"], people)))
        refuted = " – refuted" if said["stance"] == "refutes" else ""
        text = f"{about}{through}{measured}{number} ({study}){refuted}"
        source = self._source({**said["citation"], "label": said["source"]}, said["locator"])
        return node("statement", said["id"], text, [source], stance=said["stance"])

    def _source(self, citation: Mapping[str, Any] | None, locator: str) -> Json | None:
        if not citation or not citation["label"]:
            return None
        text = ", ".join(filter(None, (citation["label"], locator)))
        return node("citation", citation.get("id", ""), text, link=citation["url"])

    def _words(self, code: str) -> str:
        return self._codes[code].label if code in self._codes else words(code)


def tables_of(store: Store) -> dict[str, Json]:
    """Return the rows of the declared tables by which pairs are judged, by slug; `source` is a citation's label."""
    listed = [(row["band"], row) for row in answers.bands(store).values()]
    for name, key in (("severity-steps", "step"), ("alert-rules", _ALERT)):
        listed += [(row[key], row) for rows in answers.listed(store, name, key).values() for row in rows]
    cited = answers.citations(store, (row["citation"] for _, row in listed if "citation" in row))
    return {
        local(name): {**row, "source": cited[row["citation"]].label if "citation" in row else ""}
        for name, row in listed
    }


def _shown(ratio: Mapping[str, Any]) -> str:
    """Return a ratio in words: the number, and how its source printed it."""
    printed = ratio.get("as_printed") or ""
    low, high = ratio["low"], ratio["high"]
    if ratio["auc_ratio"] is not None:
        number = f"AUC ratio {ratio['auc_ratio']:g}"
    elif low is None and high is None:
        return printed
    else:
        number = f"AUC ratio {low or 0:g} {'or more' if high is None else f'to {high:g}'}"
    return f"{number}, printed “{printed}”" if printed else number


def _people(count: int | None) -> str:
    return f"n = {count}" if count else "number of people not told"


def leaves(tree: Json) -> Iterable[Json]:
    """Yield the statements of a tree, each time one stands in it."""
    if tree["kind"] == "statement":
        yield tree
    yield from itertools.chain.from_iterable(leaves(one) for one in tree["because"])
