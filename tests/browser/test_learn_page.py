"""What a teacher and a class do with a lesson, in a real browser, against a real server with a lesson of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Visit, served, visits_to
from tests.browser.everybody import faults_of
from tests.lessons import toy
from tests.server.conftest import start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PROJECTOR: Final = {"width": 1920, "height": 1080}
LESSON: Final = "/learn/toy-leaf"


@pytest.fixture(scope="module")
def school(root: Path, toy_snapshot: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server over the toy world with one lesson more than there are."""
    folder = tmp_path_factory.mktemp("lessons")
    (folder / "toy-leaf.toml").write_text(toy(), encoding="utf-8")
    process, running = start(root, toy_snapshot, ALKAGRAPH_LESSONS=str(folder))
    yield f"http://127.0.0.1:{running.port}"
    process.terminate()
    process.wait(timeout=30)


@pytest.fixture
def pupil(browser: Browser, school: str) -> Iterator[Callable[..., Visit]]:
    """Return a maker of visits to that server; at the end none may have complained or asked another host."""
    with visits_to(browser, school) as make:
        yield make


def shown(page: Page) -> list[str]:
    """Return the numbers of the steps that can be seen."""
    return [step.get_attribute("data-step") or "" for step in page.locator("[data-step]").all() if not step.is_hidden()]


