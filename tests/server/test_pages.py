"""The pages: they answer without a script, ask no other host for anything, and say what went wrong in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.server.conftest import PAGES, TOY_PAGES
from web.errors import TOLD

if TYPE_CHECKING:
    from tests.server.conftest import Server

#: A page is empty for whoever reads without scripts when its main part has fewer letters than this.
LEAST_WORDS = 40
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_served_from_here_alone(server: Server, path: str) -> None:
    """A page is HTML, holds no script of its own, loads nothing from another host, and forbids both by policy."""
    reply = server.ask("GET", path, headers=BROWSER)
    text = reply.body.decode()

    assert (reply.status, reply.media_type) == (200, "text/html")
    assert "default-src 'self'" in reply.headers["content-security-policy"]
    assert "unsafe" not in reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=\"(?:https?:)?//", text) == []
    assert re.findall(r"<script(?![^>]*\b(?:src=|type=\"application/(?:ld\+)?json\"))[^>]*>", text) == []
    assert re.findall(r"<[^>]*\s(?:style|on\w+)=", text) == []


def test_the_files_a_page_names_are_there(server: Server) -> None:
    """Every style and script that a page links is served, except libraries that are fetched apart."""
    text = "".join(server.ask("GET", path, headers=BROWSER).body.decode() for path in PAGES)
    files = set(re.findall(r"(?:src|href)=\"(/static/[^\"]+)\"", text))

    assert files
    assert {name: server.ask("GET", name).status for name in files} == dict.fromkeys(files, 200)


def test_a_check_answers_without_a_script(server: Server) -> None:
    """The form's address alone brings the report, and a name that is not known is the page's to tell."""
    text = server.ask("GET", "/?s=zelkamine&s=alumorin%0Aqqqq", headers=BROWSER).body.decode()

    assert "zelkamine" in text
    assert "alumorin" in text
    assert "qqqq" in text


def test_what_is_typed_stays_text(server: Server) -> None:
    """A name that looks like markup is shown, never read as markup."""
    for path in ("/?s=", "/explore?start="):
        text = server.ask("GET", path + "%3Cscript%3Ealert(1)%3C/script%3E", headers=BROWSER).body.decode()

        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/id/nothing", 404), ("/?s=" + "x" * 300, 400)])
def test_a_browser_gets_its_error_as_a_page(server: Server, path: str, status: int) -> None:
    """Outside the API a browser's error is a page with the request id; a program's is JSON."""
    page, data = server.ask("GET", path, headers=BROWSER), server.ask("GET", path)

    assert (page.status, page.media_type) == (status, "text/html")
    assert page.headers["x-request-id"] in page.body.decode()
    assert f"<h1>{TOLD[status][0]}</h1>" in page.body.decode()
    assert (data.status, data.json()["status"]) == (status, status)


def test_the_docs_page_names_every_operation(server: Server) -> None:
    """What OpenAPI lists, the page shows."""
    text = server.ask("GET", "/docs", headers=BROWSER).body.decode()
    paths = server.ask("GET", "/openapi.json").json()["paths"]

    assert {"/api/check", "/api/substances", "/api/graph", "/api/stats", "/sparql", "/id/{slug}"} <= set(paths)
    assert [path for path in paths if path not in text] == []


def test_a_thing_has_an_address(server: Server) -> None:
    """A browser gets the thing's page, a program its description, and a stranger's name is not found."""
    page = server.ask("GET", "/id/zelkamine", headers=BROWSER)
    data = server.ask("GET", "/id/zelkamine", headers={"Accept": "application/n-triples"})

    assert (page.status, page.media_type, page.headers["vary"]) == (200, "text/html", "Accept, Accept-Encoding")
    assert "Structure not available" in page.body.decode()
    assert (data.status, data.media_type, data.body.count(b"\n")) == (200, "application/n-triples", 2)
    assert server.ask("GET", "/id/zelkamine", headers={"Accept": "image/png"}).status == 406
    assert server.ask("GET", "/id/Not%20A%20Slug").status == 404


def test_head_is_get_without_a_body(server: Server) -> None:
    """HEAD works on every page."""
    for path in PAGES:
        reply = server.ask("HEAD", path, headers=BROWSER)

        assert (reply.status, reply.body) == (200, b"")


def test_a_path_stays_inside_its_folder(server: Server) -> None:
    """No address leads out of the folder of styles and scripts."""
    for path in ("/static/../pages.py", "/static/%2e%2e/pages.py", "/static/..%2fpages.py", "/vendor/../../server.py"):
        assert server.ask("GET", path).status == 404


@pytest.mark.parametrize("path", TOY_PAGES)
def test_a_page_needs_no_script(toy: Server, path: str) -> None:
    """Every page has its heading and its words in the HTML itself, sets no cookie and allows no script of its own."""
    reply = toy.ask("GET", path, headers=BROWSER)
    page = reply.body.decode()
    main = page[page.index("<main") : page.index("</main>")]
    words = re.sub(r"<script.*?</script>|<[^>]+>", " ", main, flags=re.DOTALL)

    assert reply.media_type == "text/html"
    assert "<h1" in main
    assert len(" ".join(words.split())) > LEAST_WORDS
    assert "set-cookie" not in reply.headers
    assert "unsafe" not in reply.headers["content-security-policy"]
    assert re.findall(r"<[^>]*\s(?:style|on\w+)=", page) == []
