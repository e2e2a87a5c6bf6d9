"""Names: every name of an article, gathered so that each person has one canonical name.

"President Dana Reyes", "Ms. Reyes" and "Reyes" are one person, called "Dana Reyes"; "Carla Reyes" is
another one, and a bare "Reyes" is then the one that fits by title, else the one named last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from index.attribution.grammar import child
from index.attribution.people import People
from index.parsing import Words

_NAME_TAGS = frozenset({"NNP", "NNPS"})
_TITLE_REACH = 6
"""How many words before a name may belong to a title like "president of the republic of"."""


@dataclass(eq=False, slots=True)
class Entity:
    """A named person or organisation of one article."""

    name: str
    parts: tuple[str, ...]
    """The name's words in lower case, without titles and suffixes."""
    person: bool = False
    gender: str | None = None
    titles: set[str] = field(default_factory=set)
    """Words of titles and appositions used with the name, in lower case."""
    mentions: list[int] = field(default_factory=list)
    """Positions of the last word of each mention, in order."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A name as it stands in the text, from its first to its last word, titles apart."""

    first: int
    last: int
    titles: tuple[str, ...]
    parts: tuple[str, ...]


class Names:
    """The names of an article; `by_word` tells which entity the name at a word belongs to."""

    def __init__(self, words: Words, people: People) -> None:
        """Gather the names of `words`."""
        self._words = words
        self._people = people
        self._title_words = people.title_words
        self.entities: list[Entity] = []
        self.by_word: dict[int, Entity] = {}
        self._by_last: dict[str, list[Entity]] = {}
        runs = [self._without_place(run) for run in _runs(words, people)]
        self._gather([run for run in runs if len(run.parts) > 1])
        self._link([run for run in runs if len(run.parts) == 1])
        for entity in self.entities:
            entity.mentions.sort()

    def at(self, first: int, last: int) -> Entity | None:
        """Return the entity named by the last name within the words `first` to `last`."""
        found = next((self.by_word[i] for i in range(last, first - 1, -1) if i in self.by_word), None)
        return found or next(iter(self._by_last.get(self._words.lower[last], ())), None)

    def _without_place(self, run: _Run) -> _Run:
        """Part "of Ruritania Dana Reyes" into the place that ends a title and the name."""
        words, people = self._words, self._people
        before = words.lower[max(0, run.first - _TITLE_REACH) : run.first]
        titled = not run.titles and people.titles.intersection(before)
        if len(run.parts) < 3 or not titled or run.parts[-2] in people.name_particles:
            return run
        if people.organisation_words.intersection(run.parts) or words.dep[run.first - 1] not in {"prep", "det"}:
            return run
        first = run.last - 1
        return _Run(first, run.last, (*before, *run.parts[:-2]), run.parts[-2:])

    def _gather(self, runs: list[_Run]) -> None:
        """Make an entity of each full name; names that differ in middle or left-out first names only are one."""
        known = self._people.first_names
        by_ends: dict[tuple[str, str], Entity] = {}
        by_surname: dict[tuple[str, ...], Entity] = {}
        for run in sorted(runs, key=lambda run: -len(run.parts)):
            key = (run.parts[0], run.parts[-1])
            if (entity := by_ends.get(key) or by_surname.get(run.parts)) is None:
                entity = by_ends[key] = self._new(run)
                if len(run.parts) > 2 and run.parts[0] in known and run.parts[1] not in known:
                    by_surname[run.parts[1:]] = entity
            self._record(entity, run)

    def _link(self, runs: list[_Run]) -> None:
        """Give each single name to the full name that it is a part of, or make it an entity of its own."""
        by_first: dict[str, list[Entity]] = {}
        for entity in self.entities:
            if entity.person:
                by_first.setdefault(entity.parts[0], []).append(entity)
        for run in runs:
            candidates = self._by_last.get(run.parts[0]) or by_first.get(run.parts[0])
            self._record(self._choose(candidates, run) if candidates else self._new(run), run)

    def _new(self, run: _Run) -> Entity:
        entity = Entity(self._name(run), run.parts)
        self.entities.append(entity)
        self._by_last.setdefault(run.parts[-1], []).append(entity)
        return entity

    def _choose(self, candidates: list[Entity], run: _Run) -> Entity:
        """Return the one of several people of one name that a bare last name means."""
        gender = self._gender(run)
        fitting = [e for e in candidates if not gender or e.gender in {None, gender}] or candidates
        titled = [e for e in fitting if e.titles.intersection(run.titles)] or fitting
        if len(titled) == 1:
            return titled[0]
        before = [(max(m for m in e.mentions if m < run.first), e) for e in titled if e.mentions[0] < run.first]
        return max(before, key=lambda pair: pair[0])[1] if before else titled[0]

    def _name(self, run: _Run) -> str:
        return " ".join(self._words.span(run.first, run.last).of(self._words.text).split())

    def _gender(self, run: _Run) -> str | None:
        telling = (*run.titles, *(run.parts[:1] if len(run.parts) > 1 else ()))
        return next((self._people.gender_of[word] for word in telling if word in self._people.gender_of), None)

    def _record(self, entity: Entity, run: _Run) -> None:
        entity.mentions.append(run.last)
        entity.titles.update(run.titles, self._told_beside(run))
        entity.gender = entity.gender or self._gender(run)
        named = not self._people.organisation_words.intersection(run.parts)
        if named and (entity.titles or entity.gender or run.parts[0] in self._people.first_names):
            entity.person = True
        for i in range(run.first, run.last + 1):
            self.by_word[i] = entity

    def _told_beside(self, run: _Run) -> set[str]:
        """Return the title words around a name: "front-runner Dana Reyes", "Reyes, secretary general of …"."""
        words = self._words
        kinds = {"compound", "amod", "nmod"}
        before = {words.lower[c] for c in words.children[run.last] if c < run.first and words.dep[c] in kinds}
        noun = child(words, run.last, "appos")
        if noun is None and words.dep[run.last] == "appos":
            noun = words.head[run.last]
        beside: set[str] = set()
        if noun is not None and words.tag[noun] in {"NN", "NNP"} and noun not in self.by_word:
            beside = set(words.lower[words.left[noun] : words.right[noun] + 1])
            if not self._title_words.intersection(words.lower[words.left[noun] : noun + 1]):
                beside = set()
        return before & self._title_words | beside


