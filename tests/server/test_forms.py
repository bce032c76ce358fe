"""The check page's form: its address, what it asks for, and how a name that was not recognised is mended."""

from __future__ import annotations

from graph.checker import CheckRequest, check
from tests.strategies import toy_store
from web.forms import MAX_LINES, Form, read
from web.taken import lost_of, taken_of

TEXT = "testazolan 4 mg tds, Duplex 5 mg; florbium 2 g with testazolan, lonelol testazolam, 5 mg"


def checked(form: Form) -> tuple[Form, dict[str, object]]:
    """Check what a form asks for; return the form as it was read, and the report."""
    report = check(toy_store(), CheckRequest.parse(form.request))
    return form.read_as(report["read"]), report


def test_the_form_sends_words_as_they_are() -> None:
    """The list goes to the check as text; the product stands in a field of its own."""
    form = read([("product", "florbium"), ("amount", "4"), ("times", "3"), ("s", "a, b\nc"), ("s", "d")])

    assert form.request == {
        "substances": [{"name": "florbium", "dose": "4 g", "times_per_day": 3}],
        "text": "a, b\nc\nd",
    }
    assert read([]).request == {}
    assert read([("s", "x\n" * (MAX_LINES + 2))]).cut == 2


def test_what_is_told_of_the_patient_stays_in_the_address() -> None:
    """Each thing told is sent with the list and stands in the address; without a list nothing is asked."""
    form = read([("s", "testazolam, lonelol"), ("patient", "cypx:slow"), ("patient", " "), ("patient", "rings:60")])

    assert form.request == {"text": "testazolam, lonelol", "patient": ["cypx:slow", "rings:60"]}
    assert form.address.endswith("&patient=cypx%3Aslow&patient=rings%3A60")
    assert read([("patient", "cypx:slow")]).request == {}
    assert [part["value"] for part in checked(form)[1]["context"]] == ["slow", "60"]  # type: ignore[attr-defined]


def test_every_way_out_leads_to_a_list_without_the_fault() -> None:
    """A suggestion keeps the dose and takes the place of the name; leaving out takes the piece away."""
    form, report = checked(read([("s", TEXT)]))
    shown = {item["as_written"]: item for item in lost_of(report, form)}

    assert [way["label"] for way in shown["Duplex 5 mg"]["ways"]] == ["calmazepam", "lonelol"]
    assert "s=lonelol+5+mg" in shown["Duplex 5 mg"]["ways"][1]["href"]
    assert "s=testazolam+4+mg+tds" in shown["testazolan 4 mg tds"]["ways"][0]["href"]
    beside = shown["florbium 2 g with testazolan"]
    assert beside["ways"][0]["href"].endswith("s=testazolam")
    assert "s=florbium+2+g+with&" in beside["remove"]
    assert shown["lonelol testazolam, 5 mg"]["ways"] == []
    assert "Duplex" not in shown["Duplex 5 mg"]["remove"]


def test_a_product_that_is_not_known_is_mended_in_its_field() -> None:
    """The first row is mended where it stands."""
    form, report = checked(read([("product", "florbiumm"), ("s", "lonelol")]))
    (item,) = lost_of(report, form)

    assert item["ways"][0]["href"] == "/?product=florbium&unit=g&s=lonelol"
    assert item["remove"] == "/?s=lonelol"


def test_what_was_read_is_one_line_a_thing() -> None:
    """Ingredients of a product share a line with its dose; a frequency stands once, in words."""
    _, report = checked(read([("s", "Calmolol 2 tablets bd, Testix 4 mg nocte, florbium tea q8h prn, lonelol weekly")]))
    lines = taken_of(report)

    assert [(one["label"], one["dose"], one["often"], one["parts"]) for one in lines] == [
        ("Calmolol", "2 tablets", ["twice a day"], ["calmazepam", "lonelol"]),
        ("testazolam", "4 mg", ["at night", "once a day"], []),
        ("florbium tea", "", ["every 8 hours", "3 times a day", "as needed"], []),
        ("lonelol", "", ["once a week"], []),
    ]
    assert (lines[1]["input"], lines[2]["checked_as"]) == ("Testix", "florbium")