def test_a_teacher_walks_through_with_the_keyboard(pupil: Callable[..., Visit]) -> None:
    """From the list into a lesson, one step at a time by keys, the place in the address, and back to all steps."""
    page = pupil(viewport=PROJECTOR).open("/learn")
    page.get_by_role("link", name="How the toy leaf slows an enzyme").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("How the toy leaf slows an enzyme")
    assert shown(page) == ["1", "2", "3"]

    page.get_by_role("button", name="One step at a time").press("Enter")
    expect(page).to_have_url(re.compile(r"#step-1$"))
    assert shown(page) == ["1"]
    expect(page.locator("[data-place]")).to_have_text("Step 1 of 3")
    expect(page.get_by_role("button", name="Back")).to_be_disabled()
    assert page.evaluate("document.activeElement.id") == "step-1"

    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"#step-2$"))
    page.keyboard.press("PageDown")
    expect(page).to_have_url(re.compile(r"#step-3$"))
    page.keyboard.press("ArrowRight")
    assert shown(page) == ["3"]
    expect(page.get_by_text("What to think instead")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    assert shown(page) == ["2"]
    assert page.evaluate("document.querySelector('[data-progress]').value") == 2

    before = page.locator("#step-2 .words").evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    page.get_by_role("button", name="Larger type").press("Enter")
    after = page.locator("#step-2 .words").evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    assert after > before * 1.3
    page.get_by_role("button", name="All steps").press("Enter")
    assert shown(page) == ["1", "2", "3"]
    assert "#" not in page.url


def test_an_address_leads_to_a_step_and_an_arrow_to_its_source(pupil: Callable[..., Visit]) -> None:
    """`#step-1` opens that step; an arrow of its picture shows who says so, and keys inside the picture stay there."""
    page = pupil().open(f"{LESSON}#step-1")
    assert shown(page) == ["1"]
    arrow = page.locator("#step-1 svg a[data-edge]").first
    arrow.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#step-1 [data-chosen]")).to_contain_text("2001")
    page.keyboard.press("ArrowRight")
    assert shown(page) == ["1"]
    assert page.locator("#step-1").get_by_role("link", name="Open in the explorer").get_attribute("href") == (
        "/explore?start=zelkamine"
    )
    page.locator("#step-2").evaluate("() => { location.hash = '#step-2' }")
    expect(page.locator("#step-2")).to_be_visible()
    assert shown(page) == ["2"]


def test_the_quiz_marks_right_and_wrong(pupil: Callable[..., Visit]) -> None:
    """A right and a wrong answer get their marks, the reason and the source; the score is in the address."""
    page = pupil().open(f"{LESSON}/quiz")
    page.get_by_label("higher").check()
    page.get_by_label("1.39 (90% CI 1.23-1.57)").check()
    page.get_by_role("button", name="Mark my answers").click()

    expect(page.get_by_role("status")).to_contain_text("1 of 2 answered right")
    assert "q1=higher" in page.url
    expect(page.locator("#q1")).to_contain_text("Not so.")
    expect(page.locator("#q1").get_by_role("link", name="Bell 2002").first).to_be_visible()
    expect(page.locator("#q2")).to_contain_text("Right.")
    assert page.context.cookies() == []

    page.get_by_label("lower").check()
    page.get_by_role("button", name="Mark my answers").click()
    expect(page.get_by_role("status")).to_contain_text("2 of 2 answered right")
    page.get_by_role("link", name="Start anew").click()
    expect(page.get_by_role("status")).to_have_count(0)


def test_a_step_stands_in_a_frame_of_a_course_page(pupil: Callable[..., Visit]) -> None:
    """The line of the teacher notes shows the step elsewhere; steps follow in the frame, other pages open beside it."""
    visit = pupil()
    page = visit.open(f"{LESSON}?notes=1")
    page.locator("#step-1 .frame summary").click()
    snippet = page.locator("#frame-1").input_value()
    assert f'src="{visit.base}/embed/learn/toy-leaf?step=1"' in snippet

    with served(f"<!doctype html><title>A course</title>{snippet}") as course:
        page.goto(course)
        frame = page.frame_locator("iframe")
        frame.locator("svg a[data-edge]").first.focus()
        page.keyboard.press("Enter")
        expect(frame.locator("[data-chosen]")).to_contain_text("2001")
    frame.get_by_role("link", name="Next").click()
    expect(frame.get_by_role("heading", name="Foretold and seen")).to_be_visible()
    with page.context.expect_page() as beside:
        frame.get_by_role("link", name="The whole lesson in AlkaGraph").click()
    expect(beside.value.locator("#step-2")).to_be_visible()


def test_it_prints_as_a_handout(pupil: Callable[..., Visit]) -> None:
    """On paper every step stands, also when one was shown alone; what can only be clicked does not."""
    page = pupil().open(f"{LESSON}?notes=1#step-2")
    assert shown(page) == ["2"]
    page.emulate_media(media="print")

    assert shown(page) == ["1", "2", "3"]
    expect(page.get_by_text("Let the class guess first.")).to_be_visible()
    expect(page.locator("[data-bar]")).to_be_hidden()
    expect(page.locator("#step-1 svg.picture-svg")).to_be_visible()
    expect(page.locator("#step-1 svg .arrow .line").first).to_be_visible()
    width = page.locator("#step-1 svg.picture-svg").evaluate("element => element.getBoundingClientRect().width")
    assert width <= DESK["width"]


def test_without_scripts_everything_can_be_read(pupil: Callable[..., Visit]) -> None:
    """All steps, their pictures and sources, and the quiz as a plain form."""
    page = pupil(java_script_enabled=False).open(LESSON)
    expect(page.locator("[data-step]")).to_have_count(3)
    expect(page.locator("#step-1 svg.picture-svg")).to_be_visible()
    expect(page.locator("[data-walk]")).to_be_hidden()
    expect(page.locator("[data-bar]")).to_be_hidden()

    page.goto(page.url + "/quiz")
    page.get_by_label("lower").check()
    page.get_by_role("button", name="Mark my answers").click()
    expect(page.get_by_text("1 of 1")).to_be_visible()


@pytest.mark.parametrize("path", [LESSON, f"{LESSON}?notes=1#step-1", f"{LESSON}/quiz?q1=higher&q2=5.69", "/learn"])
def test_a_lesson_is_for_everybody(pupil: Callable[..., Visit], path: str) -> None:
    """Light and dark, phone, desk and projector: no fault that axe knows, one heading, no sideways scrolling."""
    page = pupil().open(path)

    assert faults_of(page, (PHONE, PROJECTOR)) == []
    expect(page.locator("h1")).to_have_count(1)
