"""Workers: the processes that read who said what while a refresh runs; they end when it breaks off, or its process.

All else of an article is made by the process that refreshes, which encodes passages with threads meanwhile.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import resource_tracker
from typing import Any

from loky import cpu_count, get_reusable_executor

from index import making, sentences
from index.article import Article
from index.errors import ArchiveError
from index.making import Analysis, Begun
from index.settings import Settings

_FEW = 8  # articles that are not worth starting processes for
_IDLE = 60  # seconds after which processes without work end
_LOOK = 0.5  # seconds between looks whether the parent is still there


class Workers:
    """The processes of one refresh; started with the first work, and kept for the thread's next refresh."""

    wanted = 1

    def __init__(self) -> None:
        self._pool: Any = None

    def begin(self, articles: Sequence[Article], settings: Settings) -> list[Begun]:
        """Begin with `articles`, in several processes if there are many: see `index.making.Makers`."""
        spans = [sentences.split(article.text, article.language) for article in articles]
        jobs = min(int(settings.workers) or cpu_count(), max(1, len(articles) // _FEW))
        begun = []
        with _telling():  # a process may be killed while others are given work
            pool = self.start(jobs) if jobs > 1 else None
            for article, cut in zip(articles, spans, strict=True):
                parts = functools.partial(making.cut, article, cut, settings)
                analysis = (article.text, cut, article.language)
                statements = (
                    functools.partial(_analysis, pool.submit(making.analyse, *analysis))
                    if pool
                    else functools.partial(making.analyse, *analysis)
                )
                begun.append(Begun(article, parts, statements))
        return begun

    def rest(self) -> None:
        """Keep the processes for a while: see `start`."""

    def start(self, number: int) -> Executor:
        """Return the pool of `number` processes that work is given to."""
        with _interrupts_held():
            self._pool = get_reusable_executor(
                max_workers=number, timeout=_IDLE, initializer=_end_with, initargs=(os.getpid(),)
            )
            self._pool.submit(int)  # with the first work they are started
        pool: Executor = self._pool
        return pool

    def stop(self) -> None:
        """End the processes at once, whatever they are doing."""
        if self._pool is not None:
            self._pool.shutdown(kill_workers=True)
            self._pool = None


def _analysis(pending: Future[Analysis]) -> Analysis:
    with _telling():
        return pending.result()


@contextlib.contextmanager
def _telling() -> Iterator[None]:
    """Raise as an error of the archive that a process was killed."""
    try:
        yield
    except BrokenProcessPool as error:
        raise ArchiveError(
            "a process that reads articles was killed, perhaps for its memory; nothing was changed; "
            "set ONRECORD_WORKERS=1, then try again"
        ) from error


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl+C back while the block runs: processes started in it never hear of it; the refresh ends them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # lets interrupts through where it first starts, so before they are held
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with(parent: int) -> None:
    """Have this process ignore Ctrl+C, and end soon after `parent` does: one that is killed tells nobody."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK)
        os._exit(1)

    threading.Thread(target=look, name="parent", daemon=True).start()
