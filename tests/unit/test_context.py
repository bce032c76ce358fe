"""What is told of a patient: understood by the words the graph holds, refused with what there is to choose from."""

from __future__ import annotations

import pytest

from graph.context import MAX_TOLD, MAX_VALUES, MAX_WORD, Part, fields, told, told_of, understand
from graph.errors import ChoiceUnknown, RequestInvalid
from graph.names import iri
from graph.pharmacokinetics.phenotype import Activity, activities, activity_of, expected, shaped
from tests.strategies import toy_store


def parts(raw: object) -> list[Part]:
    """Return what the toy world understands."""
    return list(understand(toy_store(), told(raw)))


def test_a_word_is_understood_in_every_spelling() -> None:
    """Name, label and other spellings mean the same, whatever the case; the factor behind comes from the data."""
    found = {tuple(parts({"cypx": text})) for text in ("slow", "S", "Sluggish", "slow cypx", "SLOW")}

    assert len(found) == 1
    (part,) = next(iter(found))
    assert (part.value, part.factors, part.about) == ("slow", frozenset({iri("slow-person")}), "")
    assert part.nothing == "No data: this pair with slow CYPX was not found."


def test_the_forms_of_telling_mean_the_same() -> None:
    """An object and a list of field=value or field:value are one; true and a number may be told as such."""
    assert parts({"cypx": "slow", "ripe": True, "rings": 60}) == parts(["cypx=slow", "ripe:yes", "rings=60.0"])


def test_the_usual_state_has_no_factor() -> None:
    """What is told stays visible even when nothing follows from it."""
    (part,) = parts({"ripe": False})

    assert (part.value_label, part.factors) == ("unripe", frozenset())


@pytest.mark.parametrize(
    ("rings", "factors"), [(49.9, set()), (50, {iri("empty-noggin")}), (90, {iri("empty-noggin")})]
)
def test_a_number_has_the_factors_of_the_stretches_it_lies_in(rings: float, factors: set[str]) -> None:
    """The ends of a stretch belong to it."""
    (part,) = parts({"rings": rings})

    assert part.factors == factors
    assert part.value_label.endswith(" rings")


def test_several_values_are_several_parts() -> None:
    """A field of several values gives one part for each; the same twice is one."""
    found = parts({"noggin": ["empty", "full", "Empty"]})

    assert [part.value for part in found] == ["empty", "full"]


def test_nothing_told_is_no_part() -> None:
    """No patient, an empty one and a field without a value tell nothing."""
    assert parts(None) == parts({}) == parts([]) == parts({"cypx": None}) == []


def test_a_field_that_is_not_there_is_refused_with_all_there_are() -> None:
    """The message lists each field with its values; what is read from the list itself is not among them."""
    with pytest.raises(ChoiceUnknown) as caught:
        parts({"mood": "good"})

    assert caught.value.allowed == (
        "cypx=quick|slow|usual",
        "noggin=empty|full|plain",
        "rings=0 to 90",
        "ripe=false|true",
        "hours_apart=0 to 100",
    )


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"cypx": "fast"}, ("patient.cypx", "fast", "slow")),
        ({"cypx": ["slow", "quick"]}, ("patient.cypx", "2 values", "give one")),
        ({"dose": "4 g"}, ("patient", "dose", "cypx=")),
        ({"rings": "many"}, ("patient.rings", "a number in rings", "0 to 90", "many")),
        ({"rings": 91}, ("patient.rings", "0 to 90")),
        ({"rings": -1}, ("patient.rings", "0 to 90")),
        ({"rings": "nan"}, ("patient.rings", "0 to 90")),
        ({"cypx": {}}, ("patient.cypx", "a text")),
        ({"cypx": " "}, ("patient.cypx", "a text")),
        ({"cypx": "x" * (MAX_WORD + 1)}, ("patient.cypx", str(MAX_WORD))),
        ({"noggin": ["empty"] * (MAX_VALUES + 1)}, ("patient.noggin", str(MAX_VALUES))),
        ({str(n): "x" for n in range(MAX_TOLD + 1)}, ("patient", str(MAX_TOLD))),
        (["cypx=slow"] * (MAX_TOLD + 1), ("patient", str(MAX_TOLD))),
        (["slow"], ("patient", "field=value", "slow")),
        ([7], ("patient", "a text")),
        ("slow", ("patient", "an object")),
    ],
)
def test_what_cannot_be_understood_is_refused(raw: object, words: tuple[str, ...]) -> None:
    """The message names the field and says what would be taken."""
    with pytest.raises(RequestInvalid) as caught:
        parts(raw)

    assert [word for word in words if word not in str(caught.value)] == []


def test_a_part_of_a_substance_names_it() -> None:
    """What stands beside a substance concerns that substance alone."""
    part = told_of(fields(toy_store())["dose"], "4 g", iri("florbium"))

    assert part.in_json() == {
        "field": "dose",
        "label": "dose",
        "value": "4 g",
        "value_label": "4 g",
        "about": "florbium",
        "factors": [],
    }
    often = told_of(fields(toy_store())["times_per_day"], "3", iri("florbium"), 3)
    assert often.factors == {iri("quick-person")}


def test_the_activity_of_an_enzyme_follows_from_the_factor() -> None:
    """A number is given where one is held; a bound alone is told but computed with by nobody."""
    slow, quick = {iri("slow-person")}, {iri("quick-person")}

    assert activity_of(toy_store(), slow) == {iri("cypx"): 0.0}
    assert activity_of(toy_store(), quick) == {}
    assert activities(toy_store(), quick)[iri("cypx")].low == 1.1
    assert activity_of(toy_store(), {iri("empty-noggin")}) == {}


@pytest.mark.parametrize(
    ("low", "value", "high", "codes"),
    [
        (0.0, 0.0, 0.0, ("raises", "lowers_active_metabolite")),
        (0.1, 0.2, 0.5, ("raises", "lowers_active_metabolite")),
        (1.1, None, None, ("lowers", "raises_active_metabolite")),
        (None, 2.0, None, ("lowers", "raises_active_metabolite")),
        (0.6, 1.0, 1.1, ("", "")),
        (None, 1.0, None, ("", "")),
        (0.5, 0.9, 1.2, ("", "")),
    ],
)
def test_the_sign_turns_for_a_prodrug(
    low: float | None, value: float | None, high: float | None, codes: tuple[str, str]
) -> None:
    """Less of the enzyme means more of what it clears and less of what it activates; both ways may mean nothing."""
    activity = Activity("cypx", value, low, high, "row", "paper", "Table 1")

    assert (expected(activity, activated=False), expected(activity, activated=True)) == codes


def test_only_what_a_regulator_grades_hangs_on_an_enzyme() -> None:
    """A substrate with a category counts, one that is merely called so does not."""
    assert [one.statements for one in shaped(toy_store(), iri("testazolam"))] == [(iri("toy-0201"),)]
    assert shaped(toy_store(), iri("refutine")) == ()
