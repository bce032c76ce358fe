"""One call for a pair of a store: the static prediction as JSON, and what is known the other way round."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Final

from graph.answers import codes
from graph.names import local
from graph.pharmacokinetics.knowledge import knowledge_of
from graph.pharmacokinetics.metabolism import metabolism
from graph.pharmacokinetics.pairing import Unpredicted
from graph.pharmacokinetics.static_prediction import MODEL, predict
from graph.pharmacokinetics.telling import assumptions_json, prediction_json, sentence
from graph.queries import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.pharmacokinetics.metabolism import Seen
    from graph.pharmacokinetics.pairing import Taking
    from graph.pharmacokinetics.telling import Json
    from graph.records import Code
    from graph.store import Store

_LABELS: Final[weakref.WeakKeyDictionary[Store, dict[str, str]]] = weakref.WeakKeyDictionary()


def static_exposure(store: Store, precipitant: str, object_: str, taking: Taking | None = None) -> Json:
    """Return the static prediction for a pair as `prediction_json` tells it.

    Where there is none, `auc_ratio` is None and `reason` says why, as a code with its sentence.
    """
    found = predict(knowledge_of(store), precipitant, object_, taking)
    if isinstance(found, Unpredicted):
        words = _named(store, precipitant, object_)
        text = sentence(codes(store), found.reason, words)
        return {"auc_ratio": None, "model": MODEL, "reason": {"code": found.reason, "text": text}}
    things = {iri for one in found.inputs for iri in (one.of, one.via) if iri}
    return prediction_json(found, codes(store), _named(store, precipitant, object_, things))


def metabolism_json(store: Store, precipitant: str, object_: str) -> Json | None:
    """Return what is known of a precipitant on how an object is metabolized; None when they share no enzyme.

    People come first. No number is predicted: where an active metabolite is formed, the net effect is told as unknown.
    """
    found = metabolism(store, knowledge_of(store), precipitant, object_)
    if found is None:
        return None
    told = codes(store)
    things = {found.substance, *found.metabolites, *(enzyme for enzyme, _ in found.actions)}
    things |= {iri for one in found.seen for iri in (one.precipitant, one.thing)}
    words = _named(store, precipitant, object_, things)
    return {
        "substance": _thing(words, found.substance),
        "actions": [{"enzyme": _thing(words, enzyme), "action": action} for enzyme, action in found.actions],
        "active_metabolites": [_thing(words, metabolite) for metabolite in found.metabolites],
        "seen": [_seen(one, words, told) for one in found.seen],
        "assumptions": assumptions_json(found.assumptions, told, words),
    }


def _seen(one: Seen, words: Mapping[str, str], told: Mapping[str, Code]) -> Json:
    return {
        "statement": local(one.statement),
        "precipitant": _thing(words, one.precipitant),
        "action": one.action,
        "thing": _thing(words, one.thing),
        "relation": one.relation,
        "endpoint": one.endpoint,
        "value": one.value,
        "direction": one.direction,
        "direction_label": told[one.direction].label if one.direction in told else one.direction,
        "species": one.species,
        "in_people": one.in_people,
    }


def _thing(words: Mapping[str, str], iri: str) -> Json:
    return {"id": local(iri), "label": words[iri]}


def labels_of(store: Store, things: Iterable[str]) -> dict[str, str]:
    """Return the labels of things (IRIs) by IRI, the slug where there is none; each label is read once."""
    known, wanted = _LABELS.setdefault(store, {}), list(things)
    if missing := sorted(set(wanted) - set(known)):
        known |= {row["thing"]: row["label"] for row in ask(store, "kind-of", thing=missing)}
    return {iri: known.get(iri, local(iri)) for iri in wanted}


def _named(store: Store, precipitant: str, object_: str, things: Iterable[str] = ()) -> dict[str, str]:
    """Return labels by IRI, and those of the pair under `precipitant` and `object`."""
    named = labels_of(store, [precipitant, object_, *things])
    return {**named, "precipitant": named[precipitant], "object": named[object_]}
