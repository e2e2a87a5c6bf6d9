"""Fit the weights for other languages: python -m qa.training.others FOLDER … --encoder NAME [--write].

Each FOLDER holds for each language a folder with `articles/` and `questions.jsonl`, as `tests/said` and `tests/weighed`
do, and in `en/` questions in other languages to articles in English. They are asked in small archives of articles in
one language, and so are topics of other articles, of which nobody there speaks (`qa.training.topics_abroad`).
Thresholds across languages are chosen on the questions of the first folder, in one language on all of them; figures are
printed of all and of those of each folder, as the reader has seen the articles of `tests/said`. With the packaged
encoder, which knows English only, the tables for archives with it are fitted, and on questions in the article's own
language.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from index import Filter, Index, Settings, Snapshot
from qa import evidence, languages, question
from qa.candidates import Evidence
from qa.multilingual import names, reader, weighing
from qa.question import Question
from qa.reader import Reader
from qa.training import topics
from qa.training.examples import TRANSLATED, read_translated
from qa.training.fitting import (
    SEED,
    Asked,
    Rule,
    calibrated,
    examples,
    figures,
    read_records,
    regression,
    silent_share,
    stretched,
    told_by_leaders,
    write,
)
from qa.training.other_reader import HALVES, half
from qa.training.topics_abroad import across_languages, read_topics_elsewhere

_SMALL = 12
"""About how many articles an archive holds."""
_ANY = ("words", "words_near", "alike", "alike_least", "alike_near", "passage_cosine")
"""What only question and article in one language have, or only in two."""
_FREE, _FREE_ACROSS = 0.1, 0.03
"""How free the weights are (C) in one language and across two: articles left out in turn tell hardly any difference."""
_FOLDS = 10
_KEEP = 0.9
"""The share of the best one's probability from which on others are given."""
_SILENT = {"fact": 0.7, "said": 0.85}
"""As for English, the share of the questions without an answer that must get none: what the threshold is chosen for."""
_CAREFUL = 0.95
"""The same for the careful setting."""
_THRESHOLDS = tuple(step / 100 for step in range(5, 96))

_TOPICS = 4
"""How many topics of other articles are asked about in each, in each language."""
_ELSEWHERE = "elsewhere"
"""What stands for their folder."""
_ACROSS = 0.3
"""The share of those in another language that are asked."""

One = TypeVar("One")
Kept = tuple[dict[str, Any], Asked]
"""A question's record, with the language of its article, and what is considered for it."""


def main() -> None:
    """Fit, print the weights and the figures, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--encoder", required=True)
    parser.add_argument(
        "--readers", type=Path, nargs=HALVES, help="of each half of the articles, which it has not seen"
    )
    parser.add_argument("--share", type=float, default=1.0, help="the share of the first folder's questions asked")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    settings, readers = Settings(encoder=args.encoder), [reader.load(path) for path in args.readers or ()]
    first, *others = args.folders
    kept = consider(first, settings, readers, args.share)
    kept += [one for folder in others for one in consider(folder, settings, readers)]
    for part in parts(kept):
        kind = part[0][0]["kind"]
        for table, weights, thresholds in fit(part):
            if args.write:
                write(f"{kind}_{table}", weights, thresholds, f"qa.training.others, {len(part)} questions")


def parts(kept: Sequence[Kept]) -> list[list[Kept]]:
    """Return the questions that share their weights: of fact or of who said what, in one language or across two.

    Questions whose language was taken for another one are left out.
    """
    found: dict[tuple[str, bool], list[Kept]] = defaultdict(list)
    for one in kept:
        record = one[0]
        across = record["of"] != record["language"]
        if across == (record["table"] in ("english", "cross")):
            found[record["kind"], across].append(one)
    return list(found.values())


def consider(folder: Path, settings: Settings, readers: Sequence[Reader] = (), share: float = 1.0) -> list[Kept]:
    """Return what is considered for each question, or a share of them, by the reader that has not seen its article."""
    records = {code: [one for one in _records(folder, code) if _is_asked(one, share)] for code in languages.codes()}
    elsewhere = _elsewhere(folder)
    files = {code: sorted((folder / code / "articles").glob("*.txt")) for code in languages.others()}
    beside = folder / languages.DEFAULT / "articles"
    english = beside if beside.is_dir() else folder / "articles"
    files[languages.DEFAULT] = sorted({english / record["article"] for record in records[languages.DEFAULT]})
    found: list[Kept] = []
    for code in languages.codes():
        count = max(1, round(len(files[code]) / _SMALL))
        for part in range(count):
            own = [file for file in files[code] if zlib.crc32(file.name.encode()) % count == part]
            named = {file.name for file in own}
            told = [record | {"folder": folder.name} for record in records[code]] + elsewhere.get(code, [])
            asked = [record for record in told if record["article"] in named]
            if weighing.is_blind(settings):
                asked = [record for record in asked if record["language"] == code]
            with _opened(own, settings) as snapshot:
                for record in asked:
                    with _reading_by(readers[half(record["article"])] if readers else None):
                        found.append(_considered(snapshot, record, code))
    return found


def _elsewhere(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return questions on topics of other articles, by the language of the article, if the folder names topics."""
    if not (folder / topics.FILE).is_file():
        return {}
    chance = random.Random(SEED)  # noqa: S311 - nothing secret depends on it
    told = read_topics_elsewhere(folder, chance, _TOPICS, across_languages)
    return {
        code: [
            record | {"folder": _ELSEWHERE}
            for record in own
            if _is_asked(record, 1.0 if record["language"] == code else _ACROSS)
        ]
        for code, own in told.items()
    }


