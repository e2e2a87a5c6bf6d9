"""Evidence: the sentences that may answer a question, scored, best first.

Where a question asks for somebody's words, only sentences that hold a statement of that person are
candidates: what another one said can be near in every way and is still no evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from itertools import zip_longest

from index import Filter, Snapshot, Span
from index.names import words
from qa import languages, nearness, reader, retrieval, scoring, second, shortanswer
from qa.candidates import Evidence, NotSaidByOthers, Pages, SaidBy, SaidByOthers, anything, passages_of
from qa.multilingual import dictionary, offices, spellings, weighing
from qa.multilingual import names as other_names
from qa.question import Kind, Question, asks_expansion
from qa.reader import Reader
from qa.retrieval import Hit
from qa.scoring import Scorer
from qa.speakers import Wanted, wanted
from qa.stages import stage
from qa.strengths import Strengths, key_of, moved, passage

_PASSAGES = 12  # found per search
_PASSAGES_OF_OTHERS = 24  # the same where the question or the article is not in English: no reader tells them apart
_READ = 8  # passages read per question of fact; bounds the time of an answer
_READ_OF_SPEAKER = 5  # for each one asked for, where they are only those in which they speak
_READ_OF_ANYBODY = 5
_READ_ABOUT = 5
_READ_OF_OWN = 8  # passages in the question's language, where one of both is not in English
_READ_OF_EACH = 5  # passages in each other language, if there are several
_OTHERS = 4  # passages in which others may have spoken on the topic
_READ_OTHERS = 2  # of what single speakers say there: how many are read
_ENOUGH = 0.8  # of the threshold: how strong the best must be for no more to be read
_IN_VAIN = 4  # passages after which it is given up
_HOPELESS = 0.5  # of the threshold: if the best is not this strong
FIGURES = frozenset({"CARDINAL", "MONEY", "PERCENT", "QUANTITY"})
"""The labels of answers that are figures."""
_ON_TOPIC = 0.7  # of the threshold: how strong the best of an article must be that is on the topic
_AS_ON_TOPIC = 0.6  # of the best of all articles
_IN_ROLE = 4  # how many people in the role asked for are looked for

__all__ = ["FIGURES", "Evidence", "Gathered", "gather"]

retrieve = stage("retrieval")(retrieval.retrieve)


@dataclass
class Gathered:
    """What was found for a question."""

    evidence: list[Evidence]
    """Best first."""
    search: Callable[[], list[Hit]]
    """Finds the passages nearest to the question, whoever speaks there; where somebody answers they are not needed."""
    others: list[Evidence]
    """Statements of other people on the topic, best first; only where somebody named was asked for in vain."""
    who_spoke: bool = False
    """Whether whatever anybody said on the topic was asked for."""

    @property
    def hits(self) -> list[Hit]:
        """The passages nearest to the question."""
        return self.search()


def gather(snapshot: Snapshot, question: Question, restriction: Filter, only: frozenset[str] = frozenset()) -> Gathered:
    """Find the sentences that may answer `question` and score them; `only` leaves what these speakers say."""
    scorer, pages = Scorer(snapshot, question), Pages(snapshot, only)
    if only:
        last = sorted({words(name)[-1] for name in only if words(name)})
        restriction = replace(restriction, speakers=tuple(last))
    search = cache(partial(_search, snapshot, scorer, restriction))
    called = other_names.caller(snapshot)
    people = [_spelled(snapshot, wanted(name, question.language, called)) for name in question.speakers]
    if not scorer.has_words and question.kind is not Kind.SAID:
        return Gathered([], search, [])
    if question.asks_fact or not question.names_speaker:
        return _of_anybody(scorer, pages, search)
    if all(person.last for person in people):
        own = _where_they_speak(snapshot, scorer, people, restriction)
    else:
        near = _taken_in_turn([search(), *_where_roles_stand(snapshot, scorer, restriction)])
        own = _where_roles_speak(snapshot, scorer, pages, people, near, restriction)
    own = own or search()
    if question.kind is Kind.ABOUT:
        found = pages.candidates(_taken_in_turn([own, search()])[:_READ_ABOUT], NotSaidByOthers(people))
        return Gathered(_read(scorer, pages, found, people, _READ_ABOUT, search), search, [])
    found = pages.candidates(own, SaidBy(people))
    if not scorer.has_words:
        return Gathered(_newest(found), search, [])
    evidence = _read(scorer, pages, found, people, _READ_OF_SPEAKER * len(people), search)
    if evidence and evidence[0].score >= scorer.threshold:
        return Gathered(evidence, search, [])
    others = pages.candidates(search()[:_OTHERS], SaidByOthers(people))
    return Gathered(evidence, search, _read_others(scorer, pages, others, _READ_OTHERS))


def _spelled(snapshot: Snapshot, who: Wanted) -> Wanted:
    """Return who is wanted, with the names by which articles in other languages may call them."""
    return replace(who, spellings=spellings.in_archive(who.name, who.language, snapshot))


def _of_anybody(scorer: Scorer, pages: Pages, search: Callable[[], list[Hit]]) -> Gathered:
    """Gather what answers where nobody's words are asked for, or anybody's."""
    question = scorer.question
    accept = anything if question.asks_fact else SaidByOthers([wanted(name) for name in question.without])
    found = pages.candidates(search(), accept)
    if asks_expansion(question.text):  # what spells the abbreviation out answers, whatever else it says
        found = [c for c in found if shortanswer.find(question, c)]
    evidence = _read(scorer, pages, found, [], _READ if question.asks_fact else _READ_OF_ANYBODY)
    if scorer.asks_who_spoke and question.language == languages.DEFAULT:
        as_asked = _read_others(scorer, pages, [replace(c) for c in found], _READ_OF_ANYBODY)
        evidence = _weighed(scorer, evidence, as_asked)
    if asks_expansion(question.text):
        for c in evidence:
            c.score = max(c.score, scorer.threshold)
    return Gathered(evidence, search, [], scorer.asks_who_spoke)


def _search(snapshot: Snapshot, scorer: Scorer, restriction: Filter, person: Wanted | None = None) -> list[Hit]:
    """Return the passages nearest to the question, of those in which a person speaks if one is given.

    Articles in other languages, which share no words with the question, are searched by themselves.
    """
    code, found = scorer.question.language, list[list[Hit]]()
    last = person.last if person else None
    if code == languages.DEFAULT:
        narrowed = replace(restriction, speakers=(last,)) if last else restriction
        found.append(retrieve(snapshot, scorer.asked, scorer.vector, narrowed, _PASSAGES))
    narrowed = replace(restriction, speakers=_found_by(person, last)) if person and last else restriction
    for among in _languages_beside(snapshot, code, restriction.languages):
        one = replace(narrowed, languages=among)
        told = (dictionary.translated(scorer.asked, code, other) for other in among if other != code)
        text = " ".join((scorer.asked, *told))
        found.append(retrieve(snapshot, text, scorer.vector, one, _PASSAGES_OF_OTHERS))
    return _taken_in_turn(found)


def _found_by(person: Wanted, last: str) -> tuple[str, ...]:
    """Return the words by which an archive may know somebody with this last name, in every spelling."""
    told = (word for name in person.spellings for word in other_names.spoken(name[-1], languages.DEFAULT))
    return tuple(dict.fromkeys((*other_names.spoken(last, person.language), *told)))


def _languages_beside(snapshot: Snapshot, asked: str, admitted: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the languages of articles to search by themselves, that of the question first; none stands for all."""
    held = [code for code in snapshot.languages if code in languages.codes()]
    told = [(code,) for code in sorted(held, key=lambda code: code != asked) if not admitted or code in admitted]
    if asked != languages.DEFAULT:
        return [*told, tuple(admitted)]
    return [among for among in told if among != (languages.DEFAULT,)]


