"""What every test may rely on: the place of the project, the property-test profile, the Chromium to drive."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

CI = bool(os.environ.get("CI"))

# A shared machine is slow at times, so no example has a deadline; CI tries the same examples every time.
settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("desk", deadline=None)
settings.load_profile("ci" if CI else "desk")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder the project lies in."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Return the Chromium to drive; without one the test is skipped at a desk and fails in CI."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    message = "There is no Chromium here; `make browser` installs it where it may."
    if CI:
        pytest.fail(message)
    pytest.skip(message)
