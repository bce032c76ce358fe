"""What the check page makes of a report: predictions, what adds up, the patient, and what decided."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from graph.checker import CheckRequest, check
from graph.exposure import SELF
from graph.queries import ask
from graph.templates import environment
from tests.strategies import toy_store
from web.cards import MANY, cards_of, check_context
from web.combined import combined
from web.foretold import foretold
from web.forms import Form, read
from web.patient import controls

Json = dict[str, Any]
TEXT = "florbium tea 2 g, testazolam, refutine, calmazepam, lonelol"
EXAMPLE: Json = {"product": "florbium", "amount": "2", "unit": "g", "times": "1", "medicines": [], "href": "/"}
#: What else the page needs; it is tested elsewhere.
DRAWN: Json = {"rows": [], "example": EXAMPLE, "kinds": ["human"], "levels": []}


def computed(*codes: str) -> Json:
    """Return a prediction as a report tells it, with assumptions of these codes."""
    dose: Json = {"name": "dose", "label": "dose", "of": "florbium", "of_label": "florbium", "via": "", "via_label": ""}
    dose |= {"value": 2000.0, "low": 2000.0, "high": 2000.0, "unit": "mg", "basis": "told", "basis_label": "told"}
    constant = dose | {"name": "ki", "label": "inhibition constant", "value": 4.0, "low": 2.0, "high": 8.0}
    return {
        "auc_ratio": 2.41,
        "low": 0.7,
        "high": 7.5,
        "interval": "90 %",
        "model": "static",
        "model_label": "static model",
        "model_text": "worked out by hand",
        "basis": "told",
        "basis_label": "measured",
        "inputs": [dose | {"statements": []}, constant | {"unit": "umol/L", "statements": ["toy-0001", "toy-0002"]}],
        "hangs_on": [
            {"input": 1, "share": 0.9, "text": "inhibition constant: 90% of the width"},
            {"input": 0, "share": 0.0, "text": "dose: 0% of the width"},
        ],
        "assumptions": [{"code": code, "text": f"{code} was assumed"} for code in codes],
    }


def report_of(form: Form) -> Json:
    """Check what a form asks for; the report is the caller's own."""
    return copy.deepcopy(check(toy_store(), CheckRequest.parse(form.request)))


def foreseen(report: Json, told: Json) -> Json:
    """Return a report whose first pair without a ratio has a prediction made here."""
    pair = next(one for one in report["pairs"] if not one["exposure"]["observed"])
    predicted = told | {"source": SELF, "note": " ".join(one["text"] for one in told["assumptions"])}
    pair["exposure"] |= {"computed": told, "predicted": predicted}
    return pair["exposure"]  # type: ignore[no-any-return]


def page_of(report: Json, form: Form) -> str:
    """Return the check page of a report."""
    fields = controls(ask(toy_store(), "patient-fields"))
    context = check_context(report, form.understood(report["context"]), fields=fields, **DRAWN)
    return environment().get_template("check.html").render(data_version="", here="/", **context)


def finding(report: Json, *pairs: tuple[str, str], alert: bool) -> Json:
    """Return a cumulative finding made of some pairs of a report, by a rule of the toy world."""
    names = sorted({name for pair in pairs for name in pair})
    return {
        "id": "toy-shared",
        "label": "drowse",
        "consequence": "Very deep drowse.",
        "contributors": names,
        "contributor_labels": names,
        "rules": ["toy-rule-1"],
        "pairs": [list(pair) for one in pairs for pair in (one, one[::-1])],
        "severity": "major",
        "orca_class": 2,
        "alert": alert,
        "evidence_level": "mechanistic",
        "text": f"{', '.join(names)} add up.",
        "recommended_action": {"orca_class": 2, "text": "Keep awake.", "from": "toy-shared", "others": ["Watch."]},
        "statements": ["toy-0206"],
        "citation": "toy-citation",
        "locator": report["data_version"],
        "reviewed_by": None,
        "reviewed_on": None,
        "proposed": True,
    }


def test_a_prediction_is_one_line_with_its_reasons() -> None:
    """Number, interval, model and basis; inputs with units and statements; what does not matter is left out."""
    told = foretold({"computed": computed("constant_peak")})

    assert told is not None
    assert (told["number"], told["warning"]) == ("×2.41 (0.7 to 7.5, 90% interval)", "")
    assert told["hangs_on"] == ["inhibition constant: 90%"]
    assert told["assumptions"] == ["Constant_peak was assumed."]
    assert [(one["range"], one["unit"], one["statements"]) for one in told["inputs"]] == [
        ("", "mg", []),
        ("2 to 8", "µmol/L", ["toy-0001", "toy-0002"]),
    ]
    assert foretold({"computed": None}) is None


