"""Answer as if the statements that do not pass the reader's filters did not exist, by the very same rules.

Everything the graph derives of some participants is derived again, edges first, from the statements that pass. An edge
without a statement or a way of its own is then not there, nor are the facts it stood for, the mechanisms on it, and
what followed from them. A rule on classes rests on its statements: it fires while one of them passes, and one without
statements by the kind of study it came from itself.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from graph import answers
from graph.choices import plain
from graph.errors import ChoiceUnknown, RequestInvalid
from graph.infer import derive_pairs, header, read_rules
from graph.load import Sources
from graph.names import AGO, ALKA, local
from graph.queries import ask, bind, question
from graph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graph.filters import Filters
    from graph.infer import Rule
    from graph.pharmacokinetics.prediction import Prediction
    from graph.store import Part, Solution

#: The kind of study that a prediction made here would be.
_MODEL: Final = "in_silico"
_PAIRS: Final = f"SELECT ?pair {{ ?pair a <{AGO}Interaction> }}"
_LEVELS: Final = f"SELECT ?pair ?level {{ ?pair a <{AGO}Interaction> ; <{AGO}evidenceLevel> ?level }}"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Filters as the graph understands them, and what they set aside: IRIs of statements and of rules on classes.

    `least` is the least rank of the level of a pair; `predicts` is false where computer models are asked to be left
    out, and with them what is predicted here.
    """

    filters: Filters
    aside: frozenset[str] = frozenset()
    least: int = 0
    predicts: bool = True
    ranks: Mapping[str, int] = field(default_factory=dict, repr=False)

    def passes(self, name: str) -> bool:
        """Tell whether a statement or a rule on classes, given as IRI or slug, is let through."""
        return (name if ":" in name else ALKA + name) not in self.aside

    def keeps(self, prediction: Prediction) -> bool:
        """Tell whether a prediction still stands: of the statements behind each of its numbers one is let through.

        A number that rests on no statement, such as a default, counts for nothing either way.
        """
        rested = (one.statements for one in prediction.inputs if one.statements)
        return self.predicts and all(any(map(self.passes, names)) for names in rested)

    def pruned(self, prediction: Prediction) -> Prediction:
        """Return a prediction that names only statements that are let through."""
        inputs = (replace(one, statements=tuple(filter(self.passes, one.statements))) for one in prediction.inputs)
        return replace(prediction, inputs=tuple(inputs))


def narrowing(store: Store, filters: Filters) -> Narrowing:
    """Return what filters mean in a graph; raise ChoiceUnknown with the words there are, or RequestInvalid.

    What was worked out once for a store is kept.
    """
    kept = answers.shelf_of(store).narrowed
    if filters not in kept:
        if len(kept) >= answers.MAX_PARTS:
            kept.clear()
        kept[filters] = _narrowing(store, filters)
    found: Narrowing = kept[filters]
    return found


def derive(store: Store, participants: Sequence[str], narrowed: Narrowing) -> Store:
    """Return a small store with what the rules derive of some participants (IRIs) from what passes the filters.

    It holds edges with what they rest on, mechanisms, and interactions that reach the level asked for.
    """
    parts = [_part(store, name) for name in ("pair-vocabulary", "premise-vocabulary")]
    parts += [_premises(store, participant) for participant in participants]
    small = Store.of(parts, narrowed.aside)
    for rule in _rules():
        if not rule.about_pairs:
            small.construct_into("derived", rule.text)
    derive_pairs(small, _rules(), participants)
    if narrowed.least:
        reached = {row["pair"] for row in small.select(_LEVELS) if narrowed.ranks[row["level"]] >= narrowed.least}
        small.forget({row["pair"] for row in small.select(_PAIRS)} - reached)
    return small


