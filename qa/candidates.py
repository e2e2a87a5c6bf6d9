"""Candidates: the sentences of the passages found that may answer, each with the statement it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from index import Article, Snapshot, Span, Statement
from index import encoder as encoders
from index.attribution.cues import lexicon
from index.attribution.statement import Kind
from index.spans import covering
from qa import languages
from qa.forms import language
from qa.retrieval import Hit
from qa.speakers import Cast, Wanted
from qa.window import Line

_QUOTED = 12
"""How many code points of a quotation a sentence that names its speaker holds at least."""
_AS_LIKELY = 0.6
"""How likely, of the likeliest one, somebody in another article must be to be taken for one in the role."""

_NEARNESS = 0.5
"""How much it counts beside that how near to the question an article is."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CLAUSE = re.compile(r"[.?!:;]\s")
_BEFORE = 60
"""How many code points before the cue may tell that nothing was said: "stopped short of saying"."""
_FIRST = 3
"""How many words of the content may hold what was not done: "declined" "to say whether …"."""


@dataclass
class Evidence:
    """A sentence and how strongly it answers."""

    article: Article
    sentence: Span
    statement: Statement | None
    """The statement it holds, if it is one of the speaker asked for (or of anybody, if nobody was)."""
    hit: Hit
    """The passage it was found in."""
    score: float = 0.0
    """The probability that it answers."""
    asked: int | None = None
    """Which of the people asked for says it."""
    literal: bool = False
    """Whether the topic is a name and the sentence holds it: it is given beside better ones too."""
    parts: dict[str, float] = field(default_factory=dict)
    """What the score was made of."""
    second: float | None = None
    """How strongly it answers by the second reading, as the log of the odds; None if it was not read again."""
    answer: Span | None = None
    """The short answer that the reader sees in it, as a place in the article."""

    @property
    def text(self) -> str:
        """The sentence."""
        return self.sentence.of(self.article.text)

    def lies_in(self, hit: Hit) -> bool:
        """Tell whether it stands in a passage, which need not be the one that it was found in: these overlap."""
        return self.article.id == hit.passage.article and hit.passage.span.overlap(self.sentence) > 0


class Page:
    """An article as it is read for a question: its sentences, what is said in each, and by whom."""

    def __init__(self, snapshot: Snapshot, article: str) -> None:
        self.article = snapshot.article(article)
        self.sentences = snapshot.db.sentences(article)
        self.statements = snapshot.db.statements(article)
        code = languages.known(self.article.language)
        several = None if snapshot.settings.encoder in encoders.ENGLISH else snapshot.encoder
        self.cast = Cast(self.article.text, self.sentences, self.statements, code, several)
        self._said: dict[Span, list[Statement]] = {}

    def heading(self, passage: Span) -> str | None:
        """Return the headline, where the passage does not hold it itself."""
        title = self.article.title
        return None if title and title in passage.of(self.article.text) else title

    def within(self, passage: Span) -> list[Span]:
        """Return the sentences of a passage that are prose."""
        places = (self.sentences[i] for i in covering(self.sentences, *passage))
        return [place for place in places if not self.article.is_furniture(place)]

    def with_the_one_before(self, sentence: Span) -> str:
        """Return the text of a sentence after the one before it, which often holds what it speaks of."""
        at = self.sentences.index(sentence)
        before = self.sentences[at - 1].of(self.article.text) if at else ""
        return f"{before} {sentence.of(self.article.text)}"

    def said(self, sentence: Span) -> list[Statement]:
        """Return the statements that a sentence holds, as `said_in` does."""
        if sentence not in self._said:
            self._said[sentence] = said_in(sentence, self.statements)
        return self._said[sentence]

    def line(self, sentence: Span) -> Line:
        """Return a sentence as the reader sees it."""
        speaker = next((s.speaker for s in self.said(sentence) if s.speaker), None)
        return Line(sentence.of(self.article.text), speaker)


Accept = Callable[[Cast, Statement | None], bool]
"""Tells whether a sentence that holds this statement, or none, may answer."""


def anything(cast: Cast, statement: Statement | None) -> bool:
    """Let every sentence answer."""
    return True


@dataclass(frozen=True)
class SaidBy:
    """Lets what these people said answer."""

    people: Sequence[Wanted]

    def __call__(self, cast: Cast, statement: Statement | None) -> bool:
        """Tell whether the statement is one of theirs."""
        return statement is not None and any(cast.said_by(person, statement) for person in self.people)


@dataclass(frozen=True)
class NotSaidByOthers:
    """Lets what these people said answer, and what is nobody's words."""

    people: Sequence[Wanted]

    def __call__(self, cast: Cast, statement: Statement | None) -> bool:
        """Tell whether the statement is one of theirs, or there is none, or nobody is known to have made it."""
        if statement is None or statement.speaker is None:
            return True
        return any(cast.said_by(person, statement) for person in self.people)


