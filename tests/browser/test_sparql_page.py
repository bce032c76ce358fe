"""The SPARQL page in a browser: write, complete and run a query; see, keep and share its answer; without extras too."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from graph.templates import WEB
from tests.browser.conftest import DESK, PHONE, needed
from tests.browser.everybody import AXE, RULES

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AGO: Final = "https://w3id.org/alkagraph/schema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
CLASSES: Final = "SELECT ?class (COUNT(?x) AS ?n) WHERE { ?x a ?class } GROUP BY ?class ORDER BY ?class"
DRAWN: Final = (
    f"CONSTRUCT {{ ?s ?p ?o . ?s <{SKOS}prefLabel> ?l }} WHERE {{ ?s a <{AGO}Drug> ; ?p ?o ; <{SKOS}prefLabel> ?l }}"
)


@pytest.fixture
def editor() -> Path:
    """Return the editor's file."""
    return needed(WEB / "vendor" / "yasqe.min.js")


def opened(visit: Visit, path: str = "/sparql") -> Page:
    """Return the page when its editor is ready."""
    page = visit.open(path)
    expect(page.locator(".CodeMirror")).to_be_visible()
    return page


def write(page: Page, text: str) -> None:
    """Type a query in place of what stands in the editor."""
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.type(text)


def put(page: Page, query: str) -> None:
    """Put a query into the editor at once."""
    page.evaluate("query => document.querySelector('.CodeMirror').CodeMirror.setValue(query)", query)


