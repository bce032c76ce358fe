"""The check as files: the address of a check with another ending; and the list as pieces, doses and first lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from graph.checker import CheckRequest, check
from tests.strategies import toy_store
from web.forms import read
from web.listed import pieces_of, span
from web.saying import said
from web.takeaway import KINDS

if TYPE_CHECKING:
    from tests.server.conftest import Server
    from web.forms import Form
    from web.listed import Piece

LIST = "s=florbium+2+g+twice+a+day&s=testazolam&no=case+reports"


def pieces(*fields: tuple[str, str]) -> tuple[list[Piece], Form]:
    """Return the pieces of a list given as the fields of an address, and the form as it was read."""
    form = read(fields)
    report = check(toy_store(), CheckRequest.parse(form.request))
    form = form.read_as(report["read"])
    return pieces_of(report, form), form


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_check_can_be_taken_away(toy: Server, kind: str) -> None:
    """Every form has its media type and a name to be saved under; filters of the address hold."""
    reply = toy.ask("GET", f"/check.{kind}?{LIST}")

    assert reply.status == 200
    assert reply.headers["content-type"] == KINDS[kind]
    assert reply.headers["content-disposition"].endswith(f'filename="alkagraph-check.{kind}"')
    if kind == "json":
        assert json.loads(reply.body)["filters"]["no"] == ["case reports"]


@pytest.mark.parametrize(
    ("path", "status"), [("/check.exe?s=florbium", 404), ("/check.csv", 400), ("/check.txt?s=%ff", 400)]
)
def test_what_cannot_be_given_is_said(toy: Server, path: str, status: int) -> None:
    """An unknown ending is not there; nothing to check, or what is no text, is refused."""
    assert toy.ask("GET", path).status == status


def test_each_piece_can_be_taken_out_and_says_how_it_was_read() -> None:
    """A brand shows what it means, a combination its parts; the fields of an old address are a piece like others."""
    shown, _ = pieces(
        ("product", "florbium"), ("amount", "2"), ("times", "2"), ("s", "Testix 4 mg tds, Calmolol, nobody")
    )

    assert [one.text for one in shown] == ["florbium 2 g twice a day", "Testix 4 mg tds", "Calmolol", "nobody"]
    assert [one.told for one in shown] == ["", "→ testazolam, 3 times a day", "checked as calmazepam and lonelol", ""]
    assert [one.lost for one in shown] == [False, False, False, True]
    assert shown[1].without == "/?s=florbium+2+g+twice+a+day&s=Calmolol&s=nobody"


def test_the_dose_of_a_product_can_be_moved() -> None:
    """Its fields send the rest of the check along; a dose that says more than fields can is left to its words."""
    shown, _ = pieces(("s", "florbium 2 g twice a day, testazolam"), ("no", "case reports"), ("patient", "rings:60"))
    dose = shown[0].dose

    assert dose is not None
    assert (dose.amount, dose.unit, dose.times, dose.often.value) == ("2", "g", "2", "2")
    assert dose.kept == (("product", "florbium"), ("s", "testazolam"), ("patient", "rings:60"), ("no", "case reports"))
    assert dose.amounts == span("2")
    assert dose.studied == ("2 g tea",)
    assert [one.dose for one in pieces(("s", "florbium 2 g at night, testazolam"))[0]] == [None, None]
    assert [one.dose for one in pieces(("s", "florbium 1-2 g, testazolam"))[0]] == [None, None]


@pytest.mark.parametrize("amount", ["0.3", "1", "4", "4.3", "8", "250", "99999"])
def test_what_was_typed_is_a_step_of_its_slider(amount: str) -> None:
    """A slider never moves what was typed, and reaches well beyond it."""
    found = span(amount)

    assert found is not None
    assert found.value == amount
    steps = (float(amount) - float(found.least)) / float(found.step)
    assert steps == pytest.approx(round(steps))
    assert float(found.most) >= 2.5 * float(amount)
    assert float(found.least) > 0


@pytest.mark.parametrize(
    ("answer", "consequence", "orca", "expected"),
    [
        (
            "interaction",
            "Deep drowse; QT long; Itch; may do more",
            3,
            "Take care with zel and mor: deep drowse; QT long; and 2 more.",
        ),
        ("predicted", "Deep drowse.", None, "zel and mor: deep drowse."),
        ("conflicting", "deep drowse", 2, "Usually avoid zel with mor: deep drowse. The evidence disagrees."),
        ("unstudied", "not known", None, "nobody knows"),
        ("no_interaction", "no change", 5, "nobody knows"),
    ],
)
def test_the_first_line_is_what_a_colleague_would_say(
    answer: str, consequence: str, orca: int | None, expected: str
) -> None:
    """It begins with the advice, names two consequences at most, and leaves silence as the graph words it."""
    line = {"answer": answer, "consequence": consequence, "orca_class": orca, "sentence": "nobody knows"}

    assert said({**line, "precipitant": {"label": "zel"}, "object": {"label": "mor"}}) == expected
