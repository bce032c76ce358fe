"""What the page of a thing and its card show alike: identifiers with their addresses, structure, and where to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from markupsafe import Markup

from graph.columns import LAYERS
from graph.templates import safe_link
from web import forms
from web.axis import statement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

#: Where an identifier leads; what is not here is shown without a link.
ADDRESSES: Final = {
    "doi": "https://doi.org/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    "pubchemCid": "https://pubchem.ncbi.nlm.nih.gov/compound/{}",
    "chebiId": "https://www.ebi.ac.uk/chebi/searchId.do?chebiId={}",
    "chemblId": "https://www.ebi.ac.uk/chembl/explore/compound/{}",
    "drugbankId": "https://go.drugbank.com/drugs/{}",
    "wikidataId": "https://www.wikidata.org/wiki/{}",
    "uniprotId": "https://www.uniprot.org/uniprotkb/{}",
    "url": "{}",
}
#: Kinds that nobody makes a statement about.
APART: Final = frozenset({"Assertion", "InteractionRule", "ExposureBand", "StrengthBand", "Combination"})
#: Units of properties that hold a bare number.
UNITS: Final = {"molarMass": "g/mol"}
#: Kinds that can be set beside one another.
COMPARED: Final = frozenset({"Product", "Alkaloid", "Drug"})
#: Questions that a reader of a thing of a kind asks most: the question, its input, and what its button says.
ASKED: Final = {
    "Product": (
        ("medicines-studied-with-product", "product", "Medicines it was seen with"),
        ("risks-of-product", "product", "Risks reported with it"),
    ),
    "Drug": (("interactions-of-drug", "drug", "Plant products that act on it"),),
}
#: The names that a drawing gives its title and its description.
_NAMED_PARTS: Final = ("structure-title", "structure-description")


def portrait(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `_portrait.html` needs of a thing that `graph.things` told, beside what was told."""
    drawing = told["structure"]
    return {
        **told,
        "structure": drawing and {**drawing, "svg": Markup(drawing["svg"])},  # noqa: S704 - our own drawing, a tree
        "facts": [_fact(fact) for fact in told["facts"]],
        "citation": safe_link(told["citation"]),
        "ways": [{"href": href, "text": text} for href, text in _ways(told)],
        "proposed": "InteractionRule" in told["kinds"]
        and all(one["property"] != "reviewedBy" for one in told["facts"]),
        "entity": not APART & set(told["kinds"]),
    }


def card(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `card.html` needs; names inside its drawing are its own, so that several cards share a page."""
    shown = portrait(told)
    if shown["structure"]:
        drawn = str(shown["structure"]["svg"])
        for name in _NAMED_PARTS:
            drawn = drawn.replace(f'"{name}', f'"{told["id"]}-{name}').replace(f" {name}", f" {told['id']}-{name}")
        shown["structure"] = {**shown["structure"], "svg": Markup(drawn)}  # noqa: S704 - as above, a slug added
    shown["ways"] = [{"href": f"/id/{told['id']}", "text": "All about it"}, *shown["ways"]]
    rows = [row(one, "") for one in told["telling"]]
    said = told["statement"] and row(told["statement"], "")
    return {**shown, "told": shown, "telling": rows, "statement": said}


def row(one: Mapping[str, Any], role: str) -> dict[str, Any]:
    """Return a statement as a row: its other ends as links, and all that the pieces of the page show."""
    ends = [{"id": one[end], "label": one[f"{end}_label"]} for end in ("subject", "object") if end != role and one[end]]
    via = {"id": one["via"], "label": one["via_label"]} if one["via"] and role != "via" else None
    measured = one["endpoint_label"]
    return {**statement(one), "ends": ends, "via": via, "measured": measured, "seen_at": one["seen_at"]}


def _ways(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield where one goes on from a thing: the address and what it is for."""
    kinds, slug = set(told["kinds"]), told["id"]
    if check := _check(told["label"], kinds):
        yield check, "Check it with others"
    for name, field, text in (one for kind, held in ASKED.items() if kind in kinds for one in held):
        yield f"/questions/{name}?" + urlencode({field: told["label"]}), text
    if any(kind.lower() in LAYERS for kind in kinds):
        yield "/explore?" + urlencode({"start": slug}), "Explore from here"
        yield "/paths?" + urlencode({"from": slug}), "Paths to …"
    if kinds & COMPARED:
        yield "/compare?" + urlencode({"a": slug}), "Compare with …"


def _check(label: str, kinds: Collection[str]) -> str:
    """Return the address of the check page with a substance already in it; nothing for other things."""
    if {"Product", "Alkaloid"} & set(kinds):
        return forms.Form(product=label).address
    return forms.Form(lines=(label,)).address if {"Drug", "Combination"} & set(kinds) else ""


def _fact(fact: Mapping[str, Any]) -> dict[str, Any]:
    values = [_linked(fact["property"], one) for one in fact["values"]]
    return {**fact, "values": values, "unit": UNITS.get(fact["property"], "")}


def _linked(name: str, value: Mapping[str, str]) -> dict[str, str]:
    link = f"/id/{value['id']}" if value["id"] else safe_link(ADDRESSES.get(name, "").format(value["text"]))
    return {"text": value["text"], "link": link}