def _is_asked(record: dict[str, Any], share: float) -> bool:
    return zlib.crc32(f"{record['id']}y".encode()) % 1000 < share * 1000


def _records(folder: Path, code: str) -> list[dict[str, Any]]:
    """Return the questions on articles in a language; of those in English, on articles that no reader saw at first."""
    told = read_records(folder / code / "questions.jsonl")
    known = {record["article"] for record in told}
    if (folder / code / TRANSLATED).is_file():
        told += [one for one in read_translated(folder, code) if one["article"] in known]
    return [one for one in told if not one["language"] == code == languages.DEFAULT]


@contextmanager
def _opened(files: Sequence[Path], settings: Settings) -> Iterator[Snapshot]:
    """Index files and open the archive, as long as it is needed."""
    with tempfile.TemporaryDirectory() as at:
        own = settings.model_copy(update={"archive": Path(at)})
        Index.refresh(*files, at=at, settings=own)
        yield Index.open(at, own).snapshot()


def _considered(snapshot: Snapshot, record: dict[str, Any], code: str) -> Kept:
    question, asked = _consider(snapshot, record)
    kind, _, table = weighing.table(question, snapshot.settings, code).partition("_")
    return {**record, "of": code, "kind": kind, "table": table}, asked


@contextmanager
def _reading_by(one: Reader | None) -> Iterator[None]:
    with patch.object(reader, "load", lambda: one) if one else nullcontext():
        yield


def _consider(snapshot: Snapshot, record: dict[str, Any]) -> tuple[Question, Asked]:
    called = names.caller(snapshot)
    asked = question.read(record["question"], record.get("history") or (), snapshot.speaks, called=called)
    found = [e for e in evidence.gather(snapshot, asked, Filter()).evidence if weighing.is_for(asked, e.article)]
    told = {key: [_is_in(e, record) and _touches(e, record[key]) for e in found] for key in ("gold", "wrong", "ok")}
    features = [e.parts for e in found]
    return asked, Asked(record["article"], bool(record["gold"]), features, told["gold"], told["wrong"], told["ok"])


def _is_in(found: Evidence, record: dict[str, Any]) -> bool:
    return bool(Path(found.article.path).name == record["article"])


def _touches(found: Evidence, spans: list[list[int]]) -> bool:
    return any(found.sentence.overlap((start, end)) for start, end in spans)


def fit(kept: Sequence[Kept]) -> Iterator[tuple[str, dict[str, float], dict[str, float]]]:
    """Yield the name, weights and thresholds of each table; print them, and the figures of articles left out in turn.

    The tables share their weights, fitted on all of these questions: it is only how sure one may be that differs. That
    is told by the questions of all folders in one language, as in English by articles that no reader has seen, and of
    the first folder across two. Of who said what across languages the weights are learned twice.
    """
    asked = [one for _, one in kept]
    folds = [zlib.crc32(a.group.encode()) % _FOLDS for a in asked]
    across = kept[0][0]["of"] != kept[0][0]["language"]
    free = _FREE_ACROSS if across else _FREE
    without = {fold: _weights(_but(asked, folds, fold), free) for fold in set(folds)}
    whole = _weights(asked, free)
    if across and kept[0][0]["kind"] == "said":
        led = [(a, without[fold]) for a, fold in zip(asked, folds, strict=True)]
        without = {fold: told_by_leaders(_but(led, folds, fold), free) for fold in set(folds)}
        whole = told_by_leaders(led, free)
    shared = dict.fromkeys(_ANY, 0.0) | whole
    for table in sorted({record["table"] for record, _ in kept}):
        part = [i for i, (record, _) in enumerate(kept) if record["table"] == table]
        raw = [(asked[i], without[folds[i]]) for i in part]
        slope, intercept = calibrated(raw)
        judged = [(a, stretched(weights, slope, intercept)) for a, weights in raw]
        weights = stretched(shared, slope, intercept)
        print(table, {name: round(weight, 2) for name, weight in weights.items()})
        rules = [Rule(threshold, _KEEP) for threshold in _THRESHOLDS]
        folders = dict.fromkeys(record["folder"] for record, _ in kept)
        told_by = [folder for folder in folders if folder != _ELSEWHERE][:1] if across else list(folders)
        telling = [one for at, one in enumerate(judged) if kept[part[at]][0]["folder"] in told_by]
        chosen = {
            care: next((r for r in rules if silent_share(telling, r)[0] >= share), rules[-1])
            for care, share in (("balanced", _SILENT[kept[0][0]["kind"]]), ("careful", _CAREFUL))
        }
        for care, rule in chosen.items():
            print(f"{care}: {figures(judged, rule)}")
        parts: dict[str, list[int]] = defaultdict(list)
        for at, i in enumerate(part):
            record = kept[i][0]
            parts[record["folder"]].append(at)
            parts[f"{record['folder']}, {record['language']} on {record['of']}"].append(at)
        for told, numbers in sorted(parts.items()):
            own = [judged[at] for at in numbers]
            if any(a.present for a, _ in own):
                print(f"  {told}: {figures(own, chosen['balanced'])}")
            else:
                print(f"  {told}: silent {silent_share(own, chosen['balanced'])}")
        yield table, weights, {care: rule.threshold for care, rule in chosen.items()}


def _but(found: Sequence[One], folds: Sequence[int], fold: int) -> list[One]:
    """Return those that are not in a fold."""
    return [one for one, own in zip(found, folds, strict=True) if own != fold]


def _weights(asked: Sequence[Asked], free: float) -> dict[str, float]:
    return regression(*examples(asked), free, {})


if __name__ == "__main__":
    main()
