"""The interface for Python over the toy world: what it returns, how a notebook shows it, what it refuses."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import networkx as nx
import pytest

import graph
from graph import KnowledgeGraph
from graph.errors import LibraryMissing, NameUnresolved, QueryRefused, QuestionUnknown, RequestInvalid, SnapshotMissing
from graph.notebook import frames
from graph.notebook.rows import SHOWN, Rows
from graph.notebook.view import View
from graph.picture import Statement, add_node, add_statement
from graph.queries import library
from tests.strategies import toy_store

if TYPE_CHECKING:
    from pathlib import Path

NASTY = '</iframe></script><img src=x onerror="alert(1)">&\u2028' + "x" * 5_000
COUNT = "SELECT (COUNT(*) AS ?n) (1.5 AS ?half) (true AS ?yes) WHERE { ?s ?p ?o }"


class Marks(HTMLParser):
    """Gathers the elements of a cell, the text between them, and the page inside its frame."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.handlers: list[str] = []
        self.text = ""
        self.frame: dict[str, str | None] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.names.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        if tag == "iframe":
            self.frame = dict(attrs)

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    """Return the toy world."""
    return KnowledgeGraph(toy_store(), "toy")


def test_a_list_in_free_words_is_checked(kg: KnowledgeGraph) -> None:
    """Texts and dicts may be mixed; the report is that of the API, with one row a direction as a table."""
    report = kg.check(
        ["florbium 4 g three times a day", {"name": "testazolam", "dose": "2 mg"}],
        patient={"rings": 40},
        only=["human"],
    )

    assert {one["label"]: one["dose"] for one in report["substances"]} == {"testazolam": "2 mg", "florbium": "4 g"}
    assert report["data_version"] == "toy"
    assert report["filters"]["only"] == ["human"]
    assert ("rings", "40") in {(part["field"], part["value"]) for part in report["context"]}
    table = report.to_pandas()
    assert {tuple(row) for row in table[["precipitant_id", "object_id"]].to_numpy()} == {
        ("florbium", "testazolam"),
        ("testazolam", "florbium"),
    }
    assert list(table["answer"]) == [pair["answer"] for pair in report["pairs"]]
    assert {"without_filters", "alert", "orca_class", "observed_ratios", "predicted_ratio"} <= set(table.columns)


def test_the_same_is_shown_as_text_and_as_a_table(kg: KnowledgeGraph) -> None:
    """Every pair, its answer and its action stand in the cell; the reasons open below it."""
    report = kg.check("florbium, testazolam")
    marks = Marks(report._repr_html_())

    assert repr(report) == f"<check: 2 recognised, 2 ordered pairs, {report['alerts']} to act on>"
    for pair in report["pairs"]:
        assert f"{pair['precipitant']['label']} → {pair['object']['label']}" in marks.text
        assert pair["recommended_action"]["text"] in marks.text
        assert f"{pair['object']['label']}: {pair['answer_label']}" in str(report)
    assert report["disclaimer"] in marks.text
    assert {"table", "caption", "details"} <= set(marks.names)
    assert "script" not in marks.names


def test_a_name_that_is_not_recognised_stands_first(kg: KnowledgeGraph) -> None:
    """It is shown before everything else, in HTML and in text, and is never dropped."""
    report = kg.check(["florbium", "testazolan"])

    assert report.lost == ["“testazolan” was not recognised and is NOT checked. Did you mean testazolam?"]
    assert str(report).startswith(report.lost[0])
    text = Marks(report._repr_html_()).text
    assert text.index("testazolan") < text.index("There is no pair to check")


def test_a_list_that_cannot_be_read_is_refused(kg: KnowledgeGraph) -> None:
    """What is wrong is named as the API names it."""
    with pytest.raises(RequestInvalid, match="at least one substance"):
        kg.check([])
    with pytest.raises(RequestInvalid, match="patient"):
        kg.check(["florbium"], patient={"shoe size": 44})
    with pytest.raises(RequestInvalid, match="alert_from"):
        kg.check(["florbium"], alert_from=9)


def test_an_answer_is_explained(kg: KnowledgeGraph) -> None:
    """The trees of one or both directions stand in the cell as nested lists, and their mechanisms can be drawn."""
    both = kg.explain("florbium", "testazolam")
    one = kg.explain("florbium", "testazolam", reverse=False)

    assert (len(both["trees"]), len(one["trees"])) == (2, 1)
    marks = Marks(one._repr_html_())
    assert one["trees"][0]["text"] in marks.text
    assert {"details", "ul"} <= set(marks.names)
    assert str(one).splitlines()[0] == one["trees"][0]["text"]
    assert {"florbium", "testazolam"} <= set(one.view().to_networkx())
    with pytest.raises(NameUnresolved, match="testazolam"):
        kg.explain("florbium", "testazolan")


