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
_PARTICLES = frozenset("de da del della der den di du la le van von bin ibn al el zu ten ter dos das".split())
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


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
    """Positions of the last word of each mention."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of one name as they stand in the text, titles apart."""

    first: int
    last: int
    titles: tuple[str, ...]
    parts: tuple[str, ...]


class Names:
    """The names of an article; `at` tells which entity the name at a word belongs to."""

    def __init__(self, words: Words, people: People) -> None:
        """Gather the names of `words`."""
        self._words = words
        self._people = people
        self._known = people.titles | people.roles.keys() | people.gender_of.keys()
        self.entities: list[Entity] = []
        self.by_word: dict[int, Entity] = {}
        runs = [self._without_place(run) for run in _runs(words, people)]
        self._gather([run for run in runs if len(run.parts) > 1])
        self._link([run for run in runs if len(run.parts) == 1])
        for entity in self.entities:
            entity.mentions.sort()

    def at(self, first: int, last: int) -> Entity | None:
        """Return the entity named by the last name within the words `first` to `last`."""
        found = next((self.by_word[i] for i in range(last, first - 1, -1) if i in self.by_word), None)
        return found or next((e for e in self.entities if e.parts[-1] == self._words.lower[last]), None)

    def _without_place(self, run: _Run) -> _Run:
        """Part "of Ruritania Dana Reyes" into the place that ends a title and the name."""
        words = self._words
        before = words.lower[run.first - 1] if run.first else ""
        if len(run.parts) >= 3 and before in {"of", "the", "for"} and not run.titles:
            if run.parts[-1] in self._people.organisation_words or run.parts[-2] in _PARTICLES:
                return run
            first = run.last - 1
            title = tuple(words.lower[max(0, run.first - 6) : first])
            return _Run(first, run.last, title, run.parts[-2:])
        return run

    def _gather(self, runs: list[_Run]) -> None:
        """Make an entity of each full name; names that differ in middle names only are one."""
        by_ends: dict[tuple[str, str], Entity] = {}
        for run in runs:
            key = (run.parts[0], run.parts[-1])
            entity = by_ends.get(key)
            if entity is None:
                entity = by_ends[key] = Entity(self._name(run), run.parts)
                self.entities.append(entity)
            elif len(run.parts) > len(entity.parts):
                entity.name, entity.parts = self._name(run), run.parts
            self._record(entity, run)

    def _link(self, runs: list[_Run]) -> None:
        """Give each single name to the full name that it is a part of, or make it an entity of its own."""
        by_last: dict[str, list[Entity]] = {}
        by_first: dict[str, list[Entity]] = {}
        for entity in self.entities:
            by_last.setdefault(entity.parts[-1], []).append(entity)
            by_first.setdefault(entity.parts[0], []).append(entity)
        for run in runs:
            part = run.parts[0]
            candidates = by_last.get(part) or [e for e in by_first.get(part, ()) if e.person]
            if candidates:
                entity = self._choose(candidates, run)
            else:
                entity = Entity(self._name(run), run.parts)
                self.entities.append(entity)
                by_last[part] = [entity]
            self._record(entity, run)

    def _choose(self, candidates: list[Entity], run: _Run) -> Entity:
        """Return the one of several people of one name that a bare last name means."""
        gender = self._gender(run)
        fitting = [e for e in candidates if not gender or e.gender in {None, gender}] or candidates
        titled = [e for e in fitting if e.titles & set(run.titles)] or fitting
        before = [(m, e) for e in titled for m in e.mentions if m < run.first]
        return max(before, key=lambda pair: pair[0])[1] if before else titled[0]

    def _name(self, run: _Run) -> str:
        return " ".join(self._words.span(run.first, run.last).of(self._words.text).split())

    def _gender(self, run: _Run) -> str | None:
        genders = self._people.gender_of
        found = [genders[t] for t in run.titles if t in genders]
        if not found and len(run.parts) > 1 and run.parts[0] in genders:
            found = [genders[run.parts[0]]]
        return found[0] if found else None

    def _record(self, entity: Entity, run: _Run) -> None:
        entity.mentions.append(run.last)
        entity.titles.update(run.titles)
        entity.titles.update(self._apposition(run))
        entity.gender = entity.gender or self._gender(run)
        organisation = any(part in self._people.organisation_words for part in run.parts)
        known = run.parts[0] in self._people.first_names
        if not organisation and (known or run.titles or entity.gender or entity.titles):
            entity.person = True
        for i in range(run.first, run.last + 1):
            self.by_word[i] = entity

    def _apposition(self, run: _Run) -> set[str]:
        """Return the words of "…, secretary general of the conference" after a name."""
        words = self._words
        around = {words.lower[c] for c in words.children[run.last] if words.dep[c] in {"compound", "amod", "nmod"} and c < run.first}
        noun = child(words, run.last, "appos")
        if noun is None and words.dep[run.last] == "appos":
            noun = words.head[run.last]
        if noun is None or words.tag[noun] not in {"NN", "NNP"} or noun in self.by_word:
            return around & self._known
        found = set(words.lower[words.left[noun] : noun + 1])
        return around | set(words.lower[words.left[noun] : words.right[noun] + 1]) if found & self._known else set()


def _runs(words: Words, people: People) -> Iterator[_Run]:
    i, count = 0, len(words)
    while i < count:
        if words.tag[i] not in _NAME_TAGS or not words.form[i][:1].isupper():
            i += 1
            continue
        last = _run_end(words, i)
        yield from _split_titles(words, people, i, last)
        i = last + 1


def _run_end(words: Words, first: int) -> int:
    """Return the last word of the name that starts at `first`; a name ends with its sentence or line."""
    last = first
    sentence = words.sentence[first]
    while (following := last + 1) < len(words) and words.sentence[following] == sentence:
        gap = words.text[words.end[last] : words.start[following]]
        if "\n" in gap:
            break
        if words.tag[following] in _NAME_TAGS and words.form[following][:1].isalnum():
            last = following
        elif words.form[following] == "-" and not gap and following + 1 < len(words) and words.tag[following + 1] in _NAME_TAGS:
            last = following + 1
        elif (
            words.lower[following] in _PARTICLES
            and following + 1 < len(words)
            and words.tag[following + 1] in _NAME_TAGS
            and words.sentence[following + 1] == sentence
        ):
            last = following + 1
        else:
            break
    return last


def _split_titles(words: Words, people: People, first: int, last: int) -> Iterator[_Run]:
    """Take titles off the front and "Jr." off the end of a name; "State Department" has no title."""
    low = [word.rstrip(".") for word in words.lower]
    end = last
    while end > first and words.lower[end] in _SUFFIXES:
        end -= 1
    start = max((i + 1 for i in range(first, end) if low[i] in people.titles), default=first)
    if any(word in people.organisation_words for word in low[start : end + 1]):
        start = first
    titles = low[first:start]
    before = first - 1
    while before >= 0 and low[before] in people.titles and words.sentence[before] == words.sentence[first]:
        titles.append(low[before])
        before -= 1
    parts = tuple(word for word in words.lower[start : end + 1] if word != "-")
    if not (len(parts) == 1 and parts[0].rstrip(".") in people.titles):
        yield _Run(start, end, tuple(titles), parts)
