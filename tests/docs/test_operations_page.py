"""The page on running a server says what the settings are, and the alerts speak of metrics that exist."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from web.metrics import COUNTED, SHOWN
from web.settings import CHOICES, Settings

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ALERTS = (ROOT / "deploy" / "alkagraph-alerts.yml").read_text(encoding="utf-8")
ROW = re.compile(r"^ *\| `(ALKAGRAPH_\w+)` \| (.*?) \| (.*) \|$", re.MULTILINE)
TOLD = {name: (default, meaning) for name, default, meaning in ROW.findall(Settings.__doc__ or "")}
#: These defaults are a rule, not a value.
WORDED = {"ALKAGRAPH_SNAPSHOT", "ALKAGRAPH_WORKERS", "ALKAGRAPH_LOG"}


@pytest.mark.parametrize("field", fields(Settings), ids=lambda field: field.name)
def test_a_setting_stands_in_code_and_page_alike(field: object) -> None:
    """Each field of Settings has one row in its docstring, with its default, and the same row on the page."""
    name, default = f"ALKAGRAPH_{field.name.upper()}", field.default  # type: ignore[attr-defined]

    assert name in TOLD, f"give {name} a row in the docstring of web.settings.Settings"
    told, meaning = TOLD[name]
    if name not in WORDED:
        shown = f"{default:g}" if isinstance(default, int | float) else f"`{default}`" if default else "none"
        assert told == shown, f"the docstring says {told}, the default is {shown}"
    row = f"| `{name}` | {told} | {meaning} |"
    assert row in PAGE.splitlines(), f"put this row into docs/operations.md: {row}"


def test_the_page_lists_no_setting_that_is_gone() -> None:
    """Every row of the page is a field of Settings."""
    known = {f"ALKAGRAPH_{field.name.upper()}" for field in fields(Settings)}

    assert {name for name, _, _ in ROW.findall(PAGE)} - known == set()


def test_every_choice_is_told() -> None:
    """A setting that is a word names all it may be."""
    missing = [
        f"{field}: {word}"
        for field, words in CHOICES.items()
        for word in filter(None, words)
        if f"`{word}`" not in " ".join(TOLD[f"ALKAGRAPH_{field.upper()}"])
    ]

    assert missing == []


def test_every_alert_is_explained() -> None:
    """Each alert rule has its paragraph on the page, and the page explains none that is gone."""
    ruled = re.findall(r"- alert: (\w+)", ALERTS)

    assert len(ruled) > 5
    assert re.findall(r"^\* \*\*(AlkaGraph\w+)\*\*:", PAGE, re.MULTILINE) == ruled


def test_alerts_speak_of_metrics_that_exist() -> None:
    """Each metric named in a rule or on the page is one that the code makes."""
    source = "".join((ROOT / "web" / name).read_text(encoding="utf-8") for name in ("metrics.py", "health.py"))
    made = set(re.findall(r'"(alkagraph_\w+)"', source))
    made |= {
        f"alkagraph_{part}_{name}" for table in (COUNTED, SHOWN) for part, names in table.items() for name in names
    }
    named = set(re.findall(r"\balkagraph_(?:http|pool|cache|log|connections|event)\w*", ALERTS + PAGE))

    assert {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in named} - made == set()
