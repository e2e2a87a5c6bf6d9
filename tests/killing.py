"""Kill refreshes at random points and check the archive after each: python killing.py FOLDER KILLS SEED.

One process loads the encoder; its forks refresh and are killed, so that a kill costs no start-up.
Prints how many kills hit and what the archive held after each; exits with 1 at the first fault.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from index import Index, Settings
from index.encoder import load

SETTINGS = Settings.load(workers=1)


def write_article(folder: Path, number: int, version: int) -> None:
    sentences = (f"Minister Nora Vale said that road {number * 31 + i} of plan {version} is open." for i in range(12))
    (folder / f"{number}.txt").write_text(" ".join(sentences), "utf-8")


def refresh(articles: Path, at: Path) -> None:
    Index.refresh(articles, at=at, settings=SETTINGS)


def fork(articles: Path, at: Path) -> int:
    child = os.fork()
    if child == 0:
        try:
            refresh(articles, at)
        except BaseException:
            os._exit(2)
        os._exit(0)
    return child


def check(at: Path, old: set[str], new: set[str]) -> str:
    """Return which archive answers, "old" or "new"; raise if it is neither, or not whole."""
    snapshot = Index.open(at, SETTINGS).snapshot()
    snapshot.manifest.check(snapshot._lease.folder)
    texts = {snapshot.article(article).text for article in snapshot.db.article_ids()}
    counts = snapshot.db.counts()
    assert counts == snapshot.manifest.counts, (counts, snapshot.manifest.counts)
    assert len(snapshot.vectors) == counts["vectors"], "vectors"
    assert len(snapshot.words) == counts["passages"], "words"
    assert not snapshot.db.faults(), snapshot.db.faults()
    assert texts in (old, new), f"{len(texts)} articles are neither the {len(old)} old nor the {len(new)} new ones"
    return "new" if texts == new else "old"


def main() -> None:
    folder, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    articles, at = folder / "articles", folder / "archive"
    articles.mkdir()
    load(SETTINGS.encoder).encode_query("warm")
    chance = random.Random(seed)
    for number in range(20):
        write_article(articles, number, 0)
    refresh(articles, at)
    held = {path.read_text("utf-8") for path in articles.iterdir()}
    took, outcomes = 1.0, {"old": 0, "new": 0, "too late": 0}
    for round_number in range(1, kills + 1):
        for number in chance.sample(range(40), 8):
            path = articles / f"{number}.txt"
            if path.exists() and chance.random() < 0.3:
                path.unlink()
            else:
                write_article(articles, number, round_number)
        new = {path.read_text("utf-8") for path in articles.iterdir()}
        child = fork(articles, at)
        time.sleep(chance.random() * took)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, f"the refresh failed: {status}"
        outcome = check(at, held, new)
        outcomes["too late" if os.WIFEXITED(status) else outcome] += 1
        started = time.monotonic()
        refresh(articles, at)
        if outcome == "old":
            took = time.monotonic() - started
        assert check(at, new, new) == "new"
        left = [path.name for path in (at / "generations").iterdir()]
        assert len(left) == 1, f"left behind: {left}"
        held = new
    print(f"{kills} kills survived: {outcomes}")


if __name__ == "__main__":
    main()