def _where_they_speak(snapshot: Snapshot, scorer: Scorer, people: Sequence[Wanted], restriction: Filter) -> list[Hit]:
    """Return the passages nearest to the question in which these people, known by their last names, speak."""
    return _taken_in_turn([_search(snapshot, scorer, restriction, person) for person in people])


def _where_roles_stand(snapshot: Snapshot, scorer: Scorer, restriction: Filter) -> Iterator[list[Hit]]:
    """Yield the passages nearest to the question that have the words of the roles asked for, in any language."""
    question = scorer.question
    named = " ".join((*question.speakers, scorer.asked))
    yield retrieve(snapshot, named, scorer.vector, restriction, _PASSAGES)
    beside = _languages_beside(snapshot, question.language, restriction.languages)
    for code in dict.fromkeys(code for among in beside for code in among if code != question.language):
        told = " ".join(offices.translated(name, question.language, code) for name in question.speakers)
        if told.strip():
            yield retrieve(snapshot, told, scorer.vector, replace(restriction, languages=(code,)), _PASSAGES)


def _where_roles_speak(
    snapshot: Snapshot, scorer: Scorer, pages: Pages, people: Sequence[Wanted], hits: Sequence[Hit], restriction: Filter
) -> list[Hit]:
    """Return the nearest passages in which those speak who are in these roles in the articles found."""
    fitting = pages.settle_roles(people, hits)
    articles: dict[str, set[str]] = {}
    best: dict[str, float] = {}
    for hit in hits:
        page = pages.of(hit)
        speakers = {s.speaker for s in page.statements if any(page.cast.said_by(person, s) for person in people)}
        for speaker in speakers:
            if speaker and (told := words(speaker)):
                articles.setdefault(told[-1], set()).add(page.article.id)
                best[told[-1]] = max(best.get(told[-1], 0.0), fitting.get(speaker, 1.0))
    found: list[list[Hit]] = []
    several = len(_languages_beside(snapshot, scorer.question.language, restriction.languages)) > 1
    for name in sorted(articles, key=lambda name: (-best[name], name))[: _IN_ROLE * (1 + several)]:
        near = retrieve(
            snapshot, scorer.asked, scorer.vector, replace(restriction, speakers=(name,)), _IN_ROLE * _PASSAGES
        )
        found.append([hit for hit in near if hit.passage.article in articles[name]][:_PASSAGES])
    return _taken_in_turn(found)


