"""What changes the answer: every factor the graph knows for either side of a pair, told with its source."""

from __future__ import annotations

from tests.strategies import answer_of, report


def test_a_factor_of_one_substance_is_told_for_its_pairs() -> None:
    """Number, circumstances, source and a sentence stand together; the substance says on which side it weighs."""
    found = answer_of("florbium", "testazolam")["modifying_factors"]
    slow = next(one for one in found if one["factor"] == "slow-person")

    assert (slow["substance"], slow["endpoint"], slow["as_printed"]) == ("testazolam", "auc_ratio", "3-fold")
    assert (slow["citation"], slow["locator"], slow["statement"]) == ("Bell 2002", "Table 4", "toy-0301")
    assert slow["text"].endswith("; dosing: single")
    assert slow["text"].startswith("slow person changes the exposure to testazolam: raises; ")


def test_a_factor_without_effect_is_told_as_such() -> None:
    """A study of a form that found no change counts for its product and says that nothing was found."""
    found = answer_of("florbium", "lonelol")["modifying_factors"]

    assert [(one["factor"], one["thing"], one["stance"]) for one in found] == [
        ("empty-noggin", "florbium-tea", "refutes")
    ]
    assert "no change found" in found[0]["text"]


def test_a_factor_of_a_class_reaches_its_members() -> None:
    """What is said of a class holds for a member of a narrower one."""
    found = answer_of("calmazepam", "lonelol")["modifying_factors"]

    assert [(one["factor"], one["thing"], one["substance"]) for one in found] == [
        ("empty-noggin", "sedatoid", "calmazepam")
    ]
    assert found[0]["text"] == "empty noggin changes the risk of sedatoid: outcome: deep drowse"


def test_nothing_known_is_an_empty_list_and_says_so() -> None:
    """An unstudied pair has no factors, and its gaps name them; a pair with factors says that there may be more."""
    bare, told = answer_of("lonelol", "refutine"), answer_of("florbium", "testazolam")

    assert bare["modifying_factors"] == []
    assert any(gap.startswith("Repeated dosing") for gap in bare["unknown"])
    assert any(gap.startswith("Beyond the factors listed") for gap in told["unknown"])


def test_both_sides_are_told_once_each_way() -> None:
    """The pair in either order tells the same factors."""
    pairs = report("florbium", "testazolam")["pairs"]
    sets = [{one["statement"] for one in pair["modifying_factors"]} for pair in pairs]

    assert sets[0] == sets[1] == {"toy-0301", "toy-0302"}