def _runs(words: Words, people: People) -> Iterator[_Run]:
    i, count = 0, len(words)
    while i < count:
        if words.tag[i] in _NAME_TAGS and words.form[i][:1].isupper():
            last = _run_end(words, people, i)
            if (run := _without_titles(words, people, i, last)) is not None:
                yield run
            i = last
        i += 1


def _run_end(words: Words, people: People, first: int) -> int:
    """Return the last word of the name that starts at `first`; a name ends with its sentence or line."""
    last, end = first, words.sentences[words.sentence[first]][1]
    while last < end and "\n" not in words.text[words.end[last] : words.start[last + 1]]:
        following = last + 1
        joint = words.form[following] == "-" or words.lower[following] in people.name_particles
        if words.tag[following] in _NAME_TAGS and words.form[following][:1].isalnum():
            last = following
        elif joint and following < end and words.tag[following + 1] in _NAME_TAGS:
            last = following + 1
        else:
            break
    return last


def _without_titles(words: Words, people: People, first: int, last: int) -> _Run | None:
    """Take titles off the front and "Jr." off the end of a name; "State Department" has no title."""
    low = [word.rstrip(".") for word in words.lower[first : last + 1]]
    end = len(low) - 1
    while end > 0 and low[end] in people.name_suffixes:
        end -= 1
    start = max((i + 1 for i in range(end) if low[i] in people.titles), default=0)
    if people.organisation_words.intersection(low[start : end + 1]):
        start = 0
    titles = low[:start]
    before = first - 1
    while before >= 0 and words.sentence[before] == words.sentence[first]:
        if words.lower[before].rstrip(".") not in people.titles:
            break
        titles.append(words.lower[before].rstrip("."))
        before -= 1
    parts = tuple(word for word in low[start : end + 1] if word != "-")
    if len(parts) == 1 and parts[0] in people.titles:
        return None
    return _Run(first + start, first + end, tuple(titles), parts)