def choices_of(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return the `kinds` of evidence and the `levels` by which answers can be filtered, each with its words.

    Groups of study types come before single ones.
    """
    kinds = [
        {
            "word": rows[0]["shown"],
            "also": list(dict.fromkeys(row["word"] for row in rows)),
            "study_types": list(dict.fromkeys(local(row["type"]) for row in rows)),
        }
        for rows in answers.listed(store, "kinds-of-evidence", "kind").values()
    ]
    return {
        "kinds": kinds,
        "levels": [{"word": local(row["level"]), "label": row["label"]} for row in ask(store, "level-bounds")],
    }


def _narrowing(store: Store, filters: Filters) -> Narrowing:
    kept, levels = _study_types(store, filters), ask(store, "level-bounds")
    level = _level(levels, filters.min_level) if filters.min_level else None
    least = int(level["least"]) if level else 0
    weights = (row for rows in answers.listed(store, "weights", "statement").values() for row in rows)

    def passes(row: Mapping[str, str]) -> bool:
        return row["type"] in kept and int(row.get("rank", "0")) >= least

    aside = {row["statement"] for row in weights if not passes(row)}
    for rule, rows in answers.listed(store, "rule-weights", "rule").items():
        rested = [row["statement"] for row in rows if "statement" in row]
        if not rested and "type" not in rows[0]:
            fires = not filters.only and level is None
        else:
            fires = any(one not in aside for one in rested) if rested else passes(rows[0])
        if not fires:
            aside.add(rule)
    ranks = {row["level"]: int(row["rank"]) for row in levels}
    predicts = all(local(one) != _MODEL for one in _left_out(store, filters))
    return Narrowing(filters, frozenset(aside), int(level["rank"]) if level else 0, predicts, ranks)


def _study_types(store: Store, filters: Filters) -> frozenset[str]:
    """Return the study types that the words of filters let through, as IRIs."""
    types, shown = _kinds(store)
    kept = frozenset[str]().union(*(_named(types, shown, word, "only") for word in filters.only))
    kept = kept if filters.only else frozenset[str]().union(*types.values())
    kept -= _left_out(store, filters)
    if not kept:
        message = f"no kind of study is left: only {', '.join(filters.only) or 'all'}, but no {', '.join(filters.no)}"
        raise RequestInvalid(message)
    return kept


def _left_out(store: Store, filters: Filters) -> frozenset[str]:
    """Return the study types that the words after `no` name, as IRIs."""
    types, shown = _kinds(store)
    return frozenset[str]().union(*(_named(types, shown, word, "no") for word in filters.no))


def _level(levels: Sequence[Solution], text: str) -> Solution:
    """Return the row of the level that a text names."""
    wanted = plain(text)
    for row in levels:
        if wanted in {plain(local(row["level"])), plain(row["label"])}:
            return row
    what = "min_level"
    raise ChoiceUnknown(what, text, [local(row["level"]) for row in levels])


def _kinds(store: Store) -> tuple[dict[str, frozenset[str]], list[str]]:
    """Return the study types that each word lets through, and the words that lists show."""
    found: dict[str, set[str]] = {}
    rows = [row for rows in answers.listed(store, "kinds-of-evidence", "kind").values() for row in rows]
    for row in rows:
        for word in (row["word"], row["shown"], local(row["kind"])):
            found.setdefault(plain(word), set()).add(row["type"])
    return {word: frozenset(types) for word, types in found.items()}, list(dict.fromkeys(row["shown"] for row in rows))


def _named(types: Mapping[str, frozenset[str]], shown: Sequence[str], word: str, name: str) -> frozenset[str]:
    if plain(word) not in types:
        raise ChoiceUnknown(name, word, shown)
    return types[plain(word)]


def _premises(store: Store, participant: str) -> Part:
    def read() -> Part:
        things = [row["thing"] for row in ask(store, "premise-subjects", x=[participant])]
        return store.extract(bind(question("premises-of-pairs"), {"thing": things}))

    return _kept(store, f"premises of {participant}", read)


def _part(store: Store, name: str) -> Part:
    return _kept(store, name, lambda: store.extract(bind(question(name), {})))


def _kept(store: Store, key: str, read: Callable[[], Part]) -> Part:
    parts = answers.shelf_of(store).parts
    if key not in parts:
        if len(parts) > answers.MAX_PARTS:
            parts.clear()
        parts[key] = read()
    return parts[key]


@functools.cache
def _rules() -> tuple[Rule, ...]:
    """Return the rules on pairs, and those that make the edges they read, in name order."""
    rules = read_rules(Sources().files("rules", "*.rq"))
    return tuple(rule for rule in rules if rule.about_pairs or "again" in header(rule.text))
