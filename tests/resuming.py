"""Look at a refresh from outside while it runs, and at what it leaves: for the tests that break it off."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import killing

from index import Index, Settings, Snapshot, doctor, unfinished
from qa import Assistant

SETTINGS = Settings(workers=1)
QUESTIONS = ("What did Nora Vale say about road 67?", "What did Nora Vale say about road 9000?", "Is road 250 open?")
OFTEN = "from index import unfinished; unfinished.EVERY = 0.0; from ui.cli import main; main()"
"""The command, which keeps all that it makes at once, not every other second."""


def held(snapshot: Snapshot) -> dict[str, object]:
    """Return all that an archive holds, as it is compared with another one."""
    db = snapshot.db
    blocks = [(ids.tolist(), rows.tobytes()) for ids, rows in snapshot.vectors.blocks()]
    return {
        "articles": [db.article(key) for key in db.article_ids()],
        "sentences": [db.sentences(key) for key in db.article_ids()],
        "statements": [db.statements(key) for key in db.article_ids()],
        "passages": [list(db.passages_of(key)) for key in db.article_ids()],
        "vectors": blocks,
        "words": len(snapshot.words),
    }


def answers(at: Path) -> list[object]:
    assistant = Assistant.open(at, SETTINGS)
    return [assistant.answer(question).model_dump(exclude={"generation"}) for question in QUESTIONS]


def assert_same(at: Path, other: Path) -> None:
    """Raise unless two archives hold and answer the same, and nothing was left in the first."""
    assert held(Index.open(at, SETTINGS).snapshot()) == held(Index.open(other, SETTINGS).snapshot())
    assert answers(at) == answers(other)
    assert doctor.examine(at, SETTINGS) == []
    assert not killing.left_in(at)


def wait_for(reached: Callable[[], bool], what: str) -> None:
    for _ in range(2_400):
        if reached():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}")


def kept_in(at: Path, scratch: Path) -> int:
    """Return how many articles are kept while a refresh runs, which lets nobody else look: a copy is looked at."""
    copy = scratch / "copy.sqlite"
    try:
        for end in ("", "-wal"):
            shutil.copyfile(at / f"{unfinished.FILE}{end}", copy.with_name(f"{copy.name}{end}"))
        with contextlib.closing(sqlite3.connect(copy)) as looked:
            return int(looked.execute("SELECT count(*) FROM articles").fetchone()[0])
    except (OSError, sqlite3.Error):  # not there yet, or changed while it was copied
        return 0


def running_in(session: int) -> list[int]:
    """Return the processes of a session that have not ended."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, of = stat.read_text("utf-8").rpartition(")")[2].split()[:4]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(of) == session and state != "Z":
            found.append(int(stat.parent.name))
    return found
