"""Examples for the reader: windows whose sentences are marked as answering or not.

From SQuADShifts (Miller, Krauth, Recht and Schmidt, "The Effect of Natural Distribution Shift on Question
Answering Models", ICML 2020; CC BY 4.0): human questions with answer spans on Wikipedia, Reddit and reviews.
From `tests/said`: fictional articles and questions of who said what, written for this project.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index import Settings, Span, Statement
from index import encoder as encoders
from index import sentences as sentence_splitter
from index.attribution import attribute
from qa import languages
from qa import question as questions
from qa.candidates import said_in
from qa.training.fitting import read_records
from qa.training.topics import read_elsewhere, read_topics
from qa.training.topics_abroad import across_languages, folder_of, read_topics_abroad, read_topics_elsewhere
from qa.window import Line, Window, Windower

CONTRASTS = "contrasts.jsonl"
ASPECTS = "aspects.jsonl"
"""Questions of one aspect of what is spoken of, as the press puts them; half have no answer."""
TRANSLATED = "translated.jsonl"
"""Questions of the articles beside it, each as it is asked in another language; what answers stands with the first."""
DOMAINS = ("new_wiki", "reddit", "amazon")
TOKENS = 150
"""How many tokens of sentences a window takes; as many as the windows of an answer."""
_NEGATIVES = {"new_wiki": 0.8, "reddit": 0.3, "amazon": 0.3}
"""Windows without an answer to each with one; a review's questions fit other reviews too."""
_NEAREST = 20
_EMPTY = 0.6
"""How many of the windows of an article that hold no answer are kept."""
_ABSENT = 3
"""How many of the speakers who say nothing on a topic are asked about it, of each topic."""
_ELSEWHERE = 40
"""How many topics of other articles are asked about in each."""
_ELSEWHERE_ABROAD = 15
"""The same in each language, where topics are put in several."""
_OPEN = -1


@dataclass(slots=True)
class Example:
    """A window and what is known of it."""

    window: Window
    labels: list[int]
    """For each sentence: 1 if it answers, 0 if not, -1 if that is open."""
    answer: tuple[int, int] | None = None
    """The first and the last token of a short answer."""
    group: str = ""
    """The article: a figure counts only on articles that the fit has not seen."""


@dataclass(slots=True)
class Text:
    """A text in sentences, with the number of tokens of each."""

    text: str
    sentences: tuple[Span, ...]
    counts: list[int]

    @classmethod
    def of(cls, text: str, windower: Windower, language: str = languages.DEFAULT) -> Text:
        """Split `text`."""
        spans = sentence_splitter.split(text, language)
        return cls(text, spans, [len(windower.tokens(span.of(text)).ids) for span in spans])

    def runs(self) -> Iterator[range]:
        """Yield runs of consecutive sentences that fit a window."""
        first = 0
        while first < len(self.sentences):
            last, used = first, self.counts[first]
            while last + 1 < len(self.sentences) and used + self.counts[last + 1] <= TOKENS:
                last += 1
                used += self.counts[last]
            yield range(first, last + 1)
            first = last + 1


def read_shifts(folder: Path, windower: Windower, chance: random.Random) -> list[Example]:
    """Return the examples of SQuADShifts' training domains in `folder`."""
    examples: list[Example] = []
    for domain in DOMAINS:
        passages = {p["id"]: p for p in read_records(folder / f"{domain}_passages.jsonl")}
        asked = read_records(folder / f"{domain}_questions.jsonl")
        texts = {key: Text.of(p["text"], windower) for key, p in passages.items()}
        nearest = _nearest([q["question"] for q in asked], passages)
        for q, near in zip(asked, nearest, strict=True):
            examples += with_answer(q, texts[q["passage"]], windower, chance)
            if chance.random() < _NEGATIVES[domain]:
                other = texts[chance.choice([key for key in near if key != q["passage"]])]
                run = chance.choice(list(other.runs()))
                window = windower.window(q["question"], None, [Line(other.sentences[i].of(other.text)) for i in run])
                examples.append(Example(window, [0] * window.count, None, q["article"]))
    return examples


