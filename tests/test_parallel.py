"""Parallel: each piece done once, in order, by the caller where nobody helps."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from index import parallel


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let there be one helper whatever machine this is."""
    monkeypatch.setattr(parallel, "cpu_count", lambda: 2)
    parallel._threads.cache_clear()
    yield
    parallel._threads().shutdown()
    parallel._threads.cache_clear()


def test_results_stand_in_the_order_of_the_pieces() -> None:
    def work(piece: int) -> int:
        time.sleep(0.001 * (piece % 3))
        return piece * piece

    assert parallel.each(work, range(50)) == [piece * piece for piece in range(50)]
    assert parallel.each(work, []) == []


def test_two_threads_share_the_work() -> None:
    both = threading.Barrier(2, timeout=30)

    def work(piece: int) -> str:
        both.wait()  # neither gets on alone
        return threading.current_thread().name

    assert len(set(parallel.each(work, range(2)))) == 2


def test_the_caller_does_all_where_the_helpers_are_busy() -> None:
    blocked, free = threading.Barrier(3), threading.Event()

    def block(piece: int) -> None:
        blocked.wait(30)
        free.wait(30)

    busy = threading.Thread(target=parallel.each, args=(block, range(2)))
    busy.start()
    try:
        blocked.wait(30)  # the helper, too, has taken a piece
        names = parallel.each(lambda piece: threading.current_thread().name, range(4))
        assert set(names) == {threading.current_thread().name}
    finally:
        free.set()
        busy.join()


def test_what_a_piece_raises_is_raised() -> None:
    def work(piece: int) -> int:
        if piece == 3:
            raise ValueError("piece 3")
        return piece

    with pytest.raises(ValueError, match="piece 3"):
        parallel.each(work, range(6))


def test_work_may_share_its_own_work() -> None:
    assert parallel.each(lambda a: parallel.each(lambda b: a * b, range(3)), range(4)) == [
        [a * b for b in range(3)] for a in range(4)
    ]
