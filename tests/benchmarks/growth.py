"""Growth: a large archive made of a small one, so that what grows with an archive can be measured within hours.

Read and encoded are the articles of the small archive only. They come first, as they are, then copies of them as often
as needed. A copy is stored by what a refresh stores with, into the same tables and indexes, and differs so that the
archive grows as one of so many articles would:

- Words that stand in at least one of 20 articles stay; of others, those of one length that are about as frequent and
  alike in being names or not change places, differently in each copy and alike in all of it. One in eight of those in
  one article only is made up. So the lists of frequent words and speakers grow with the archive, those of rare ones
  slowly, and new words and speakers come along. Each word keeps its length, so that every place stays right.
- To the vector of each passage is added what is drawn from the vectors' own covariance, and it is made a unit again:
  copies lie around their passage as its neighbours do.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index import Article, Index, Settings, Snapshot, Span, Statement, generations
from index.database import FileState
from index.encoder import Vectors
from index.passages import Passage, content_id
from index.refresh import Builder, Removal
from index.survey import Survey
from index.unfinished import Unfinished

_WORD = re.compile(r"[^\W\d_]{2,}")
_STAYS = 1 / 20  # of the articles, from which a word stays
_MADE_UP = 1 / 8  # of the words in one article only
_SPREAD = 0.6  # how far a copy's vector lies from the passage's, as a share of how far these lie from each other
_HOUR = 3600
_LETTERS = ("aeiou", "bcdfghjklmnpqrstvwxz")


@dataclass(frozen=True)
class Stored:
    """An article of an archive with all that was made of it."""

    article: Article
    sentences: Sequence[Span]
    statements: Sequence[Statement]
    passages: Sequence[Passage]


def grow(small: Path, at: Path, files: Path, count: int) -> None:
    """Make the archive `at`, of `count` passages or just over, from the one at `small`; its files go to `files`."""
    settings = Settings(archive=at)
    index = Index.open(small, settings)
    real = list(stored(index.snapshot()))
    ids, rows = index.snapshot().vectors.index.rows()
    row_of = dict(zip(ids.tolist(), rows, strict=True))
    noise, words = _Noise(rows), Vocabulary([one.article for one in real])
    known: set[int] = set()
    seen: set[str] = set()
    copy, total = 0, 0
    with generations.writing(at), generations.building(at) as folder:
        builder = Builder(folder, None, Removal({}, (), {}), settings, Unfinished(at, folder, str))
        while total < count:
            exchange = words.exchange(copy) if copy else {}
            for place, one in enumerate(real):
                path = files / f"{copy:04}" / f"{place:05}.json"
                told = _copied(one, exchange, copy, path) if copy else one
                if told.article.id in seen:  # a copy without any word that could be exchanged
                    continue
                seen.add(told.article.id)
                new = {
                    passage.vector: row_of[before.vector]
                    for passage, before in zip(told.passages, one.passages, strict=True)
                    if passage.vector not in known
                }
                known.update(new)
                if new:
                    near = np.stack(list(new.values()))
                    builder.add_vectors(list(new), noise.around(near) if copy else near)
                builder.hold(_written(told.article, path, files), [told.article])
                builder.add(told.article, told.sentences, told.statements, told.passages)
                total += len(told.passages)
                if total >= count:
                    break
            copy += 1
        builder.finish(Survey(), [str(files)], datetime.now(UTC))
        generations.publish(at, folder)


def stored(snapshot: Snapshot) -> Iterator[Stored]:
    """Yield every article with what was made of it, in the order of their ids, which is none."""
    for key in sorted(snapshot.db.article_ids()):
        passages = [Passage(p.key, p.vector, p.span, "") for p in snapshot.db.passages_of(key)]
        if passages:
            article = snapshot.article(key)
            yield Stored(article, snapshot.db.sentences(key), snapshot.db.statements(key), passages)


class Vocabulary:
    """The words of articles, by how frequent they are, and what stands for each in a copy."""

    def __init__(self, articles: Sequence[Article]) -> None:
        held: Counter[str] = Counter()
        names: Counter[str] = Counter()
        self._forms: defaultdict[str, set[str]] = defaultdict(set)
        for article in articles:
            forms = set(_WORD.findall(f"{article.title or ''} {article.text}"))
            held.update({form.lower() for form in forms})
            names.update({form.lower() for form in forms if not form.islower()})
            for form in forms:
                self._forms[form.lower()].add(form)
        self._groups: defaultdict[tuple[int, bool, int], list[str]] = defaultdict(list)
        for word, count in sorted(held.items()):
            plain = word.isascii() and all(len(form) == len(word) for form in self._forms[word])
            if plain and count < _STAYS * len(articles):
                self._groups[len(word), names[word] > count / 2, count.bit_length()].append(word)

    def exchange(self, copy: int) -> dict[str, str]:
        """Return what each word that does not stay is exchanged for in this copy, in every form in which it occurs."""
        chance = random.Random(copy)
        letters = str.maketrans({a: b for kind in _LETTERS for a, b in zip(kind, _shuffled(kind, chance), strict=True)})
        found: dict[str, str] = {}
        for (_, _, rare), words in self._groups.items():
            for word, other in zip(words, _shuffled(words, chance), strict=True):
                new = other.translate(letters) if rare == 1 and chance.random() < _MADE_UP else other
                found |= {form: _in_form(new, form) for form in self._forms[word]}
        return found


def _shuffled(things: Sequence[str], chance: random.Random) -> list[str]:
    return chance.sample(things, len(things))


def _in_form(word: str, form: str) -> str:
    """Return `word` with capitals where `form` has them."""
    if form.islower():
        return word
    return "".join(new.upper() if old.isupper() else new for new, old in zip(word, form, strict=True))


class _Noise:
    """Moves vectors by what is drawn from the covariance of all."""

    def __init__(self, rows: Vectors) -> None:
        self._chance = np.random.default_rng(20250115)
        values, axes = np.linalg.eigh(np.cov(rows, rowvar=False))
        self._axes = (axes * np.sqrt(values.clip(min=0))).T.astype(np.float32) * _SPREAD

    def around(self, rows: Vectors) -> Vectors:
        """Return unit vectors around `rows`, shape (n, dimension)."""
        moved = rows + self._chance.standard_normal(rows.shape, dtype=np.float32) @ self._axes
        unit: Vectors = (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)
        return unit


def _copied(one: Stored, exchange: dict[str, str], copy: int, path: Path) -> Stored:
    def told(text: str | None) -> str | None:
        return text and _WORD.sub(lambda found: exchange.get(found[0], found[0]), text)

    old = one.article
    text = told(old.text) or ""
    article = Article.make(
        text,
        path=str(path),
        title=told(old.title),
        outlet=old.outlet,
        published=old.published,
        url=old.url and f"{old.url}?{copy}",
        agency=old.agency,
        language=old.language,
        furniture=old.furniture,
    )
    statements = [replace(s, speaker=told(s.speaker)) for s in one.statements]
    passages = [_passage(article, p.span) for p in one.passages]
    return Stored(article, one.sentences, statements, passages)


def _passage(article: Article, span: Span) -> Passage:
    encoded = f"{article.title or ''}\n{span.of(article.text)}"
    return Passage(content_id(article.id, *span), content_id(encoded), span, encoded)


def _written(article: Article, path: Path, source: Path) -> FileState:
    """Write an article's file, as if an hour ago, and return its state."""
    record = {"title": article.title, "text": article.text, "outlet": article.outlet, "url": article.url}
    day = article.published.isoformat() if article.published else None
    data = json.dumps(record | {"date": day}).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (path.stat().st_mtime - _HOUR,) * 2)
    return FileState(str(path), str(source), len(data), path.stat().st_mtime_ns, hashlib.sha256(data).hexdigest(), ())