@pytest.mark.parametrize(("codes", "doubtful"), [(("constant_peak",), False), (("overpredicted_elsewhere",), True)])
def test_the_caveat_stands_before_the_number(codes: tuple[str, ...], *, doubtful: bool) -> None:
    """A model that expected too much elsewhere says so before its number, which is then not set in bold."""
    form = read([("s", TEXT)])
    report = report_of(form)
    foreseen(report, computed(*codes))
    text = page_of(report, form)
    number = text.index("×2.41 (0.7 to 7.5")
    before = text[text.rindex("<li", 0, number) : number]

    assert ("The model expected more than people showed elsewhere" in before) is doubtful
    assert ("<strong>" in before) is not doubtful
    assert text.count("How was this predicted?") == 1
    assert '<a class="permalink" href="/id/toy-0001">toy-0001</a>' in text
    assert "static model; measured; computed by AlkaGraph" in text


@pytest.mark.parametrize("folded", [False, True])
def test_what_a_slider_moves_stands_beside_it(*, folded: bool) -> None:
    """The number predicted at a dose stands by its slider, after its caveat, and in the finding that holds the pair."""
    form = read([("s", TEXT)])
    report = report_of(form)
    foreseen(report, computed("overpredicted_elsewhere"))
    pair = next(one for one in report["pairs"] if one["exposure"].get("computed"))
    if folded:
        report["cumulative"] = [finding(report, (pair["precipitant"]["id"], pair["object"]["id"]), alert=True)]
        report["alerts"] = 1
    text = page_of(report, form.read_as(report["read"]))
    live = text[text.index('class="small live"') :]

    assert live.index("the model expected more than people showed elsewhere") < live.index("×2.41") < live.index("</p>")
    assert 'data-slides="amount"' in text
    if folded:
        shared = text[text.index('id="toy-shared"') : text.index("The 1 pair it consists of")]
        assert "×2.41" in shared


def test_a_published_prediction_stands_beside_the_computed_one() -> None:
    """Neither hides the other; what people showed comes first."""
    report = report_of(read([("s", "florbium, testazolam")]))
    pair = next(one for one in report["pairs"] if one["exposure"]["observed"])
    pair["exposure"]["computed"] = computed()
    line = next(line for card in cards_of(report) for line in card.lines if line["axis"])
    readings = line["axis"].readings

    assert [one.observed for one in readings] == [True, False, False]
    assert readings[-1].text.startswith("×2.41")
    assert sorted(one.y for one in readings) == [one.y for one in readings]


def test_pairs_fold_under_what_they_add_up_to() -> None:
    """An alert that is only its share of a finding is folded; the headline counts what the report counts."""
    form = read([("s", TEXT)])
    report = report_of(form)
    ends = ("florbium", "calmazepam")
    report["cumulative"] = [finding(report, ends, ("florbium", "lonelol"), alert=True)]
    report["alerts"] = 1
    findings, cards = combined(report, cards_of(report))
    text = page_of(report, form)

    assert [card.ends for card in findings[0].parts] == [frozenset(ends), frozenset({"florbium", "lonelol"})]
    assert [card for card in cards if card.lead["alert"]] == []
    assert "<strong>1</strong> needs action" in text
    assert "<strong>2</strong> are part of what adds up" in text
    assert '<h3 id="title-calmazepam--florbium"><span>' in text  # no mark of an alert of its own
    assert text.index('id="toy-shared"') < text.index("The 2 pairs it consists of") < text.index('id="card-calm')
    assert '<a class="proposed" href="/id/toy-shared">' in text


def test_a_pair_with_a_reason_of_its_own_stands_by_itself() -> None:
    """When the report counts one more than the finding, the pair stays an alert and is marked as part of it."""
    form = read([("s", TEXT)])
    report = report_of(form)
    ends = ("florbium", "calmazepam")
    report["cumulative"] = [finding(report, ends, ("florbium", "lonelol"), alert=True)]
    report["alerts"] = 2
    findings, cards = combined(report, cards_of(report))

    assert [card.ends for card in findings[0].parts] == [frozenset({"florbium", "lonelol"})]
    assert [card.ends for card in cards if card.lead["alert"]] == [frozenset(ends)]
    assert 'Part of <a href="#toy-shared">drowse</a>' in page_of(report, form)


