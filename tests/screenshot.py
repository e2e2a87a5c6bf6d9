"""Make the README's screenshot: python tests/screenshot.py [FILE]."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from browser import chromium

from index import Index, Settings
from qa import Assistant
from ui import server

ROOT = Path(__file__).parent.parent
QUESTION = "What did Ilham Aliyev say about COP29?"


def main() -> None:
    """Ask the seeds in a browser, follow the first citation, and keep what is seen."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".github" / "screenshot.png"
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        settings = Settings(archive=Path(folder), port=0)
        Index.refresh(ROOT / "seeds", at=folder, settings=settings)
        running = server.start(Assistant.open(folder, settings), settings)
        page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
        page.goto(running.url)
        box = page.get_by_role("textbox", name="Question")
        box.fill(QUESTION)
        box.press("Enter")
        page.locator("#panel mark").first.wait_for()
        page.locator(".answer").get_by_role("link", name="[1]").click()
        page.wait_for_timeout(500)  # Gradio fades its progress out
        page.screenshot(path=target)
        running.stop()
    print(target)


if __name__ == "__main__":
    main()
