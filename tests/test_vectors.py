"""The vectors: few are compared one and all; of many, in cells, the nearest are found as surely as was measured."""

from __future__ import annotations

from pathlib import Path

import newsroom
import numpy as np
import pytest
from numpy.typing import NDArray

from index import Index, Settings, cells, vectors
from index.database import Filter
from index.encoder import Vectors
from index.errors import ArchiveDamagedError
from index.manifest import Manifest
from index.vectors import VectorIndex

DIMENSION = 64
FEW = 2_000


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take more than 2,000 vectors for many."""
    monkeypatch.setattr(vectors, "EXACT_UP_TO", FEW)


def clustered(count: int, seed: int = 0) -> tuple[NDArray[np.int64], Vectors]:
    """Return ids and unit vectors that lie in clusters, as those of passages do."""
    chance = np.random.default_rng(seed)
    centres = np.random.default_rng(1).normal(size=(200, DIMENSION))
    rows = centres[chance.integers(0, 200, count)] + 0.7 * chance.normal(size=(count, DIMENSION))
    ids = chance.choice(2**62, count, replace=False).astype(np.int64)
    return ids, (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def exact(ids: NDArray[np.int64], rows: Vectors, vector: Vectors, count: int = 10) -> list[int]:
    """Return the ids of the nearest vectors, best first."""
    return [int(i) for i in ids[np.argsort(-(rows @ vector), kind="stable")[:count]]]


def saved(index: VectorIndex, path: Path) -> VectorIndex:
    path.parent.mkdir(exist_ok=True)
    index.save(path)
    return VectorIndex.load(path)


@pytest.fixture
def many(tmp_path: Path) -> tuple[VectorIndex, NDArray[np.int64], Vectors]:
    ids, rows = clustered(6_000)
    index = VectorIndex.empty(DIMENSION)
    index.add(ids, rows)
    return saved(index, tmp_path / vectors.FILE), ids, rows


def test_few_vectors_are_all_compared(tmp_path: Path) -> None:
    ids, rows = clustered(FEW)
    index = VectorIndex.empty(DIMENSION)
    index.add(ids, rows)
    index = saved(index, tmp_path / vectors.FILE)
    assert index.cells is None
    for vector in rows[:20]:
        assert [key for key, _ in index.search(vector, 10)] == exact(ids, rows, vector)


def test_many_lie_in_cells_and_the_nearest_are_found(many: tuple[VectorIndex, NDArray[np.int64], Vectors]) -> None:
    index, ids, rows = many
    assert index.cells is not None
    assert 1 <= index.cells.probes < index.cells.count
    _, asked = clustered(300, seed=2)
    hits = 0
    for vector in asked:
        found = index.search(vector, 10)
        assert all(score == pytest.approx(float(rows[ids == key][0] @ vector), abs=1e-6) for key, score in found)
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
        hits += len({key for key, _ in found}.intersection(exact(ids, rows, vector)))
    assert hits / 3_000 >= 0.98


def test_what_lies_as_far_off_as_questions_do_is_found_as_well(
    many: tuple[VectorIndex, NDArray[np.int64], Vectors],
) -> None:
    index, ids, rows = many
    chance = np.random.default_rng(6)
    hits = 0
    for vector in rows[::60]:
        far = vector + 1.5 * rows[chance.integers(0, len(rows))]
        far /= np.linalg.norm(far)
        hits += len({key for key, _ in index.search(far, 10)}.intersection(exact(ids, rows, far)))
    assert hits / 1_000 >= 0.98


@pytest.mark.parametrize("share", [1, 2, 4, 20, 500])
def test_among_some_the_nearest_are_found(many: tuple[VectorIndex, NDArray[np.int64], Vectors], share: int) -> None:
    index, ids, rows = many
    kept = np.arange(0, len(ids), share)
    _, asked = clustered(50, seed=3)
    unknown = np.array([5, 2**62 + 1])
    hits = 0
    for vector in asked:
        found = [key for key, _ in index.search(vector, 10, np.sort([*ids[kept], *unknown]))]
        wanted = exact(ids[kept], rows[kept], vector)
        assert len(found) == len(wanted)
        assert set(found) <= set(ids[kept].tolist())
        hits += len(set(found).intersection(wanted))
    assert hits / (50 * min(10, len(kept))) >= (1.0 if len(kept) < FEW else 0.98)


def test_what_is_added_and_removed_later_counts(
    many: tuple[VectorIndex, NDArray[np.int64], Vectors], tmp_path: Path
) -> None:
    _, ids, rows = many
    more, added = clustered(500, seed=4)
    index = VectorIndex.load(tmp_path / vectors.FILE, writable=True)
    index.add(more, added)
    index.remove([*ids[:700].tolist(), 17])
    all_ids, all_rows = np.concatenate([ids[700:], more]), np.concatenate([rows[700:], added])
    again = saved(index, tmp_path / "again" / vectors.FILE)
    assert len(again) == len(all_ids)
    assert sorted(again.ids().tolist()) == sorted(all_ids.tolist())
    for vector in (*added[:20], *rows[:20]):
        assert again.search(vector, 1)[0][0] == exact(all_ids, all_rows, vector, 1)[0]


def test_what_has_grown_is_parted_anew_and_what_has_shrunk_is_compared(
    many: tuple[VectorIndex, NDArray[np.int64], Vectors], tmp_path: Path
) -> None:
    _, ids, rows = many
    more, added = clustered(24_000, seed=5)
    grown = VectorIndex.load(tmp_path / vectors.FILE, writable=True)
    before = grown.cells.count if grown.cells else 0
    grown.add(more, added)
    grown = saved(grown, tmp_path / "grown" / vectors.FILE)
    assert grown.cells is not None
    assert grown.cells.count == 2 * before
    assert grown.search(added[7], 1)[0][0] == more[7]
    shrunk = VectorIndex.load(tmp_path / vectors.FILE, writable=True)
    shrunk.remove(ids[1_000:].tolist())
    shrunk = saved(shrunk, tmp_path / "shrunk" / vectors.FILE)
    assert shrunk.cells is None
    assert [key for key, _ in shrunk.search(rows[3], 10)] == exact(ids[:1_000], rows[:1_000], rows[3])


@pytest.mark.parametrize("name", [vectors.FILE, cells.ROWS, cells.IDS])
def test_a_part_that_is_missing_or_cut_short_is_told(
    many: tuple[VectorIndex, NDArray[np.int64], Vectors], tmp_path: Path, name: str
) -> None:
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(ArchiveDamagedError, match="onrecord doctor"):
        VectorIndex.load(tmp_path / vectors.FILE)
    (tmp_path / name).unlink()
    with pytest.raises(ArchiveDamagedError, match="onrecord doctor"):
        VectorIndex.load(tmp_path / vectors.FILE)


def test_an_archive_that_has_grown_says_how_it_is_searched_and_finds_the_same(
    tmp_path: Path, newsroom_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 100)
    at = newsroom.make(tmp_path)
    facts = Manifest.read(next((at / "generations").glob("2*"))).cells
    assert facts is not None
    assert facts.recall >= 0.99
    assert {cells.ROWS, cells.IDS} <= Manifest.read(next((at / "generations").glob("2*"))).files.keys()
    settings = Settings(archive=at, workers=1)
    small, large = Index.open(newsroom_archive).snapshot(), Index.open(at, settings).snapshot()
    vector = small.encoder.encode_query("What did the mayor say about the tram line?")
    keys = [[p.key for p, _ in snapshot.nearest(vector, 5, Filter())] for snapshot in (small, large)]
    assert len(set(keys[0]).intersection(keys[1])) >= 4