def test_a_question_takes_names_labels_and_ids(kg: KnowledgeGraph) -> None:
    """All of them mean the same thing, also the label of what is no substance, and several are asked at once."""
    by_name = kg.ask("interactions-of-drug", drug="Testazolam")

    assert by_name
    assert by_name == kg.ask("interactions-of-drug", drug=["alka:testazolam"])
    assert len(kg.ask("interactions-of-drug", drug=["testazolam", "calmazepam"])) > len(by_name)
    assert kg.ask("inhibitors-of-enzyme", enzyme="CYPX") == kg.ask("inhibitors-of-enzyme", enzyme="cypx") != []
    assert {type(value) for row in by_name for value in row.values()} == {str}
    with pytest.raises(NameUnresolved):
        kg.ask("interactions-of-drug", drug="nothing of this name")
    with pytest.raises(QuestionUnknown, match="it takes: drug"):
        kg.ask("interactions-of-drug", medicine="testazolam")
    with pytest.raises(QuestionUnknown, match="the library has"):
        kg.ask("no-such-question")


def test_every_question_is_listed(kg: KnowledgeGraph) -> None:
    """The list of questions is that of the library."""
    listed = kg.questions()

    assert {"name", "question", "inputs", "output", "topic"} == set(listed.columns)
    assert [row["name"] for row in listed] == list(library())


def test_numbers_come_as_numbers(kg: KnowledgeGraph) -> None:
    """Integers, decimals and booleans are Python's; a data frame calls things by their ids, or by IRIs if asked to."""
    found = kg.sparql(COUNT)

    assert isinstance(found, Rows)
    assert found[0] == {"n": len(toy_store()), "half": 1.5, "yes": True}
    rows = kg.ask("interactions-of-drug", drug="testazolam")
    assert str(rows.to_pandas()["precipitant"][0]) == rows[0]["precipitant"].rpartition("/")[2]
    assert rows.to_pandas(full=True)["precipitant"][0] == rows[0]["precipitant"]
    assert list(rows.to_pandas().columns) == list(rows.columns)


