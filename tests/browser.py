"""A Chromium for the tests and the screenshot: found, or fetched; never a reason to skip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

_FLAGS = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NAMED = os.environ.pop("ONRECORD_TEST_BROWSER", None)  # the program would refuse it as an unknown setting
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a running Chromium; raises RuntimeError, with what to do, if none can be had."""
    with sync_playwright() as playwright:
        path = _find(playwright) or _fetch(playwright)
        if path is None:
            raise RuntimeError(
                "no Chromium found, and none could be fetched; install one (apt-get install chromium, or "
                "python -m playwright install chromium) or name it: ONRECORD_TEST_BROWSER=/path/to/chromium"
            )
        root = ("--no-sandbox",) if getattr(os, "geteuid", lambda: 1)() == 0 else ()
        browser = playwright.chromium.launch(executable_path=path, args=[*_FLAGS, *root])
        yield browser
        browser.close()


def _find(playwright: Playwright) -> str | None:
    if _NAMED:
        return _NAMED
    own = playwright.chromium.executable_path
    return own if Path(own).exists() else next(filter(None, map(shutil.which, _NAMES)), None)


def _fetch(playwright: Playwright) -> str | None:
    """Try Playwright's own download, then, as root, Debian's package."""
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if found := _find(playwright):
        return found
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run("apt-get update && apt-get install -y chromium", shell=True, check=False)
    return _find(playwright)
