"""Slips in what a row says rather than how it is written: wrong digits, impossible numbers, things said twice."""

from __future__ import annotations

from tests.ontology.slips import Slip, cells
from tests.strategies import DRUGS, LEAF, PAIRS, add
from tests.toy_world import rows_of

SLIPS_OF_SENSE = [
    Slip(
        "the label is another thing's",
        cells(LEAF, "toy-0002", object_label="CYPX"),
        LEAF, "toy-0002", "object_label", "CYPX", "not that of the thing", "The id cypx1 is “CYPX1”",
    ),
    Slip(
        "a digit of the CAS number is wrong",
        cells(DRUGS, "testazolam", cas="50-78-3"),
        DRUGS, "testazolam", "cas", "50-78-3", "last digit of a CAS number", "look the number up again",
    ),
    Slip(
        "a character of the UNII is wrong",
        cells(DRUGS, "testazolam", unii="R16CO5Y76F"),
        DRUGS, "testazolam", "unii", "R16CO5Y76F", "last character of a UNII", "look the code up again",
    ),
    Slip(
        "the UniProt accession has another form",
        cells("entities/targets.tsv", "cypx", uniprot="08684"),
        "entities/targets.tsv", "cypx", "uniprot", "08684", "values or forms", "UniProt",
    ),
    Slip(
        "the InChIKey is cut off",
        cells(DRUGS, "testazolam", inchikey="BSYNRYMUTXBXSQ-UHFFFAOYSA"),
        DRUGS, "testazolam", "inchikey", "BSYNRYMUTXBXSQ-UHFFFAOYSA", "values or forms", "InChIKey",
    ),
    Slip(
        "the DOI is an address",
        cells("citations.tsv", "abel-2001-toy-leaf", doi="https://doi.org/10.1000/1"),
        "citations.tsv", "abel-2001-toy-leaf", "doi", "https://doi.org/10.1000/1", "remove https://doi.org/", "",
    ),
    Slip(
        "the PMID is a PMCID",
        cells("citations.tsv", "abel-2001-toy-leaf", pmid="PMC12345"),
        "citations.tsv", "abel-2001-toy-leaf", "pmid", "PMC12345", "values or forms", "PubMed",
    ),
    Slip(
        "the share is above all of it",
        cells(LEAF, "toy-0009", value="125", as_printed="125 %"),
        LEAF, "toy-0009", "value", "125", "between nothing and all of it", "read the number again",
    ),
    Slip(
        "a logarithm stands for a concentration",
        cells(LEAF, "toy-0002", value="5.4", as_printed="pKi 5.4"),
        LEAF, "toy-0002", "as_printed", "pKi 5.4", "is not a concentration", "its own endpoint",
    ),
    Slip(
        "a rate is given for another unit of time",
        cells(LEAF, "toy-0003", unit="1/h"),
        LEAF, "toy-0003", "unit", "1/h", "differ sixty-fold", "set the unit to the printed one",
    ),
    Slip(
        "a number has no unit",
        cells(LEAF, "toy-0002", unit=""),
        LEAF, "toy-0002", "unit", "", "comes with its unit", "fill the column named",
    ),
    Slip(
        "a refutation is against nothing",
        cells(LEAF, "toy-0012", predicate="hasProperty", object="", object_label="", endpoint="stability", value="",
              unit="", relation="", as_printed=""),
        LEAF, "toy-0012", "object", "hasProperty", "against something that could be stated", "refutes nothing",
    ),
    Slip(
        "the statement stands twice",
        lambda sources: add(
            sources, LEAF, **{**rows_of(sources.facts_dir / LEAF)[1], "id": "toy-0099", "seen_at": "copy"}
        ),
        LEAF, "toy-0099", "object", "toy-0002", "stands once", "what tells them apart", row_is_new=True,
    ),
    Slip(
        "a number from an interaction does not say which",
        cells(PAIRS, "toy-0101", appraisal="derived_from_ddi_ratio"),
        PAIRS, "toy-0101", "appraisal", "derived_from_ddi_ratio", "names the precipitant", "derived_from_precipitant",
    ),
    Slip(
        "a rule rests on nothing",
        cells("interaction-rules.tsv", "toy-rule-1", evidence_ids=""),
        "interaction-rules.tsv", "toy-rule-1", "evidence_ids", "", "must not be empty", "statements behind the rule",
    ),
    Slip(
        "a rule rests on a statement that is not there",
        cells("interaction-rules.tsv", "toy-rule-1", evidence_ids="toy-0206|toy-0266"),
        "interaction-rules.tsv", "toy-rule-1", "evidence_ids", "toy-0266", "not the id of anything", "Did you mean",
    ),
    Slip(
        "a rule rests on a thing",
        cells("interaction-rules.tsv", "toy-rule-1", evidence_ids="florbium"),
        "interaction-rules.tsv", "toy-rule-1", "evidence_ids", "florbium", "rests on at least one statement", "",
    ),
    Slip(
        "nobody speaks of the thing",
        lambda sources: add(sources, "entities/organs.tsv", id="gizzard", label="gizzard"),
        "entities/organs.tsv", "gizzard", "id", "Organ", "is spoken of", "delete its row", row_is_new=True,
    ),
]  # fmt: skip