def value(page: Page) -> str:
    """Return the query in the editor."""
    return str(page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()"))


def offered(page: Page, text: str = "") -> Locator:
    """Return what is offered for the last key; until the next frame the list before is seen, and takes no Enter."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.locator(".CodeMirror-hint-active")).to_contain_text(text)
    return page.locator(".CodeMirror-hint")


def run(page: Page) -> Locator:
    """Run the query and return the rows of its table."""
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("[data-view] tbody tr").first).to_be_visible()
    return page.locator("[data-view] tbody tr")


@pytest.mark.usefixtures("editor")
def test_a_query_is_written_with_help_and_answered(visit: Callable[..., Visit]) -> None:
    """Classes and properties of this graph are offered, prefixes are written by themselves, rows and time are told."""
    page = opened(visit())
    write(page, "SELECT ?x ?name WHERE { ?x a ago:Dru")
    offered(page, "ago:Drug")
    page.keyboard.press("Enter")
    page.keyboard.type(" ; preflab")
    offered(page, "skos:prefLabel")
    page.keyboard.press("Enter")
    page.keyboard.type(" ?name }")

    written = value(page)
    assert f"PREFIX ago: <{AGO}>" in written
    assert f"PREFIX skos: <{SKOS}>" in written
    assert "?x a ago:Drug ; skos:prefLabel ?name }" in written
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-view] thead th")).to_have_text(["x", "name"])
    rows = page.locator("[data-view] tbody tr")
    status = page.get_by_role("status").filter(has_text="rows in")
    expect(status).to_have_text(re.compile(rf"\b{rows.count()} rows in \d+\.\d\d s\."))
    assert rows.first.locator("a").get_attribute("href").startswith("/id/")  # type: ignore[union-attr]


@pytest.mark.usefixtures("editor")
def test_only_properties_of_the_class_are_offered(visit: Callable[..., Visit]) -> None:
    """Where the query says what a thing is, what is offered are the properties that such things have."""
    page = opened(visit())
    write(page, "PREFIX ago: <https://w3id.org/alkagraph/schema#>\nSELECT * WHERE { ?x a ago:Drug ; ago:")
    names = {text.split()[0] for text in offered(page).all_inner_texts()}
    page.keyboard.press("Escape")
    terms = json.loads(page.evaluate("fetch('/api/terms').then(reply => reply.text())"))
    (held,) = [one for one in terms["classes"] if one["id"] == f"{AGO}Drug"]
    own = {terms["properties"][at]["id"] for at in held["properties"]}
    named = {terms["prefixes"][prefix] + name for prefix, name in (text.split(":") for text in names)}

    assert named
    assert named <= own
    assert len(own) < len(terms["properties"])


@pytest.mark.usefixtures("editor")
def test_a_question_of_the_library_is_one_click_away(visit: Callable[..., Visit]) -> None:
    """Searching narrows the questions; choosing one puts it into the editor with its example values."""
    page = opened(visit())
    page.get_by_label("Search the questions").fill("inhibitors enzyme")
    links = page.locator("[data-example]:visible")
    expect(links.first).to_be_visible()
    wording = page.locator('[data-example="inhibitors-of-enzyme"]').inner_text()
    page.locator('[data-example="inhibitors-of-enzyme"]').click()

    expect(page.locator("[data-asked]")).to_contain_text(wording)
    assert "SELECT" in value(page)
    assert "VALUES ?enzyme { <https://w3id.org/alkagraph/id/" in value(page)


@pytest.mark.usefixtures("editor")
def test_a_graph_is_drawn_and_stands_in_the_table_too(visit: Callable[..., Visit]) -> None:
    """The answer of a CONSTRUCT can be drawn; choosing a thing tells its statements; the table has them all."""
    needed(WEB / "vendor" / "vis-network.min.js")
    page = opened(visit())
    put(page, DRAWN)
    rows = run(page)
    statements = rows.count()
    page.get_by_role("button", name="Graph", exact=True).click()
    expect(page.locator(".drawn canvas")).to_be_visible()
    expect(page.locator(".chosen")).to_contain_text("things are drawn")
    assert page.locator("[data-view] tbody tr").count() == statements > 1

    page.wait_for_function("document.querySelector('.drawn').network")
    page.evaluate(
        "() => { const { network } = document.querySelector('.drawn'); const id = network.body.nodeIndices[0];"
        " network.selectNodes([id]); network.body.emitter.emit('selectNode', { nodes: [id] }); }"
    )
    expect(page.locator(".chosen li").first).to_be_visible()


@pytest.mark.usefixtures("editor")
def test_a_drawing_says_what_it_leaves_out(visit: Callable[..., Visit]) -> None:
    """No more than 150 things are drawn, and the rest is counted."""
    needed(WEB / "vendor" / "vis-network.min.js")
    page = opened(visit())
    put(page, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(isIRI(?o)) } LIMIT 900")
    run(page)
    page.get_by_role("button", name="Graph", exact=True).click()
    expect(page.locator(".chosen")).to_contain_text("150 things are drawn, those with most statements;")
    expect(page.locator(".chosen")).to_contain_text("more stand in the table")
    expect(page.get_by_role("button", name="Show 400 more of 400")).to_be_visible()


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(("query", "kind"), [(CLASSES, "table"), (DRAWN, "graph")])
def test_an_answer_is_downloaded_in_every_format(visit: Callable[..., Visit], query: str, kind: str) -> None:
    """Each format that is offered comes as a file with its ending and something in it."""
    page = opened(visit())
    put(page, query)
    run(page)
    choice = page.locator("[data-as]")
    formats = choice.locator("option").evaluate_all("options => options.map(option => option.value)")
    assert len(formats) >= 4, kind
    for media_type in formats:
        choice.select_option(media_type)
        with page.expect_download() as begun:
            page.get_by_role("button", name="Download").click()
        assert begun.value.suggested_filename.startswith("alkagraph.")
        assert Path(begun.value.path()).stat().st_size > 0


@pytest.mark.usefixtures("editor")
def test_a_link_brings_the_query_back(visit: Callable[..., Visit]) -> None:
    """What is shared opens with the same query, for somebody who has never been here."""
    query = 'SELECT * WHERE { ?s ?p "1+1 & ü #" } LIMIT 3'
    page = opened(visit())
    put(page, query)
    page.get_by_role("button", name="Copy a link").click()
    link = page.get_by_label("Link to this query").input_value()
    assert query in unquote(link)

    there = visit()
    assert value(opened(there, link.removeprefix(there.base))) == query


@pytest.mark.usefixtures("editor")
def test_a_query_is_still_there_after_coming_back(visit: Callable[..., Visit]) -> None:
    """The browser keeps the last query; nothing is kept as a cookie."""
    page = opened(visit())
    put(page, CLASSES)
    page.reload(wait_until="networkidle")
    expect(page.locator(".CodeMirror")).to_be_visible()

    assert value(page) == CLASSES
    assert page.context.cookies() == []


@pytest.mark.usefixtures("editor")
def test_faults_are_told_in_words(visit: Callable[..., Visit]) -> None:
    """A fault is told while writing, and what the endpoint says of it is read out; the query stays."""
    one = visit()
    page = opened(one)
    put(page, "SELECT * WHERE { ?s ?p }")
    expect(page.locator("[data-syntax]")).to_contain_text("in line 1 is not SPARQL")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.get_by_role("alert").inner_text().strip()
    assert value(page) == "SELECT * WHERE { ?s ?p }"
    put(page, "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("SERVICE")
    # the browser reports each refusal of the endpoint in its console; nothing else may stand there
    assert [said for said in one.complaints if "Failed to load resource" not in said] == []
    one.complaints.clear()


@pytest.mark.usefixtures("editor")
def test_the_keyboard_is_never_caught(visit: Callable[..., Visit]) -> None:
    """Tab leaves the editor for the button under it, and back."""
    page = opened(visit())
    page.locator(".CodeMirror").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('.CodeMirror') !== null")


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(visit: Callable[..., Visit], size: dict[str, int], scheme: str) -> None:
    """Axe finds nothing to object to, in any state of the page, and nothing sticks out at the side."""
    axe = needed(AXE).read_text(encoding="utf-8")
    page = opened(visit(viewport=size, color_scheme=scheme, bypass_csp=True))
    page.evaluate(axe)

    def examined(state: str) -> None:
        found = page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], state
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state

    examined("at first")
    page.locator("summary", has_text="Interactions").click()
    examined("questions open")
    put(page, DRAWN)
    run(page)
    examined("table")
    if (WEB / "vendor" / "vis-network.min.js").exists():
        page.get_by_role("button", name="Graph", exact=True).click()
        examined("graph")
    page.get_by_role("button", name="As sent").click()
    examined("text")
    page.get_by_role("button", name="Copy a link").click()
    examined("link")
    write(page, "SELECT * WHERE { ?x a ago:Dru")
    expect(page.locator(".CodeMirror-hint").first).to_be_visible()
    examined("completion")


def test_without_the_editor_the_form_does_the_same(visit: Callable[..., Visit]) -> None:
    """Where the editor is missing a text field takes its place, and answers look the same."""
    one = visit()
    one.page.route("**/vendor/yasqe.min.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page = one.open("/sparql")
    page.get_by_label("Query", exact=True).fill(CLASSES)
    rows = run(page)
    expect(page.locator("[data-view] thead th")).to_have_text(["class", "n"])
    assert rows.count() > 1


def test_without_scripts_the_form_is_answered_by_the_server(visit: Callable[..., Visit]) -> None:
    """A browser without scripts can take a question of the library and send it."""
    page = visit(java_script_enabled=False).open("/sparql")
    page.locator("summary", has_text="The dataset").click()
    page.locator('[data-example="class-partitions"]').click()
    assert (
        "# Question: How many things are there of each class?" in page.get_by_label("Query", exact=True).input_value()
    )

    page.get_by_label("Answer as", exact=True).select_option("text/csv")
    with page.expect_download() as begun:
        page.get_by_role("button", name="Run", exact=True).click()
    assert Path(begun.value.path()).read_text(encoding="utf-8").startswith("class,")
