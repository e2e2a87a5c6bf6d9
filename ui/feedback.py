"""Feedback: what people thought of answers, kept beside the archive in SQLite and sent nowhere."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

FILE = "feedback.sqlite"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS feedback (time TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, "
    "generation TEXT NOT NULL, verdict TEXT NOT NULL)"
)


def keep(at: Path, question: str, answer: str, generation: str, verdict: str) -> None:
    """Add what somebody thought of an answer to the feedback of the archive `at`.

    `answer` is the JSON of what was told; `verdict` is "good", "bad", or "none" where one is taken back.
    """
    with contextlib.closing(sqlite3.connect(at / FILE)) as connection, connection:
        connection.execute(_TABLE)
        row = (datetime.now(UTC).isoformat(timespec="seconds"), question, answer, generation, verdict)
        connection.execute("INSERT INTO feedback VALUES (?, ?, ?, ?, ?)", row)