def _nearest(asked: Sequence[str], passages: dict[str, Any]) -> list[list[str]]:
    encoder = encoders.load(Settings.load().encoder)
    keys = list(passages)
    vectors = encoder.encode([passages[key]["text"] for key in keys], threads=2)
    found: list[list[str]] = []
    queries = encoder.encode(list(asked), batch_size=64, threads=2)
    for rows in np.array_split(queries, max(1, len(queries) // 1000)):
        best = np.argpartition(-(rows @ vectors.T), _NEAREST, axis=1)[:, :_NEAREST]
        found += [[keys[i] for i in row] for row in best]
    return found


def with_answer(q: dict[str, Any], text: Text, windower: Windower, chance: random.Random) -> list[Example]:
    """Return a window of `text` that answers the question `q`, marked; none if what answers is not sure."""
    spans = [(a["answer_start"], a["answer_start"] + len(a["text"])) for a in q["answers"]]
    held = [any(s.start < end and start < s.end for start, end in spans) for s in text.sentences]
    sure = [sum(s.overlap(span) > 0 for span in spans) * 2 > len(spans) for s in text.sentences]
    runs = [run for run in text.runs() if any(sure[i] for i in run)]
    if not runs:
        return []
    run = chance.choice(runs)
    window = windower.window(q["question"], None, [Line(text.sentences[i].of(text.text)) for i in run])
    labels = [1 if sure[i] else _OPEN if held[i] else 0 for i in run][: window.count]
    answer = None
    for start, end in chance.sample(spans, len(spans)):
        at = next((n for n, i in enumerate(run, 1) if text.sentences[i].holds((start, end))), None)
        if at and (answer := _tokens(window, at, start - text.sentences[run[at - 1]].start, end - start)):
            break
    return [Example(window, labels, answer, q["article"])]


def _tokens(window: Window, line: int, start: int, length: int) -> tuple[int, int] | None:
    """Return the first and last token of `start:start + length` in sentence `line`."""
    touched = [
        t
        for t, (a, b) in enumerate(window.places)
        if window.lines[t] == line and a < start + length and start < b and a >= 0
    ]
    return (touched[0], touched[-1]) if touched else None


def read_said(folder: Path, windower: Windower, chance: random.Random) -> list[Example]:
    """Return the examples of fictional articles and questions in `folder`, as `tests/said` holds them."""
    encode = encoders.load(Settings.load().encoder).encode
    elsewhere = read_elsewhere(folder, chance, _ELSEWHERE, encode)
    records = [*read_records(folder / "questions.jsonl"), *read_topics(folder, chance, _ABSENT), *elsewhere]
    return _examples(folder, records, windower, chance)


def read_contrasts(folder: Path, windower: Windower, chance: random.Random) -> list[Example]:
    """Return the examples of the pairs of questions in `folder`, one of which has no answer though it is near one.

    After Gardner and others, "Evaluating Models' Local Decision Boundaries via Contrast Sets", EMNLP Findings 2020.
    """
    return _examples(folder, read_records(folder / CONTRASTS), windower, chance)


def read_aspects(folder: Path, windower: Windower, chance: random.Random) -> list[Example]:
    """Return the examples of the questions of one aspect of what is spoken of in `folder`."""
    return _examples(folder, read_records(folder / ASPECTS), windower, chance)


def read_aspects_abroad(folder: Path, windower: Windower, chance: random.Random) -> list[Example]:
    """Return the examples of the same where question and article are not both in English."""
    examples: list[Example] = []
    for code in languages.codes():
        examples += _examples(folder_of(folder, code), read_aspects_in(folder, code), windower, chance, code)
    return examples


def read_aspects_in(folder: Path, code: str) -> list[dict[str, Any]]:
    """Return the questions of one aspect on articles in a language; of those in English, put into the other ones."""
    told = read_records(folder / code / ASPECTS)
    if code != languages.DEFAULT:
        return told
    asked = {record["id"]: record for record in read_records(folder / ASPECTS)}
    return [asked[one["id"]] | one | {"id": f"{one['id']}-{one['language']}"} for one in told]


def read_other(folder: Path, windower: Windower, chance: random.Random) -> list[Example]:
    """Return the examples of questions and articles that are not both in English, as `folder`'s folders hold them."""
    examples: list[Example] = []
    for code in languages.codes():
        records = read_records(folder / code / "questions.jsonl") + read_translated(folder, code)
        examples += _examples(folder_of(folder, code), records, windower, chance, code)
    return examples


def read_abroad(folder: Path, windower: Windower, chance: random.Random) -> list[Example]:
    """Return the examples of topics of articles in `folder`'s folders, put in every language in which they are told."""
    examples: list[Example] = []
    for code in languages.codes():
        records = read_topics_abroad(folder, code, chance)
        examples += _examples(folder_of(folder, code), records, windower, chance, code)
    return examples


def read_abroad_elsewhere(folder: Path, windower: Windower, chance: random.Random) -> list[Example]:
    """Return the examples, none with an answer, of the same topics put to other articles that they come near to."""
    asked = read_topics_elsewhere(folder, chance, _ELSEWHERE_ABROAD, across_languages)
    return [e for code, own in asked.items() for e in _examples(folder_of(folder, code), own, windower, chance, code)]


def read_beside(folder: Path, windower: Windower, chance: random.Random) -> list[Example]:
    """Return the examples of a folder that holds articles and questions for each language, as `tests/weighed` does."""
    examples: list[Example] = []
    for code in languages.codes():
        records = read_records(folder / code / "questions.jsonl")
        examples += _examples(folder / code, records, windower, chance, code)
    return examples


def read_translated(folder: Path, code: str) -> list[dict[str, Any]]:
    """Return the questions on articles in a language that were put into another one, as `questions.jsonl` has them."""
    asked = {record["id"]: record for record in read_records(folder_of(folder, code) / "questions.jsonl")}
    told = read_records(folder / code / TRANSLATED)
    return [asked[one["id"]] | one | {"id": f"{one['id']}-{one['language']}"} for one in told]


def _examples(
    folder: Path,
    records: Sequence[Any],
    windower: Windower,
    chance: random.Random,
    language: str = languages.DEFAULT,
) -> list[Example]:
    """Return the windows of each question's article."""
    asked = defaultdict(list)
    for record in records:
        asked[record["article"]].append(record)
    examples: list[Example] = []
    for name, own in asked.items():
        text = Text.of((folder / "articles" / name).read_bytes().decode(), windower, language)
        lines = _lines(text, attribute(text.text, sentences=text.sentences, language=language))
        title = text.text.split("\n", 1)[0]
        for record in own:
            examples += _about(record, text, lines, title, windower, chance)
    return examples


def _lines(text: Text, statements: Sequence[Statement]) -> list[Line]:
    def speaker(span: Span) -> str | None:
        return next((s.speaker for s in said_in(span, statements) if s.speaker), None)

    return [Line(span.of(text.text), speaker(span)) for span in text.sentences]


def _about(
    record: dict[str, Any], text: Text, lines: Sequence[Line], title: str, windower: Windower, chance: random.Random
) -> Iterator[Example]:
    asked = questions.read(record["question"], record.get("history") or (), lambda name: True)
    gold, ok, wrong = ({Span(*span) for span in record[key]} for key in ("gold", "ok", "wrong"))

    def label(i: int) -> int:
        if text.sentences[i] in gold:
            return 1
        # Who says it is for attribution to tell, not for the reader: what others say on the topic is left open.
        by_another = lines[i].speaker not in (None, record.get("speaker"))
        return _OPEN if text.sentences[i] in ok or (by_another and text.sentences[i] in wrong) else 0

    for run in text.runs():
        spans = [text.sentences[i] for i in run]
        if any(span in gold for span in spans) or chance.random() < _EMPTY:
            window = windower.window(asked.text, title if run.start else None, [lines[i] for i in run])
            labels = [label(i) for i in run][: window.count]
            yield Example(window, labels, _marked(window, spans, record.get("answer"), gold, text), record["article"])


def _marked(
    window: Window, spans: Sequence[Span], answer: str | None, gold: set[Span], text: Text
) -> tuple[int, int] | None:
    """Return the tokens of the short answer in the first sentence that answers and holds it."""
    for n, span in enumerate(spans[: window.count], 1):
        at = span.of(text.text).find(answer) if answer and span in gold else -1
        if answer and at >= 0:
            return _tokens(window, n, at, len(answer))
    return None
