"""What every test may rely on: a home of its own, a fixed time zone, repeatable examples."""

from __future__ import annotations

import gc
import os
import shutil
import time

import pytest
from hypothesis import settings

from zhanggui.books import people

settings.register_profile("fast", max_examples=25, derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile("deep", max_examples=2_000, deadline=None, database=None, print_blob=True)
settings.load_profile(os.environ.get("ZHANGGUI_HYPOTHESIS", "fast"))

# Relations are made of so many small objects that looking for rubbish every few hundred costs a fifth of the time.
gc.set_threshold(50_000, 20, 100)

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session", autouse=True)
def _a_home_of_its_own(tmp_path_factory):
    """No test reads or writes what belongs to the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHANGGUI_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_that_nobody_guesses():
    """Hashing that is meant to take long would take long in every test that signs somebody in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(people.HASHING, "cheapest")
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_machine_in_an_odd_zone():
    """The shop's zone counts, never the machine's: half an hour off makes a mix-up visible everywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "America/St_Johns")
        time.tzset()
        yield
    time.tzset()


def pytest_collection_modifyitems(items):
    """Skip browser tests, visibly, where there is no browser; refuse to skip where one is required."""
    if any(map(shutil.which, BROWSERS)):
        return
    if os.environ.get("ZHANGGUI_BROWSER") == "required":
        message = f"ZHANGGUI_BROWSER=required, but none of {', '.join(BROWSERS)} is installed."
        raise pytest.UsageError(message)
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no browser here: install chromium and fonts-noto-cjk"))
