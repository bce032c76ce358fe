"""Take the pictures of the README anew, from a server that runs: make run, then this.

.venv/bin/python scripts/take_pictures.py [http://127.0.0.1:8000]
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SIZE: Final = {"width": 1280, "height": 860}
PAGES: Final = {
    "check": "/?s=kratom+4+g+three+times+a+day&s=quetiapine&s=sertraline",
    "explore": "/explore?start=7-hydroxymitragynine&chosen=mu-opioid-receptor",
    "compare": "/compare?a=mitragynine&b=7-hydroxymitragynine",
}


def main(base: str) -> None:
    """Open each page as a reader with light colours does, and keep what the first screen shows."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")  # type: ignore[arg-type]
        for name, path in PAGES.items():
            page.goto(base + path, wait_until="networkidle")
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["http://127.0.0.1:8000"]))
