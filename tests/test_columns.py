"""Restrictions: what they admit is the same whether it is told from the tables or from columns in memory."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index import Filter, Index, columns, names
from index.snapshot import Snapshot

RESTRICTIONS = [
    Filter(speakers=("poe",)),
    Filter(speakers=("poe", "lindt")),
    Filter(speakers=("poe",), since=date(2024, 3, 1)),
    Filter(speakers=("ann",), until=date(2024, 3, 1), outlets=("Delta HERALD", "Coast Wire")),
    Filter(speakers=("kerr",), languages=("en",)),
    Filter(speakers=("kerr",), languages=("xx",)),
    Filter(speakers=("nobody",)),
    Filter(since=date(2024, 2, 1), until=date(2024, 2, 29)),
    Filter(outlets=("Northern Post",), languages=("en", "ar")),
    Filter(outlets=("No Such Post",)),
    Filter(languages=("ar",)),
]


def expected(snapshot: Snapshot, restriction: Filter) -> dict[int, int]:
    """Return {key: vector} by looking at each passage."""
    found = {}
    outlets = [names.fold(outlet) for outlet in restriction.outlets]
    for article in map(snapshot.article, snapshot.db.article_ids()):
        day = article.published
        fits = (
            (not restriction.since or (day is not None and day >= restriction.since))
            and (not restriction.until or (day is not None and day <= restriction.until))
            and (not outlets or names.fold(article.outlet or "") in outlets)
            and (not restriction.languages or article.language in restriction.languages)
        )
        statements = snapshot.db.statements(article.id)
        for passage in snapshot.db.passages_of(article.id) if fits else ():
            heard = {
                word
                for s in statements
                if s.speaker and passage.span.overlap((s.start, s.end))
                for word in names.words(s.speaker)
            }
            if not restriction.speakers or heard.intersection(restriction.speakers):
                found[passage.key] = passage.vector
    return found


@pytest.mark.parametrize("few", [0, columns.FEW])
@pytest.mark.parametrize("restriction", RESTRICTIONS)
def test_a_restriction_admits_the_passages_it_describes(
    newsroom_archive: Path, monkeypatch: pytest.MonkeyPatch, restriction: Filter, few: int
) -> None:
    monkeypatch.setattr(columns, "FEW", few)
    snapshot = Index.open(newsroom_archive).snapshot()
    wanted, found = expected(snapshot, restriction), snapshot.within(restriction)
    assert found.keys.tolist() == sorted(wanted)
    assert found.vectors.tolist() == sorted(set(wanted.values()))
    assert all(key in found for key in wanted)
    assert 17 not in found
    vector = snapshot.encoder.encode_query("What did the mayor say about the bridge?")
    nearest = snapshot.nearest(vector, 20, restriction)
    assert len(nearest) == min(20, len(wanted))
    assert {passage.key for passage, _ in nearest} <= wanted.keys()


def test_an_archive_without_articles_admits_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The bridge opened. “It is fine,” Ann Poe said.", "utf-8")
    Index.refresh(tmp_path / "a.txt", at=tmp_path / "archive")
    Index.refresh(at=tmp_path / "archive", forget=[tmp_path / "a.txt"])
    found = Index.open(tmp_path / "archive").snapshot().within(Filter(since=date(2024, 1, 1)))
    assert (found.keys.tolist(), found.vectors.tolist()) == ([], [])
    assert 5 not in found
