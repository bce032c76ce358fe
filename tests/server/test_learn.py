"""Lessons over HTTP: a file is all that is needed, the pages work without a script, the quiz lives in the address."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from tests.lessons import toy
from tests.server.conftest import start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server.conftest import Reply, Server

BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with lessons of the server's own; empty at first."""
    return tmp_path_factory.mktemp("lessons")


@pytest.fixture(scope="module")
def school(root: Path, toy_snapshot: Path, folder: Path) -> Iterator[Server]:
    """Return a server over the toy world with a folder for lessons."""
    process, running = start(root, toy_snapshot, ALKAGRAPH_LESSONS=str(folder))
    yield running
    process.terminate()
    process.wait()


@pytest.fixture
def lesson(folder: Path) -> Iterator[Path]:
    """Add one file to the folder: that is how a teacher makes a lesson."""
    path = folder / "toy-leaf.toml"
    path.write_text(toy(), encoding="utf-8")
    yield path
    path.unlink()


def page(server: Server, path: str) -> Reply:
    """Return what a browser gets."""
    return server.ask("GET", path, headers=BROWSER)


def text_of(reply: Reply) -> str:
    """Return the words of a page without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", reply.body.decode()).split())


def test_one_file_makes_a_lesson(school: Server, lesson: Path) -> None:
    """A file put into the folder of a running server is listed, shown and quizzed; taken away, it is gone."""
    listed = page(school, "/learn")
    assert (listed.status, listed.media_type) == (200, "text/html")
    assert 'href="/learn/toy-leaf"' in listed.body.decode()
    assert "a first class Takes 10 minutes Has 3 steps, 2 quiz questions" in text_of(listed)

    shown = page(school, "/learn/toy-leaf")
    told = text_of(shown)
    assert shown.status == 200
    assert "After this you can say what an inhibitor does" in told
    assert "zelkamine" in told
    assert "12 mg/g" in told
    assert "What else would you want to know of the leaf?" in told
    assert "Let the class guess first." not in told
    assert "Let the class guess first." in text_of(page(school, "/learn/toy-leaf?notes=1"))

    lesson.rename(lesson.with_suffix(".away"))
    assert page(school, "/learn/toy-leaf").status == 404
    lesson.with_suffix(".away").rename(lesson)


@pytest.mark.usefixtures("lesson")
def test_a_lesson_names_every_part_once(school: Server) -> None:
    """Pictures of several steps share a page, and no name in it stands twice."""
    shown = page(school, "/learn/toy-leaf?notes=1").body.decode()
    names = re.findall(r'\sid="([^"]+)"', shown)

    assert len(names) == len(set(names))
    assert {f"step-{number}" for number in (1, 2, 3)} <= set(names)
    assert set(re.findall(r'href="#([^"]+)"', shown)) <= set(names)


@pytest.mark.usefixtures("lesson")
def test_the_quiz_is_marked_in_the_address(school: Server) -> None:
    """Nothing is kept on the server or in a cookie: the address holds the answers, the page their marks."""
    empty = page(school, "/learn/toy-leaf/quiz")
    assert "answered right" not in text_of(empty)
    assert "set-cookie" not in empty.headers

    half = text_of(page(school, "/learn/toy-leaf/quiz?q1=lower"))
    assert "1 of 1 answered right; 1 still open" in half
    assert "Right. 1.39 (90% CI 1.23-1.57) was seen" in half
    wrong = text_of(page(school, "/learn/toy-leaf/quiz?q1=higher&q2=1.39-90-ci-1.23-1.57"))
    assert "1 of 2 answered right." in wrong
    assert "✕ not so" in wrong
    assert "✓ right" in wrong
    assert "Bell 2002" in wrong


@pytest.mark.usefixtures("lesson")
@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/learn/nothing", 404, "there is no lesson “nothing”; there are: "),
        ("/learn/nothing/quiz", 404, "there is no lesson"),
        ("/learn/toy-leaf?notes=2", 400, "“notes” is 1 or is left out"),
        ("/learn/toy-leaf/quiz?q1=sideways", 400, "“q1” cannot be “sideways”; choose from: lower, the-same, higher"),
        ("/learn/toy-leaf/quiz?q3=1", 400, "it has q1 to q2"),
        ("/learn/toy-leaf/quiz?q1=lower&q1=higher", 400, "given 2 times"),
        ("/learn/toy-leaf/quiz?" + "&".join(f"x{number}=1" for number in range(200)), 400, "more than 100 parameters"),
    ],
)
def test_what_is_not_there_is_told(school: Server, path: str, status: int, told: str) -> None:
    """An unknown lesson, field or answer is a clear error that names the remedy."""
    reply = page(school, path)

    assert reply.status == status
    assert told in text_of(reply)


@pytest.mark.usefixtures("lesson")
def test_a_step_stands_in_a_frame(school: Server) -> None:
    """One step without header, footer and notes, which any page may frame; the others follow in the frame."""
    framed = page(school, "/embed/learn/toy-leaf")
    text = framed.body.decode()
    assert "frame-ancestors *" in framed.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in page(school, "/learn/toy-leaf").headers["content-security-policy"]
    assert "<header" not in text
    assert 'href="/embed/learn/toy-leaf?step=2" target="_self"' in text
    assert "What else would you want to know of the leaf?" in text
    assert "Foretold and seen" not in text

    last = page(school, "/embed/learn/toy-leaf?step=3").body.decode()
    assert 'href="/embed/learn/toy-leaf?step=2" target="_self"' in last
    assert 'href="/learn/toy-leaf/quiz"' in last
    for given in ("0", "4", "01", "one"):
        refused = page(school, f"/embed/learn/toy-leaf?step={given}")
        assert refused.status == 400
        assert "it is a number from 1 to 3" in text_of(refused)
    assert page(school, "/embed/learn/nothing").status == 404


def test_the_line_to_copy_is_html_whatever_the_title(school: Server, lesson: Path) -> None:
    """The teacher notes give a frame for each step; a title with quotation marks stays inside its attribute."""
    lesson.write_text(toy("What is in the leaf", '<b>\\"Leaf\\"</b>'), encoding="utf-8")
    shown = page(school, "/learn/toy-leaf?notes=1").body.decode()
    snippets = [html.unescape(one) for one in re.findall(r"<textarea[^>]*>(.*?)</textarea>", shown)]

    assert len(snippets) == 3
    assert snippets[0].startswith(
        '<iframe src="/embed/learn/toy-leaf?step=1" title="&lt;b&gt;&#34;Leaf&#34;&lt;/b&gt;" '
    )
    assert "<textarea" not in page(school, "/learn/toy-leaf").body.decode()


def test_a_broken_file_is_told_and_the_site_stays(school: Server, folder: Path, lesson: Path) -> None:
    """A fault of the file stands on the list; a fault of one step stands in its place, the other steps are whole."""
    broken = folder / "broken.toml"
    broken.write_text(toy("minutes = 10", 'minutes = "ten"'), encoding="utf-8")
    lesson.write_text(toy("{{list:label}}", "{{list:lable}}"), encoding="utf-8")

    listed = text_of(page(school, "/learn"))
    assert "1 lesson cannot be shown lesson broken: “minutes” is no whole number above zero." in listed
    assert page(school, "/learn/broken").status == 404
    shown = page(school, "/learn/toy-leaf")
    assert shown.status == 200
    assert "This step cannot be shown. lesson toy-leaf, step 1: “list:lable” cannot be filled in." in text_of(shown)
    assert "×1.39" in text_of(shown)
    assert page(school, "/learn/toy-leaf/quiz").status == 200
    broken.unlink()


def test_hostile_words_stay_words(school: Server, lesson: Path) -> None:
    """A title with a script, marks of the other direction and quotes is text wherever it stands."""
    hostile = '\\u202e<script>alert(1)</script>\\" onload=\\"x'
    lesson.write_text(toy("How the toy leaf slows an enzyme", hostile), encoding="utf-8")

    for path in ("/learn", "/learn/toy-leaf", "/learn/toy-leaf/quiz", "/embed/learn/toy-leaf"):
        shown = page(school, path).body.decode()
        assert "<script>alert(1)" not in shown
        assert "&lt;script&gt;alert(1)" in shown
