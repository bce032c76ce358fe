"""A thing as linked data in its page, in the words of schema.org: only types that truly fit, else a defined term."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graph.names import iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Json = dict[str, Any]

CONTEXT: Final = "https://schema.org"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
#: What things are in the words of schema.org, by their kind; what is not here is a term of this dataset.
TYPES: Final = {
    "Drug": "Drug",
    "Alkaloid": "MolecularEntity",
    "Product": "Substance",
    "Organ": "AnatomicalStructure",
    "Risk": "MedicalCondition",
    "Enzyme": "Protein",
    "Transporter": "Protein",
    "Receptor": "Protein",
    "Channel": "Protein",
    "Protein": "Protein",
}
#: Properties of a molecule, by the names of the facts.
_MOLECULE: Final = {"formula": "molecularFormula", "molarMass": "molecularWeight", "inchikey": "inChIKey"}
#: Identifiers that papers have.
_PAPER: Final = ("doi", "pmid", "pmcid")


def described(told: Mapping[str, Any], version: str) -> Json:
    """Return what a page says of its thing as schema.org; empty values are left out.

    A target with an identifier of UniProt is a protein; a family of them, which has none, is a biological entity. A
    statement is a claim that appears in its source; a source is an article when it has an identifier of papers.
    """
    values = {fact["property"]: [one["text"] for one in fact["values"]] for fact in told["facts"]}
    links = [one["link"] for fact in told["facts"] for one in fact["values"] if one["link"].startswith("http")]
    found: Json = {
        "@context": CONTEXT,
        "@type": _type(told["kinds"], values),
        "@id": iri(told["id"]),
        "identifier": told["id"],
        "url": iri(told["id"]),
        "name": told["label"],
        "alternateName": [*told["synonyms"], *told["brands"]],
        "description": told["definition"],
        "sameAs": links,
        "subjectOf": {
            "@type": "WebPage",
            "url": iri(told["id"]),
            "version": version,
            "license": LICENCE,
            "isPartOf": {"@type": "Dataset", "name": "AlkaGraph", "version": version, "license": LICENCE},
        },
    }
    if found["@type"] == "MolecularEntity":
        found |= {name: _one(values.get(key)) for key, name in _MOLECULE.items()}
        found["smiles"] = (told["structure"] or {}).get("smiles", "")
    if "Citation" in told["kinds"]:
        found |= {
            "author": [{"@type": "Person" if found["@type"] == "ScholarlyArticle" else "Organization", "name": name}
                       for name in values.get("http://purl.org/dc/terms/creator", ())],
            "datePublished": _one(values.get("http://purl.org/dc/terms/date")),
            "headline": told["label"],
        }  # fmt: skip
    if one := told["statement"]:
        found |= {
            "text": told["label"],
            "about": [_thing(one["subject"], one["subject_label"]), _thing(one["object"], one["object_label"])],
            "appearance": _work(one["citation"]),
            "citation": _work(one["quoted_in"]),
        }
    full: Json = _full(found)
    return full


def _type(kinds: Iterable[str], values: Mapping[str, Any]) -> str:
    if "Assertion" in kinds:
        return "Claim"
    if "Citation" in kinds:
        return "ScholarlyArticle" if any(name in values for name in _PAPER) else "CreativeWork"
    found = next((TYPES[kind] for kind in kinds if kind in TYPES), "DefinedTerm")
    return "BioChemEntity" if found == "Protein" and "uniprotId" not in values else found


def _thing(name: str, label: str) -> Json:
    return {"@id": iri(name), "name": label} if name else {}


def _work(source: Mapping[str, Any] | None) -> Json:
    if not source:
        return {}
    is_article = any(source.get(name) for name in _PAPER)
    return {
        "@type": "ScholarlyArticle" if is_article else "CreativeWork",
        "@id": iri(source["id"]),
        "name": source.get("title") or source.get("label") or "",
        "url": source.get("url") or "",
    }


def _one(values: Any) -> str:  # noqa: ANN401 - texts, or nothing
    return str(values[0]) if values else ""


def _full(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a value without what is empty in it."""
    if isinstance(value, dict):
        kept = {name: _full(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one not in ("", [], {}, None)}
    if isinstance(value, list):
        return [one for one in map(_full, value) if one not in ("", [], {}, None)]
    return value