def test_every_form_of_query_has_its_answer(kg: KnowledgeGraph) -> None:
    """SELECT gives rows, ASK the truth, CONSTRUCT Turtle; FROM narrows what is read; no update, no other server."""
    assert kg.sparql("ASK { ?s ?p ?o }") is True
    assert kg.sparql("ASK FROM <https://w3id.org/alkagraph/graph/claims> { ?s <urn:no> ?o }") is False
    turtle = kg.sparql("CONSTRUCT { <urn:a> <urn:b> 1 } WHERE { }")
    assert isinstance(turtle, str)
    assert "<urn:a>" in turtle
    for query in ("INSERT DATA { <urn:a> <urn:b> 1 }", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"):
        with pytest.raises(QueryRefused):
            kg.sparql(query)


def test_a_long_answer_is_shown_in_part() -> None:
    """A cell shows so many rows and says how many more there are; the data frame has all."""
    rows = Rows([{"n": n} for n in range(SHOWN + 7)], ["n"], "numbers")

    assert "… and 7 more rows" in Marks(rows._repr_html_()).text
    assert len(rows.to_pandas()) == SHOWN + 7


def test_a_picture_is_a_graph_and_a_table_too(kg: KnowledgeGraph, tmp_path: Path) -> None:
    """All forms hold the same statements; the graph is a copy, and the file asks no host for anything."""
    view = kg.view("florbium")
    drawn = view.to_networkx()

    held = [one for *_, statements in drawn.edges(data="statements") for one in statements]
    assert held
    assert all(isinstance(one, Statement) for one in held)
    assert sorted(view.to_pandas()["id"]) == sorted(one.id for one in held)
    assert repr(view) == f"<picture of florbium: {len(drawn)} things, {drawn.number_of_edges()} arrows>"
    drawn.clear()
    assert len(view.to_networkx()) > 0
    path = view.save(tmp_path / "view.html")
    assert path.read_text(encoding="utf-8") == view.page()
    assert view.svg().startswith("<svg")
    with pytest.raises(RequestInvalid, match="at least one thing"):
        kg.view()
    with pytest.raises(RequestInvalid, match="height"):
        kg.view("florbium", height=0)


def test_the_frame_is_closed_and_whole(kg: KnowledgeGraph) -> None:
    """The page stands in the frame as text, may run its scripts and nothing of the notebook, and is named."""
    view = kg.view("florbium", height=500)
    marks = Marks(view._repr_html_())

    assert set(marks.names) == {"div", "style", "iframe", "p", "small", "bdi", "code"}
    assert marks.frame["sandbox"] == "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
    assert (marks.frame["title"], marks.frame["height"]) == ("Interactive picture: florbium", "500")
    inside = marks.frame["srcdoc"] or ""
    assert inside.lstrip().startswith("<!doctype html>")
    assert "Content-Security-Policy" in inside
    assert '<base href="about:srcdoc" target="_blank">' in inside
    assert "<base" not in view.page()


def test_nothing_in_the_data_becomes_markup() -> None:
    """Labels written to break out stay texts in a frame, in the page inside it, and in rows."""
    drawn = nx.MultiDiGraph()
    add_node(drawn, "zelkamine", NASTY, "Alkaloid")
    add_node(drawn, "cypx", "CYPX", "Enzyme")
    add_statement(drawn, "zelkamine", "inhibits", "cypx", Statement("s-1", NASTY, "javascript:alert(1)"))
    frame = Marks(View(drawn, NASTY)._repr_html_())
    rows = Marks(Rows([{NASTY: NASTY}], [NASTY], NASTY)._repr_html_())
    inside = Marks(frame.frame["srcdoc"] or "")

    for marks in (frame, rows, inside):
        assert "img" not in marks.names
        assert marks.handlers == []
    assert frame.names.count("iframe") == 1
    assert NASTY in rows.text
    assert 'href="javascript' not in (frame.frame["srcdoc"] or "")


def test_the_whole_graph_can_be_computed_with(kg: KnowledgeGraph) -> None:
    """Every statement that names two things is in it, and nothing is cut."""
    whole = kg.to_networkx()
    cut = kg.view("florbium").to_networkx()

    assert "more" not in {kind for _, kind in whole.nodes(data="kind")}
    assert whole.nodes["zelkamine"]["label"] == "zelkamine"
    told = {one.id for *_, held in whole.edges(data="statements") for one in held}
    assert {one.id for *_, held in cut.edges(data="statements") for one in held if not one.derived} <= told


def test_a_name_means_one_thing(kg: KnowledgeGraph) -> None:
    """A name is resolved as a check does it, and never guessed."""
    assert kg.resolve("FLORBIUM").kind == "product"
    with pytest.raises(NameUnresolved, match=r"Did you mean .*florbium"):
        kg.resolve("florbiun")


def test_without_pandas_the_remedy_is_told(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything but `to_pandas` works; that says what to install."""
    monkeypatch.setattr(frames, "PANDAS", "no_such_library")

    with pytest.raises(LibraryMissing, match=r"pip install no_such_library.*alkagraph\[notebook\]"):
        kg.questions().to_pandas()


def test_nothing_is_built_by_opening(empty: Path) -> None:
    """Without a snapshot the remedy is told, and no file is made."""
    with pytest.raises(SnapshotMissing, match="alkagraph build"):
        KnowledgeGraph.open()

    assert not empty.exists()


def test_what_is_in_force_is_opened_from_disk(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of the snapshot is read where it is there; a path and the setting name another place."""
    found = KnowledgeGraph.open()
    assert found.store.on_disk
    assert found.version == next(home.glob("*.nq")).stem.rpartition("-")[2]
    assert repr(found) == f"<AlkaGraph, data version {found.version}>"

    loaded = KnowledgeGraph.open(next(home.glob("*.nq")))
    assert loaded.store.in_memory
    monkeypatch.setenv("ALKAGRAPH_STORE", str(tmp_path / "nowhere.nq"))
    with pytest.raises(SnapshotMissing, match=r"nowhere\.nq"):
        KnowledgeGraph.open()


def test_importing_the_package_loads_nothing(root: Path) -> None:
    """`import graph` costs nothing; the interface is loaded when it is asked for."""
    heavy = "{'networkx', 'pyoxigraph', 'jinja2', 'pandas', 'numpy'}"
    later = "graph.KnowledgeGraph; assert 'pandas' not in sys.modules"
    code = f"import sys, graph; assert not {heavy} & set(sys.modules); {later}"
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)

    assert "KnowledgeGraph" in graph.__all__
    with pytest.raises(AttributeError, match="nothing_of_this_name"):
        _ = graph.nothing_of_this_name  # type: ignore[attr-defined]