@dataclass(frozen=True)
class SaidByOthers:
    """Lets what anybody but these people said answer."""

    people: Sequence[Wanted]

    def __call__(self, cast: Cast, statement: Statement | None) -> bool:
        """Tell whether the statement has a source, and another one."""
        if statement is None or (statement.mention is None and statement.speaker is None):
            return False
        return not any(cast.said_by(person, statement) for person in self.people)


class Pages:
    """The articles read for one question, each once; `only` leaves the statements of these speakers, if any."""

    def __init__(self, snapshot: Snapshot, only: frozenset[str] = frozenset()) -> None:
        self._snapshot = snapshot
        self._only = only
        self._pages: dict[str, Page] = {}

    def of(self, hit: Hit) -> Page:
        """Return the article of a passage."""
        key = hit.passage.article
        if key not in self._pages:
            self._pages[key] = Page(self._snapshot, key)
        return self._pages[key]

    def settle_roles(self, people: Iterable[Wanted], hits: Iterable[Hit]) -> dict[str, float]:
        """Let only those be in a role who fit it best in all these articles, wherever they speak.

        It counts, too, how near to the question the article is. Returns for each who fits how well they do.
        """
        fitting: dict[str, float] = {}
        near: dict[str, float] = {}
        pages: dict[str, Page] = {}
        for hit in hits:
            pages[hit.passage.article] = self.of(hit)
            near[hit.passage.article] = max(near.get(hit.passage.article, 0.0), hit.score)
        for person in people:
            if person.name:
                continue
            likely = {
                (key, name): degree * near[key] ** _NEARNESS
                for key, page in pages.items()
                for name, degree in page.cast.in_role(person).items()
            }
            least = _AS_LIKELY * max(likely.values(), default=0.0)
            names = {name for (_, name), degree in likely.items() if degree >= least}
            for (_, name), degree in likely.items():
                fitting[name] = max(fitting.get(name, 0.0), degree)
            for page in pages.values():
                page.cast.keep(person, names)
        return fitting

    def candidates(self, hits: Iterable[Hit], accept: Accept) -> list[Evidence]:
        """Return the sentences of the passages that `accept` lets through, each once."""
        found: dict[tuple[str, int], Evidence] = {}
        for hit in hits:
            page = self.of(hit)
            for sentence in page.within(hit.passage.span):
                key = (page.article.id, sentence.start)
                if key in found:
                    continue
                said = [s for s in page.said(sentence) if not unsaid(page.article.text, s)]
                fitting = [s for s in said if self._admits(s) and accept(page.cast, s)]
                if fitting or (not said and not self._only and accept(page.cast, None)):
                    statement = next(iter(fitting), None)
                    found[key] = Evidence(page.article, sentence, statement, hit)
        return list(found.values())

    def _admits(self, statement: Statement) -> bool:
        return not self._only or statement.speaker in self._only


def passages_of(candidates: Iterable[Evidence], limit: int) -> list[Hit]:
    """Return the passages that the first candidates were found in, `limit` at most."""
    return list({c.hit.passage.key: c.hit for c in candidates}.values())[:limit]


def said_in(sentence: Span, statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements that the sentence holds a substantial part of, the largest share first.

    A quotation may run over several sentences; of a short last one, which names the speaker, it is part too.
    """
    width = sentence.end - sentence.start
    shares = [(sentence.overlap((s.start, s.end)), s) for s in statements]
    held = [
        (share, s)
        for share, s in shares
        if share
        and (
            2 * share >= s.end - s.start
            or 3 * share >= width
            or (s.kind is Kind.DIRECT and share >= _QUOTED and s.mention and sentence.holds(s.mention))
        )
    ]
    return [s for _, s in sorted(held, key=lambda pair: -pair[0])]


def unsaid(text: str, statement: Statement) -> bool:
    """Tell whether a statement of the article `text` tells what was not said: "declined to say whether …"."""
    if statement.cue is None:
        return False
    told, cue = language()["unsaid"], _words(statement.cue.of(text))
    mention = _words(statement.mention.of(text)) if statement.mention else []
    if mention and mention[0] in told["nobody"]:
        return True
    if _speaks(cue, told["quoting" if statement.kind is Kind.DIRECT else "verbs"]):
        lead = _CLAUSE.split(text[max(0, statement.cue.start - _BEFORE) : statement.cue.start])[-1]
        before = " ".join(_words(lead))
        return _denies(cue) or any(f" {before}".endswith(f" {lead}") for lead in told["leads"])
    withheld = any(_lemma(word) in told["withholding"] for word in cue) and not _denies(cue)
    return withheld and _speaks(_words(text[statement.start : statement.end])[:_FIRST], told["verbs"])


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def _denies(cue: list[str]) -> bool:
    told = language()["unsaid"]
    return any(word in told["negations"] or word.endswith(tuple(told["negation_ends"])) for word in cue)


def _speaks(words: list[str], verbs: list[str]) -> bool:
    return any(_lemma(word) in verbs for word in words)


def _lemma(word: str) -> str:
    return _lemmas().get(word, word)


@cache
def _lemmas() -> dict[str, str]:
    known = lexicon("en")
    return dict(known.lemmas) if known else {}
