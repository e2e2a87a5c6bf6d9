"""Ask as ten people at once: python tests/benchmarks/crowd.py [FOLDER] [--people 10] [--speakers 20].

FOLDER holds articles; without one, the newsroom that the tests invent is asked. The server is a process of its own.
Each time, ten people send a question of their own at the same moment. Prints the median time of one alone and of the
ten, and their ratio; exits with 1 if anybody is left without the answer that one alone gets.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import newsroom

from index import Index, Settings

TOPICS = ("the bridge", "money", "next year")


def main() -> None:
    """Serve an archive, ask it alone and in a crowd, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--speakers", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        at = Path(scratch) / "archive"
        if given.folder:
            Index.refresh(given.folder, at=at, settings=Settings(archive=at))
        else:
            at = newsroom.make(Path(scratch) / "newsroom")
        speakers = [speaker.name for speaker in Index.open(at).speakers(limit=given.speakers)]
        questions = [f"What did {name} say about {topic}?" for name in speakers for topic in TOPICS]
        with _serving(at) as url, concurrent.futures.ThreadPoolExecutor(given.people) as crowd:
            for question in questions:
                _ask(url, question)  # warm
            alone, together = [], []
            for wave, question in enumerate(questions):  # alone and in a crowd by turns: a machine has its moods
                alone.append(_ask(url, question))
                asked = [questions[(wave + person) % len(questions)] for person in range(given.people)]
                answers = crowd.map(lambda question: _ask(url, question), asked)  # everybody asks something else
                together += zip(asked, answers, strict=True)
    expected = dict(zip(questions, (answer for _, answer in alone), strict=True))
    missed = sum(answer != expected[question] for question, (_, answer) in together)
    one = statistics.median(seconds for seconds, _ in alone)
    ten = statistics.median(seconds for _, (seconds, _) in together)
    print(f"alone: median {1000 * one:.0f} ms of {len(alone)} questions")
    print(
        f"{given.people} at once: median {1000 * ten:.0f} ms of {len(together)}, {ten / one:.2f} times the single one's"
    )
    print(f"answers that are not those of one alone: {missed}")
    sys.exit(bool(missed))


@contextmanager
def _serving(at: Path) -> Iterator[str]:
    """Serve the archive `at` from another process; give the address."""
    onrecord = str(Path(sys.executable).with_name("onrecord"))
    command = [onrecord, "serve", "--archive", str(at), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            yield next(found.group() for line in process.stderr if (found := re.search(r"http://\S+", line)))
        finally:
            process.terminate()


def _ask(url: str, question: str) -> tuple[float, str]:
    """Return the seconds that an answer takes, and its quotes."""
    address = f"{url.rstrip('/')}/api/ask?{urllib.parse.urlencode({'question': question})}"
    began = time.perf_counter()
    with urllib.request.urlopen(address) as response:
        answer = json.load(response)
    return time.perf_counter() - began, answer["text"]


if __name__ == "__main__":
    main()