def test_what_only_the_patient_makes_an_alert_is_no_share_of_a_finding() -> None:
    """Of two pairs in a finding, one stands by itself: that which no declared limit of alerts has caught."""
    report = report_of(read([("s", TEXT)]))
    moved = ("florbium", "lonelol")
    for pair in report["pairs"]:
        if {pair["precipitant"]["id"], pair["object"]["id"]} == set(moved):
            pair |= {"alert": True, "answer": "predicted", "severity": "major", "judged_by": []}
    report["cumulative"] = [finding(report, ("florbium", "calmazepam"), moved, alert=True)]
    report["alerts"] = 2
    findings, cards = combined(report, cards_of(report))

    assert [card.ends for card in findings[0].parts] == [frozenset({"florbium", "calmazepam"})]
    assert [card.ends for card in cards if card.lead["alert"]] == [frozenset(moved)]


def test_a_finding_that_does_not_interrupt_hides_no_alert() -> None:
    """Below a finding to know, a pair that interrupts stays outside, and above it."""
    form = read([("s", TEXT)])
    report = report_of(form)
    report["cumulative"] = [finding(report, ("florbium", "calmazepam"), ("florbium", "lonelol"), alert=False)]
    text = page_of(report, form)

    assert text.index('id="card-calmazepam--florbium"') < text.index('id="toy-shared"')
    assert "<strong>1</strong> needs action" in text


def test_many_pairs_that_nobody_studied_are_one_list() -> None:
    """Few are a card each; many stand together, each with its way to the reason, on the page and on paper."""
    form = read([("s", TEXT)])
    report = report_of(form)
    silent = [card for card in cards_of(report) if card.group == "unstudied"]
    one, other = (silent[0].lead[side]["label"] for side in ("precipitant", "object"))
    text = page_of(report, form)
    assert len(silent) >= MANY
    assert text.count(f"{len(silent)} pairs that nobody has studied") == 2
    assert f"precipitant={one}&amp;object={other}" in text
    assert f"{one} + {other}; " in text
    assert f'id="card-{silent[0].id}"' not in text
    assert f"<strong>{len(silent)}</strong> unstudied" in text

    told = {
        "label": "slow CYPX",
        "basis": "rule",
        "effect": "changes_risk",
        "text": "more",
        "action": "",
        "orca_class": 3,
    }
    speaking = next(
        pair for pair in report["pairs"] if (pair["precipitant"]["label"], pair["object"]["label"]) == (one, other)
    )
    speaking["context"] = [told | {"statements": [], "proposed": True, "reviewed_by": None}]
    assert f'id="card-{silent[0].id}"' in page_of(report, form)
    few = read([("s", "florbium tea 2 g, testazolam, refutine")])
    assert "pairs that nobody has studied" not in page_of(report_of(few), few)


def test_what_the_patient_changes_is_a_table_and_silence_is_named() -> None:
    """Each part of the context is told back, has a way out, and says what it changes or that there is no data."""
    form = read([("s", TEXT), ("patient", "cypx=slow"), ("patient.rings", "60"), ("patient", "noggin:full")])
    text = page_of(report_of(form), form)

    assert '<option value="cypx:slow" selected>' in text
    assert 'name="patient.rings" type="number"' in text
    assert 'value="noggin:full" checked' in text
    assert "patient=cypx%3Aslow&amp;patient=noggin%3Afull" in text  # the way out of the rings
    assert "Class 2 → 1 because of" in text or "class 2 → 1 because of" in text
    assert "<b>No data for this pair:</b> slow CYPX" in text
    assert "In this patient" in text
    paper = text[text.index('class="paper"') :]
    assert "<b>In this patient, " in paper
    assert "<b>No data for this pair:</b> slow CYPX" in paper


def test_what_decided_is_linked() -> None:
    """The declared rows behind severity, class and alert are links, and each says that nobody signed it."""
    form = read([("s", TEXT)])
    text = page_of(report_of(form), form)

    assert '<a href="/id/toy-rule-1">calm agonist + sedatoid</a> (proposed)' in text
    assert '<a href="/id/alert-avoid">avoid</a> (proposed)' in text
    assert "/explain?precipitant=florbium&amp;object=calmazepam#florbium--calmazepam" in text


def test_the_threshold_of_alerts_stays_in_the_address() -> None:
    """It goes to the check as a number, stands in the address and in the form, and what is none is refused later."""
    form = read([("s", TEXT), ("alert_from", "3")])
    text = page_of(report_of(form), form)

    assert form.request["alert_from"] == 3
    assert form.address.endswith("&alert_from=3")
    assert '<option value="3" selected>' in text
    assert "needs action: ORCA class 1 to 3" in text
    assert "alert_from" not in form.usual_alerts
    assert read([("s", TEXT), ("alert_from", "many")]).request["alert_from"] == "many"