def _taken_in_turn(lists: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Return the first of each list, then the second of each, and so on; each passage once."""
    unique: dict[int, Hit] = {}
    for row in zip_longest(*lists):
        for hit in row:
            if hit:
                unique.setdefault(hit.passage.key, hit)
    return list(unique.values())


def _read(
    scorer: Scorer,
    pages: Pages,
    candidates: Sequence[Evidence],
    people: Sequence[Wanted],
    limit: int,
    nearest: Callable[[], Sequence[Hit]] = tuple,
) -> list[Evidence]:
    """Read up to `limit` passages of the candidates and return those read, scored, best first.

    For a question of fact the passages are read one after another as they were found, until something answers or
    hardly anything will; else those nearest to the topic are.
    """
    one_by_one = scorer.question.asks_fact
    others = [c for c in candidates if weighing.is_for(scorer.question, c.article)]
    candidates = [c for c in candidates if not weighing.is_for(scorer.question, c.article)]
    if one_by_one:
        hits = passages_of(candidates, limit)
    else:
        nearest_first = nearness.nearest(scorer, pages, candidates, limit)
        of_one = len(people) == 1 and scorer.question.kind is Kind.SAID
        hits = passages_of(nearness.near_enough(scorer, nearest_first) if of_one else nearest_first, limit)
        nearness.measure(scorer, pages, [c for c in candidates if any(c.lies_in(hit) for hit in hits)])
    strengths = Strengths()
    evidence: list[Evidence] = []
    at = 0
    while at < len(hits) and not (one_by_one and _settled(scorer, evidence, at)):
        some = hits[at : at + (1 if at else nearness.AT_FIRST)] if one_by_one else hits
        readings = reader.load().read(
            [passage(_asked_there(scorer, pages, candidates, people, hit), pages, hit) for hit in some]
        )
        for hit, reading in zip(some, readings, strict=True):
            strengths.note(pages, hit, reading)
        evidence = _scored(scorer, pages, candidates, people, strengths)
        at += len(some)
    if not one_by_one and not scorer.asks_who_spoke:  # there others than these scores tell
        asked = partial(_asked_there, scorer, pages, candidates, people)
        second.judge(scorer, pages, evidence, asked)
        evidence = sorted(evidence, key=_rank)
    if not others:
        return evidence
    return sorted((*evidence, *_weigh_others(scorer, pages, others, people, nearest())), key=_rank)


def _asked_there(
    scorer: Scorer, pages: Pages, candidates: Sequence[Evidence], people: Sequence[Wanted], hit: Hit
) -> str:
    """Return the question as a passage is read for it: of several people, as asked of the one who speaks there."""
    if len(people) < 2:
        return scorer.read_as
    own = [c for c in candidates if c.hit.passage.key == hit.passage.key and c.statement]
    cast = pages.of(hit).cast
    there = {i for i, person in enumerate(people) for c in own if c.statement and cast.said_by(person, c.statement)}
    return scorer.question.asked_of(scorer.question.speakers[min(there)]) if len(there) == 1 else scorer.read_as


def _weigh_others(
    scorer: Scorer,
    pages: Pages,
    candidates: Sequence[Evidence],
    people: Sequence[Wanted],
    hits: Sequence[Hit] = (),
) -> list[Evidence]:
    """Return the likeliest of the candidates that are not both asked for and written in English, scored, best first."""
    if scorer.other.reader:
        candidates = _read_in_others(scorer, scorer.other.reader, pages, candidates)
    found = scorer.other.weigh(pages, candidates, people, hits)
    for c in found:
        c.score, c.literal = scorer.other_probability(c.parts, c.article), scorer.other.names_topic(c.parts)
        if c.literal:
            c.score = max(c.score, scorer.usual_threshold)
    return sorted(found, key=_rank)


def _read_in_others(scorer: Scorer, by: Reader, pages: Pages, candidates: Sequence[Evidence]) -> list[Evidence]:
    """Read the first passages of the candidates, and return those read with what is made of them."""
    hits = _first_of_each_language(scorer.question.language, passages_of(candidates, len(candidates)), pages)
    strengths = Strengths()
    for hit, reading in zip(hits, by.read([passage(scorer.question.text, pages, hit) for hit in hits]), strict=True):
        strengths.note(pages, hit, reading)
    read = [c for c in candidates if key_of(c) in strengths]
    own = {key_of(c) for c in read}
    best = max((strengths[key][0] for key in own), default=0.0)
    others = max((told for key, (told, _) in strengths.items() if key not in own), default=best)
    for c in read:
        told, short = strengths[key_of(c)]
        c.answer = moved(short, c)
        c.parts |= {"reader": told, "reader_behind": best - told, "reader_rivals": others - told}
        c.parts["reader_near"] = strengths.near(pages, c)
    return read


def _first_of_each_language(code: str, hits: Sequence[Hit], pages: Pages) -> list[Hit]:
    """Return the first passages in each language; more of those in the question's own."""
    groups: dict[str | None, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(pages.of(hit).article.language, []).append(hit)
    most = {one: _READ_OF_OWN if one == code or len(groups) == 1 else _READ_OF_EACH for one in groups}
    return [hit for one, group in groups.items() for hit in group[: most[one]]]


def _settled(scorer: Scorer, evidence: Sequence[Evidence], count: int) -> bool:
    """Tell whether `count` passages that gave this evidence, best first, are enough.

    What is read after something that answers hardly ever answers better, and among what is read after many that do
    not, hardly anything does. Of figures others may be given, which are to be seen.
    """
    best = evidence[0].score / scorer.usual_threshold if evidence else 0.0
    figure = not FIGURES.isdisjoint(scorer.question.labels)
    answered = best >= _ENOUGH and not (figure and count < _IN_VAIN)
    return bool(evidence) and (answered or (count >= _IN_VAIN and best < _HOPELESS))


def _scored(
    scorer: Scorer, pages: Pages, candidates: Sequence[Evidence], people: Sequence[Wanted], strengths: Strengths
) -> list[Evidence]:
    """Return those of the candidates that have been read, scored, best first."""
    read = [c for c in candidates if key_of(c) in strengths]
    for c in read:
        _weigh(scorer, pages, c, *strengths[key_of(c)])
        cast = pages.of(c.hit).cast
        c.asked = next((i for i, p in enumerate(people) if c.statement and cast.said_by(p, c.statement)), None)
        c.parts |= scorer.by_speaker(cast, people, c)
        c.parts["reader_near"] = strengths.near(pages, c)
    scorer.compare([c.parts for c in read])
    for c in read:
        scorer.judge(c)
    return sorted(read, key=_rank)


def _weigh(scorer: Scorer, pages: Pages, c: Evidence, logit: float, short: Span | None) -> None:
    if "order" not in c.parts:
        page = pages.of(c.hit)
        c.parts |= scorer.by_words(page.article.text, *c.sentence, page.article.title or "")
        c.parts |= scorer.by_passage(c.hit)
    c.parts = c.parts | {"reader": logit}  # a new one: what is scored in two ways shares the old
    c.answer = moved(short, c) or c.answer


def _read_others(scorer: Scorer, pages: Pages, candidates: Sequence[Evidence], limit: int) -> list[Evidence]:
    """Return what others said on the topic, scored as if each of them had been asked for."""
    spoken = [c for c in candidates if c.statement and c.statement.speaker]
    unread = [c for c in spoken if weighing.is_for(scorer.question, c.article)]
    spoken = [c for c in spoken if not weighing.is_for(scorer.question, c.article)]
    named = nearness.nearest(scorer, pages, spoken, limit)
    groups: dict[tuple[int, str | None], list[Evidence]] = {}
    for c in named:
        groups.setdefault((c.hit.passage.key, c.statement.speaker if c.statement else None), []).append(c)
    asked = [group[0] for group in list(groups.values())[:limit]]
    frame = scorer.question.asked_of
    readings = reader.load().read(
        [passage(frame(c.statement.speaker), pages, c.hit) for c in asked if c.statement and c.statement.speaker]
    )
    found = []
    for group, one, reading in zip(groups.values(), asked, readings, strict=False):
        strengths = Strengths()
        strengths.note(pages, one.hit, reading)
        for c in group:
            if c.statement and key_of(c) in strengths:
                _weigh(scorer, pages, c, *strengths[key_of(c)])
                c.parts |= {"by": 1.0, "by_another": 0.0} | scoring.of_statement(c.statement, c.article.text)
                c.parts["reader_near"] = strengths.near(pages, c)
                found.append(c)
    scorer.compare([c.parts for c in found])
    for c in found:
        c.score = scorer.probability(c.parts)
    return sorted((*found, *_weigh_others(scorer, pages, unread, [])), key=_rank)


def _weighed(scorer: Scorer, evidence: Sequence[Evidence], as_asked: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence of two readings: as anybody's words, and as if just its speaker had been asked for.

    The first sees the best of an article and little else, so it tells which articles are on the topic; the second sees
    all that are, but strays, so it tells what is said there.
    """
    other = {key_of(c): c.score for c in as_asked}
    best: dict[str, float] = {}
    for c in evidence:
        best[c.article.id] = max(best.get(c.article.id, 0.0), c.score)
    least = max(_ON_TOPIC * scorer.threshold, _AS_ON_TOPIC * max(best.values(), default=0.0))
    for c in evidence:
        if best[c.article.id] >= least:
            c.score = max(other.get(key_of(c), c.score), scorer.usual_threshold if c.literal else 0.0)
    return sorted(evidence, key=_rank)


def _newest(candidates: list[Evidence]) -> list[Evidence]:
    """Return all that somebody said, newest first, where no topic was asked for."""
    for c in candidates:
        c.score = 1.0
    return sorted(candidates, key=lambda c: (-(c.article.published or date.min).toordinal(), c.article.id, c.sentence))


def _rank(c: Evidence) -> tuple[float, str, Span]:
    return -c.score, c.article.id, c.sentence
